//! A trunk with one of everything, for scenarios that go through every verb.

use std::fmt::{Debug, Display};

use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use trunkline::{
    model::{
        AclEntryId, AclEntrySpec, AuthModeChange, BoundNumberId, CallerId, ChangeOptions, Credential,
        CredentialId, CredentialSpec, NumberSpec, OriginationUriId, OriginationUriSpec, TerminationAuth,
        TrunkDescription, TrunkId, TrunkName, TrunkSpec,
    },
    provider::{Objects, Provider},
};

use crate::{
    case::Case,
    check::{Failure, Outcome},
};

/// A trunk, what is on it, and what can be put there besides.
pub(crate) struct Stage {
    pub(crate) spec: TrunkSpec,
    pub(crate) trunk: TrunkId,
    /// The trunk with the credential: that very one, or another where a trunk cannot have addresses besides.
    pub(crate) keyed: TrunkId,
    pub(crate) keyed_spec: TrunkSpec,
    pub(crate) entry_id: AclEntryId,
    pub(crate) binding_id: BoundNumberId,
    pub(crate) target_id: OriginationUriId,
    pub(crate) credential_id: CredentialId,
    pub(crate) number: NumberSpec,
    /// Not there yet, like everything below.
    pub(crate) another: TrunkSpec,
    pub(crate) new_name: TrunkName,
    pub(crate) address: AclEntrySpec,
    pub(crate) free_number: NumberSpec,
    pub(crate) targets: [OriginationUriSpec; 3],
    pub(crate) credential: CredentialSpec,
    /// So that no call is refused for the sake of the trunk's authentication.
    pub(crate) options: ChangeOptions,
}

impl Stage {
    /// Identifiers of nothing, and what could be put there.
    pub(crate) fn missing(case: &Case) -> Outcome<Self> {
        let [first, second, ..] = &case.free_numbers()[..] else {
            return Err(Failure::new("the harness has not two free numbers any more"));
        };
        let (missing, auth) = (case.missing(), auth(case));
        let spec = case.spec(auth);
        Ok(Self {
            keyed_spec: if is_by_either(case) { case.spec(TerminationAuth::Digest) } else { spec.clone() },
            spec,
            keyed: missing.trunk.clone(),
            trunk: missing.trunk,
            entry_id: missing.acl_entry,
            binding_id: missing.number,
            target_id: missing.origination_uri,
            credential_id: missing.credential,
            number: NumberSpec::new(first.clone()),
            another: case.spec(auth),
            new_name: case.spec(auth).name,
            address: case.address(1).with_auth_mode(AuthModeChange::Allow),
            free_number: NumberSpec::new(second.clone()),
            targets: [case.target(1), case.target(2), case.target(3)],
            credential: case.credential(1).with_auth_mode(AuthModeChange::Allow),
            options: ChangeOptions::default().with_auth_mode(AuthModeChange::Allow),
        })
    }

    /// A trunk with one of everything that the carrier has.
    pub(crate) async fn set(case: &Case) -> Outcome<Self> {
        let mut stage = Self::missing(case)?;
        stage.trunk = case.trunks().create_trunk(&stage.spec).await?.value.id;
        let id = &stage.trunk;
        stage.entry_id = case.acls().add_acl_entry(id, &case.address(0)).await?.value.id;
        stage.binding_id = case.numbers().bind_number(id, &stage.number).await?.value.id;
        if let Some(part) = case.provider().originations() {
            stage.target_id = part.add_origination_uri(id, &case.target(0)).await?.value.id;
        }
        stage.keyed = id.clone();
        if is_by_either(case) {
            stage.keyed = case.trunks().create_trunk(&stage.keyed_spec).await?.value.id;
        }
        if let Some(part) = case.provider().credentials() {
            let spec = case.credential(0).with_auth_mode(AuthModeChange::Allow);
            stage.credential_id = part.add_credential(&stage.keyed, &spec).await?.value.id;
        }
        if let Some(part) = case.provider().caller_ids() {
            let _ = part.set_caller_id(id, &stage.free_number.number).await?;
        }
        Ok(stage)
    }
}

/// Whether a trunk has addresses or credentials, never both.
pub(crate) fn is_by_either(case: &Case) -> bool {
    case.provider().credentials().is_some() && !case.provider().capabilities().ip_acl_and_digest.value
}

