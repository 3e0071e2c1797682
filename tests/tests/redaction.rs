//! A secret set as every token and password appears nowhere: not in Debug, Display or the causes of errors, not in
//! the outcome of a call, not in traces at TRACE level.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::{
    error::Error as _,
    fmt::Debug,
    io,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use trunkline::{
    Error, Result,
    exotel::{self, Exotel},
    ext::{CredentialExt as _, ProviderExt as _, collect},
    http::{Options, RetryOptions},
    model::{
        ChangeOptions, CredentialSpec, SecretString, TerminationAuth, TrunkDescription, TrunkId, TrunkSpec,
    },
    provider::{AnyProvider, Provider},
    twilio::{self, Twilio},
};
use trunkline_sim::{Fixture, Simulator};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

/// In every secret of this test, in the alphabet of both carriers' passwords.
const CANARY: &str = "Canary7Zq9Xw2Lk5";

fn token() -> String {
    format!("Token{CANARY}")
}

fn password() -> SecretString {
    format!("Pass{CANARY}").into()
}

/// Everything that is traced or logged in this process.
static TRACES: LazyLock<Traces> = LazyLock::new(|| {
    let traces = Traces::default();
    let writer = traces.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .try_init()
        .expect("nothing else subscribes in this process");
    traces
});

#[derive(Clone, Default)]
struct Traces(Arc<Mutex<Vec<u8>>>);

impl Traces {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl io::Write for Traces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What was shown so far, with the place it came from.
#[derive(Default)]
struct Shown(Vec<(String, String)>);

impl Shown {
    fn value(&mut self, place: &str, value: &impl Debug) {
        self.0.push((place.to_owned(), format!("{value:?} {value:#?}")));
    }

    fn error(&mut self, place: &str, error: &Error) {
        self.0.push((place.to_owned(), error.to_string()));
        self.value(place, error);
        let mut cause = error.source();
        while let Some(source) = cause {
            self.0.push((format!("{place}, a cause"), format!("{source} {source:?} {source:#?}")));
            cause = source.source();
        }
    }

    /// What a call came to, either way.
    fn outcome<T: Debug>(&mut self, place: &str, outcome: &Result<T>) {
        match outcome {
            Ok(value) => self.value(place, value),
            Err(error) => self.error(place, error),
        }
    }

    /// What a call came to that has to fail, or the test tests nothing.
    fn failure<T: Debug>(&mut self, place: &str, outcome: &Result<T>) {
        assert!(outcome.is_err(), "{place} did not fail: {outcome:?}");
        self.outcome(place, outcome);
    }

    /// None of it holds a secret, in clear or as it goes over the wire.
    fn hide(&self, users: &[&str]) {
        let traces = TRACES.text();
        assert!(traces.contains("carrier request"), "the calls were not traced: the test sees nothing");
        let secrets: Vec<String> = users
            .iter()
            .flat_map(|user| [token(), format!("{}x", token())].map(|token| format!("{user}:{token}")))
            .map(|pair| STANDARD.encode(pair))
            .chain([CANARY.to_owned()])
            .collect();
        let mut leaks = Vec::new();
        for (place, text) in self.0.iter().chain([&("the traces".to_owned(), traces)]) {
            for secret in &secrets {
                if let Some(at) = text.find(secret.as_str()) {
                    let before: Vec<char> = text[..at].chars().rev().take(200).collect();
                    leaks.push(format!("{place}, after: {}", before.iter().rev().collect::<String>()));
                }
            }
        }
        assert!(leaks.is_empty(), "secrets are shown in {} places:\n{}", leaks.len(), leaks.join("\n"));
    }
}

/// One carrier, to be set up in ways that work and ways that do not.
trait Subject {
    /// A provider that authenticates with `token` at `base_url`; shows its configuration on the way.
    fn at(&self, shown: &mut Shown, base_url: &str, token: &str) -> Result<AnyProvider>;

    /// What fails when it is configured by variables whose secrets are set and whose rest is wrong.
    fn misconfigured(&self) -> Result<()>;

