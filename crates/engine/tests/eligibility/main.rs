//! Could another carrier carry the calls of a number? Each case is a question, its answer, and the page that the answer
//! is from. What a case leaves out is as ready as it can be, so that one aspect decides.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod rules;

use std::{collections::BTreeSet, sync::Arc};

use libtest_mimic::{Arguments, Trial};
use serde::Deserialize;
use trunkline_engine::{
    eligibility::{
        Answer, Aspect, Codec, Countries, Direction, Question, Ready, Rules, Standing, Verdict, judge,
    },
    trunkline::model::{Carrier, E164, TerminationAuth, Transport},
};

/// The smallest number of cases.
const MANY: usize = 40;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    direction: Direction,
    number: E164,
    home: String,
    to: String,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    destination: Option<String>,
    #[serde(default)]
    caller_id: Option<E164>,
    #[serde(default)]
    standing: Option<Standing>,
    /// What a person has not said, or the account lacks.
    #[serde(default)]
    unsaid: BTreeSet<String>,
    #[serde(default)]
    lacks: BTreeSet<String>,
    #[serde(default)]
    offers: Option<BTreeSet<Codec>>,
    #[serde(default)]
    signalling: Option<Transport>,
    #[serde(default)]
    auth: Option<TerminationAuth>,
    #[serde(default)]
    ranges: Option<bool>,
    #[serde(default)]
    srtp: Option<bool>,
    #[serde(default)]
    secure: Option<bool>,
    expect: Verdict,
    /// The aspect that decides; of a yes one of those that say so.
    because: Aspect,
    /// What is found of it, where that is another answer than that of the whole.
    #[serde(default)]
    finds: Option<Verdict>,
    /// The page that says so; an empty one when it was read from the account, or nobody says anything.
    source: String,
}

impl Case {
    fn question(&self) -> Question {
        let carrier = |name: &str| Carrier::from(name.to_owned());
        let mut question =
            Question::new(self.direction, self.number.clone(), carrier(&self.home), carrier(&self.to));
        let said = |what: &str| !self.unsaid.contains(what);
        let yes_or_no = |what: &str| said(what).then(|| !self.lacks.contains(what));
        let ready = |what: &str| match yes_or_no(what) {
            Some(true) => Ready::Yes(format!("{what} is there")),
            Some(false) => Ready::No(format!("{what} is not there")),
            None => Ready::Unknown("nobody looked".to_owned()),
        };
        question.region.clone_from(&self.region);
        question.destination = self.destination.as_ref().map(|to| to.parse::<Countries>().unwrap());
        if let Some(shown) = &self.caller_id {
            question.caller_id = shown.clone();
        }
        question.standing = self.standing.unwrap_or(Standing::Unknown);
        question.permitted = yes_or_no("permission");
        question.auth = ready("auth");
        question.targets = ready("targets");
        question.routed = yes_or_no("flow");
        question.offers =
            self.offers.clone().unwrap_or_else(|| [Codec::Pcmu, Codec::Pcma].into_iter().collect());
        question.auth_mode = Some(self.auth.unwrap_or(TerminationAuth::IpAcl));
        question.ranges = Some(self.ranges.unwrap_or(false));
        question.signalling = said("signalling").then_some(self.signalling.unwrap_or(Transport::Tls));
        question.srtp = said("srtp").then_some(self.srtp.unwrap_or(true));
        question.secure = said("secure").then_some(self.secure.unwrap_or(true));
        question
    }

    fn check(&self) -> Result<(), String> {
        let answer = judge(&self.question(), Rules::builtin());
        let told = || format!("{answer:#?}");
        if answer.verdict != self.expect {
            return Err(format!("{} instead of {}: {}", answer.verdict, self.expect, told()));
        }
        let decides = answer.findings.iter().find(|finding| finding.aspect == self.because).unwrap();
        if decides.verdict != self.finds.unwrap_or(self.expect) {
            return Err(format!("it is not for {}: {}", self.because, told()));
        }
        let cited = decides.source.as_ref().map_or("", |source| source.url.as_str());
        if cited != self.source {
            return Err(format!("cites {cited:?} instead of {:?}: {}", self.source, told()));
        }
        only_the_sure_are_yes(&self.question(), &answer)
    }

