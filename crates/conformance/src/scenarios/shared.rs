//! Lists of others that trunks share: shown, and left alone unless they are named.

use trunkline::{
    ErrorKind,
    model::{AuthModeChange, ChangeOptions, ListId, ListRef, TerminationAuth},
};

use super::scenario;
use crate::{
    case::Case,
    check::{Failure, Outcome, check, same},
    scenario::{
        Capability::Credentials,
        Need::{Can, SharedLists},
        Scenario,
    },
};

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        addresses_of_others,
        [SharedLists],
        "the addresses of a shared list are listed as such, and neither an address added nor one removed nor a trunk \
         deleted changes the list, unless it is named",
        "Twilio's lists, which belong to the account: a change for one trunk is one for all that use it"
    ),
    scenario!(
        credentials_of_others,
        [SharedLists, Can(Credentials)],
        "the credentials of a shared list are listed as such, and neither one added nor a password set nor one removed \
         nor a trunk deleted changes the list, unless it is named",
        "a password that is changed for every trunk of the account"
    ),
];

fn is(list: Option<&ListRef>, id: &ListId) -> bool {
    list.is_some_and(|list| list.id == *id)
}

/// The one object of the shared list, which is not the trunk's own.
fn shared<T: Clone>(objects: &[T], id: &ListId, list: impl Fn(&T) -> Option<&ListRef>) -> Outcome<T> {
    let theirs: Vec<&T> = objects.iter().filter(|object| is(list(object), id)).collect();
    let [one] = theirs[..] else {
        return Err(Failure::new(format!("list {id} has one object, listed are {}", theirs.len())));
    };
    check!(list(one).is_some_and(|list| !list.managed), "list {id} is shown as the trunk's own");
    Ok(one.clone())
}

fn named(list: ListId) -> ChangeOptions {
    ChangeOptions::default().with_shared_list(list).with_auth_mode(AuthModeChange::Allow)
}

async fn addresses_of_others(case: &Case) -> Outcome {
    let (trunk, other) =
        (case.trunk(TerminationAuth::IpAcl).await?, case.trunk(TerminationAuth::IpAcl).await?);
    let own = case.acls().add_acl_entry(&trunk, &case.address(0)).await?.value;
    let list = case.others()?.share_addresses(&trunk).await?;
    same!(case.others()?.share_addresses(&other).await?, list, "the list on both trunks");
    let listed = case.acl(&trunk).await?;
    let theirs = shared(&listed, &list, |entry| entry.list.as_ref())?;
    check!(listed.contains(&own) && listed.len() == 2, "the trunk's own address and theirs: {listed:?}");

    let removal = case.acls().remove_acl_entry(&trunk, &theirs.id, &ChangeOptions::default()).await;
    case.refused(removal, &[ErrorKind::SharedList], "removing an address of others")?;
    same!(case.acl(&trunk).await?, listed, "the addresses after a refused removal");
    let added = case.acls().add_acl_entry(&trunk, &case.address(1)).await?.value;
    check!(!is(added.list.as_ref(), &list), "an address was added to the list of others: {added:?}");
    same!(
        case.acl(&other).await?.len(),
        1,
        "addresses of the other trunk, which has the list of others only"
    );
    let _ = case.trunks().delete_trunk(&other).await?;
    shared(&case.acl(&trunk).await?, &list, |entry| entry.list.as_ref())?;

    let _ = case.acls().remove_acl_entry(&trunk, &theirs.id, &named(list)).await?;
    let mut left: Vec<_> = case.acl(&trunk).await?.into_iter().map(|entry| entry.id).collect();
    left.sort();
    let mut ours = [own.id, added.id];
    ours.sort();
    same!(left, ours, "the addresses left once the list was named");
    Ok(())
}

async fn credentials_of_others(case: &Case) -> Outcome {
    let part = case.credentials()?;
    let (trunk, other) =
        (case.trunk(TerminationAuth::Digest).await?, case.trunk(TerminationAuth::Digest).await?);
    let own = part.add_credential(&trunk, &case.credential(0)).await?.value;
    let list = case.others()?.share_credentials(&trunk).await?;
    same!(case.others()?.share_credentials(&other).await?, list, "the list on both trunks");
    let listed = case.credential_list(&trunk).await?;
    let theirs = shared(&listed, &list, |credential| credential.list.as_ref())?;
    check!(listed.iter().any(|credential| credential.id == own.id), "the trunk's own credential: {listed:?}");

    let (password, plain) = (case.credential(1).password, ChangeOptions::default());
    let outcome = part.set_password(&trunk, &theirs.id, &password, &plain).await;
    case.refused(outcome, &[ErrorKind::SharedList], "setting a password of others")?;
    let outcome = part.remove_credential(&trunk, &theirs.id, &plain).await;
    case.refused(outcome, &[ErrorKind::SharedList], "removing a credential of others")?;
    same!(case.credential_list(&trunk).await?, listed, "the credentials after refusals");
    let added = part.add_credential(&trunk, &case.credential(1)).await?.value;
    check!(!is(added.list.as_ref(), &list), "a credential was added to the list of others: {added:?}");
    let _ = case.trunks().delete_trunk(&other).await?;
    shared(&case.credential_list(&trunk).await?, &list, |credential| credential.list.as_ref())?;

    let named = named(list);
    let _ = part.set_password(&trunk, &theirs.id, &password, &named).await?;
    let _ = part.remove_credential(&trunk, &theirs.id, &named).await?;
    let left = case.credential_list(&trunk).await?;
    check!(left.iter().all(|credential| credential.id != theirs.id), "removed from the named list: {left:?}");
    same!(left.len(), 2, "the trunk's own credentials left");
    Ok(())
}
