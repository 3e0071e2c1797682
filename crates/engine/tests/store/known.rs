//! What no carrier can tell.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use trunkline::model::{Carrier, Identity, TrunkId};
use trunkline_engine::{
    Noun,
    store::{Confirmation, LEASE, OwnedTrunk, Ownership, RunOutcome, StoreError},
    trunkline,
};

use crate::{
    given::{Clock, account, begun, granted, granted_of},
    place::Place,
};

fn trunk(id: &str, name: &str, how: Ownership) -> OwnedTrunk {
    OwnedTrunk {
        trunk: id.parse().unwrap(),
        name: name.parse().unwrap(),
        how,
        since: "2027-01-15T08:00:00Z".parse().unwrap(),
    }
}

fn elsewhere() -> Identity {
    Identity::new(Carrier::TWILIO, account().account, "ie1")
}

pub(crate) async fn a_trunk_is_owned_until_it_is_disowned(place: Arc<Place>) {
    let store = place.open().await;
    let (lease, other) = (granted(&store, "ours").await, granted_of(&store, &elsewhere(), "ours").await);
    let created = trunk("TK1", "support", Ownership::Created);
    let adopted = trunk("TK2", "contact_centre", Ownership::Adopted);
    store.own(&lease, &created).await.unwrap();
    store.own(&lease, &adopted).await.unwrap();
    assert_eq!(store.owned(&account()).await.unwrap(), [adopted.clone(), created.clone()]);
    assert_eq!(store.owned(&elsewhere()).await.unwrap(), []);

    let renamed = trunk("TK1", "a_new_name", Ownership::Created);
    store.rename(&lease, &renamed.trunk, &renamed.name).await.unwrap();
    store.rename(&lease, &"TK3".parse().unwrap(), &renamed.name).await.unwrap();
    store.disown(&lease, &adopted.trunk).await.unwrap();
    store.disown(&other, &renamed.trunk).await.unwrap();
    assert_eq!(store.owned(&account()).await.unwrap(), [renamed]);
}

pub(crate) async fn a_noun_of_a_trunk_is_ours_until_the_trunk_is_disowned(place: Arc<Place>) {
    let store = place.open().await;
    let lease = granted(&store, "ours").await;
    let (one, other): (TrunkId, TrunkId) = ("TK1".parse().unwrap(), "TK2".parse().unwrap());
    let nouns = |nouns: &[Noun]| nouns.iter().copied().collect::<BTreeSet<_>>();
    store.own_nouns(&lease, &one, &nouns(&[Noun::Acl])).await.unwrap();
    store.own_nouns(&lease, &one, &nouns(&[Noun::Acl, Noun::CallerId])).await.unwrap();
    store.own_nouns(&lease, &one, &nouns(&[])).await.unwrap();
    store.own_nouns(&lease, &other, &Noun::ALL.into()).await.unwrap();
    // Those of all trunks of the account at once.
    let both = BTreeMap::from([
        (one.clone(), nouns(&[Noun::Acl, Noun::CallerId])),
        (other.clone(), nouns(&Noun::ALL)),
    ]);
    assert_eq!(store.owned_nouns(&account()).await.unwrap(), both);
    assert_eq!(store.owned_nouns(&elsewhere()).await.unwrap(), BTreeMap::new());

    store.disown(&lease, &one).await.unwrap();
    let left = BTreeMap::from([(other, nouns(&Noun::ALL))]);
    assert_eq!(store.owned_nouns(&account()).await.unwrap(), left);
}

pub(crate) async fn rotations_are_of_one_trunk(place: Arc<Place>) {
    let store = place.open().await;
    let lease = granted(&store, "ours").await;
    let (one, other): (TrunkId, TrunkId) = ("TK1".parse().unwrap(), "TK2".parse().unwrap());
    store.set_rotation(&lease, &one, "agent", 1).await.unwrap();
    store.set_rotation(&lease, &one, "agent", 2).await.unwrap();
    store.set_rotation(&lease, &one, "fax", u32::MAX).await.unwrap();
    store.set_rotation(&lease, &other, "agent", 7).await.unwrap();
    let of_one = BTreeMap::from([("agent".to_owned(), 2), ("fax".to_owned(), u32::MAX)]);
    let of_other = BTreeMap::from([("agent".to_owned(), 7)]);
    assert_eq!(
        store.rotations(&account()).await.unwrap(),
        BTreeMap::from([(one.clone(), of_one), (other.clone(), of_other.clone())])
    );
    assert_eq!(store.rotations_of(&account(), &other).await.unwrap(), of_other);
    assert_eq!(store.rotations(&elsewhere()).await.unwrap(), BTreeMap::new());

    store.disown(&lease, &one).await.unwrap();
    assert_eq!(store.rotations(&account()).await.unwrap(), BTreeMap::from([(other, of_other)]));
}

pub(crate) async fn who_was_overtaken_keeps_nothing_of_a_trunk(place: Arc<Place>) {
    let clock = Clock::new();
    let store = clock.in_(place.open().await);
    let ours = granted(&store, "ours").await;
    let run = begun(&store).await;
    let created = trunk("TK1", "support", Ownership::Created);
    clock.pass(LEASE);
    let theirs = granted(&store, "ben@laptop pid 12").await;
    store.own(&theirs, &created).await.unwrap();
    store.own_nouns(&theirs, &created.trunk, &Noun::ALL.into()).await.unwrap();
    store.set_rotation(&theirs, &created.trunk, "agent", 2).await.unwrap();

    let one = &created.trunk;
    for refused in [
        store.own(&ours, &trunk("TK1", "another", Ownership::Adopted)).await.unwrap_err(),
        store.own_nouns(&ours, one, &BTreeSet::from([Noun::Acl])).await.unwrap_err(),
        store.set_rotation(&ours, one, "agent", 1).await.unwrap_err(),
        store.disown(&ours, one).await.unwrap_err(),
        store.end(&[&ours], run.id, RunOutcome::Done).await.unwrap_err(),
        store.resume(&[&ours], run.id).await.unwrap_err(),
        // One that it has lost is enough.
        store.end(&[&theirs, &ours], run.id, RunOutcome::Done).await.unwrap_err(),
    ] {
        assert!(refused.to_string().contains("ben@laptop pid 12"), "{refused}");
        assert!(matches!(refused, StoreError::Fenced { .. }), "{refused}");
    }
    assert_eq!(store.owned(&account()).await.unwrap(), std::slice::from_ref(&created));
    assert_eq!(store.owned_nouns(&account()).await.unwrap()[one], Noun::ALL.into());
    assert_eq!(store.rotations(&account()).await.unwrap()[one]["agent"], 2);
    assert_eq!(store.runs(1).await.unwrap(), [run]);
}

pub(crate) async fn a_step_is_confirmed_by_someone(place: Arc<Place>) {
    let clock = Clock::new();
    let store = clock.in_(place.open().await);
    assert_eq!(store.confirmed().await.unwrap(), BTreeMap::new());
    store.confirm("exotel/a/flow", "asha").await.unwrap();
    store.confirm("exotel/a/flow", "ben").await.unwrap();
    assert_eq!(
        store.confirmed().await.unwrap(),
        BTreeMap::from([("exotel/a/flow".to_owned(), Confirmation { who: "ben".into(), at: clock.now() })])
    );
}
