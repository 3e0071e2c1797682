//! What a simulator holds, compared by meaning.

use serde_json::{Value, json};

/// Everything, without dates and with names in place of identifiers, in an order of its own.
pub(crate) fn meaning(state: &Value) -> Value {
    let mut text = state.to_string();
    for (sid, name) in names(state) {
        text = text.replace(&sid, &name);
    }
    let mut all: Value = serde_json::from_str(&text).unwrap();
    for carrier in ["exotel", "twilio"] {
        // Where the handing out of identifiers stands.
        all[carrier].as_object_mut().unwrap().remove("ids");
    }
    for until in all["twilio"]["reserved_domains"].as_object_mut().unwrap().values_mut() {
        *until = Value::Null;
    }
    settle(&mut all);
    all
}

/// What the file does not own, as it is.
pub(crate) fn foreign(state: &Value) -> Value {
    let (exotel, twilio) = (account(state, "exotel"), account(state, "twilio"));
    let begins = |row: &&Value, with: &str| name(row).is_some_and(|name| name.starts_with(with));
    let trunks = |account| rows(account, "trunks").filter(move |row| begins(row, "foreign"));
    let of = |key: &'static str| {
        rows(twilio, key).filter(move |list| {
            let is_on = |trunk: &Value| rows(trunk, key).any(|row| row["sid"] == list["sid"]);
            trunks(twilio).any(is_on)
        })
    };
    let numbers = rows(twilio, "numbers")
        .filter(|number| trunks(twilio).any(|trunk| number["trunk_sid"] == trunk["sid"]));
    json!({
        "exotel": trunks(exotel).collect::<Vec<_>>(),
        "twilio": trunks(twilio).collect::<Vec<_>>(),
        "acls": of("acls").collect::<Vec<_>>(),
        "credential_lists": of("credential_lists").collect::<Vec<_>>(),
        "numbers": numbers.collect::<Vec<_>>(),
    })
}

/// Something of everything is there to be touched.
pub(crate) fn assert_planted(foreign: &Value) {
    let counts =
        ["exotel", "twilio", "acls", "credential_lists", "numbers"].map(|key| rows(foreign, key).count());
    assert_eq!(counts, [2, 2, 2, 1, 1]);
}

/// No list has two entries that mean the same.
pub(crate) fn assert_nothing_twice(value: &Value) {
    match value {
        Value::Array(rows) => {
            for pair in rows.windows(2) {
                assert_ne!(pair[0], pair[1], "is there twice");
            }
            rows.iter().for_each(assert_nothing_twice);
        }
        Value::Object(fields) => fields.values().for_each(assert_nothing_twice),
        _ => {}
    }
}

/// What each trunk and list is called, by its identifier; longest first, since one may begin with another.
fn names(state: &Value) -> Vec<(String, String)> {
    let mut names = Vec::new();
    for (carrier, key) in
        [("exotel", "trunks"), ("twilio", "trunks"), ("twilio", "acls"), ("twilio", "credential_lists")]
    {
        for row in rows(account(state, carrier), key) {
            let called = name(row).unwrap();
            names.push((row["sid"].as_str().unwrap().to_owned(), format!("<{key} {called}>")));
        }
    }
    // What lists are called may hold the identifier of a trunk, which comes to its name in a second pass.
    let trunks: Vec<_> = names.clone();
    for (_, name) in &mut names {
        for (sid, trunk) in &trunks {
            *name = name.replace(sid.as_str(), trunk);
        }
    }
    names
}

/// Takes out what differs from one apply to another, and puts rows in an order.
fn settle(value: &mut Value) {
    match value {
        Value::Array(rows) => {
            rows.iter_mut().for_each(settle);
            rows.sort_by_cached_key(Value::to_string);
        }
        Value::Object(fields) => {
            for date in ["dates", "created", "updated"] {
                fields.remove(date);
            }
            // Exotel's numbers of rows, and the identifiers that have no name.
            fields.remove("id");
            if fields.get("sid").and_then(Value::as_str).is_some_and(|sid| !sid.starts_with('<')) {
                fields.remove("sid");
            }
            fields.values_mut().for_each(settle);
        }
        _ => {}
    }
}

fn name(row: &Value) -> Option<&str> {
    row["name"].as_str().or_else(|| row["friendly_name"].as_str())
}

/// The one account of a carrier.
fn account<'a>(state: &'a Value, carrier: &str) -> &'a Value {
    state[carrier]["accounts"].as_object().unwrap().values().next().unwrap()
}

fn rows<'a>(of: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    of[key].as_array().into_iter().flatten()
}
