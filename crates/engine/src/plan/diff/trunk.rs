//! The trunk itself, and what its carrier says of the description.

use trunkline::{
    ErrorKind,
    audit::Severity,
    model::{Trunk, TrunkPatch, TwilioTrunk},
};

use crate::{
    Noun,
    plan::{
        Change, Step,
        draft::{Draft, Phase, Subject},
    },
};

/// Why the carrier cannot store what the file says, and what is good to know.
pub(in crate::plan) fn audit(on: &Subject<'_>, draft: &mut Draft) {
    let written = on.wanted.nouns();
    for finding in on.view.audit(&on.wanted.description()) {
        // To the audit a noun that is not written is empty.
        let noun = Noun::of_field(&finding.field);
        if matches!(noun, Some(noun @ (Noun::Acl | Noun::Credentials)) if !written.contains(&noun)) {
            continue;
        }
        match finding.severity {
            Severity::Refused if finding.kind == ErrorKind::AclRequired && is_there(on, &finding.field) => {}
            Severity::Refused => draft.refuse(finding.field.clone(), finding.to_string()),
            // The trunk has a domain: none is derived.
            Severity::Note if on.there.is_some() => {}
            _ => draft.notes.push(finding.to_string()),
        }
    }
}

/// Whether the target that a finding is about is on the trunk already, and the file leaves its addresses alone.
fn is_there(on: &Subject<'_>, field: &str) -> bool {
    let index =
        field.strip_prefix("origination[").and_then(|rest| rest.split(']').next()?.parse::<usize>().ok());
    let spec = index.and_then(|index| on.wanted.origination.as_ref()?.get(index));
    let there = on.there.and_then(|there| there.origination.as_ref());
    on.wanted.acl.is_none()
        && spec.zip(there).is_some_and(|(spec, there)| there.iter().any(|target| target.uri == spec.uri))
}

pub(in crate::plan) fn trunk(on: &Subject<'_>, draft: &mut Draft) {
    let spec = &on.wanted.spec;
    let Some(there) = on.there else {
        let change = Change::CreateTrunk { spec: Box::new(spec.clone()) };
        draft.step(Phase::Trunk, Step::new(on.own_id("trunk/create"), change, "not on the account"));
        return;
    };
    let trunk = &there.trunk;
    let patch = on.view.diff_trunk(spec, trunk);
    if !patch.is_empty() {
        if !on.view.capabilities().update_trunk.value {
            let reason =
                format!("the carrier cannot change a trunk, and {} is not as the file says", trunk.id);
            draft.refuse("trunk".to_owned(), reason);
            return;
        }
        let (back, lost) = inverse(&patch, trunk);
        let risk = risk(&patch, trunk);
        let change = Change::UpdateTrunk { patch: Box::new(patch), back: Box::new(back) };
        let mut step = Step::new(on.own_id("trunk/update"), change, "not as the file says");
        step.risk = risk;
        draft.step(Phase::Trunk, step.no_undo(lost));
    } else if let Some(before) = &on.wanted.renamed_from {
        draft.notes.push(format!("trunk {} has its new name: renamed_from: {before} can go", trunk.id));
    }
}

/// What puts a trunk back to how it was, and what cannot be put back.
fn inverse(patch: &TrunkPatch, trunk: &Trunk) -> (TrunkPatch, Option<String>) {
    let mut back = TrunkPatch::default();
    let mut lost = Vec::new();
    if patch.name.is_some() || patch.exotel.trunk_name.is_some() || patch.twilio.friendly_name.is_some() {
        match trunk.name.parse() {
            Ok(name) => back.name = Some(name),
            Err(_) if trunk.twilio.is_some() && !trunk.name.is_empty() => {
                back.twilio.friendly_name = Some(trunk.name.clone());
            }
            Err(_) => lost.push("name"),
        }
    }
    if patch.exotel.nso_code.is_some() {
        back.exotel.nso_code = trunk.exotel.as_ref().and_then(|only| only.nso_code.clone());
        lost.extend(back.exotel.nso_code.is_none().then_some("nso_code"));
    }
    let default = TwilioTrunk::default();
    let there = trunk.twilio.as_ref().unwrap_or(&default);
    let (wanted, before) = (&patch.twilio, &mut back.twilio);
    before.secure = wanted.secure.map(|_| there.secure);
    before.cnam_lookup_enabled = wanted.cnam_lookup_enabled.map(|_| there.cnam_lookup_enabled);
    if wanted.domain_name.is_some() {
        before.domain_name.clone_from(&trunk.termination.domain);
        lost.extend(before.domain_name.is_none().then_some("domain_name"));
    }
    macro_rules! fields {
        ($($field:ident),*) => {$(
            if wanted.$field.is_some() {
                before.$field.clone_from(&there.$field);
                lost.extend(before.$field.is_none().then_some(stringify!($field)));
            }
        )*};
    }
    fields!(
        transfer_mode,
        transfer_caller_id,
        disaster_recovery_url,
        disaster_recovery_method,
        recording_mode,
        recording_trim
    );
    let lost = (!lost.is_empty()).then(|| format!("no call takes it back to having no {}", lost.join(", ")));
    (back, lost)
}

fn risk(patch: &TrunkPatch, trunk: &Trunk) -> Option<String> {
    let mut risks = Vec::new();
    if let (Some(_), Some(before)) = (&patch.twilio.domain_name, &trunk.termination.domain) {
        risks.push(format!("calls that are still sent to {before} are refused"));
    }
    if patch.twilio.secure == Some(true) {
        risks.push("calls without TLS and SRTP are refused".to_owned());
    }
    (!risks.is_empty()).then(|| risks.join("; "))
}
