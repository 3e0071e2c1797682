//! What the simulated Twilio remembers.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::table::Table;
use crate::fixture::Fixture;
use crate::ids::Ids;

/// Everything of every account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) accounts: BTreeMap<String, Account>,
    /// Domains, in small letters, that no trunk has and nobody may take before the time given.
    pub(super) reserved_domains: BTreeMap<String, Timestamp>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Account {
    pub(super) trunks: Table<Trunk>,
    pub(super) acls: Table<Acl>,
    pub(super) credential_lists: Table<CredentialList>,
    pub(super) numbers: Table<Number>,
}

impl Account {
    /// The first SID that leads nowhere.
    fn check(&self) -> Result<(), String> {
        for trunk in self.trunks.rows() {
            let acls = trunk.value.acls.rows().map(|row| (row.sid, self.acls.contains(row.sid)));
            let lists = &trunk.value.credential_lists;
            let lists = lists.rows().map(|row| (row.sid, self.credential_lists.contains(row.sid)));
            if let Some((sid, _)) = acls.chain(lists).find(|(_, known)| !known) {
                return Err(format!("trunk {}: there is no list {sid}", trunk.sid));
            }
        }
        for number in self.numbers.rows() {
            if let Some(trunk) = number.value.trunk_sid.as_deref().filter(|sid| !self.trunks.contains(sid)) {
                return Err(format!("number {}: there is no trunk {trunk}", number.value.e164));
            }
        }
        for row in self.acls.rows().flat_map(|acl| acl.value.addresses.rows()) {
            if row.value.prefix > 32 {
                return Err(format!("address {}: prefix {}: must be 0 to 32", row.sid, row.value.prefix));
            }
        }
        Ok(())
    }
}

/// When something was created and last changed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Dates {
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
}

