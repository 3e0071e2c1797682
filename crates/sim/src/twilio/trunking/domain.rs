//! Which domain names a trunk may have.

use jiff::SignedDuration;

use crate::twilio::answer::Refusal;
use crate::twilio::call::Call;
use crate::twilio::state::State;
use crate::twilio::switches::{DomainCase, OwnDomainTwice};

const SUFFIX: &str = ".pstn.twilio.com";

/// The domain as it is to be stored, if the trunk (none yet, on create) may have it.
///
/// Rules from `twilio-oai` (letters, digits, `-`, the suffix), the error dictionary (21245, 21247, 21248)
/// and Twilio's support pages (a deleted domain stays taken).
pub(super) fn claim(
    state: &State,
    call: &Call<'_>,
    wanted: &str,
    trunk: Option<&str>,
) -> Result<String, Refusal> {
    let lowered = wanted.to_ascii_lowercase();
    let Some(name) = lowered.strip_suffix(SUFFIX) else {
        return Err(Refusal::bad(21245, "Domain name must end with pstn.twilio.com"));
    };
    if !name.split('.').all(is_label) {
        return Err(Refusal::bad(21245, "Domain name can contain letters, digits and '-' only"));
    }
    if state.accounts.keys().any(|sid| sid != call.account && sid.eq_ignore_ascii_case(name)) {
        return Err(Refusal::bad(
            21245,
            "Cannot use another account's SID as the Termination URI for this Trunk",
        ));
    }
    if let Some(owner) = owner(state, &lowered, trunk) {
        let ours = owner == call.account;
        return Err(match call.switches.own_domain_twice {
            OwnDomainTwice::ValidationError if ours => {
                call.exists(21245, "Cannot create more than one Trunk with the same Termination URI")
            }
            _ => taken(call),
        });
    }
    if state.reserved_domains.get(&lowered).is_some_and(|until| *until > call.now) {
        return Err(taken(call));
    }
    if let Some((_, parent)) = lowered.split_once('.')
        && parent != &SUFFIX[1..]
        && owner(state, parent, None).is_none_or(|owner| owner != call.account)
    {
        return Err(Refusal::bad(
            21247,
            "Cannot create subdomain because parent domain does not exist/account does not own it",
        ));
    }
    Ok(match call.switches.domain_case {
        DomainCase::Lowered => lowered,
        DomainCase::Kept => wanted.to_owned(),
    })
}

/// Refuses to take a domain from its trunk while there are subdomains of it (error dictionary, 21247).
pub(super) fn check_no_subdomains(
    state: &State,
    call: &Call<'_>,
    domain: &str,
    message: &str,
) -> Result<(), Refusal> {
    let below = format!(".{}", domain.to_ascii_lowercase());
    let is_below = |name: &String| name.to_ascii_lowercase().ends_with(&below);
    let mut trunks = state.account(call.account).trunks.rows();
    if trunks.any(|row| row.value.domain_name.as_ref().is_some_and(is_below)) {
        return Err(Refusal::bad(21247, message));
    }
    Ok(())
}

/// Keeps a domain from everybody for as long as is set.
pub(super) fn reserve(state: &mut State, call: &Call<'_>, domain: &str) {
    let until = call.now + SignedDuration::from_hours(24 * i64::from(call.switches.domain_reservation_days));
    state.reserved_domains.insert(domain.to_ascii_lowercase(), until);
}

fn is_label(label: &str) -> bool {
    // 63 is the DNS's own limit for a label.
    (1..=63).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The account that has a trunk with this domain, `except` one trunk.
fn owner<'s>(state: &'s State, domain: &str, except: Option<&str>) -> Option<&'s str> {
    let has = |name: &Option<String>| name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(domain));
    state.accounts.iter().find_map(|(sid, account)| {
        let mut trunks = account.trunks.rows().filter(|row| Some(row.sid) != except);
        trunks.any(|row| has(&row.value.domain_name)).then_some(sid.as_str())
    })
}

fn taken(call: &Call<'_>) -> Refusal {
    call.exists(21248, "This Termination URI (Domain) is not available.")
}
