//! How many requests each neutral operation takes, and how many it takes to observe, plan and apply many trunks, against
//! the fewest that there can be.

mod flow;
mod operations;

pub use flow::flow;
pub use operations::operations;

use std::{collections::BTreeSet, process::ExitCode};

use trunkline_sim::Carrier;

use crate::{end, sent::Sent};

const CARRIERS: [Carrier; 2] = [Carrier::Exotel, Carrier::Twilio];

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// As it stands in the table.
    pub line: String,
    /// How many requests more than the fewest there are.
    pub over: usize,
    /// Which requests were sent, by the carrier's names for its operations.
    pub operations: BTreeSet<&'static str>,
}

impl Row {
    /// A line, when so many of what was sent count. The fewest that there can be are not more than there were.
    fn new(line: String, count: usize, fewest: usize, sent: &Sent) -> Self {
        let over = count.checked_sub(fewest);
        let over = over.unwrap_or_else(|| panic!("fewer than the fewest, which are set too high: {line}"));
        Self { line, over, operations: sent.operations.clone() }
    }
}

/// Prints both tables. The target is none more than the fewest.
pub async fn tables() -> ExitCode {
    let mut over = 0;
    println!("| operation | carrier | requests | fewest | of these, reads |");
    println!("| --- | --- | ---: | ---: | --- |");
    for carrier in CARRIERS {
        over += print(operations(carrier).await);
    }
    println!("\n| trunks | carrier | what | requests | fewest |");
    println!("| ---: | --- | --- | ---: | ---: |");
    for trunks in [1, 100, 1_000] {
        for carrier in CARRIERS {
            over += print(flow(carrier, trunks).await);
        }
    }
    println!("\n{over} requests more than the fewest");
    end(over > 0)
}

fn print(rows: Vec<Row>) -> usize {
    rows.into_iter()
        .map(|row| {
            println!("{}", row.line);
            row.over
        })
        .sum()
}
