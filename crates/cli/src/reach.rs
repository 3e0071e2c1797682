//! How far a change of allowed addresses or credentials may go.

use clap::Args;
use trunkline_engine::trunkline::model::{AuthModeChange, ChangeOptions, ListId};

use crate::{account::Account, input::Input};

/// How far a change of an ACL or of credentials may reach.
#[derive(Debug, Args)]
pub(crate) struct Reach {
    /// Let this change the way the trunk authenticates calls.
    #[arg(long)]
    allow_auth_mode_change: bool,
    /// Change this list (AL… or CL…), which other trunks may use, instead of the trunk's own (Twilio).
    #[arg(long, value_name = "LIST")]
    shared_list: Option<String>,
}

impl Reach {
    pub(crate) fn auth_mode(&self) -> AuthModeChange {
        if self.allow_auth_mode_change { AuthModeChange::Allow } else { AuthModeChange::Refuse }
    }

    pub(crate) fn list(&self, input: &mut Input, account: Option<&Account>) -> Option<ListId> {
        input.only_on(account, "twilio", &[("--shared-list", self.shared_list.is_some())]);
        input.optional(self.shared_list.as_deref())
    }

    pub(crate) fn removal(&self, list: Option<ListId>) -> ChangeOptions {
        removal(list).with_auth_mode(self.auth_mode())
    }
}

/// Removing or changing what is in `list`, or else in the trunk's own.
pub(crate) fn removal(list: Option<ListId>) -> ChangeOptions {
    list.into_iter().fold(ChangeOptions::default(), ChangeOptions::with_shared_list)
}
