//! Twilio, against the simulator.

use async_trait::async_trait;
use tokio::sync::OnceCell;
use trunkline::{
    model::{ListId, TrunkId},
    twilio::{
        Client, Config, Twilio,
        wire::{NewAddress, TrunkParams},
    },
};
use trunkline_conformance::{HarnessError, Missing, Run, SharedLists, TrunkUser};
use trunkline_sim::{Simulator, TwilioAccount};

use crate::{
    clients::Setup,
    dispatch::Dispatch,
    odd::Shape,
    simulated::{Account, PAGE_SIZE, Simulated, simulator, unlimited},
};

/// What Twilio's objects are made of.
const SHAPE: Shape = Shape {
    ids: &["sid"],
    essential: &[
        "sid",
        "friendly_name",
        "domain_name",
        "ip_address",
        "phone_number",
        "trunk_sid",
        "sip_url",
        "username",
    ],
    words: &[
        "disaster_recovery_method",
        "transfer_mode",
        "transfer_caller_id",
        "voice_method",
        "voice_fallback_method",
        "voice_receive_mode",
        "sms_method",
        "sms_fallback_method",
        "status_callback_method",
        "emergency_status",
        "address_requirements",
        "origin",
        "status",
        "type",
        "mode",
        "trim",
    ],
};

/// How to reach the simulator's account.
pub fn config(simulator: &Simulator, account: &TwilioAccount) -> Config {
    Config::new(&account.account_sid, account.auth_token.as_str().into())
        .with_base_url(simulator.twilio_url())
        .with_page_size(PAGE_SIZE)
        .with_http(unlimited())
}

/// A simulator and a backend for its first account, by way of [`AnyProvider`](trunkline::provider::AnyProvider).
///
/// # Errors
/// When the simulator does not start or the backend takes no such configuration.
pub async fn harness() -> Result<Simulated, HarnessError> {
    harness_by(Dispatch::Any).await
}

/// Likewise, by any way.
///
/// # Errors
/// Likewise.
pub async fn harness_by(dispatch: Dispatch) -> Result<Simulated, HarnessError> {
    let simulator = simulator().await?;
    let account = simulator.fixture().twilio[0].clone();
    let sid = |prefix: &str| format!("{prefix}{:0>32}", 0);
    let missing = Missing::parse(
        &sid("TK"),
        &format!("{}/{}", sid("AL"), sid("IP")),
        &sid("PN"),
        &sid("OU"),
        &format!("{}/{}", sid("CL"), sid("CR")),
    )?;
    let (numbers, url) = (account.numbers.clone(), simulator.twilio_url().to_owned());
    let client = move |setup: Setup| {
        let token = setup.secret.unwrap_or(&account.auth_token);
        let config = Config::new(&account.account_sid, token.into())
            .with_base_url(setup.elsewhere.as_deref().unwrap_or(&url))
            .with_page_size(setup.page_size)
            .with_http(setup.http);
        Ok(dispatch.of(Twilio::new(Client::new(config)?)))
    };
    let office = Office::new(Client::new(config(&simulator, &simulator.fixture().twilio[0]))?);
    let account = Account { numbers, unowned: "+14155550999", missing, shape: SHAPE };
    Ok(Simulated::new(simulator, client, account)?.with_others(office))
}

/// Whoever made a list of addresses and one of credentials in the console, and trunks with subdomains.
#[derive(Debug)]
struct Office {
    client: Client,
    addresses: OnceCell<String>,
    credentials: OnceCell<String>,
    branch: OnceCell<String>,
}

impl Office {
    fn new(client: Client) -> Self {
        Self { client, addresses: OnceCell::new(), credentials: OnceCell::new(), branch: OnceCell::new() }
    }
}

#[async_trait]
impl SharedLists for Office {
    async fn share_addresses(&self, trunk: &TrunkId) -> Result<ListId, HarnessError> {
        let make = async || {
            let list = self.client.create_ip_access_control_list("office").await?.sid;
            let _ =
                self.client.create_ip_address(&list, &NewAddress::new("44.229.228.186", "gateway")).await?;
            Ok::<_, trunkline::Error>(list)
        };
        let list = self.addresses.get_or_try_init(make).await?;
        let _ = self.client.associate_ip_access_control_list(trunk.as_str(), list).await?;
        Ok(ListId::new(list)?)
    }

    async fn share_credentials(&self, trunk: &TrunkId) -> Result<ListId, HarnessError> {
        let make = async || {
            let list = self.client.create_credential_list("office").await?.sid;
            let _ = self.client.create_credential(&list, "reception", &"Reception0ffice".into()).await?;
            Ok::<_, trunkline::Error>(list)
        };
        let list = self.credentials.get_or_try_init(make).await?;
        let _ = self.client.associate_credential_list(trunk.as_str(), list).await?;
        Ok(ListId::new(list)?)
    }
}

#[async_trait]
impl TrunkUser for Office {
    async fn take_up(&self, trunk: &TrunkId) -> Result<(), HarnessError> {
        let domain = self.client.fetch_trunk(trunk.as_str()).await?.domain_name.ok_or("it has no domain")?;
        let mut below = TrunkParams::default();
        below.domain_name = Some(format!("branch.{domain}"));
        let _ = self.branch.set(self.client.create_trunk(&below).await?.sid);
        Ok(())
    }

    async fn give_up(&self, _: &TrunkId) -> Result<(), HarnessError> {
        let branch = self.branch.get().ok_or("there is no subdomain")?;
        Ok(self.client.delete_trunk(branch).await?)
    }
}

/// The suite, by each dispatch.
pub fn runs() -> Vec<Run> {
    let run = |dispatch: Dispatch| Run::new("twilio", move || harness_by(dispatch)).by(dispatch.name());
    Dispatch::ALL.map(run).into()
}
