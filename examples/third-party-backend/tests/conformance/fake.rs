//! Nimbus in memory: as much of its API as the backend uses, in pages of two.

use std::{
    io,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use serde_json::{Value, json};
use third_party_backend::{Request, Wire};

use crate::faults::Faults;

/// What the account owns.
pub(crate) const NUMBERS: &[&str] =
    &["+14155550100", "+14155550101", "+14155550102", "+14155550103", "+14155550104"];

const PAGE: usize = 2;

#[derive(Debug)]
pub(crate) struct FakeNimbus {
    pub(crate) faults: Faults,
    owned: &'static [&'static str],
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    requests: usize,
    last_id: usize,
    trunks: Vec<Row>,
    addresses: Vec<Row>,
    numbers: Vec<Row>,
}

/// An object, the trunk it is on (its own id, for a trunk), and what makes it the same as another.
#[derive(Debug, Clone)]
struct Row {
    id: String,
    trunk: String,
    key: String,
}

pub(crate) type Answer = (u16, Value);

impl FakeNimbus {
    pub(crate) fn owning(owned: &'static [&'static str]) -> Self {
        Self { faults: Faults::default(), owned, held: Mutex::default() }
    }

    pub(crate) fn requests(&self) -> usize {
        self.held().requests
    }

    /// Has `text` wherever it had `written`.
    pub(crate) fn rewrite(&self, written: &str, text: &str) {
        let mut held = self.held();
        let Held { trunks, addresses, numbers, .. } = &mut *held;
        for row in trunks.iter_mut().chain(addresses).chain(numbers) {
            row.key = row.key.replace(written, text);
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn carry_out(&self, request: Request) -> Answer {
        let mut held = self.held();
        let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
        let parameters = request.parameters;
        let text = |field: &str| parameters[field].as_str().unwrap_or_default().to_owned();
        let number = parameters["page"].as_u64();
        match (request.method, &path[..]) {
            ("GET", ["trunks"]) => {
                page(&held.trunks.iter().map(|row| held.trunk(row)).collect::<Vec<_>>(), number)
            }
            ("POST", ["trunks"]) => held.create_trunk(text("label")),
            ("GET", ["bindings", number]) => match held.numbers.iter().find(|row| row.key == *number) {
                Some(row) => (200, row.as_number()),
                None => (200, Value::Null),
            },
            (_, ["trunks", id, ..]) if !held.trunks.iter().any(|row| row.id == *id) => not_found("trunk"),
            ("GET", ["trunks", id]) => held.show_trunk(id),
            ("PATCH", ["trunks", id]) => held.rename(id, text("label")),
            ("DELETE", ["trunks", id]) => held.delete_trunk(id),
            ("GET", ["trunks", id, "addresses"]) => {
                page(&shown(&held.addresses, id, Row::as_address), number)
            }
            ("GET", ["trunks", id, "numbers"]) => page(&shown(&held.numbers, id, Row::as_number), number),
            ("POST", ["trunks", id, "addresses"]) => {
                let cidr = text("cidr");
                if held.addresses.iter().any(|row| row.trunk == *id && row.key == cidr) {
                    return duplicate("address");
                }
                let row = held.row("a", Some(id), cidr);
                held.addresses.push(row.clone());
                (201, row.as_address())
            }
            ("POST", ["trunks", id, "numbers"]) => {
                let number = text("e164");
                if !self.owned.contains(&number.as_str()) {
                    return not_found("number");
                }
                if let Some(bound) = held.numbers.iter().find(|row| row.key == number) {
                    return if bound.trunk == *id { duplicate("binding") } else { taken(&bound.trunk) };
                }
                let row = held.row("b", Some(id), number);
                held.numbers.push(row.clone());
                (201, row.as_number())
            }
            ("DELETE", ["trunks", id, "addresses", row]) => {
                remove(&mut held.addresses, id, row, Row::as_address)
            }
            ("DELETE", ["trunks", id, "numbers", row]) => remove(&mut held.numbers, id, row, Row::as_number),
            _ => not_found("path"),
        }
    }
}

#[async_trait]
impl Wire for FakeNimbus {
    async fn send(&self, request: Request) -> io::Result<Answer> {
        self.held().requests += 1;
        self.faults.answer(|| self.carry_out(request))
    }
}

impl Held {
    fn row(&mut self, prefix: &str, trunk: Option<&str>, key: String) -> Row {
        self.last_id += 1;
        let id = format!("{prefix}{}", self.last_id);
        Row { trunk: trunk.map_or_else(|| id.clone(), str::to_owned), id, key }
    }

    fn trunk(&self, row: &Row) -> Value {
        let addresses = self.addresses.iter().filter(|address| address.trunk == row.id).count();
        let host = format!("{}.sip.nimbus.example", row.id);
        json!({ "id": row.id, "label": row.key, "host": host, "addresses": addresses })
    }

    fn show_trunk(&self, id: &str) -> Answer {
        self.trunks
            .iter()
            .find(|row| row.id == id)
            .map_or_else(|| not_found("trunk"), |row| (200, self.trunk(row)))
    }

    fn create_trunk(&mut self, label: String) -> Answer {
        if self.trunks.iter().any(|row| row.key == label) {
            return duplicate("trunk");
        }
        let row = self.row("t", None, label);
        self.trunks.push(row.clone());
        (201, self.trunk(&row))
    }

    fn rename(&mut self, id: &str, label: String) -> Answer {
        if self.trunks.iter().any(|row| row.id != id && row.key == label) {
            return duplicate("trunk");
        }
        if let Some(row) = self.trunks.iter_mut().find(|row| row.id == id) {
            row.key = label;
        }
        self.show_trunk(id)
    }

    fn delete_trunk(&mut self, id: &str) -> Answer {
        let (_, deleted) = self.show_trunk(id);
        for rows in [&mut self.trunks, &mut self.addresses, &mut self.numbers] {
            rows.retain(|row| row.trunk != id);
        }
        (200, deleted)
    }
}

impl Row {
    fn as_address(&self) -> Value {
        json!({ "id": self.id, "cidr": self.key })
    }

    fn as_number(&self) -> Value {
        json!({ "binding": self.id, "e164": self.key, "trunk": self.trunk })
    }
}

fn shown(rows: &[Row], trunk: &str, show: fn(&Row) -> Value) -> Vec<Value> {
    rows.iter().filter(|row| row.trunk == trunk).map(show).collect()
}

/// A page of a list; the first is empty, as happens with carriers.
fn page(all: &[Value], number: Option<u64>) -> Answer {
    let full: Vec<&[Value]> = all.chunks(PAGE).collect();
    let place = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1);
    let items = place.checked_sub(2).and_then(|place| full.get(place)).copied().unwrap_or_default();
    (200, json!({ "items": items, "pages": full.len() + 1 }))
}

fn remove(rows: &mut Vec<Row>, trunk: &str, id: &str, show: fn(&Row) -> Value) -> Answer {
    match rows.iter().position(|row| row.trunk == trunk && row.id == id) {
        Some(place) => (200, show(&rows.remove(place))),
        None => not_found("row"),
    }
}

fn not_found(what: &str) -> Answer {
    (404, json!({ "code": "not_found", "detail": format!("there is no such {what}") }))
}

fn duplicate(what: &str) -> Answer {
    (409, json!({ "code": "duplicate", "detail": format!("there is such a {what} already") }))
}

fn taken(trunk: &str) -> Answer {
    (423, json!({ "code": "taken", "detail": format!("the number is bound to trunk {trunk}") }))
}
