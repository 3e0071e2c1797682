//! Both carriers with what is there before, and what an undisturbed apply makes of it.

use serde_json::Value;
use trunkline_sim::{Fixture, Simulator, State, Switches};

use crate::{command::Trunkline, death::Request, kept, place::Place, seed};

/// A simulator of one account on each carrier.
pub(crate) struct World {
    pub(crate) sim: Simulator,
}

impl World {
    /// With the given things there; with nothing but numbers if there are none.
    pub(crate) async fn start(state: Option<State>) -> Self {
        let mut fixture = Fixture::default();
        fixture.exotel.truncate(1);
        fixture.twilio.truncate(1);
        let mut switches = Switches::default();
        switches.exotel.rate_limit = None;
        let sim = Simulator::builder().fixture(fixture).switches(switches);
        let sim = match state {
            Some(state) => sim.state(state),
            None => sim,
        };
        Self { sim: sim.start().await.unwrap() }
    }

    /// What both carriers hold.
    pub(crate) fn state(&self) -> Value {
        serde_json::to_value(self.sim.state()).unwrap()
    }
}

/// An apply that nothing happened to.
pub(crate) struct Reference {
    /// What was there before.
    pub(crate) seed: Option<State>,
    /// What it sent.
    pub(crate) requests: Vec<Request>,
    /// What nobody may touch, as it was before.
    foreign: Value,
    /// What there is at the end, without what differs from one apply to another.
    meaning: Value,
}

impl Reference {
    pub(crate) async fn make() -> Self {
        let empty = World::start(None).await;
        seed::plant(&empty.sim).await;
        let seed = empty.sim.state();
        let world = World::start(Some(seed.clone())).await;
        let foreign = kept::foreign(&world.state());
        kept::assert_planted(&foreign);
        let place = Place::file();
        let trunkline = Trunkline::new(&world.sim, place.text());
        let ran = trunkline.apply().await;
        assert_eq!(ran.code, Some(0), "{}", ran.said);
        let requests = Request::all(&world.sim.requests());
        assert_eq!(trunkline.plan().await.code, Some(0));
        let meaning = kept::meaning(&world.state());
        kept::assert_nothing_twice(&meaning);
        let reference = Self { seed: Some(seed), requests, foreign, meaning };
        reference.assert_same(&world);
        reference
    }

    /// What is there now is what the undisturbed apply left, and what is foreign is as it was.
    pub(crate) fn assert_same(&self, world: &World) {
        let state = world.state();
        assert_eq!(kept::foreign(&state), self.foreign, "something foreign was touched");
        let meaning = kept::meaning(&state);
        if meaning != self.meaning {
            let text = |value: &Value| serde_json::to_string_pretty(value).unwrap();
            panic!("not the same\n{}\n\nbut should be\n{}", text(&meaning), text(&self.meaning));
        }
    }
}