    /// Who authenticates.
    fn user(&self) -> &'static str;
}

fn impatient() -> Options {
    Options::new().with_retry(RetryOptions::new().with_max_attempts(1))
}

struct OnExotel;

impl Subject for OnExotel {
    fn at(&self, shown: &mut Shown, base_url: &str, token: &str) -> Result<AnyProvider> {
        let config = exotel::Config::new("acme1", format!("Key{CANARY}"), token.into())
            .with_base_url(base_url)
            .with_http(impatient());
        shown.value("Exotel's config", &config);
        let client = exotel::Client::new(config)?;
        shown.value("Exotel's client", &client);
        let backend = Exotel::new(client);
        shown.value("Exotel's backend", &backend);
        Ok(backend.into())
    }

    fn misconfigured(&self) -> Result<()> {
        exotel::Config::from_lookup(|name| match name {
            "EXOTEL_API_KEY" => Some(format!("Key{CANARY}")),
            "EXOTEL_API_TOKEN" => Some(token()),
            _ => None,
        })
        .map(drop)
    }

    fn user(&self) -> &'static str {
        "KeyCanary7Zq9Xw2Lk5"
    }
}

struct OnTwilio;

const TWILIO_ACCOUNT: &str = "AC00000000000000000000000000000001";

impl Subject for OnTwilio {
    fn at(&self, shown: &mut Shown, base_url: &str, token: &str) -> Result<AnyProvider> {
        let config =
            twilio::Config::new(TWILIO_ACCOUNT, token.into()).with_base_url(base_url).with_http(impatient());
        shown.value("Twilio's config", &config);
        let client = twilio::Client::new(config)?;
        shown.value("Twilio's client", &client);
        let backend = Twilio::new(client);
        shown.value("Twilio's backend", &backend);
        Ok(backend.into())
    }

    fn misconfigured(&self) -> Result<()> {
        twilio::Config::from_lookup(|name| match name {
            "TWILIO_ACCOUNT_SID" => Some("not a SID".to_owned()),
            "TWILIO_AUTH_TOKEN" | "TWILIO_API_SECRET" => Some(token()),
            _ => None,
        })
        .map(drop)
    }

    fn user(&self) -> &'static str {
        TWILIO_ACCOUNT
    }
}

async fn simulator() -> Simulator {
    let mut fixture = Fixture::default();
    fixture.exotel[0].api_key = format!("Key{CANARY}");
    fixture.exotel[0].api_token = token();
    fixture.twilio[0].auth_token = token();
    Simulator::builder().fixture(fixture).start().await.unwrap()
}

fn description() -> TrunkDescription {
    TrunkDescription::new(TrunkSpec::new("voice_ai".parse().unwrap(), TerminationAuth::Digest))
        .with_credentials([CredentialSpec::new("agent", password())])
}

/// Calls that work, and calls that the carrier or the backend refuses.
async fn use_it(shown: &mut Shown, provider: &AnyProvider, missing: &TrunkId) {
    let description = description();
    shown.value("the description", &description);
    shown.value("the audit", &provider.audit(&description));

    let ensured = provider.ensure(&description).await;
    shown.outcome("ensuring a trunk with a credential", &ensured);
    let trunk = ensured.unwrap().trunk.value.id;
    let again = provider.ensure(&description).await;
    assert!(again.as_ref().is_ok_and(|ensured| !ensured.changed()), "{again:?}");
    shown.outcome("ensuring it again", &again);

    let part = provider.credentials().unwrap();
    let listed = collect(part.list_credentials(&trunk)).await;
    shown.outcome("the list of credentials", &listed);
    let id = listed.unwrap().remove(0).id;
    let keep = ChangeOptions::default();
    let changed = part.set_password(&trunk, &id, &password(), &keep).await;
    assert!(changed.is_ok(), "{changed:?}");
    shown.outcome("another password", &changed);

    let same = CredentialSpec::new("agent", password());
    shown.failure("the same user name", &part.add_credential(&trunk, &same).await);
    shown.failure("no such trunk", &part.add_credential(missing, &same).await);
    let odd = CredentialSpec::new("", format!("{CANARY} with spaces ☎").into());
    shown.value("the spec of an odd credential", &odd);
    shown.failure("an odd credential", &part.add_credential(&trunk, &odd).await);
    shown.failure("an odd password", &part.set_password(missing, &id, &odd.password, &keep).await);
    let refused = TrunkDescription::new(description.trunk).with_credentials([odd]);
    shown.value("the audit of an odd credential", &provider.audit(&refused));
    shown.failure("ensuring an odd credential", &provider.ensure(&refused).await);
    shown.outcome("removing the credential", &part.remove_credential(&trunk, &id, &keep).await);
}

