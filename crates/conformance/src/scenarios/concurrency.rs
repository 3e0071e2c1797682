//! Many writers at once on one account.

use std::{collections::BTreeSet, fmt::Debug};

use futures::future::join_all;
use trunkline::{
    Effect, Error, ErrorKind,
    model::{Done, NumberSpec, TerminationAuth},
};

use super::scenario;
use crate::{
    case::Case,
    check::{Failure, Outcome, check, same},
    scenario::{
        Capability::{Credentials, Originations},
        Need::{Can, Numbers},
        Scenario,
    },
};

/// How many write at once.
const WRITERS: u8 = 50;

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        distinct_addresses,
        [],
        "of fifty addresses that are allowed at the same time each is there once",
        "a list that is read, changed and written back whole; Twilio's list of the trunk, made by the first who needs it"
    ),
    scenario!(
        distinct_targets,
        [Can(Originations)],
        "of fifty targets, or as many as the carrier takes, that are added at the same time each is there once",
        "a limit that is counted before others have written"
    ),
    scenario!(
        distinct_credentials,
        [Can(Credentials)],
        "of fifty credentials that are added at the same time each is there once",
        "Twilio's list of the trunk, made by the first who needs it"
    ),
    scenario!(
        the_same_address,
        [],
        "of fifty writers of one address one adds it: the trunk has it once",
        "a look for duplicates before the write, which nobody else sees"
    ),
    scenario!(
        the_same_credential,
        [Can(Credentials)],
        "of fifty writers of one user name one adds it: the trunk has it once",
        "a look for duplicates before the write, which nobody else sees"
    ),
    scenario!(
        the_same_trunk,
        [],
        "of fifty creations of one trunk one creates it and the others are told that it is there",
        "two workers that start at the same time"
    ),
    scenario!(
        one_number_for_many_trunks,
        [Numbers(1)],
        "of several trunks that bind one number at the same time one has it",
        "a check of where the number is bound, and then a write that takes it from there"
    ),
];

/// How many write at once, where the carrier takes so many.
fn writers(limit: Option<u32>) -> u8 {
    limit.and_then(|limit| u8::try_from(limit).ok()).map_or(WRITERS, |limit| limit.min(WRITERS))
}

/// What every writer wrote, if none was refused.
fn all_done<T>(outcomes: Vec<trunkline::Result<Done<T>>>) -> Outcome<Vec<T>> {
    Ok(outcomes.into_iter().map(|outcome| outcome.map(|done| done.value)).collect::<Result<_, Error>>()?)
}

fn each_once<K: Ord + Debug>(listed: Vec<K>, written: usize) -> Outcome {
    same!(listed.len(), written, "what is listed, and what was written");
    let distinct: BTreeSet<K> = listed.into_iter().collect();
    same!(distinct.len(), written, "different ones among {distinct:?}, and what was written");
    Ok(())
}

/// One writer wrote, and each other was told that it was done already.
fn one_done<T>(outcomes: Vec<trunkline::Result<Done<T>>>, taken: &[ErrorKind]) -> Outcome {
    let mut done = 0;
    for outcome in outcomes {
        match outcome {
            Ok(_) => done += 1,
            Err(error) => {
                check!(taken.contains(&error.kind()), "a writer that came late was told {error}");
                same!(error.effect(), Effect::None, "what a writer that came late changed ({error})");
            }
        }
    }
    same!(done, 1, "how many say that they wrote it");
    Ok(())
}

/// On a trunk with nothing on it several may bring the one object into use, as with Twilio's list of the trunk; they
/// all mean the same one.
fn one_meant<I: Ord + Debug>(outcomes: impl Iterator<Item = trunkline::Result<I>>) -> Outcome {
    let mut meant = BTreeSet::new();
    for outcome in outcomes {
        match outcome {
            Ok(id) => drop(meant.insert(id)),
            Err(error) => same!(error.kind(), ErrorKind::AlreadyExists, "what a writer was told ({error})"),
        }
    }
    same!(meant.len(), 1, "different objects that writers say they wrote, of {meant:?}");
    Ok(())
}