    /// The rule that decides.
    fn rule(&self) -> Option<String> {
        let findings = judge(&self.question(), Rules::builtin()).findings;
        findings.into_iter().find(|finding| finding.aspect == self.because)?.rule
    }

    fn line(&self) -> String {
        let Self { direction, number, home, to, expect, because, source, name, .. } = self;
        let source = if source.is_empty() { "read from the account, or nowhere" } else { source };
        format!("{expect:<8} {direction:<9} {number:<15} {home} -> {to}: {name} ({because}; {source})")
    }
}

/// Leaves something unsaid.
type Forget = fn(&mut Question);

/// A yes does not survive that anything is left unsaid.
fn only_the_sure_are_yes(question: &Question, answer: &Answer) -> Result<(), String> {
    if answer.verdict != Verdict::Yes {
        return Ok(());
    }
    let nobody = || Ready::Unknown("nobody looked".to_owned());
    let outbound = question.direction == Direction::Outbound;
    let forget: [(&str, bool, Forget); 6] = [
        ("standing", true, |question| question.standing = Standing::Unknown),
        ("offers", true, |question| question.offers.clear()),
        ("signalling", true, |question| question.signalling = None),
        ("srtp", true, |question| question.srtp = None),
        ("whether the trunk is secure", true, |question| question.secure = None),
        ("destination", outbound, |question| question.destination = None),
    ];
    let mut less: Vec<(&str, Question)> = Vec::new();
    for (what, matters, forget) in forget {
        let mut unsaid = question.clone();
        forget(&mut unsaid);
        less.extend(matters.then_some((what, unsaid)));
    }
    let mut unseen = question.clone();
    (unseen.auth, unseen.targets) = (nobody(), nobody());
    less.push(("what is on the account", unseen));
    for (what, question) in less {
        let verdict = judge(&question, Rules::builtin()).verdict;
        if verdict == Verdict::Yes {
            return Err(format!("it is yes although {what} was not said"));
        }
    }
    Ok(())
}

fn main() {
    let arguments = Arguments::from_args();
    let table: Table = toml::from_str(include_str!("cases.toml")).unwrap();
    let cases: Vec<Arc<Case>> = table.case.into_iter().map(Arc::new).collect();
    assert!(cases.len() >= MANY, "{} cases are not many", cases.len());
    let listed = arguments.nocapture && !arguments.list;
    let mut trials: Vec<Trial> = Vec::new();
    for case in &cases {
        if listed {
            println!("{}", case.line());
        }
        let name = format!("case::{}", case.name.replace(' ', "_"));
        let case = Arc::clone(case);
        trials.push(Trial::test(name, move || Ok(case.check()?)));
    }
    let mut others = rules::trials();
    let decided: BTreeSet<String> = cases.iter().filter_map(|case| case.rule()).collect();
    others.push(Trial::test("rules::each_decides_a_case", move || {
        let ids = Rules::builtin().iter().map(|rule| rule.id.as_str());
        let idle: Vec<&str> = ids.filter(|id| !decided.contains(*id)).collect();
        if idle.is_empty() {
            Ok(())
        } else {
            Err(format!("no case is decided by {}", idle.join(", ")).into())
        }
    }));
    let (many, besides) = (trials.len(), others.len());
    trials.extend(others);
    let conclusion = libtest_mimic::run(&arguments, trials);
    if listed {
        assert_eq!(conclusion.num_passed + conclusion.num_failed, (many + besides) as u64, "no filter");
        let passed = if conclusion.has_failed() {
            many as u64 - conclusion.num_failed.min(many as u64)
        } else {
            many as u64
        };
        println!("{many} cases, {passed} passed");
    }
    conclusion.exit();
}
