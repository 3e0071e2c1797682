//! How much of 200 requests a minute is used, and how many requests a carrier would refuse: ten simulated minutes, by one
//! process and by four, each way on each of its stores.

use std::{env, time::Duration};

use tokio::runtime::{Builder, Runtime};
use trunkline_tests::budget::{Place, Processes, Shares, Use, is_child, one, play, several};

fn main() {
    if is_child() {
        return play();
    }
    println!("| who | requests | of 2,000 | refused | each process | longest pause |");
    println!("| --- | ---: | ---: | ---: | --- | ---: |");
    let mut trials = Vec::new();
    for tasks in [1, 8, 64] {
        let runtime = runtime();
        let used = runtime.block_on(async {
            tokio::time::pause();
            one(tasks, tasks).await
        });
        println!("| 1 process, {tasks} tasks | {} | | |", row(&used));
        trials.push(used);
    }
    let server = env::var("TRUNKLINE_TEST_POSTGRES_URL").ok();
    let stores = [Some(("SQLite", None)), server.map(|url| ("PostgreSQL", Some(url)))];
    for (name, url) in stores.into_iter().flatten() {
        for (what, processes) in four() {
            let place = match &url {
                None => Place::file(),
                Some(url) => runtime().block_on(Place::schema(url)),
            };
            let Shares { all, each, longest_pause } = several(&place, &processes);
            let each: Vec<String> = each.iter().map(usize::to_string).collect();
            let pause = longest_pause.as_secs_f64();
            println!("| {name}, 4 processes, {what} | {} | {} | {pause:.1} s |", row(&all), each.join(", "));
            trials.push(all);
        }
    }
    let worst = trials.iter().map(|used| used.share).fold(1.0, f64::min) * 100.0;
    let refused: usize = trials.iter().map(|used| used.refused).sum();
    println!("\nworst {worst:.1}% used, {refused} rejected");
}

fn four() -> [(&'static str, Processes); 3] {
    let of = |tasks: [u64; 4], crash| Processes { tasks: tasks.to_vec(), crash };
    [
        ("8 tasks each", of([8; 4], None)),
        ("1, 8, 16 and 64 tasks", of([1, 8, 16, 64], None)),
        ("8 tasks each, the first is killed at 2.5 min", of([8; 4], Some(Duration::from_secs(150)))),
    ]
}

fn row(used: &Use) -> String {
    format!("{} | {:.1} % | {}", used.arrived, used.share * 100.0, used.refused)
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime starts")
}
