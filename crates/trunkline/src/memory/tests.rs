//! What the conformance suite cannot see: it runs against this carrier too, and knows carriers only as such.

use futures::{TryStreamExt as _, executor::block_on};

use super::*;
use crate::{
    audit::Severity,
    ext::{CredentialExt as _, OriginationExt as _, ProviderExt as _, collect},
    model::{
        AclEntrySpec, AuthModeChange, ChangeOptions, CredentialSpec, E164, ExotelNumberOptions, NumberMode,
        NumberSpec, OriginationUriSpec, TerminationAuth, TrunkId, TrunkName, TrunkPatch, TrunkSpec,
        TwilioOriginationOptions, WarningCode,
    },
};

fn spec(name: &str) -> TrunkSpec {
    TrunkSpec::new(name.parse().unwrap(), TerminationAuth::IpAcl)
}

fn trunk(carrier: &Memory, name: &str) -> TrunkId {
    block_on(carrier.create_trunk(&spec(name))).unwrap().value.id
}

fn number() -> E164 {
    "+918040264208".parse().unwrap()
}

#[test]
fn clones_are_the_same_account() {
    let carrier = Memory::new();
    let id = trunk(&carrier.clone(), "support");
    assert_eq!(block_on(carrier.get_trunk(&id)).unwrap().name, "support");
}

#[test]
fn errors_name_the_account_and_the_operation() {
    let carrier = Memory::builder().with_account("acme").build();
    let error = block_on(carrier.get_trunk(&TrunkId::new("trunk-9").unwrap())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "memory acme (local): get trunk: there is no trunk trunk-9; nothing was changed"
    );
}

#[test]
fn a_list_reads_the_account_when_it_is_asked_not_when_it_is_made() {
    let carrier = Memory::new();
    let mut list = carrier.list_trunks();
    let id = trunk(&carrier, "support");
    let first = block_on(list.try_next()).unwrap();
    assert_eq!(first.map(|trunk| trunk.id), Some(id));
}

