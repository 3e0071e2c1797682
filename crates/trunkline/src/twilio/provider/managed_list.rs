//! A trunk's own lists.
//!
//! Each trunk has one list of each kind, named after it. Every step finds what the one before left: a call that was
//! cut anywhere can be made again.

use futures::{StreamExt as _, TryStreamExt as _};
use serde::de::DeserializeOwned;

use super::{list_kind::ListKind, may_be_taken, or_gone};
use crate::{
    error::{Effect, Error, ErrorKind, Result},
    ext::collect,
    model::{
        Action, AuthModeChange, ChangeOptions, ListId, ListRef, ObjectId, Step, TrunkId, Warning, WarningCode,
    },
    provider::Objects,
    twilio::{Client, Listing, convert, sid, wire::AssociatedList},
};

/// What a list holds: addresses or credentials.
pub(super) trait Entry: Sync {
    const KIND: ListKind;
    /// The shape of an entry's SID.
    const SHAPE: sid::Shape;
    /// How many a list can hold.
    const MOST: u32;
    /// An entry as Twilio has it.
    type Row: DeserializeOwned + Send + Sync + 'static;

    fn rows(client: &Client, list: &str) -> Listing<Self::Row>;
    fn sid(row: &Self::Row) -> &str;
    fn object(list: &str, row: &str) -> ObjectId;
    fn remove(client: &Client, list: &str, row: &str) -> impl Future<Output = Result<()>> + Send;
    /// Whether `row` is the one that is wanted.
    fn is(&self, row: &Self::Row) -> bool;
    /// For messages; no secret.
    fn text(&self) -> String;
    fn create(&self, client: &Client, list: &str) -> impl Future<Output = Result<Self::Row>> + Send;
}

/// How something may be added.
pub(super) struct Permission<'a> {
    pub(super) auth_mode: AuthModeChange,
    pub(super) shared_list: Option<&'a ListId>,
}

/// What a call left, with what to know about it.
pub(super) struct Outcome<T> {
    pub(super) value: T,
    pub(super) list: ListRef,
    pub(super) warnings: Vec<Warning>,
}

/// The name of a trunk's own lists.
pub(super) fn own_name(trunk: &TrunkId) -> String {
    format!("trunkline-{trunk}")
}

/// All entries of all lists on a trunk.
pub(super) fn entries<E: Entry>(client: &Client, trunk: &TrunkId) -> Objects<(ListRef, E::Row)> {
    let (client, own) = (client.clone(), own_name(trunk));
    let lists = E::KIND.associated(&client, trunk).stream();
    let rows = lists.map_ok(move |list| {
        let rows = E::rows(&client, &list.sid).stream();
        let list = convert::list_ref(&list, &own);
        rows.map_ok(move |row| (list.clone(), row))
    });
    rows.try_flatten().boxed()
}

/// Adds an entry to a trunk's own list, which is made and associated when there is none, or to the list named.
pub(super) async fn add<E: Entry>(
    client: &Client,
    trunk: &TrunkId,
    entry: &E,
    may: &Permission<'_>,
) -> Result<Outcome<E::Row>> {
    if let Some(list) = may.shared_list {
        E::KIND.shape().check(list.as_str())?;
    }
    let own = own_name(trunk);
    let associated = collect(E::KIND.associated(client, trunk).stream()).await?;
    let lists: Vec<ListRef> = associated.iter().map(|list| convert::list_ref(list, &own)).collect();
    let target = match may.shared_list {
        Some(named) => Some(lists.iter().find(|list| list.id == *named).ok_or_else(|| {
            let message = format!("{} {named} is not in use on trunk {trunk}", E::KIND.noun());
            Error::new(ErrorKind::NotFound, Effect::None, message)
        })?),
        None => lists.iter().find(|list| list.managed),
    };
    if let Some(list) = target {
        let value = if may.auth_mode == AuthModeChange::Unchanged {
            create(client, trunk, entry, list.id.as_str()).await?
        } else {
            add_to_associated(client, trunk, entry, list).await?
        };
        return Ok(Outcome {
            value,
            list: list.clone(),
            warnings: shared_warning(list).into_iter().collect(),
        });
    }
    let mut warnings = Vec::new();
    if lists.is_empty() && is_any(client, trunk, E::KIND.other()).await? {
        let change = format!(
            "trunk {trunk} asked calls for {}; with its first {} it asks for both",
            E::KIND.other().asks_for(),
            E::KIND.noun()
        );
        if may.auth_mode != AuthModeChange::Allow {
            return Err(auth_mode_change(change));
        }
        warnings.push(Warning::new(WarningCode::AuthModeChanged, change));
    }
    let mut steps = Vec::new();
    match add_to_new(client, trunk, entry, &own, &mut steps).await {
        Ok((list, value, others)) => {
            warnings.extend(reused_warning(trunk, E::KIND, &list, others));
            Ok(Outcome { value, list, warnings })
        }
        Err(error) => Err(error.after(steps)),
    }
}

