//! `trunkline failover check`.

use std::fmt::Write as _;

use clap::{
    Args,
    builder::styling::{AnsiColor, Style},
};
use serde_json::json;
use trunkline_engine::{
    eligibility::{Direction, Finding, Rules, Verdict},
    failover::{Asked, Pair, ask},
};

use super::{desk::Desk, told::Said};
use crate::{change::shown, exit::Failure, global::Global, output, planned::plain, planning::Target, stored};

/// Could another carrier carry the calls of each number: yes, no or unknown, with the reason and its source.
///
/// Reads the account that would take over, and nothing of the one that fails. A yes is only given when every part of it is
/// known: what no API tells has to be said below. Inbound calls go where the number lives; only forwarding that was set up
/// before, or a port, moves them.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    #[command(flatten)]
    target: Target,
    /// The account that fails [default: each].
    #[arg(long = "away-from", value_name = "PROFILE")]
    away_from: Option<String>,
    /// The account that takes over [default: each other one that a trunk lives on].
    #[arg(long, value_name = "PROFILE")]
    to: Option<String>,
    #[command(flatten)]
    said: Said,
}

const EXAMPLES: &str = "\
Examples:
  trunkline failover check                                   # every number, towards every other account of its trunk
  trunkline failover check --away-from exotel --to twilio --destination IN
  trunkline failover check --to twilio --destination US --permitted US --codec PCMU --signalling tls --media srtp
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let path = global.file(self.target.file);
        let desk = Desk::read(&path)?;
        for named in self.away_from.iter().chain(&self.to) {
            desk.profile(named)?;
        }
        let told = self.said.told();
        let store = global.place(&path).look().await?;
        let (mut asked, mut unwritten) = (Vec::new(), Vec::new());
        let chosen = |name: &str, only: &Option<String>| only.as_deref().is_none_or(|only| only == name);
        for to in desk.profiles().into_iter().filter(|to| chosen(to, &self.to)) {
            let away = desk.profiles().into_iter();
            let away: Vec<&str> =
                away.filter(|from| chosen(from, &self.away_from) && desk.pairs(from, to)).collect();
            if away.is_empty() {
                continue;
            }
            let provider = desk.open(to, stored::a_few(store.as_ref(), global.json))?;
            for from in away {
                let home = desk.carrier(from)?;
                let pair = Pair { file: &desk.file, from, home: &home, to };
                let live = Desk::live(&pair)?;
                let mut look = live.look(to, &provider, store.as_ref()).await?;
                shown(to, look.learn_owners(&live.file.wanted)).await?;
                let both = pair.both(&live.file.wanted);
                asked.extend(ask(&both, from, &home, &look, &told, Rules::builtin()));
                unwritten.extend(without_numbers(&desk, from, to));
            }
        }
        if asked.is_empty() && unwritten.is_empty() {
            return Err(Failure::mistake(
                "no trunk of the file lives on both accounts: there is none to take over",
            ));
        }
        if global.json {
            return output::print_json(&json!({ "asked": asked, "numbers_not_written": unwritten }));
        }
        output::print(&text(&asked, &unwritten))
    }
}

/// Trunks of whose numbers the file does not speak.
fn without_numbers(desk: &Desk, from: &str, to: &str) -> Vec<String> {
    let trunks = desk.file.wanted.trunks.iter();
    let both = trunks.filter(|trunk| {
        let other = |other: &&trunkline_engine::WantedTrunk| other.profile == to && other.name == trunk.name;
        trunk.profile == from && desk.file.wanted.trunks.iter().any(|trunk| other(&trunk))
    });
    both.filter(|trunk| trunk.numbers.is_none()).map(|trunk| format!("{from}/{}", trunk.name)).collect()
}

const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const RED: Style = AnsiColor::Red.on_default();

pub(super) fn text(asked: &[Asked], unwritten: &[String]) -> String {
    let mut text = String::new();
    let mut heading = String::new();
    for one in asked {
        let next = format!("{} on {}, should {} take over", one.trunk, one.from, one.to);
        if next != heading {
            text += &output::heading(&plain(&next));
            heading = next;
        }
        text += &line(one);
    }
    for trunk in unwritten {
        let _ = writeln!(text, "{trunk}: the file does not say which numbers it has, so none was judged");
    }
    let count = |verdict| asked.iter().filter(|one| one.answer.verdict == verdict).count();
    let [yes, no, unknown] = [Verdict::Yes, Verdict::No, Verdict::Unknown].map(count);
    let _ = writeln!(text, "{yes} yes, {no} no, {unknown} unknown");
    text
}

fn line(asked: &Asked) -> String {
    let verdict = asked.answer.verdict;
    let style = match verdict {
        Verdict::Yes => GREEN,
        Verdict::Unknown => YELLOW,
        Verdict::No => RED,
    };
    let way = match (asked.direction, &asked.destination) {
        (Direction::Inbound, _) => "inbound".to_owned(),
        (Direction::Outbound, Some(to)) => format!("outbound to {to}"),
        (Direction::Outbound, None) => "outbound".to_owned(),
    };
    let shown = if asked.caller_id == asked.number {
        String::new()
    } else {
        format!(", showing {} instead", asked.caller_id)
    };
    let mut text = format!("  {style}{verdict:<7}{style:#} {} {way}{shown}\n", asked.number);
    for finding in asked.answer.obstacles() {
        text += &output::paragraph("          ", &plain(&reason(finding)));
    }
    text
}

fn reason(finding: &Finding) -> String {
    let Finding { aspect, verdict, why, source, .. } = finding;
    let source = source.as_ref().map(|source| format!(" [{}, read {}]", source.url, source.read));
    let word = if *verdict == Verdict::No { "" } else { "?" };
    format!("{aspect}{word}: {why}{}", source.unwrap_or_default())
}
