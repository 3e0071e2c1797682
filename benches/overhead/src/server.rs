//! The other side: one answer to every request, as fast as it can be written.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
};

/// A trunk as Twilio shows it (`trunking.v1.trunk`).
pub(crate) const TRUNK: &str = include_str!("../../trunk.json").trim_ascii();

/// Listens on a thread of its own for as long as the program runs.
pub(crate) fn start() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port of loopback is free");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer(stream));
        }
    });
    address
}

/// Answers what comes on one connection until it ends. Requests have no body, and come one by one.
fn answer(mut stream: TcpStream) {
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTwilio-Request-Id: RQ11111111111111111111111111111111\r\n\
         Content-Length: {}\r\n\r\n{TRUNK}",
        TRUNK.len()
    );
    let mut request = Vec::new();
    let mut part = [0; 4096];
    let _ = stream.set_nodelay(true);
    while let Ok(length @ 1..) = stream.read(&mut part) {
        request.extend_from_slice(&part[..length]);
        if request.ends_with(b"\r\n\r\n") {
            request.clear();
            if stream.write_all(answer.as_bytes()).is_err() {
                break;
            }
        }
    }
}
