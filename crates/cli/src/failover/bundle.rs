//! A bundle on disk, and the one account it opens.

use std::{collections::BTreeMap, fs, path::Path};

use trunkline_engine::{
    Environment, File, Known, ReadOnly, Registry,
    failover::{Bundle, Item, Left, Look, only_what_can_be},
    store::Store,
    trunkline::{
        http::Options,
        provider::{DynProvider, Provider as _},
    },
};

use crate::{change::shown, exit::Failure, output, planned::plain};

/// Reads a bundle; `away_from` is whose failure it has to be for.
pub(super) fn read(path: &Path, away_from: Option<&str>) -> Result<Bundle, Failure> {
    let at = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::mistake(format!("bundle {at} cannot be read: {error}")))?;
    Bundle::read(&text, away_from).map_err(|error| Failure::mistake(format!("bundle {at} {error}")))
}

/// Where a bundle's journal is: with that of the file it is of, so that nobody else changes the account meanwhile; beside the
/// bundle where that folder is not on this machine.
pub(super) fn stands<'a>(bundle: &'a Bundle, path: &'a Path) -> &'a Path {
    if bundle.of.parent().is_some_and(Path::is_dir) { &bundle.of } else { path }
}

/// The account that takes over, opened. The failing one is not: the bundle does not describe it.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) file: File,
    pub(super) providers: BTreeMap<String, DynProvider>,
}

impl Side {
    /// Looks every secret up and names all that are missing, before anything is sent.
    pub(super) fn open(bundle: &Bundle, http: Options) -> Result<Self, Failure> {
        let environment = Environment::process();
        let file = bundle.wanted(&Registry::default(), &environment)?;
        let name = &bundle.to.profile;
        let Some(profile) = file.profiles.get(name) else {
            return Err(Failure::mistake(format!("the bundle describes no account {name}")));
        };
        let mut missing = bundle.missing_passwords(&environment);
        let opened = profile.open(http).map_err(|error| missing.insert(0, error.to_string()));
        let (Ok(provider), true) = (opened, missing.is_empty()) else {
            return Err(Failure::Mistakes(missing));
        };
        match &bundle.to.identity {
            Some(planned) if planned != provider.identity() => Err(Failure::mistake(format!(
                "{name} is {} now; the bundle was made for {planned}",
                provider.identity()
            ))),
            _ => Ok(Self { file, providers: BTreeMap::from([(name.clone(), provider)]) }),
        }
    }

    /// What is to be done there now, without what would remove something or is refused.
    pub(super) async fn look(&self, name: &str, store: Option<&Store>) -> Result<(Look, Vec<Left>), Failure> {
        let views: BTreeMap<String, ReadOnly> = self
            .providers
            .iter()
            .map(|(name, provider)| (name.clone(), ReadOnly::new(DynProvider::clone(provider))))
            .collect();
        let known = match store {
            Some(store) => Known::load(store, &views).await?,
            None => Known::default(),
        };
        let Some(view) = views.get(name) else {
            return Err(Failure::mistake(format!("{name} is not open")));
        };
        let look = Look::at(name, view.clone(), &self.file.wanted, &known);
        let mut look = shown(name, look).await?;
        let left = only_what_can_be(&mut look.plan);
        Ok((look, left))
    }
}

/// What people have to do, by who does it.
pub(super) fn checklist(items: &[Item]) -> String {
    let mut text = String::new();
    let mut owners: Vec<_> = items.iter().map(|item| item.owner).collect();
    owners.sort();
    owners.dedup();
    for owner in owners {
        text += &output::heading(&format!("By {owner}"));
        let own = items.iter().filter(|item| item.owner == owner);
        text.extend(own.map(|item| output::item(&plain(&item.text))));
    }
    text
}

/// Writes what platforms are told into a folder for each.
pub(super) fn write_fragments(bundle: &Bundle, folder: &Path, json: bool) -> Result<(), Failure> {
    if bundle.fragments.is_empty() {
        return Err(Failure::mistake("the bundle has none: its checklist says why; prepare it again"));
    }
    let mut written = Vec::new();
    for fragment in &bundle.fragments {
        let named = |name: &str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
            !name.starts_with('.') && !name.is_empty() && name.chars().all(plain)
        };
        if !named(&fragment.platform) || !named(&fragment.file) {
            return Err(Failure::mistake(format!("{:?} of the bundle is no name for a file", fragment.file)));
        }
        let own = folder.join(&fragment.platform);
        let path = own.join(&fragment.file);
        fs::create_dir_all(&own)
            .and_then(|()| fs::write(&path, &fragment.text))
            .map_err(|error| Failure::Local(format!("{} cannot be written: {error}", path.display())))?;
        written.push(path.display().to_string());
    }
    if json { output::print_json(&written) } else { output::print(&(written.join("\n") + "\n")) }
}