async fn add_to_associated<E: Entry>(
    client: &Client,
    trunk: &TrunkId,
    entry: &E,
    list: &ListRef,
) -> Result<E::Row> {
    let rows = collect(E::rows(client, list.id.as_str()).stream()).await?;
    if let Some(row) = rows.iter().find(|row| entry.is(row)) {
        return Err(already_there::<E>(trunk, entry, list.id.as_str(), row));
    }
    check_room::<E>(list.id.as_str(), rows.len())?;
    create(client, trunk, entry, list.id.as_str()).await
}

/// Makes the list, adds the entry, and only then puts the list to use: an empty one would stop every call on a
/// trunk that takes calls by the other kind. Each step may have been done already, by a call that was cut.
async fn add_to_new<E: Entry>(
    client: &Client,
    trunk: &TrunkId,
    entry: &E,
    own: &str,
    steps: &mut Vec<Step>,
) -> Result<(ListRef, E::Row, usize)> {
    let (sid, is_new) = make_or_find(client, E::KIND, own, steps).await?;
    let rows = if is_new { Vec::new() } else { collect(E::rows(client, &sid).stream()).await? };
    let mut others = rows.len();
    let row = if let Some(row) = rows.into_iter().find(|row| entry.is(row)) {
        others -= 1;
        row
    } else {
        check_room::<E>(&sid, others)?;
        let row = create(client, trunk, entry, &sid).await?;
        steps.push(Step::new(Action::Created, E::object(&sid, E::sid(&row))));
        row
    };
    let list = associate(client, trunk, E::KIND, &sid).await?;
    Ok((convert::list_ref(&list, own), row, others))
}

/// The trunk's own list, and whether it is new. Twilio refuses a name that another list has (error dictionary, 21235 and
/// 21240): only then is it looked for among the account's lists, of which there can be a thousand.
async fn make_or_find(
    client: &Client,
    kind: ListKind,
    own: &str,
    steps: &mut Vec<Step>,
) -> Result<(String, bool)> {
    match kind.create(client, own).await {
        Ok(list) => {
            steps.push(Step::new(Action::Created, kind.object(convert::list_id(&list.sid))));
            Ok((list.sid, true))
        }
        Err(error) if may_be_taken(&error) => match find_own(client, kind, own).await? {
            Some(sid) => Ok((sid, false)),
            None => Err(error),
        },
        Err(error) => Err(error),
    }
}

/// The SID of the account's list with this name.
pub(super) async fn find_own(client: &Client, kind: ListKind, own: &str) -> Result<Option<String>> {
    let mut lists = kind.of_account(client).stream();
    while let Some(list) = lists.try_next().await? {
        if list.friendly_name.as_deref() == Some(own) {
            return Ok(Some(list.sid));
        }
    }
    Ok(None)
}

/// Creates an entry; after a refusal it is looked for, as someone may have been faster.
pub(super) async fn create<E: Entry>(
    client: &Client,
    trunk: &TrunkId,
    entry: &E,
    list: &str,
) -> Result<E::Row> {
    let error = match entry.create(client, list).await {
        Ok(row) => return Ok(row),
        Err(error) if may_be_taken(&error) => error,
        Err(error) => return Err(error),
    };
    let rows = collect(E::rows(client, list).stream()).await;
    match rows.as_ref().map(|rows| rows.iter().find(|row| entry.is(row))) {
        Ok(Some(row)) => {
            let there = already_there::<E>(trunk, entry, list, row);
            Err(error.reworded(there.message().to_owned()).with_kind(there.kind()))
        }
        // Something else has the name.
        Ok(None) if error.kind() == ErrorKind::AlreadyExists => Err(error.with_kind(ErrorKind::Conflict)),
        _ => Err(error),
    }
}

