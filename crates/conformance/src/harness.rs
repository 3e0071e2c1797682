//! What a backend tells the suite about itself.

use std::{
    future::Future,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use async_trait::async_trait;
use trunkline::{
    model::{
        AclEntryId, BoundNumberId, Cidr, CredentialId, CredentialSpec, E164, InvalidValue, ListId,
        OriginationUriId, SipUri, TrunkId, TrunkName,
    },
    provider::DynProvider,
};

use crate::fault::FaultControl;

/// How many different addresses, targets and credentials a scenario may ask for.
pub(crate) const PLACES: u8 = 101;

/// Why a harness could not be made, or could not clean up.
pub type HarnessError = Box<dyn std::error::Error + Send + Sync>;

/// One account of a carrier, made for one scenario and used by no other.
///
/// Nothing of the account is assumed but that the [`numbers`](Harness::numbers) are its own: it may hold trunks of
/// others, which the suite neither changes nor counts.
#[async_trait]
pub trait Harness: Send + Sync {
    /// The backend under test.
    fn provider(&self) -> DynProvider;

    /// Numbers that the account owns and that are bound to no trunk. The more there are, the more the suite can
    /// show: lists over several pages take as many as there are, up to seven.
    fn numbers(&self) -> Vec<E164>;

    /// A number that the account does not own.
    fn unowned_number(&self) -> E164;

    /// Identifiers of nothing, in the form the carrier gives them.
    fn missing(&self) -> Missing;

    /// A trunk's name that was never used on the account; another one each time.
    fn trunk_name(&self) -> TrunkName {
        fresh_name()
    }

    /// A trunk's name as the carrier shows it: it may fold case, or write a name in another way than it was told. The
    /// name itself unless a harness says otherwise. Two names of [`trunk_name`](Harness::trunk_name) are held as two.
    fn held_name(&self, name: &TrunkName) -> String {
        name.to_string()
    }

    /// The address of place `n`, a public `/32` that the carrier takes; another one for each `n` below 101.
    fn address(&self, n: u8) -> Cidr {
        literal(&format!("44.248.146.{}", 10 + n))
    }

    /// The target of place `n`, a host name that the carrier takes; another one for each `n` below 101.
    fn target(&self, n: u8) -> SipUri {
        literal(&format!("sip:sbc{n}.example.com:5061;transport=tls"))
    }

    /// The credential of place `n`, of a user name and a password that the carrier takes; another one for each `n`
    /// below 101.
    fn credential(&self, n: u8) -> CredentialSpec {
        CredentialSpec::new(format!("agent{n}"), format!("Conformance{n}Secret9").into())
    }

    /// A user name as the carrier shows it, as [`held_name`](Harness::held_name) for a trunk's. Two user names of
    /// [`credential`](Harness::credential) are held as two.
    fn held_user_name(&self, username: &str) -> String {
        username.to_owned()
    }

    /// How many requests the carrier has received since the harness was made. `None` when nobody counts; the
    /// scenarios whose point is that nothing is sent are then shown as ignored.
    fn requests(&self) -> Option<usize> {
        None
    }

    /// What makes the carrier fail. `None` when nothing can; the scenarios about failures are then shown as ignored.
    fn faults(&self) -> Option<&dyn FaultControl> {
        None
    }

    /// Another client of the same account, which differs from [`provider`](Harness::provider) in this. `None` when there
    /// is no such client; the scenarios that need it are then shown as ignored.
    fn client(&self, manner: Manner) -> Option<DynProvider> {
        let _ = manner;
        None
    }

    /// Who puts lists of others on trunks. `None` where there are none; the scenarios about them are then shown as ignored.
    fn shared_lists(&self) -> Option<&dyn SharedLists> {
        None
    }

    /// Who has things that need a trunk. `None` where nobody has, or where the carrier lets a trunk go all the same; the
    /// scenario about it is then shown as ignored.
    fn trunk_user(&self) -> Option<&dyn TrunkUser> {
        None
    }

    /// How many attempts of [`provider`](Harness::provider) were reported as abandoned to whoever watches them. `None`
    /// when nobody does; the scenario about dropped calls is then shown as ignored.
    fn abandoned(&self) -> Option<usize> {
        None
    }

    /// How long a scenario may take, in real time, before it counts as one that does not end. More where the carrier
    /// is slow, or takes few requests a minute.
    fn deadline(&self) -> Duration {
        Duration::from_mins(1)
    }

    /// Puts away what the scenario left. The suite has deleted its trunks before. Runs after a panic too, and
    /// where the scenario was not played because something that it needs is not there.
    ///
    /// # Errors
    /// Whatever the person should know; it fails the scenario.
    async fn cleanup(&self) -> Result<(), HarnessError> {
        Ok(())
    }
}

/// Someone else on the account, whose lists trunks share. What is in the lists is theirs.
#[async_trait]
pub trait SharedLists: Send + Sync {
    /// Puts a list with one address on a trunk, the same list each time.
    ///
    /// # Errors
    /// Whatever keeps it from being there; it fails the scenario.
    async fn share_addresses(&self, trunk: &TrunkId) -> Result<ListId, HarnessError>;

    /// Puts a list with one credential on a trunk, the same list each time.
    ///
    /// # Errors
    /// Whatever keeps it from being there; it fails the scenario.
    async fn share_credentials(&self, trunk: &TrunkId) -> Result<ListId, HarnessError>;
}

/// Someone else on the account, whose things need trunks: what is below a trunk's domain, an emergency address.
#[async_trait]
pub trait TrunkUser: Send + Sync {
    /// Makes a thing that needs the trunk, so that the carrier does not let the trunk go.
    ///
    /// # Errors
    /// Whatever keeps it from being there; it fails the scenario.
    async fn take_up(&self, trunk: &TrunkId) -> Result<(), HarnessError>;

    /// Puts that thing away.
    ///
    /// # Errors
    /// Whatever keeps it there; it fails the scenario.
    async fn give_up(&self, trunk: &TrunkId) -> Result<(), HarnessError>;
}

/// How a client of an account differs from the harness's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Manner {
    /// It waits for an answer no longer than a moment, far below a second, and asks again once at most.
    Impatient,
    /// Its lists come in pages of one object.
    OnePerPage,
    /// Its credentials are wrong.
    WrongCredentials,
    /// Its credentials are right, and may do nothing: the carrier answers 403.
    NotPermitted,
    /// The host it speaks to takes no connection.
    Unreachable,
    /// The host it speaks to shows a certificate that nobody it trusts vouches for.
    UntrustedCertificate,
    /// Every object of an answer has fields that nobody knows.
    UnknownFields,
    /// The objects of an answer have no field that they can be without.
    BareObjects,
    /// Words of open sets, such as a state or a mode, are words that nobody knows.
    UnknownWords,
}

