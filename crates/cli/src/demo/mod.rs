//! `trunkline demo`: the whole idea in a few seconds, on two simulated carriers.

mod scene;
mod side_by_side;

use trunkline_engine::{
    Environment, Profiles, Registry, apply,
    trunkline::{
        ext::{Ensured, ProviderExt as _},
        model::{E164, InvalidValue, OriginationUri, Replaced, TrunkDescription},
    },
};
use trunkline_sim::{SeenRequest, Simulator};

use crate::{
    account::Account,
    describe,
    exit::Failure,
    generate,
    output::{dim, heading, paragraph, print},
    sim,
};

/// An account with a number for each trunk.
struct Place {
    account: Account,
    numbers: [E164; 2],
}

/// A description as it is on one account.
type Described = (TrunkDescription, Ensured);

/// Runs it. Everything printed is what the carriers answered.
pub(crate) async fn run(json: bool) -> Result<(), Failure> {
    if json {
        return Err(Failure::mistake("demo is for people: it has no --json"));
    }
    let simulator = Simulator::builder().start().await.map_err(|error| Failure::Local(error.to_string()))?;
    let places = places(&simulator)?;
    let password = generate::password()?;

    print(&paragraph(
        "",
        &format!(
            "Both carriers are simulated on this machine, at {}. Nothing leaves it, and no account is needed. What \
             follows are real calls over HTTP, the same that go to Exotel and Twilio.",
            simulator.url()
        ),
    ))?;

    print(&format!("\n{}", heading("1  Two trunks, described once")))?;
    print(&scene::text())?;

    print(&format!("\n{}", heading("2  Made true on both carriers")))?;
    let scene = |place: &Place| scene::first(&place.numbers, &password);
    let first = ensure_all(&places, scene).await?;
    print(&side_by_side::text(&places, &first))?;
    print(&manual(&first))?;

    print(&format!("\n{}", heading("3  A change: a third address, and another priority")))?;
    let scene = |place: &Place| scene::second(&place.numbers, &password);
    simulator.clear_requests();
    let second = ensure_all(&places, scene).await?;
    for (place, described) in places.iter().zip(&second) {
        let changes: Vec<String> = described.iter().flat_map(|described| changes(place, described)).collect();
        print(&changes.concat())?;
    }
    print(&counted(&simulator.requests()))?;

    print(&format!("\n{}", heading("4  The same once more")))?;
    simulator.clear_requests();
    let third = ensure_all(&places, scene).await?;
    let requests = simulator.requests();
    for (place, described) in places.iter().zip(&third) {
        if described.iter().any(|(_, ensured)| ensured.changed()) {
            return Err(Failure::Local(format!(
                "{}: the same description changed something again",
                place.account
            )));
        }
        print(&format!("  {:<8}nothing to do\n", place.account.carrier()))?;
    }
    print(&counted(&requests))?;

    print(&format!("\n{}{}", heading("Next, with your own accounts"), next()))?;
    simulator.stop().await;
    Ok(())
}

fn places(simulator: &Simulator) -> Result<Vec<Place>, Failure> {
    let variables = sim::variables(simulator);
    let environment = Environment::new(move |name| variables.get(name).cloned());
    let profiles = Profiles::load(&Registry::default(), &environment, None)?;
    let fixture = simulator.fixture();
    let exotel = fixture.exotel.iter().map(|account| ("exotel", &account.numbers)).take(1);
    let twilio = fixture.twilio.iter().map(|account| ("twilio", &account.numbers)).take(1);
    let mut places = Vec::new();
    for (name, numbers) in exotel.chain(twilio) {
        if let (Some(profile), [first, second, ..]) = (profiles.get(name), numbers.as_slice()) {
            let numbers = [first.parse()?, second.parse()?];
            places.push(Place { account: Account::open(profile, apply::options())?, numbers });
        }
    }
    Ok(places)
}

/// Makes both trunks true on every account.
async fn ensure_all(
    places: &[Place],
    scene: impl Fn(&Place) -> Result<[TrunkDescription; 2], InvalidValue>,
) -> Result<Vec<Vec<Described>>, Failure> {
    let mut all = Vec::new();
    for place in places {
        let mut here = Vec::new();
        for description in scene(place)? {
            let ensured = place.account.provider().ensure(&description).await?;
            here.push((description, ensured));
        }
        all.push(here);
    }
    Ok(all)
}

/// What a run changed on one trunk, a line each.
fn changes(place: &Place, (description, ensured): &Described) -> Vec<String> {
    let line = |what: String| format!("  {:<8}{}: {what}\n", place.account.carrier(), description.trunk.name);
    let mut lines = Vec::new();
    if ensured.trunk.changed {
        lines.push(line("created".to_owned()));
    }
    let new = ensured.acl.iter().filter(|done| done.changed);
    lines.extend(new.map(|done| line(format!("{} may send calls", done.value.cidr))));
    for done in ensured.origination.iter().filter(|done| done.changed) {
        lines.push(line(match &done.replaced {
            Some(Replaced::OriginationUri(before)) => {
                format!("{}: priority {}, was {}", target(&done.value), done.value.priority, before.priority)
            }
            _ => format!("inbound calls go to {}", target(&done.value)),
        }));
    }
    let new = ensured.credentials.iter().filter(|done| done.changed);
    lines.extend(new.map(|done| line(format!("user name {} may send calls", done.value.username))));
    let new = ensured.numbers.iter().filter(|done| done.changed);
    lines.extend(new.map(|done| line(format!("{} is bound", done.value.number))));
    lines
}

fn target(target: &OriginationUri) -> String {
    target.uri.to_string()
}

/// How many requests that took.
fn counted(requests: &[SeenRequest]) -> String {
    let (reads, writes): (Vec<&SeenRequest>, Vec<&SeenRequest>) =
        requests.iter().partition(|request| request.method == "GET");
    format!("{}\n", dim(&format!("  {} requests that read, {} that write", reads.len(), writes.len())))
}

/// What a person still has to do, of all accounts and trunks.
fn manual(all: &[Vec<Described>]) -> String {
    let steps = all.iter().flatten().flat_map(|(_, ensured)| ensured.manual_steps());
    describe::manual(&steps.cloned().collect::<Vec<_>>())
}

fn next() -> String {
    let intro = paragraph(
        "  ",
        "Set EXOTEL_API_KEY, EXOTEL_API_TOKEN and EXOTEL_ACCOUNT_SID, or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, \
         or both. Then:",
    );
    let commands = [
        ("trunkline carriers", "# who is configured"),
        ("trunkline trunk list", "# what is there"),
        ("trunkline trunk create my_trunk --carrier twilio", ""),
        ("trunkline acl add my_trunk 44.229.228.186 --carrier twilio", ""),
        ("trunkline trunk show my_trunk --carrier twilio", "# where to send calls"),
    ];
    let rows: Vec<String> = commands.iter().map(|(command, what)| line(command, what)).collect();
    format!(
        "{intro}{}  Or first against the simulator:\n    eval \"$(trunkline sim --export &)\"\n",
        rows.concat()
    )
}

fn line(command: &str, what: &str) -> String {
    if what.is_empty() { format!("    {command}\n") } else { format!("    {command:<60}{}\n", dim(what)) }
}
