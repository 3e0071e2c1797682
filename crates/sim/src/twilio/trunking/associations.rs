//! The lists of the account that a trunk uses, whichever kind they are.

use serde::Serialize;

use super::{trunk, trunk_mut, url};
use crate::twilio::answer::{Answer, Outcome};
use crate::twilio::call::Call;
use crate::twilio::dates::iso8601;
use crate::twilio::paging::Listing;
use crate::twilio::state::{Account, Dates, State, Trunk};
use crate::twilio::table::Table;

/// What tells one kind of list from the other.
#[derive(Debug)]
pub(super) struct Kind {
    /// The last segment of the path.
    pub(super) segment: &'static str,
    /// The key in a list answer.
    pub(super) key: &'static str,
    /// The parameter of a create.
    pub(super) parameter: &'static str,
    /// The first letters of a SID.
    pub(super) prefix: &'static str,
    /// What the error dictionary calls it.
    pub(super) name: &'static str,
    pub(super) of: fn(&Trunk) -> &Table<Dates>,
    pub(super) of_mut: fn(&mut Trunk) -> &mut Table<Dates>,
    /// The name of the account's list with that SID.
    pub(super) list_name: for<'a> fn(&'a Account, &str) -> Option<&'a str>,
}

impl Kind {
    pub(super) fn list(&self, state: &State, call: &Call<'_>) -> Outcome {
        let associations = (self.of)(trunk(state, call)?);
        let account = state.account(call.account);
        Listing::all(self.key, associations).v1(call, |sid, dates| self.view(call, account, sid, *dates))
    }

    pub(super) fn create(&self, state: &mut State, call: &Call<'_>) -> Outcome {
        trunk(state, call)?;
        let sid = call.form.required_sid(self.parameter, self.prefix)?;
        if (self.list_name)(state.account(call.account), &sid).is_none() {
            return Err(call.not_found());
        }
        let associations = (self.of_mut)(trunk_mut(state, call)?);
        if associations.contains(&sid) {
            return Err(call.exists(21245, format!("{} already associated with Trunk", self.name)));
        }
        let dates = Dates::new(call.now);
        associations.insert(sid.clone(), dates);
        Ok(Answer::created(&self.view(call, state.account(call.account), &sid, dates)))
    }

    pub(super) fn fetch(&self, state: &State, call: &Call<'_>) -> Outcome {
        let sid = call.sids[1];
        let dates = *(self.of)(trunk(state, call)?).get(sid).ok_or_else(|| call.not_found())?;
        Ok(Answer::ok(&self.view(call, state.account(call.account), sid, dates)))
    }

    /// The list itself stays.
    pub(super) fn delete(&self, state: &mut State, call: &Call<'_>) -> Outcome {
        (self.of_mut)(trunk_mut(state, call)?).remove(call.sids[1]).ok_or_else(|| call.not_found())?;
        Ok(Answer::deleted())
    }

    /// The SID and the name are the list's own (`twilio-oai`).
    fn view<'a>(&self, call: &Call<'a>, account: &'a Account, sid: &'a str, dates: Dates) -> View<'a> {
        let trunk = call.sids[0];
        View {
            account_sid: call.account,
            trunk_sid: trunk,
            date_created: iso8601(dates.created),
            date_updated: iso8601(dates.updated),
            friendly_name: (self.list_name)(account, sid),
            sid,
            url: url(call, trunk, &format!("/{}/{sid}", self.segment)),
        }
    }
}

#[derive(Debug, Serialize)]
struct View<'a> {
    account_sid: &'a str,
    trunk_sid: &'a str,
    date_created: String,
    date_updated: String,
    friendly_name: Option<&'a str>,
    sid: &'a str,
    url: String,
}
