//! OPTIONS over TCP and TLS.

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    time::{Instant, timeout_at},
};

use super::{
    message::{Answer, Request, frame},
    trace::Trace,
};

/// Sends `request` once, as a stream is reliable, and reads until it is answered for good, until `end` at most.
pub(super) async fn exchange(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    request: &Request,
    end: Instant,
    limit: Duration,
    trace: &mut Trace,
) -> Result<Answer, String> {
    let silent = |_| format!("no answer in {} ms", limit.as_millis());
    let failed = |error| format!("the connection broke: {error}");
    let send = async {
        stream.write_all(request.bytes()).await?;
        stream.flush().await
    };
    timeout_at(end, send).await.map_err(silent)?.map_err(failed)?;
    trace.note("OPTIONS sent");
    let mut received: Vec<u8> = Vec::new();
    loop {
        // Keep-alives (RFC 5626, section 3.5.1) stand between messages.
        let blank = received.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        received.drain(..blank);
        if let Some(length) = frame(&received)? {
            let message: Vec<u8> = received.drain(..length).collect();
            match request.answer(&message) {
                Ok(answer) if answer.is_provisional() => {
                    trace.note(format!("{} {}", answer.code, answer.reason));
                }
                Ok(answer) => return Ok(answer),
                Err(why) => trace.note(format!("a message is passed over: {why}")),
            }
            continue;
        }
        let count = timeout_at(end, stream.read_buf(&mut received)).await.map_err(silent)?.map_err(failed)?;
        if count == 0 {
            return Err("the peer closed the connection without an answer".into());
        }
    }
}
