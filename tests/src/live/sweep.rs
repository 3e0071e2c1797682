//! What live runs that were cut short have left behind.

use std::collections::BTreeSet;

use futures::TryStreamExt as _;
use trunkline::{
    ErrorKind, Result,
    ext::collect,
    model::{Trunk, TrunkId},
    provider::{AnyProvider, Provider as _, TrunkProvider},
};

use super::mark;

/// The trunks of live runs that are still there. Reads only.
///
/// # Errors
/// As the carrier's list of trunks.
pub async fn leftovers(backend: &AnyProvider) -> Result<Vec<Trunk>> {
    backend
        .trunks()
        .list_trunks()
        .try_filter(|trunk| std::future::ready(mark::is_ours(&trunk.name)))
        .try_collect()
        .await
}

/// Deletes a trunk of a live run with all that is its own, if it still has such a name: its numbers stay on the
/// account. Says whether it did.
///
/// # Errors
/// As the deletion of a trunk. It can be swept again.
pub async fn sweep(trunks: &dyn TrunkProvider, trunk: &TrunkId) -> Result<bool> {
    match trunks.get_trunk(trunk).await {
        Ok(found) if mark::is_ours(&found.name) => {}
        Ok(_) => return Ok(false),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    }
    // A run that was cut may have made a list that is in use on no trunk yet. Only a second deletion looks for it.
    for _ in 0..2 {
        match trunks.delete_trunk(trunk).await {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(true)
}

/// Lists that Trunkline made for trunks that are gone: of Twilio, by name. Whose trunks they were cannot be told, so
/// nothing here deletes them. Reads only.
///
/// # Errors
/// As the carrier's lists.
pub async fn orphans(backend: &AnyProvider) -> Result<Vec<String>> {
    let AnyProvider::Twilio(twilio) = backend else { return Ok(Vec::new()) };
    let client = twilio.client();
    let trunks = collect(backend.trunks().list_trunks()).await?;
    let there: BTreeSet<&str> = trunks.iter().map(|trunk| trunk.id.as_str()).collect();
    let mut lists = collect(client.list_ip_access_control_lists().stream()).await?;
    lists.extend(collect(client.list_credential_lists().stream()).await?);
    let orphans = lists.into_iter().filter_map(|list| {
        let name = list.friendly_name?;
        let of = name.strip_prefix("trunkline-TK").map(|rest| format!("TK{rest}"))?;
        (!there.contains(of.as_str())).then(|| format!("{} ({name})", list.sid))
    });
    Ok(orphans.collect())
}
