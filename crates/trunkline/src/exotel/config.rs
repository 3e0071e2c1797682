//! Whose account, with which key, in which region.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use url::{Position, Url};

use crate::{
    Effect, Error, ErrorKind, Result,
    http::{BasicAuth, Options, RateLimit},
    model::{Carrier, Edge, Identity},
};

/// API requests a minute and account (developer.exotel.com, Rate limits).
pub(super) const REQUESTS_PER_MINUTE: u32 = 200;
/// Connections at the same time (Exotel's vSIP trunk API reference on GitHub; said once, nowhere contradicted).
pub(super) const CONCURRENT_REQUESTS: u32 = 50;

/// Where an account lives. Keys are of one region each, and another region answers them like wrong ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Region {
    /// `api.in.exotel.com`; the dashboard is my.in.exotel.com.
    #[default]
    Mumbai,
    /// `api.exotel.com`; the dashboard is my.exotel.com.
    Singapore,
    /// One we know nothing of; it needs a base URL.
    Other,
}

impl Region {
    /// The region in one word: `mumbai`, `singapore`, `other`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mumbai => "mumbai",
            Self::Singapore => "singapore",
            Self::Other => "other",
        }
    }

    /// The host of its API, when it is known (developer.exotel.com, Create trunk: `<subdomain>`).
    pub const fn host(self) -> Option<&'static str> {
        match self {
            Self::Mumbai => Some("api.in.exotel.com"),
            Self::Singapore => Some("api.exotel.com"),
            Self::Other => None,
        }
    }
}

/// How to reach one Exotel account.
///
/// ```
/// use trunkline::exotel::{Client, Config, Region};
/// let config = Config::new("ameyo5m", "key", "token".into()).with_region(Region::Singapore);
/// assert!(Client::new(config).is_ok());
/// ```
#[derive(Clone)]
pub struct Config {
    account_sid: String,
    auth: BasicAuth,
    region: Region,
    base_url: Option<String>,
    edges: Option<Vec<Edge>>,
    http: Options,
    page_size: Option<u32>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A base URL that will be refused may hold a password.
        let base_url = self.base_url.as_deref().filter(|url| !url.contains(['@', '?', '#']));
        f.debug_struct("Config")
            .field("account_sid", &self.account_sid)
            .field("auth", &self.auth)
            .field("region", &self.region)
            .field("base_url", &base_url)
            .field("edges", &self.edges)
            .field("http", &self.http)
            .field("page_size", &self.page_size)
            .finish()
    }
}

/// What a checked configuration comes to.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) identity: Identity,
    pub(super) region: Region,
    pub(super) edges: Option<Vec<Edge>>,
    pub(super) auth: BasicAuth,
    /// With the account's path.
    pub(super) account: Url,
    pub(super) http: Options,
    pub(super) page_size: Option<u32>,
}

impl Config {
    /// An account, its API key and its API token, as the dashboard's API settings show them.
    pub fn new(account_sid: impl Into<String>, api_key: impl Into<String>, api_token: SecretString) -> Self {
        Self {
            account_sid: account_sid.into(),
            auth: BasicAuth { user: api_key.into(), password: api_token },
            region: Region::default(),
            base_url: None,
            edges: None,
            http: Options::new(),
            page_size: None,
        }
    }

    /// In this region; Mumbai unless set.
    #[must_use]
    pub fn with_region(mut self, region: Region) -> Self {
        self.region = region;
        self
    }

    /// With the hosts to send calls to that Exotel has assigned to the account, instead of the published ones.
    #[must_use]
    pub fn with_edges(mut self, edges: impl IntoIterator<Item = Edge>) -> Self {
        self.edges = Some(edges.into_iter().collect());
        self
    }

    /// With another scheme, host and port than the region's: a simulator, or a host that Exotel has named since. The
    /// account's path, `/v2/accounts/<account_sid>`, is added to it.
    #[must_use]
    pub fn with_base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// With these deadlines, retries and limits. Without a rate limit in them, 200 requests a minute go out, 50 at
    /// the same time; several clients of one account share one by cloning it.
    #[must_use]
    pub fn with_http(mut self, options: Options) -> Self {
        self.http = options;
        self
    }

    /// With this many objects in a page. Unless set the server decides, which gives 50; its maximum is not published.
    #[must_use]
    pub fn with_page_size(mut self, objects: u32) -> Self {
        self.page_size = Some(objects);
        self
    }

