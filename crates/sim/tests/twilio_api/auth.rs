//! Who may ask for what.

use reqwest::Method;
use serde_json::json;
use trunkline_sim::switches::twilio::ForeignAccount;

use super::support::{Sim, send};

/// Twilio docs, API responses, and a 401 seen in the wild, which has an empty `detail`.
#[tokio::test]
async fn without_credentials_it_is_20003() {
    let sim = Sim::start().await;
    for path in ["/v1/Trunks", &sim.api("SIP/CredentialLists"), "/v1/Nothing"] {
        let reply = send(sim.bare(Method::GET, path)).await;
        assert_eq!(reply.status, 401);
        assert_eq!(
            reply.json,
            json!({
                "code": 20003,
                "detail": "",
                "message": "Authenticate",
                "more_info": "https://www.twilio.com/docs/errors/20003",
                "status": 401,
            })
        );
    }
}

/// Error dictionary, 20003: "the wrong combination of Account SID and Auth Token".
#[tokio::test]
async fn a_wrong_secret_is_20003() {
    let sim = Sim::start().await;
    let (account, key) = (&sim.account.account_sid, &sim.account.api_keys[0]);
    for (user, password) in [
        (account.as_str(), "wrong"),
        (key.sid.as_str(), "wrong"),
        (key.sid.as_str(), sim.account.auth_token.as_str()),
        ("AC99999999999999999999999999999999", sim.account.auth_token.as_str()),
    ] {
        let request = sim.bare(Method::GET, "/v1/Trunks").basic_auth(user, Some(password));
        assert_eq!(send(request).await.error(), (401, 20003), "{user}");
    }
}

/// Twilio docs, API keys: a key's SID and secret do as well as the account's SID and token.
#[tokio::test]
async fn an_api_key_opens_its_account() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    let key = &sim.account.api_keys[0];
    let as_key = |path: &str| sim.bare(Method::GET, path).basic_auth(&key.sid, Some(&key.secret));
    assert_eq!(send(as_key(&trunk)).await.text("account_sid"), sim.account.account_sid);
    assert_eq!(send(as_key(&sim.api("SIP/IpAccessControlLists"))).await.status, 200);
}

/// Twilio's debugging guides name it under 20404, the error dictionary under 20003.
#[tokio::test]
async fn another_accounts_path_is_not_found_or_by_a_switch_unauthorized() {
    for (set, error) in
        [(ForeignAccount::NotFound, (404, 20404)), (ForeignAccount::Unauthorized, (401, 20003))]
    {
        let sim = Sim::with(|switches| switches.foreign_account = set).await;
        let theirs = sim.other_account().api("SIP/IpAccessControlLists");
        assert_eq!(sim.get(&theirs).await.error(), error);
        let nobodys = "/2010-04-01/Accounts/AC99999999999999999999999999999999/SIP/CredentialLists.json";
        assert_eq!(sim.get(nobodys).await.error(), (404, 20404));
    }
}
