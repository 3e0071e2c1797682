//! What no carrier can tell: which trunks are ours, how far credentials are rotated, what a person has done.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{Any, Transaction};
use trunkline::model::{Identity, TrunkId, TrunkName};

use super::{
    Confirmation, Lease, OwnedTrunk, Rotations, Store, StoreError, account_key,
    error::Trouble,
    open::{from_word, kept, time, word},
    together::Write,
};
use crate::Noun;

impl Store {
    /// Keeps that a trunk of the lease's account is ours. Of one that is ours already the name, and how and since when,
    /// become these.
    ///
    /// # Errors
    /// [`Fenced`](StoreError::Fenced) when the lease has been taken over or given back, as for everything that is kept
    /// of an account's trunks: who has it now knows better.
    pub async fn own(&self, lease: &Lease, trunk: &OwnedTrunk) -> Result<(), StoreError> {
        self.together(lease, Write::Own(trunk.clone())).await.map(drop)
    }

    /// Forgets that a trunk is ours, with its nouns and the rotations of its credentials.
    ///
    /// # Errors
    /// [`Fenced`](StoreError::Fenced).
    pub async fn disown(&self, lease: &Lease, trunk: &TrunkId) -> Result<(), StoreError> {
        self.together(lease, Write::Disown(trunk.clone())).await.map(drop)
    }

    /// Keeps under which name a file has a trunk that is ours. Of one that is not, nothing is kept.
    ///
    /// # Errors
    /// [`Fenced`](StoreError::Fenced).
    pub async fn rename(&self, lease: &Lease, trunk: &TrunkId, name: &TrunkName) -> Result<(), StoreError> {
        let write = Write::Rename { trunk: trunk.clone(), name: name.clone() };
        self.together(lease, write).await.map(drop)
    }

    /// The trunks of an account that are ours, sorted by name.
    pub async fn owned(&self, identity: &Identity) -> Result<Vec<OwnedTrunk>, StoreError> {
        const OWNED: &str =
            "SELECT trunk, name, how, since FROM owned_trunk WHERE account = $1 ORDER BY name, trunk";

        self.here(async {
            let rows: Vec<(String, String, String, i64)> =
                sqlx::query_as(OWNED).bind(account_key(identity)).fetch_all(&self.pool).await?;
            rows.into_iter()
                .map(|(trunk, name, how, since)| {
                    Ok(OwnedTrunk {
                        trunk: trunk.parse().map_err(Trouble::row)?,
                        name: name.parse().map_err(Trouble::row)?,
                        how: from_word(how)?,
                        since: time(since)?,
                    })
                })
                .collect()
        })
        .await
    }

    /// Keeps that these nouns of a trunk were as a file says: what a file does not list there goes without a flag of its
    /// own from now on. Those that were kept before stay.
    ///
    /// # Errors
    /// [`Fenced`](StoreError::Fenced).
    pub async fn own_nouns(
        &self,
        lease: &Lease,
        trunk: &TrunkId,
        nouns: &BTreeSet<Noun>,
    ) -> Result<(), StoreError> {
        let write = Write::OwnNouns { trunk: trunk.clone(), nouns: nouns.clone() };
        self.together(lease, write).await.map(drop)
    }

    /// The nouns of an account's trunks that were once as a file says. A trunk without any is left out.
    pub async fn owned_nouns(
        &self,
        identity: &Identity,
    ) -> Result<BTreeMap<TrunkId, BTreeSet<Noun>>, StoreError> {
        self.here(async {
            let rows: Vec<(String, String)> =
                sqlx::query_as("SELECT trunk, noun FROM owned_noun WHERE account = $1")
                    .bind(account_key(identity))
                    .fetch_all(&self.pool)
                    .await?;
            let mut nouns: BTreeMap<TrunkId, BTreeSet<Noun>> = BTreeMap::new();
            for (trunk, noun) in rows {
                let of_trunk = nouns.entry(trunk.parse().map_err(Trouble::row)?).or_default();
                of_trunk.insert(from_word(noun)?);
            }
            Ok(nouns)
        })
        .await
    }

    /// The rotations of the credentials of an account's trunks. Only numbers are kept: never a password, nor a hash of
    /// one. A trunk without any is left out.
    pub async fn rotations(&self, identity: &Identity) -> Result<BTreeMap<TrunkId, Rotations>, StoreError> {
        self.here(async {
            let rows: Vec<(String, String, i64)> =
                sqlx::query_as("SELECT trunk, username, rotation FROM rotation WHERE account = $1")
                    .bind(account_key(identity))
                    .fetch_all(&self.pool)
                    .await?;
            let mut rotations: BTreeMap<TrunkId, Rotations> = BTreeMap::new();
            for (trunk, username, rotation) in rows {
                let of_trunk = rotations.entry(trunk.parse().map_err(Trouble::row)?).or_default();
                of_trunk.insert(username, rotation.try_into().map_err(Trouble::row)?);
            }
            Ok(rotations)
        })
        .await
    }