    /// From the variables that Exotel's own samples read: `EXOTEL_API_KEY`, `EXOTEL_API_TOKEN`,
    /// `EXOTEL_ACCOUNT_SID`, and `EXOTEL_SUBDOMAIN` (a host; `api.in.exotel.com` unless set); and from
    /// `TRUNKLINE_EXOTEL_BASE_URL`, for a simulator. An empty variable is one that is not set.
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
        let mut required = |name: &str| {
            get(name).unwrap_or_else(|| {
                mistakes.push(format!("{name} is not set"));
                String::new()
            })
        };
        let key = required("EXOTEL_API_KEY");
        let token = required("EXOTEL_API_TOKEN");
        let account = required("EXOTEL_ACCOUNT_SID");
        let mut config = Self::new(account, key, token.into());
        if let Some(host) = get("EXOTEL_SUBDOMAIN") {
            let known = [Region::Mumbai, Region::Singapore].into_iter();
            match known.into_iter().find(|region| region.host() == Some(host.as_str())) {
                Some(region) => config.region = region,
                None if is_host(&host) => {
                    config.region = Region::Other;
                    config.base_url = Some(format!("https://{host}"));
                }
                None => mistakes.push(
                    "EXOTEL_SUBDOMAIN is a host only, api.in.exotel.com (Mumbai) or api.exotel.com (Singapore)"
                        .to_owned(),
                ),
            }
        }
        if let Some(url) = get("TRUNKLINE_EXOTEL_BASE_URL") {
            config.base_url = Some(url);
        }
        config.mistakes(&Names::VARIABLES, &mut mistakes);
        if mistakes.is_empty() { Ok(config) } else { Err(refuse(&mistakes)) }
    }

    /// Everything that is wrong with the values given; what is missing is not said again.
    fn mistakes(&self, names: &Names, mistakes: &mut Vec<String>) {
        let account = &self.account_sid;
        if !account.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
            mistakes.push(format!("{} {account:?}: letters, digits, _ and - only", names.account));
        }
        if self.auth.user.contains(':') {
            // Not shown: it is half of a secret.
            mistakes.push(format!("{}: a key has no colon (RFC 7617); is the token in it?", names.key));
        }
        if let Some(Err(rule)) = self.base_url.as_deref().map(base) {
            mistakes.push(format!("{}: {rule}", names.base_url));
        }
    }

    /// Every mistake in one error, or what the configuration comes to.
    pub(super) fn check(self) -> Result<Checked> {
        let mut mistakes = Vec::new();
        for (what, value) in [
            ("account SID", self.account_sid.as_str()),
            ("API key", self.auth.user.as_str()),
            ("API token", self.auth.password.expose_secret()),
        ] {
            if value.is_empty() {
                mistakes.push(format!("{what}: must not be empty"));
            }
        }
        self.mistakes(&Names::FIELDS, &mut mistakes);
        if self.page_size == Some(0) {
            mistakes.push("page size 0: at least 1".to_owned());
        }
        let base_url = match (&self.base_url, self.region.host()) {
            (Some(url), _) => url.clone(),
            (None, Some(host)) => format!("https://{host}"),
            (None, None) => {
                mistakes.push("region other: needs a base URL, as we know of no host".to_owned());
                String::new()
            }
        };
        match base(&base_url) {
            Ok(mut account) if mistakes.is_empty() => {
                account.set_path(&format!("/v2/accounts/{}", self.account_sid));
                let mut http = self.http;
                http.rate_limit.get_or_insert_with(|| {
                    RateLimit::new(Some(REQUESTS_PER_MINUTE), Some(CONCURRENT_REQUESTS))
                });
                // Whoever reads a message has to see that it is not Exotel's own host that answered.
                let place = match &self.base_url {
                    Some(_) => account[Position::BeforeHost..Position::AfterPort].to_owned(),
                    None => self.region.as_str().to_owned(),
                };
                Ok(Checked {
                    identity: Identity::new(Carrier::EXOTEL, self.account_sid, place),
                    region: self.region,
                    edges: self.edges,
                    auth: self.auth,
                    account,
                    http,
                    page_size: self.page_size,
                })
            }
            _ => Err(refuse(&mistakes)),
        }
    }
}

/// What the fields are called where the values come from.
struct Names {
    account: &'static str,
    key: &'static str,
    base_url: &'static str,
}

impl Names {
    const FIELDS: Self = Self { account: "account SID", key: "API key", base_url: "base URL" };
    const VARIABLES: Self =
        Self { account: "EXOTEL_ACCOUNT_SID", key: "EXOTEL_API_KEY", base_url: "TRUNKLINE_EXOTEL_BASE_URL" };
}

fn is_host(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':');
    text.bytes().all(allowed) && format!("https://{text}").parse::<Url>().is_ok_and(|url| url.has_host())
}

