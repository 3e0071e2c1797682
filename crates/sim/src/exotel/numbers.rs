//! Phone numbers of a trunk: map, list, change the mode, unmap.

use serde::Serialize;

use super::answer::{Answer, Outcome, Refusal};
use super::call::Call;
use super::state::{Account, Dates, Row as _, find};
use super::switches::{NumberElsewhere, UnownedNumber};
use super::table::Number;
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
        id: number.id().to_string(),
        phone_number: number.e164().to_owned(),
        trunk_sid: call.trunk_sid().to_owned(),
        date_created: date(number.dates.created),
        date_updated: date(number.dates.updated),
        mode: number.mode.clone(),
    })
}

pub(super) fn map(account: &mut Account, call: &Call<'_>) -> Outcome {
    account.trunk(call)?;
    let body = call.body("CreateDidTrunkMappingRequest", &["phone_number", "mode"])?;
    let phone_number = body.string("phone_number")?;
    let mode = body.string("mode")?;

    let phone_number = validate::mandatory(phone_number, "PhoneNumber")?;
    validate::phone_number(phone_number)?;
    mode.map_or(Ok(()), validate::mode)?;
    let owned = account.owned.contains(phone_number);
    if !owned && call.switches.unowned_number == UnownedNumber::Refused {
        return Err(Refusal::invalid("Invalid PhoneNumber"));
    }
    let sid = call.trunk_sid();
    if let Some(holder) = account.trunks.holder(phone_number) {
        let moves = call.switches.number_elsewhere == NumberElsewhere::Moved;
        if !moves || holder.sid() == sid {
            return Err(call.duplicate(format!("Unable to create DidTrunkMapping with TrunkSid {sid}")));
        }
    }
    let (mode, dates) = (mode.map(str::to_owned), Dates::new(call.now));
    let number = Number::new(call.ids.serial(), phone_number.to_owned(), mode, dates);
    let mapped = account.trunks.map(sid, number).ok_or_else(|| call.unknown_trunk())?;
    Ok(Answer::One(view(mapped, call)))
}

pub(super) fn list(account: &mut Account, call: &Call<'_>) -> Outcome {
    Ok(paging::list(call, account.trunk(call)?.numbers(), |number| view(number, call)))
}

/// The number is sent again and must be the one the id stands for.
pub(super) fn update(account: &mut Account, call: &Call<'_>) -> Outcome {
    let numbers = account.trunk_mut(call)?.numbers_mut();
    let position = find(numbers, call.child_id()?)?;
    let body = call.body("UpdateDidTrunkMappingRequest", &["phone_number", "mode"])?;
    let phone_number = body.string("phone_number")?;
    let mode = body.string("mode")?;

    let phone_number = validate::mandatory(phone_number, "PhoneNumber")?;
    let mode = validate::mandatory(mode, "Mode")?;
    validate::phone_number(phone_number)?;
    validate::mode(mode)?;
    let number = &mut numbers[position];
    if number.e164() != phone_number {
        return Err(Refusal::invalid("Invalid PhoneNumber"));
    }
    number.mode = Some(mode.to_owned());
    number.dates.updated = call.now;
    Ok(Answer::One(view(number, call)))
}

pub(super) fn unmap(account: &mut Account, call: &Call<'_>) -> Outcome {
    let numbers = account.trunk(call)?.numbers();
    let number = numbers[find(numbers, call.child_id()?)?].e164().to_owned();
    let number = account.trunks.unmap(&number).ok_or_else(Refusal::not_found)?;
    Ok(Answer::One(view(&number, call)))
}
