//! From a file to a bundle.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use trunkline::model::{Carrier, E164, TrunkName};
use uuid::Uuid;

use super::{
    Account, Bundle, DataPlane, Item, Look, Owner, Told, adds::is_besides, ask, live, numbers::is_own,
    only_what_adds,
};
use crate::{
    Environment, File, FileError, ReadOnly, Registry, Wanted, WantedTrunk,
    eligibility::Rules,
    emit::{self, Platform},
    file::{Draft, DraftTrunk, write},
    import::import,
    plan::{Change, Step},
};

/// Who fails, and who takes over.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The file with both.
    pub file: &'a File,
    /// The profile of the account that fails. It is not opened.
    pub from: &'a str,
    /// Its carrier.
    pub home: &'a Carrier,
    /// The profile of the account that takes over.
    pub to: &'a str,
}

/// A bundle, or why there is none.
#[derive(Debug)]
pub struct Prepared {
    /// The bundle.
    pub bundle: Bundle,
    /// Why it must not be relied on; empty when it may.
    pub refused: Vec<String>,
}

impl<'a> Pair<'a> {
    /// What is wanted of the account that takes over, as a file of its own that stands where the other does.
    ///
    /// # Errors
    /// Those of [`File::read`]: mistakes that only show once the failing account is left out.
    pub fn live(&self, registry: &Registry, environment: &Environment) -> Result<File, FileError> {
        let mut file = File::read(registry, environment, &self.file.path, &self.live_file())?;
        // What a trunk does without is told by the file that it is taken from, and by no text.
        for from in live(self.file, self.from, self.to) {
            if let Some(trunk) = file.wanted.trunks.iter_mut().find(|trunk| trunk.name == from.name) {
                trunk.shortfalls = from.shortfalls;
            }
        }
        Ok(file)
    }

    fn live_file(&self) -> String {
        let trunks = live(self.file, self.from, self.to);
        let draft = Draft {
            comments: vec![format!("What {} is to be once {} has failed.", self.to, self.from)],
            trunks: trunks.into_iter().map(|trunk| DraftTrunk { trunk, comments: Vec::new() }).collect(),
        };
        write(&draft, &self.file.profiles)
    }

    /// Makes a bundle. `wanted` is that of the [live file](Self::live), and `look` what there is on the account that takes over. Sends reads to that account, and nothing to any other.
    ///
    /// # Errors
    /// The first error of a read.
    pub async fn prepare(
        &self,
        by: &str,
        wanted: &Wanted,
        mut look: Look,
        told: &Told,
    ) -> trunkline::Result<Prepared> {
        let view = &look.view.clone();
        let mut refused = self.refused(wanted, &look);
        let whole = look.plan.clone();
        let left = only_what_adds(&mut look.plan);
        let missed = |step: &Step| !is_besides(step) && left.iter().any(|left| left.step == step.id);
        look.missed = whole
            .steps()
            .filter(|(.., step)| missed(step))
            .map(|(_, trunk, step)| (trunk.name.clone(), step.clone()))
            .collect();
        let Numbers { owned, strange, unsure } = numbers(&look).await?;
        refused.extend(strange.iter().map(|number| {
            format!("{}: {number} is no number of {}: binding it would fail", self.to, look.observed.identity)
        }));
        let both = self.both(wanted);
        (look.after_its_plan, look.owned) = (true, owned);
        let judged = ask(&both, self.from, self.home, &look, told, Rules::builtin());
        let observed = self.observed(&look, view).await?;
        let identity = look.observed.identity.clone();
        let (fragments, unsaid) = self.fragments(wanted, view).await?;
        let mut checklist = self.checklist(wanted, &look, &judged, &left);
        checklist.extend(unsure.iter().map(|number| {
            let text = format!(
                "Whether {number} is a number of {} no API tells: binding it during the failover does.",
                self.to
            );
            Item::new(Owner::OnCall, text)
        }));
        checklist.extend(unsaid);
        let bundle = Bundle {
            version: Bundle::VERSION,
            id: Uuid::now_v7(),
            made: Timestamp::now(),
            by: by.to_owned(),
            away_from: Account { profile: self.from.to_owned(), identity: None },
            to: Account { profile: self.to.to_owned(), identity: Some(identity) },
            of: self.file.path.clone(),
            file: self.live_file(),
            observed,
            owned: look.owned,
            plan: look.plan,
            left,
            judged,
            checklist,
            fragments,
        };
        Ok(Prepared { bundle, refused })
    }

    /// What the file asks for on the account that fails, and `live` on the one that takes over.
    pub fn both(&self, live: &Wanted) -> Wanted {
        let trunks = self.failing().cloned().chain(live.trunks.iter().cloned()).collect();
        Wanted { digest: live.digest.clone(), trunks }
    }

