//! Exactly these requests were sent.

use trunkline_sim::{Carrier, SeenRequest};

use super::support::{Sim, TRUNK, TRUNKS, client, send};

fn line(request: &SeenRequest) -> String {
    let SeenRequest { method, path, .. } = request;
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let status = request.status.map_or("-".to_owned(), |status| status.to_string());
    let operation = request.operation.unwrap_or("-");
    let (user, body) = (shown(&request.user), shown(&request.body));
    format!("{method} {path} ({operation}) by {user}: {body} -> {status}")
}

#[tokio::test]
async fn every_request_is_in_the_log() {
    let sim = Sim::start().await;
    sim.get(&format!("{TRUNKS}?page_size=2")).await;
    sim.post(TRUNKS, r#"{"trunk_name":"lone"}"#).await;
    sim.post("/v1/Trunks", "FriendlyName=a+b").await;
    send(client().get(format!("{}/elsewhere", sim.simulator.url()))).await;
    let seen = sim.simulator.requests();
    let carriers: Vec<_> = seen.iter().map(|request| request.carrier).collect();
    assert_eq!(carriers, [Some(Carrier::Exotel), Some(Carrier::Exotel), Some(Carrier::Twilio), None]);
    assert_eq!(
        seen.iter().map(line).collect::<Vec<_>>(),
        [
            "GET /v2/accounts/acme1/trunks?page_size=2 (list trunks) by sim-exotel-key: - -> 200",
            r#"POST /v2/accounts/acme1/trunks (create trunk) by sim-exotel-key: {"trunk_name":"lone"} -> 400"#,
            "POST /v1/Trunks (CreateTrunk) by AC00000000000000000000000000000001: FriendlyName=a+b -> 201",
            "GET /elsewhere (-) by -: - -> 404",
        ]
    );
}

#[tokio::test]
async fn no_secret_is_in_the_log() {
    let sim = Sim::start().await;
    let trunk = sim.post(TRUNKS, TRUNK).await.json["response"]["data"]["trunk_sid"].clone();
    let credentials = format!("{TRUNKS}/{}/credentials", trunk.as_str().unwrap());
    sim.post(&credentials, r#"{"user_name":"agent","password":"Canary1"}"#).await;
    sim.post(&credentials, r#"{"user_name":"agent","password":"Canary1""#).await;
    sim.get(&format!("{TRUNKS}?password=Canary1")).await;
    let lists = "/2010-04-01/Accounts/AC00000000000000000000000000000001/SIP/CredentialLists.json";
    sim.post(lists, "FriendlyName=agents&Password=Canary1").await;
    let log = format!("{:?}", sim.simulator.requests());
    let account = &sim.simulator.fixture().exotel[0];
    assert!(!log.contains("Canary") && !log.contains(&account.api_token), "{log}");
    assert!(log.contains("***") && log.contains("agent"), "{log}");
}

#[tokio::test]
async fn the_log_can_be_cleared() {
    let sim = Sim::start().await;
    sim.get(TRUNKS).await;
    sim.simulator.clear_requests();
    assert_eq!(sim.simulator.requests(), []);
    sim.get(TRUNKS).await;
    assert_eq!(sim.simulator.requests().len(), 1);
    assert_eq!(sim.simulator.requests()[0].status, Some(200));
}