    /// The rotations of a trunk's credentials, likewise.
    pub async fn rotations_of(&self, identity: &Identity, trunk: &TrunkId) -> Result<Rotations, StoreError> {
        const ROTATIONS: &str = "SELECT username, rotation FROM rotation WHERE account = $1 AND trunk = $2";

        self.here(async {
            let rows: Vec<(String, i64)> = sqlx::query_as(ROTATIONS)
                .bind(account_key(identity))
                .bind(trunk.as_str())
                .fetch_all(&self.pool)
                .await?;
            rows.into_iter()
                .map(|(username, rotation)| Ok((username, rotation.try_into().map_err(Trouble::row)?)))
                .collect()
        })
        .await
    }

    /// Keeps how far a credential is rotated, by its user name in the file.
    ///
    /// # Errors
    /// [`Fenced`](StoreError::Fenced).
    pub async fn set_rotation(
        &self,
        lease: &Lease,
        trunk: &TrunkId,
        username: &str,
        rotation: u32,
    ) -> Result<(), StoreError> {
        let write = Write::Rotate { trunk: trunk.clone(), username: username.to_owned(), rotation };
        self.together(lease, write).await.map(drop)
    }

    /// Keeps that a manual step has been done, and who says so.
    pub async fn confirm(&self, step: &str, who: &str) -> Result<(), StoreError> {
        const CONFIRM: &str = "INSERT INTO confirmation (step, who, at) VALUES ($1, $2, $3) \
             ON CONFLICT (step) DO UPDATE SET who = excluded.who, at = excluded.at";

        self.here(async {
            let mut transaction = self.write().await?;
            let now = self.now(&mut transaction).await?;
            sqlx::query(CONFIRM).bind(step).bind(who).bind(kept(now)).execute(&mut *transaction).await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    /// Forgets that manual steps have been done whose names begin so.
    pub async fn unconfirm(&self, prefix: &str) -> Result<(), StoreError> {
        self.here(async {
            let mut transaction = self.write().await?;
            sqlx::query("DELETE FROM confirmation WHERE substr(step, 1, length($1)) = $1")
                .bind(prefix)
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    /// The manual steps that have been done, by name.
    pub async fn confirmed(&self) -> Result<BTreeMap<String, Confirmation>, StoreError> {
        self.here(async {
            let rows: Vec<(String, String, i64)> =
                sqlx::query_as("SELECT step, who, at FROM confirmation").fetch_all(&self.pool).await?;
            rows.into_iter().map(|(step, who, at)| Ok((step, Confirmation { who, at: time(at)? }))).collect()
        })
        .await
    }
}

pub(super) async fn own(
    transaction: &mut Transaction<'static, Any>,
    lease: &Lease,
    trunk: &OwnedTrunk,
) -> Result<(), Trouble> {
    const OWN: &str = "INSERT INTO owned_trunk (account, trunk, name, how, since) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (account, trunk) DO UPDATE SET name = excluded.name, how = excluded.how, \
         since = excluded.since";

    sqlx::query(OWN)
        .bind(&lease.account)
        .bind(trunk.trunk.as_str())
        .bind(trunk.name.as_str())
        .bind(word(&trunk.how)?)
        .bind(kept(trunk.since))
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

pub(super) async fn disown(
    transaction: &mut Transaction<'static, Any>,
    lease: &Lease,
    trunk: &TrunkId,
) -> Result<(), Trouble> {
    for forget in [
        "DELETE FROM owned_trunk WHERE account = $1 AND trunk = $2",
        "DELETE FROM owned_noun WHERE account = $1 AND trunk = $2",
        "DELETE FROM rotation WHERE account = $1 AND trunk = $2",
    ] {
        sqlx::query(forget).bind(&lease.account).bind(trunk.as_str()).execute(&mut **transaction).await?;
    }
    Ok(())
}

pub(super) async fn rename(
    transaction: &mut Transaction<'static, Any>,
    lease: &Lease,
    trunk: &TrunkId,
    name: &TrunkName,
) -> Result<(), Trouble> {
    sqlx::query("UPDATE owned_trunk SET name = $3 WHERE account = $1 AND trunk = $2")
        .bind(&lease.account)
        .bind(trunk.as_str())
        .bind(name.as_str())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

pub(super) async fn rotate(
    transaction: &mut Transaction<'static, Any>,
    lease: &Lease,
    trunk: &TrunkId,
    username: &str,
    rotation: u32,
) -> Result<(), Trouble> {
    const ROTATE: &str = "INSERT INTO rotation (account, trunk, username, rotation) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account, trunk, username) DO UPDATE SET rotation = excluded.rotation";

    sqlx::query(ROTATE)
        .bind(&lease.account)
        .bind(trunk.as_str())
        .bind(username)
        .bind(i64::from(rotation))
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

pub(super) async fn own_nouns(
    transaction: &mut Transaction<'static, Any>,
    lease: &Lease,
    trunk: &TrunkId,
    nouns: &BTreeSet<Noun>,
) -> Result<(), Trouble> {
    const OWN: &str = "INSERT INTO owned_noun (account, trunk, noun) VALUES ($1, $2, $3) \
         ON CONFLICT (account, trunk, noun) DO NOTHING";

    for noun in nouns {
        sqlx::query(OWN)
            .bind(&lease.account)
            .bind(trunk.as_str())
            .bind(word(noun)?)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}
