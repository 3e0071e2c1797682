//! One trunk on several carriers, in columns.

use trunkline_engine::trunkline::{
    ext::Ensured,
    model::{Edge, Trunk},
};

use super::{Described, Place};
use crate::output;

/// A table for each trunk: what each carrier holds now.
pub(super) fn text(places: &[Place], all: &[Vec<Described>]) -> String {
    let Some(names) = all.first().map(|here| here.iter().map(|(description, _)| &description.trunk.name))
    else {
        return String::new();
    };
    let mut tables = Vec::new();
    for (index, name) in names.enumerate() {
        let ensured: Vec<&Ensured> =
            all.iter().filter_map(|here| here.get(index)).map(|(_, ensured)| ensured).collect();
        let mut headings = vec![name.as_str()];
        headings.extend(places.iter().map(|place| place.account.carrier().as_str()));
        let gap = if index == 0 { "" } else { "\n" };
        tables.push(format!("{gap}{}", output::table(&headings, rows(&ensured), "")));
    }
    tables.concat()
}

/// What stands in one row, a line each.
type Part = fn(&Ensured) -> Vec<String>;

fn rows(all: &[&Ensured]) -> Vec<Vec<String>> {
    let parts: [(&str, Part); 7] = [
        ("  id", |ensured| vec![ensured.trunk.value.id.to_string()]),
        ("  domain", |ensured| ensured.trunk.value.termination.domain.iter().cloned().collect()),
        ("  send calls to", |ensured| hosts(&ensured.trunk.value)),
        ("  allowed", |ensured| ensured.acl.iter().map(|done| done.value.cidr.to_string()).collect()),
        ("  user name", |ensured| {
            ensured.credentials.iter().map(|done| done.value.username.clone()).collect()
        }),
        ("  inbound goes to", |ensured| {
            ensured.origination.iter().map(|done| done.value.uri.to_string()).collect()
        }),
        ("  number", |ensured| ensured.numbers.iter().map(|done| done.value.number.to_string()).collect()),
    ];
    let mut rows = Vec::new();
    for (name, part) in parts {
        let cells: Vec<Vec<String>> = all.iter().map(|ensured| part(ensured)).collect();
        for line in 0..cells.iter().map(Vec::len).max().unwrap_or_default() {
            let mut row = vec![if line == 0 { name.to_owned() } else { String::new() }];
            row.extend(cells.iter().map(|cell| cell.get(line).cloned().unwrap_or_default()));
            rows.push(row);
        }
    }
    rows
}

/// Hosts that differ by more than place; a choice by place is too long for a column, and `trunk show` has it.
fn hosts(trunk: &Trunk) -> Vec<String> {
    let edges = &trunk.termination.edges;
    if edges.len() > 2 {
        return vec![format!("its domain, or one of {} edges", edges.len())];
    }
    let host = |edge: &Edge| match (edge.port, edge.transport) {
        (Some(port), Some(transport)) => format!("{}:{port} ({transport})", edge.host),
        _ => edge.host.clone(),
    };
    edges.iter().map(host).collect()
}
