//! `trunkline probe`, against peers in this process.

use std::net::UdpSocket;

use serde_json::Value;

use crate::world::run;

/// A peer on UDP that answers everything with `status`; the target that leads to it.
pub(crate) fn peer(status: &'static str) -> String {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok((length, from)) = socket.recv_from(&mut buffer) {
            let request = String::from_utf8_lossy(&buffer[..length]).into_owned();
            let repeated = ["Via:", "From:", "To:", "Call-ID:", "CSeq:"];
            let headers = request.lines().filter(|line| repeated.iter().any(|name| line.starts_with(name)));
            let headers: String = headers.fold(String::new(), |all, line| all + line + "\r\n");
            let answer = format!("SIP/2.0 {status}\r\n{headers}Content-Length: 0\r\n\r\n");
            socket.send_to(answer.as_bytes(), from).unwrap();
        }
    });
    format!("sip:127.0.0.1:{port}")
}

#[test]
fn a_peer_that_answers_is_alive_and_the_trace_can_be_read() {
    let target = peer("405 Method Not Allowed");
    let ran = run(&[], &["probe", &target], "");
    ran.expect(0);
    ran.says(&[
        &format!("{target} is alive\n"),
        "405 Method Not Allowed: reachable",
        "answered in",
        "OPTIONS sent\n",
    ]);
}

#[test]
fn one_that_takes_no_calls_or_is_not_there_fails_and_scripts_see_why() {
    let target = peer("503 Service Unavailable\r\nRetry-After: 60");
    let ran = run(&[], &["probe", &target, "--json"], "");
    ran.expect(1);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["health"], "unhealthy");
    assert_eq!(report["attempts"][0]["answer"]["retry_after_seconds"], 60);
    assert_eq!(ran.stderr, "");

    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let ran = run(&[], &["probe", &format!("sip:127.0.0.1:{port}")], "");
    ran.expect(1);
    ran.says(&[" is dead\n"]);
}

#[test]
fn what_cannot_be_probed_is_refused() {
    for (args, mistake) in [
        (vec!["probe", "sbc.example.com"], "must start with sip: or sips:"),
        (vec!["probe", "sips:sbc.example.com", "--transport", "udp"], "asks for TLS"),
        (vec!["probe", "sip:192.0.2.1", "--timeout", "0"], "more than 0"),
        (vec!["probe", "sip:192.0.2.1", "--timeout", "soon"], "no number of seconds"),
        (vec!["probe", "sip:192.0.2.1", "--transport", "sctp"], "sctp"),
    ] {
        let ran = run(&[], &args, "");
        ran.expect(2);
        ran.complains(&[mistake]);
    }
}
