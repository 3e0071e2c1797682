//! A host whose certificate nobody vouches for.

use std::{
    net,
    sync::{Arc, LazyLock},
};

use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// Made once: it signs itself, for the host it is on.
static CONFIG: LazyLock<Arc<ServerConfig>> = LazyLock::new(|| {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("an address is a name");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has them")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key);
    Arc::new(config.expect("the key is the certificate's"))
});

/// Listens for as long as the runtime lasts; its URL. Nothing is ever answered: no client gets past the handshake.
///
/// # Panics
/// When no port can be listened on.
pub fn host() -> String {
    let listener = net::TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let url = format!("https://{}", listener.local_addr().expect("it is bound"));
    listener.set_nonblocking(true).expect("a socket can be set so");
    let listener = TcpListener::from_std(listener).expect("a runtime runs the scenario");
    let acceptor = TlsAcceptor::from(Arc::clone(&CONFIG));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move { drop(acceptor.accept(stream).await) });
        }
    });
    url
}
