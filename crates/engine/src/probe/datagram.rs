//! OPTIONS over UDP: a non-INVITE client transaction (RFC 3261, section 17.1.2).

use std::{io, time::Duration};

use async_trait::async_trait;
use tokio::{
    net::UdpSocket,
    time::{Instant, timeout_at},
};

use super::{
    message::{Answer, LARGEST, Request},
    trace::Trace,
};

/// The first wait before a request is sent again; each further one is twice as long (RFC 3261, timer E).
const T1: Duration = Duration::from_millis(500);
/// The longest such wait, and the one after a provisional answer.
const T2: Duration = Duration::from_secs(4);
/// After this long a transaction is given up (RFC 3261, timer F).
pub(super) const LONGEST: Duration = T1.saturating_mul(64);

/// What carries datagrams to one peer and back.
#[async_trait]
pub(super) trait Datagrams: Send + Sync {
    async fn send(&self, datagram: &[u8]) -> io::Result<()>;
    async fn receive(&self) -> io::Result<Vec<u8>>;
}

#[async_trait]
impl Datagrams for UdpSocket {
    async fn send(&self, datagram: &[u8]) -> io::Result<()> {
        UdpSocket::send(self, datagram).await.map(drop)
    }

    async fn receive(&self) -> io::Result<Vec<u8>> {
        let mut buffer = vec![0; LARGEST];
        let length = self.recv(&mut buffer).await?;
        buffer.truncate(length);
        Ok(buffer)
    }
}

