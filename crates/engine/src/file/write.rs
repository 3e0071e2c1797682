//! A file from trunks that are there.

use std::{collections::BTreeMap, fmt::Write as _};

use super::yaml::{self, Yaml, flow, text};
use crate::{Presence, Profiles, SecretRef, WantedTrunk};

/// A file to be written.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// What is said at its top, a paragraph each.
    pub comments: Vec<String>,
    /// The trunks, in any order.
    pub trunks: Vec<DraftTrunk>,
}

/// A trunk to be written.
#[derive(Debug, Clone)]
pub struct DraftTrunk {
    /// What is said of it.
    pub trunk: WantedTrunk,
    /// What cannot be said of it in a file, and why; a paragraph each.
    pub comments: Vec<String>,
}

/// The text of a file that says what `draft` says. Trunks of the same name on several accounts become one, with what
/// they have in common said once. `profiles` are where the accounts are described.
///
/// The same draft is always the same text. What a file cannot say, such as a word of a carrier that this program does
/// not know, becomes a comment.
pub fn write(draft: &Draft, profiles: &Profiles) -> String {
    let mut out = String::new();
    draft.comments.iter().for_each(|paragraph| yaml::comment(&mut out, 0, paragraph));
    let _ = writeln!(out, "version: 1");
    let used = |name: &str| draft.trunks.iter().any(|trunk| trunk.trunk.profile == name);
    let accounts: Vec<(String, Yaml)> = profiles
        .iter()
        .filter(|profile| used(profile.name()))
        .filter_map(|profile| Some((profile.name().to_owned(), yaml::settings(profile.settings()?))))
        .collect();
    if !accounts.is_empty() {
        out.push('\n');
        yaml::entry(&mut out, 0, "carriers", &Yaml::Block(accounts));
    }
    let mut trunks: BTreeMap<&str, Vec<&DraftTrunk>> = BTreeMap::new();
    for trunk in &draft.trunks {
        trunks.entry(trunk.trunk.name.as_str()).or_default().push(trunk);
    }
    if trunks.is_empty() {
        out.push_str("trunks: {}\n");
        return out;
    }
    out.push_str("\ntrunks:\n");
    for (i, (name, mut on)) in trunks.into_iter().enumerate() {
        out.push_str(if i == 0 { "" } else { "\n" });
        on.sort_by_key(|trunk| &trunk.trunk.profile);
        for trunk in &on {
            for paragraph in trunk.comments.iter().chain(&not_sayable(&trunk.trunk)) {
                yaml::comment(&mut out, 2, &format!("{}: {paragraph}", trunk.trunk.profile));
            }
        }
        let trunks: Vec<&WantedTrunk> = on.iter().map(|trunk| &trunk.trunk).collect();
        yaml::entry(&mut out, 2, &text(name), &one_trunk(&trunks));
    }
    out
}