/// Puts a list to use. When Twilio refuses, or says nothing, it is read whether it is in use already.
async fn associate(client: &Client, trunk: &TrunkId, kind: ListKind, list: &str) -> Result<AssociatedList> {
    match kind.associate(client, trunk, list).await {
        Err(error) if error.effect() == Effect::Unknown || may_be_taken(&error) => {
            kind.fetch_associated(client, trunk, list).await.map_err(|_| error)
        }
        outcome => outcome,
    }
}

/// Removes an entry. The trunk's own list stays in use when it is empty, so that the trunk goes on asking calls for
/// what it asked for, unless a change is allowed.
pub(super) async fn remove<E: Entry>(
    client: &Client,
    trunk: &TrunkId,
    (list, row): (&str, &str),
    options: &ChangeOptions,
) -> Result<Outcome<Option<E::Row>>> {
    let allowed = options.auth_mode == AuthModeChange::Allow;
    let own = own_name(trunk);
    let associated = collect(E::KIND.associated(client, trunk).stream()).await?;
    let Some(list) = associated.iter().find(|other| other.sid == list) else {
        if allowed && let Some(list) = remove_left_over::<E>(client, list, &own).await? {
            return Ok(Outcome { value: None, list, warnings: Vec::new() });
        }
        return Err(not_on_trunk::<E>(trunk, list, row));
    };
    let list = convert::list_ref(list, &own);
    check_may_change(trunk, E::KIND, &list, options.shared_list.as_ref())?;
    let mut rows = collect(E::rows(client, list.id.as_str()).stream()).await?;
    let place = rows.iter().position(|other| E::sid(other) == row);
    let tear_down = allowed && list.managed;
    let mut steps = Vec::new();
    let removed = match place {
        Some(place) => {
            E::remove(client, list.id.as_str(), row).await?;
            steps.push(Step::new(Action::Removed, E::object(list.id.as_str(), row)));
            Some(rows.swap_remove(place))
        }
        // What an earlier call removed, which was cut before it came to the list.
        None if rows.is_empty() && tear_down => None,
        None => return Err(not_on_trunk::<E>(trunk, list.id.as_str(), row)),
    };
    let mut warnings: Vec<Warning> = shared_warning(&list).into_iter().collect();
    if rows.is_empty() {
        let only = associated.len() == 1;
        let emptied = async {
            if tear_down {
                retire(client, trunk, E::KIND, &list, &mut steps).await?;
            }
            if only { what_is_left::<E>(client, trunk, tear_down).await.map(Some) } else { Ok(None) }
        };
        match emptied.await {
            Ok(warning) => warnings.extend(warning),
            Err(error) => return Err(error.after(steps)),
        }
    }
    Ok(Outcome { value: removed, list, warnings })
}

/// Takes a trunk's own empty list out of use and deletes it.
async fn retire(
    client: &Client,
    trunk: &TrunkId,
    kind: ListKind,
    list: &ListRef,
    steps: &mut Vec<Step>,
) -> Result<()> {
    if or_gone(kind.dissociate(client, trunk, list.id.as_str()).await)? {
        steps.push(Step::new(Action::Detached, kind.object(list.id.clone())));
    }
    if or_gone(kind.delete(client, list.id.as_str()).await)? {
        steps.push(Step::new(Action::Removed, kind.object(list.id.clone())));
    }
    Ok(())
}

/// Deletes a trunk's own empty list that an earlier call took out of use and did not come to delete.
async fn remove_left_over<E: Entry>(client: &Client, list: &str, own: &str) -> Result<Option<ListRef>> {
    let found = match E::KIND.fetch(client, list).await {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        found => found?,
    };
    let is_own = found.friendly_name.as_deref() == Some(own);
    if !is_own || E::rows(client, list).stream().try_next().await?.is_some() {
        return Ok(None);
    }
    E::KIND.delete(client, list).await?;
    Ok(Some(ListRef::new(convert::list_id(&found.sid), own, true)))
}

