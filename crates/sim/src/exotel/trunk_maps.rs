//! Which trunk a number is mapped to.

use serde::Serialize;

use super::answer::{Answer, Outcome, Refusal};
use super::call::Call;
use super::state::{Account, Row as _};
use super::switches::TrunkMapShape;
use super::validate;
use super::view::Data;

/// A mapping as the answer shows it.
#[derive(Debug, Serialize)]
pub(super) struct TrunkMapView {
    exophone: String,
    trunk_sid: String,
    phone_number_id: String,
    mode: Option<String>,
}

pub(super) fn find(account: &mut Account, call: &Call<'_>) -> Outcome {
    let exophone = call.required("exophone", "Exophone")?;
    if !validate::is_e164(exophone) {
        return Err(Refusal::invalid("Invalid Exophone"));
    }
    let trunk_sid = call.query("trunk_sid");
    let holder = account.trunks.holder(exophone);
    let trunk = holder.filter(|trunk| trunk_sid.is_none_or(|sid| trunk.sid() == sid));
    let trunk = trunk.ok_or_else(Refusal::not_found)?;
    let number = trunk.numbers().iter().find(|number| number.e164() == exophone);
    let number = number.ok_or_else(Refusal::not_found)?;
    let data = Data::TrunkMap(TrunkMapView {
        exophone: number.e164().to_owned(),
        trunk_sid: trunk.sid().to_owned(),
        phone_number_id: number.id().to_string(),
        mode: number.mode.clone(),
    });
    Ok(match call.switches.trunk_map_shape {
        TrunkMapShape::Enveloped => Answer::One(data),
        TrunkMapShape::Flat => Answer::Flat(data),
    })
}
