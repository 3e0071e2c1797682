//! Where a client may send its credentials.

use url::{Host, Origin, Url};

use crate::{Effect, Error, ErrorKind, Result};

/// Whether a URL leads to this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The origins a client speaks to.
#[derive(Debug)]
pub(super) struct Origins(Vec<Origin>);

impl Origins {
    pub(super) fn new(urls: &[Url]) -> Result<Self> {
        if urls.is_empty() {
            return Err(configuration("no base URL was given".to_owned()));
        }
        urls.iter().map(allowed).collect::<Result<_>>().map(Self)
    }

    /// Whether requests, which carry credentials, may go to `url`.
    pub(super) fn contain(&self, url: &Url) -> bool {
        !has_user(url) && self.0.contains(&url.origin())
    }

    /// For messages.
    pub(super) fn list(&self) -> String {
        self.0.iter().map(Origin::ascii_serialization).collect::<Vec<_>>().join(", ")
    }
}

fn allowed(url: &Url) -> Result<Origin> {
    // What stands before the @ may be a password: such a URL is not shown.
    if has_user(url) {
        return Err(configuration("base URL: credentials do not go into the URL".to_owned()));
    }
    let shown = url.origin().ascii_serialization();
    match url.scheme() {
        "https" => Ok(url.origin()),
        "http" if is_loopback(url) => Ok(url.origin()),
        "http" => Err(configuration(format!(
            "base URL {shown}: plain http would show the credentials to the network; use https (http is for \
             localhost, 127.0.0.0/8 and ::1 only)"
        ))),
        other => Err(configuration(format!("base URL: the scheme is https, not {other}"))),
    }
}

fn has_user(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

fn configuration(message: String) -> Error {
    Error::new(ErrorKind::Configuration, Effect::None, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(urls: &[&str]) -> Result<Origins> {
        let urls: Vec<Url> = urls.iter().map(|url| url.parse().unwrap()).collect();
        Origins::new(&urls)
    }

    #[test]
    fn http_is_for_loopback_only() {
        for good in [
            "https://api.example.com",
            "http://127.0.0.1:8080",
            "http://localhost:1",
            "http://[::1]:1",
            "http://127.9.9.9",
        ] {
            assert!(origins(&[good]).is_ok(), "{good}");
        }
        for bad in [
            "http://api.example.com",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "http://localhost.example.com",
            "ftp://localhost",
        ] {
            let error = origins(&[bad]).unwrap_err();
            assert_eq!((error.kind(), error.effect()), (ErrorKind::Configuration, Effect::None), "{bad}");
        }
        assert!(origins(&[]).is_err());
    }

    #[test]
    fn credentials_in_a_url_are_refused_and_not_shown() {
        let error = origins(&["https://user:canary@api.example.com"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(!format!("{error} {error:?}").contains("canary"));
    }

    #[test]
    fn another_scheme_host_port_or_user_is_another_origin() {
        let ours = origins(&["https://a.example.com", "https://b.example.com:8443"]).unwrap();
        for (url, inside) in [
            ("https://a.example.com/x?y=z", true),
            ("https://a.example.com:443/", true),
            ("https://b.example.com:8443/", true),
            ("https://b.example.com/", false),
            ("http://a.example.com/", false),
            ("https://a.example.com.evil.net/", false),
            ("https://a.example.com@evil.net/", false),
            ("https://user@a.example.com/", false),
        ] {
            assert_eq!(ours.contain(&url.parse().unwrap()), inside, "{url}");
        }
    }
}
