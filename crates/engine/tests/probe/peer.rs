//! Small SIP peers on loopback.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, UdpSocket},
};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::{TlsAcceptor, rustls};
use trunkline_engine::probe::{Names, Naptr, Prober, Report, Srv};

/// What a peer sends back, for a request.
pub(crate) type Script = Arc<dyn Fn(&str) -> Vec<Vec<u8>> + Send + Sync>;

/// Answers everything with this status line and these headers.
pub(crate) fn says(status: &'static str) -> Script {
    Arc::new(move |request| vec![answer(request, status)])
}

/// An answer with everything that it has to repeat. What follows a newline in `status` is a header.
pub(crate) fn answer(request: &str, status: &str) -> Vec<u8> {
    let repeated = ["Via:", "From:", "To:", "Call-ID:", "CSeq:"];
    let headers = request.lines().filter(|line| repeated.iter().any(|name| line.starts_with(name)));
    let headers: String = headers.fold(String::new(), |all, line| all + line + "\r\n");
    format!("SIP/2.0 {}\r\n{headers}Content-Length: 0\r\n\r\n", status.replace('\n', "\r\n")).into_bytes()
}

/// A peer over UDP; its port.
pub(crate) async fn udp(script: Script) -> u16 {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut buffer = vec![0; 65536];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            for reply in script(std::str::from_utf8(&buffer[..length]).unwrap()) {
                socket.send_to(&reply, from).await.unwrap();
            }
        }
    });
    port
}

/// A peer over TCP; its port.
pub(crate) async fn tcp(script: Script) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&script)));
        }
    });
    port
}

/// A peer over TLS, with this certificate; its port.
pub(crate) async fn tls(script: Script, made: &rcgen::CertifiedKey<rcgen::KeyPair>) -> u16 {
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, script) = (acceptor.clone(), Arc::clone(&script));
            tokio::spawn(async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    serve(stream, script).await;
                }
            });
        }
    });
    port
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, script: Script) {
    let mut received = Vec::new();
    while !received.ends_with(b"\r\n\r\n") {
        if matches!(stream.read_buf(&mut received).await, Ok(0) | Err(_)) {
            return;
        }
    }
    for part in script(std::str::from_utf8(&received).unwrap()) {
        let _ = stream.write_all(&part).await;
        let _ = stream.flush().await;
    }
    let _ = stream.shutdown().await;
}

/// A zone in memory: `addresses` and SRV records; no NAPTR.
#[derive(Debug, Default, Clone)]
pub(crate) struct Zone {
    pub(crate) srv: BTreeMap<&'static str, Vec<Srv>>,
    pub(crate) addresses: BTreeMap<&'static str, IpAddr>,
}

#[async_trait]
impl Names for Zone {
    async fn naptr(&self, _: &str) -> Result<Vec<Naptr>, String> {
        Ok(Vec::new())
    }

    async fn srv(&self, name: &str) -> Result<Vec<Srv>, String> {
        Ok(self.srv.get(name).cloned().unwrap_or_default())
    }

    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, String> {
        Ok(self.addresses.get(host).copied().into_iter().collect())
    }
}

/// A host that is this machine.
pub(crate) fn zone() -> Zone {
    let mut zone = Zone::default();
    zone.addresses.insert("sbc.example.com", IpAddr::from([127, 0, 0, 1]));
    zone
}

pub(crate) fn prober() -> Prober {
    Prober::new(zone()).with_timeout(Duration::from_secs(20))
}

pub(crate) async fn probe(uri: &str) -> Report {
    prober().probe(&uri.parse().unwrap()).await
}
