//! Whose account, with which credentials, in which region.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use url::{Position, Url};

use super::sid;
use crate::{
    Effect, Error, ErrorKind, Result,
    http::{BasicAuth, Options, RateLimit},
    model::{Carrier, Identity},
};

/// Requests at the same time, unless the options say otherwise. An assumption: Twilio limits concurrency for each
/// account and publishes no figure (Twilio docs, error 20429).
const CONCURRENT_REQUESTS: u32 = 20;

/// The largest page Twilio gives (Twilio OpenAPI 2.6.7, `PageSize`; error 20007).
const MAX_PAGE_SIZE: u32 = 1_000;

/// How to reach one Twilio account.
///
/// ```
/// use trunkline::twilio::{Client, Config};
/// let account = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
/// let ireland = Config::new(account, "token".into()).with_region("ie1").with_edge("dublin");
/// assert!(Client::new(ireland).is_ok());
///
/// // Without an edge Twilio would send the requests to the United States.
/// let error = Client::new(Config::new(account, "token".into()).with_region("ie1")).unwrap_err();
/// assert!(error.to_string().contains("edge"));
/// ```
#[derive(Clone)]
pub struct Config {
    account_sid: String,
    auth: BasicAuth,
    with_key: bool,
    region: Option<String>,
    edge: Option<String>,
    base_url: Option<String>,
    http: Options,
    page_size: u32,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A base URL that will be refused may hold a password.
        let base_url = self.base_url.as_deref().filter(|url| !url.contains(['@', '?', '#']));
        f.debug_struct("Config")
            .field("account_sid", &self.account_sid)
            .field("auth", &self.auth)
            .field("with_key", &self.with_key)
            .field("region", &self.region)
            .field("edge", &self.edge)
            .field("base_url", &base_url)
            .field("http", &self.http)
            .field("page_size", &self.page_size)
            .finish()
    }
}

/// What a checked configuration comes to.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) identity: Identity,
    pub(super) auth: BasicAuth,
    pub(super) trunking: Url,
    pub(super) api: Url,
    pub(super) http: Options,
    pub(super) page_size: u32,
}

impl Config {
    /// An account and its token.
    ///
    /// Trunking calls act on the account whose credentials they carry: a parent account's do not reach the trunks
    /// of a subaccount (Twilio docs, API: subaccounts).
    pub fn new(account_sid: impl Into<String>, auth_token: SecretString) -> Self {
        let account_sid = account_sid.into();
        let auth = BasicAuth { user: account_sid.clone(), password: auth_token };
        Self::with_auth(account_sid, auth, false)
    }

    /// An account and an API key, `SK…`, with its secret.
    pub fn with_api_key(
        account_sid: impl Into<String>,
        key_sid: impl Into<String>,
        secret: SecretString,
    ) -> Self {
        Self::with_auth(account_sid.into(), BasicAuth { user: key_sid.into(), password: secret }, true)
    }

    fn with_auth(account_sid: String, auth: BasicAuth, with_key: bool) -> Self {
        Self {
            account_sid,
            auth,
            with_key,
            region: None,
            edge: None,
            base_url: None,
            http: Options::new(),
            page_size: MAX_PAGE_SIZE,
        }
    }

    /// In a region other than `us1`: `ie1`, `au1`, `jp1`. It needs an edge too: without one Twilio processes the
    /// request in `us1` (Twilio docs, non-US regions). Keys, tokens, trunks and lists are of one region each.
    #[must_use]
    pub fn with_region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Through this edge: `dublin`, `sydney`, `tokyo`, `ashburn`.
    #[must_use]
    pub fn with_edge(mut self, edge: impl Into<String>) -> Self {
        self.edge = Some(edge.into());
        self
    }

    /// With one origin for both of Twilio's hosts: scheme, host and port of a simulator.
    #[must_use]
    pub fn with_base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// With these deadlines, retries and limits. Without a rate limit in them, 20 requests go out at the same
    /// time: an assumption, as Twilio publishes no figure.
    #[must_use]
    pub fn with_http(mut self, options: Options) -> Self {
        self.http = options;
        self
    }

    /// With this many objects in a page, 1 to 1,000; as many as that unless set.
    #[must_use]
    pub fn with_page_size(mut self, objects: u32) -> Self {
        self.page_size = objects;
        self
    }

