//! What can be broken, and who notices.

/// A backend that is broken in one way.
pub(crate) struct Mutant {
    pub(crate) mutation: Mutation,
    /// What it does wrong.
    pub(crate) what: &'static str,
    /// The scenario that has to fail.
    pub(crate) caught_by: &'static str,
}

macro_rules! mutants {
    ($($mutation:ident, $what:literal, $caught_by:literal;)*) => {
        /// One mistake.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Mutation {
            $($mutation,)*
        }

        /// Every mutant.
        pub(crate) const MUTANTS: &[Mutant] = &[
            $(Mutant { mutation: Mutation::$mutation, what: $what, caught_by: $caught_by },)*
        ];
    };
}

mutants! {
    DeclaresWhatItLacks, "declares caller ids and hands out no such part", "capabilities::parts_are_as_declared";
    CitesNoSource, "claims without a source", "capabilities::every_claim_has_evidence";
    AuditsByAsking, "sends a request to audit", "capabilities::asking_it_sends_nothing";
    RefusesAPlainTrunk, "an audit that refuses everything", "capabilities::a_plain_description_has_no_complaint";
    AuditsNothing, "an audit that is always content", "ensure::refused_before_anything_is_sent";

    DropsTheCursor, "drops the cursor", "lists::trunks_over_several_pages";
    StopsAtAnEmptyPage, "takes an empty page for the end", "lists::acl_over_several_pages";
    LosesTheLastPage, "loses a last page that is not full", "lists::numbers_over_several_pages";
    RepeatsAPage, "follows a link back to the first page", "lists::origination_over_several_pages";
    SkipsAfterEachPage, "a cursor that is off by one", "lists::credentials_over_several_pages";
    RepeatsItsError, "a list that repeats its error for ever", "lists::an_error_ends_a_list";
    FetchesUnasked, "fetches a list that nobody reads", "lists::nothing_is_sent_before_a_list_is_read";

    NamesNoAccount, "errors that do not say whose call it was", "trunks::not_found_on_every_verb";
    BlursNotFound, "reports what is not there as some other failure", "acl::not_found_on_every_verb";
    DoubtsItsRefusals, "reports a refusal as an unknown outcome", "numbers::duplicate_is_refused";
    AsksTheCarrierFirst, "sends what it should refuse itself", "origination::weight_zero_is_refused";

    AnswersWithoutCreating, "answers a create that was not carried out", "trunks::create_then_read";
    AdoptsADuplicate, "answers the trunk that is there as created", "trunks::duplicate_is_refused";
    ReturnsAnotherTrunksRow, "reads the newest trunk, whichever was asked for", "trunks::rename_onto_another";
    MatchesAnyTrunk, "takes any trunk of a list for the one that is meant", "trunks::find_what_is_not_there";
    FailsWhereThereIsNone, "fails to find instead of finding none", "trunks::find_what_is_not_there";
    AlwaysSaysChanged, "reports every update as a change", "trunks::rename_to_the_same_name";
    DeletesWhatIsGone, "reports a second delete as done", "trunks::delete_then_gone";
    TakesApartWhatStays, "takes a trunk apart before its deletion is refused", "trunks::delete_while_in_use";
    DeletesTooMuch, "deletes the addresses of other trunks too", "trunks::delete_leaves_others_alone";
    AlwaysDiffers, "a diff that finds something each time", "trunks::nothing_differs_after_create";
    TakesClosedForOpen, "shows a closed trunk as authenticating by address", "trunks::closed_until_something_is_attached";

    SwallowsTheNestedConflict, "takes a 200 with a nested 409 for success", "acl::duplicate_is_refused";
    ForgetsWhatItReplaced, "does not say what it removed", "acl::add_list_remove";
    RemovesFromAForeignTrunk, "removes an entry of another trunk", "acl::entry_of_another_trunk";
    RemovesTheAddressEverywhere, "removes an address from every trunk", "acl::the_same_address_on_two_trunks";
    RemovesNothingGladly, "reports the removal of nothing as done", "acl::removed_twice";
    DropsThePrefixLength, "stores a range as its first address", "acl::range";
    MixesWhatItCannot, "lets a trunk have addresses and credentials, and declares that it cannot", "unsupported::ip_acl_and_digest";
    IgnoresAnUnsupportedOption, "adds to the trunk what was for a shared list", "unsupported::shared_lists";
    ChangesTheModeUnasked, "adds the first credential without leave", "auth_mode::first_credential_on_an_acl_trunk";
    HidesAModeChange, "does not warn that the mode changed", "auth_mode::first_address_on_a_digest_trunk";
    OpensWithTheLastAddress, "removes the last address without leave", "auth_mode::last_address_beside_credentials";
    LooksAllTheSame, "looks at the trunk though the caller vouches", "acl::vouched";

    TakesABoundNumber, "takes a number from another trunk", "numbers::bound_elsewhere_is_a_conflict";
    ReleasesWhatItUnbinds, "releases a number to unbind it", "numbers::unbind_keeps_the_number";
    BindsWhatIsNotOwned, "binds a number that the account does not own", "numbers::not_owned";
    ForgetsTheMode, "answers a change of mode that was not carried out", "numbers::mode";

    DropsThePriority, "drops the priority of a new target", "origination::add_list_remove";
    PatchesWithDefaults, "sends defaults for what a patch leaves out", "origination::update_one_field";
    AddsATargetTwice, "adds a target that is there", "origination::duplicate_is_refused";
    ComparesByHost, "takes another port for the same target", "origination::another_port_is_another_target";
    AnswersABatchInItsOwnOrder, "answers a batch in another order", "origination::batch";
    TakesA207ForSuccess, "takes a 207 for success", "origination::batch_partly_refused";
    ForgetsHalfOfA207, "forgets half of what a 207 added", "origination::batch_partly_refused";
    SaysNoneAfterTheWrite, "reports no effect after it wrote", "origination::batch_partly_refused";

    OverwritesAPassword, "overwrites the password of a credential that is there", "credentials::duplicate_is_refused";
    ReplacesToSetAPassword, "removes and adds to set a password", "credentials::set_password";
    KeepsWhatIsVouchedFor, "does not remove what the caller vouches for", "credentials::vouched";
    LeaksASecret, "repeats the request's body in its error", "credentials::password_is_never_shown";

    LosesAnAddressToTheLimit, "drops the oldest address for one that is then refused", "limits::addresses";
    BlamesTheCallerForAFullTrunk, "reports a full trunk as the caller's mistake", "limits::targets";
    DoubtsOneTooMany, "doubts what a full trunk refused", "limits::credentials";

    RemovesAnAddressOfOthers, "removes from a list that others share", "shared::addresses_of_others";
    SetsAPasswordOfOthers, "sets a password in a list that others share", "shared::credentials_of_others";

    ClearsNothingAsAChange, "reports clearing nothing as a change", "caller_id::the_same_again_changes_nothing";
    OverwritesWithoutAWord, "does not say which caller id it replaced", "caller_id::set_get_clear";
    ShowsNoneForNoTrunk, "shows no caller id where there is no trunk", "caller_id::not_found_on_every_verb";

    LosesAnUpdate, "reads the list, changes it and writes it back whole", "concurrency::distinct_addresses";
    ChecksThenWrites, "looks for a duplicate, then writes unconditionally", "concurrency::the_same_address";
    TakesOverInARace, "looks where a number is bound, then takes it from there", "concurrency::one_number_for_many_trunks";

    ResendsACreate, "sends a create again when its answer was lost", "faults::target_of_a_lost_answer";
    DeniesALostAnswer, "reports no effect when the answer was lost", "faults::trunk_of_a_lost_answer";
    DeniesACutAnswer, "reports no effect when it cannot parse the answer", "faults::answers_cut_in_half";
    DeniesAGatewaysPage, "reports no effect when a gateway answered", "faults::a_page_of_html";
    DeniesALoginPage, "reports no effect when a login page answered", "faults::a_login_page";
    FindsOnlyWhatItSaw, "finds a trunk only if it saw the answer to its creation", "faults::cut_after_any_request";
    DropsWithoutAWord, "tells nobody of an attempt that was abandoned", "faults::dropped_after_any_request";

    AddsNothingToNoTrunk, "adds nothing to a trunk that is not there, and succeeds", "errors::nothing_there";
    TakesA401ForA404, "shows nothing where its credentials are wrong", "errors::wrong_credentials";
    TakesA403ForA401, "takes a 403 for wrong credentials", "errors::not_permitted";
    DoubtsWhatWasNeverSent, "doubts what was never sent", "errors::unreachable";
    TakesACertificateForTheNetwork, "reports a certificate that nobody vouches for as an outage", "errors::untrusted_certificate";
    BlamesTheCaller, "reports a 429 as the caller's mistake", "errors::too_many_requests";
    ForgetsTheHint, "forgets when the carrier said to come again", "errors::come_again_later";
    BlamesTheCallerForA500, "reports a 500 as the caller's mistake", "errors::internal_errors";
    TakesA502ForTheNetwork, "takes a 502 for a broken connection", "errors::bad_gateways";
    HidesAnOutage, "shows an empty list while the carrier is down", "errors::unavailable";
    TakesHtmlForAnEmptyList, "takes a page of HTML for an empty list", "errors::pages_of_html";
    TakesALoginPageForAnEmptyList, "takes a login page for an empty list", "errors::login_pages";
    DeniesALostRemoval, "reports no effect when the answer to a removal was lost", "errors::lost_answers";
    ResendsABatch, "sends a batch again when its answer was lost", "errors::lost_answers";
    LooksThenDenies, "looks first, and reports no effect when the answer to the removal was lost", "any_request::an_answer_lost";
    LooksThenDoubts, "looks first, and doubts a removal that met a 429", "any_request::too_many_requests_from_then_on";
    DeniesAfterALook, "reports no effect when the look after a write failed", "any_request::unavailable_from_then_on";
    LooksAtNoPage, "takes a login page for a look that went well", "any_request::a_login_page_from_then_on";
    TakesHalfAListForTheWhole, "takes a list that broke off for the whole", "errors::cut_answers";
    DeniesATimeout, "reports no effect after a timeout", "errors::slow_answers";

    TakesAShortPageForTheLast, "takes a page that is not full for the last", "pages::one_object_a_page";
    GivesUpBeforeAnEmptyPage, "takes an empty first page for an empty list", "pages::an_empty_page_before_each";
    GoesRoundForEver, "follows a link that loops for ever", "pages::a_link_that_loops";
    TakesALinkElsewhereForTheEnd, "takes a link to another host for the end", "pages::a_link_elsewhere";

    ChokesOnUnknownFields, "fails at a field that it does not know", "tolerance::unknown_fields";
    LeavesOutBareObjects, "leaves out objects without optional fields", "tolerance::missing_optional_fields";
    ChokesOnUnknownWords, "fails at a word that it does not know", "tolerance::unknown_words";
    LeavesOutAPrivateAddress, "leaves out an address that it would not write", "tolerance::a_private_address";
    CutsALongName, "cuts a name to the length that it would write", "tolerance::a_long_name";
    CorrectsATarget, "shows a target as it should be", "tolerance::a_target_over_udp";
    GuessesANumber, "shows a number where the carrier has a text", "tolerance::a_number_that_is_none";

    ShowsAnotherPriority, "shows another priority than was written", "views::a_view_that_reads";
    FetchesNumbersUnasked, "fetches a list of numbers when it is made", "views::a_view_with_a_limit";
}
