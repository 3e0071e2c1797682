//! A secret set as every token and password is printed nowhere.

use trunkline_sim::{Fixture, Simulator};

use crate::world::{World, run};

const CANARY: &str = "Canary0123456789";

#[tokio::test(flavor = "multi_thread")]
async fn no_output_holds_a_secret() {
    let mut fixture = Fixture::default();
    fixture.exotel[0].api_token = CANARY.to_owned();
    fixture.twilio[0].auth_token = CANARY.to_owned();
    let mut world = World::start().await;
    world.sim = Simulator::builder().fixture(fixture).start().await.unwrap();
    let (exotel, twilio) = (world.sim.exotel_url().to_owned(), world.sim.twilio_url().to_owned());
    world.set("TRUNKLINE_EXOTEL_BASE_URL", &exotel);
    world.set("TRUNKLINE_TWILIO_BASE_URL", &twilio);
    for name in ["EXOTEL_API_TOKEN", "TWILIO_AUTH_TOKEN", "PASSWORD"] {
        world.set(name, CANARY);
    }
    for carrier in ["exotel", "twilio"] {
        let commands: [(&[&str], i32); 11] = [
            (&["trunk", "create", "t1"], 0),
            (&["credential", "add", "t1", "sbc_1", "--password-env", "PASSWORD"], 0),
            (&["credential", "add", "t1", "sbc_1", "--password-env", "PASSWORD"], 1),
            (
                &[
                    "credential",
                    "add",
                    "t1",
                    "not a user name, and too long for any carrier",
                    "--password-env",
                    "PASSWORD",
                ],
                2,
            ),
            (&["credential", "set-password", "t1", "sbc_1", "--password-env", "PASSWORD", "--yes"], 0),
            (&["credential", "set-password", "t1", "nobody", "--password-env", "PASSWORD", "--yes"], 1),
            (&["credential", "list", "t1"], 0),
            (&["trunk", "show", "t1"], 0),
            (&["trunk", "list"], 0),
            (&["credential", "remove", "t1", "sbc_1", "--yes"], 0),
            (&["trunk", "delete", "t1", "--yes"], 0),
        ];
        for (command, code) in commands {
            for more in [&["--json", "-vv"][..], &["-vv"]] {
                let ran = world.run(&[command, &["--carrier", carrier], more].concat());
                // The second time the trunk is there or gone already.
                if more.len() == 2
                    && command != ["credential", "add", "t1", "not a user name, and too long for any carrier"]
                {
                    assert_eq!(
                        ran.code,
                        Some(code),
                        "{command:?} on {carrier}: {}{}",
                        ran.stdout,
                        ran.stderr
                    );
                }
                assert!(
                    !format!("{}{}", ran.stdout, ran.stderr).contains(CANARY),
                    "{command:?} on {carrier}"
                );
            }
        }
    }
    let ran = world.run(&["carriers", "--json"]);
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains(CANARY));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_no_argument() {
    let world = World::start().await;
    let ran = run(&world.variables, &["credential", "add", "t1", "sbc_1", "--carrier", "exotel"], "");
    ran.expect(2);
    ran.complains(&["--password-env", "--password-file", "--password-stdin"]);
    let ran = run(&world.variables, &["credential", "add", "t1", "sbc_1", "--password", "x"], "");
    ran.expect(2);
}
