//! Failures a person can act on.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_may_be_one_of_another_region() {
    let mut world = World::start().await;
    world.set("EXOTEL_API_TOKEN", "wrong");
    world.set("TWILIO_AUTH_TOKEN", "wrong");
    for carrier in ["exotel", "twilio"] {
        let ran = world.run(&["trunk", "list", "--carrier", carrier]);
        ran.expect(1);
        ran.complains(&["401", "region", "nothing was changed"]);
        let ran = world.run(&["trunk", "list", "--carrier", carrier, "--json"]);
        assert_eq!(ran.error()["kind"], "unauthenticated");
        assert_eq!(ran.error()["http_status"], 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_cannot_be_reached_is_named() {
    let mut world = World::start().await;
    let nobody = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    world.set("TRUNKLINE_EXOTEL_BASE_URL", &nobody);
    world.set("TRUNKLINE_TWILIO_BASE_URL", &nobody);
    for carrier in ["exotel", "twilio"] {
        let ran = world.run(&["trunk", "list", "--carrier", carrier, "--json"]);
        ran.expect(1);
        assert_eq!((&ran.error()["kind"], &ran.error()["effect"]), (&"unreachable".into(), &"none".into()));
        ran.complains(&["127.0.0.1", "cannot be reached", "nothing was changed"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn html_instead_of_json_is_said_to_be_that() {
    let mut world = World::start().await;
    let page = web_page();
    world.set("TRUNKLINE_EXOTEL_BASE_URL", &page);
    world.set("TRUNKLINE_TWILIO_BASE_URL", &page);
    for carrier in ["exotel", "twilio"] {
        let ran = world.run(&["trunk", "list", "--carrier", carrier, "--json"]);
        ran.expect(1);
        assert_eq!(ran.error()["kind"], "malformed_response", "{}", ran.stderr);
        ran.complains(&["not JSON", "text/html", "Please sign in"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_outcome_comes_with_the_command_that_tells() {
    let mut world = World::start().await;
    let page = web_page();
    world.set("TRUNKLINE_EXOTEL_BASE_URL", &page);
    let ran = world.run(&["trunk", "create", "t1", "--carrier", "exotel", "--json"]);
    ran.expect(1);
    assert_eq!(ran.error()["effect"], "unknown");
    ran.complains(&["look with: trunkline trunk list --carrier exotel"]);
}

/// A web server with a page for everyone, as a captive portal has.
fn web_page() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let body = "<!DOCTYPE html><html><body>Please sign in</body></html>";
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";
            let _ = write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_without_an_edge_is_refused() {
    let mut world = World::start().await;
    world.set("TWILIO_REGION", "ie1");
    world.refused(&["trunk", "list", "--carrier", "twilio"], &["TWILIO_EDGE"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_during_a_change_says_that_the_outcome_is_unknown_and_how_to_look() {
    use std::process::{Command, Stdio};

    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let variables = [
        ("EXOTEL_ACCOUNT_SID", "acme1".to_owned()),
        ("EXOTEL_API_KEY", "key".to_owned()),
        ("EXOTEL_API_TOKEN", "token".to_owned()),
        ("TRUNKLINE_EXOTEL_BASE_URL", format!("http://{}", silent.local_addr().unwrap())),
    ];
    let child = Command::new(assert_cmd::cargo::cargo_bin!("trunkline"))
        .args(["trunk", "create", "t1"])
        .env_clear()
        .envs(variables)
        .current_dir(crate::world::folder())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();

    let (mut stream, _) = silent.accept().unwrap();
    let mut request = [0; 4096];
    assert!(stream.read(&mut request).unwrap() > 0, "the change was sent");
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    for part in [
        "exotel acme1",
        "create trunk",
        "unknown until it is read back",
        "trunkline trunk list --carrier exotel",
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
}