    pub(super) fn failing(&self) -> impl Iterator<Item = &'a WantedTrunk> {
        let Self { file, from, .. } = *self;
        file.wanted.trunks.iter().filter(move |trunk| trunk.profile == from)
    }

    /// Why the plan could not be carried out while the failing carrier is down.
    fn refused(&self, wanted: &Wanted, look: &Look) -> Vec<String> {
        let identity = &look.observed.identity;
        let mut refused = Vec::new();
        if identity.carrier == *self.home {
            refused.push(format!(
                "{} and {} are both on {}: whatever takes its API down takes both, so every step would need the \
                 failing carrier",
                self.from, self.to, self.home
            ));
        }
        let at_home: BTreeMap<&E164, &TrunkName> = self
            .failing()
            .flat_map(|trunk| trunk.numbers.iter().flatten().map(move |spec| (&spec.number, &trunk.name)))
            .collect();
        for trunk in &wanted.trunks {
            for spec in trunk.numbers.iter().flatten() {
                let number = &spec.number;
                if let Some(there) = at_home.get(number) {
                    refused.push(format!(
                        "{}/{}: {number} is on {}/{there} too; a number lives at one carrier, and moving it needs {}",
                        self.to, trunk.name, self.from, self.from
                    ));
                }
            }
        }
        refused.extend(look.plan.refusals().map(|(account, trunk, refusal)| {
            let field = refusal.field.as_ref().map(|field| format!("{field}: ")).unwrap_or_default();
            format!("{}/{}: {field}{}", account.profile, trunk.name, refusal.reason)
        }));
        let mut adds = look.plan.clone();
        only_what_adds(&mut adds);
        for (account, trunk, step) in adds.steps() {
            for need in step.needs.iter().filter(|need| !adds.allowed.contains(need)) {
                refused.push(format!(
                    "{}/{}: {} needs --allow {need}: do that with trunkline apply, in quiet times",
                    account.profile, trunk.name, step.id
                ));
            }
        }
        refused
    }

    /// What there is of the trunks, as a file.
    async fn observed(&self, look: &Look, view: &ReadOnly) -> trunkline::Result<String> {
        let there: BTreeSet<String> = look
            .plan
            .accounts
            .iter()
            .flat_map(|account| &account.trunks)
            .filter_map(|trunk| Some(trunk.trunk.as_ref()?.to_string()))
            .collect();
        let mut draft = Draft { comments: Vec::new(), trunks: Vec::new() };
        if !there.is_empty() {
            let views = BTreeMap::from([(self.to.to_owned(), view.clone())]);
            draft = import(&views, &there).await?.into();
        }
        draft.comments.insert(0, format!("What there was on {} when this was made.", self.to));
        Ok(write(&draft, &self.file.profiles))
    }

    /// What the platforms are told, or what has to be known before they can be.
    async fn fragments(
        &self,
        wanted: &Wanted,
        view: &ReadOnly,
    ) -> trunkline::Result<(Vec<DataPlane>, Option<Item>)> {
        let views = BTreeMap::from([(self.to.to_owned(), view.clone())]);
        let places = emit::look(&views, wanted).await?;
        let (mut routes, mut unsaid) = (Vec::new(), Vec::new());
        for trunk in &wanted.trunks {
            let options = emit::Options { trunks: vec![trunk.name.clone()], ..emit::Options::default() };
            match emit::routes(wanted, &places, &options) {
                Ok(found) => routes.extend(found),
                Err(why) => unsaid.extend(why),
            }
        }
        let unsaid = (!unsaid.is_empty()).then(|| {
            let text = format!("The bundle has no configuration for the SBC of: {}.", unsaid.join("; "));
            Item::new(Owner::Voice, text)
        });
        if routes.is_empty() {
            return Ok((Vec::new(), unsaid));
        }
        let emitted = Platform::ALL.into_iter().map(|platform| emit::emit(platform, &routes));
        let fragments = emitted.flat_map(|emitted| {
            emitted.fragments.into_iter().map(move |fragment| DataPlane {
                platform: emitted.platform.to_string(),
                file: fragment.file,
                text: fragment.text,
            })
        });
        Ok((fragments.collect(), unsaid))
    }
}

/// The numbers that are to be bound, and those that are.
#[derive(Default)]
struct Numbers {
    /// The account's.
    owned: BTreeSet<E164>,
    /// Not the account's.
    strange: Vec<E164>,
    /// Nobody can tell.
    unsure: Vec<E164>,
}

async fn numbers(look: &Look) -> trunkline::Result<Numbers> {
    let mut numbers = Numbers::default();
    let there = look.observed.trunks.iter().flat_map(|there| there.numbers.iter().flatten());
    numbers.owned.extend(there.filter_map(|bound| bound.number.valid().cloned()));
    for (.., step) in look.plan.steps() {
        let Change::BindNumber { spec } = &step.change else { continue };
        let number = spec.number.clone();
        match is_own(&look.view, &number).await? {
            Some(true) => drop(numbers.owned.insert(number)),
            Some(false) => numbers.strange.push(number),
            None => numbers.unsure.push(number),
        }
    }
    Ok(numbers)
}
