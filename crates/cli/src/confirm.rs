//! The word of a person for what cannot be taken back.

use std::io::{self, IsTerminal as _, Write as _};

use clap::Args;

use crate::exit::Failure;

/// Consent on the command line.
#[derive(Debug, Args)]
pub(crate) struct Yes {
    /// Do it without asking.
    #[arg(long)]
    pub(crate) yes: bool,
}

/// How consent is had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    /// It was given on the command line.
    Given,
    /// Somebody is there to be asked.
    Ask,
}

impl Consent {
    /// Whether it can be had at all.
    pub(crate) fn possible(yes: bool) -> Result<Self, String> {
        if yes {
            Ok(Self::Given)
        } else if io::stdin().is_terminal() && io::stderr().is_terminal() {
            Ok(Self::Ask)
        } else {
            Err("this changes accounts, and nobody is there to be asked: add --yes".to_owned())
        }
    }

    /// Asks, unless it was given. `what` names exactly what is to happen, and on which account.
    pub(crate) fn to(self, what: &str) -> Result<(), Failure> {
        if self == Self::Given {
            return Ok(());
        }
        let unreadable = |error: io::Error| Failure::Local(format!("the terminal cannot be read: {error}"));
        let mut terminal = anstream::stderr();
        write!(terminal, "{what}? [y/N] ").and_then(|()| terminal.flush()).map_err(unreadable)?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).map_err(unreadable)?;
        if matches!(answer.trim(), "y" | "Y" | "yes") { Ok(()) } else { Err(Failure::NotConfirmed) }
    }
}