/// Whether a trunk has addresses and credentials.
fn is_by_both(case: &Case) -> bool {
    case.provider().credentials().is_some() && case.provider().capabilities().ip_acl_and_digest.value
}

/// What authenticates calls on a trunk with one of everything.
pub(crate) fn auth(case: &Case) -> TerminationAuth {
    if is_by_both(case) { TerminationAuth::Both } else { TerminationAuth::IpAcl }
}

/// A trunk with so many addresses, and one of everything else that it can have besides.
pub(crate) fn described(case: &Case, addresses: u8) -> Outcome<TrunkDescription> {
    let (provider, number) = (case.provider(), case.number()?);
    let mut description =
        TrunkDescription::new(case.spec(auth(case))).with_acl((0..addresses).map(|n| case.address(n)));
    if is_by_both(case) {
        description = description.with_credentials([case.credential(0)]);
    }
    if provider.originations().is_some() {
        description = description.with_origination([case.target(0).with_priority(7)]);
    }
    if provider.caller_ids().is_some() {
        description = description.with_caller_id(number.number.clone());
    }
    Ok(description.with_numbers([number]))
}

/// One object of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: String,
    /// What makes it the same as another: a name, an address, a number, a target, a user.
    pub(crate) key: String,
    /// All of it.
    pub(crate) full: String,
}

/// A list whose objects are rows.
pub(crate) type Rows = BoxStream<'static, trunkline::Result<Row>>;

/// Every list there is, by noun: the account's trunks first, then what is on `trunk`, and the credentials of `keyed`.
/// Nothing is read yet.
pub(crate) fn lists(provider: &dyn Provider, trunk: &TrunkId, keyed: &TrunkId) -> Vec<(&'static str, Rows)> {
    fn rows<T, K>(objects: Objects<T>, key: fn(&T) -> K, id: fn(&T) -> &str) -> Rows
    where
        T: Debug + Send + 'static,
        K: Display + 'static,
    {
        let row = move |object: T| Row {
            id: id(&object).to_owned(),
            key: key(&object).to_string(),
            full: format!("{object:?}"),
        };
        objects.map_ok(row).boxed()
    }
    let (acl, numbers) =
        (provider.acls().list_acl_entries(trunk), provider.numbers().list_bound_numbers(trunk));
    let mut lists = vec![
        (
            "trunks",
            rows(provider.trunks().list_trunks(), |trunk| trunk.name.clone(), |trunk| trunk.id.as_str()),
        ),
        ("addresses", rows(acl, |entry| entry.cidr.clone(), |entry| entry.id.as_str())),
        ("numbers", rows(numbers, |bound| bound.number.clone(), |bound| bound.id.as_str())),
    ];
    if let Some(part) = provider.originations() {
        let targets = part.list_origination_uris(trunk);
        lists.push(("targets", rows(targets, |target| target.uri.clone(), |target| target.id.as_str())));
    }
    if let Some(part) = provider.credentials() {
        let credentials = part.list_credentials(keyed);
        let user = |credential: &Credential| credential.username.clone();
        lists.push(("credentials", rows(credentials, user, |credential| credential.id.as_str())));
    }
    lists
}

/// A trunk and what is on it, noun by noun.
///
/// # Errors
/// The first read that fails.
pub(crate) async fn shown(
    provider: &dyn Provider,
    trunk: &TrunkId,
) -> trunkline::Result<Vec<(&'static str, Vec<Row>)>> {
    let mut shown = Vec::new();
    for (noun, rows) in lists(provider, trunk, trunk).into_iter().skip(1) {
        shown.push((noun, rows.try_collect().await?));
    }
    let it = provider.trunks().get_trunk(trunk).await?;
    shown.push(("trunk", vec![Row { id: it.id.to_string(), key: it.name.clone(), full: format!("{it:?}") }]));
    if let Some(part) = provider.caller_ids() {
        let row = |caller_id: CallerId| Row {
            id: trunk.to_string(),
            key: caller_id.number.to_string(),
            full: format!("{caller_id:?}"),
        };
        shown.push(("caller id", part.get_caller_id(trunk).await?.map(row).into_iter().collect()));
    }
    Ok(shown)
}
