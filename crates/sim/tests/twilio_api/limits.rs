//! How many there may be. Twilio docs, scale and limits.

use super::support::Sim;

/// Error dictionary, 21244.
#[tokio::test]
async fn the_101st_trunk_is_21244() {
    let sim = Sim::start().await;
    for _ in 0..100 {
        sim.trunk().await;
    }
    assert_eq!(sim.post("/v1/Trunks", &[]).await.error(), (400, 21244));
    assert_eq!(sim.other_account().post("/v1/Trunks", &[]).await.status, 201);
}

/// Error dictionary, 21255.
#[tokio::test]
async fn the_1001st_acl_is_21255() {
    let sim = Sim::start().await;
    for index in 0..1000 {
        sim.acl(&index.to_string()).await;
    }
    let reply = sim.post(&sim.api("SIP/IpAccessControlLists"), &[("FriendlyName", "more")]).await;
    assert_eq!(reply.error(), (400, 21255));
}

/// Error dictionary, 21237, whose 25 is older than the 100 of two pages.
#[tokio::test]
async fn the_101st_address_is_21237() {
    let sim = Sim::start().await;
    let list = sim.api(&format!("SIP/IpAccessControlLists/{}/IpAddresses", sim.acl("office").await));
    for index in 0..100 {
        let ip = format!("203.0.113.{index}");
        sim.post(&list, &[("FriendlyName", &ip), ("IpAddress", &ip)]).await.sid();
    }
    let reply = sim.post(&list, &[("FriendlyName", "more"), ("IpAddress", "203.0.113.100")]).await;
    assert_eq!(reply.error(), (400, 21237));
}

/// Error dictionary, 21239.
#[tokio::test]
async fn the_101st_credential_list_is_21239() {
    let sim = Sim::start().await;
    for index in 0..100 {
        sim.credential_list(&index.to_string()).await;
    }
    let reply = sim.post(&sim.api("SIP/CredentialLists"), &[("FriendlyName", "more")]).await;
    assert_eq!(reply.error(), (400, 21239));
}

/// Error dictionary, 21242.
#[tokio::test]
async fn the_1001st_credential_is_21242() {
    let sim = Sim::start().await;
    let list = sim.api(&format!("SIP/CredentialLists/{}/Credentials", sim.credential_list("agents").await));
    for index in 0..1000 {
        let username = index.to_string();
        sim.post(&list, &[("Username", &username), ("Password", "IWasAtSignal2018")]).await.sid();
    }
    let reply = sim.post(&list, &[("Username", "more"), ("Password", "IWasAtSignal2018")]).await;
    assert_eq!(reply.error(), (400, 21242));
}
