//! Every kind of error, and who shows it.

use trunkline::ErrorKind;

/// What the suite has to say of a kind of error.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Kind {
    /// The kind.
    pub kind: ErrorKind,
    /// The verbs that can end in it, and why others cannot.
    pub on: &'static str,
    /// The scenarios in which they do, as `family::scenario`; none where no call can.
    pub shown_by: &'static [&'static str],
}

const EVERY: &str = "every verb, lists included";

macro_rules! kinds {
    ($($kind:ident, $on:expr, [$($scenario:literal),*];)*) => {
        &[$(Kind { kind: ErrorKind::$kind, on: $on, shown_by: &[$($scenario),*] },)*]
    };
}

/// Every kind of [`ErrorKind`], in its order, with the verbs that can end in it. The Markdown report has it as a table.
pub fn kinds() -> &'static [Kind] {
    kinds! {
        InvalidInput, "verbs with a value that the model's types let through and the carrier does not take; lists and \
             removals have none",
            ["origination::weight_zero_is_refused", "credentials::empty_username_is_refused",
             "unsupported::unknown_number_mode"];
        Configuration, "no verb: a client whose configuration cannot work is not made", [];
        Unsupported, "verbs, options and values that are not declared; a noun that is not declared hands out no verbs, \
             lists included",
            ["unsupported::update_trunk", "unsupported::digest", "unsupported::ip_acl_and_digest",
             "unsupported::acl_ranges", "unsupported::shared_lists", "unsupported::shared_credential_lists",
             "unsupported::number_modes", "views::a_view_that_reads"];
        NotFound, "every verb about a trunk, lists included; where none is named there is none to miss",
            ["errors::nothing_there"];
        AlreadyExists, "verbs that add: others name what is there by its id",
            ["trunks::duplicate_is_refused", "acl::duplicate_is_refused", "numbers::duplicate_is_refused",
             "origination::duplicate_is_refused", "credentials::duplicate_is_refused"];
        Conflict, "verbs that claim what one trunk only can have: a number, a name",
            ["numbers::bound_elsewhere_is_a_conflict", "concurrency::one_number_for_many_trunks"];
        InUse, "the deletion of a trunk: nothing else of the contract is needed by others",
            ["trunks::delete_while_in_use"];
        AuthModeChange, "verbs that add or remove addresses and credentials",
            ["auth_mode::first_address_on_a_digest_trunk", "auth_mode::first_credential_on_an_acl_trunk"];
        AclRequired, "verbs that write a target", ["origination::ipv4_needs_an_address_on_the_acl"];
        SharedList, "verbs that change or remove what is in a list", ["shared::addresses_of_others",
            "shared::credentials_of_others"];
        LimitReached, "verbs that add", ["limits::addresses", "limits::targets", "limits::credentials"];
        Unauthenticated, EVERY, ["errors::wrong_credentials"];
        PermissionDenied, EVERY, ["errors::not_permitted"];
        RateLimited, EVERY, ["errors::too_many_requests", "errors::come_again_later",
            "any_request::too_many_requests_from_then_on"];
        Unreachable, EVERY, ["errors::unreachable"];
        Certificate, EVERY, ["errors::untrusted_certificate"];
        Timeout, EVERY, ["errors::slow_answers"];
        Interrupted, EVERY, ["errors::lost_answers", "any_request::an_answer_lost"];
        Unavailable, EVERY, ["errors::internal_errors", "errors::bad_gateways", "errors::unavailable",
            "any_request::unavailable_from_then_on"];
        MalformedResponse, EVERY, ["errors::login_pages", "errors::cut_answers",
            "any_request::a_login_page_from_then_on"];
        Other, "any verb; a refusal whose reason nobody knows cannot be asked of a carrier, and the tests of each \
             backend show it",
            [];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families;

    /// A kind that the contract gains has no row here, and fails this: the words that it can be read from are told by
    /// what refuses another.
    #[test]
    fn every_kind_has_a_row() {
        let refusal = serde_json::from_str::<ErrorKind>("\"no such kind\"").unwrap_err().to_string();
        let (_, words) = refusal.split_once("expected one of ").unwrap();
        let words: Vec<&str> = words.split('`').skip(1).step_by(2).collect();
        let rows: Vec<String> = kinds()
            .iter()
            .map(|row| serde_json::to_value(row.kind).unwrap().as_str().unwrap().to_owned())
            .collect();
        assert_eq!(rows, words);
    }

    #[test]
    fn the_scenarios_that_show_them_are_there() {
        for row in kinds() {
            for name in row.shown_by {
                let (family, scenario) = name.split_once("::").unwrap();
                let family = families().iter().find(|other| other.name == family);
                let there = family.is_some_and(|family| family.scenarios.iter().any(|s| s.name == scenario));
                assert!(there, "{:?}: no scenario is called {name}", row.kind);
            }
            let unshown = row.on.starts_with("no verb:") || row.kind == ErrorKind::Other;
            assert_eq!(row.shown_by.is_empty(), unshown, "{:?}: {}", row.kind, row.on);
        }
    }
}
