//! What only one carrier has.

use clap::Args;
use trunkline_engine::trunkline::model::{
    ExotelTrunkOptions, RecordingMode, RecordingTrim, TransferCallerId, TransferMode, TwilioTrunkOptions,
    WebMethod,
};

use crate::{account::Account, input::Input};

/// Options of a trunk; those of another carrier are refused.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Code of the operators [ANY-ANY, the only one documented].
    #[arg(long, value_name = "CODE", help_heading = "Exotel only")]
    nso_code: Option<String>,
    /// Termination domain, ending in .pstn.twilio.com [derived from name and account].
    #[arg(long, help_heading = "Twilio only")]
    domain: Option<String>,
    /// Another name there, free text of up to 64 characters.
    #[arg(long, value_name = "TEXT", help_heading = "Twilio only")]
    friendly_name: Option<String>,
    /// Refuse calls without TLS and SRTP: true or false.
    #[arg(long, value_name = "BOOL", help_heading = "Twilio only")]
    secure: Option<String>,
    /// Look up callers' names, which Twilio charges for: true or false.
    #[arg(long, value_name = "BOOL", help_heading = "Twilio only")]
    cnam_lookup: Option<String>,
    /// Transfers by SIP REFER: disable-all, enable-all or sip-only.
    #[arg(long, value_name = "MODE", help_heading = "Twilio only")]
    transfer_mode: Option<String>,
    /// Whose number a transferred call shows: from-transferee or from-transferor.
    #[arg(long, value_name = "WHOSE", help_heading = "Twilio only")]
    transfer_caller_id: Option<String>,
    /// Asked for TwiML when no origination URI answers.
    #[arg(long, value_name = "URL", help_heading = "Twilio only")]
    disaster_recovery_url: Option<String>,
    /// How it is asked: GET or POST.
    #[arg(long, value_name = "METHOD", help_heading = "Twilio only")]
    disaster_recovery_method: Option<String>,
    /// When calls are recorded: do-not-record, record-from-ringing, record-from-answer, or either with -dual.
    #[arg(long, value_name = "MODE", help_heading = "Twilio only")]
    recording: Option<String>,
    /// Silence in recordings: trim-silence or do-not-trim.
    #[arg(long, value_name = "TRIM", help_heading = "Twilio only")]
    recording_trim: Option<String>,
}

impl Options {
    /// Whether none was given.
    pub(super) fn is_empty(&self) -> bool {
        self.nso_code.is_none() && self.on_twilio().iter().all(|(_, given)| !given)
    }

    fn on_twilio(&self) -> [(&'static str, bool); 10] {
        [
            ("--domain", self.domain.is_some()),
            ("--friendly-name", self.friendly_name.is_some()),
            ("--secure", self.secure.is_some()),
            ("--cnam-lookup", self.cnam_lookup.is_some()),
            ("--transfer-mode", self.transfer_mode.is_some()),
            ("--transfer-caller-id", self.transfer_caller_id.is_some()),
            ("--disaster-recovery-url", self.disaster_recovery_url.is_some()),
            ("--disaster-recovery-method", self.disaster_recovery_method.is_some()),
            ("--recording", self.recording.is_some()),
            ("--recording-trim", self.recording_trim.is_some()),
        ]
    }

    /// The options, each for its carrier.
    pub(super) fn read(
        &self,
        input: &mut Input,
        account: Option<&Account>,
    ) -> (ExotelTrunkOptions, TwilioTrunkOptions) {
        input.only_on(account, "exotel", &[("--nso-code", self.nso_code.is_some())]);
        input.only_on(account, "twilio", &self.on_twilio());
        let mut exotel = ExotelTrunkOptions::default();
        exotel.nso_code.clone_from(&self.nso_code);

        let secure = input.switch("--secure", self.secure.as_deref());
        let cnam_lookup = input.switch("--cnam-lookup", self.cnam_lookup.as_deref());
        let transfer_mode = {
            use TransferMode::{DisableAll, EnableAll, SipOnly};
            let words = [DisableAll, EnableAll, SipOnly];
            input.word(
                "--transfer-mode",
                self.transfer_mode.as_deref(),
                &words.each_ref().map(TransferMode::as_str),
            )
        };
        let transfer_caller_id = {
            use TransferCallerId::{FromTransferee, FromTransferor};
            let words = [FromTransferee, FromTransferor];
            let words = words.each_ref().map(TransferCallerId::as_str);
            input.word("--transfer-caller-id", self.transfer_caller_id.as_deref(), &words)
        };
        let method = {
            let words = [WebMethod::Get, WebMethod::Post];
            let words = words.each_ref().map(WebMethod::as_str);
            input.word("--disaster-recovery-method", self.disaster_recovery_method.as_deref(), &words)
        };
        let recording = {
            use RecordingMode::{DoNotRecord, FromAnswer, FromAnswerDual, FromRinging, FromRingingDual};
            let words = [DoNotRecord, FromRinging, FromAnswer, FromRingingDual, FromAnswerDual];
            input.word("--recording", self.recording.as_deref(), &words.each_ref().map(RecordingMode::as_str))
        };
        let trim = {
            let words = [RecordingTrim::TrimSilence, RecordingTrim::DoNotTrim];
            let words = words.each_ref().map(RecordingTrim::as_str);
            input.word("--recording-trim", self.recording_trim.as_deref(), &words)
        };
        let mut twilio = TwilioTrunkOptions::default();
        twilio.domain_name.clone_from(&self.domain);
        twilio.friendly_name.clone_from(&self.friendly_name);
        twilio.secure = secure;
        twilio.cnam_lookup_enabled = cnam_lookup;
        twilio.transfer_mode = transfer_mode;
        twilio.transfer_caller_id = transfer_caller_id;
        twilio.disaster_recovery_url.clone_from(&self.disaster_recovery_url);
        twilio.disaster_recovery_method = method;
        twilio.recording_mode = recording;
        twilio.recording_trim = trim;
        (exotel, twilio)
    }
}
