//! What a carrier refuses, before anything is sent to it.

use trunkline_engine::trunkline::{
    ErrorKind,
    audit::{Finding, Severity},
    model::{TerminationAuth, TrunkDescription, TrunkName, TrunkSpec},
};

use crate::{account::Account, exit::Failure, output};

/// Fails with everything the carrier's rules refuse in what is to be added to a live trunk.
///
/// What the trunk has already is not known here, so only rules about the values themselves count; the carrier's
/// backend checks the rest.
pub(crate) fn check(
    account: &Account,
    auth: TerminationAuth,
    add: impl FnOnce(TrunkDescription) -> TrunkDescription,
) -> Result<(), Failure> {
    // Its name is not what is judged.
    let any = "live_trunk".parse::<TrunkName>()?;
    refuse(account, &add(TrunkDescription::new(TrunkSpec::new(any, auth))))
}

/// Fails with everything the carrier's rules refuse in a new trunk, and tells people what is derived: its domain.
pub(crate) fn check_new(account: &Account, spec: &TrunkSpec, json: bool) -> Result<(), Failure> {
    let description = TrunkDescription::new(spec.clone());
    refuse(account, &description)?;
    if !json {
        for finding in account.provider().audit(&description) {
            if finding.severity == Severity::Note {
                output::note(&finding.to_string());
            }
        }
    }
    Ok(())
}

fn refuse(account: &Account, description: &TrunkDescription) -> Result<(), Failure> {
    let findings = account.provider().audit(description);
    let about_values = |finding: &&Finding| {
        finding.severity == Severity::Refused
            && matches!(finding.kind, ErrorKind::InvalidInput | ErrorKind::Unsupported)
    };
    let mistakes: Vec<String> = findings.iter().filter(about_values).map(ToString::to_string).collect();
    if mistakes.is_empty() { Ok(()) } else { Err(Failure::Mistakes(mistakes)) }
}
