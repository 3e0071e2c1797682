//! TLS peers with certificates of every kind.

use std::time::Duration;

use rcgen::{CertificateParams, CertifiedKey, KeyPair};
use rustls::RootCertStore;
use tokio::{io::AsyncWriteExt as _, net::TcpListener};
use trunkline_engine::probe::{Certificate, Health, Prober};

use crate::peer::{probe, says, tls, zone};

fn made(names: &[&str], years: (i32, i32)) -> CertifiedKey<KeyPair> {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
    params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
    let signing_key = KeyPair::generate().unwrap();
    CertifiedKey { cert: params.self_signed(&signing_key).unwrap(), signing_key }
}

/// Probes a host with this certificate, trusting that certificate and no other when `trusted`.
async fn seen(made: &CertifiedKey<KeyPair>, trusted: bool) -> Certificate {
    let port = tls(says("200 OK"), made).await;
    let mut roots = RootCertStore::empty();
    if trusted {
        roots.add(made.cert.der().clone()).unwrap();
    }
    let prober = Prober::new(zone()).with_timeout(Duration::from_secs(20));
    let prober = if trusted { prober.with_roots(roots) } else { prober };
    let uri = format!("sip:sbc.example.com:{port};transport=tls").parse().unwrap();
    let report = prober.probe(&uri).await;
    assert_eq!(report.health, Health::Alive, "{:?}", report.why());
    let certificate = report.attempts[0].certificate.clone().unwrap();
    for problem in &certificate.problems {
        assert!(report.trace.iter().any(|event| event.what.contains(problem.as_str())), "{problem}");
    }
    certificate
}

const GOOD: (i32, i32) = (2020, 4090);

#[tokio::test]
async fn a_good_certificate_is_shown_with_its_end() {
    let certificate = seen(&made(&["sbc.example.com", "192.0.2.1"], GOOD), true).await;
    assert_eq!(certificate.problems, Vec::<String>::new());
    assert_eq!(certificate.names, ["sbc.example.com", "192.0.2.1"]);
    assert_eq!(certificate.not_after.unwrap().to_string(), "4090-01-01T00:00:00Z");
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_and_the_probe_goes_on() {
    let expired = seen(&made(&["sbc.example.com"], (2020, 2021)), true).await;
    assert_eq!(expired.problems, ["the certificate has expired"]);
    let future = seen(&made(&["sbc.example.com"], (4000, 4001)), true).await;
    assert_eq!(future.problems, ["the certificate is not valid yet"]);
    let stranger = seen(&made(&["sbc.example.com"], GOOD), false).await;
    assert_eq!(stranger.problems, ["the certificate is from no authority that is commonly trusted"]);
    let both = seen(&made(&["other.example.com"], (2020, 2021)), true).await;
    assert_eq!(both.problems, ["the certificate has expired", "the certificate is not for sbc.example.com"]);
}

#[tokio::test]
async fn a_peer_without_tls_is_dead_over_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"SIP/2.0 400 Bad Request\r\n\r\n").await.unwrap();
    });
    let report = probe(&format!("sips:sbc.example.com:{port}")).await;
    assert_eq!(report.health, Health::Dead);
    assert!(report.why().starts_with("no TLS: "), "{}", report.why());
}
