use std::{collections::BTreeSet, sync::Mutex};

use async_trait::async_trait;
use futures::executor::block_on;
use trunkline::{
    ext::collect,
    memory::Memory,
    model::{E164, TerminationAuth},
    provider::{DynProvider, TrunkProvider as _},
};

use super::*;
use crate::{
    check::Failure,
    fault::Trouble,
    fresh_name,
    harness::{Harness, HarnessError, Manner, Missing},
    scenario::{Capability, Limit, Need},
};

/// An account that outlives its harnesses, and what was called on them.
#[derive(Clone)]
struct Account {
    carrier: Memory,
    cleanups: Arc<Mutex<usize>>,
    cleanup_fails: bool,
    deadline: Duration,
}

impl Account {
    fn new(carrier: Memory) -> Self {
        Self { carrier, cleanups: Arc::default(), cleanup_fails: false, deadline: Duration::from_mins(1) }
    }

    fn play(&self, scenario: &Scenario) -> Verdict {
        let account = self.clone();
        let make = move || {
            let account = account.clone();
            async move { Ok::<_, HarnessError>(account) }
        };
        play(scenario, &make)
    }

    fn cleanups(&self) -> usize {
        *self.cleanups.lock().unwrap()
    }

    fn trunks(&self) -> usize {
        block_on(collect(self.carrier.list_trunks())).unwrap().len()
    }
}

#[async_trait]
impl Harness for Account {
    fn provider(&self) -> DynProvider {
        Arc::new(self.carrier.clone())
    }

    fn numbers(&self) -> Vec<E164> {
        Vec::new()
    }

    fn unowned_number(&self) -> E164 {
        "+14155550999".parse().unwrap()
    }

    fn missing(&self) -> Missing {
        Missing::parse("trunk-0", "acl-0", "number-0", "origination-0", "credential-0").unwrap()
    }

    fn deadline(&self) -> Duration {
        self.deadline
    }

    async fn cleanup(&self) -> Result<(), HarnessError> {
        *self.cleanups.lock().unwrap() += 1;
        if self.cleanup_fails { Err("the account is locked".into()) } else { Ok(()) }
    }
}

fn scenario(
    needs: &'static [Need],
    run: for<'a> fn(&'a Case) -> futures::future::BoxFuture<'a, Outcome>,
) -> Scenario {
    Scenario { name: "made_up", proves: "what it proves", guards: "what it guards against", needs, run }
}

fn failure(verdict: Verdict) -> String {
    match verdict {
        Verdict::Failed(why) => why,
        other => panic!("did not fail: {other:?}"),
    }
}

async fn makes_a_trunk(case: &Case) -> Outcome {
    case.trunk(TerminationAuth::IpAcl).await.map(drop)
}

#[test]
fn what_a_scenario_made_is_deleted_however_it_ended() {
    let passes = scenario(&[], |case| Box::pin(makes_a_trunk(case)));
    let fails = scenario(&[], |case| {
        Box::pin(async {
            makes_a_trunk(case).await?;
            Err(Failure::new("not as it should be"))
        })
    });
    let panics = scenario(&[], |case| {
        Box::pin(async {
            makes_a_trunk(case).await?;
            panic!("a bug in the backend")
        })
    });
    let account = Account::new(Memory::new());

    assert_eq!(account.play(&passes), Verdict::Passed);
    assert_eq!((account.trunks(), account.cleanups()), (0, 1));

    let said = failure(account.play(&fails));
    assert_eq!((account.trunks(), account.cleanups()), (0, 2));
    assert!(said.contains("not as it should be") && said.contains("what it guards against"), "{said}");

    let said = failure(account.play(&panics));
    assert_eq!((account.trunks(), account.cleanups()), (0, 3));
    assert!(said.contains("panicked: a bug in the backend"));
}

