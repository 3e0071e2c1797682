//! What carriers answer and hold beside what is documented: read, shown, and put away again.

use futures::TryStreamExt as _;
use trunkline::{
    model::{ChangeOptions, NumberMode, TerminationAuth},
    provider::Provider,
};

use super::scenario;
use crate::{
    case::Case,
    check::{Failure, Outcome, check, same},
    harness::Manner,
    scenario::{
        Capability::Originations,
        Need::{Can, Client, FaultControl, Numbers},
        Scenario,
    },
    stage::{Row, Stage, lists},
};

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        unknown_fields,
        [Numbers(2), Client(Manner::UnknownFields)],
        "fields that nobody knows change nothing of what is shown",
        "a carrier that adds a field on a Tuesday, and a parser that takes only what it knows"
    ),
    scenario!(
        missing_optional_fields,
        [Numbers(2), Client(Manner::BareObjects)],
        "objects without any field that they can be without are listed and read all the same",
        "Exotel's samples, which differ in the fields they have; nulls and absences"
    ),
    scenario!(
        unknown_words,
        [Numbers(2), Client(Manner::UnknownWords)],
        "objects whose state, mode or method is a word that nobody knows are listed and read all the same",
        "a carrier that gains a mode, and a whole list that fails for it"
    ),
    scenario!(
        a_private_address,
        [FaultControl],
        "a private address on a trunk is listed as it stands beside the others, and can be removed",
        "a value that we would refuse to write, and a list that fails for it or leaves it out"
    ),
    scenario!(
        a_long_name,
        [FaultControl],
        "a trunk with a name of 65 characters is listed and read as it stands",
        "names made in a dashboard, which has other rules than the API"
    ),
    scenario!(
        a_target_over_udp,
        [FaultControl, Can(Originations)],
        "a target on a private address over UDP is listed as it stands, and can be removed",
        "Exotel, which takes no UDP any more and shows what was there before"
    ),
    scenario!(
        a_number_that_is_none,
        [FaultControl, Numbers(1)],
        "a bound number that is not in E.164 is listed as it stands, and can be unbound",
        "numbers without a plus, and texts in the place of numbers"
    ),
];

/// Everything that is listed, and the trunk read by its id.
async fn all(provider: &dyn Provider, stage: &Stage) -> trunkline::Result<Vec<(&'static str, Vec<Row>)>> {
    let mut all = Vec::new();
    for (noun, rows) in lists(provider, &stage.trunk, &stage.keyed) {
        all.push((noun, rows.try_collect().await?));
    }
    let trunk = provider.trunks().get_trunk(&stage.trunk).await?;
    let row = Row { id: trunk.id.to_string(), key: trunk.name.clone(), full: format!("{trunk:?}") };
    all.push(("the trunk", vec![row]));
    Ok(all)
}

