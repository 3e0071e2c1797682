//! What holds where a carrier leaves no backend a way to keep a scenario's promise.

use std::{collections::BTreeSet, sync::Arc};

use futures::future::join_all;
use trunkline::{
    Effect, ErrorKind,
    ext::collect,
    model::{NumberSpec, TerminationAuth, TrunkId, TrunkSpec},
    provider::{DynProvider, Provider as _},
};
use trunkline_conformance::Harness;

async fn trunk(harness: &dyn Harness, carrier: &DynProvider, auth: TerminationAuth) -> TrunkId {
    let spec = TrunkSpec::new(harness.trunk_name(), auth);
    carrier.trunks().create_trunk(&spec).await.unwrap().value.id
}

/// A number of another account is no secret: it is bound where the call says, listed, found, and can be unbound.
pub(crate) async fn a_foreign_number_is_shown_and_can_be_unbound(harness: Arc<dyn Harness>) {
    let carrier = harness.provider();
    let id = trunk(&*harness, &carrier, TerminationAuth::IpAcl).await;
    let number = harness.unowned_number();
    let bound = carrier.numbers().bind_number(&id, &NumberSpec::new(number.clone())).await.unwrap().value;
    assert_eq!(
        collect(carrier.numbers().list_bound_numbers(&id)).await.unwrap(),
        std::slice::from_ref(&bound)
    );
    let found = carrier.numbers().find_number(&number).await.unwrap();
    assert_eq!(found.map(|found| (found.trunk, found.id)), Some((id.clone(), bound.id.clone())));
    let _ = carrier.numbers().unbind_number(&id, &bound.id).await.unwrap();
    assert_eq!(carrier.numbers().find_number(&number).await.unwrap(), None);
}

/// Of several trunks that bind one number at the same time, one has it in the end, and its writer was told so. Whoever
/// comes later is refused.
pub(crate) async fn one_trunk_has_the_number_in_the_end(harness: Arc<dyn Harness>) {
    let carrier = harness.provider();
    let number = NumberSpec::new(harness.numbers().swap_remove(0));
    let mut trunks = Vec::new();
    for _ in 0..5 {
        trunks.push(trunk(&*harness, &carrier, TerminationAuth::IpAcl).await);
    }
    let outcomes = join_all(trunks.iter().map(|id| carrier.numbers().bind_number(id, &number))).await;
    let mut having = Vec::new();
    for (id, outcome) in trunks.iter().zip(outcomes) {
        let bound = collect(carrier.numbers().list_bound_numbers(id)).await.unwrap();
        match outcome {
            Ok(_) if bound.is_empty() => {}
            Ok(_) => having.push(id),
            Err(error) => {
                assert_eq!((error.kind(), error.effect()), (ErrorKind::Conflict, Effect::None), "{error}");
                assert_eq!(bound, [], "{id} has it, and its writer was told {error}");
            }
        }
    }
    let [winner] = having[..] else { panic!("these have the number: {having:?}") };
    let found = carrier.numbers().find_number(&number.number).await.unwrap();
    assert_eq!(found.map(|bound| bound.trunk), Some(winner.clone()));

    let late = trunk(&*harness, &carrier, TerminationAuth::IpAcl).await;
    let error = carrier.numbers().bind_number(&late, &number).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Conflict, Effect::None), "{error}");
}

/// Of many writers of one user name, some are told that they added one: these are there and no others, so none that
/// nobody knows of. Whoever comes later is refused.
pub(crate) async fn every_credential_is_one_that_a_writer_was_told_of(harness: Arc<dyn Harness>) {
    let carrier = harness.provider();
    let credentials = carrier.credentials().unwrap();
    let id = trunk(&*harness, &carrier, TerminationAuth::Digest).await;
    let spec = harness.credential(0);
    let mut told = BTreeSet::new();
    for outcome in join_all((0..50).map(|_| credentials.add_credential(&id, &spec))).await {
        match outcome {
            // Some may have brought the same one into use, with Twilio's list that it is in.
            Ok(done) => drop(told.insert(done.value.id)),
            Err(error) => {
                let said = (error.kind(), error.effect());
                assert_eq!(said, (ErrorKind::AlreadyExists, Effect::None), "{error}");
            }
        }
    }
    let there = collect(credentials.list_credentials(&id)).await.unwrap();
    assert_eq!(there.into_iter().map(|credential| credential.id).collect::<BTreeSet<_>>(), told);

    let error = credentials.add_credential(&id, &spec).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::AlreadyExists, Effect::None), "{error}");
}
