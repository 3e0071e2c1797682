//! How a trunk goes, with all that is its own.

use super::{
    has_code,
    list_kind::ListKind,
    managed_list::{find_own, own_name},
    or_gone,
};
use crate::{
    error::{Error, ErrorKind, Result},
    ext::collect,
    model::{Action, Done, ObjectId, Replaced, Step, Trunk, TrunkId, WarningCode},
    twilio::{Client, convert, wire::AssociatedList},
};

/// Deletes a trunk, then its own lists. Numbers stay on the account, other lists as they are.
pub(super) async fn delete(client: &Client, trunk: &TrunkId) -> Result<Done<()>> {
    let mut steps = Vec::new();
    match delete_parts(client, trunk, &mut steps).await {
        Ok(before) => Ok(report(before)),
        Err(error) => Err(error.after(steps)),
    }
}

fn report(before: Option<Trunk>) -> Done<()> {
    let Some(before) = before else { return Done::changed(()) };
    let done = Done::changed(());
    let done = match &before.termination.domain {
        None => done,
        Some(domain) => done.with_warning(
            WarningCode::DomainReserved,
            format!("Twilio keeps the domain {domain} reserved for up to 30 days: nobody can have it, nor can this account"),
        ),
    };
    done.with_replaced(Replaced::Trunk(Box::new(before)))
}

/// The trunk as it was; none when only its lists were left, by an earlier call that was cut.
async fn delete_parts(client: &Client, trunk: &TrunkId, steps: &mut Vec<Step>) -> Result<Option<Trunk>> {
    let before = match client.fetch_trunk(trunk.as_str()).await {
        Ok(before) => convert::trunk(before),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            // Twilio may say so of a trunk that is there (github.com/twilio/twilio-node, issue 1126), and its lists
            // must not go before it.
            if or_gone(client.delete_trunk(trunk.as_str()).await)? {
                steps.push(Step::new(Action::Removed, ObjectId::Trunk(trunk.clone())));
            }
            return delete_left_over(client, trunk, error, steps).await.map(|()| None);
        }
        Err(error) => return Err(error),
    };
    let mut lists = Vec::new();
    for kind in ListKind::ALL {
        let associated = collect(kind.associated(client, trunk).stream()).await?;
        lists.extend(associated.into_iter().map(|list| (kind, list)));
    }
    if let Err(error) = delete_trunk(client, trunk, steps).await {
        if !may_be_in_the_way(&error) {
            return Err(error);
        }
        take_apart(client, trunk, &lists, steps).await?;
        delete_trunk(client, trunk, steps).await?;
    }
    let own = own_name(trunk);
    for (kind, list) in lists.iter().filter(|(_, list)| list.friendly_name.as_ref() == Some(&own)) {
        delete_list(client, *kind, &list.sid, steps).await?;
    }
    Ok(Some(before))
}

async fn delete_trunk(client: &Client, trunk: &TrunkId, steps: &mut Vec<Step>) -> Result<()> {
    or_gone(client.delete_trunk(trunk.as_str()).await)?;
    steps.push(Step::new(Action::Removed, ObjectId::Trunk(trunk.clone())));
    Ok(())
}

async fn delete_list(client: &Client, kind: ListKind, list: &str, steps: &mut Vec<Step>) -> Result<()> {
    if or_gone(kind.delete(client, list).await)? {
        steps.push(Step::new(Action::Removed, kind.object(convert::list_id(list))));
    }
    Ok(())
}

/// Whether a trunk is refused to go because of what is on it. No page says that Twilio does so, nor that it does
/// not. Emergency calling (21634) and subdomains (21247) are in the way too, and taking the trunk apart would not
/// help. A trunk that is refused is there, also when the answer of an attempt before was lost.
fn may_be_in_the_way(error: &Error) -> bool {
    matches!(error.http_status(), Some(400 | 409))
        && !has_code(error, &["21634"])
        && !error.message().contains("subdomain")
}

/// Takes everything off a trunk that is there to be deleted.
async fn take_apart(
    client: &Client,
    trunk: &TrunkId,
    lists: &[(ListKind, AssociatedList)],
    steps: &mut Vec<Step>,
) -> Result<()> {
    let id = trunk.as_str();
    for number in collect(client.list_associated_phone_numbers(id).stream()).await? {
        if or_gone(client.dissociate_phone_number(id, &number.sid).await)? {
            let number = ObjectId::BoundNumber(convert::bound_number_id(&number.sid));
            steps.push(Step::new(Action::Detached, number));
        }
    }
    for (kind, list) in lists {
        if or_gone(kind.dissociate(client, trunk, &list.sid).await)? {
            steps.push(Step::new(Action::Detached, kind.object(convert::list_id(&list.sid))));
        }
    }
    for url in collect(client.list_origination_urls(id).stream()).await? {
        if or_gone(client.delete_origination_url(id, &url.sid).await)? {
            let uri = ObjectId::OriginationUri(convert::origination_uri_id(&url.sid));
            steps.push(Step::new(Action::Removed, uri));
        }
    }
    Ok(())
}

/// Deletes the lists of a trunk that is gone; when there are none either, `gone` is the answer.
async fn delete_left_over(
    client: &Client,
    trunk: &TrunkId,
    gone: Error,
    steps: &mut Vec<Step>,
) -> Result<()> {
    let own = own_name(trunk);
    for kind in ListKind::ALL {
        if let Some(list) = find_own(client, kind, &own).await? {
            delete_list(client, kind, &list, steps).await?;
        }
    }
    if steps.is_empty() { Err(gone) } else { Ok(()) }
}
