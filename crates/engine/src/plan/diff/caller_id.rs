//! The number shown on outbound calls.

use super::not_writable;
use crate::{
    Noun,
    plan::{
        Change, Step,
        draft::{Draft, Phase, Subject},
    },
};

pub(in crate::plan) fn caller_id(on: &Subject<'_>, draft: &mut Draft) {
    let Some(wanted) = &on.wanted.caller_id else { return };
    let there = on.there.and_then(|there| there.caller_id.as_ref()?.as_ref());
    let back = there.and_then(|there| there.number.valid().cloned());
    let no_undo = (there.is_some() && back.is_none()).then(|| not_writable("caller id"));
    let (verb, change, why) = match (wanted, there) {
        (Some(wanted), Some(there)) if there.number == *wanted => return,
        (None, None) => return,
        (None, Some(_)) if on.wanted.others_stay => return,
        (Some(number), there) => {
            let why =
                there.map_or("the trunk has none".to_owned(), |there| format!("it is {}", there.number));
            ("set", Change::SetCallerId { number: number.clone(), back }, why)
        }
        (None, Some(there)) => {
            ("clear", Change::ClearCallerId { back }, format!("the file says none, it is {}", there.number))
        }
    };
    let step = Step::new(on.id(Noun::CallerId, "", verb), change, why);
    let risk = "calls placed from now on show another number";
    draft.step(Phase::CallerId, step.risk(risk).no_undo(no_undo));
}