/// What to say when the only list of its kind is empty, or gone.
async fn what_is_left<E: Entry>(client: &Client, trunk: &TrunkId, gone: bool) -> Result<Warning> {
    let (kind, other) = (E::KIND, E::KIND.other());
    Ok(if !gone {
        let message = format!(
            "the {} of trunk {trunk} is empty and stays in use: no call has {}, so the trunk takes none",
            kind.noun(),
            kind.asks_for()
        );
        Warning::new(WarningCode::TerminationClosed, message)
    } else if is_any(client, trunk, other).await? {
        let message = format!("trunk {trunk} asks calls for {} only from now on", other.asks_for());
        Warning::new(WarningCode::AuthModeChanged, message)
    } else {
        let message = format!("trunk {trunk} has neither addresses nor credentials left: it takes no calls");
        Warning::new(WarningCode::TerminationClosed, message)
    })
}

/// Refuses to change a list that is not the trunk's own, unless it is the one named.
pub(super) fn check_may_change(
    trunk: &TrunkId,
    kind: ListKind,
    list: &ListRef,
    named: Option<&ListId>,
) -> Result<()> {
    if list.managed || named == Some(&list.id) {
        return Ok(());
    }
    let message = format!(
        "{} {} ({}) is not trunk {trunk}'s own: whatever uses it would change with it",
        kind.noun(),
        list.id,
        list.name
    );
    Err(Error::new(ErrorKind::SharedList, Effect::None, message)
        .with_advice("name the list as the shared one to change it nevertheless"))
}

pub(super) fn shared_warning(list: &ListRef) -> Option<Warning> {
    (!list.managed).then(|| {
        let message = format!("list {} ({}) was changed, for every trunk that uses it", list.id, list.name);
        Warning::new(WarningCode::SharedListChanged, message)
    })
}

/// What an earlier call put into the list and was cut before putting it to use. It may also be what another call
/// is adding right now, so it is left in place and named.
fn reused_warning(trunk: &TrunkId, kind: ListKind, list: &ListRef, others: usize) -> Option<Warning> {
    (others > 0).then(|| {
        let message = format!(
            "{} {} had {others} more in it from before: they are in use on trunk {trunk} now",
            kind.noun(),
            list.id
        );
        Warning::new(WarningCode::ListReused, message)
    })
}

/// Splits the identifier of an entry, `AL…/IP…` or `CL…/CR…`.
pub(super) fn split<E: Entry>(id: &str) -> Result<(&str, &str)> {
    let (list, row) = id.split_once('/').unwrap_or((id, ""));
    Ok((E::KIND.shape().check(list)?, E::SHAPE.check(row)?))
}

async fn is_any(client: &Client, trunk: &TrunkId, kind: ListKind) -> Result<bool> {
    Ok(kind.associated(client, trunk).stream().try_next().await?.is_some())
}

fn check_room<E: Entry>(list: &str, many: usize) -> Result<()> {
    if many < E::MOST as usize {
        return Ok(());
    }
    let message = format!("{} {list} has {many} entries; the most is {}", E::KIND.noun(), E::MOST);
    Err(Error::new(ErrorKind::LimitReached, Effect::None, message))
}

fn already_there<E: Entry>(trunk: &TrunkId, entry: &E, list: &str, row: &E::Row) -> Error {
    let message = format!("trunk {trunk} has {} already: {}", entry.text(), E::object(list, E::sid(row)));
    Error::new(ErrorKind::AlreadyExists, Effect::None, message)
}

pub(super) fn not_on_trunk<E: Entry>(trunk: &TrunkId, list: &str, row: &str) -> Error {
    let message = format!("trunk {trunk} has no {}", E::object(list, row));
    Error::new(ErrorKind::NotFound, Effect::None, message)
}

fn auth_mode_change(change: String) -> Error {
    Error::new(ErrorKind::AuthModeChange, Effect::None, change)
        .with_advice("allow the change of the way calls are authenticated to make it")
}
