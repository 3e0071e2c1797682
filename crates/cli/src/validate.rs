//! `trunkline validate`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use trunkline_engine::{Environment, File, Registry};

use crate::{exit::Failure, output};

/// Check a file of trunks, without network and without credentials.
///
/// Every mistake is shown at once, each with its line and the rule it breaks: the file's own rules, what contradicts,
/// and what the carriers refuse. Secrets are not looked up.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  trunkline validate                          # ./trunkline.yaml
  trunkline validate trunks.json --json       # for scripts; JSON is read too
  trunkline schema > trunkline.schema.json    # for editors, which complete and check by it

Exit codes: 0 valid, 2 not.")]
pub(crate) struct Validate {
    /// The file [default: that of --config, or else ./trunkline.yaml].
    file: Option<PathBuf>,
}

impl Validate {
    /// Sends nothing.
    pub(crate) fn run(self, config: Option<PathBuf>, as_json: bool) -> Result<(), Failure> {
        let path = self.file.or(config).unwrap_or_else(|| PathBuf::from("trunkline.yaml"));
        let file = File::load(&Registry::default(), &Environment::process(), &path)?;
        if as_json {
            let trunks = file.wanted.trunks.iter();
            return output::print_json(&json!({
                "file": file.path,
                "digest": file.wanted.digest,
                "trunks": trunks
                    .map(|trunk| json!({ "profile": trunk.profile, "name": trunk.name }))
                    .collect::<Vec<_>>(),
                "warnings": file.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "places": output::places(&file.warnings),
            }));
        }
        for warning in &file.warnings {
            output::error_line(&format!("{}\n", warning.render(true)));
        }
        output::print(&format!("{} is valid: {}\n", file.path.display(), summary(&file)))
    }
}

/// `3 trunks on exotel and twilio-eu, 1 warning`.
fn summary(file: &File) -> String {
    let many = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let trunks = &file.wanted.trunks;
    let mut names: Vec<&str> = trunks.iter().map(|trunk| trunk.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let mut profiles: Vec<&str> = trunks.iter().map(|trunk| trunk.profile.as_str()).collect();
    profiles.dedup();
    let on = if profiles.is_empty() { String::new() } else { format!(" on {}", profiles.join(", ")) };
    let warnings = match file.warnings.len() {
        0 => String::new(),
        count => format!("; {}", many(count, "warning")),
    };
    format!("{}{on}{warnings}", many(names.len(), "trunk"))
}
