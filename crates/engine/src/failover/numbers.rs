//! Whose a number is.

use trunkline::{ErrorKind, Result, model::E164};

use crate::ReadOnly;

/// Whether the account owns a number; `None` where nobody can tell.
pub(super) async fn is_own(view: &ReadOnly, number: &E164) -> Result<Option<bool>> {
    match view.owns_number(number).await {
        Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {
            Ok(None)
        }
        told => told,
    }
}
