//! The sweeper of live runs deletes what they left behind, and nothing else.

#![allow(clippy::unwrap_used, reason = "a test")]

use trunkline::{
    exotel::{self, Exotel},
    ext::{ProviderExt as _, collect},
    model::{
        AclEntrySpec, CredentialSpec, NumberSpec, OriginationUriSpec, TerminationAuth, TrunkDescription,
        TrunkId, TrunkName, TrunkSpec,
    },
    provider::{AnyProvider, Provider as _},
    twilio::{self, Twilio},
};
use trunkline_sim::{Simulator, State};
use trunkline_tests::live::{mark, sweep};

/// A backend of each carrier, and a simulator that both speak to.
async fn carriers() -> (Simulator, [AnyProvider; 2]) {
    let simulator = trunkline_tests::simulated::simulator().await.unwrap();
    let config = trunkline_tests::exotel::config(&simulator, &simulator.fixture().exotel[0]);
    let exotel = Exotel::new(exotel::Client::new(config).unwrap());
    let config = trunkline_tests::twilio::config(&simulator, &simulator.fixture().twilio[0]);
    let twilio = Twilio::new(twilio::Client::new(config).unwrap());
    (simulator, [exotel.into(), twilio.into()])
}

/// A trunk with an address, a target, a credential and, of the account's numbers, the one at `place`.
async fn provision(simulator: &Simulator, backend: &AnyProvider, name: TrunkName, place: usize) -> TrunkId {
    let fixture = simulator.fixture();
    let numbers = match backend {
        AnyProvider::Exotel(_) => &fixture.exotel[0].numbers,
        _ => &fixture.twilio[0].numbers,
    };
    let description = TrunkDescription::new(TrunkSpec::new(name, TerminationAuth::Both))
        .with_acl([AclEntrySpec::new("44.229.228.186".parse().unwrap())])
        .with_origination([OriginationUriSpec::new(
            "sip:sbc.example.com:5061;transport=tls".parse().unwrap(),
        )])
        .with_credentials([CredentialSpec::new("agent", "Sweeper4Secret7".into())])
        .with_numbers([NumberSpec::new(numbers[place].parse().unwrap())]);
    backend.ensure(&description).await.unwrap().trunk.value.id
}

/// What the accounts hold; not where the handing out of ids stands, nor when a number was last changed.
fn held(state: &State) -> String {
    let kept =
        |line: &&str| !["\"state\":", "\"serial\":", "\"updated\":"].iter().any(|key| line.contains(key));
    let text = state.to_json();
    // Domains of deleted trunks are of nobody's account.
    let text = text.split("\"reserved_domains\"").next().unwrap_or_default();
    text.lines().filter(kept).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn what_runs_left_goes_and_all_else_stays() {
    let (simulator, backends) = carriers().await;
    for backend in &backends {
        provision(&simulator, backend, "contact_centre".parse().unwrap(), 0).await;
        // Almost the name of a live run's trunk.
        provision(&simulator, backend, "tlive_prod".parse().unwrap(), 1).await;
    }
    let before = held(&simulator.state());
    for backend in &backends {
        let left = [
            provision(&simulator, backend, mark::fresh_name(), 2).await,
            provision(&simulator, backend, mark::fresh_name(), 3).await,
        ];
        let found = sweep::leftovers(backend).await.unwrap();
        let mut found: Vec<TrunkId> = found.into_iter().map(|trunk| trunk.id).collect();
        found.sort_unstable_by_key(|id| left.iter().position(|other| other == id));
        assert_eq!(found, left);
        for trunk in &found {
            assert!(sweep::sweep(backend.trunks(), trunk).await.unwrap());
            assert!(!sweep::sweep(backend.trunks(), trunk).await.unwrap(), "it is gone already");
        }
        assert_eq!(sweep::leftovers(backend).await.unwrap(), []);
    }
    assert_eq!(held(&simulator.state()), before);
}

#[tokio::test]
async fn to_look_sends_reads_only() {
    let (simulator, backends) = carriers().await;
    for backend in &backends {
        provision(&simulator, backend, mark::fresh_name(), 0).await;
    }
    let before = simulator.requests().len();
    for backend in &backends {
        assert_eq!(sweep::leftovers(backend).await.unwrap().len(), 1);
        assert_eq!(sweep::orphans(backend).await.unwrap(), Vec::<String>::new());
    }
    let requests = simulator.requests();
    assert!(requests.len() > before);
    assert!(requests[before..].iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn a_trunk_with_another_name_is_not_swept() {
    let (simulator, backends) = carriers().await;
    for backend in &backends {
        let trunk = provision(&simulator, backend, "contact_centre".parse().unwrap(), 0).await;
        assert!(!sweep::sweep(backend.trunks(), &trunk).await.unwrap());
        assert_eq!(backend.trunks().get_trunk(&trunk).await.unwrap().name, "contact_centre");
    }
}

#[tokio::test]
async fn lists_that_a_cut_run_made_for_its_trunk_go_with_it() {
    let (_simulator, [_, backend]) = carriers().await;
    let AnyProvider::Twilio(twilio) = &backend else { panic!("the second is Twilio") };
    let spec = TrunkSpec::new(mark::fresh_name(), TerminationAuth::IpAcl);
    let trunk = backend.trunks().create_trunk(&spec).await.unwrap().value.id;
    // Cut before the list was put to use on the trunk.
    twilio.client().create_ip_access_control_list(&format!("trunkline-{trunk}")).await.unwrap();
    twilio.client().create_ip_access_control_list("office").await.unwrap();

    assert!(sweep::sweep(backend.trunks(), &trunk).await.unwrap());
    let lists = collect(twilio.client().list_ip_access_control_lists().stream()).await.unwrap();
    let names: Vec<_> = lists.into_iter().filter_map(|list| list.friendly_name).collect();
    assert_eq!(names, ["office"]);
}

#[tokio::test]
async fn lists_of_trunks_that_are_gone_are_shown() {
    let (simulator, [exotel, backend]) = carriers().await;
    let AnyProvider::Twilio(twilio) = &backend else { panic!("the second is Twilio") };
    provision(&simulator, &backend, mark::fresh_name(), 0).await;
    let gone = format!("trunkline-TK{:0>32}", 7);
    let list = twilio.client().create_credential_list(&gone).await.unwrap();
    twilio.client().create_credential_list("office").await.unwrap();

    assert_eq!(sweep::orphans(&backend).await.unwrap(), [format!("{} ({gone})", list.sid)]);
    assert_eq!(sweep::orphans(&exotel).await.unwrap(), Vec::<String>::new());
}
