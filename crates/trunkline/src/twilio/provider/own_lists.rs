//! Which lists are trunks' own, as earlier calls found or made them, and the calls that take it from there.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    Twilio,
    list_kind::ListKind,
    managed_list::{self, Entry, Outcome, Permission, own_name},
};
use crate::{
    error::{Error, ErrorKind, Result},
    ext::collect,
    model::{AuthModeChange, ChangeOptions, ListId, ListRef, TrunkId},
    twilio::convert,
};

/// The own lists that are known, shared by all clones of a provider. Only a call whose caller vouches for the way the
/// trunk authenticates calls goes by them.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnLists(Arc<Mutex<HashMap<(TrunkId, ListKind), ListId>>>);

impl OwnLists {
    fn of(&self, trunk: &TrunkId, kind: ListKind) -> Option<ListRef> {
        let list = self.lock().get(&(trunk.clone(), kind)).cloned()?;
        Some(ListRef::new(list, own_name(trunk), true))
    }

    fn remember(&self, trunk: &TrunkId, kind: ListKind, list: &ListRef) {
        if list.managed {
            self.lock().insert((trunk.clone(), kind), list.id.clone());
        }
    }

    pub(super) fn forget(&self, trunk: &TrunkId, kind: ListKind) {
        self.lock().remove(&(trunk.clone(), kind));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(TrunkId, ListKind), ListId>> {
        // Nothing that holds this lock can panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Twilio {
    /// Adds an entry; by one request where the caller vouches and the list is known.
    pub(super) async fn add_entry<E: Entry>(
        &self,
        trunk: &TrunkId,
        entry: &E,
        may: &Permission<'_>,
    ) -> Result<Outcome<E::Row>> {
        if may.auth_mode == AuthModeChange::Unchanged
            && may.shared_list.is_none()
            && let Some(list) = self.own_lists.of(trunk, E::KIND)
        {
            match managed_list::create(&self.client, trunk, entry, list.id.as_str()).await {
                // Nothing was changed by it: the list is looked for.
                Err(error) if error.kind() == ErrorKind::NotFound => self.own_lists.forget(trunk, E::KIND),
                outcome => return outcome.map(|value| Outcome { value, list, warnings: Vec::new() }),
            }
        }
        let added = managed_list::add(&self.client, trunk, entry, may).await?;
        self.own_lists.remember(trunk, E::KIND, &added.list);
        Ok(added)
    }

    /// Removes an entry; by one request where the caller vouches and the list is known.
    pub(super) async fn remove_entry<E: Entry>(
        &self,
        trunk: &TrunkId,
        (list, row): (&str, &str),
        options: &ChangeOptions,
    ) -> Result<Outcome<Option<E::Row>>> {
        match options.auth_mode {
            AuthModeChange::Unchanged => {
                let list = self.list_to_change::<E>(trunk, (list, row), options).await?;
                let removed = E::remove(&self.client, list.id.as_str(), row).await;
                removed.map_err(|error| self.gone::<E>(trunk, (list.id.as_str(), row), error))?;
                let warnings = managed_list::shared_warning(&list).into_iter().collect();
                Ok(Outcome { value: None, list, warnings })
            }
            AuthModeChange::Refuse => {
                let removed = managed_list::remove::<E>(&self.client, trunk, (list, row), options).await?;
                self.own_lists.remember(trunk, E::KIND, &removed.list);
                Ok(removed)
            }
            AuthModeChange::Allow => {
                // The list may go with its last entry.
                self.own_lists.forget(trunk, E::KIND);
                managed_list::remove::<E>(&self.client, trunk, (list, row), options).await
            }
        }
    }

    /// The list of an entry that is to be changed, when it may be: the trunk's own, or the one that the options name.
    /// The trunk is read unless it is known to be its own.
    pub(super) async fn list_to_change<E: Entry>(
        &self,
        trunk: &TrunkId,
        (list, row): (&str, &str),
        options: &ChangeOptions,
    ) -> Result<ListRef> {
        if let Some(own) = self.own_lists.of(trunk, E::KIND).filter(|own| own.id.as_str() == list) {
            return Ok(own);
        }
        let associated = collect(E::KIND.associated(&self.client, trunk).stream()).await?;
        let Some(found) = associated.iter().find(|other| other.sid == list) else {
            return Err(managed_list::not_on_trunk::<E>(trunk, list, row));
        };
        let found = convert::list_ref(found, &own_name(trunk));
        managed_list::check_may_change(trunk, E::KIND, &found, options.shared_list.as_ref())?;
        self.own_lists.remember(trunk, E::KIND, &found);
        Ok(found)
    }

    /// An entry that is not there, or its list is not, which is then not known any more.
    pub(super) fn gone<E: Entry>(&self, trunk: &TrunkId, (list, row): (&str, &str), error: Error) -> Error {
        if error.kind() != ErrorKind::NotFound {
            return error;
        }
        self.own_lists.forget(trunk, E::KIND);
        error.reworded(managed_list::not_on_trunk::<E>(trunk, list, row).message().to_owned())
    }
}
