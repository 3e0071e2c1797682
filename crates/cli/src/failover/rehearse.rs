//! `trunkline failover run --rehearse`: the bundle on a simulator.

use std::{
    collections::BTreeMap, fmt::Write as _, fs, net::SocketAddr, path::PathBuf, process, time::Instant,
};

use serde_json::json;
use trunkline_engine::{
    Environment, File, Profiles, Registry,
    apply::{self, Apply, Report},
    failover::{Bundle, Left},
    plan::Change,
    store::Store,
    trunkline::{
        Effect,
        model::{Carrier as Name, E164, Identity},
        provider::DynProvider,
    },
};
use trunkline_sim::{Carrier, Faults, Fixture, Reachability, Simulator, Switches};

use super::{
    bundle::{Side, checklist},
    ended::missed,
};
use crate::{apply::outcome, exit::Failure, output, planned, sim};

/// Stands in for passwords of what is there already, which nobody can read.
const STANDS_IN: &str = "StandsInForOne2";

/// Carries a bundle out on a simulator that begins with what was there when it was made. The failing carrier refuses every
/// connection there, as does everything else. Ends as the real one would; `command` is what was typed.
pub(super) async fn rehearse(bundle: &Bundle, command: &str, json: bool) -> Result<(), Failure> {
    let Some(identity) = &bundle.to.identity else {
        return Err(Failure::mistake("the bundle does not say which account takes over"));
    };
    let wanted = bundle.wanted(&Registry::default(), &Environment::process())?;
    let missing = bundle.missing_passwords(&Environment::process());
    if !missing.is_empty() {
        return Err(Failure::Mistakes(missing));
    }
    let before = bundle.observed(&Registry::default(), &Environment::process())?;
    let (failing, simulator) = simulator(identity, bundle, &before).await?;
    let folder = Folder::new(bundle)?;
    let store = Store::open(&folder.0.join("state.db").display().to_string()).await?;
    let providers = providers(bundle, identity, &simulator)?;

    let place = Environment::new(|_| Some(STANDS_IN.to_owned()));
    let seeding = Side { file: before, providers: providers.clone() };
    if !seeding.file.wanted.trunks.is_empty() {
        let (look, _) = seeding.look(&bundle.to.profile, Some(&store)).await?;
        let report = Apply::new(&store, &providers, &place).run(&look.plan).await?;
        if let Some(Failure::Unfinished { message, .. }) = outcome::failure(&report, None) {
            return Err(Failure::Local(format!("what was there could not be simulated: {message}")));
        }
    }

    simulator.clear_requests();
    let began = Instant::now();
    let side = Side { file: wanted, providers };
    let (look, _) = side.look(&bundle.to.profile, Some(&store)).await?;
    let ids = |plan: &trunkline_engine::plan::Plan| -> Vec<String> {
        plan.steps().map(|(.., step)| step.id.clone()).collect()
    };
    let (foreseen, planned) = (ids(&bundle.plan), ids(&look.plan));
    let report = if look.plan.is_empty() {
        None
    } else {
        let environment = Environment::process();
        Some(Apply::new(&store, &side.providers, &environment).run(&look.plan).await?)
    };
    let (after, left) = side.look(&bundle.to.profile, Some(&store)).await?;
    let took = began.elapsed();
    let requests = simulator.requests();
    let to_failing = requests.iter().filter(|seen| seen.carrier == Some(failing)).count();
    simulator.stop().await;

    let mut wrong: Vec<String> = Vec::new();
    if foreseen != planned {
        let lacks = foreseen.iter().filter(|id| !planned.contains(id)).map(|id| format!("{id} was not done"));
        let more =
            planned.iter().filter(|id| !foreseen.contains(id)).map(|id| format!("{id} is not in the bundle"));
        wrong.extend(lacks.chain(more));
    }
    // Its journal goes with it, so that there is nothing to go on with.
    let failed = report.iter().flat_map(|report| &report.steps).filter(|step| !step.became.is_done());
    wrong.extend(failed.map(|step| format!("{} was not done: {}", step.step, step.messages.join(", "))));
    wrong.extend(after.plan.differences());
    wrong.extend(unseen(bundle).map(|number| {
        format!(
            "{number} was not seen to be a number of {}, so that the simulated account does not have it either",
            bundle.to.profile
        )
    }));
    if to_failing > 0 {
        wrong.push(format!("{to_failing} requests went to the failing carrier"));
    }
    let told = Told {
        bundle,
        report: report.as_ref(),
        left: &left,
        requests: requests.len(),
        seconds: took.as_secs_f64(),
    };
    told.print(json, &wrong, to_failing)?;
    if wrong.is_empty() {
        return missed(&left, Effect::None, command).map_or(Ok(()), Err);
    }
    Err(Failure::Local(format!("the rehearsal did not go as the bundle says: {}", wrong.join("; "))))
}

