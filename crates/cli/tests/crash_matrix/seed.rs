//! What is there before the file is applied: trunks that it takes over, and what nobody may touch.

use trunkline_engine::{
    Environment, Profiles, Registry,
    trunkline::{
        http::Options,
        model::{
            AclEntrySpec, AuthModeChange, CredentialSpec, NumberSpec, OriginationUriSpec, TerminationAuth,
            TrunkId, TrunkSpec,
        },
        provider::{DynProvider, Provider as _},
        twilio::{Client, Config, wire::NewAddress},
    },
};
use trunkline_sim::Simulator;

use crate::command::variables;

/// Makes all of it on both carriers.
pub(crate) async fn plant(sim: &Simulator) {
    let variables = variables(sim);
    let environment = Environment::new(move |name| {
        variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    });
    let profiles = Profiles::load(&Registry::default(), &environment, None).unwrap();
    for (profile, numbers) in [
        ("exotel", ["+918040264208", "+918040264209", "+912248964100"]),
        ("twilio", ["+14155550100", "+14155550101", "+14155550103"]),
    ] {
        let account = Account(profiles.get(profile).unwrap().open(Options::new()).unwrap());
        account.plant(numbers).await;
    }
    share_a_list(sim).await;
}

struct Account(DynProvider);

impl Account {
    async fn plant(&self, [support_keeps, support_loses, foreign]: [&str; 3]) {
        let support = self.trunk("support", TerminationAuth::IpAcl).await;
        self.addresses(&support, &["44.229.228.186", "52.1.2.3"]).await;
        self.targets(
            &support,
            &["sip:kept.example.com:5061;transport=tls", "sip:old.example.com:5061;transport=tls"],
        )
        .await;
        self.numbers(&support, &[support_keeps, support_loses]).await;
        if let Some(caller_ids) = self.0.caller_ids() {
            drop(caller_ids.set_caller_id(&support, &support_keeps.parse().unwrap()).await.unwrap());
        }
        let agents = self.trunk("agents", TerminationAuth::Digest).await;
        self.credentials(&agents, &["agent", "leaver"]).await;
        let campaign = self.trunk("campaign", TerminationAuth::IpAcl).await;
        self.addresses(&campaign, &["52.1.2.4"]).await;

        let others = self.trunk("foreign", TerminationAuth::IpAcl).await;
        self.addresses(&others, &["44.229.228.186", "52.1.2.3"]).await;
        self.targets(&others, &["sip:old.example.com:5061;transport=tls"]).await;
        self.numbers(&others, &[foreign]).await;
        let others = self.trunk("foreign_agents", TerminationAuth::Digest).await;
        self.credentials(&others, &["agent", "leaver"]).await;
    }

    async fn trunk(&self, name: &str, auth: TerminationAuth) -> TrunkId {
        let spec = TrunkSpec::new(name.parse().unwrap(), auth);
        self.0.trunks().create_trunk(&spec).await.unwrap().value.id
    }

    async fn addresses(&self, trunk: &TrunkId, addresses: &[&str]) {
        for address in addresses {
            let entry = AclEntrySpec::new(address.parse().unwrap());
            drop(self.0.acls().add_acl_entry(trunk, &entry).await.unwrap());
        }
    }

    async fn targets(&self, trunk: &TrunkId, targets: &[&str]) {
        for target in targets {
            let target = OriginationUriSpec::new(target.parse().unwrap());
            drop(self.0.originations().unwrap().add_origination_uri(trunk, &target).await.unwrap());
        }
    }

    async fn numbers(&self, trunk: &TrunkId, numbers: &[&str]) {
        for number in numbers {
            let number = NumberSpec::new(number.parse().unwrap());
            drop(self.0.numbers().bind_number(trunk, &number).await.unwrap());
        }
    }

    async fn credentials(&self, trunk: &TrunkId, usernames: &[&str]) {
        for username in usernames {
            let spec = CredentialSpec::new(*username, "StandsInForOne1".to_owned().into())
                .with_auth_mode(AuthModeChange::Allow);
            drop(self.0.credentials().unwrap().add_credential(trunk, &spec).await.unwrap());
        }
    }
}

/// A list of addresses that a trunk of the file shares with one that no file knows.
async fn share_a_list(sim: &Simulator) {
    let account = &sim.fixture().twilio[0];
    let config =
        Config::new(&account.account_sid, account.auth_token.as_str().into()).with_base_url(sim.twilio_url());
    let client = Client::new(config).unwrap();
    let list = client.create_ip_access_control_list("foreign offices").await.unwrap().sid;
    let office = NewAddress::new("54.172.60.0", "office").with_prefix(30);
    drop(client.create_ip_address(&list, &office).await.unwrap());
    let trunks = trunkline_engine::trunkline::ext::collect(client.list_trunks().stream()).await.unwrap();
    let shares = |name: &str| ["support", "foreign"].contains(&name);
    for trunk in trunks.iter().filter(|trunk| trunk.friendly_name.as_deref().is_some_and(shares)) {
        drop(client.associate_ip_access_control_list(&trunk.sid, &list).await.unwrap());
    }
}
