//! Trunks made true.

use async_trait::async_trait;

use super::{found_after, may_be_there, reading_once};
use crate::{
    error::{Effect, Error, ErrorKind, Result},
    model::{Action, Done, EffectiveAuth, ObjectId, Step, TerminationAuth, Trunk, TrunkSpec},
    provider::TrunkProvider,
};

/// Conveniences for trunks.
#[async_trait]
pub trait TrunkExt: TrunkProvider {
    /// The one of `trunks` that `spec` describes: [`match_trunks`](TrunkProvider::match_trunks) for one.
    ///
    /// # Errors
    /// [`Conflict`](ErrorKind::Conflict) when it cannot be told which one is meant; never a guess.
    fn match_trunk<'a>(&self, spec: &TrunkSpec, trunks: &'a [Trunk]) -> Result<Option<&'a Trunk>> {
        self.match_trunks(&[spec], trunks).pop().unwrap_or(Ok(None))
    }

    /// Makes sure that the trunk `spec` describes exists and is as it says.
    ///
    /// # Errors
    /// Those of [`find_trunk`](TrunkProvider::find_trunk), [`create_trunk`](TrunkProvider::create_trunk) and
    /// [`update_trunk`](TrunkProvider::update_trunk);
    /// [`AuthModeChange`](ErrorKind::AuthModeChange) when the trunk authenticates calls in another way than the
    /// one wanted and adding to it cannot lead there.
    async fn ensure_trunk(&self, spec: &TrunkSpec) -> Result<Done<Trunk>> {
        reading_once(async {
            if let Some(trunk) = self.find_trunk(spec).await? {
                return adjust(self, spec, trunk).await;
            }
            let error = match self.create_trunk(spec).await {
                Ok(done) => return Ok(done),
                Err(error) if may_be_there(&error) => error,
                Err(error) => return Err(error),
            };
            match self.find_trunk(spec).await {
                Ok(Some(trunk)) => {
                    let found =
                        found_after(&error, Step::new(Action::Created, ObjectId::Trunk(trunk.id.clone())));
                    let before = found.changed.then_some(found.value);
                    let mut done = adjust(self, spec, trunk).await.map_err(|error| error.after(before))?;
                    done.changed |= found.changed;
                    done.warnings.extend(found.warnings);
                    Ok(done)
                }
                _ => Err(error),
            }
        })
        .await
    }
}

impl<T: TrunkProvider + ?Sized> TrunkExt for T {}

/// Changes what differs from `spec`; refuses to change how a live trunk authenticates calls.
async fn adjust<T: TrunkProvider + ?Sized>(
    provider: &T,
    spec: &TrunkSpec,
    trunk: Trunk,
) -> Result<Done<Trunk>> {
    // To one that is to ask for both, adding leads from anywhere.
    let auth = match trunk.auth {
        _ if spec.auth == TerminationAuth::Both => EffectiveAuth::NotReported,
        EffectiveAuth::NotReported => provider.termination_auth(&trunk.id).await?,
        reported => reported,
    };
    if let EffectiveAuth::Mode(mode) = auth
        && mode != spec.auth
    {
        return Err(Error::new(
            ErrorKind::AuthModeChange,
            Effect::None,
            format!(
                "trunk {} authenticates calls by {mode}, {} is wanted: that would change a live trunk",
                trunk.id, spec.auth
            ),
        )
        .with_advice(
            "remove what is in the way by calls that allow the change, or describe the trunk as it is",
        ));
    }
    let patch = provider.diff_trunk(spec, &trunk);
    if patch.is_empty() {
        let steps = trunk.manual_steps.clone();
        Ok(Done::unchanged(trunk).with_manual_steps(steps))
    } else {
        provider.update_trunk(&trunk.id, &patch).await
    }
}
