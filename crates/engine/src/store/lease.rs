//! The right to change an account.

use jiff::Timestamp;
use sqlx::{Any, Transaction};
use trunkline::model::Identity;

use super::{
    LEASE, Lease, Leased, Store, StoreError, account_key,
    error::Trouble,
    open::{kept, time},
    process,
};

impl Store {
    /// Asks for the right to change an account, for [`LEASE`] from now. `holder` is who asks, in words for whoever has
    /// to wait: `asha@build-7 pid 4711`.
    ///
    /// A lease that has ended without being given back is granted to the next who asks; one of a process that died is
    /// granted at once where its death can be seen: on the same machine (Linux), to the same user.
    pub async fn lease(&self, identity: &Identity, holder: &str) -> Result<Leased, StoreError> {
        self.here(async {
            let mut transaction = self.write().await?;
            let leased = self.take(&mut transaction, identity, holder).await?;
            transaction.commit().await?;
            Ok(leased)
        })
        .await
    }

    /// Asks for several, in this order, up to the first that someone else has: that one is the last of what is returned,
    /// and none of them is granted then.
    pub(crate) async fn lease_all(
        &self,
        identities: &[&Identity],
        holder: &str,
    ) -> Result<Vec<Leased>, StoreError> {
        self.here(async {
            let mut transaction = self.write().await?;
            let mut leased = Vec::new();
            for identity in identities {
                leased.push(self.take(&mut transaction, identity, holder).await?);
                if let Some(Leased::Held { .. }) = leased.last() {
                    transaction.rollback().await?;
                    return Ok(leased);
                }
            }
            transaction.commit().await?;
            Ok(leased)
        })
        .await
    }

    async fn take(
        &self,
        transaction: &mut Transaction<'static, Any>,
        identity: &Identity,
        holder: &str,
    ) -> Result<Leased, Trouble> {
        const TAKE: &str = "INSERT INTO lease (account, fence, holder, since, expires, process) \
             VALUES ($1, 1, $2, $3, $4, $5) \
             ON CONFLICT (account) DO UPDATE SET fence = lease.fence + 1, holder = excluded.holder, \
             since = excluded.since, expires = excluded.expires, process = excluded.process \
             WHERE lease.holder IS NULL OR lease.expires <= excluded.since OR lease.process = $6 \
             RETURNING fence";
        const PROCESS: &str = "SELECT process FROM lease WHERE account = $1";
        const HELD: &str = "SELECT holder, since, expires FROM lease WHERE account = $1";

        let account = account_key(identity);
        let now = self.now(transaction).await?;
        let process: Option<Option<String>> =
            sqlx::query_scalar(PROCESS).bind(&account).fetch_optional(&mut **transaction).await?;
        let fence: Option<i64> = sqlx::query_scalar(TAKE)
            .bind(&account)
            .bind(holder)
            .bind(kept(now))
            .bind(kept(now + LEASE))
            .bind(process::mark())
            .bind(process.flatten().filter(|process| process::is_gone(process)))
            .fetch_optional(&mut **transaction)
            .await?;
        if let Some(fence) = fence {
            return Ok(Leased::Granted(Lease { account, fence, holder: holder.to_owned() }));
        }
        let (holder, since, expires) =
            sqlx::query_as(HELD).bind(&account).fetch_one(&mut **transaction).await?;
        Ok(Leased::Held { holder, since: time(since)?, expires: time(expires)? })
    }

    /// Keeps a lease for another [`LEASE`] from now. Not so (`false`) when it has been taken over or given back: the
    /// holder then stops. One that ended and that nobody has taken over is kept.
    pub async fn renew(&self, lease: &Lease) -> Result<bool, StoreError> {
        const RENEW: &str =
            "UPDATE lease SET expires = $3 WHERE account = $1 AND fence = $2 AND holder IS NOT NULL";

        self.here(async {
            let mut transaction = self.write().await?;
            let now = self.now(&mut transaction).await?;
            let renewed = sqlx::query(RENEW)
                .bind(&lease.account)
                .bind(lease.fence)
                .bind(kept(now + LEASE))
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(renewed.rows_affected() == 1)
        })
        .await
    }

    /// Gives a lease back, so that the next need not wait. Nothing happens when it has been taken over.
    pub async fn release(&self, lease: Lease) -> Result<(), StoreError> {
        const RELEASE: &str = "UPDATE lease SET holder = NULL WHERE account = $1 AND fence = $2";

        self.here(async {
            let mut transaction = self.write().await?;
            sqlx::query(RELEASE).bind(&lease.account).bind(lease.fence).execute(&mut *transaction).await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    /// Refuses when the lease is no longer held; until the transaction ends nobody can take it over.
    pub(super) async fn fence(
        &self,
        transaction: &mut Transaction<'static, Any>,
        lease: &Lease,
    ) -> Result<(), Trouble> {
        let now = self.locking(
            "SELECT fence, holder, since FROM lease WHERE account = $1",
            "SELECT fence, holder, since FROM lease WHERE account = $1 FOR SHARE",
        );
        let found: Option<(i64, Option<String>, i64)> =
            sqlx::query_as(now).bind(&lease.account).fetch_optional(&mut **transaction).await?;
        let holder: Option<(String, Timestamp)> = match found {
            Some((fence, Some(_), _)) if fence == lease.fence => return Ok(()),
            Some((_, Some(holder), since)) => Some((holder, time(since)?)),
            Some((_, None, _)) | None => None,
        };
        Err(StoreError::Fenced { account: lease.account.clone(), holder }.into())
    }
}
