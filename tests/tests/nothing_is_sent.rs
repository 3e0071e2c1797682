//! What a carrier cannot do, and what breaks its rules, is refused without a request.
//!
//! The conformance suite holds this for what all carriers share; here are the rules that only one of them has.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::pin::Pin;

use trunkline::{
    ErrorKind, Result,
    ext::ProviderExt as _,
    model::{
        AclEntrySpec, ChangeOptions, CredentialSpec, ExotelAclOptions, ExotelCredentialOptions, NumberMode,
        OriginationUriSpec, TerminationAuth, TrunkDescription, TrunkId, TrunkSpec, TwilioOriginationOptions,
        TwilioTrunkOptions,
    },
    provider::{DynProvider, Provider},
};
use trunkline_conformance::Harness as _;
use trunkline_tests::simulated::Simulated;

type Refusal<'a> = Pin<Box<dyn Future<Output = Option<trunkline::Error>> + Send + 'a>>;

/// A call by its words, the error it must end in, what the message must name, and how to make it.
type Case = (&'static str, ErrorKind, &'static str, for<'a> fn(&'a dyn Provider, &'a TrunkId) -> Refusal<'a>);

fn err<T>(outcome: Result<T>) -> Option<trunkline::Error> {
    outcome.err()
}

fn spec(name: &str) -> TrunkSpec {
    TrunkSpec::new(name.parse().unwrap(), TerminationAuth::IpAcl)
}

fn target(uri: &str) -> OriginationUriSpec {
    OriginationUriSpec::new(uri.parse().unwrap())
}

fn credential(username: &str, password: &str) -> CredentialSpec {
    CredentialSpec::new(username, password.into())
}

async fn add_target(
    provider: &dyn Provider,
    trunk: &TrunkId,
    spec: OriginationUriSpec,
) -> Option<trunkline::Error> {
    err(provider.originations()?.add_origination_uri(trunk, &spec).await)
}

async fn add_credential(
    provider: &dyn Provider,
    trunk: &TrunkId,
    spec: CredentialSpec,
) -> Option<trunkline::Error> {
    err(provider.credentials()?.add_credential(trunk, &spec).await)
}

async fn create(provider: &dyn Provider, spec: TrunkSpec) -> Option<trunkline::Error> {
    err(provider.trunks().create_trunk(&spec).await)
}

async fn refused_unsent(harness: Simulated, cases: &[Case]) {
    let provider: DynProvider = harness.provider();
    let trunk = provider.trunks().create_trunk(&spec("support")).await.unwrap().value.id;
    assert!(!harness.simulator().requests().is_empty(), "a create was not seen: the log sees nothing");
    for (what, kind, named, call) in cases {
        harness.simulator().clear_requests();
        let error = call(&*provider, &trunk).await.unwrap_or_else(|| panic!("{what}: it was not refused"));
        assert_eq!(error.kind(), *kind, "{what}: {error}");
        assert_eq!(error.effect(), trunkline::Effect::None, "{what}: {error}");
        assert!(error.to_string().contains(named), "{what}: {named:?} is not named: {error}");
        assert_eq!(error.identity(), Some(provider.identity()), "{what}: {error}");
        assert_eq!(harness.simulator().requests(), [], "{what}: something was sent");
    }
}

