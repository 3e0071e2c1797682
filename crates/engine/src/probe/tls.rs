//! TLS that notes what is wrong with a certificate and goes on: a probe says everything it sees.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
};

use jiff::Timestamp;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_cert_signed_by_trust_anchor, verify_server_name,
    },
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};
use serde::Serialize;
use x509_parser::{certificate::X509Certificate, extensions::GeneralName, prelude::FromDer as _};

/// The certificate a peer showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// The host names and addresses it is for.
    pub names: Vec<String>,
    /// When it ends; `None` when it cannot be read.
    pub not_after: Option<Timestamp>,
    /// Why a caller that checks it would not go on. Empty when nothing is wrong.
    pub problems: Vec<String>,
}

/// A configuration for one handshake, and the certificate it will have seen.
pub(super) fn config(roots: &Arc<RootCertStore>) -> Result<(Arc<ClientConfig>, Arc<Witness>), String> {
    let provider = Arc::new(ring::default_provider());
    let witness = Arc::new(Witness {
        provider: Arc::clone(&provider),
        roots: Arc::clone(roots),
        seen: Mutex::default(),
    });
    let verifier: Arc<Witness> = Arc::clone(&witness);
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS cannot be set up: {error}"))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok((Arc::new(config), witness))
}

/// Checks a certificate and remembers it, whatever is wrong. Nothing secret is sent over such a connection.
#[derive(Debug)]
pub(super) struct Witness {
    provider: Arc<CryptoProvider>,
    roots: Arc<RootCertStore>,
    seen: Mutex<Option<Certificate>>,
}

impl Witness {
    /// The certificate, once the peer has shown it.
    pub(super) fn certificate(&self) -> Option<Certificate> {
        self.seen.lock().map_or(None, |seen| seen.clone())
    }

    fn problems(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Vec<String> {
        let parsed = match ParsedCertificate::try_from(end_entity) {
            Ok(parsed) => parsed,
            Err(error) => return vec![format!("the certificate cannot be read: {error}")],
        };
        let algorithms = self.provider.signature_verification_algorithms.all;
        let chain =
            verify_server_cert_signed_by_trust_anchor(&parsed, &self.roots, intermediates, now, algorithms);
        let mut problems = Vec::new();
        if let Err(error) = chain {
            problems.push(untrusted(&error));
        }
        if verify_server_name(&parsed, name).is_err() {
            problems.push(format!("the certificate is not for {}", name.to_str()));
        }
        problems
    }
}

fn untrusted(error: &Error) -> String {
    use CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext, UnknownIssuer};

    match error {
        Error::InvalidCertificate(Expired | ExpiredContext { .. }) => "the certificate has expired".into(),
        Error::InvalidCertificate(NotValidYet | NotValidYetContext { .. }) => {
            "the certificate is not valid yet".into()
        }
        Error::InvalidCertificate(UnknownIssuer) => {
            "the certificate is from no authority that is commonly trusted".into()
        }
        other => format!("the certificate is refused: {other}"),
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let (names, not_after) = facts(end_entity);
        let problems = self.problems(end_entity, intermediates, name, now);
        if let Ok(mut seen) = self.seen.lock() {
            *seen = Some(Certificate { names, not_after, problems });
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The names in a certificate, and when it ends.
fn facts(certificate: &CertificateDer<'_>) -> (Vec<String>, Option<Timestamp>) {
    let Ok((_, certificate)) = X509Certificate::from_der(certificate) else { return (Vec::new(), None) };
    let alternative = certificate.subject_alternative_name().ok().flatten();
    let names = alternative.into_iter().flat_map(|extension| &extension.value.general_names);
    let names = names.filter_map(|name| match name {
        GeneralName::DNSName(name) | GeneralName::URI(name) => Some(super::trace::printable(name)),
        GeneralName::IPAddress(bytes) => address(bytes),
        _ => None,
    });
    let ends = certificate.validity().not_after.timestamp();
    (names.collect(), Timestamp::from_second(ends).ok())
}

fn address(bytes: &[u8]) -> Option<String> {
    if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
        return Some(std::net::Ipv4Addr::from(v4).to_string());
    }
    <[u8; 16]>::try_from(bytes).ok().map(|v6| std::net::Ipv6Addr::from(v6).to_string())
}

impl Certificate {
    /// The names, the end and the problems in one line.
    pub(super) fn line(&self) -> String {
        let mut line = format!("certificate for {}", self.names.join(", "));
        if let Some(ends) = self.not_after {
            let _ = write!(line, ", until {}", ends.strftime("%Y-%m-%d"));
        }
        for problem in &self.problems {
            let _ = write!(line, "; {problem}");
        }
        line
    }
}
