//! What is refused unless it is named, on the command line.

use std::collections::BTreeSet;

use clap::{
    Args,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use trunkline_engine::plan::Allow;

/// Flags for what breaks something.
#[derive(Debug, Args)]
pub(crate) struct Allowed {
    /// Allow a class of steps that break something; can be given several times.
    #[arg(long, value_name = "CLASS", value_parser = classes())]
    allow: Vec<Allow>,
}

impl Allowed {
    /// Each once.
    pub(crate) fn classes(&self) -> BTreeSet<Allow> {
        self.allow.iter().copied().collect()
    }
}

fn classes() -> impl TypedValueParser<Value = Allow> {
    let values = Allow::ALL.iter().map(|allow| PossibleValue::new(allow.as_str()).help(meaning(*allow)));
    PossibleValuesParser::new(values).try_map(|word| word.parse::<Allow>())
}

/// What a class lets happen.
fn meaning(allow: Allow) -> &'static str {
    match allow {
        Allow::DeleteTrunk => "A trunk is deleted, with all that is its own",
        Allow::UnbindNumber => "The calls to a number go elsewhere or nowhere; it is never released",
        Allow::EmptyAcl => "The last allowed address goes",
        Allow::RemoveLastOrigination => "The last target goes: inbound calls have nowhere to go",
        Allow::RemoveLastCredential => "The last credential goes: an SBC that uses it can place no calls",
        Allow::RemoveUnlisted => {
            "What is on a trunk that was taken over and not in the file goes; asked for once for acl, origination \
             and credentials each, until an apply has made it as the file says"
        }
        Allow::ChangeAuthMode => "A live trunk authenticates calls in another way",
        Allow::Replace => "Something goes before what comes in its place: for a moment there is neither",
        Allow::FinishRotation => {
            "The user name of the rotation before goes: an SBC that uses it can place no calls"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_is_explained() {
        for allow in Allow::ALL {
            assert_ne!(meaning(*allow), "", "{allow}");
        }
    }
}
