//! Phone numbers of a trunk: map, list, change the mode, unmap.

use serde::Serialize;

use super::answer::{Answer, Outcome, Refusal};
use super::call::Call;
use super::state::{Account, Dates, Number, find, remove};
use super::switches::{NumberElsewhere, UnownedNumber};
use super::view::{Data, date};
use super::{paging, validate};

/// A mapped number as answers show it.
#[derive(Debug, Serialize)]
pub(super) struct NumberView {
    id: String,
    phone_number: String,
    trunk_sid: String,
    date_created: String,
    date_updated: String,
    mode: Option<String>,
}

fn view(number: &Number, call: &Call<'_>) -> Data {
    Data::Number(NumberView {
        id: number.id.to_string(),
        phone_number: number.e164.clone(),
        trunk_sid: call.trunk_sid().to_owned(),
        date_created: date(number.dates.created),
        date_updated: date(number.dates.updated),
        mode: number.mode.clone(),
    })
}

pub(super) fn map(account: &mut Account, call: &Call<'_>) -> Outcome {
    let position = account.position(call)?;
    let body = call.body("CreateDidTrunkMappingRequest", &["phone_number", "mode"])?;
    let phone_number = body.string("phone_number")?;
    let mode = body.string("mode")?;

    let phone_number = validate::mandatory(phone_number, "PhoneNumber")?;
    validate::phone_number(phone_number)?;
    mode.map_or(Ok(()), validate::mode)?;
    let owned = account.owned.iter().any(|number| number == phone_number);
    if !owned && call.switches.unowned_number == UnownedNumber::Refused {
        return Err(Refusal::invalid("Invalid PhoneNumber"));
    }
    let holder = account
        .trunks
        .iter()
        .position(|trunk| trunk.numbers.iter().any(|number| number.e164 == phone_number));
    match holder {
        None => {}
        Some(holder) if holder != position && call.switches.number_elsewhere == NumberElsewhere::Moved => {
            account.trunks[holder].numbers.retain(|number| number.e164 != phone_number);
        }
        Some(_) => {
            let sid = call.trunk_sid();
            return Err(call.duplicate(format!("Unable to create DidTrunkMapping with TrunkSid {sid}")));
        }
    }
    let number = Number {
        id: call.ids.serial(),
        e164: phone_number.to_owned(),
        mode: mode.map(str::to_owned),
        dates: Dates::new(call.now),
    };
    let answer = view(&number, call);
    account.trunks[position].numbers.push(number);
    Ok(Answer::One(answer))
}

pub(super) fn list(account: &mut Account, call: &Call<'_>) -> Outcome {
    Ok(paging::list(call, &account.trunk(call)?.numbers, |number| view(number, call)))
}

/// The number is sent again and must be the one the id stands for.
pub(super) fn update(account: &mut Account, call: &Call<'_>) -> Outcome {
    let numbers = &mut account.trunk_mut(call)?.numbers;
    let position = find(numbers, call.child_id()?)?;
    let body = call.body("UpdateDidTrunkMappingRequest", &["phone_number", "mode"])?;
    let phone_number = body.string("phone_number")?;
    let mode = body.string("mode")?;

    let phone_number = validate::mandatory(phone_number, "PhoneNumber")?;
    let mode = validate::mandatory(mode, "Mode")?;
    validate::phone_number(phone_number)?;
    validate::mode(mode)?;
    let number = &mut numbers[position];
    if number.e164 != phone_number {
        return Err(Refusal::invalid("Invalid PhoneNumber"));
    }
    number.mode = Some(mode.to_owned());
    number.dates.updated = call.now;
    Ok(Answer::One(view(number, call)))
}

pub(super) fn unmap(account: &mut Account, call: &Call<'_>) -> Outcome {
    let number = remove(&mut account.trunk_mut(call)?.numbers, call)?;
    Ok(Answer::One(view(&number, call)))
}