#[test]
fn a_scenario_that_does_not_end_fails_and_is_put_away_even_where_the_clock_stands_still() {
    let stuck = scenario(&[], |case| {
        Box::pin(async {
            makes_a_trunk(case).await?;
            tokio::time::pause();
            std::future::pending().await
        })
    });
    let account = Account { deadline: Duration::from_millis(1), ..Account::new(Memory::new()) };
    let said = failure(account.play(&stuck));
    assert!(said.contains("did not end within 1ms"), "{said}");
    assert_eq!((account.trunks(), account.cleanups()), (0, 1));
}

#[test]
fn a_teardown_that_fails_fails_a_scenario_that_passed() {
    let account = Account { cleanup_fails: true, ..Account::new(Memory::new()) };
    let said = failure(account.play(&scenario(&[], |case| Box::pin(makes_a_trunk(case)))));
    assert!(said.contains("the account is locked"));
}

#[test]
fn what_a_backend_lacks_is_ignored_with_the_reason_and_not_played_and_put_away() {
    let account = Account::new(Memory::builder().without_caller_ids().build());
    let never: for<'a> fn(&'a Case) -> _ = |_| panic!("played though it cannot be");
    let lacking = [
        (&[Need::Can(Capability::CallerIds)][..], "memory does not declare caller_ids"),
        (
            &[Need::Cannot(Capability::Credentials)],
            "memory declares credentials; this is for carriers that do not",
        ),
        (&[Need::Reachable(Limit::AclEntries)], "memory declares no max_acl_entries below 101"),
        (&[Need::Numbers(2)], "takes 2 free numbers, the harness has 0"),
        (&[Need::RequestCount], "the harness does not count requests"),
        (&[Need::FaultControl], "the harness cannot make the carrier fail"),
        (&[Need::Meets(Trouble::AnswerLost)], "the harness cannot make the carrier fail"),
        (&[Need::Client(Manner::Impatient)], "the harness has no such client of the account: Impatient"),
        (&[Need::Observer], "nobody watches the attempts of the harness's provider"),
    ];
    for (place, (needs, expected)) in lacking.into_iter().enumerate() {
        assert_eq!(account.play(&scenario(needs, never)), Verdict::Unsupported(expected.to_owned()));
        assert_eq!(account.cleanups(), place + 1, "{expected}");
    }
    let locked = Account { cleanup_fails: true, ..account };
    let said = failure(locked.play(&scenario(&[Need::RequestCount], never)));
    assert!(said.contains("does not count requests") && said.contains("the account is locked"), "{said}");
}

#[test]
fn a_harness_that_cannot_be_made_fails_the_scenario() {
    let unreachable = || async { Err::<Account, HarnessError>("no route to the carrier".into()) };
    let said = failure(play(&scenario(&[], |case| Box::pin(makes_a_trunk(case))), &unreachable));
    assert_eq!(said, "no harness: no route to the carrier");
    let broken = || async { panic!("no such port") as Result<Account, HarnessError> };
    let said = failure(play(&scenario(&[], |case| Box::pin(makes_a_trunk(case))), &broken));
    assert_eq!(said, "no harness: panicked: no such port");
}

#[test]
fn every_scenario_has_a_name_of_its_own_and_says_what_it_is_for() {
    let mut names = BTreeSet::new();
    for family in families() {
        for scenario in family.scenarios {
            assert!(names.insert((family.name, scenario.name)), "{} twice", scenario.name);
            assert!(!scenario.proves.is_empty() && !scenario.guards.is_empty(), "{}", scenario.name);
        }
    }
    assert!(names.len() >= 80, "{} scenarios", names.len());
}

#[test]
fn fresh_names_differ_also_where_case_does_not_count() {
    let names: BTreeSet<String> = (0..1000).map(|_| fresh_name().to_string()).collect();
    assert_eq!(names.len(), 1000);
    assert!(names.iter().all(|name| name.len() == 16 && *name == name.to_lowercase()));
}