    /// From the variables that Twilio's own tools read: `TWILIO_ACCOUNT_SID`; `TWILIO_API_KEY` and
    /// `TWILIO_API_SECRET`, or else `TWILIO_AUTH_TOKEN`; `TWILIO_REGION`, `TWILIO_EDGE`; and from
    /// `TRUNKLINE_TWILIO_BASE_URL`, for a simulator. An empty variable is one that is not set.
    ///
    /// # Errors
    /// [`Configuration`](ErrorKind::Configuration), naming every variable that is missing or wrong.
    pub fn from_env() -> Result<Self> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// As [`from_env`](Self::from_env), from another place.
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let get = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let mut mistakes = Vec::new();
        let account = get("TWILIO_ACCOUNT_SID");
        if account.is_none() {
            mistakes.push("TWILIO_ACCOUNT_SID is not set".to_owned());
        }
        let account = account.unwrap_or_default();
        let key = (get("TWILIO_API_KEY"), get("TWILIO_API_SECRET"), get("TWILIO_AUTH_TOKEN"));
        let mut config = match key {
            (Some(key), Some(secret), _) => Self::with_api_key(account, key, secret.into()),
            (None, None, Some(token)) => Self::new(account, token.into()),
            (key, secret, _) => {
                mistakes.push(match (key, secret) {
                    (Some(_), _) => "TWILIO_API_SECRET is not set, and TWILIO_API_KEY is".to_owned(),
                    (_, Some(_)) => "TWILIO_API_KEY is not set, and TWILIO_API_SECRET is".to_owned(),
                    _ => "TWILIO_AUTH_TOKEN is not set, nor TWILIO_API_KEY and TWILIO_API_SECRET".to_owned(),
                });
                Self::new(account, SecretString::default())
            }
        };
        config.region = get("TWILIO_REGION");
        config.edge = get("TWILIO_EDGE");
        config.base_url = get("TRUNKLINE_TWILIO_BASE_URL");
        config.mistakes(&Names::VARIABLES, &mut mistakes);
        if mistakes.is_empty() { Ok(config) } else { Err(refuse(&mistakes)) }
    }

    /// Everything that is wrong with the values given; what is missing is not said again.
    fn mistakes(&self, names: &Names, mistakes: &mut Vec<String>) {
        let account = &self.account_sid;
        if !account.is_empty()
            && let Err(invalid) = sid::ACCOUNT.check(account)
        {
            mistakes.push(format!("{} {account:?}: {}", names.account, invalid.rule()));
        }
        if self.with_key && sid::API_KEY.check(&self.auth.user).is_err() {
            // Not shown: a secret put in the wrong place is a secret still.
            mistakes.push(format!("{}: an API key's SID is SK and 32 hexadecimal digits", names.key));
        }
        for (name, value) in [(names.region, &self.region), (names.edge, &self.edge)] {
            if let Some(value) = value.as_ref().filter(|value| !is_label(value)) {
                mistakes.push(format!("{name} {value:?}: lower-case letters, digits and - only"));
            }
        }
        if let (Some(region), None) = (&self.region, &self.edge)
            && region != "us1"
        {
            mistakes.push(format!(
                "{} {region:?} needs {} too (ie1 with dublin, au1 with sydney, jp1 with tokyo): without an edge \
                 Twilio processes requests in us1",
                names.region, names.edge
            ));
        }
        if let Some(url) = &self.base_url
            && let Err(rule) = origin(url)
        {
            mistakes.push(format!("{}: {rule}", names.base_url));
        }
    }

    /// Every mistake in one error, or what the configuration comes to.
    pub(super) fn check(self) -> Result<Checked> {
        let mut mistakes = Vec::new();
        if self.account_sid.is_empty() {
            mistakes.push("account SID: must not be empty".to_owned());
        }
        if self.auth.password.expose_secret().is_empty() {
            let what = if self.with_key { "API key secret" } else { "auth token" };
            mistakes.push(format!("{what}: must not be empty"));
        }
        self.mistakes(&Names::FIELDS, &mut mistakes);
        if !(1..=MAX_PAGE_SIZE).contains(&self.page_size) {
            mistakes.push(format!("page size {}: 1 to {MAX_PAGE_SIZE}", self.page_size));
        }
        let hosts = ["trunking", "api"].map(|product| match &self.base_url {
            Some(url) => origin(url),
            None => origin(&self.host(product)),
        });
        match hosts {
            [Ok(trunking), Ok(api)] if mistakes.is_empty() => {
                let mut http = self.http;
                http.rate_limit.get_or_insert_with(|| RateLimit::new(None, Some(CONCURRENT_REQUESTS)));
                // Whoever reads a message has to see that it is not Twilio's own host that answered.
                let place = match &self.base_url {
                    Some(_) => trunking[Position::BeforeHost..Position::AfterPort].to_owned(),
                    None => self.region.unwrap_or_else(|| "us1".to_owned()),
                };
                Ok(Checked {
                    identity: Identity::new(Carrier::TWILIO, self.account_sid, place),
                    auth: self.auth,
                    trunking,
                    api,
                    http,
                    page_size: self.page_size,
                })
            }
            _ => Err(refuse(&mistakes)),
        }
    }

    /// The host of a product (Twilio docs, non-US regions): an edge without a region is one of `us1`.
    fn host(&self, product: &str) -> String {
        match (&self.edge, &self.region) {
            (Some(edge), region) => {
                format!("https://{product}.{edge}.{}.twilio.com", region.as_deref().unwrap_or("us1"))
            }
            (None, _) => format!("https://{product}.twilio.com"),
        }
    }
}

/// What the fields are called where the values come from.
struct Names {
    account: &'static str,
    key: &'static str,
    region: &'static str,
    edge: &'static str,
    base_url: &'static str,
}

