//! A file of trunks, and what is emitted for it without asking anyone.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
};

use trunkline_engine::{
    Environment, File, Registry,
    emit::{self, Emitted, Options, Platform},
};

/// A trunk on both carriers, by address on one and by digest on the other, and one on Twilio alone.
pub(crate) const FILE: &str = "\
version: 1
carriers:
  twilio-eu:
    kind: twilio
    account: AC00000000000000000000000000000001
    auth_token: { env: EU_TOKEN }
trunks:
  contact_centre:
    carriers: { exotel: {}, twilio-eu: { domain: centre.pstn.twilio.com, secure: true } }
    auth: digest
    credentials: [{ username: agent, password: { env: AGENT_PASSWORD }, rotation: 2 }]
    numbers: ['+14155550100', '+14155550101']
  alerts:
    carriers: { twilio-eu: { domain: alerts.pstn.twilio.com } }
    auth: ip-acl
    acl: [44.229.228.186]
    numbers: ['+14155550102']
";

pub(crate) fn file(text: &str) -> File {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("emit-{}-{}.yaml", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    File::load(&Registry::default(), &Environment::new(|_| None), &path)
        .unwrap_or_else(|error| panic!("{}", error.render(false)))
}

/// Where Exotel takes calls, and where Twilio's come from; Exotel first.
pub(crate) fn options() -> Options {
    let mut options = Options { carriers: vec!["exotel".into(), "twilio-eu".into()], ..Options::default() };
    options.edges.insert("exotel".into(), "sip:in.voip.exotel.com:443;transport=tls".parse().unwrap());
    let senders = ["54.172.60.0/30", "54.244.51.0/30"].map(|cidr| cidr.parse().unwrap());
    options.senders.insert("twilio-eu".into(), senders.to_vec());
    options
}

pub(crate) fn try_emit(text: &str, platform: Platform, options: &Options) -> Result<Emitted, Vec<String>> {
    let file = file(text);
    let kind = |name: &str| file.profiles.get(name).map(|profile| profile.kind().to_owned());
    let places = emit::offline(&file.wanted, kind);
    let options = Options { standbys: file.standbys.clone(), ..options.clone() };
    Ok(emit::emit(platform, &emit::routes(&file.wanted, &places, &options)?))
}

pub(crate) fn emitted(platform: Platform) -> Emitted {
    try_emit(FILE, platform, &options()).unwrap()
}

/// The text of one fragment.
pub(crate) fn text(emitted: &Emitted, file: &str) -> String {
    let found = emitted.fragments.iter().find(|fragment| fragment.file == file);
    found.unwrap_or_else(|| panic!("{file} in {emitted:#?}")).text.clone()
}
