//! Every field of the models and what a report answers to it: the fields come from the types themselves, so that a new
//! one is without an answer until it gets one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use trunkline::model::{
    AclEntrySpec, CallerId, CredentialSpec, E164, ExotelTrunk, NumberSpec, Observed, OriginationUriSpec,
    TerminationAuth, TrunkSpec, TwilioTrunk,
};
use trunkline_engine::{
    Noun,
    loss::{ObjectLoss, Target, Verdict, report},
};

use crate::samples;

/// What a report answers to a field, from one carrier to the other.
pub(crate) struct Row {
    pub(crate) direction: [&'static str; 2],
    pub(crate) field: String,
    /// An example of each verdict, with its source.
    pub(crate) answers: BTreeMap<&'static str, (String, String)>,
    /// The field of what is read that decides about a field of what is written.
    pub(crate) by: Option<&'static str>,
}

/// Each field of what is read and of what is written, both ways.
pub(crate) fn rows() -> Vec<Row> {
    let [(exotel, exotel_view), (twilio, twilio_view)] = &samples::views();
    let mut rows = Vec::new();
    for (from, view, trunks, to, target) in [
        (*exotel, exotel_view, samples::exotel(), *twilio, twilio_view),
        (*twilio, twilio_view, samples::twilio(), *exotel, exotel_view),
    ] {
        let target = Target::new(to, target);
        let mut answers: BTreeMap<String, BTreeMap<&'static str, (String, String)>> = BTreeMap::new();
        for there in &trunks {
            for object in report(there, view.identity(), &target).objects {
                for field in &object.fields {
                    let words = match &field.verdict {
                        Verdict::Exact => String::new(),
                        other => other.words(),
                    };
                    let answers = answers.entry(name(&object, &field.field)).or_default();
                    answers.entry(field.verdict.word()).or_insert((words, field.source.to_string()));
                }
            }
        }
        let answered = |field: &str| {
            let whole = |answered: &&String| field == *answered || field.starts_with(&format!("{answered}."));
            answers.keys().find(whole).map(|key| answers[key].clone()).unwrap_or_default()
        };
        let beyond = ["trunk.media", "credentials.password"].map(str::to_owned);
        for field in read().into_iter().chain(beyond) {
            rows.push(Row { direction: [from, to], answers: answered(&field), field, by: None });
        }
        for field in written() {
            let by = decides(&field);
            rows.push(Row {
                direction: [from, to],
                answers: by.map(answered).unwrap_or_default(),
                field,
                by,
            });
        }
    }
    rows
}

fn name(object: &ObjectLoss, field: &str) -> String {
    format!("{}.{field}", object.noun.map_or("trunk", Noun::as_str))
}

/// The fields of everything that is read.
fn read() -> BTreeSet<String> {
    let mut trunk = samples::trunk("TK00000000000000000000000000000001", "name");
    trunk.exotel = Some(ExotelTrunk::new());
    trunk.twilio = Some(TwilioTrunk::new());
    let mut address = samples::address("52.1.2.3");
    address.list = Some(samples::list("list", true));
    let mut credential = samples::credential("agent");
    credential.list = Some(samples::list("list", true));
    let caller_id = CallerId::new(Observed::read("+14155550100"));
    let objects = [
        ("trunk", serde_json::to_value(trunk)),
        ("acl", serde_json::to_value(address)),
        ("origination", serde_json::to_value(samples::target("sip:sbc.example.com:5061;transport=tls"))),
        ("numbers", serde_json::to_value(samples::number("+14155550100"))),
        ("credentials", serde_json::to_value(credential)),
        ("caller_id", serde_json::to_value(caller_id)),
    ];
    objects.into_iter().flat_map(|(noun, value)| leaves(noun, &value.unwrap())).collect()
}

/// The fields of everything that can be written. A credential is no plain data, so that its fields are those it prints.
fn written() -> BTreeSet<String> {
    let number: E164 = "+14155550100".parse().unwrap();
    let objects = [
        ("TrunkSpec", serde_json::to_value(TrunkSpec::new("name".parse().unwrap(), TerminationAuth::IpAcl))),
        ("AclEntrySpec", serde_json::to_value(AclEntrySpec::new("52.1.2.3".parse().unwrap()))),
        (
            "OriginationUriSpec",
            serde_json::to_value(OriginationUriSpec::new("sip:sbc.example.com".parse().unwrap())),
        ),
        ("NumberSpec", serde_json::to_value(NumberSpec::new(number))),
    ];
    let mut fields: BTreeSet<String> =
        objects.into_iter().flat_map(|(noun, value)| leaves(noun, &value.unwrap())).collect();
    fields.extend(printed(
        "CredentialSpec",
        &format!("{:#?}", CredentialSpec::new("agent", "x".to_owned().into())),
    ));
    fields
}

fn leaves(path: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, value)| leaves(&format!("{path}.{name}"), value)).collect()
        }
        _ => vec![path.to_owned()],
    }
}

/// The paths of the fields in a value that is printed over several lines.
fn printed(noun: &str, text: &str) -> Vec<String> {
    let mut path = vec![noun.to_owned()];
    let mut fields = Vec::new();
    for line in text.lines().skip(1) {
        let line = line.trim_start();
        match line.split_once(": ") {
            Some((name, value)) if value.ends_with('{') => path.push(name.to_owned()),
            Some((name, _)) => fields.push(format!("{}.{name}", path.join("."))),
            None if line.starts_with('}') => drop(path.pop()),
            None => {}
        }
    }
    fields
}

/// Which field of what is read decides about a field of what is written.
fn decides(written: &str) -> Option<&'static str> {
    const TWILIO: [&str; 8] = [
        "trunk.twilio.secure",
        "trunk.twilio.cnam_lookup_enabled",
        "trunk.twilio.transfer_mode",
        "trunk.twilio.transfer_caller_id",
        "trunk.twilio.disaster_recovery_url",
        "trunk.twilio.disaster_recovery_method",
        "trunk.twilio.recording_mode",
        "trunk.twilio.recording_trim",
    ];
    Some(match written {
        "TrunkSpec.name" | "TrunkSpec.exotel.trunk_name" | "TrunkSpec.twilio.friendly_name" => "trunk.name",
        "TrunkSpec.twilio.domain_name" => "trunk.termination.domain",
        "TrunkSpec.exotel.nso_code" => "trunk.exotel.nso_code",
        "TrunkSpec.auth" | "AclEntrySpec.auth_mode" | "CredentialSpec.auth_mode" => "trunk.auth",
        "AclEntrySpec.cidr" | "AclEntrySpec.exotel.allow_range" => "acl.cidr",
        "AclEntrySpec.shared_list" => "acl.list",
        "OriginationUriSpec.uri" => "origination.uri",
        "OriginationUriSpec.priority" => "origination.priority",
        "OriginationUriSpec.weight" => "origination.weight",
        "OriginationUriSpec.twilio.enabled" => "origination.enabled",
        "OriginationUriSpec.twilio.friendly_name" => "origination.label",
        "NumberSpec.number" => "numbers.number",
        "NumberSpec.exotel.mode" => "numbers.mode",
        "CredentialSpec.username" => "credentials.username",
        "CredentialSpec.password" => "credentials.password",
        "CredentialSpec.shared_list" => "credentials.list",
        "CredentialSpec.exotel.friendly_name" => "credentials.label",
        other => {
            let of_trunk = format!("trunk.{}", other.strip_prefix("TrunkSpec.")?);
            TWILIO.into_iter().find(|field| *field == of_trunk)?
        }
    })
}
