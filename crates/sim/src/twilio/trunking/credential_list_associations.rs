//! The credential lists that a trunk's outbound calls authenticate with.

use super::associations::Kind;
use crate::twilio::answer::Outcome;
use crate::twilio::call::Call;
use crate::twilio::state::State;

const KIND: Kind = Kind {
    segment: "CredentialLists",
    key: "credential_lists",
    parameter: "CredentialListSid",
    prefix: "CL",
    name: "Credential List",
    of: |trunk| &trunk.credential_lists,
    of_mut: |trunk| &mut trunk.credential_lists,
    list_name: |account, sid| Some(&account.credential_lists.get(sid)?.friendly_name),
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
