# What one does often. `just` alone lists it.

_default:
    @just --list

# Everything CI runs
ci:
    .ci/run

# Format, lints and tests: before each commit
check: fmt lint test

# Format the code
fmt:
    cargo fmt --all

# Lints, as strict as CI
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# All tests
test:
    cargo test --workspace

# The same scenarios on every carrier, by every dispatch, in one table; `just conformance twilio acl` runs a family on one
conformance carrier='' filter='':
    cargo test -p trunkline-tests --test conformance{{ if carrier == '' { ' -- --quiet' } else { '_' + carrier + ' -- ' + filter } }}

# The same scenarios with each switch of the simulator in each of its positions; optimized, or it takes ten times as long
switches:
    cargo test --release -p trunkline-tests --test conformance_switches

# The same scenarios on the real accounts that the environment names: see CONTRIBUTING.md
live *flags:
    TRUNKLINE_LIVE=1 cargo test --no-fail-fast -p trunkline-tests --test live_exotel --test live_twilio -- --test-threads=1 {{flags}}

# What live runs left on those accounts; `just live-sweep --delete` deletes it
live-sweep *flags:
    cargo run -p trunkline-tests --example live_sweep -- {{flags}}

# Live runs and their sweeper on simulated carriers
live-sim:
    .ci/live-sim

# What each carrier can do, into README.md and docs/capabilities.md
capabilities:
    cargo run -p trunkline-tests --example capabilities

# Broken backends, each of which a named scenario has to catch
mutants:
    cargo test -p trunkline-conformance --test mutants

# The store's suite on both databases; starts a PostgreSQL server unless TRUNKLINE_TEST_POSTGRES_URL names one
store filter='':
    .ci/postgres cargo test -p trunkline-engine --test store -- {{filter}}

# The main job, end to end, on simulated carriers
demo:
    cargo run --release -p trunkline-cli -- demo

# Both carriers on loopback, for as long as you like
sim *flags:
    cargo run -p trunkline-cli -- sim {{flags}}

# Documentation of the whole workspace
doc:
    RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --document-private-items

# Who knows whom
arrows:
    .ci/arrows

# Every feature of the library alone
features:
    .ci/features

# Licences, bans, sources
deny:
    .ci/deny

# Dependencies that nothing needs
machete:
    .ci/machete

# Every example
examples:
    .ci/examples

# Outside judges: Twilio's Python SDK and its specification, and curl with Exotel's own commands
peers:
    tests/peers/run

# `trunkline probe` against sipp; the last line counts
sip-peers:
    .ci/sip-peers

# What `trunkline emit` writes, by Kamailio's own parser and calls through it; the last line counts
data-plane:
    .ci/data-plane

# The simulator against a bare axum handler; the last line is the ratio
sim-bench:
    cargo bench -p trunkline-sim --bench sim

# An apply that dies at any of its requests, in three ways, is resumed: on SQLite and PostgreSQL; the last line counts
crash-matrix *filter:
    TRUNKLINE_CRASH_MATRIX=whole .ci/postgres cargo test -p trunkline-cli --test crash_matrix -- {{filter}}

# How many requests typical changes take, against the smallest number that there can be
call-table:
    cargo test -q -p trunkline-engine --test plan call_table -- --nocapture

# What becomes of every field of a trunk on the other carrier; the last line counts those without an answer
loss-report:
    cargo run -q -p trunkline-engine --example loss_report

# Could another carrier carry a number's calls: each case with its answer and its source; the last line counts
eligibility:
    cargo test -q -p trunkline-engine --test eligibility -- --nocapture

# A failover while the failing carrier refuses connections, and while it never answers; the last line counts
failover-blackout:
    cargo test -q -p trunkline-cli --test blackout

# A migration that dies at any of its requests, in three ways, both ways between the carriers; the last line counts
migration-matrix *filter:
    TRUNKLINE_MIGRATION_MATRIX=whole cargo test -p trunkline-cli --test migration_matrix -- {{filter}}

# The page that a migration writes, as headless Chromium shows it: light, dark, narrow and on paper
migration-page:
    .ci/migration-page

# All benches, whose tables are written into docs/performance.md; `.ci/bench calls` runs one
bench *which:
    .ci/bench {{which}}

# Requests of each operation and of whole fleets against the fewest possible; last line: `N requests more than the fewest`
bench-calls:
    cargo run --release -p trunkline-benches -- calls

# How much of 200 requests a minute is used, by one process and by four on each store; last line: `worst USE% used, N rejected`
bench-budget:
    .ci/postgres cargo run -p trunkline-benches --bin budget

# CPU time and allocations of a call by our client and by a bare reqwest client; last line: `overhead RATIO`
bench-overhead:
    cargo run --release -p trunkline-overhead

# 1,000 calls by our client, by Twilio's Python SDK and by its Node SDK: time and CPU time
bench-peers:
    benches/peers/run

# Instructions (callgrind) of encode, decode, classify, plan and diff against benches/instructions.txt; fails when one takes more
bench-instructions *flags:
    .ci/bench-instructions {{flags}}

# Observe, plan, apply and resume 100, 1,000 and 10,000 trunks: time and peak memory
bench-scale *trunks:
    cargo run --release -p trunkline-benches -- scale {{trunks}}

# How much is under way at the same time over a long way, and on how many connections
bench-waiting:
    cargo run --release -p trunkline-benches -- waiting

# A clean build, the size of the command, and how long it takes to start
bench-start:
    .ci/bench-start
