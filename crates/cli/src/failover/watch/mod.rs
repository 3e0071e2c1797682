//! `trunkline failover watch`.

mod act;
mod known;
mod say;
mod serve;
mod tell;

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, time::Duration};

use clap::Args;
use tokio::{
    task::LocalSet,
    time::{MissedTickBehavior, interval},
};
use trunkline_engine::{
    Environment, File, ReadOnly, Registry,
    emit::Options,
    trunkline::http,
    watch::{self, Lookers, Thresholds, Watch},
};

use self::{act::Act, known::Knowledge, serve::Metrics, tell::Tell};
use crate::{
    emit::edges, exit::Failure, global::Global, input::Input, output, planning::Target, probe,
    signals::Stopped,
};

/// Watch the carriers of the file: their APIs, the hosts that take calls, and the targets that calls come in to.
///
/// It looks again and again, by one read of the API and one SIP OPTIONS to each host and target, and says who went down
/// or came up, and what to do about it. It changes nothing anywhere, unless --act names a bundle to carry out. Three misses in a row are down, five good looks in
/// a row are up again, twice as many after each relapse; one that asks for time (Retry-After) is left alone meanwhile.
/// An API that is down stops no call; a target that is down is no carrier's fault; all carriers down at once are the
/// network here, more likely. A certificate that is wrong or ends within 14 days, and an API that refuses the account, are
/// warned of. Where an account takes calls its API says, and is asked again until it does; --edge says it beforehand.
///
/// With --act a state file or an output that cannot be written does not end it. Asked to stop, it begins nothing more, and
/// ends once what is being carried out has stopped.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  trunkline failover watch --metrics 127.0.0.1:9797 --state /run/trunkline/watch.json
  trunkline failover watch --on-change 'jq -r .name | wall'          # a command gets the change as JSON
  trunkline failover watch --webhook https://ops.example.com/hook --webhook-secret-env HOOK_SECRET
  trunkline failover watch --rounds 3 --interval 1                   # look three times and end

A webhook's calls are signed: Trunkline-Signature is v1= and the HMAC-SHA256, in hexadecimal, of Trunkline-Timestamp,
a dot, and the body.