async fn distinct_addresses(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let many = writers(case.provider().capabilities().max_acl_entries.value);
    let specs: Vec<_> = (0..many).map(|n| case.address(n)).collect();
    let outcomes = join_all(specs.iter().map(|spec| case.acls().add_acl_entry(&id, spec))).await;
    let written = all_done(outcomes)?.len();
    each_once(case.acl(&id).await?.iter().map(|entry| entry.cidr.to_string()).collect(), written)
}

async fn distinct_targets(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let many = writers(case.provider().capabilities().max_origination_uris.value);
    let specs: Vec<_> = (0..many).map(|n| case.target(n)).collect();
    let outcomes = join_all(specs.iter().map(|spec| part.add_origination_uri(&id, spec))).await;
    let written = all_done(outcomes)?.len();
    each_once(case.targets(&id).await?.iter().map(|target| target.uri.to_string()).collect(), written)
}

async fn distinct_credentials(case: &Case) -> Outcome {
    let (part, id) = (case.credentials()?, case.trunk(TerminationAuth::Digest).await?);
    let many = writers(case.provider().capabilities().max_credentials.value);
    let specs: Vec<_> = (0..many).map(|n| case.credential(n)).collect();
    let outcomes = join_all(specs.iter().map(|spec| part.add_credential(&id, spec))).await;
    let written = all_done(outcomes)?.len();
    each_once(case.credential_list(&id).await?.into_iter().map(|there| there.username).collect(), written)
}

async fn the_same_address(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let (first, second) = (case.address(0), case.address(1));
    let outcomes = join_all((0..WRITERS).map(|_| case.acls().add_acl_entry(&id, &first))).await;
    same!(case.acl(&id).await?.len(), 1, "addresses on the trunk");
    one_meant(outcomes.into_iter().map(|outcome| outcome.map(|done| done.value.id)))?;

    let outcomes = join_all((0..WRITERS).map(|_| case.acls().add_acl_entry(&id, &second))).await;
    same!(case.acl(&id).await?.len(), 2, "addresses on the trunk");
    one_done(outcomes, &[ErrorKind::AlreadyExists])
}

async fn the_same_credential(case: &Case) -> Outcome {
    let (part, id) = (case.credentials()?, case.trunk(TerminationAuth::Digest).await?);
    let (first, second) = (case.credential(0), case.credential(1));
    let outcomes = join_all((0..WRITERS).map(|_| part.add_credential(&id, &first))).await;
    same!(case.credential_list(&id).await?.len(), 1, "credentials on the trunk");
    one_meant(outcomes.into_iter().map(|outcome| outcome.map(|done| done.value.id)))?;

    let outcomes = join_all((0..WRITERS).map(|_| part.add_credential(&id, &second))).await;
    same!(case.credential_list(&id).await?.len(), 2, "credentials on the trunk");
    one_done(outcomes, &[ErrorKind::AlreadyExists])
}

async fn the_same_trunk(case: &Case) -> Outcome {
    let spec = case.spec(TerminationAuth::IpAcl);
    let outcomes = join_all((0..WRITERS).map(|_| case.trunks().create_trunk(&spec))).await;
    same!(case.named(&spec.name).await?.len(), 1, "trunks of that name");
    one_done(outcomes, &[ErrorKind::AlreadyExists])
}

async fn one_number_for_many_trunks(case: &Case) -> Outcome {
    let number: NumberSpec = case.number()?;
    let mut trunks = Vec::new();
    for _ in 0..5 {
        trunks.push(case.trunk(TerminationAuth::IpAcl).await?);
    }
    let outcomes = join_all(trunks.iter().map(|trunk| case.numbers().bind_number(trunk, &number))).await;
    let winner = outcomes.iter().flatten().map(|done| done.value.trunk.clone()).next();
    let winner = winner.ok_or_else(|| Failure::new(format!("no trunk has the number: {outcomes:?}")))?;
    for trunk in &trunks {
        let expected = usize::from(*trunk == winner);
        same!(case.bound(trunk).await?.len(), expected, "numbers on trunk {trunk}; {winner} says it has one");
    }
    one_done(outcomes, &[ErrorKind::Conflict])
}
