//! What the compiler has to hold: futures that can be sent, traits that make objects, lists that borrow nothing.
//!
//! Most of this fails by not compiling.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::sync::Arc;

use futures::{StreamExt as _, stream::BoxStream};
use trunkline::{
    Error, Result,
    exotel::Exotel,
    ext::{
        AclExt as _, CredentialExt as _, NumberExt as _, OriginationExt as _, ProviderExt as _, TrunkExt as _,
    },
    memory::Memory,
    model::{
        AclEntryId, AclEntrySpec, BoundNumberId, Carrier, ChangeOptions, CredentialId, CredentialSpec, E164,
        NumberMode, NumberSpec, OriginationUriId, OriginationUriPatch, OriginationUriSpec, SecretString,
        TerminationAuth, TrunkDescription, TrunkId, TrunkPatch, TrunkSpec,
    },
    provider::{
        AclProvider, AnyProvider, CallerIdProvider, CredentialProvider, DynProvider, NumberProvider, Objects,
        OriginationProvider, Provider, TrunkProvider,
    },
    twilio::Twilio,
};

fn send<T: Send>(_: T) {}
fn shared<T: Send + Sync + 'static>() {}
fn lasting<T: 'static>(_: T) {}

/// Whatever the methods take, made once.
struct Values {
    trunk: TrunkId,
    spec: TrunkSpec,
    address: AclEntrySpec,
    entry: AclEntryId,
    number: NumberSpec,
    bound: BoundNumberId,
    target: OriginationUriSpec,
    uri: OriginationUriId,
    credential: CredentialSpec,
    secret: SecretString,
    id: CredentialId,
}

fn values() -> Values {
    let number: E164 = "+14155550100".parse().unwrap();
    Values {
        trunk: "trunk-1".parse().unwrap(),
        spec: TrunkSpec::new("support".parse().unwrap(), TerminationAuth::IpAcl),
        address: AclEntrySpec::new("44.248.146.10".parse().unwrap()),
        entry: "acl-1".parse().unwrap(),
        number: NumberSpec::new(number),
        bound: "number-1".parse().unwrap(),
        target: OriginationUriSpec::new("sip:sbc.example.com:5061;transport=tls".parse().unwrap()),
        uri: "origination-1".parse().unwrap(),
        credential: CredentialSpec::new("agent", "Passw0rdPassw0rd".into()),
        secret: "Passw0rdPassw0rd".into(),
        id: "credential-1".parse().unwrap(),
    }
}

#[test]
fn every_future_can_be_sent_to_another_thread() {
    fn check<P>(provider: &P, v: &Values)
    where
        P: Provider
            + TrunkProvider
            + AclProvider
            + NumberProvider
            + OriginationProvider
            + CredentialProvider
            + CallerIdProvider,
    {
        let keep = &ChangeOptions::default();
        send(provider.create_trunk(&v.spec));
        send(provider.get_trunk(&v.trunk));
        send(provider.find_trunk(&v.spec));
        send(provider.list_trunks());
        send(provider.update_trunk(&v.trunk, &TrunkPatch::default()));
        send(provider.delete_trunk(&v.trunk));
        send(provider.termination_auth(&v.trunk));
        send(provider.ensure_trunk(&v.spec));

        send(provider.list_acl_entries(&v.trunk));
        send(provider.add_acl_entry(&v.trunk, &v.address));
        send(provider.remove_acl_entry(&v.trunk, &v.entry, keep));
        send(provider.ensure_acl_entry(&v.trunk, &v.address));
        send(provider.find_acl_entry(&v.trunk, &v.address.cidr));

        send(provider.list_bound_numbers(&v.trunk));
        send(provider.find_number(&v.number.number));
        send(provider.bind_number(&v.trunk, &v.number));
        send(provider.set_number_mode(&v.trunk, &v.bound, &NumberMode::Flow));
        send(provider.unbind_number(&v.trunk, &v.bound));
        send(provider.ensure_number(&v.trunk, &v.number));
        send(provider.find_bound_number(&v.trunk, &v.number.number));

        send(provider.list_origination_uris(&v.trunk));
        send(provider.add_origination_uri(&v.trunk, &v.target));
        send(provider.add_origination_uris(&v.trunk, std::slice::from_ref(&v.target)));
        send(provider.update_origination_uri(&v.trunk, &v.uri, &OriginationUriPatch::default()));
        send(provider.remove_origination_uri(&v.trunk, &v.uri));
        send(provider.ensure_origination_uri(&v.trunk, &v.target));
        send(provider.find_origination_uri(&v.trunk, &v.target.uri));

        send(provider.list_credentials(&v.trunk));
        send(provider.add_credential(&v.trunk, &v.credential));
        send(provider.set_password(&v.trunk, &v.id, &v.secret, keep));
        send(provider.remove_credential(&v.trunk, &v.id, keep));
        send(provider.ensure_credential(&v.trunk, &v.credential));
        send(provider.find_credential(&v.trunk, &v.credential.username));

        send(provider.get_caller_id(&v.trunk));
        send(provider.set_caller_id(&v.trunk, &v.number.number));
        send(provider.clear_caller_id(&v.trunk));

        send(provider.ensure(&TrunkDescription::new(v.spec.clone())));
    }
    check(&Memory::new(), &values());
}

