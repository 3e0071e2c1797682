//! `trunkline failover`.

mod act;
mod back;
mod bundle;
mod check;
mod missed;
mod page;
mod run;
mod standby;

use trunkline_engine::trunkline::twilio::{Client, Config};

use crate::one_file::Desk;

/// A trunk on both carriers, with numbers on each.
pub(crate) const NUMBERS: &str = include_str!("../../shared/numbers_on_both.yaml");

pub(crate) const PREPARE: [&str; 8] =
    ["failover", "prepare", "--away-from", "exotel", "--to", "twilio", "-o", "bundle.json"];
pub(crate) const RUN: [&str; 6] = ["failover", "run", "--away-from", "exotel", "bundle.json", "--yes"];

/// Both carriers as the file says.
pub(crate) async fn applied() -> Desk {
    let desk = Desk::with(NUMBERS).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.world.changes();
    desk
}

/// As [`applied`], and then the file asks for an address more.
pub(crate) async fn behind() -> Desk {
    let desk = applied().await;
    desk.write(&NUMBERS.replace("44.229.228.186", "44.229.228.186, 44.238.177.138"));
    desk
}

/// What asks the simulated Twilio for what no command does.
pub(crate) fn client(desk: &Desk) -> Client {
    let account = &desk.world.sim.fixture().twilio[0];
    let config = Config::new(&account.account_sid, account.auth_token.as_str().into());
    Client::new(config.with_base_url(desk.world.sim.twilio_url())).unwrap()
}

/// A text in one line, however it was wrapped.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
