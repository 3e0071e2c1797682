//! TLS over real sockets: whom we trust, and how often we shake hands.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    },
    server::TlsStream,
};

use crate::{
    Effect, ErrorKind,
    http::{Repeat, reqwest_transport::ReqwestTransport},
};

use super::{EVERY_REPEAT, call_to, client_at, options};

/// A server that answers every request with `{}`.
struct Server {
    origin: String,
    certificate: CertificateDer<'static>,
    /// Those that a client has begun.
    handshakes: Arc<AtomicUsize>,
}

impl Server {
    async fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let certificate = made.cert.der().clone();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("https://{}", listener.local_addr().unwrap());
        let handshakes = Arc::new(AtomicUsize::new(0));
        let begun = Arc::clone(&handshakes);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                begun.fetch_add(1, Relaxed);
                // A client that does not trust us hangs up in the middle.
                if let Ok(stream) = acceptor.accept(stream).await {
                    tokio::spawn(answer(stream));
                }
            }
        });
        Self { origin, certificate, handshakes }
    }
}

/// Requests without a body, until the client hangs up.
async fn answer(mut stream: TlsStream<TcpStream>) {
    let mut asked = Vec::new();
    while stream.read_buf(&mut asked).await.is_ok_and(|length| length > 0) {
        if asked.ends_with(b"\r\n\r\n") {
            asked.clear();
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
            stream.write_all(answer).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = client_at(&server.origin, options());
    for (repeat, so_far) in EVERY_REPEAT.into_iter().zip(1..) {
        let error = client.send(call_to(&server.origin, repeat)).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::Certificate, Effect::None), "{error}");
        assert!(error.message().starts_with("the certificate of 127.0.0.1:"), "{error}");
        assert_eq!(server.handshakes.load(Relaxed), so_far, "it would be refused again");
    }
}

#[tokio::test]
async fn calls_one_after_the_other_shake_hands_once() {
    let server = Server::start().await;
    let mut roots = RootCertStore::empty();
    roots.add(server.certificate.clone()).unwrap();
    let transport = Arc::new(ReqwestTransport::trusting(roots, &options(), true).unwrap());
    for _ in 0..3 {
        // Clients of one transport share its connections.
        let client =
            client_at(&server.origin, options().with_transport(Arc::<ReqwestTransport>::clone(&transport)));
        for _ in 0..10 {
            client.clone().send(call_to(&server.origin, Repeat::Read)).await.unwrap();
        }
    }
    assert_eq!(server.handshakes.load(Relaxed), 1);
}

#[tokio::test]
async fn a_server_without_tls_is_unreachable_by_https() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut hello = [0; 16];
            tokio::io::AsyncReadExt::read(&mut stream, &mut hello).await.unwrap();
            // The client hangs up when it sees no handshake.
            drop(tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await);
        }
    });
    let error = client_at(&origin, options()).send(call_to(&origin, Repeat::Create)).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Unreachable, Effect::None), "{error}");
}