#[test]
fn backends_and_errors_can_be_shared_between_threads() {
    shared::<Memory>();
    shared::<Exotel>();
    shared::<Twilio>();
    shared::<AnyProvider>();
    shared::<DynProvider>();
    shared::<Error>();
}

#[test]
fn every_trait_makes_an_object_and_a_pointer_to_one_implements_it() {
    fn provider(_: &(impl Provider + ?Sized)) {}
    fn trunks(_: &(impl TrunkProvider + ?Sized)) {}
    fn acls(_: &(impl AclProvider + ?Sized)) {}
    fn numbers(_: &(impl NumberProvider + ?Sized)) {}
    fn originations(_: &(impl OriginationProvider + ?Sized)) {}
    fn credentials(_: &(impl CredentialProvider + ?Sized)) {}
    fn caller_ids(_: &(impl CallerIdProvider + ?Sized)) {}

    macro_rules! objects {
        ($($check:ident: $object:ident),*) => {$(
            let arc: Arc<dyn $object> = Arc::new(Memory::new());
            let boxed: Box<dyn $object> = Box::new(Memory::new());
            $check(&arc);
            $check(&boxed);
            $check(&*arc);
            $check(&&*boxed);
            $check(&Arc::new(boxed));
        )*};
    }
    objects!(
        provider: Provider,
        trunks: TrunkProvider,
        acls: AclProvider,
        numbers: NumberProvider,
        originations: OriginationProvider,
        credentials: CredentialProvider,
        caller_ids: CallerIdProvider
    );
}

#[test]
fn lists_borrow_nothing() {
    fn left_behind(v: &Values) -> (Objects<trunkline::model::Trunk>, Objects<trunkline::model::AclEntry>) {
        let provider: DynProvider = Arc::new(Memory::new());
        (provider.trunks().list_trunks(), provider.acls().list_acl_entries(&v.trunk))
    }
    let (trunks, entries) = left_behind(&values());
    lasting(trunks);
    lasting(entries);
    let provider: DynProvider = Arc::new(Memory::new());
    lasting(provider.numbers().list_bound_numbers(&values().trunk));
    lasting(provider.originations().map(|part| part.list_origination_uris(&values().trunk)));
    lasting(provider.credentials().map(|part| part.list_credentials(&values().trunk)));
}

#[test]
fn any_provider_is_made_from_each_carrier_and_gives_it_back() {
    // As function pointers: the carriers need a configuration, the conversions do not.
    let _: fn(Exotel) -> AnyProvider = AnyProvider::from;
    let _: fn(Twilio) -> AnyProvider = AnyProvider::from;
    let _: fn(AnyProvider) -> std::result::Result<Exotel, &'static str> = AnyProvider::try_into;
    let _: fn(AnyProvider) -> std::result::Result<Twilio, &'static str> = AnyProvider::try_into;

    let any = AnyProvider::from(Memory::builder().with_account("acme").build());
    assert!(matches!(&any, AnyProvider::Memory(_)));
    let other: std::result::Result<Twilio, _> = any.clone().try_into();
    assert!(other.is_err(), "one carrier is not another");
    let back: Memory = any.try_into().expect("it was made from one");
    assert_eq!(back.identity().account, "acme");
}

#[tokio::test]
async fn any_provider_dispatches_every_part() -> Result<()> {
    let memory = Memory::builder().with_numbers([values().number.number]).build();
    let any = AnyProvider::from(memory.clone());
    let v = values();
    assert_eq!(any.identity().carrier, Carrier::MEMORY);
    assert_eq!(any.capabilities(), memory.capabilities());

    // By the enum's own methods, then by the parts it hands out: both reach the same account.
    let trunk = any.create_trunk(&v.spec).await?.value.id;
    let _ = any.add_acl_entry(&trunk, &v.address).await?;
    let _ = any.bind_number(&trunk, &v.number).await?;
    let targets = any.originations().expect("the carrier in memory has targets");
    let _ = targets.add_origination_uri(&trunk, &v.target).await?;

    assert_eq!(memory.get_trunk(&trunk).await?, any.trunks().get_trunk(&trunk).await?);
    let entries: BoxStream<'static, _> = any.acls().list_acl_entries(&trunk);
    assert_eq!(entries.count().await, 1);
    assert_eq!(memory.list_bound_numbers(&trunk).count().await, 1);
    assert_eq!(memory.list_origination_uris(&trunk).count().await, 1);
    assert!(any.credentials().is_some() && any.caller_ids().is_some());
    Ok(())
}