impl Dates {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { created: now, updated: now }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Trunk {
    pub(super) friendly_name: Option<String>,
    pub(super) domain_name: Option<String>,
    pub(super) disaster_recovery_url: Option<String>,
    pub(super) disaster_recovery_method: String,
    pub(super) secure: bool,
    pub(super) cnam_lookup_enabled: bool,
    pub(super) transfer_mode: String,
    pub(super) transfer_caller_id: String,
    pub(super) recording_mode: String,
    pub(super) recording_trim: String,
    pub(super) dates: Dates,
    pub(super) origination_urls: Table<OriginationUrl>,
    /// By the SID of the IP access control list.
    pub(super) acls: Table<Dates>,
    /// By the SID of the credential list.
    pub(super) credential_lists: Table<Dates>,
}

impl Trunk {
    /// What a create without parameters gives, as recorded live by a third party.
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            friendly_name: None,
            domain_name: None,
            disaster_recovery_url: None,
            disaster_recovery_method: "POST".to_owned(),
            secure: false,
            cnam_lookup_enabled: false,
            transfer_mode: "disable-all".to_owned(),
            transfer_caller_id: "from-transferee".to_owned(),
            recording_mode: "do-not-record".to_owned(),
            recording_trim: "do-not-trim".to_owned(),
            dates: Dates::new(now),
            origination_urls: Table::default(),
            acls: Table::default(),
            credential_lists: Table::default(),
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct OriginationUrl {
    pub(super) friendly_name: String,
    pub(super) sip_url: String,
    pub(super) priority: u16,
    pub(super) weight: u16,
    pub(super) enabled: bool,
    pub(super) dates: Dates,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Acl {
    pub(super) friendly_name: String,
    pub(super) dates: Dates,
    pub(super) addresses: Table<Address>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Address {
    pub(super) friendly_name: String,
    pub(super) ip: Ipv4Addr,
    pub(super) prefix: u8,
    pub(super) dates: Dates,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CredentialList {
    pub(super) friendly_name: String,
    pub(super) dates: Dates,
    pub(super) credentials: Table<Credential>,
}

/// No password: Twilio keeps a hash and returns neither, and nothing here places a call.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Credential {
    pub(super) username: String,
    pub(super) dates: Dates,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Number {
    /// In E.164.
    pub(super) e164: String,
    pub(super) friendly_name: String,
    pub(super) api_version: String,
    pub(super) trunk_sid: Option<String>,
    pub(super) voice_application_sid: Option<String>,
    pub(super) voice_url: Option<String>,
    pub(super) voice_method: String,
    pub(super) voice_fallback_url: Option<String>,
    pub(super) voice_fallback_method: String,
    pub(super) voice_caller_id_lookup: bool,
    pub(super) voice_receive_mode: String,
    pub(super) sms_application_sid: Option<String>,
    pub(super) sms_url: Option<String>,
    pub(super) sms_method: String,
    pub(super) sms_fallback_url: Option<String>,
    pub(super) sms_fallback_method: String,
    pub(super) status_callback: Option<String>,
    pub(super) status_callback_method: String,
    pub(super) emergency_status: String,
    pub(super) emergency_address_sid: Option<String>,
    pub(super) address_sid: Option<String>,
    pub(super) bundle_sid: Option<String>,
    pub(super) identity_sid: Option<String>,
    pub(super) dates: Dates,
}

impl Number {
    fn new(e164: &str, now: Timestamp) -> Self {
        let post = || "POST".to_owned();
        Self {
            e164: e164.to_owned(),
            friendly_name: formatted(e164),
            api_version: "2010-04-01".to_owned(),
            trunk_sid: None,
            voice_application_sid: None,
            voice_url: None,
            voice_method: post(),
            voice_fallback_url: None,
            voice_fallback_method: post(),
            voice_caller_id_lookup: false,
            voice_receive_mode: "voice".to_owned(),
            sms_application_sid: None,
            sms_url: None,
            sms_method: post(),
            sms_fallback_url: None,
            sms_fallback_method: post(),
            status_callback: None,
            status_callback_method: post(),
            emergency_status: "Inactive".to_owned(),
            emergency_address_sid: None,
            address_sid: None,
            bundle_sid: None,
            identity_sid: None,
            dates: Dates::new(now),
        }
    }

    /// "Setting a `trunk_sid` will automatically delete your `voice_application_sid`" (`twilio-oai`). The voice
    /// URLs stay, and are not called.
    pub(super) fn attach(&mut self, trunk: String) {
        self.trunk_sid = Some(trunk);
        self.voice_application_sid = None;
    }

    /// "and vice versa" (`twilio-oai`).
    pub(super) fn set_voice_application(&mut self, application: String) {
        self.voice_application_sid = Some(application);
        self.trunk_sid = None;
    }

    pub(super) fn is_on(&self, trunk: &str) -> bool {
        self.trunk_sid.as_deref() == Some(trunk)
    }
}

impl State {
    /// The accounts of a fixture with their numbers, and nothing else.
    pub(super) fn new(fixture: &Fixture, ids: &Ids, now: Timestamp) -> Self {
        let mut state = Self::default();
        for given in &fixture.twilio {
            let account = state.accounts.entry(given.account_sid.clone()).or_default();
            for number in &given.numbers {
                account.numbers.insert(ids.sid("PN"), Number::new(number, now));
            }
        }
        state
    }

    /// This state, with every account that it lacks as `start` has it; or what cannot be in it.
    pub(super) fn completed(mut self, start: Self) -> Result<Self, String> {
        for (sid, account) in &self.accounts {
            if !start.accounts.contains_key(sid) {
                return Err(format!("there is no Twilio account {sid}"));
            }
            account.check().map_err(|mistake| format!("Twilio account {sid}: {mistake}"))?;
        }
        for (sid, account) in start.accounts {
            self.accounts.entry(sid).or_insert(account);
        }
        Ok(self)
    }

    pub(super) fn account(&self, sid: &str) -> &Account {
        self.accounts.get(sid).expect("only accounts of the fixture can authenticate, and none is removed")
    }

    pub(super) fn account_mut(&mut self, sid: &str) -> &mut Account {
        self.accounts
            .get_mut(sid)
            .expect("only accounts of the fixture can authenticate, and none is removed")
    }
}

/// `(415) 867-5309`: a number's name unless it is given one, "a formatted version of the phone number"
/// (`twilio-oai`). Only the North American form is shown there.
pub(super) fn formatted(e164: &str) -> String {
    match e164.strip_prefix("+1") {
        Some(digits) if digits.len() == 10 && digits.is_ascii() => {
            format!("({}) {}-{}", &digits[..3], &digits[3..6], &digits[6..])
        }
        _ => e164.to_owned(),
    }
}