#[tokio::test]
async fn exotel() {
    use ErrorKind::{InvalidInput, Unsupported};
    let cases: &[Case] = &[
        ("a range without the option", Unsupported, "54.172.60.0/30", |p, t| {
            Box::pin(async move {
                let range = AclEntrySpec::new("54.172.60.0/30".parse().unwrap());
                err(p.acls().add_acl_entry(t, &range).await)
            })
        }),
        ("a range wider than /16", InvalidInput, "54.0.0.0/8", |p, t| {
            Box::pin(async move {
                let range = AclEntrySpec::new("54.0.0.0/8".parse().unwrap())
                    .with_exotel(ExotelAclOptions::default().with_allow_range(true));
                err(p.acls().add_acl_entry(t, &range).await)
            })
        }),
        ("sips:", InvalidInput, "sips:sbc.example.com:5061;transport=tls", |p, t| {
            Box::pin(add_target(p, t, target("sips:sbc.example.com:5061;transport=tls")))
        }),
        ("UDP", InvalidInput, "udp", |p, t| {
            Box::pin(add_target(p, t, target("sip:sbc.example.com:5060;transport=udp")))
        }),
        ("no port", InvalidInput, "port", |p, t| {
            Box::pin(add_target(p, t, target("sip:sbc.example.com;transport=tls")))
        }),
        ("no transport", InvalidInput, "transport", |p, t| {
            Box::pin(add_target(p, t, target("sip:sbc.example.com:5061")))
        }),
        ("IPv6", InvalidInput, "IPv6", |p, t| {
            Box::pin(add_target(p, t, target("sip:[2606:4700::1]:5061;transport=tls")))
        }),
        ("a user name with a dash", InvalidInput, "agent-1", |p, t| {
            Box::pin(add_credential(p, t, credential("agent-1", "Passw0rdPassw0rd")))
        }),
        ("a password with a dash", InvalidInput, "password", |p, t| {
            Box::pin(add_credential(p, t, credential("agent", "Passw0rd-Passw0rd")))
        }),
        ("a label with a dash", InvalidInput, "agent-label", |p, t| {
            let label = ExotelCredentialOptions::default().with_friendly_name("agent-label");
            Box::pin(add_credential(p, t, credential("agent", "Passw0rdPassw0rd").with_exotel(label)))
        }),
        ("another password with a dash", InvalidInput, "password", |p, t| {
            Box::pin(async move {
                let (id, keep) = ("1".parse().unwrap(), ChangeOptions::default());
                err(p.credentials()?.set_password(t, &id, &"Passw0rd-Passw0rd".into(), &keep).await)
            })
        }),
    ];
    refused_unsent(trunkline_tests::exotel::harness().await.unwrap(), cases).await;
}

#[tokio::test]
async fn twilio() {
    use ErrorKind::{InvalidInput, Unsupported};
    let cases: &[Case] = &[
        ("a mode", Unsupported, "mode", |p, t| {
            Box::pin(async move {
                let id = "PN00000000000000000000000000000001".parse().unwrap();
                err(p.numbers().set_number_mode(t, &id, &NumberMode::Flow).await)
            })
        }),
        ("a caller id", Unsupported, "caller", |p, _| {
            Box::pin(async move {
                let description =
                    TrunkDescription::new(spec("other")).with_caller_id("+14155550100".parse().unwrap());
                err(p.ensure(&description).await)
            })
        }),
        ("a domain elsewhere", InvalidInput, "acme.example.com", |p, _| {
            let options = TwilioTrunkOptions::default().with_domain_name("acme.example.com");
            Box::pin(create(p, spec("other").with_twilio(options)))
        }),
        ("a name of 65 characters", InvalidInput, "64", |p, _| {
            let options = TwilioTrunkOptions::default().with_friendly_name("n".repeat(65));
            Box::pin(create(p, spec("other").with_twilio(options)))
        }),
        ("a label of 65 characters", InvalidInput, "64", |p, t| {
            let options = TwilioOriginationOptions::default().with_friendly_name("n".repeat(65));
            let target = target("sip:sbc.example.com:5061;transport=tls").with_twilio(options);
            Box::pin(add_target(p, t, target))
        }),
        ("a short password", InvalidInput, "12", |p, t| {
            Box::pin(add_credential(p, t, credential("agent", "Passw0rd")))
        }),
        ("a password without a digit", InvalidInput, "digit", |p, t| {
            Box::pin(add_credential(p, t, credential("agent", "PasswordPassword")))
        }),
        ("a user name of 33 characters", InvalidInput, "32", |p, t| {
            Box::pin(add_credential(p, t, credential(&"n".repeat(33), "Passw0rdPassw0rd")))
        }),
        ("another password that is short", InvalidInput, "12", |p, t| {
            Box::pin(async move {
                let id =
                    "CL00000000000000000000000000000001/CR00000000000000000000000000000001".parse().unwrap();
                let keep = ChangeOptions::default();
                err(p.credentials()?.set_password(t, &id, &"Passw0rd".into(), &keep).await)
            })
        }),
    ];
    refused_unsent(trunkline_tests::twilio::harness().await.unwrap(), cases).await;
}
