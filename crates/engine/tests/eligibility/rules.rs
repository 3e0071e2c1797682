//! The rules themselves.

use libtest_mimic::Trial;
use trunkline_engine::eligibility::Rules;

const GOOD: &str = r#"
carrier = "acme"
[[rule]]
id = "a"
aspect = "caller_id"
when = { to = ["IN"], caller = "domestic" }
verdict = "no"
why = "it says so"
source = "https://acme.example/voice"
read = "2026-11-21"
"#;

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = vec![
        Trial::test("rules::those_of_this_crate_are_valid", || {
            let files = Rules::builtin().iter().count();
            if files > 40 { Ok(()) } else { Err(format!("{files} rules").into()) }
        }),
        Trial::test("rules::one_of_anyone_else_is_read", || {
            Rules::read([("acme.toml", GOOD)]).map(drop).map_err(Into::into)
        }),
        Trial::test("rules::a_name_is_there_once", || refused("is there twice", &[GOOD, GOOD])),
    ];
    for (what, from, to, says) in [
        ("an_unknown_field", "why =", "because = \"\"\nwhy =", "unknown field"),
        ("an_unknown_condition", "caller =", "caler =", "unknown field"),
        ("an_unknown_verdict", "\"no\"", "\"never\"", "unknown variant"),
        ("no_source", "source = \"https://acme.example/voice\"\n", "", "missing field `source`"),
        ("a_source_that_is_no_page", "https://acme", "somewhere at acme", "source is no https address"),
        ("a_day_that_is_none", "2026-11-21", "2026-02-30", "day"),
        ("a_country_that_is_none", "\"IN\"", "\"India\"", "is no country"),
        ("no_reason", "it says so", " ", "why is empty"),
    ] {
        let text = GOOD.replace(from, to);
        trials.push(Trial::test(format!("rules::{what}_is_refused"), move || refused(says, &[&text])));
    }
    trials
}

fn refused(says: &str, texts: &[&str]) -> Result<(), libtest_mimic::Failed> {
    match Rules::read(texts.iter().map(|text| ("acme.toml", *text))) {
        Ok(_) => Err("it is taken".into()),
        Err(error) if error.to_string().contains(says) && error.to_string().contains("acme.toml") => Ok(()),
        Err(error) => Err(format!("{says:?} is not in {error}").into()),
    }
}
