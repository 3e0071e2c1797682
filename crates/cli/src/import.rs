//! `trunkline import`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use clap::Args;
use serde_json::json;
use trunkline_engine::{
    ReadOnly,
    file::{Draft, DraftTrunk, write},
    import::{Imported, ImportedTrunk, import},
    trunkline::{Effect, Error, ErrorKind, http::Priority, model::TrunkName},
};

use crate::{account::Accounts, change::shown, exit::Failure, global::Global, input::Input, output};

/// Write the file from the trunks that are on an account. Sends only reads.
///
/// Planning right after it finds nothing to do. What a file cannot say stays out of it, with a comment that says why; no plan
/// touches it then. Passwords cannot be read: credentials name variables to put them into.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    /// The account; can be given several times.
    #[arg(long = "carrier", value_name = "PROFILE", required = true)]
    carriers: Vec<String>,
    /// Only this trunk, by id or by its name on the carrier; can be given several times.
    #[arg(long = "trunk", value_name = "TRUNK")]
    trunks: Vec<String>,
    /// Write to this file, which must not be there yet, instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  trunkline import --carrier twilio                          # look at it
  trunkline import --carrier exotel --carrier twilio --out trunkline.yaml
  trunkline plan --detailed-exitcode                         # nothing to do
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let accounts = Accounts::new(global.config.clone());
        let profiles = accounts.profiles().map_err(|error| Failure::from(error.clone()))?;
        let mut input = Input::new();
        let chosen: Vec<_> =
            self.carriers.iter().filter_map(|name| input.profiles(&accounts, Some(name))).flatten().collect();
        if let Some(out) = self.out.as_ref().filter(|out| out.exists()) {
            input.mistake(format!("--out {}: it is there already, and is not written over", out.display()));
        }
        input.finish((Some(()),))?;
        let http = global.http(&global.file(None)).await.with_priority(Priority::Bulk);
        let mut views = BTreeMap::new();
        for profile in chosen {
            views.insert(profile.name().to_owned(), ReadOnly::new(profile.open(http.clone())?));
        }
        let only: BTreeSet<String> = self.trunks.iter().cloned().collect();
        let imported = shown(&self.carriers.join(", "), import(&views, &only)).await?;
        for wanted in &self.trunks {
            if !imported.trunks.iter().any(|trunk| is(trunk, wanted))
                && !imported.left_out.iter().any(|left| left.id.as_str() == wanted || left.name == *wanted)
            {
                let message = format!("there is no trunk {wanted:?} on {}", self.carriers.join(", "));
                return Err(Error::new(ErrorKind::NotFound, Effect::None, message).into());
            }
        }
        let text = write(&draft(&imported), profiles);
        if let Some(out) = &self.out {
            save(out, &text)
                .map_err(|error| Failure::Local(format!("{} cannot be written: {error}", out.display())))?;
        }
        if global.json {
            return output::print_json(&json!({
                "file": text,
                "trunks": imported.trunks.iter().map(|trunk| json!({
                    "profile": trunk.wanted.profile, "name": trunk.wanted.name, "id": trunk.id,
                    "unmanaged": trunk.unmanaged, "notes": trunk.notes,
                })).collect::<Vec<_>>(),
                "left_out": imported.left_out.iter().map(|left| json!({
                    "profile": left.profile, "name": left.name, "id": left.id, "why": left.why,
                })).collect::<Vec<_>>(),
            }));
        }
        match &self.out {
            Some(out) => output::print(&format!(
                "{} of {} trunks are in {}; trunkline plan {} finds nothing to do\n",
                imported.trunks.len(),
                imported.trunks.len() + imported.left_out.len(),
                out.display(),
                out.display(),
            )),
            None => output::print(&text),
        }
    }
}

/// Whether a person means this trunk.
fn is(trunk: &ImportedTrunk, wanted: &str) -> bool {
    let spec = &trunk.wanted.spec;
    let names = [
        Some(trunk.id.as_str()),
        Some(spec.name.as_str()),
        spec.twilio.friendly_name.as_deref(),
        spec.exotel.trunk_name.as_ref().map(TrunkName::as_str),
    ];
    names.contains(&Some(wanted))
}

fn draft(imported: &Imported) -> Draft {
    let left_out = imported.left_out.iter().map(|left| {
        let (profile, name, id, why) = (&left.profile, &left.name, &left.id, &left.why);
        format!("{profile}: trunk {name} ({id}) cannot be in a file: {why}")
    });
    let trunks = imported.trunks.iter().map(|trunk| {
        let unmanaged = trunk.unmanaged.iter().map(|(noun, why)| format!("{noun} is left alone: {why}"));
        DraftTrunk {
            trunk: trunk.wanted.clone(),
            comments: unmanaged.chain(trunk.notes.iter().cloned()).collect(),
        }
    });
    Draft { comments: left_out.collect(), trunks: trunks.collect() }
}

/// Writes a file that is not there yet.
fn save(path: &Path, text: &str) -> io::Result<()> {
    File::create_new(path)?.write_all(text.as_bytes())
}
