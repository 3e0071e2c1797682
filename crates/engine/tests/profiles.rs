//! Who is configured, from the environment and from a file.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::{
    fs,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use trunkline_engine::{
    Account, Environment, FileError, Kind, Origin, Profile, Profiles, Registry, SecretRef, Secrets, Settings,
    trunkline::{
        ErrorKind, Result,
        http::Options,
        memory::Memory,
        model::{Carrier, Identity},
        provider::DynProvider,
    },
};

const CANARY: &str = "canary-1f0e2d";

/// A folder of its own for each call.
fn folder() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("profiles-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn written(yaml: &str) -> PathBuf {
    let file = folder().join("trunkline.yaml");
    fs::write(&file, yaml).unwrap();
    file
}

fn environment(variables: &'static [(&str, &str)]) -> Environment {
    Environment::new(move |name| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
}

fn load(yaml: &str) -> Result<Profiles, FileError> {
    Profiles::load(
        &Registry::default(),
        &environment(&[("KEY", "key"), ("TOKEN", CANARY)]),
        Some(&written(yaml)),
    )
}

/// What is wrong, without the path in front.
fn mistakes(yaml: &str) -> Vec<String> {
    let error = load(yaml).unwrap_err();
    let lines = error.mistakes().iter().map(ToString::to_string);
    lines.map(|line| line.split_once("trunkline.yaml").unwrap().1.to_owned()).collect()
}

#[test]
fn one_person_can_have_many_accounts() {
    let profiles = load(
        "carriers:
  exotel-sg:
    kind: exotel
    account: acme1
    region: singapore
    api_key: { env: KEY }
    api_token: { env: TOKEN }
  twilio-eu:
    kind: twilio
    account: AC00000000000000000000000000000001
    region: ie1
    edge: dublin
    auth_token: { env: TOKEN }
  twilio-key:
    kind: twilio
    account: AC00000000000000000000000000000001
    api_key: SK00000000000000000000000000000001
    api_secret: { env: TOKEN }
",
    )
    .unwrap();
    let found: Vec<(String, String)> = profiles
        .iter()
        .map(|profile| {
            (profile.name().to_owned(), profile.open(Options::new()).unwrap().identity().to_string())
        })
        .collect();
    let twilio = "twilio AC00000000000000000000000000000001";
    assert_eq!(
        found,
        [
            ("exotel-sg".to_owned(), "exotel acme1 (singapore)".to_owned()),
            ("twilio-eu".to_owned(), format!("{twilio} (ie1)")),
            ("twilio-key".to_owned(), format!("{twilio} (us1)")),
        ]
    );
    assert!(matches!(profiles.get("twilio-eu").unwrap().origin(), Origin::File(_, 8)));
    assert!(profiles.get("twilio").is_none());
}

#[test]
fn a_name_given_twice_is_said_in_words_for_people() {
    let account = "{ kind: exotel, account: x, api_key: { env: KEY }, api_token: { env: TOKEN } }";
    assert_eq!(mistakes(&format!("carriers:\n  a: {account}\n  a: {account}\n")), [":3:3: a is given twice"]);
}

#[test]
fn every_mistake_in_the_file_is_said_at_once_with_its_place() {
    assert_eq!(
        mistakes(
            "carriers:
  exotel-sg:
    kind: exotel
    region: dublin
    api_key: { variable: KEY }
    api_token: canary
    colour: blue
  exotel:
    kind: exotel
    account: 12345
    api_key: { env: KEY }
    api_token: { file: token.txt }
  other:
    kind: vonage
    account: whatever
  bare: yes
  twilio-eu:
    kind: twilio
    account: AC00000000000000000000000000000001
    auth_token: { env: TOKEN }
    api_key: SK00000000000000000000000000000001
trunk: []
"
        ),
        [
            ":2:3: carriers.exotel-sg.account is missing",
            ":4:13: carriers.exotel-sg.region \"dublin\" is neither mumbai nor singapore",
            ":5:14: carriers.exotel-sg.api_key is neither {env: NAME} nor {file: PATH}",
            ":6:16: carriers.exotel-sg.api_token is a secret and never stands in this file: write {env: NAME} or \
             {file: PATH}",
            ":7:5: carriers.exotel-sg.colour is no setting of this kind of carrier",
            ":8:3: carriers.exotel is the name of the account in the environment: give this one another",
            ":10:14: carriers.exotel.account is a number, not text; text stands in quotes",
            ":14:11: carriers.other.kind \"vonage\" is none of exotel, twilio",
            ":16:9: carriers.bare is text, not a block of settings",
            ":17:3: carriers.twilio-eu.api_secret is missing",
            ":20:17: carriers.twilio-eu.auth_token is one way in, api_key with api_secret another: keep one of them",
            ":22:1: trunk is not known here; did you mean trunks?",
        ]
    );
}

#[test]
fn a_secret_in_the_file_is_refused_and_not_shown() {
    for yaml in [
        format!(
            "carriers:\n  a:\n    kind: exotel\n    account: x\n    api_key: {CANARY}\n    api_token: {CANARY}\n"
        ),
        format!("carriers:\n  a:\n    kind: exotel\n    api_key: \"{CANARY}\n"),
        format!("carriers:\n  a:\n    api_token: {CANARY}\n    api_token: {CANARY}\n"),
        format!("carriers:\n  a: {{ kind: exotel, api_token: {CANARY}"),
    ] {
        let error = load(&yaml).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(CANARY), "{error}");
        assert!(error.to_string().contains("trunkline.yaml:"), "{error}");
    }
}

