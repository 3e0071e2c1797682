//! What is checked before anything is sent.

use std::collections::BTreeMap;

use trunkline::{
    audit::Severity,
    model::{CredentialSpec, SecretString, TrunkDescription, TrunkSpec},
    provider::{DynProvider, Provider as _},
};

use super::ApplyError;
use crate::{
    Environment, Secrets,
    plan::{Change, Plan, PlannedAccount},
};

/// Whether a plan may be carried out by these providers.
pub(super) fn check(plan: &Plan, providers: &BTreeMap<String, DynProvider>) -> Result<(), ApplyError> {
    if plan.version != Plan::VERSION {
        return Err(ApplyError::Version(plan.version));
    }
    let refusals: Vec<String> = plan
        .refusals()
        .map(|(account, trunk, refusal)| format!("{}/{}: {}", account.profile, trunk.name, refusal.reason))
        .collect();
    if !refusals.is_empty() {
        return Err(ApplyError::Refused(refusals));
    }
    let missing = plan.missing();
    if !missing.is_empty() {
        return Err(ApplyError::NotAllowed(missing));
    }
    plan.accounts.iter().try_for_each(|account| provider_of(account, providers).map(drop))
}

/// The provider of an account, which has to be the account that was planned for.
pub(crate) fn provider_of<'a>(
    account: &PlannedAccount,
    providers: &'a BTreeMap<String, DynProvider>,
) -> Result<&'a DynProvider, ApplyError> {
    let Some(provider) = providers.get(&account.profile) else {
        return Err(ApplyError::NoProfile(account.profile.clone()));
    };
    if *provider.identity() != account.identity {
        return Err(ApplyError::OtherAccount {
            profile: account.profile.clone(),
            planned: Box::new(account.identity.clone()),
            is: Box::new(provider.identity().clone()),
        });
    }
    Ok(provider)
}

/// The passwords of the credentials that `needed` steps add, by step; every one that is missing, and every one that
/// its carrier would refuse after other steps are done, is named.
pub(super) fn passwords(
    plan: &Plan,
    providers: &BTreeMap<String, DynProvider>,
    environment: &Environment,
    needed: impl Fn(&str) -> bool,
) -> Result<BTreeMap<String, SecretString>, ApplyError> {
    let mut secrets = Secrets::new(environment);
    let mut passwords = BTreeMap::new();
    let mut wrong = Vec::new();
    for (account, trunk, step) in plan.steps() {
        if let Change::AddCredential { username, password, of, .. } = &step.change
            && needed(&step.id)
        {
            let field = format!("{}/{}: password of {of}", account.profile, trunk.name);
            let Some(password) = secrets.read(&field, password) else { continue };
            let credential = CredentialSpec::new(username, password.clone());
            let description = TrunkDescription::new(TrunkSpec::new(trunk.name.clone(), trunk.auth))
                .with_credentials([credential]);
            let findings = provider_of(account, providers)?.audit(&description).into_iter();
            let refused = findings.filter(|finding| {
                finding.severity == Severity::Refused && finding.field.ends_with("].password")
            });
            wrong.extend(refused.map(|finding| format!("{field}: {}", finding.rule)));
            passwords.insert(step.id.clone(), password);
        }
    }
    wrong.splice(0..0, secrets.into_missing());
    if wrong.is_empty() { Ok(passwords) } else { Err(ApplyError::Secrets(wrong)) }
}
