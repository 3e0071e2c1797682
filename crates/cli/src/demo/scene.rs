//! What the demo describes: the two trunks most platforms start with.

use trunkline_engine::trunkline::model::{
    AclEntrySpec, Cidr, CredentialSpec, E164, InvalidValue, NumberSpec, OriginationUriSpec, SecretString,
    SipUri, TerminationAuth, TrunkDescription, TrunkSpec,
};

/// The voice platform's published static addresses (Vapi docs, SIP networking and firewall).
const PLATFORM: [&str; 2] = ["44.229.228.186/32", "44.238.177.138/32"];
const THIRD: &str = "44.248.146.11/32";
const SBC: &str = "sip:sbc.example.com:5061;transport=tls";

/// Both trunks for an account that owns `numbers`.
pub(super) fn first(
    numbers: &[E164; 2],
    password: &SecretString,
) -> Result<[TrunkDescription; 2], InvalidValue> {
    both(numbers, password, &PLATFORM, 0)
}

/// The same, with a third address and another priority.
pub(super) fn second(
    numbers: &[E164; 2],
    password: &SecretString,
) -> Result<[TrunkDescription; 2], InvalidValue> {
    both(numbers, password, &[PLATFORM[0], PLATFORM[1], THIRD], 10)
}

fn both(
    [centre, voice]: &[E164; 2],
    password: &SecretString,
    addresses: &[&str],
    priority: u16,
) -> Result<[TrunkDescription; 2], InvalidValue> {
    let acl: Vec<AclEntrySpec> = addresses
        .iter()
        .map(|address| address.parse::<Cidr>().map(AclEntrySpec::new))
        .collect::<Result<_, _>>()?;
    let sbc = OriginationUriSpec::new(SBC.parse::<SipUri>()?).with_priority(priority);
    Ok([
        TrunkDescription::new(TrunkSpec::new("contact_centre".parse()?, TerminationAuth::IpAcl))
            .with_acl(acl)
            .with_origination([sbc])
            .with_numbers([NumberSpec::new(centre.clone())]),
        TrunkDescription::new(TrunkSpec::new("voice_ai".parse()?, TerminationAuth::Digest))
            .with_credentials([CredentialSpec::new("voice_ai", password.clone())])
            .with_numbers([NumberSpec::new(voice.clone())]),
    ])
}

/// The first description, for people.
pub(super) fn text() -> String {
    let [one, other] = PLATFORM;
    format!(
        "  contact_centre  calls come from {one} and {other},\n\
         \x20                 the voice platform's published static addresses;\n\
         \x20                 inbound calls go to {SBC}\n\
         \x20 voice_ai        calls come with user name voice_ai and a generated password\n\
         \x20 each with a number that the account owns\n"
    )
}
