//! A carrier behind a real socket.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// What is done once a request has been read to its end.
pub(super) enum Reply {
    /// These bytes, then the end of the connection.
    Bytes(String),
    /// The end of the connection.
    Close,
    /// The end of the connection, by a reset.
    Reset,
}

/// Serves one request a connection, and keeps each as it came.
pub(super) struct Server {
    pub(super) origin: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(super) async fn start(reply: impl Fn(&str) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let request = read(&mut stream).await;
                let reply = reply(&request);
                kept.lock().unwrap().push(request);
                match reply {
                    // The client may have heard enough and hung up.
                    Reply::Bytes(bytes) => drop(stream.write_all(bytes.as_bytes()).await),
                    Reply::Close => {}
                    Reply::Reset => stream.set_zero_linger().unwrap(),
                }
            }
        });
        Self { origin, requests }
    }

    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// One request, to the end of its body.
async fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
            });
            if body.len() >= length.unwrap_or_default() {
                return text.into_owned();
            }
        }
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "the request broke off: {bytes:?}");
    }
}

/// An answer with a body of its own length.
pub(super) fn answer(status: &str, content_type: &str, body: &str) -> Reply {
    announced(status, content_type, body.len(), body)
}

/// An answer that announces a length and then has another.
pub(super) fn announced(status: &str, content_type: &str, length: usize, body: &str) -> Reply {
    Reply::Bytes(format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    ))
}
