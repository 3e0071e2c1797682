//! The other side: one answer to every request, as fast as it can be written.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// A trunk as Twilio shows it (`trunking.v1.trunk`).
const TRUNK: &str = include_str!("../../trunk.json").trim_ascii();

/// Where it listens, and what it was asked first on each connection.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    first: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Server {
    /// Listens on a thread of its own for as long as the program runs.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of loopback is free");
        let address = listener.local_addr().expect("it is bound");
        let first = Arc::new(Mutex::new(Vec::new()));
        let server = Self { address, first: Arc::clone(&first) };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let first = Arc::clone(&first);
                thread::spawn(move || answer(stream, &first));
            }
        });
        server
    }

    /// The lines of the first request on each connection, sorted: in which order headers come is of no importance.
    pub(crate) fn first_requests(&self) -> Vec<Vec<String>> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Answers what comes on one connection until it ends. Requests have no body, and come one by one.
fn answer(mut stream: TcpStream, first: &Mutex<Vec<Vec<String>>>) {
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTwilio-Request-Id: RQ11111111111111111111111111111111\r\n\
         Content-Length: {}\r\n\r\n{TRUNK}",
        TRUNK.len()
    );
    let mut request = Vec::new();
    let mut is_first = true;
    let mut part = [0; 4096];
    let _ = stream.set_nodelay(true);
    while let Ok(length @ 1..) = stream.read(&mut part) {
        request.extend_from_slice(&part[..length]);
        if request.ends_with(b"\r\n\r\n") {
            if std::mem::take(&mut is_first) {
                let mut lines: Vec<String> =
                    String::from_utf8_lossy(&request).lines().map(str::to_owned).collect();
                lines.sort();
                first.lock().unwrap_or_else(PoisonError::into_inner).push(lines);
            }
            request.clear();
            if stream.write_all(answer.as_bytes()).is_err() {
                break;
            }
        }
    }
}
