//! How many requests each neutral operation takes, and how many it takes to observe, plan and apply many trunks, against
//! the fewest that there can be.

mod flow;
mod operations;

pub use flow::flow;
pub use operations::operations;

use trunkline_sim::Carrier;

const CARRIERS: [Carrier; 2] = [Carrier::Exotel, Carrier::Twilio];

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// As it stands in the table.
    pub line: String,
    /// How many requests more than the fewest there are.
    pub over: usize,
}

impl Row {
    /// A line, when so many were sent. The fewest that there can be are not more than there were.
    fn new(line: String, sent: usize, fewest: usize) -> Self {
        let over = sent.checked_sub(fewest);
        let over = over.unwrap_or_else(|| panic!("fewer than the fewest, which are set too high: {line}"));
        Self { line, over }
    }
}

/// Prints both tables.
pub async fn tables() {
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
}

fn print(rows: Vec<Row>) -> usize {
    rows.into_iter()
        .map(|row| {
            println!("{}", row.line);
            row.over
        })
        .sum()
}