/// A part of a trunk: its name and what it says, when it says anything.
type Part = fn(&WantedTrunk) -> Option<(&'static str, Yaml)>;

/// What can stand for the trunk and for one account of it, in the order of the file.
const SHARED: [Part; 9] = [
    |trunk| Some(("auth", Yaml::Value(trunk.spec.auth.to_string()))),
    |trunk| trunk.adopt.then(|| ("adopt", Yaml::Value("true".to_owned()))),
    |trunk| Some(("renamed_from", Yaml::Value(text(trunk.renamed_from.as_ref()?.as_str())))),
    |trunk| (trunk.presence == Presence::Absent).then(|| ("absent", Yaml::Value("true".to_owned()))),
    |trunk| Some(("acl", Yaml::List(trunk.acl.as_ref()?.iter().map(acl).collect()))),
    |trunk| Some(("origination", Yaml::List(trunk.origination.as_ref()?.iter().map(origination).collect()))),
    |trunk| Some(("numbers", Yaml::List(trunk.numbers.as_ref()?.iter().map(number).collect()))),
    |trunk| Some(("credentials", Yaml::List(trunk.credentials.as_ref()?.iter().map(credential).collect()))),
    |trunk| {
        let number = trunk.caller_id.as_ref()?.as_ref();
        Some((
            "caller_id",
            Yaml::Value(number.map_or_else(|| "none".to_owned(), |number| text(number.as_str()))),
        ))
    },
];

fn one_trunk(trunks: &[&WantedTrunk]) -> Yaml {
    let mut common = Vec::new();
    let mut own: Vec<Vec<(String, Yaml)>> = trunks.iter().map(|trunk| options(trunk)).collect();
    for part in SHARED {
        let parts: Vec<_> = trunks.iter().map(|trunk| part(trunk)).collect();
        match parts.split_first() {
            Some((Some((name, value)), rest))
                if rest.iter().flatten().filter(|(_, other)| other == value).count() == rest.len() =>
            {
                common.push(((*name).to_owned(), value.clone()));
            }
            _ => {
                for (own, part) in own.iter_mut().zip(parts) {
                    own.extend(part.map(|(name, value)| (name.to_owned(), value)));
                }
            }
        }
    }
    let names = trunks.iter().map(|trunk| text(&trunk.profile));
    let carriers = if own.iter().all(Vec::is_empty) {
        Yaml::Value(flow(names))
    } else {
        Yaml::Block(names.zip(own.into_iter().map(Yaml::Block)).collect())
    };
    common.insert(0, ("carriers".to_owned(), carriers));
    Yaml::Block(common)
}

fn acl(entry: &trunkline::model::AclEntrySpec) -> String {
    if entry.exotel.allow_range {
        format!("{{ cidr: {}, exotel_allow_range: true }}", entry.cidr)
    } else {
        entry.cidr.to_string()
    }
}

fn origination(target: &trunkline::model::OriginationUriSpec) -> String {
    let uri = text(target.uri.as_str());
    let mut settings = String::new();
    if target.priority != 0 {
        let _ = write!(settings, ", priority: {}", target.priority);
    }
    if target.weight != 1 {
        let _ = write!(settings, ", weight: {}", target.weight);
    }
    if let Some(enabled) = target.twilio.enabled {
        let _ = write!(settings, ", enabled: {enabled}");
    }
    if let Some(label) = sayable(target.twilio.friendly_name.as_ref()) {
        let _ = write!(settings, ", label: {}", text(label));
    }
    if settings.is_empty() { uri } else { format!("{{ uri: {uri}{settings} }}") }
}

fn number(number: &trunkline::model::NumberSpec) -> String {
    use trunkline::model::NumberMode;

    let e164 = text(number.number.as_str());
    match &number.exotel.mode {
        None | Some(NumberMode::Other(_)) => e164,
        Some(mode) => format!("{{ number: {e164}, mode: {mode} }}"),
    }
}

fn credential(credential: &crate::WantedCredential) -> String {
    let password = match &credential.password {
        SecretRef::Env(name) => format!("{{ env: {name} }}"),
        SecretRef::File(path) => format!("{{ file: {} }}", text(&path.display().to_string())),
    };
    let mut line = format!("{{ username: {}, password: {password}", text(&credential.username));
    if credential.rotation > 1 {
        let _ = write!(line, ", rotation: {}", credential.rotation);
    }
    if let Some(label) = &credential.exotel.friendly_name {
        let _ = write!(line, ", label: {}", text(label));
    }
    line + " }"
}

/// What stands under an account only.
fn options(trunk: &WantedTrunk) -> Vec<(String, Yaml)> {
    let (exotel, twilio) = (&trunk.spec.exotel, &trunk.spec.twilio);
    let mut options = Vec::new();
    let mut say = |name: &str, value: Option<String>| {
        options.extend(value.map(|value| (name.to_owned(), Yaml::Value(value))));
    };
    let name = exotel.trunk_name.as_ref().map(|name| name.as_str().to_owned());
    say("name", name.or_else(|| sayable(twilio.friendly_name.as_ref()).cloned()).as_deref().map(text));
    say("nso_code", sayable(exotel.nso_code.as_ref()).map(|code| text(code)));
    say("domain", twilio.domain_name.as_deref().map(text));
    say("secure", twilio.secure.map(|secure| secure.to_string()));
    say("cnam_lookup", twilio.cnam_lookup_enabled.map(|look| look.to_string()));
    say("transfer_mode", known(twilio.transfer_mode.as_ref()));
    say("transfer_caller_id", known(twilio.transfer_caller_id.as_ref()));
    let recording = [
        known(twilio.recording_mode.as_ref()).map(|mode| format!("mode: {mode}")),
        known(twilio.recording_trim.as_ref()).map(|trim| format!("trim: {trim}")),
    ];
    let recording: Vec<String> = recording.into_iter().flatten().collect();
    say("recording", (!recording.is_empty()).then(|| format!("{{ {} }}", recording.join(", "))));
    let recovery = sayable(twilio.disaster_recovery_url.as_ref()).filter(|url| !url.is_empty()).map(|url| {
        let method = known(twilio.disaster_recovery_method.as_ref());
        let method = method.map(|method| format!(", method: {method}")).unwrap_or_default();
        format!("{{ url: {}{method} }}", text(url))
    });
    say("disaster_recovery", recovery);
    options
}

/// A word of a carrier that a file can say.
trait Word {
    /// The word; `Err` when it is not known.
    fn word(&self) -> Result<&str, &str>;
}

macro_rules! words {
    ($($type:ident),+) => {$(
        impl Word for trunkline::model::$type {
            fn word(&self) -> Result<&str, &str> {
                match self {
                    Self::Other(word) => Err(word),
                    known => Ok(known.as_str()),
                }
            }
        }
    )+};
}

words!(TransferMode, TransferCallerId, RecordingMode, RecordingTrim, WebMethod);

fn known(word: Option<&impl Word>) -> Option<String> {
    word?.word().ok().map(str::to_owned)
}

/// A text that a file can say: one with `${` would be taken for a variable.
fn sayable(text: Option<&String>) -> Option<&String> {
    text.filter(|text| !text.contains("${"))
}

fn not_sayable(trunk: &WantedTrunk) -> Vec<String> {
    fn unknown(word: Option<&impl Word>) -> Option<String> {
        word?.word().err().map(str::to_owned)
    }
    let twilio = &trunk.spec.twilio;
    let said = |text: Option<&String>| text.filter(|text| text.contains("${")).cloned();
    let left_out = [
        ("transfer_mode", unknown(twilio.transfer_mode.as_ref())),
        ("transfer_caller_id", unknown(twilio.transfer_caller_id.as_ref())),
        ("recording.mode", unknown(twilio.recording_mode.as_ref())),
        ("recording.trim", unknown(twilio.recording_trim.as_ref())),
        ("disaster_recovery.method", unknown(twilio.disaster_recovery_method.as_ref())),
        ("disaster_recovery.url", said(twilio.disaster_recovery_url.as_ref())),
        ("name", said(twilio.friendly_name.as_ref())),
        ("nso_code", said(trunk.spec.exotel.nso_code.as_ref())),
    ];
    let comments = left_out.into_iter().filter_map(|(name, value)| {
        Some(format!("{name} is {:?}, which a file cannot say; it stays as it is", value?))
    });
    comments.collect()
}
