//! Prints what a loss report answers to every field of the models; the last line counts those without an answer.
#![allow(clippy::unwrap_used, reason = "whoever runs it sees where it fails")]

#[path = "../tests/loss/samples.rs"]
mod samples;
#[path = "../tests/loss/table.rs"]
mod table;

use std::process::ExitCode;

fn main() -> ExitCode {
    let rows = table::rows();
    let mut direction = None;
    for row in &rows {
        if direction != Some(row.direction) {
            println!("\nfrom {} to {}", row.direction[0], row.direction[1]);
            direction = Some(row.direction);
        }
        match row.by {
            Some(by) => println!("\n{} (as {by})", row.field),
            None => println!("\n{}", row.field),
        }
        for (verdict, (words, source)) in &row.answers {
            println!("  {verdict:<13}{words}{}[{source}]", if words.is_empty() { "" } else { " " });
        }
    }
    let without = rows.iter().filter(|row| row.answers.is_empty()).count();
    println!("\n{} fields, {without} without an answer", rows.len());
    if without == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