#[test]
fn secrets_that_are_missing_are_named_together_when_the_account_is_used() {
    let profiles = load(
        "carriers:
  broken: { kind: exotel, account: acme1, api_key: { env: NOT_SET }, api_token: { file: gone.txt } }
  whole: { kind: exotel, account: acme1, api_key: { env: KEY }, api_token: { env: TOKEN } }
",
    )
    .unwrap();
    let error = profiles.get("broken").unwrap().open(Options::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    for part in ["exotel acme1", "api_key: variable NOT_SET is not set", "api_token: file ", "gone.txt"] {
        assert!(error.to_string().contains(part), "{part} in {error}");
    }
    assert!(profiles.get("whole").unwrap().open(Options::new()).is_ok());
}

#[test]
fn a_file_that_cannot_be_read_is_a_mistake() {
    let file = folder().join("missing.yaml");
    let error = Profiles::load(&Registry::default(), &environment(&[]), Some(&file)).unwrap_err();
    assert!(error.to_string().contains("missing.yaml: cannot be read"), "{error}");
}

#[test]
fn the_environment_configures_an_account_by_any_of_its_variables() {
    let some = environment(&[("EXOTEL_API_KEY", "key"), ("TWILIO_AUTH_TOKEN", "")]);
    let profiles = Profiles::load(&Registry::default(), &some, None).unwrap();
    let names: Vec<&str> = profiles.iter().map(Profile::name).collect();
    assert_eq!(names, ["exotel"]);
    let error = profiles.get("exotel").unwrap().open(Options::new()).unwrap_err().to_string();
    assert!(error.contains("EXOTEL_API_TOKEN") && error.contains("EXOTEL_ACCOUNT_SID"), "{error}");
}

/// A kind this crate does not know.
#[derive(Debug)]
struct Third;

#[derive(Debug)]
struct ThirdAccount {
    name: String,
    pin: SecretRef,
}

impl Kind for Third {
    fn variables(&self) -> &'static [&'static str] {
        &[]
    }

    fn in_environment(&self) -> Arc<dyn Account> {
        Arc::new(ThirdAccount { name: "none".to_owned(), pin: SecretRef::Env("PIN".to_owned()) })
    }

    fn in_file(&self, settings: &mut Settings<'_>) -> Option<Arc<dyn Account>> {
        let (name, pin) = (settings.text("name"), settings.secret("pin"));
        Some(Arc::new(ThirdAccount { name: name?, pin: pin? }))
    }

    fn schema(&self) -> serde_json::Value {
        serde_json::json!({ "type": "object" })
    }

    fn rules(&self) -> Result<DynProvider> {
        Ok(Arc::new(Memory::new()))
    }
}

impl Account for ThirdAccount {
    fn open(&self, environment: &Environment, _: Options) -> Result<DynProvider> {
        let mut secrets = Secrets::new(environment);
        let pin = secrets.read("pin", &self.pin);
        secrets.all(&Identity::new(Carrier::new("third"), &self.name, "here"), pin)?;
        Ok(Arc::new(Memory::builder().with_account(&self.name).build()))
    }
}

#[test]
fn a_third_kind_of_carrier_is_registered_like_the_two() {
    let file = written("carriers:\n  mine: { kind: third, name: acme, pin: { file: pin.txt } }\n");
    fs::write(file.with_file_name("pin.txt"), "1234\n").unwrap();
    let registry = Registry::default().with("third", Third);
    let profiles = Profiles::load(&registry, &environment(&[]), Some(&file)).unwrap();
    let provider = profiles.get("mine").unwrap().open(Options::new()).unwrap();
    assert_eq!(provider.identity().account, "acme");
}
