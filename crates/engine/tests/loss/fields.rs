//! No field is without an answer, and whatever can be asked for is taken.

use std::collections::BTreeSet;

use trunkline::{
    audit::{Finding, Severity},
    model::TrunkName,
};
use trunkline_engine::loss::{LossReport, Side, Target, read, report, wanted_on};

use crate::{samples, table};

#[test]
fn no_field_is_without_an_answer() {
    let rows = table::rows();
    let without: Vec<String> = rows
        .iter()
        .filter(|row| row.answers.is_empty())
        .map(|row| format!("{} of {} (as {:?})", row.field, row.direction.join(" to "), row.by))
        .collect();
    assert_eq!(without, Vec::<String>::new());
    assert!(rows.len() > 100, "{} fields are not all", rows.len());
}

#[test]
fn a_field_is_answered_once() {
    for (from, to, there) in moves() {
        let [source, target] = pair(from, to);
        let loss = report(&there, source.1.identity(), &Target::new(target.0, &target.1));
        for object in &loss.objects {
            let names: BTreeSet<&str> = object.fields.iter().map(|field| field.field.as_str()).collect();
            assert_eq!(names.len(), object.fields.len(), "{}", object.key);
        }
    }
}

/// Whatever a trunk is, the other carrier takes what the report lets be asked for.
#[test]
fn what_can_be_asked_for_is_taken() {
    for (from, to, there) in moves() {
        let [source, target] = pair(from, to);
        let target = Target::new(target.0, &target.1);
        let wanted = wanted_on(&read(&there, source.0), source.1.identity(), &target);
        let view = samples::views().into_iter().find(|(name, _)| *name == to).unwrap().1;
        let refused: Vec<Finding> = view
            .audit(&wanted.description())
            .into_iter()
            .filter(|finding| finding.severity == Severity::Refused)
            .collect();
        assert_eq!(refused, [], "{} of {from} on {to}", there.trunk.name);
        assert!(wanted.numbers.is_none(), "a number is at one carrier at a time");
    }
}

#[test]
fn a_name_or_domain_that_is_taken_is_not_asked_for() {
    for (from, to, there) in moves() {
        let [source, view] = pair(from, to);
        let mut target = Target::new(view.0, &view.1);
        let first = report(&there, source.1.identity(), &target);
        target.taken.extend([first.becomes.to_string(), first.domain.clone().unwrap()]);
        let second = report(&there, source.1.identity(), &target);
        assert_ne!(first.becomes, second.becomes);
        assert!(second.becomes.as_str().len() <= TrunkName::MAX);
        if to == "twilio" {
            assert_ne!(first.domain, second.domain);
        }
    }
}

#[test]
fn a_report_comes_back_from_json_as_it_was() {
    let [exotel, twilio] = samples::views();
    let target = Target::new("twilio", &twilio.1);
    let side = |profile: &str, identity| Side { profile: profile.to_owned(), identity };
    let trunks = samples::exotel().iter().map(|there| report(there, exotel.1.identity(), &target)).collect();
    let written = LossReport::new(
        side("exotel", exotel.1.identity().clone()),
        side("twilio", twilio.1.identity().clone()),
        trunks,
    );
    let json = serde_json::to_string(&written).unwrap();
    assert_eq!(serde_json::from_str::<LossReport>(&json).unwrap(), written);
}

type Move = (&'static str, &'static str, trunkline_engine::observe::ObservedTrunk);

/// Every sample to both carriers.
fn moves() -> Vec<Move> {
    let samples = [("exotel", samples::exotel()), ("twilio", samples::twilio())];
    let to = |from: &'static str, there: trunkline_engine::observe::ObservedTrunk| {
        ["exotel", "twilio"].map(|to| (from, to, there.clone()))
    };
    samples
        .into_iter()
        .flat_map(|(from, all)| all.into_iter().flat_map(move |there| to(from, there)))
        .collect()
}

fn pair(from: &str, to: &str) -> [(&'static str, trunkline_engine::ReadOnly); 2] {
    [from, to].map(|wanted| samples::views().into_iter().find(|(name, _)| *name == wanted).unwrap())
}