/// Scheme, host and port: Exotel's page links are paths from the root. The rule says nothing of the value, which may
/// hold a password.
fn base(text: &str) -> Result<Url, &'static str> {
    let url: Url = text.parse().map_err(|_| "is not a URL such as https://api.in.exotel.com")?;
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err("takes scheme, host and port only: Exotel's paths are added to it");
    }
    Ok(url)
}

fn refuse(mistakes: &[String]) -> Error {
    Error::new(ErrorKind::Configuration, Effect::None, format!("exotel: {}", mistakes.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        Config::new("ameyo5m", "canary-key", "canary-token".into())
    }

    fn env(variables: &[(&str, &str)]) -> Result<Config> {
        Config::from_lookup(|name| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    const ENOUGH: [(&str, &str); 3] =
        [("EXOTEL_API_KEY", "k"), ("EXOTEL_API_TOKEN", "t"), ("EXOTEL_ACCOUNT_SID", "ameyo5m")];

    fn with(more: &[(&'static str, &'static str)]) -> Result<Config> {
        env(&[&ENOUGH[..], more].concat())
    }

    #[test]
    fn the_account_is_found_under_the_regions_host_or_the_one_given() {
        let url = |config: Config| config.check().map(|checked| checked.account.to_string());
        for (config, wanted) in [
            (config(), "https://api.in.exotel.com/v2/accounts/ameyo5m"),
            (config().with_region(Region::Singapore), "https://api.exotel.com/v2/accounts/ameyo5m"),
            (config().with_base_url("http://127.0.0.1:8080"), "http://127.0.0.1:8080/v2/accounts/ameyo5m"),
        ] {
            assert_eq!(url(config).unwrap(), wanted);
        }
    }

    #[test]
    fn the_documented_limits_hold_unless_others_are_given() {
        let limit = |config: Config| config.check().unwrap().http.rate_limit.unwrap();
        assert_eq!(limit(config()).requests_per_minute(), Some(200));
        assert_eq!(limit(config()).concurrent(), Some(50));
        let other = config().with_http(Options::new().with_rate_limit(RateLimit::new(Some(7), None)));
        assert_eq!(limit(other).requests_per_minute(), Some(7));
    }

    #[test]
    fn every_mistake_is_in_one_error_and_no_secret_is() {
        let config = Config::new("a/b", "canary:canary", "".into())
            .with_base_url("http://x:canary@127.0.0.1/path")
            .with_page_size(0);
        let error = config.check().unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::Configuration, Effect::None));
        let error = error.to_string();
        for part in ["account SID \"a/b\"", "API key", "API token", "base URL", "page size 0"] {
            assert!(error.contains(part), "{part} in {error}");
        }
        assert!(!error.contains("canary"), "{error}");
    }

    #[test]
    fn debug_shows_no_secret() {
        assert!(!format!("{:?}", config()).contains("canary"));
    }

    #[test]
    fn the_subdomain_is_a_region_or_another_host() {
        let checked = |more: &[_]| with(more).unwrap().check().unwrap();
        for (host, region) in [
            ("api.in.exotel.com", "mumbai"),
            ("api.exotel.com", "singapore"),
            ("api.new.exotel.com", "api.new.exotel.com"),
        ] {
            let checked = checked(&[("EXOTEL_SUBDOMAIN", host)]);
            assert_eq!(checked.identity.region, region);
            assert_eq!(checked.account.host_str(), Some(host));
        }
        let simulator = checked(&[
            ("EXOTEL_SUBDOMAIN", "api.exotel.com"),
            ("TRUNKLINE_EXOTEL_BASE_URL", "http://127.0.0.1:1"),
        ]);
        assert_eq!(simulator.identity.region, "127.0.0.1:1");
        assert_eq!(simulator.account.as_str(), "http://127.0.0.1:1/v2/accounts/ameyo5m");
    }

    #[test]
    fn every_variable_that_is_missing_or_wrong_is_named_in_one_error() {
        let nothing = env(&[("EXOTEL_API_KEY", "")]).unwrap_err().to_string();
        for name in ["EXOTEL_API_KEY", "EXOTEL_API_TOKEN", "EXOTEL_ACCOUNT_SID"] {
            assert!(nothing.contains(&format!("{name} is not set")), "{nothing}");
        }
        let wrong = [
            ("EXOTEL_SUBDOMAIN", "https://k:canary@api.exotel.com"),
            ("TRUNKLINE_EXOTEL_BASE_URL", "nowhere"),
        ];
        let error = with(&wrong).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let error = error.to_string();
        assert!(error.contains("EXOTEL_SUBDOMAIN") && error.contains("TRUNKLINE_EXOTEL_BASE_URL"), "{error}");
        assert!(!error.contains("canary"), "{error}");
    }
}