/// What makes them the same as others only.
fn keys(all: &[(&'static str, Vec<Row>)]) -> Vec<(&'static str, Vec<(String, String)>)> {
    let keys = |rows: &[Row]| rows.iter().map(|row| (row.id.clone(), row.key.clone())).collect();
    all.iter().map(|(noun, rows)| (*noun, keys(rows))).collect()
}

async fn unknown_fields(case: &Case) -> Outcome {
    let stage = Stage::set(case).await?;
    let client = case.client(Manner::UnknownFields)?;
    same!(
        all(&client, &stage).await?,
        all(case.provider(), &stage).await?,
        "what is shown, with them and without"
    );
    Ok(())
}

async fn missing_optional_fields(case: &Case) -> Outcome {
    let stage = Stage::set(case).await?;
    keys_by(case, &stage, Manner::BareObjects).await
}

async fn unknown_words(case: &Case) -> Outcome {
    let stage = Stage::set(case).await?;
    if case.provider().capabilities().number_modes.value {
        // Exotel shows a mode that nobody has set as none, which is no word.
        let _ = case.numbers().set_number_mode(&stage.trunk, &stage.binding_id, &NumberMode::Flow).await?;
    }
    keys_by(case, &stage, Manner::UnknownWords).await
}

/// Such a client lists the same objects.
async fn keys_by(case: &Case, stage: &Stage, manner: Manner) -> Outcome {
    let seen = keys(&all(&case.client(manner)?, stage).await?);
    same!(seen, keys(&all(case.provider(), stage).await?), "what is listed by this client, and by the other");
    Ok(())
}

/// The one object with this text in the place of its address, name, target or number.
fn one<T>(listed: Vec<T>, text: &str, of: impl Fn(&T) -> String) -> Outcome<T> {
    let seen: Vec<String> = listed.iter().map(&of).collect();
    let mut them = listed.into_iter().filter(|object| of(object).contains(text));
    match (them.next(), them.next()) {
        (Some(object), None) => Ok(object),
        _ => Err(Failure::new(format!("{text} should be there once: {seen:?}"))),
    }
}

async fn a_private_address(case: &Case) -> Outcome {
    const PRIVATE: &str = "10.1.2.3";
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    for n in 0..2 {
        let _ = case.acls().add_acl_entry(&id, &case.address(n)).await?;
    }
    case.faults()?.hold(&case.address(1).cidr.address().to_string(), PRIVATE);
    let listed = case.acl(&id).await?;
    same!(listed.len(), 2, "addresses listed");
    let entry = one(listed, PRIVATE, |entry| entry.cidr.to_string())?;
    let _ = case.acls().remove_acl_entry(&id, &entry.id, &ChangeOptions::default()).await?;
    let left = case.acl(&id).await?;
    check!(left.len() == 1 && left[0].cidr == case.address(0).cidr, "addresses left: {left:?}");
    Ok(())
}

async fn a_long_name(case: &Case) -> Outcome {
    let long = "n".repeat(65);
    let spec = case.spec(TerminationAuth::IpAcl);
    let id = case.trunks().create_trunk(&spec).await?.value.id;
    let _ = case.trunk(TerminationAuth::IpAcl).await?;
    let before = case.list_trunks().await?.len();
    case.faults()?.hold(&case.held(&spec.name), &long);
    let listed = case.list_trunks().await?;
    same!(listed.len(), before, "trunks listed, and before");
    same!(one(listed, &long, |trunk| trunk.name.clone())?.id, id, "the trunk of the long name");
    same!(case.trunks().get_trunk(&id).await?.name, long, "the name read");
    let _ = case.trunks().delete_trunk(&id).await?;
    Ok(())
}

async fn a_target_over_udp(case: &Case) -> Outcome {
    const OVER_UDP: &str = "10.1.2.3:5060;transport=udp";
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    for n in 0..2 {
        let _ = part.add_origination_uri(&id, &case.target(n)).await?;
    }
    let written = case.target(1).uri.to_string();
    // Some carriers hold a target without its scheme.
    case.faults()?.hold(written.split_once(':').map_or(&written, |(_, rest)| rest), OVER_UDP);
    let listed = case.targets(&id).await?;
    same!(listed.len(), 2, "targets listed");
    let target = one(listed, OVER_UDP, |target| target.uri.to_string())?;
    let _ = part.remove_origination_uri(&id, &target.id).await?;
    let left = case.targets(&id).await?;
    check!(left.len() == 1 && left[0].uri == case.target(0).uri, "targets left: {left:?}");
    Ok(())
}

async fn a_number_that_is_none(case: &Case) -> Outcome {
    const NONE: &str = "front_desk";
    let (id, number) = (case.trunk(TerminationAuth::IpAcl).await?, case.number()?);
    let _ = case.numbers().bind_number(&id, &number).await?;
    case.faults()?.hold(number.number.as_str(), NONE);
    let bound = one(case.bound(&id).await?, NONE, |bound| bound.number.to_string())?;
    same!(bound.number.valid(), None, "the number, as one in E.164");
    let _ = case.numbers().unbind_number(&id, &bound.id).await?;
    same!(case.bound(&id).await?, [], "numbers left");
    Ok(())
}