/// Makes a harness for each scenario. Any function that answers with a harness, or with the reason why there is
/// none, is one.
#[async_trait]
pub trait HarnessMaker: Send + Sync + 'static {
    /// Makes one.
    ///
    /// # Errors
    /// Whatever keeps the carrier from being reached; it fails the scenario.
    async fn make(&self) -> Result<Box<dyn Harness>, HarnessError>;
}

#[async_trait]
impl<F, A, H> HarnessMaker for F
where
    F: Fn() -> A + Send + Sync + 'static,
    A: Future<Output = Result<H, HarnessError>> + Send,
    H: Harness + 'static,
{
    async fn make(&self) -> Result<Box<dyn Harness>, HarnessError> {
        Ok(Box::new(self().await?))
    }
}

/// Identifiers of nothing: well-formed, and the carrier has no such object.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Missing {
    /// Of no trunk.
    pub trunk: TrunkId,
    /// Of no ACL entry.
    pub acl_entry: AclEntryId,
    /// Of no binding of a number.
    pub number: BoundNumberId,
    /// Of no origination URI.
    pub origination_uri: OriginationUriId,
    /// Of no credential.
    pub credential: CredentialId,
}

impl Missing {
    /// Identifiers from text, in the order of the fields.
    ///
    /// # Errors
    /// The first that cannot be an identifier.
    pub fn parse(
        trunk: &str,
        acl_entry: &str,
        number: &str,
        origination_uri: &str,
        credential: &str,
    ) -> Result<Self, InvalidValue> {
        Ok(Self {
            trunk: trunk.parse()?,
            acl_entry: acl_entry.parse()?,
            number: number.parse()?,
            origination_uri: origination_uri.parse()?,
            credential: credential.parse()?,
        })
    }
}

/// A trunk's name that no run on any machine is likely to have used: time, process and a counter in base 36.
pub fn fresh_name() -> TrunkName {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let micros = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    let digits =
        [base36::<10>(micros), base36::<2>(u128::from(std::process::id())), base36::<3>(u128::from(count))];
    literal(&format!("c{}", digits.concat()))
}

/// The last `N` digits of a number in base 36, for names where neither case nor other letters count.
pub fn base36<const N: usize>(mut value: u128) -> String {
    let mut digits = [b'0'; N];
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789abcdefghijklmnopqrstuvwxyz"[usize::try_from(value % 36).unwrap_or(0)];
        value /= 36;
    }
    digits.iter().map(|&digit| char::from(digit)).collect()
}

fn literal<T: std::str::FromStr<Err = InvalidValue>>(text: &str) -> T {
    text.parse().expect("the suite's own values keep the model's rules")
}
