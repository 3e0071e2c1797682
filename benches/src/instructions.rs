//! How many instructions each operation of `benches/benches/instructions.rs` takes, against `benches/instructions.txt`:
//! what takes more than 2 % more fails.

use std::{collections::BTreeMap, fs, io, process::ExitCode};

use serde_json::Value;

use crate::end;

const BASELINE: &str = "benches/instructions.txt";
/// How many hundredths more are let pass: the standard library's hash maps are seeded by chance.
const TOLERANCE: u64 = 2;

/// What is counted, and what it means.
const OPERATIONS: [(&str, &str); 5] = [
    ("encode", "a call to Twilio that adds a target, from what is wanted to what was made"),
    ("decode", "a call to Twilio that reads a trunk, from its SID to the trunk"),
    ("classify", "a call to Exotel that is refused as a duplicate with HTTP 200, from request to error"),
    ("plan", "10 trunks that are not there, with 5 addresses, 3 targets and 4 numbers each"),
    ("diff", "10 trunks that are as the file says"),
];

/// Writes the file from the summaries on standard input.
///
/// # Panics
/// When one is missing.
pub fn write() {
    let counts = counts();
    let lines: Vec<String> = OPERATIONS.map(|(name, _)| format!("{name} {}\n", counts[name])).into();
    fs::write(BASELINE, lines.concat()).expect("the checkout can be written");
}

/// Prints the counts of the summaries on standard input beside those of the file. None is to be larger.
///
/// # Panics
/// When one is missing.
pub fn compare() -> ExitCode {
    let counts = counts();
    let known = fs::read_to_string(BASELINE).expect("it is in the checkout");
    let known: BTreeMap<&str, u64> = known
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, count)| (name, count.parse().expect("a number of instructions")))
        .collect();
    let mut worse = 0;
    println!("| | instructions | before | what |");
    println!("| --- | ---: | ---: | --- |");
    for (name, what) in OPERATIONS {
        let (count, before) = (counts[name], known[name]);
        println!("| {name} | {count} | {before} | {what} |");
        worse += u32::from(count * 100 > before * (100 + TOLERANCE));
    }
    println!("\n{worse} of {} take more than {TOLERANCE} % more than before", OPERATIONS.len());
    end(worse > 0)
}

/// From what gungraun prints with `--output-format=json`: a summary a line.
fn counts() -> BTreeMap<String, u64> {
    let count = |line: io::Result<String>| {
        let summary: Value = serde_json::from_str(&line.expect("it is text")).expect("it is a summary");
        let name = summary["function_name"].as_str().expect("it has a name");
        let count = summary.pointer("/profiles/0/data/total/metrics/Ir/values/new").and_then(Value::as_u64);
        // Where gungraun does not find the function, it counts none.
        let count = count.filter(|count| *count > 0).expect("it is counted");
        (name.to_owned(), count)
    };
    io::stdin().lines().map(count).collect()
}
