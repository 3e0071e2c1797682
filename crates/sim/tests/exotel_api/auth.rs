use reqwest::Method;
use trunkline_sim::switches::exotel::ForeignAccount;

use super::support::{Sim, send};

const REFUSED: (u16, u64, u64, &str) = (401, 401, 1010, "Authorization failed");

/// Captured: request c6084ac2…
#[tokio::test]
async fn a_wrong_token_is_401() {
    let sim = Sim::start().await;
    let reply = send(sim.bare(Method::GET, "trunks").basic_auth(&sim.account.api_key, Some("wrong"))).await;
    assert_eq!(reply.error(), REFUSED);
    assert_eq!(reply.json["response"]["error_data"]["message"], "Authorization failed");
}

/// The error table.
#[tokio::test]
async fn no_credentials_and_other_schemes_are_401() {
    let sim = Sim::start().await;
    assert_eq!(send(sim.bare(Method::GET, "trunks")).await.error(), REFUSED);
    let bearer = sim.bare(Method::GET, "trunks").bearer_auth(&sim.account.api_token);
    assert_eq!(send(bearer).await.error(), REFUSED);
}

/// Who asks is looked at before what is asked.
#[tokio::test]
async fn an_unknown_path_without_credentials_is_401() {
    let sim = Sim::start().await;
    assert_eq!(send(sim.bare(Method::GET, "nothing")).await.error(), REFUSED);
}

/// Undocumented, the default.
#[tokio::test]
async fn a_key_opens_its_own_account_only() {
    let sim = Sim::start().await;
    let other = sim.other_account().account;
    let reply = send(sim.bare(Method::GET, "trunks").basic_auth(other.api_key, Some(other.api_token))).await;
    assert_eq!(reply.error(), REFUSED);
}

/// Undocumented, switch.
#[tokio::test]
async fn a_key_of_another_account_can_be_403() {
    let sim = Sim::with(|switches| switches.foreign_account = ForeignAccount::Forbidden).await;
    let other = sim.other_account().account;
    let reply = send(sim.bare(Method::GET, "trunks").basic_auth(other.api_key, Some(other.api_token))).await;
    assert_eq!((reply.error().0, reply.error().2), (403, 1003));
    let wrong = sim.bare(Method::GET, "trunks").basic_auth(&sim.account.api_key, Some("wrong"));
    assert_eq!(send(wrong).await.error(), REFUSED);
}
