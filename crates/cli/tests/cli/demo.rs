//! `trunkline demo`: what a stranger runs first.

use crate::world::run;

#[test]
fn it_needs_no_account_and_shows_the_main_job_on_both_carriers() {
    let ran = run(&[], &["demo"], "");
    ran.expect(0);
    assert_eq!(ran.stderr, "");
    ran.says(&[
        "exotel",
        "twilio",
        "44.229.228.186/32",
        "44.238.177.138/32",
        "sip:sbc.example.com:5061;transport=tls",
        "contact_centre",
        "voice_ai",
        ".pstn.exotel.com",
        ".pstn.twilio.com",
        "Still to be done by hand",
        "EXOTEL_API_KEY",
        "trunkline carriers",
    ]);
    let changed: Vec<&str> = section(&ran.stdout, "3  ").lines().collect();
    for carrier in ["exotel", "twilio"] {
        for what in ["44.248.146.11/32 may send calls", "priority 10, was 0"] {
            assert!(
                changed.iter().any(|line| line.contains(carrier) && line.contains(what)),
                "{carrier}: {what} in {changed:?}"
            );
        }
    }
    assert_eq!(changed.len(), 5, "nothing else changed: {changed:?}");
    let again = section(&ran.stdout, "4  ");
    assert!(again.contains("exotel  nothing to do") && again.contains("twilio  nothing to do"), "{again}");
    assert!(again.contains("0 that write"), "{again}");
}

#[test]
fn it_is_plain_and_narrow_where_no_terminal_is() {
    let ran = run(&[], &["demo"], "");
    assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
    for line in ran.stdout.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

/// What stands under a numbered heading.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("\n{heading}")).unwrap();
    let (section, _) = rest.split_once("\n\n").unwrap();
    section.split_once('\n').unwrap().1
}
