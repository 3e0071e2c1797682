//! From a question to its answer.

use super::{Answer, Aspect, Finding, Question, Ready, Rule, Rules, Verdict, fit::Fit};

/// Answers a question. The same question and rules give the same answer; nothing is sent or read.
pub fn judge(question: &Question, rules: &Rules) -> Answer {
    let findings: Vec<Finding> =
        Aspect::of(question.direction).iter().map(|aspect| finding(*aspect, question, rules)).collect();
    let verdict = findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::Unknown);
    Answer { verdict, findings }
}

fn finding(aspect: Aspect, question: &Question, rules: &Rules) -> Finding {
    let found = by_rule(aspect, question, rules);
    let seen = |verdict: Verdict, why: &str| Finding {
        aspect,
        verdict,
        why: why.to_owned(),
        rule: None,
        source: None,
    };
    let ready = match aspect {
        Aspect::Auth => &question.auth,
        Aspect::Targets => &question.targets,
        _ => {
            let nobody =
                || seen(Verdict::Unknown, &format!("no rule is known about this on {}", question.to));
            return found.unwrap_or_else(nobody);
        }
    };
    match ready {
        Ready::No(why) => seen(Verdict::No, why),
        Ready::Unknown(why) => seen(Verdict::Unknown, why),
        // What is there may still not do.
        Ready::Yes(why) => {
            found.filter(|found| found.verdict != Verdict::Yes).unwrap_or_else(|| seen(Verdict::Yes, why))
        }
    }
}

/// The most careful of the rules that apply; among equals the one closest to the case.
fn by_rule(aspect: Aspect, question: &Question, rules: &Rules) -> Option<Finding> {
    let about = rules.iter().filter(|rule| rule.carrier == question.to && rule.aspect == aspect);
    let found = about.filter_map(|rule| match (rule.when.fit(question), rule.verdict) {
        (Fit::No, _) => None,
        // What would be a yes if more were known weighs less than what is one.
        (Fit::Maybe, Verdict::Yes) => Some((0, Verdict::Unknown, rule)),
        (Fit::Maybe, _) => Some((2, Verdict::Unknown, rule)),
        (Fit::Yes, Verdict::Yes) => Some((1, Verdict::Yes, rule)),
        (Fit::Yes, Verdict::Unknown) => Some((3, Verdict::Unknown, rule)),
        (Fit::Yes, Verdict::No) => Some((4, Verdict::No, rule)),
    });
    let strongest = found.max_by_key(|(weight, _, rule)| (*weight, rule.when.count(question)));
    let (weight, verdict, rule) = strongest?;
    let open = matches!(weight, 0 | 2);
    let why = match unsaid(aspect, question).filter(|_| open) {
        Some(what) => format!("it was not said {what}"),
        None if open => format!("it is not known whether this applies: {}", rule.why),
        None => rule.why.clone(),
    };
    let cited = Some(rule).filter(|_| aspect != Aspect::Destination || question.destination.is_some());
    let (rule, source) = (cited.map(|rule| rule.id.clone()), cited.map(Rule::cited));
    Some(Finding { aspect, verdict, why, rule, source })
}

/// What a person would have to say.
fn unsaid(aspect: Aspect, question: &Question) -> Option<&'static str> {
    let (unsaid, what) = match aspect {
        Aspect::Destination => (question.destination.is_none(), "where the calls go"),
        Aspect::Permission => (question.permitted.is_none(), "whether the account may call there"),
        Aspect::Codec => (question.offers.is_empty(), "which codecs your side offers"),
        Aspect::Transport => (question.signalling.is_none(), "over what your side signals"),
        Aspect::Encryption => {
            (question.signalling.is_none() || question.srtp.is_none(), "whether your side uses TLS and SRTP")
        }
        _ => return None,
    };
    unsaid.then_some(what)
}
