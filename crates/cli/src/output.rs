//! What people and scripts read.

use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};
use comfy_table::{Table, presets::NOTHING};
use serde::Serialize;
use serde_json::{Value, json};
use trunkline_engine::Mistake;

use crate::exit::Failure;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Characters in a line of prose.
const WIDTH: usize = 96;
const NOTE: Style = AnsiColor::Yellow.on_default();

/// Writes to standard output, without colours where it is no terminal or `NO_COLOR` is set.
///
/// A reader that has seen enough (`| head`) is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Local(format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes one JSON document to standard output.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::Local(format!("the answer cannot be written as JSON: {error}")))?;
    print(&format!("{text}\n"))
}

/// Writes a line to standard error. Nobody is left to tell when that fails.
pub(crate) fn error_line(line: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// Says what went wrong.
pub(crate) fn error(message: &str) {
    error_line(&format!("{ERROR}error:{ERROR:#} {message}"));
}

/// Says something worth knowing, apart from what was asked for.
pub(crate) fn note(message: &str) {
    error_line(&format!("{NOTE}note:{NOTE:#} {message}"));
}

/// Where each mistake in a file is, for scripts.
pub(crate) fn places(mistakes: &[Mistake]) -> Vec<Value> {
    let place = |mistake: &Mistake| {
        let (line, column) = mistake.position().unzip();
        json!({ "line": line, "column": column, "message": mistake.message() })
    };
    mistakes.iter().map(place).collect()
}

/// A heading.
pub(crate) fn heading(text: &str) -> String {
    format!("{BOLD}{text}{BOLD:#}\n")
}

/// Something that matters less.
pub(crate) fn dim(text: &str) -> String {
    format!("{DIM}{text}{DIM:#}")
}

/// A text in lines of at most `width` characters.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A paragraph, each of its lines after `indent`.
pub(crate) fn paragraph(indent: &str, text: &str) -> String {
    let lines = wrap(text, WIDTH - indent.len());
    lines.iter().fold(String::new(), |text, line| text + indent + line + "\n")
}

/// One of several paragraphs, with a mark in front.
pub(crate) fn item(text: &str) -> String {
    let text = paragraph("    ", text);
    format!("  * {}", text.trim_start())
}

/// Columns under bold headings, without borders; `empty` when there is no row.
pub(crate) fn table(headings: &[&str], rows: Vec<Vec<String>>, empty: &str) -> String {
    if rows.is_empty() {
        return format!("{}\n", dim(empty));
    }
    let text = columns(Some(headings), rows);
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    format!("{BOLD}{first}{BOLD:#}\n{rest}")
}

/// Names and values, indented, with the values aligned.
pub(crate) fn pairs(rows: Vec<(&str, String)>) -> String {
    columns(None, rows.into_iter().map(|(name, value)| vec![format!("  {name}"), value]).collect())
}

fn columns(headings: Option<&[&str]>, rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    if let Some(headings) = headings {
        table.set_header(headings.iter().copied());
    }
    table.add_rows(rows);
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.to_string().lines().fold(String::new(), |text, line| text + line.trim_end() + "\n")
}
