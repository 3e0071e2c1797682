//! What only Twilio has, where it is not Twilio's default.

use trunkline::model::{
    RecordingMode, RecordingTrim, TransferCallerId, TransferMode, Trunk, TrunkName, TwilioTrunk,
    TwilioTrunkOptions, WebMethod,
};

/// The options that a file has to say. A word that we do not know is left out, with a note.
pub(crate) fn options(
    trunk: &Trunk,
    held: &TwilioTrunk,
    name: &TrunkName,
    notes: &mut Vec<String>,
) -> TwilioTrunkOptions {
    let mut options = TwilioTrunkOptions::default();
    options.friendly_name = (trunk.name != name.as_str()).then(|| trunk.name.clone());
    options.domain_name.clone_from(&trunk.termination.domain);
    options.secure = held.secure.then_some(true);
    options.cnam_lookup_enabled = held.cnam_lookup_enabled.then_some(true);
    macro_rules! word {
        ($field:ident, $type:ident, $default:expr) => {
            match &held.$field {
                Some($type::Other(word)) => {
                    notes.push(format!(
                        "{} is {word:?}, a word that is not known here: it stays",
                        stringify!($field)
                    ));
                }
                other => options.$field = other.clone().filter(|word| *word != $default),
            }
        };
    }
    word!(transfer_mode, TransferMode, TransferMode::DisableAll);
    word!(transfer_caller_id, TransferCallerId, TransferCallerId::FromTransferee);
    word!(recording_mode, RecordingMode, RecordingMode::DoNotRecord);
    word!(recording_trim, RecordingTrim, RecordingTrim::DoNotTrim);
    options.disaster_recovery_url = held.disaster_recovery_url.clone().filter(|url| !url.is_empty());
    // The file says how the URL is asked for together with the URL.
    if options.disaster_recovery_url.is_some() {
        word!(disaster_recovery_method, WebMethod, WebMethod::Post);
    }
    options
}
