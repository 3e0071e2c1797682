//! How much of 200 requests a minute is used, and how many requests a carrier would refuse: ten simulated minutes, by one
//! process and by four, each way on each of its stores.

use std::{env, process::ExitCode, time::Duration};

use tokio::runtime::{Builder, Runtime};
use trunkline_benches::end;
use trunkline_tests::budget::{
    Met, Place, Processes, Shares, Use, Work, beside, is_child, one, play, several,
};

/// The variable that names a server.
const POSTGRES: &str = "TRUNKLINE_TEST_POSTGRES_URL";

fn main() -> ExitCode {
    if is_child() {
        play();
        return ExitCode::SUCCESS;
    }
    println!("| who | requests | of 2,000 | refused | at once | each process | longest pause |");
    println!("| --- | ---: | ---: | ---: | ---: | --- | ---: |");
    let mut trials = Vec::new();
    for tasks in [1, 8, 64] {
        let used = paused(one(tasks, tasks));
        println!("| 1 process, {tasks} tasks | {} | | |", row(&used));
        trials.push(used);
    }
    let server = env::var(POSTGRES).ok();
    let stores = [Some(("SQLite", None)), server.as_ref().map(|url| ("PostgreSQL", Some(url)))];
    for (name, url) in stores.into_iter().flatten() {
        for (what, processes) in four() {
            let Shares { all, each, longest_pause, .. } = several(&place(url), &processes);
            let each: Vec<String> = each.iter().map(usize::to_string).collect();
            let pause = longest_pause.as_secs_f64();
            println!("| {name}, 4 processes, {what} | {} | {} | {pause:.1} s |", row(&all), each.join(", "));
            trials.push(all);
        }
    }
    if server.is_none() {
        println!("| PostgreSQL: not measured, {POSTGRES} names no server | | | | | | |");
    }
    println!(
        "\n| an interactive call every 7 s beside bulk | calls | longest | given up | requests | of 2,000 | refused | at once |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for tasks in [1, 8, 64] {
        let (all, met) = paused(beside(tasks, tasks));
        println!("| 1 process, {tasks} tasks of bulk | {} | {} |", met_row(&met), row(&all));
        trials.push(all);
    }
    for (name, url) in stores.into_iter().flatten() {
        let work = [vec![Work::Bulk(16); 4], vec![Work::Calls]].concat();
        let Shares { all, met, .. } = several(&place(url), &Processes { work, crash: None });
        println!("| {name}, 4 other processes, 16 tasks of bulk each | {} | {} |", met_row(&met), row(&all));
        trials.push(all);
    }
    let worst = trials.iter().map(|used| used.share).fold(1.0, f64::min) * 100.0;
    let refused: usize = trials.iter().map(|used| used.refused).sum();
    // Not rounded up: 98.96 is not 99.
    println!("\nworst {:.1}% used, {refused} rejected", (worst * 10.0).floor() / 10.0);
    end(worst < 99.0 || refused > 0)
}

fn four() -> [(&'static str, Processes); 4] {
    let of = |tasks: [u64; 4], crash| Processes { work: tasks.map(Work::Tasks).to_vec(), crash };
    [
        ("8 tasks each", of([8; 4], None)),
        ("1, 8, 16 and 64 tasks", of([1, 8, 16, 64], None)),
        ("64 tasks each", of([64; 4], None)),
        ("8 tasks each, the first is killed", of([8; 4], Some(Duration::from_secs(150)))),
    ]
}

fn place(url: Option<&String>) -> Place {
    url.map_or_else(Place::file, |url| runtime().block_on(Place::schema(url)))
}

fn met_row(met: &Met) -> String {
    format!("{} | {:.1} s | {}", met.calls, met.longest.as_secs_f64(), met.given_up)
}

fn row(used: &Use) -> String {
    let Use { arrived, share, refused, at_once } = used;
    format!("{arrived} | {:.1} % | {refused} | {at_once}", share * 100.0)
}

fn paused<T>(work: impl Future<Output = T>) -> T {
    runtime().block_on(async {
        tokio::time::pause();
        work.await
    })
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime starts")
}