#[test]
fn a_list_of_a_trunk_that_is_not_there_is_one_error_and_then_ends() {
    let carrier = Memory::new();
    let mut list = carrier.list_acl_entries(&TrunkId::new("trunk-9").unwrap());
    assert_eq!(block_on(list.try_next()).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(block_on(list.try_next()).unwrap(), None);
}

#[test]
fn an_identifier_is_given_once() {
    let carrier = Memory::new();
    let first = trunk(&carrier, "support");
    let _ = block_on(carrier.delete_trunk(&first)).unwrap();
    assert_ne!(trunk(&carrier, "support"), first);
}

#[test]
fn what_it_is_built_without_is_unsupported_even_to_those_who_hold_the_type() {
    let carrier = Memory::builder()
        .with_numbers([number()])
        .without_update()
        .without_acl_ranges()
        .without_number_modes()
        .without_originations()
        .without_credentials()
        .without_caller_ids()
        .build();
    let id = trunk(&carrier, "support");
    let bound = block_on(carrier.bind_number(&id, &NumberSpec::new(number()))).unwrap().value;
    assert_eq!(bound.mode, None);

    let name: TrunkName = "sales".parse().unwrap();
    let range = AclEntrySpec::new("54.172.60.0/30".parse().unwrap());
    let target = OriginationUriSpec::new("sip:sbc.example.com:5061;transport=tls".parse().unwrap());
    let credential = CredentialSpec::new("agent", "Secret1Secret1".to_owned().into());
    let kinds = [
        block_on(carrier.update_trunk(&id, &TrunkPatch::default().with_name(name))).unwrap_err().kind(),
        block_on(carrier.add_acl_entry(&id, &range)).unwrap_err().kind(),
        block_on(carrier.set_number_mode(&id, &bound.id, &NumberMode::Flow)).unwrap_err().kind(),
        block_on(carrier.add_origination_uri(&id, &target)).unwrap_err().kind(),
        block_on(collect(carrier.list_origination_uris(&id))).unwrap_err().kind(),
        block_on(carrier.add_credential(&id, &credential)).unwrap_err().kind(),
        block_on(collect(carrier.list_credentials(&id))).unwrap_err().kind(),
        block_on(carrier.get_caller_id(&id)).unwrap_err().kind(),
        block_on(carrier.set_caller_id(&id, &number())).unwrap_err().kind(),
        block_on(carrier.clear_caller_id(&id)).unwrap_err().kind(),
    ];
    assert_eq!(kinds, [ErrorKind::Unsupported; 10]);

    let unchanged = block_on(carrier.update_trunk(&id, &TrunkPatch::default())).unwrap();
    assert!(!unchanged.changed, "an empty patch is a read");

    let description = TrunkDescription::new(TrunkSpec::new("x".parse().unwrap(), TerminationAuth::Both))
        .with_acl([range])
        .with_credentials([credential])
        .with_origination([target])
        .with_caller_id(number());
    let findings = carrier.audit(&description);
    let refused = findings.iter().filter(|finding| finding.severity == Severity::Refused);
    let mut fields: Vec<&str> = refused.map(|finding| finding.field.as_str()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["acl[0].cidr", "caller_id", "credentials", "origination", "trunk.auth"]);
}

#[test]
fn without_both_a_trunk_has_addresses_or_credentials_whatever_a_call_allows() {
    let carrier = Memory::builder().without_ip_acl_and_digest().build();
    let both = TrunkSpec::new("both".parse().unwrap(), TerminationAuth::Both);
    let digest = TrunkSpec::new("digest".parse().unwrap(), TerminationAuth::Digest);
    assert_eq!(block_on(carrier.create_trunk(&both)).unwrap_err().kind(), ErrorKind::Unsupported);
    let findings = carrier.audit(&TrunkDescription::new(both));
    assert_eq!((findings.len(), findings[0].kind), (1, ErrorKind::Unsupported));

    let allow = AuthModeChange::Allow;
    let address = AclEntrySpec::new("54.172.60.1".parse().unwrap()).with_auth_mode(allow);
    let agent = CredentialSpec::new("agent", "Secret1Secret1".to_owned().into()).with_auth_mode(allow);
    let by_digest = block_on(carrier.create_trunk(&digest)).unwrap().value.id;
    let _ = block_on(carrier.add_credential(&by_digest, &agent)).unwrap();
    let refused = block_on(carrier.add_acl_entry(&by_digest, &address)).unwrap_err();
    assert_eq!((refused.kind(), refused.effect()), (ErrorKind::Unsupported, Effect::None));
    let by_address = trunk(&carrier, "addresses");
    let _ = block_on(carrier.add_acl_entry(&by_address, &address)).unwrap();
    let refused = block_on(carrier.add_credential(&by_address, &agent)).unwrap_err();
    assert_eq!((refused.kind(), refused.effect()), (ErrorKind::Unsupported, Effect::None));
}

#[test]
fn the_options_of_both_carriers_hold_where_it_has_the_thing() {
    let carrier = Memory::builder().with_numbers([number()]).build();
    let flow =
        NumberSpec::new(number()).with_exotel(ExotelNumberOptions::default().with_mode(NumberMode::Flow));
    let off = OriginationUriSpec::new("sip:sbc.example.com:5061;transport=tls".parse().unwrap())
        .with_twilio(TwilioOriginationOptions::default().with_enabled(false).with_friendly_name("standby"));
    let description = TrunkDescription::new(spec("support")).with_numbers([flow]).with_origination([off]);

    let ensured = block_on(carrier.ensure(&description)).unwrap();
    assert_eq!(ensured.numbers[0].value.mode, Some(NumberMode::Flow));
    assert_eq!(ensured.origination[0].value.enabled, Some(false));
    assert_eq!(ensured.origination[0].value.label.as_deref(), Some("standby"));
    assert!(!block_on(carrier.ensure(&description)).unwrap().changed());
}

#[test]
fn a_batch_of_targets_names_those_refused_and_those_added() {
    let carrier = Memory::new();
    let id = trunk(&carrier, "support");
    let target =
        |host: &str| OriginationUriSpec::new(format!("sip:{host}:5061;transport=tls").parse().unwrap());
    let _ = block_on(carrier.ensure_origination_uri(&id, &target("a.example.com"))).unwrap();

    let batch = [target("A.example.com"), target("b.example.com"), target("b.example.com")];
    let error = block_on(carrier.add_origination_uris(&id, &batch)).unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::AlreadyExists, Effect::Partial));
    assert_eq!(error.done().len(), 1);
    assert!(
        error.message().contains("A.example.com") && error.message().contains("b.example.com"),
        "{error}"
    );
    assert_eq!(block_on(collect(carrier.list_origination_uris(&id))).unwrap().len(), 2);
}

#[test]
fn removing_what_lets_calls_in_says_what_is_left() {
    let carrier = Memory::new();
    let id = trunk(&carrier, "support");
    let entry = block_on(carrier.add_acl_entry(&id, &AclEntrySpec::new("8.8.8.8".parse().unwrap()))).unwrap();
    let removed =
        block_on(carrier.remove_acl_entry(&id, &entry.value.id, &ChangeOptions::default())).unwrap();
    assert_eq!(removed.warnings[0].code, WarningCode::TerminationClosed);
}

#[test]
fn user_names_can_be_told_apart_without_their_case() {
    let carrier = Memory::builder().folding_user_names().build();
    let spec = TrunkSpec::new("support".parse().unwrap(), TerminationAuth::Digest);
    let id = block_on(carrier.create_trunk(&spec)).unwrap().value.id;
    let named = |name: &str| CredentialSpec::new(name, "Secret1Secret1".to_owned().into());
    let held = block_on(carrier.add_credential(&id, &named("Agent"))).unwrap().value;
    assert_eq!(held.username, "agent");
    assert_eq!(
        block_on(carrier.add_credential(&id, &named("AGENT"))).unwrap_err().kind(),
        ErrorKind::AlreadyExists
    );
    let ensured = block_on(carrier.ensure_credential(&id, &named("aGENT"))).unwrap();
    assert_eq!((ensured.changed, ensured.value.id), (false, held.id));
    let both = TrunkDescription::new(spec).with_credentials([named("fax"), named("FAX")]);
    let fields: Vec<String> = carrier.audit(&both).into_iter().map(|finding| finding.field).collect();
    assert_eq!(fields, ["credentials[1].username"]);
}