/// Sends `request` until it is answered for good, for `limit` at most. What answers another request is passed over.
pub(super) async fn exchange(
    wire: &dyn Datagrams,
    request: &Request,
    limit: Duration,
    trace: &mut Trace,
) -> Result<Answer, String> {
    let end = Instant::now() + limit.min(LONGEST);
    let failed = |error: io::Error| format!("the peer's machine refuses: {error}");
    wire.send(request.bytes()).await.map_err(failed)?;
    trace.note("OPTIONS sent");
    let mut wait = T1;
    let mut again = Instant::now() + wait;
    loop {
        let Ok(received) = timeout_at(again.min(end), wire.receive()).await else {
            if Instant::now() >= end {
                return Err(format!("no answer in {} ms", limit.min(LONGEST).as_millis()));
            }
            wire.send(request.bytes()).await.map_err(failed)?;
            trace.note("no answer yet, OPTIONS sent again");
            wait = T2.min(wait * 2);
            again = Instant::now() + wait;
            continue;
        };
        match request.answer(&received.map_err(failed)?) {
            Ok(answer) if answer.is_provisional() => {
                trace.note(format!("{} {}", answer.code, answer.reason));
                wait = T2;
                again = Instant::now() + wait;
            }
            Ok(answer) => return Ok(answer),
            Err(why) => trace.note(format!("a datagram is passed over: {why}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use tokio::sync::mpsc;

    use super::*;
    use trunkline::model::Transport;

    type Spoil = fn(&str) -> String;
    type Reply = Box<dyn FnMut(usize, &str) -> Vec<Vec<u8>> + Send>;

    /// A peer in this process, so that time can stand still.
    struct Peer {
        reply: Mutex<Reply>,
        sent: Mutex<Vec<Instant>>,
        answers: mpsc::UnboundedSender<Vec<u8>>,
        inbox: tokio::sync::Mutex<mpsc::UnboundedReceiver<Vec<u8>>>,
    }

    impl Peer {
        fn new(reply: impl FnMut(usize, &str) -> Vec<Vec<u8>> + Send + 'static) -> Self {
            let (answers, inbox) = mpsc::unbounded_channel();
            Self { reply: Mutex::new(Box::new(reply)), sent: Mutex::default(), answers, inbox: inbox.into() }
        }

        async fn probe(&self, limit: Duration) -> (Result<Answer, String>, Vec<Duration>) {
            let uri = "sip:192.0.2.1".parse().unwrap();
            let request = Request::new(&uri, Transport::Udp, "192.0.2.2:5060".parse().unwrap());
            let began = Instant::now();
            let answer = exchange(self, &request, limit, &mut Trace::new()).await;
            let sent = self.sent.lock().unwrap().iter().map(|at| *at - began).collect();
            (answer, sent)
        }
    }

    #[async_trait]
    impl Datagrams for Peer {
        async fn send(&self, datagram: &[u8]) -> io::Result<()> {
            let count = {
                let mut sent = self.sent.lock().unwrap();
                sent.push(Instant::now());
                sent.len()
            };
            let replies = (self.reply.lock().unwrap())(count, std::str::from_utf8(datagram).unwrap());
            for reply in replies {
                self.answers.send(reply).unwrap();
            }
            Ok(())
        }

        async fn receive(&self) -> io::Result<Vec<u8>> {
            Ok(self.inbox.lock().await.recv().await.unwrap())
        }
    }

    fn reply(request: &str, status: &str) -> Vec<u8> {
        let headers = request.lines().filter(|line| {
            ["Via:", "From:", "To:", "Call-ID:", "CSeq:"].iter().any(|name| line.starts_with(name))
        });
        let headers: String = headers.fold(String::new(), |all, line| all + line + "\r\n");
        format!("SIP/2.0 {status}\r\n{headers}Content-Length: 0\r\n\r\n").into_bytes()
    }

    fn ms(list: &[u64]) -> Vec<Duration> {
        list.iter().copied().map(Duration::from_millis).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_peer_is_asked_at_the_intervals_of_rfc_3261_and_given_up_after_64_t1() {
        let (answer, sent) = Peer::new(|_, _| Vec::new()).probe(Duration::MAX).await;
        assert_eq!(answer.unwrap_err(), "no answer in 32000 ms");
        let expected = [0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500];
        assert_eq!(sent, ms(&expected));
    }

    #[tokio::test(start_paused = true)]
    async fn a_shorter_limit_ends_it_earlier() {
        let (answer, sent) = Peer::new(|_, _| Vec::new()).probe(Duration::from_secs(2)).await;
        assert_eq!(answer.unwrap_err(), "no answer in 2000 ms");
        assert_eq!(sent, ms(&[0, 500, 1500]));
    }

    #[tokio::test(start_paused = true)]
    async fn a_lost_datagram_is_made_up_for() {
        let peer =
            Peer::new(|count, request| if count < 3 { Vec::new() } else { vec![reply(request, "200 OK")] });
        let (answer, sent) = peer.probe(Duration::from_secs(5)).await;
        assert_eq!(answer.unwrap().code, 200);
        assert_eq!(sent, ms(&[0, 500, 1500]));
    }

    #[tokio::test(start_paused = true)]
    async fn a_provisional_answer_is_none_and_makes_the_waits_long() {
        let peer = Peer::new(|count, request| match count {
            1 => vec![reply(request, "100 Trying")],
            2 => vec![reply(request, "404 Not Found")],
            _ => Vec::new(),
        });
        let (answer, sent) = peer.probe(Duration::from_secs(30)).await;
        assert_eq!(answer.unwrap().code, 404);
        assert_eq!(sent, ms(&[0, 4000]));
    }

    #[tokio::test(start_paused = true)]
    async fn only_an_answer_to_this_request_counts() {
        let spoiled: [(&str, Spoil); 8] = [
            ("branch", |text| text.replace("z9hG4bK", "z9hG4bKx")),
            ("From tag", |text| text.replace(";tag=", ";tag=x")),
            ("no From tag", |text| text.replace(";tag=", ";gat=")),
            ("Call-ID", |text| text.replace("Call-ID: ", "Call-ID: x")),
            ("method", |text| text.replace(" OPTIONS\r\n", " INVITE\r\n")),
            ("CSeq", |text| text.replace("CSeq: ", "CSeq: 9")),
            ("no To", |text| text.replace("To: ", "X-To: ")),
            ("two Vias", |text| {
                text.replace("From:", "Via: SIP/2.0/UDP a.example:1;branch=z9hG4bKb\r\nFrom:")
            }),
        ];
        for (what, spoil) in spoiled {
            let peer = Peer::new(move |_, request| {
                let whole = String::from_utf8(reply(request, "200 OK")).unwrap();
                let bad = spoil(&whole);
                assert_ne!(bad, whole, "{what}");
                vec![bad.into_bytes()]
            });
            let (answer, _) = peer.probe(Duration::from_secs(1)).await;
            assert_eq!(answer.unwrap_err(), "no answer in 1000 ms", "{what}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_no_sip_is_passed_over() {
        for garbage in [
            &b""[..],
            b"\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n\r\n",
            b"SIP/2.0 2000 OK\r\n\r\n",
            b"SIP/2.0 099 Low\r\n\r\n",
            b"SIP/2.0200 OK\r\n\r\n",
            b"SIP/2.0 200 OK\r\nVia",
            b"SIP/2.0 200 \xff\r\n\r\n",
            b"SIP/2.0 200 OK\r\nno header\r\n\r\n",
        ] {
            let peer = Peer::new(move |count, request| match count {
                1 => vec![garbage.to_vec(), reply(request, "200 OK")],
                _ => panic!("sent again"),
            });
            assert_eq!(peer.probe(Duration::from_secs(5)).await.0.unwrap().code, 200);
        }
    }
}