Exit codes: 0 stopped, or all is up after --rounds; 1 something is not, is warned of or not watched yet; 2 invalid input.")]
pub(crate) struct Command {
    #[command(flatten)]
    target: Target,
    /// This account only; may be repeated.
    #[arg(long, value_name = "PROFILE")]
    carrier: Vec<String>,
    /// Where an account takes calls, whatever its carrier says.
    #[arg(long, value_name = "PROFILE=URI")]
    edge: Vec<String>,
    /// Seconds from one look to the next.
    #[arg(long, default_value_t = Thresholds::USUAL.interval_seconds, value_parser = clap::value_parser!(u64).range(1..=3600))]
    interval: u64,
    /// Misses in a row that are down.
    #[arg(long, default_value_t = Thresholds::USUAL.misses, value_parser = clap::value_parser!(u32).range(1..=100))]
    misses: u32,
    /// Good looks in a row that are up again.
    #[arg(long, default_value_t = Thresholds::USUAL.successes, value_parser = clap::value_parser!(u32).range(1..=100))]
    successes: u32,
    /// How many seconds a look takes at most; what does not answer is looked at twice. The servers of a target share it.
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = probe::seconds)]
    timeout: Duration,
    /// End after so many looks.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    rounds: Option<u64>,
    /// Write what is known into this file after each look, as JSON.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Serve metrics for Prometheus at this address, under /metrics.
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
    /// Carry out this bundle (see failover prepare) when it is time to leave the carrier it is about: once, and after a
    /// failure again; may be repeated.
    #[arg(long, value_name = "BUNDLE.json")]
    act: Vec<PathBuf>,
    /// Run this command by a shell at each change, with the change as JSON on its standard input.
    #[arg(long, value_name = "COMMAND")]
    on_change: Option<String>,
    /// Tell this web server of each change.
    #[arg(long, value_name = "URL", requires = "webhook_secret_env")]
    webhook: Option<String>,
    /// The variable with the secret that signs what the web server is told.
    #[arg(long, value_name = "VARIABLE", requires = "webhook")]
    webhook_secret_env: Option<String>,
}

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        // Bundles are carried out beside the watching.
        LocalSet::new().run_until(self.watch(global)).await
    }

    async fn watch(self, global: &Global) -> Result<(), Failure> {
        let mut input = Input::new();
        let tell = Tell::new(
            self.on_change.as_deref(),
            self.webhook.as_deref().zip(self.webhook_secret_env.as_deref()),
            &mut input,
        );
        let mut options = Options { carriers: self.carrier.clone(), ..Options::default() };
        options.edges = edges(&self.edge, &mut input);
        let (mut tell,) = input.finish((tell,))?;
        let file = File::load(
            &Registry::default(),
            &Environment::process(),
            &global.file(self.target.file.clone()),
        )?;
        let views = self.open(&file, global.http(&file.path).await)?;
        let mut known = Knowledge::new(&file, &options, views.clone());
        let thresholds =
            Thresholds { interval_seconds: self.interval, misses: self.misses, successes: self.successes };
        let mut watch = Watch::new(Vec::new(), thresholds);
        known.teach(&mut watch, |_| true).await;
        if watch.points.is_empty() {
            return Err(Failure::mistake("no trunk of the file is left to watch anything of"));
        }
        for unwatched in &watch.unwatched {
            output::note(&unwatched.why);
        }
        let stopped = Stopped::listen().map_err(|error| Failure::Local(format!("no signals: {error}")))?;
        let mut act = Act::new(&self.act, &watch, &stopped, global).await?;
        let eyes = Lookers::new(probe::prober()?.with_timeout(self.timeout), views, self.timeout);
        let metrics = match self.metrics {
            Some(address) => Some(Metrics::serve(address).await?),
            None => None,
        };
        let mut ticks = interval(thresholds.interval());
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut left = self.rounds;
        let stopped: Result<bool, Failure> = async {
            while left != Some(0) {
                let looked = async {
                    ticks.tick().await;
                    known.of_those_that_answer(&mut watch).await;
                    watch::round(&mut watch, &eyes, jiff::Timestamp::now()).await
                };
                let changes = tokio::select! {
                    biased;
                    () = stopped.asked() => return Ok(true),
                    changes = looked => changes,
                };
                let shown = say::show(&changes, global.json);
                changes.iter().filter(|change| change.is_news()).for_each(|change| tell.of(change));
                act.on(&watch.advice(), global);
                let kept = self.state.as_deref().map_or(Ok(()), |path| say::keep(path, &watch));
                if let Some(metrics) = &metrics {
                    metrics.set(watch::metrics(&watch));
                }
                act.outlives(shown.and(kept))?;
                left = left.map(|left| left - 1);
            }
            Ok(false)
        }
        .await;
        // However the watching ended, a failover is not left half done.
        act.finish(global.json).await;
        tell.finish().await;
        if stopped? {
            return Ok(());
        }
        if !global.json {
            output::print(&say::table(&watch))?;
        }
        if watch.is_well() { Ok(()) } else { Err(Failure::Down) }
    }

    /// The accounts that are watched. A look tries once: what it misses is what it is for. One that has to wait for the
    /// requests of others is no miss.
    fn open(&self, file: &File, http: http::Options) -> Result<BTreeMap<String, ReadOnly>, Failure> {
        let named = file.wanted.accounts();
        let chosen = |name: &str| {
            named.contains_key(name)
                && (self.carrier.is_empty() || self.carrier.iter().any(|only| only == name))
        };
        let edges = self.edge.iter().filter_map(|edge| Some(edge.split_once('=')?.0));
        let mut mistakes: Vec<String> = Vec::new();
        for name in self.carrier.iter().map(String::as_str).chain(edges) {
            if !named.contains_key(name) {
                mistakes.push(format!("no trunk of the file is on {name:?}"));
            } else if !chosen(name) {
                mistakes
                    .push(format!("--edge names {name}, which no --carrier does: it would not be watched"));
            }
        }
        mistakes.dedup();
        if !mistakes.is_empty() {
            return Err(Failure::Mistakes(mistakes));
        }
        let mut once = http
            .with_deadline(self.timeout)
            .with_attempt_timeout(self.timeout)
            .with_connect_timeout(self.timeout);
        once.retry.max_attempts = 1;
        let (mut views, mut failures) = (BTreeMap::new(), Vec::new());
        for profile in file.profiles.iter().filter(|profile| chosen(profile.name())) {
            match profile.open(once.clone()) {
                Ok(provider) => drop(views.insert(profile.name().to_owned(), ReadOnly::new(provider))),
                Err(error) => failures.push(error),
            }
        }
        if failures.is_empty() { Ok(views) } else { Err(Failure::Calls(failures)) }
    }
}
