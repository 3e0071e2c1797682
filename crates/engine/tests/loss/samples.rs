//! Trunks as carriers hold them, each with other values.

use trunkline::{
    capability::Evidence,
    model::{
        AclEntry, AclEntryId, BoundNumber, BoundNumberId, CallerId, Credential, CredentialId, Edge,
        EffectiveAuth, ExotelTrunk, ListId, ListRef, ManualStep, ManualStepCode, NumberMode, Observed,
        OriginationUri, OriginationUriId, RecordingMode, RecordingTrim, Termination, TerminationAuth,
        TransferCallerId, TransferMode, Transport, Trunk, TrunkId, TrunkStatus, TwilioTrunk, WebMethod,
    },
};
use trunkline_engine::{Environment, Profiles, ReadOnly, Registry, observe::ObservedTrunk};

/// An account of each carrier. Nothing listens there, and nothing is sent.
pub(crate) fn views() -> [(&'static str, ReadOnly); 2] {
    let environment = Environment::new(|name| {
        let value = match name {
            "EXOTEL_ACCOUNT_SID" => "acme1",
            "EXOTEL_API_KEY" => "key",
            "EXOTEL_API_TOKEN" => "token",
            "TWILIO_ACCOUNT_SID" => "AC00000000000000000000000000000001",
            "TWILIO_AUTH_TOKEN" => "0123456789abcdef0123456789abcdef",
            _ => return None,
        };
        Some(value.to_owned())
    });
    let profiles = Profiles::load(&Registry::default(), &environment, None).unwrap();
    ["exotel", "twilio"].map(|name| {
        let provider = profiles.get(name).unwrap().open(trunkline::http::Options::new()).unwrap();
        (name, ReadOnly::new(provider))
    })
}

fn termination(domain: &str, transports: &[Transport]) -> Termination {
    Termination::new(Some(domain.to_owned()), Evidence::documented("a page", "2026-11-21"))
        .with_edges([Edge::new("edge", "edge.example.com").at(5061, Transport::Tls)])
        .with_transports(transports.iter().copied())
}

pub(crate) fn trunk(id: &str, name: &str) -> Trunk {
    let exotel = id.starts_with("trmum");
    let domain = if exotel { "acme1.pstn.exotel.com" } else { "cc.pstn.twilio.com" };
    let transports: &[Transport] = if exotel {
        &[Transport::Tls, Transport::Tcp]
    } else {
        &[Transport::Udp, Transport::Tcp, Transport::Tls]
    };
    let mut trunk = Trunk::new(TrunkId::new(id).unwrap(), name, termination(domain, transports));
    if exotel {
        trunk.exotel = Some(ExotelTrunk::new());
        trunk.status = Some(TrunkStatus::Active);
    } else {
        trunk.twilio = Some(TwilioTrunk::new());
    }
    trunk
}

pub(crate) fn address(cidr: &str) -> AclEntry {
    AclEntry::new(AclEntryId::new("41523").unwrap(), Observed::read(cidr))
}

pub(crate) fn target(uri: &str) -> OriginationUri {
    OriginationUri::new(OriginationUriId::new("7").unwrap(), Observed::read(uri), 0, 1)
}

pub(crate) fn number(number: &str) -> BoundNumber {
    BoundNumber::new(BoundNumberId::new("9").unwrap(), Observed::read(number), TrunkId::new("t").unwrap())
}

pub(crate) fn credential(username: &str) -> Credential {
    Credential::new(CredentialId::new("3").unwrap(), username)
}

pub(crate) fn list(name: &str, managed: bool) -> ListRef {
    ListRef::new(ListId::new("AL00000000000000000000000000000001").unwrap(), name, managed)
}

/// A trunk with all of this on it.
pub(crate) fn with(
    trunk: Trunk,
    auth: TerminationAuth,
    acl: Vec<AclEntry>,
    origination: Vec<OriginationUri>,
    numbers: Vec<BoundNumber>,
    credentials: Vec<Credential>,
) -> ObservedTrunk {
    ObservedTrunk {
        auth: Some(EffectiveAuth::Mode(auth)),
        acl: Some(acl),
        origination: Some(origination),
        numbers: Some(numbers),
        credentials: Some(credentials),
        caller_id: Some(None),
        ..ObservedTrunk::listed(trunk)
    }
}

/// Trunks on Exotel.
pub(crate) fn exotel() -> Vec<ObservedTrunk> {
    let plain = trunk("trmum1aaaaaaaaaaaaaaaaaaaaaaa", "contact_centre");
    let mut odd = trunk("trmum1bbbbbbbbbbbbbbbbbbbbbbb", "contact centre!");
    odd.status = Some(TrunkStatus::Inactive);
    odd.manual_steps = vec![ManualStep::new(ManualStepCode::ExotelInboundFlow, "make a Flow")];
    let mut only = ExotelTrunk::new();
    only.auth_type = Some("IP-WHITELIST".to_owned());
    only.nso_code = Some("MH-ANY".to_owned());
    only.registration_enabled = Some("enabled".to_owned());
    only.edge_preference = Some("mumbai".to_owned());
    only.secure_trunking = Some("enabled".to_owned());
    odd.exotel = Some(only);
    let mut labelled = address("54.172.60.0/30");
    labelled.label = Some("office".to_owned());
    let mut flow = number("+14155550100");
    flow.mode = Some(NumberMode::Flow);
    let mut strange = number("+14155550101");
    strange.mode = Some(NumberMode::Other("fax".to_owned()));
    let mut pstn = number("+918040264208");
    pstn.mode = Some(NumberMode::Pstn);
    let mut agent = credential("agent");
    agent.label = Some("desk".to_owned());
    let mut many: Vec<AclEntry> = (1..=101).map(|n| address(&format!("52.1.2.{n}"))).collect();
    many.push(address("192.168.1.1"));
    let mut first = with(
        plain,
        TerminationAuth::IpAcl,
        vec![address("44.229.228.186"), labelled],
        vec![
            target("sip:sbc.example.com:5061;transport=tls"),
            target("sip:44.229.228.186:5060;transport=tcp"),
        ],
        vec![pstn, flow, strange, number("08040264208")],
        Vec::new(),
    );
    first.caller_id = Some(Some(CallerId::new(Observed::read("+918040264208"))));
    let mut second = with(
        odd,
        TerminationAuth::Both,
        many,
        (1..=11).map(|n| target(&format!("sip:sbc{n}.example.com:5061;transport=tls"))).collect(),
        Vec::new(),
        vec![agent, credential("a_user_name_that_is_longer_than_32_characters")],
    );
    second.caller_id = Some(Some(CallerId::new(Observed::read("+14155550100"))));
    let mut third = with(
        trunk("trmum1ccccccccccccccccccccccc", "closed"),
        TerminationAuth::Digest,
        Vec::new(),
        vec![target("sip:sbc:5061")],
        Vec::new(),
        vec![credential("agent")],
    );
    third.caller_id = Some(Some(CallerId::new(Observed::read("08040264208"))));
    let mut fourth = third.clone();
    fourth.auth = Some(EffectiveAuth::Closed);
    fourth.credentials = Some(Vec::new());
    vec![first, second, third, fourth]
}

/// Trunks on Twilio.
pub(crate) fn twilio() -> Vec<ObservedTrunk> {
    let plain = trunk("TK00000000000000000000000000000001", "contact_centre");
    let mut full = trunk("TK00000000000000000000000000000002", "Contact centre (EU)");
    let mut only = TwilioTrunk::new();
    only.secure = true;
    only.cnam_lookup_enabled = true;
    only.transfer_mode = Some(TransferMode::EnableAll);
    only.transfer_caller_id = Some(TransferCallerId::FromTransferor);
    only.disaster_recovery_url = Some("https://example.com/recover".to_owned());
    only.disaster_recovery_method = Some(WebMethod::Get);
    only.recording_mode = Some(RecordingMode::FromAnswerDual);
    only.recording_trim = Some(RecordingTrim::TrimSilence);
    only.symmetric_rtp_enabled = true;
    full.twilio = Some(only);
    let mut strange = trunk("TK00000000000000000000000000000003", "strange");
    let mut only = TwilioTrunk::new();
    only.transfer_mode = Some(TransferMode::Other("some".to_owned()));
    only.transfer_caller_id = Some(TransferCallerId::Other("some".to_owned()));
    only.disaster_recovery_url = Some("https://example.com/recover".to_owned());
    only.disaster_recovery_method = Some(WebMethod::Other("PUT".to_owned()));
    only.recording_mode = Some(RecordingMode::Other("some".to_owned()));
    only.recording_trim = Some(RecordingTrim::Other("some".to_owned()));
    strange.twilio = Some(only);
    let mut shared = address("44.229.228.186");
    shared.list = Some(list("offices", false));
    let mut own = address("44.229.228.188/30");
    own.list = Some(list("trunkline-TK1", true));
    own.label = Some("office".to_owned());
    let mut off = target("sip:off.example.com:5061;transport=tls");
    off.enabled = Some(false);
    let mut plain_target = target("sip:sbc.example.com:5061;transport=tls");
    plain_target.enabled = Some(true);
    let mut labelled = target("sips:tom@sbc.example.com;edge=dublin");
    labelled.label = Some("Dublin".to_owned());
    labelled.weight = 0;
    let mut named = number("+14155550100");
    named.label = Some("Sales".to_owned());
    let mut in_list = credential("agent");
    in_list.list = Some(list("agents", false));
    let mut own_credential = credential("agent@example.com");
    own_credential.list = Some(list("trunkline-TK1", true));
    let udp = || {
        vec![
            target("sip:44.229.228.186:5060"),
            target("sip:192.168.1.4:5060"),
            target("sip:[2001:db8::1]:5060"),
        ]
    };
    vec![
        with(
            plain,
            TerminationAuth::IpAcl,
            vec![shared, own, address("54.172.0.0/16")],
            [vec![plain_target, off, labelled], udp()].concat(),
            vec![named, number("+918040264208"), number("anonymous")],
            Vec::new(),
        ),
        with(
            full,
            TerminationAuth::Both,
            vec![address("44.229.228.186")],
            udp(),
            Vec::new(),
            vec![in_list, own_credential],
        ),
        with(strange, TerminationAuth::Digest, Vec::new(), udp(), Vec::new(), vec![credential("agent")]),
        ObservedTrunk {
            auth: Some(EffectiveAuth::Closed),
            ..ObservedTrunk::listed(trunk("TK00000000000000000000000000000004", ""))
        },
    ]
}
