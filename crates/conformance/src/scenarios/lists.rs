//! Lists: all of it, once each, over several pages.

use std::{collections::BTreeSet, fmt::Debug};

use futures::TryStreamExt as _;
use trunkline::{
    ErrorKind,
    model::{NumberSpec, TerminationAuth},
    provider::{DynProvider, Objects},
};

use super::scenario;
use crate::{
    case::Case,
    check::{Outcome, check, same},
    scenario::{
        Capability::{Credentials, Originations},
        Need::{Can, Numbers, RequestCount},
        Scenario,
    },
};

/// More than two pages of three.
const MANY: u8 = 7;

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        trunks_over_several_pages,
        [],
        "a list of trunks has every trunk once",
        "a cursor that is dropped or not encoded; a list that stops after a page, or never"
    ),
    scenario!(
        acl_over_several_pages,
        [],
        "a list of addresses has every address once, in the same order each time",
        "Twilio's two ways of paging in one list: associations and addresses"
    ),
    scenario!(
        numbers_over_several_pages,
        [Numbers(4)],
        "a list of bound numbers has every number once",
        "a last page that is full, followed by an empty one"
    ),
    scenario!(
        origination_over_several_pages,
        [Can(Originations)],
        "a list of targets has every target once",
        "Exotel's links, which are relative; Twilio's, which are absolute"
    ),
    scenario!(
        credentials_over_several_pages,
        [Can(Credentials)],
        "a list of credentials has every credential once",
        "Exotel's list of credentials, which may come without metadata"
    ),
    scenario!(
        an_error_ends_a_list,
        [],
        "a list that fails says so once and then ends",
        "a stream that repeats its error for ever"
    ),
    scenario!(
        a_list_leaves_its_maker,
        [],
        "a list outlives the provider it came from, and can be read on another task",
        "a stream that borrows the client"
    ),
    scenario!(
        nothing_is_sent_before_a_list_is_read,
        [RequestCount],
        "making a list sends nothing; only reading it does",
        "a list that fetches its first page when it is made, or all of them"
    ),
];

/// Everything that was made is listed once, and nothing else.
fn all_once<I: Ord + Debug>(listed: Vec<I>, made: &BTreeSet<I>) -> Outcome {
    let count = listed.len();
    let distinct: BTreeSet<I> = listed.into_iter().collect();
    same!(count, distinct.len(), "objects listed, and different ones among them");
    same!(&distinct, made, "what is listed and what was made");
    Ok(())
}

async fn trunks_over_several_pages(case: &Case) -> Outcome {
    let mut made = BTreeSet::new();
    for _ in 0..MANY {
        made.insert(case.trunk(TerminationAuth::IpAcl).await?);
    }
    let listed = case.list_trunks().await?.into_iter().map(|trunk| trunk.id);
    all_once(listed.filter(|id| made.contains(id)).collect(), &made)
}

async fn acl_over_several_pages(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let mut made = BTreeSet::new();
    for n in 0..MANY {
        made.insert(case.acls().add_acl_entry(&id, &case.address(n)).await?.value.id);
    }
    let listed = case.acl(&id).await?;
    same!(case.acl(&id).await?, listed, "the list a second time");
    all_once(listed.into_iter().map(|entry| entry.id).collect(), &made)
}

async fn numbers_over_several_pages(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let mut made = BTreeSet::new();
    for number in case.free_numbers().into_iter().take(MANY.into()) {
        made.insert(case.numbers().bind_number(&id, &NumberSpec::new(number)).await?.value.id);
    }
    all_once(case.bound(&id).await?.into_iter().map(|bound| bound.id).collect(), &made)
}

async fn origination_over_several_pages(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let mut made = BTreeSet::new();
    for n in 0..MANY {
        made.insert(part.add_origination_uri(&id, &case.target(n)).await?.value.id);
    }
    all_once(case.targets(&id).await?.into_iter().map(|target| target.id).collect(), &made)
}

async fn credentials_over_several_pages(case: &Case) -> Outcome {
    let (part, id) = (case.credentials()?, case.trunk(TerminationAuth::Digest).await?);
    let mut made = BTreeSet::new();
    for n in 0..MANY {
        made.insert(part.add_credential(&id, &case.credential(n)).await?.value.id);
    }
    all_once(case.credential_list(&id).await?.into_iter().map(|credential| credential.id).collect(), &made)
}

async fn an_error_ends_a_list(case: &Case) -> Outcome {
    let trunk = case.missing().trunk;
    ends_after_its_error(case, case.acls().list_acl_entries(&trunk), "addresses").await?;
    ends_after_its_error(case, case.numbers().list_bound_numbers(&trunk), "numbers").await?;
    if let Some(part) = case.provider().originations() {
        ends_after_its_error(case, part.list_origination_uris(&trunk), "targets").await?;
    }
    if let Some(part) = case.provider().credentials() {
        ends_after_its_error(case, part.list_credentials(&trunk), "credentials").await?;
    }
    Ok(())
}

async fn ends_after_its_error<T: Debug>(case: &Case, mut list: Objects<T>, what: &str) -> Outcome {
    case.refused(list.try_next().await, &[ErrorKind::NotFound], what)?;
    let after = list.try_next().await;
    check!(matches!(after, Ok(None)), "the list of {what} goes on after its error: {after:?}");
    Ok(())
}

async fn a_list_leaves_its_maker(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let added = case.acls().add_acl_entry(&id, &case.address(0)).await?.value;
    let list = {
        let provider: DynProvider = case.shared_provider();
        provider.acls().list_acl_entries(&id)
    };
    let read = tokio::spawn(list.try_collect::<Vec<_>>()).await;
    let listed = read.map_err(|panic| crate::Failure::new(panic.to_string()))??;
    same!(listed, [added], "the list read on another task");
    Ok(())
}

async fn nothing_is_sent_before_a_list_is_read(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let before = case.sent();
    let lists = (
        case.trunks().list_trunks(),
        case.acls().list_acl_entries(&id),
        case.numbers().list_bound_numbers(&id),
        case.provider().originations().map(|part| part.list_origination_uris(&id)),
        case.provider().credentials().map(|part| part.list_credentials(&id)),
    );
    drop(lists);
    case.nothing_sent(before, "lists that nobody read")
}
