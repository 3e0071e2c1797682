//! Numbers bound to a trunk.

use trunkline::{
    ErrorKind,
    ext::{NumberExt as _, collect},
    model::{ExotelNumberOptions, NumberMode, Replaced, TerminationAuth},
};

use super::scenario;
use crate::{
    case::Case,
    check::{Outcome, check, same},
    scenario::{
        Capability::NumberModes,
        Need::{Can, Numbers},
        Scenario,
    },
};

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        bind_find_list,
        [Numbers(2)],
        "a bound number is listed on its trunk, and a search by E.164 says which trunk that is",
        "Exotel's flat answer to a look-up by number; numbers that lose their + in a query"
    ),
    scenario!(
        duplicate_is_refused,
        [Numbers(1)],
        "binding a number to its own trunk again is AlreadyExists",
        "Exotel's duplicate, which does not say to which trunk the number is bound"
    ),
    scenario!(
        bound_elsewhere_is_a_conflict,
        [Numbers(1)],
        "binding a number of another trunk is a Conflict that names that trunk, and the number stays there",
        "a carrier that moves the number without a word, or says only that it is a duplicate"
    ),
    scenario!(
        unbind_keeps_the_number,
        [Numbers(1)],
        "an unbound number is bound nowhere, still owned, and can be bound again",
        "Twilio's DELETE on the number itself, which releases it for good"
    ),
    scenario!(
        unbound_twice,
        [Numbers(1)],
        "unbinding a second time is NotFound",
        "a DELETE by query, which answers 200 when nothing matches"
    ),
    scenario!(
        binding_of_another_trunk,
        [Numbers(1)],
        "a number cannot be unbound by way of another trunk",
        "Exotel's DELETE by query; Twilio's number ids, which belong to the account"
    ),
    scenario!(
        not_owned,
        [],
        "a number that the account does not own is refused and found nowhere",
        "Exotel calls it invalid, Twilio has no such number"
    ),
    scenario!(
        not_found_on_every_verb,
        [Numbers(1)],
        "every verb on a trunk or a binding that is not there is NotFound",
        "a number bound to nothing because the trunk is looked at last"
    ),
    scenario!(
        mode,
        [Can(NumberModes), Numbers(1)],
        "a mode is stored, the same mode again changes nothing, and the one before is reported",
        "Exotel's null, which behaves as pstn"
    ),
    scenario!(
        ensure_twice,
        [Numbers(1)],
        "ensuring a number binds it once; the second time nothing changes",
        "a duplicate taken for a failure, or for success though the number is on another trunk"
    ),
    scenario!(
        ensure_adjusts_the_mode,
        [Can(NumberModes), Numbers(1)],
        "ensuring a number in another mode changes its mode, once",
        "a bound number taken for done whatever its mode"
    ),
];

async fn bind_find_list(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let (number, other) = (case.number()?, case.free_numbers()[1].clone());
    same!(case.numbers().find_number(&number.number).await?, None, "where a free number is bound");
    let owned = case.numbers().owns_number(&number.number).await?;
    check!(owned != Some(false), "a free number of the account is said not to be its own");

    let bound = case.numbers().bind_number(&id, &number).await?;
    check!(bound.changed, "binding a number says that nothing changed");
    check!(
        bound.value.number == number.number,
        "{} was bound, the answer says {:?}",
        number.number,
        bound.value
    );
    same!(bound.value.trunk, id, "the trunk in the answer");

    let found = case.numbers().find_number(&number.number).await?;
    same!(found.map(|bound| bound.trunk), Some(id.clone()), "the trunk of the number found");
    let owned = case.numbers().owns_number(&number.number).await?;
    check!(owned != Some(false), "a bound number is said not to be the account's own");
    let listed = case.bound(&id).await?;
    same!(listed.len(), 1, "numbers listed");
    same!(listed[0].id, bound.value.id, "the binding listed");
    check!(listed[0].number == number.number, "the number listed is {}", listed[0].number);
    same!(case.numbers().find_number(&other).await?, None, "where another free number is bound");
    Ok(())
}

async fn duplicate_is_refused(case: &Case) -> Outcome {
    let (id, number) = (case.trunk(TerminationAuth::IpAcl).await?, case.number()?);
    let _ = case.numbers().bind_number(&id, &number).await?;
    let again = case.numbers().bind_number(&id, &number).await;
    case.refused(again, &[ErrorKind::AlreadyExists], "binding a number twice")?;
    same!(case.bound(&id).await?.len(), 1, "numbers on the trunk");
    Ok(())
}

async fn bound_elsewhere_is_a_conflict(case: &Case) -> Outcome {
    let (holder, other) =
        (case.trunk(TerminationAuth::IpAcl).await?, case.trunk(TerminationAuth::IpAcl).await?);
    let number = case.number()?;
    let _ = case.numbers().bind_number(&holder, &number).await?;
    let outcome = case.numbers().bind_number(&other, &number).await;
    let error = case.refused(outcome, &[ErrorKind::Conflict], "binding a number of another trunk")?;
    check!(error.to_string().contains(holder.as_str()), "the error does not name trunk {holder}: {error}");
    let found = case.numbers().find_number(&number.number).await?;
    same!(found.map(|bound| bound.trunk), Some(holder), "the trunk of the number");
    same!(case.bound(&other).await?, [], "numbers of the other trunk");
    Ok(())
}