/// The numbers that the bundle binds, and of which nobody knows whose they are.
fn unseen(bundle: &Bundle) -> impl Iterator<Item = &E164> {
    let bound = bundle.plan.steps().filter_map(|(.., step)| match &step.change {
        Change::BindNumber { spec } => Some(&spec.number),
        _ => None,
    });
    bound.filter(|number| !bundle.owned.contains(*number))
}

/// Both carriers, of which one fails. The other account has the numbers that were seen to be its own.
async fn simulator(to: &Identity, bundle: &Bundle, before: &File) -> Result<(Carrier, Simulator), Failure> {
    let mut fixture = Fixture::default();
    let bound = before.wanted.trunks.iter().flat_map(|trunk| trunk.numbers.iter().flatten());
    let seen = bound.map(|spec| &spec.number).chain(&bundle.owned);
    let mut numbers: Vec<String> = seen.map(ToString::to_string).collect();
    numbers.sort();
    numbers.dedup();
    let failing = if to.carrier == Name::TWILIO {
        fixture.twilio.truncate(1);
        for account in &mut fixture.twilio {
            (account.account_sid, account.numbers) = (to.account.clone(), numbers.clone());
        }
        Carrier::Exotel
    } else if to.carrier == Name::EXOTEL {
        fixture.exotel.truncate(1);
        for account in &mut fixture.exotel {
            (account.account_sid, account.numbers) = (to.account.clone(), numbers.clone());
        }
        Carrier::Twilio
    } else {
        return Err(Failure::mistake(format!("there is no simulator of {}", to.carrier)));
    };
    let mut switches = Switches::default();
    switches.exotel.rate_limit = None;
    let own = SocketAddr::from(([127, 0, 0, 1], 0));
    let builder = Simulator::builder().fixture(fixture).switches(switches);
    let builder = match failing {
        Carrier::Exotel => builder.exotel_listen(own),
        _ => builder.twilio_listen(own),
    };
    let cut_off = Faults::none().with_reachability(failing, Reachability::Refused);
    let started = builder.faults(cut_off).start().await;
    Ok((failing, started.map_err(|error| Failure::Local(error.to_string()))?))
}

/// The simulated account, under the profile of the real one.
fn providers(
    bundle: &Bundle,
    identity: &Identity,
    simulator: &Simulator,
) -> Result<BTreeMap<String, DynProvider>, Failure> {
    let variables = sim::variables(simulator);
    let environment = Environment::new(move |name| variables.get(name).cloned());
    let profiles = Profiles::load(&Registry::default(), &environment, None)?;
    let Some(profile) = profiles.get(identity.carrier.as_str()) else {
        return Err(Failure::mistake(format!("there is no simulator of {}", identity.carrier)));
    };
    Ok(BTreeMap::from([(bundle.to.profile.clone(), profile.open(apply::options())?)]))
}

/// A folder for the rehearsal's journal, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(bundle: &Bundle) -> Result<Self, Failure> {
        let folder =
            std::env::temp_dir().join(format!("trunkline-rehearsal-{}-{}", bundle.id, process::id()));
        fs::create_dir_all(&folder)
            .map_err(|error| Failure::Local(format!("{} cannot be made: {error}", folder.display())))?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left is an empty journal in a folder for what is temporary.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What came of a rehearsal.
struct Told<'a> {
    bundle: &'a Bundle,
    report: Option<&'a Report>,
    left: &'a [Left],
    requests: usize,
    seconds: f64,
}

impl Told<'_> {
    fn print(&self, json: bool, wrong: &[String], to_failing: usize) -> Result<(), Failure> {
        let Self { bundle, report, left, requests, seconds } = self;
        if json {
            return output::print_json(&json!({
                "id": bundle.id, "rehearsal": true, "report": report, "left": left, "requests": requests,
                "requests_to_failing": to_failing, "seconds": seconds, "wrong": wrong, "checklist": bundle.checklist,
            }));
        }
        let steps = report.map_or(0, |report| report.steps.len());
        let mut text = if bundle.plan.is_empty() { String::new() } else { planned::text(&bundle.plan) };
        let _ = writeln!(
            text,
            "\nRehearsed on a simulator that began with what was there on {:.0}: {steps} steps, {requests} requests, \
             {seconds:.1} s, {to_failing} requests to {}. No carrier was asked.\n",
            bundle.made, bundle.away_from.profile
        );
        output::print(&(text + &checklist(&bundle.checklist)))
    }
}
