//! A simulator on this machine is reached directly, whatever the environment says of proxies.

use std::{env, process::Command};

use crate::http::Repeat;

use super::{call_to, client_at, options, server::Server, server::answer};

#[tokio::test]
async fn loopback_is_reached() {
    let server = Server::start(|_| answer("200 OK", "application/json", "{}")).await;
    client_at(&server.origin, options()).send(call_to(&server.origin, Repeat::Read)).await.unwrap();
}

#[test]
fn loopback_is_reached_with_proxies_in_the_environment() {
    // An environment belongs to a process: the test above runs again in one of its own.
    let mut again = Command::new(env::current_exe().unwrap());
    again.args(["--exact", "http::tests::proxy::loopback_is_reached"]);
    again.env_remove("NO_PROXY").env_remove("no_proxy");
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        // Nothing listens there.
        again.env(name, "http://127.0.0.1:1");
    }
    let output = again.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
