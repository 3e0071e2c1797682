//! The IP access control lists that a trunk's outbound calls are checked against.

use super::associations::Kind;
use crate::twilio::answer::Outcome;
use crate::twilio::call::Call;
use crate::twilio::state::State;

const KIND: Kind = Kind {
    segment: "IpAccessControlLists",
    key: "ip_access_control_lists",
    parameter: "IpAccessControlListSid",
    prefix: "AL",
    name: "IP-ACL",
    of: |trunk| &trunk.acls,
    of_mut: |trunk| &mut trunk.acls,
    list_name: |account, sid| Some(&account.acls.get(sid)?.friendly_name),
};

pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    KIND.list(state, call)
}

pub(super) fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    KIND.create(state, call)
}

pub(super) fn fetch(state: &mut State, call: &Call<'_>) -> Outcome {
    KIND.fetch(state, call)
}

pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    KIND.delete(state, call)
}
