//! The OPTIONS request, and which message answers it.

use std::net::SocketAddr;

use bytes::Bytes;
use ezk_sip_types::{
    Headers, Method, Name,
    header::typed::{CSeq, CallID, FromTo, RetryAfter, Via},
    msg::{Line, PullParser, StatusLine},
};
use serde::Serialize;
use trunkline::model::{SipUri, Transport};

use super::trace::printable;

/// More than this is no answer to an OPTIONS.
pub(super) const LARGEST: usize = 64 * 1024;

/// One request, and what its answer has to repeat (RFC 3261, sections 8.1.3.3 and 17.1.3).
#[derive(Debug)]
pub(super) struct Request {
    branch: String,
    tag: String,
    call_id: String,
    cseq: u32,
    text: String,
}

impl Request {
    /// An OPTIONS for `uri`, from `local`. The From header names an address that nobody has: no one is to call it.
    pub(super) fn new(uri: &SipUri, transport: Transport, local: SocketAddr) -> Self {
        let word = || format!("{:032x}", fastrand::u128(..));
        let (branch, tag, call_id) = (format!("z9hG4bK{}", word()), word(), word());
        let cseq = fastrand::u32(1..1 << 30);
        let via = transport.as_str().to_ascii_uppercase();
        let agent = concat!("trunkline/", env!("CARGO_PKG_VERSION"));
        let text = format!(
            "OPTIONS {uri} SIP/2.0\r\n\
             Via: SIP/2.0/{via} {local};branch={branch};rport\r\n\
             Max-Forwards: 70\r\n\
             From: <sip:probe@trunkline.invalid>;tag={tag}\r\n\
             To: <{uri}>\r\n\
             Call-ID: {call_id}\r\n\
             CSeq: {cseq} OPTIONS\r\n\
             Contact: <sip:probe@{local};transport={transport}>\r\n\
             Accept: application/sdp\r\n\
             User-Agent: {agent}\r\n\
             Content-Length: 0\r\n\r\n"
        );
        Self { branch, tag, call_id, cseq, text }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Reads a message as an answer to this request.
    ///
    /// # Errors
    /// Why it is none.
    pub(super) fn answer(&self, message: &[u8]) -> Result<Answer, String> {
        let (code, reason, headers) = read(message)?;
        for (name, shown) in [
            (Name::VIA, "Via"),
            (Name::FROM, "From"),
            (Name::TO, "To"),
            (Name::CALL_ID, "Call-ID"),
            (Name::CSEQ, "CSeq"),
        ] {
            match headers.get_raw(&name).count() {
                1 => {}
                0 => return Err(format!("it has no {shown}")),
                count => return Err(format!("it has {count} of {shown}")),
            }
        }
        let unreadable = |what: &str| format!("its {what} cannot be read");
        let via: Vec<Via> = headers.get_named().map_err(|_| unreadable("Via"))?;
        let [via] = via.as_slice() else { return Err("it has more than one Via".into()) };
        if via.params.get_val("branch").map(ToString::to_string).as_deref() != Some(&*self.branch) {
            return Err("its branch is not ours".into());
        }
        let cseq: CSeq = headers.get_named().map_err(|_| unreadable("CSeq"))?;
        if (cseq.cseq, &cseq.method) != (self.cseq, &Method::OPTIONS) {
            return Err("its CSeq is not ours".into());
        }
        let call_id: CallID = headers.get_named().map_err(|_| unreadable("Call-ID"))?;
        if call_id.0.as_str() != self.call_id {
            return Err("its Call-ID is not ours".into());
        }
        let from: FromTo = headers.get(Name::FROM).map_err(|_| unreadable("From"))?;
        if from.tag.as_deref() != Some(&*self.tag) {
            return Err("its From tag is not ours".into());
        }
        let server = [Name::SERVER, Name::USER_AGENT]
            .iter()
            .find_map(|name| headers.get_raw(name).next().map(|text| printable(text.as_str())));
        // A value that cannot be read asks for nothing.
        let wait = headers.try_get_named::<RetryAfter>().and_then(Result::ok);
        Ok(Answer { code, reason, server, retry_after_seconds: wait.map(|wait| wait.value) })
    }
}

/// What a peer answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The status code, 100 to 699.
    pub code: u16,
    /// Its words.
    pub reason: String,
    /// What the peer says it is.
    pub server: Option<String>,
    /// For how many seconds it asks not to be sent requests.
    pub retry_after_seconds: Option<u32>,
}

impl Answer {
    /// Whether the transaction goes on after it.
    pub(super) fn is_provisional(&self) -> bool {
        self.code < 200
    }
}

/// The status and the headers of a response.
fn read(message: &[u8]) -> Result<(u16, String, Headers), String> {
    let source = Bytes::copy_from_slice(message);
    let mut lines = PullParser::new(&source, 0);
    let mut next = || match lines.next() {
        None => Ok(None),
        Some(Err(_)) => Err("it is cut short".to_owned()),
        Some(Ok(line)) => std::str::from_utf8(line).map(Some).map_err(|_| "it is not text".to_owned()),
    };
    let first = next()?.ok_or("it is empty")?;
    let (code, reason) = status(first)?;
    let mut headers = Headers::new();
    while let Some(line) = next()? {
        let name = line.split(':').next().unwrap_or_default();
        let plain = !name.trim_end().is_empty() && name.trim_end().bytes().all(|b| b.is_ascii_graphic());
        if !plain || !line.contains(':') {
            return Err("one of its lines is no header".into());
        }
        let (_, line) = Line::parse(&source, line).map_err(|_| "one of its lines is no header")?;
        headers.insert(line.name, line.value);
    }
    Ok((code, reason, headers))
}

/// `SIP/2.0 200 OK`, which the parser would also take without its spaces and with any number.
fn status(line: &str) -> Result<(u16, String), String> {
    let refuse = || "it is not a SIP response".to_owned();
    let rest = line.strip_prefix("SIP/2.0 ").ok_or_else(refuse)?;
    let (digits, reason) = rest.split_at_checked(3).ok_or_else(refuse)?;
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !(reason.is_empty() || reason.starts_with(' ')) {
        return Err(refuse());
    }
    let line: StatusLine = line.parse().map_err(|_| refuse())?;
    let code = line.code.into_u16();
    if !(100..700).contains(&code) {
        return Err(format!("there is no status {code}"));
    }
    Ok((code, printable(line.reason.as_ref().map_or("", |reason| reason.as_str()))))
}

/// How many bytes of a stream are its first message; `None` while it is not all there.
///
/// # Errors
/// When no message can begin like this.
pub(super) fn frame(stream: &[u8]) -> Result<Option<usize>, String> {
    let start = b"SIP/2.0 ";
    let seen = stream.len().min(start.len());
    if stream[..seen] != start[..seen] {
        return Err("what it sends is not SIP".into());
    }
    let mut lines = PullParser::new(stream, 0);
    if lines.check_complete().is_err() {
        return if stream.len() > LARGEST { Err("its answer has no end".into()) } else { Ok(None) };
    }
    let head = lines.head_end();
    let (_, _, headers) = read(&stream[..head])?;
    let length = headers.get_raw(&Name::CONTENT_LENGTH).next().map(|text| text.as_str().trim().parse());
    let length: usize = match length {
        None => 0,
        Some(length) => length.map_err(|_| "its Content-Length is no number".to_owned())?,
    };
    if length > LARGEST {
        return Err(format!("its answer has a body of {length} bytes"));
    }
    Ok((stream.len() >= head + length).then_some(head + length))
}