/// Calls to somewhere that cannot or will not serve them.
async fn fail_with_it(shown: &mut Shown, place: &str, provider: &AnyProvider, trunk: &TrunkId) {
    shown.failure(place, &provider.ensure(&description()).await);
    shown.failure(place, &collect(provider.trunks().list_trunks()).await);
    let part = provider.credentials().unwrap();
    shown.failure(place, &part.add_credential(trunk, &CredentialSpec::new("agent", password())).await);
    shown.failure(place, &part.ensure_credential(trunk, &CredentialSpec::new("agent", password())).await);
    let id = "CL00000000000000000000000000000001/CR00000000000000000000000000000001".parse().unwrap();
    shown.failure(place, &part.set_password(trunk, &id, &password(), &ChangeOptions::default()).await);
}

/// A server that repeats what it was sent, as badly written gateways do.
async fn parrot(status: u16, content_type: &'static str) -> MockServer {
    let server = MockServer::start().await;
    let repeat = move |request: &Request| {
        let sent = String::from_utf8_lossy(&request.body).into_owned();
        let sent = in_json(&sent);
        let body = if content_type == "application/json" {
            format!(r#"{{"message":"cannot process {sent}"}}"#)
        } else {
            format!("<html><body>{sent}</body></html>")
        };
        ResponseTemplate::new(status).set_body_raw(body, content_type)
    };
    Mock::given(any()).respond_with(repeat).mount(&server).await;
    server
}

/// What a body looks like inside a JSON string: quotes would end it.
fn in_json(text: &str) -> String {
    text.replace('\\', "/").replace('"', "'")
}

async fn nothing_is_shown(subject: &impl Subject, base_url: fn(&Simulator) -> &str, missing: &str) {
    LazyLock::force(&TRACES);
    let (mut shown, missing) = (Shown::default(), missing.parse().unwrap());
    let simulator = simulator().await;
    let url = base_url(&simulator);

    let provider = subject.at(&mut shown, url, &token()).unwrap();
    use_it(&mut shown, &provider, &missing).await;

    let wrong = subject.at(&mut shown, url, &format!("{}x", token())).unwrap();
    fail_with_it(&mut shown, "a wrong token", &wrong, &missing).await;
    // Nothing listens on the discard port.
    let unreachable = subject.at(&mut shown, "http://127.0.0.1:9", &token()).unwrap();
    fail_with_it(&mut shown, "an unreachable host", &unreachable, &missing).await;
    for (status, content_type) in
        [(200, "text/html"), (400, "text/html"), (400, "application/json"), (502, "text/html")]
    {
        let parrot = parrot(status, content_type).await;
        let place = format!("{status} and {content_type} that repeats the request");
        let provider = subject.at(&mut shown, &parrot.uri(), &token()).unwrap();
        fail_with_it(&mut shown, &place, &provider, &missing).await;
    }

    shown.failure("variables that are wrong", &subject.misconfigured());
    let in_url = format!("http://user:{CANARY}@127.0.0.1:9");
    let outcome = subject.at(&mut shown, &in_url, &token());
    shown.outcome("a password in the base URL", &outcome);

    shown.hide(&[subject.user()]);
}

#[tokio::test]
async fn exotel_shows_no_secret() {
    nothing_is_shown(&OnExotel, Simulator::exotel_url, "trmum10000000000000000000000").await;
}

#[tokio::test]
async fn twilio_shows_no_secret() {
    nothing_is_shown(&OnTwilio, Simulator::twilio_url, "TK00000000000000000000000000000000").await;
}
