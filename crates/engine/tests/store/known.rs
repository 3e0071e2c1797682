//! What no carrier can tell.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use trunkline::model::{Carrier, Identity, TrunkId};
use trunkline_engine::{
    Noun,
    store::{Confirmation, OwnedTrunk, Ownership},
    trunkline,
};

use crate::{
    given::{Clock, account},
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

pub(crate) async fn a_trunk_is_owned_until_it_is_disowned(place: Arc<Place>) {
    let store = place.open().await;
    let elsewhere = Identity::new(Carrier::TWILIO, account().account, "ie1");
    let created = trunk("TK1", "support", Ownership::Created);
    let adopted = trunk("TK2", "contact_centre", Ownership::Adopted);
    store.own(&account(), &created).await.unwrap();
    store.own(&account(), &adopted).await.unwrap();
    assert_eq!(store.owned(&account()).await.unwrap(), [adopted.clone(), created.clone()]);
    assert_eq!(store.owned(&elsewhere).await.unwrap(), []);

    let renamed = trunk("TK1", "a_new_name", Ownership::Created);
    store.own(&account(), &renamed).await.unwrap();
    store.disown(&account(), &adopted.trunk).await.unwrap();
    store.disown(&elsewhere, &renamed.trunk).await.unwrap();
    assert_eq!(store.owned(&account()).await.unwrap(), [renamed]);
}

pub(crate) async fn a_noun_of_a_trunk_is_ours_until_the_trunk_is_disowned(place: Arc<Place>) {
    let store = place.open().await;
    let elsewhere = Identity::new(Carrier::TWILIO, account().account, "ie1");
    let (one, other): (TrunkId, TrunkId) = ("TK1".parse().unwrap(), "TK2".parse().unwrap());
    let nouns = |nouns: &[Noun]| nouns.iter().copied().collect::<BTreeSet<_>>();
    store.own_nouns(&account(), &one, &nouns(&[Noun::Acl])).await.unwrap();
    store.own_nouns(&account(), &one, &nouns(&[Noun::Acl, Noun::CallerId])).await.unwrap();
    store.own_nouns(&account(), &one, &nouns(&[])).await.unwrap();
    store.own_nouns(&account(), &other, &Noun::ALL.into()).await.unwrap();
    assert_eq!(store.owned_nouns(&account(), &one).await.unwrap(), nouns(&[Noun::Acl, Noun::CallerId]));
    assert_eq!(store.owned_nouns(&elsewhere, &one).await.unwrap(), nouns(&[]));

    store.disown(&account(), &one).await.unwrap();
    assert_eq!(store.owned_nouns(&account(), &one).await.unwrap(), nouns(&[]));
    assert_eq!(store.owned_nouns(&account(), &other).await.unwrap(), nouns(&Noun::ALL));
}

pub(crate) async fn rotations_are_of_one_trunk(place: Arc<Place>) {
    let store = place.open().await;
    let (one, other): (TrunkId, TrunkId) = ("TK1".parse().unwrap(), "TK2".parse().unwrap());
    store.set_rotation(&account(), &one, "agent", 1).await.unwrap();
    store.set_rotation(&account(), &one, "agent", 2).await.unwrap();
    store.set_rotation(&account(), &one, "fax", u32::MAX).await.unwrap();
    store.set_rotation(&account(), &other, "agent", 7).await.unwrap();
    assert_eq!(
        store.rotations(&account(), &one).await.unwrap(),
        BTreeMap::from([("agent".to_owned(), 2), ("fax".to_owned(), u32::MAX)])
    );

    store.disown(&account(), &one).await.unwrap();
    assert_eq!(store.rotations(&account(), &one).await.unwrap(), BTreeMap::new());
    assert_eq!(store.rotations(&account(), &other).await.unwrap()["agent"], 7);
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
