//! How a report is wanted.

use std::{fs, path::PathBuf};

use clap::Args;
use trunkline_engine::loss::LossReport;

use super::shown::{self, Standing};
use crate::{exit::Failure, output};

/// The form, on the command line; text unless something else is said.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// Print Markdown, for a ticket or a pull request.
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// Write one page of HTML with a picture of both sides to this file; it needs nothing else to be read.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl Output {
    /// Prints the report, and of a migration how far it is.
    pub(super) fn print(
        &self,
        report: &LossReport,
        standing: Option<&Standing<'_>>,
        json: bool,
    ) -> Result<(), Failure> {
        if let Some(path) = &self.html {
            fs::write(path, shown::html(report, standing))
                .map_err(|error| Failure::Local(format!("{} cannot be written: {error}", path.display())))?;
        }
        match (json, self.markdown) {
            (true, _) => output::print_json(report),
            (_, true) => output::print(&shown::markdown(report, standing)),
            _ if self.html.is_some() => Ok(()),
            _ => output::print(&shown::text(report)),
        }
    }

    /// Whether a form other than text was asked for.
    pub(super) fn is_given(&self) -> bool {
        self.markdown || self.html.is_some()
    }
}
