//! How a target is reached on another carrier.

use trunkline::model::{SipUri, TerminationAuth, Transport};

use super::{
    Target,
    field::sbc,
    record::Verdict,
    source::{EXOTEL_TARGET, SIGNALLING},
};

/// A target as the carrier takes it, with what differs; or why it takes none like it.
pub(super) type Becomes = Result<(SipUri, Vec<String>), (Verdict, &'static str)>;

pub(super) fn becomes(uri: &SipUri, auth: TerminationAuth, to: &Target<'_>) -> Becomes {
    if to.is_exotel() {
        on_exotel(uri, auth)
    } else {
        // Other carriers take it all the same.
        Ok((uri.clone(), unreachable(uri).into_iter().collect()))
    }
}

/// Exotel takes `<ipv4|fqdn>:<port>;transport=<tls|tcp>`, and an address only when it is on the ACL.
fn on_exotel(uri: &SipUri, auth: TerminationAuth) -> Becomes {
    let impossible = |why: String| Err((Verdict::Impossible { why }, EXOTEL_TARGET));
    if uri.ip().is_some() && uri.ipv4().is_none() {
        return impossible(
            "Exotel takes IPv4 addresses and host names, not IPv6: give the SBC one of those".to_owned(),
        );
    }
    if let Some(why) = unreachable(uri) {
        return Err((Verdict::Impossible { why }, SIGNALLING));
    }
    let mut differs = Vec::new();
    let transport = match (uri.is_sips(), uri.transport()) {
        (true, _) => {
            differs.push("sip: with ;transport=tls in place of sips:".to_owned());
            Transport::Tls
        }
        (false, Some(transport @ (Transport::Tls | Transport::Tcp))) => transport,
        (false, Some(Transport::Udp) | None) => {
            differs.push(
                "TCP in place of UDP, which Exotel does not support: the SBC has to take TCP there"
                    .to_owned(),
            );
            Transport::Tcp
        }
    };
    let port = uri.port().unwrap_or_else(|| {
        let port = if transport == Transport::Tls { 5061 } else { 5060 };
        let srv = if uri.ip().is_none() { ", and no SRV records are looked up" } else { "" };
        differs.push(format!("port {port} is written out, as Exotel needs one{srv}"));
        port
    });
    if uri.ipv4().is_some() && auth == TerminationAuth::Digest {
        let what = format!(
            "Exotel wants {} on its ACL first, and would then trust calls from it without digest: give the SBC a host \
             name and add sip:<host name>:{port};transport={transport} as the target",
            uri.host(),
        );
        return Err((Verdict::Manual { who: sbc(), what }, EXOTEL_TARGET));
    }
    let plain = format!("sip:{}:{port};transport={transport}", uri.host());
    let Ok(target) = plain.parse::<SipUri>() else {
        return impossible(format!("{plain} is no target that Exotel takes"));
    };
    // Whatever else stands in it has no place there: a user, `;edge=`.
    let rest = uri.as_str().contains('@')
        || uri.as_str().matches(';').count() > usize::from(uri.transport().is_some());
    if rest {
        differs.push("without its user and other parameters".to_owned());
    }
    Ok((target, differs))
}

fn unreachable(uri: &SipUri) -> Option<String> {
    Some(format!("{} is {}: no carrier reaches it over the internet", uri.host(), uri.unreachable()?))
}

/// Why calls may not come in at what a target becomes: nobody reaches it, or nobody has said that the SBC takes calls there, by
/// another transport or at a port where SRV records named hosts and ports.
pub(super) fn in_doubt(was: &SipUri, becomes: &SipUri) -> Option<String> {
    let by_records = was.port().is_none() && was.ip().is_none();
    let how = match becomes.port().filter(|_| by_records) {
        Some(port) => format!("{} on port {port} of {}", over(becomes), becomes.host()),
        None if over(was) != over(becomes) => over(becomes).to_string(),
        None => return unreachable(becomes),
    };
    Some(format!("whether the SBC takes {how} there is not known"))
}

/// What carries calls to a target.
fn over(uri: &SipUri) -> Transport {
    if uri.is_sips() { Transport::Tls } else { uri.transport().unwrap_or(Transport::Udp) }
}