impl Names {
    const FIELDS: Self = Self {
        account: "account SID",
        key: "API key SID",
        region: "region",
        edge: "edge",
        base_url: "base URL",
    };
    const VARIABLES: Self = Self {
        account: "TWILIO_ACCOUNT_SID",
        key: "TWILIO_API_KEY",
        region: "TWILIO_REGION",
        edge: "TWILIO_EDGE",
        base_url: "TRUNKLINE_TWILIO_BASE_URL",
    };
}

fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Scheme, host and port. The rule says nothing of the value, which may hold a password.
fn origin(text: &str) -> Result<Url, &'static str> {
    let url: Url = text.parse().map_err(|_| "is not a URL such as http://127.0.0.1:8080")?;
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err("takes scheme, host and port only: Twilio's paths are added to it");
    }
    Ok(url)
}

fn refuse(mistakes: &[String]) -> Error {
    Error::new(ErrorKind::Configuration, Effect::None, format!("twilio: {}", mistakes.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const KEY: &str = "SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    fn config() -> Config {
        Config::new(ACCOUNT, "canary".into())
    }

    fn env(variables: &[(&str, &str)]) -> Result<Config> {
        Config::from_lookup(|name| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn hosts_follow_region_and_edge() {
        let host = |config: Config| config.check().map(|c| (c.trunking.to_string(), c.api.to_string()));
        for (config, infix) in [
            (config(), ""),
            (config().with_region("us1"), ""),
            (config().with_edge("ashburn"), "ashburn.us1."),
            (config().with_region("ie1").with_edge("dublin"), "dublin.ie1."),
        ] {
            let hosts = host(config).unwrap();
            let wanted =
                (format!("https://trunking.{infix}twilio.com/"), format!("https://api.{infix}twilio.com/"));
            assert_eq!(hosts, wanted);
        }
        let both = host(config().with_base_url("http://127.0.0.1:1")).unwrap();
        assert_eq!(both, ("http://127.0.0.1:1/".to_owned(), "http://127.0.0.1:1/".to_owned()));
    }

    #[test]
    fn a_region_without_an_edge_is_refused() {
        let error = config().with_region("ie1").check().unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::Configuration, Effect::None));
        assert!(error.to_string().contains("us1"), "{error}");
    }

    #[test]
    fn every_mistake_is_in_one_error_and_no_secret_is() {
        let config = Config::with_api_key("AC1", "canary-in-the-wrong-place", "".into())
            .with_region("IE/1")
            .with_base_url("http://x:canary@127.0.0.1/path")
            .with_page_size(0);
        let error = config.check().unwrap_err().to_string();
        for part in
            ["account SID \"AC1\"", "API key SID", "secret", "region", "edge", "base URL", "page size 0"]
        {
            assert!(error.contains(part), "{part} in {error}");
        }
        assert!(!error.contains("canary"), "{error}");
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = Config::with_api_key(ACCOUNT, KEY, "canary".into());
        assert!(!format!("{:?} {key:?}", config()).contains("canary"));
    }

    #[test]
    fn the_environment_gives_a_token_or_a_key() {
        let token =
            env(&[("TWILIO_ACCOUNT_SID", ACCOUNT), ("TWILIO_AUTH_TOKEN", "t")]).unwrap().check().unwrap();
        assert_eq!(token.auth.user, ACCOUNT);
        let all = [
            ("TWILIO_ACCOUNT_SID", ACCOUNT),
            ("TWILIO_AUTH_TOKEN", "t"),
            ("TWILIO_API_KEY", KEY),
            ("TWILIO_API_SECRET", "s"),
            ("TWILIO_REGION", "au1"),
            ("TWILIO_EDGE", "sydney"),
        ];
        let key = env(&all).unwrap().check().unwrap();
        assert_eq!((key.auth.user.as_str(), key.identity.region.as_str()), (KEY, "au1"));
        assert_eq!(key.api.as_str(), "https://api.sydney.au1.twilio.com/");
    }

    #[test]
    fn every_variable_that_is_missing_or_wrong_is_named_in_one_error() {
        type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);
        let cases: [Case<'_>; 4] = [
            (&[], &["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET"]),
            (
                &[("TWILIO_ACCOUNT_SID", "x"), ("TWILIO_AUTH_TOKEN", "")],
                &["TWILIO_ACCOUNT_SID \"x\"", "TWILIO_AUTH_TOKEN"],
            ),
            (&[("TWILIO_ACCOUNT_SID", ACCOUNT), ("TWILIO_API_KEY", KEY)], &["TWILIO_API_SECRET is not set"]),
            (
                &[
                    ("TWILIO_ACCOUNT_SID", ACCOUNT),
                    ("TWILIO_AUTH_TOKEN", "t"),
                    ("TWILIO_REGION", "jp1"),
                    ("TRUNKLINE_TWILIO_BASE_URL", "nowhere"),
                ],
                &["TWILIO_REGION \"jp1\" needs TWILIO_EDGE", "TRUNKLINE_TWILIO_BASE_URL"],
            ),
        ];
        for (variables, parts) in cases {
            let error = env(variables).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            for part in parts {
                assert!(error.to_string().contains(part), "{part} in {error}");
            }
        }
    }
}