async fn unbind_keeps_the_number(case: &Case) -> Outcome {
    let (id, number) = (case.trunk(TerminationAuth::IpAcl).await?, case.number()?);
    let bound = case.numbers().bind_number(&id, &number).await?.value;
    let done = case.numbers().unbind_number(&id, &bound.id).await?;
    check!(done.changed, "unbinding says that nothing changed");
    check!(
        matches!(&done.replaced, Some(Replaced::BoundNumber(old)) if old.number == number.number),
        "unbinding does not say what was bound: {:?}",
        done.replaced
    );
    same!(case.numbers().find_number(&number.number).await?, None, "where an unbound number is bound");
    same!(case.bound(&id).await?, [], "numbers on the trunk");
    check!(case.numbers().bind_number(&id, &number).await?.changed, "it cannot be bound again");
    Ok(())
}

async fn unbound_twice(case: &Case) -> Outcome {
    let (id, number) = (case.trunk(TerminationAuth::IpAcl).await?, case.number()?);
    let bound = case.numbers().bind_number(&id, &number).await?.value.id;
    let _ = case.numbers().unbind_number(&id, &bound).await?;
    let again = case.numbers().unbind_number(&id, &bound).await;
    case.refused(again, &[ErrorKind::NotFound], "unbinding a number twice")?;
    Ok(())
}

async fn binding_of_another_trunk(case: &Case) -> Outcome {
    let (holder, other) =
        (case.trunk(TerminationAuth::IpAcl).await?, case.trunk(TerminationAuth::IpAcl).await?);
    let number = case.number()?;
    let bound = case.numbers().bind_number(&holder, &number).await?.value;
    let outcome = case.numbers().unbind_number(&other, &bound.id).await;
    case.refused(outcome, &[ErrorKind::NotFound], "unbinding another trunk's number")?;
    let found = case.numbers().find_number(&number.number).await?;
    same!(found.map(|bound| bound.trunk), Some(holder), "the trunk of the number");
    Ok(())
}

async fn not_owned(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let number = case.unowned_number();
    let outcome = case.numbers().bind_number(&id, &number).await;
    let kinds = &[ErrorKind::NotFound, ErrorKind::InvalidInput];
    case.refused(outcome, kinds, "binding a number that is not the account's")?;
    same!(case.bound(&id).await?, [], "numbers on the trunk");
    same!(case.numbers().find_number(&number.number).await?, None, "where that number is bound");
    Ok(())
}

async fn not_found_on_every_verb(case: &Case) -> Outcome {
    let (numbers, missing, gone) = (case.numbers(), case.missing(), &[ErrorKind::NotFound]);
    let number = case.number()?;
    case.refused(collect(numbers.list_bound_numbers(&missing.trunk)).await, gone, "listing")?;
    case.refused(numbers.bind_number(&missing.trunk, &number).await, gone, "binding to no trunk")?;
    let outcome = numbers.unbind_number(&missing.trunk, &missing.number).await;
    case.refused(outcome, gone, "unbinding from no trunk")?;
    same!(numbers.find_number(&number.number).await?, None, "where the number is bound");

    let id = case.trunk(TerminationAuth::IpAcl).await?;
    case.refused(numbers.unbind_number(&id, &missing.number).await, gone, "unbinding no binding")?;
    if case.provider().capabilities().number_modes.value {
        let outcome = numbers.set_number_mode(&id, &missing.number, &NumberMode::Flow).await;
        case.refused(outcome, gone, "the mode of no binding")?;
    }
    Ok(())
}

async fn mode(case: &Case) -> Outcome {
    let (id, number) = (case.trunk(TerminationAuth::IpAcl).await?, case.number()?);
    let bound = case.numbers().bind_number(&id, &number).await?.value;
    same!(bound.mode, Some(NumberMode::Pstn), "the mode when none is asked for");

    let done = case.numbers().set_number_mode(&id, &bound.id, &NumberMode::Flow).await?;
    check!(done.changed, "another mode says that nothing changed");
    same!(done.value.mode, Some(NumberMode::Flow), "the mode in the answer");
    check!(
        matches!(&done.replaced, Some(Replaced::BoundNumber(old)) if old.mode == Some(NumberMode::Pstn)),
        "the mode before is not reported: {:?}",
        done.replaced
    );
    same!(case.bound(&id).await?[0].mode, Some(NumberMode::Flow), "the mode listed");
    let again = case.numbers().set_number_mode(&id, &bound.id, &NumberMode::Flow).await?;
    check!(!again.changed, "the same mode again says that something changed");
    Ok(())
}

async fn ensure_twice(case: &Case) -> Outcome {
    let (id, number) = (case.trunk(TerminationAuth::IpAcl).await?, case.number()?);
    let first = case.numbers().ensure_number(&id, &number).await?;
    check!(first.changed, "ensuring a free number says that nothing changed");
    let second = case.numbers().ensure_number(&id, &number).await?;
    check!(!second.changed, "ensuring it a second time changed something: {second:?}");
    same!(second.value.id, first.value.id, "the binding ensured");
    Ok(())
}

async fn ensure_adjusts_the_mode(case: &Case) -> Outcome {
    let (id, number) = (case.trunk(TerminationAuth::IpAcl).await?, case.number()?);
    let _ = case.numbers().bind_number(&id, &number).await?;
    let flow = number.with_exotel(ExotelNumberOptions::default().with_mode(NumberMode::Flow));
    let first = case.numbers().ensure_number(&id, &flow).await?;
    check!(first.changed, "another mode says that nothing changed");
    same!(first.value.mode, Some(NumberMode::Flow), "the mode ensured");
    check!(!case.numbers().ensure_number(&id, &flow).await?.changed, "the second time changed something");
    Ok(())
}
