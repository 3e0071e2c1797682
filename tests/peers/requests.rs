//! Every operation of the Twilio client, with the least it takes and with all it can say.
//!
//! The account comes from the variables that `trunkline sim --export` sets; `TRUNKLINE_TWILIO_BASE_URL` has to be
//! among them, so that nothing of this ever reaches Twilio. One line for each operation with the number of its
//! requests; the exit code is 1 when a call failed.

use std::{
    collections::BTreeMap,
    env,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
};

use futures::TryStreamExt as _;
use trunkline::{
    Result,
    http::{AttemptEnd, AttemptStart, Observer, Options},
    model::{RecordingMode, RecordingTrim, TransferCallerId, TransferMode, WebMethod},
    provider::Objects,
    twilio::{
        Client, Config,
        wire::{
            AddressParams, IncomingPhoneNumber, NewAddress, NewOriginationUrl, NumberFilter, NumberParams,
            OriginationUrlParams, RecordingParams, TrunkParams,
        },
    },
};

const BASE_URL: &str = "TRUNKLINE_TWILIO_BASE_URL";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    if env::var_os(BASE_URL).is_none() {
        eprintln!("{BASE_URL} is not set: the requests would go to Twilio");
        return ExitCode::FAILURE;
    }
    let seen = Arc::new(Seen::default());
    let ended = match client(Arc::clone(&seen)) {
        Ok(client) => [
            trunks(&client).await,
            origination_urls(&client).await,
            ip_access_control_lists(&client).await,
            credential_lists(&client).await,
            numbers(&client).await,
        ]
        .into_iter()
        .collect(),
        Err(error) => vec![Err(error)],
    };
    for (operation, requests) in seen.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        println!("{requests:3} {operation}");
    }
    let mut code = ExitCode::SUCCESS;
    for error in ended.into_iter().filter_map(Result::err) {
        eprintln!("{error}");
        code = ExitCode::FAILURE;
    }
    code
}

/// One object on a page: a list of two is two requests.
fn client(seen: Arc<Seen>) -> Result<Client> {
    let http = Options::new().with_observer(seen);
    Client::new(Config::from_env()?.with_http(http).with_page_size(1))
}

/// How many requests each operation has made.
#[derive(Debug, Default)]
struct Seen(Mutex<BTreeMap<&'static str, u32>>);

impl Observer for Seen {
    fn attempt_started(&self, _: &AttemptStart<'_>) {}

    fn attempt_finished(&self, end: &AttemptEnd<'_>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(end.start.operation).or_default() += 1;
    }
}

async fn read<T>(objects: Objects<T>) -> Result<Vec<T>> {
    objects.try_collect().await
}

async fn trunks(client: &Client) -> Result<()> {
    let least = client.create_trunk(&TrunkParams::default()).await?;
    let mut all = TrunkParams::default();
    all.friendly_name = Some("Contact centre – east".into());
    all.domain_name = Some("peers-requests.pstn.twilio.com".into());
    all.disaster_recovery_url = Some("https://example.com/recovery?a=1&b=2".into());
    all.disaster_recovery_method = Some(WebMethod::Get);
    all.transfer_mode = Some(TransferMode::SipOnly);
    all.secure = Some(true);
    all.cnam_lookup_enabled = Some(true);
    all.transfer_caller_id = Some(TransferCallerId::FromTransferor);
    let trunk = client.create_trunk(&all).await?;
    read(client.list_trunks().stream()).await?;
    client.fetch_trunk(&trunk.sid).await?;

    client.update_trunk(&trunk.sid, &TrunkParams::default()).await?;
    for mode in [TransferMode::DisableAll, TransferMode::EnableAll, TransferMode::SipOnly] {
        all.transfer_mode = Some(mode);
        client.update_trunk(&trunk.sid, &all).await?;
    }
    all.transfer_caller_id = Some(TransferCallerId::FromTransferee);
    all.disaster_recovery_method = Some(WebMethod::Post);
    all.secure = Some(false);
    client.update_trunk(&trunk.sid, &all).await?;

    client.fetch_recording(&trunk.sid).await?;
    client.update_recording(&trunk.sid, &RecordingParams::default()).await?;
    for mode in [
        RecordingMode::FromRinging,
        RecordingMode::FromAnswer,
        RecordingMode::FromRingingDual,
        RecordingMode::FromAnswerDual,
        RecordingMode::DoNotRecord,
    ] {
        for trim in [RecordingTrim::TrimSilence, RecordingTrim::DoNotTrim] {
            let mut recording = RecordingParams::default();
            recording.mode = Some(mode.clone());
            recording.trim = Some(trim);
            client.update_recording(&trunk.sid, &recording).await?;
        }
    }

    client.delete_trunk(&least.sid).await?;
    client.delete_trunk(&trunk.sid).await
}

async fn origination_urls(client: &Client) -> Result<()> {
    let trunk = client.create_trunk(&TrunkParams::default()).await?.sid;
    let least = NewOriginationUrl::new("sip:sbc.example.com", "SBC");
    let mut all = NewOriginationUrl::new("sip:203.0.113.7:5061;transport=tls;edge=dublin", "SBC é & co");
    (all.weight, all.priority, all.enabled) = (65_535, 65_535, false);
    client.create_origination_url(&trunk, &least).await?;
    let url = client.create_origination_url(&trunk, &all).await?.sid;
    read(client.list_origination_urls(&trunk).stream()).await?;
    client.fetch_origination_url(&trunk, &url).await?;

    let mut change = OriginationUrlParams::default();
    client.update_origination_url(&trunk, &url, &change).await?;
    change.weight = Some(1);
    change.priority = Some(0);
    change.enabled = Some(true);
    change.friendly_name = Some("SBC".into());
    change.sip_url = Some("sips:sbc.example.com:5061".into());
    client.update_origination_url(&trunk, &url, &change).await?;
    client.delete_origination_url(&trunk, &url).await?;
    client.delete_trunk(&trunk).await
}

async fn ip_access_control_lists(client: &Client) -> Result<()> {
    let trunk = client.create_trunk(&TrunkParams::default()).await?.sid;
    let lists = [
        client.create_ip_access_control_list(&format!("trunkline-{trunk}")).await?.sid,
        client.create_ip_access_control_list("Büro").await?.sid,
    ];
    let list = &lists[0];
    read(client.list_ip_access_control_lists().stream()).await?;
    client.fetch_ip_access_control_list(list).await?;
    client.update_ip_access_control_list(list, "Office").await?;

    let address =
        client.create_ip_address(list, &NewAddress::new("203.0.113.7", "203.0.113.7/32")).await?.sid;
    let range = NewAddress::new("198.51.100.0", "198.51.100.0/24").with_prefix(24);
    client.create_ip_address(list, &range).await?;
    read(client.list_ip_addresses(list).stream()).await?;
    client.fetch_ip_address(list, &address).await?;
    let mut change = AddressParams::default();
    client.update_ip_address(list, &address, &change).await?;
    change.friendly_name = Some("192.0.2.0/28".into());
    change.ip_address = Some("192.0.2.0".into());
    change.cidr_prefix_length = Some(28);
    client.update_ip_address(list, &address, &change).await?;
    client.delete_ip_address(list, &address).await?;

    for list in &lists {
        client.associate_ip_access_control_list(&trunk, list).await?;
    }
    read(client.list_associated_ip_access_control_lists(&trunk).stream()).await?;
    client.fetch_associated_ip_access_control_list(&trunk, list).await?;
    for list in &lists {
        client.dissociate_ip_access_control_list(&trunk, list).await?;
        client.delete_ip_access_control_list(list).await?;
    }
    client.delete_trunk(&trunk).await
}

async fn credential_lists(client: &Client) -> Result<()> {
    let trunk = client.create_trunk(&TrunkParams::default()).await?.sid;
    let lists = [
        client.create_credential_list(&format!("trunkline-{trunk}")).await?.sid,
        client.create_credential_list("Téléphones").await?.sid,
    ];
    let list = &lists[0];
    read(client.list_credential_lists().stream()).await?;
    client.fetch_credential_list(list).await?;
    client.update_credential_list(list, "Phones").await?;

    let credential = client.create_credential(list, "agent-1", &"Correct&Horse=1".into()).await?.sid;
    client.create_credential(list, "agent-2", &"Correct+Horse 2%".into()).await?;
    read(client.list_credentials(list).stream()).await?;
    client.fetch_credential(list, &credential).await?;
    client.update_credential(list, &credential, &"Another-Horse-3".into()).await?;
    client.delete_credential(list, &credential).await?;

    for list in &lists {
        client.associate_credential_list(&trunk, list).await?;
    }
    read(client.list_associated_credential_lists(&trunk).stream()).await?;
    client.fetch_associated_credential_list(&trunk, list).await?;
    for list in &lists {
        client.dissociate_credential_list(&trunk, list).await?;
        client.delete_credential_list(list).await?;
    }
    client.delete_trunk(&trunk).await
}

async fn numbers(client: &Client) -> Result<()> {
    let trunk = client.create_trunk(&TrunkParams::default()).await?.sid;
    let numbers = read(client.list_incoming_phone_numbers(&NumberFilter::default()).stream()).await?;
    let mut filter = NumberFilter::default();
    filter.beta = Some(false);
    filter.friendly_name = Some("Main line".into());
    filter.phone_number = Some("+1415555****".into());
    filter.origin = Some("twilio".into());
    read(client.list_incoming_phone_numbers(&filter).stream()).await?;

    for IncomingPhoneNumber { sid, .. } in numbers.iter().take(2) {
        client.fetch_incoming_phone_number(sid).await?;
        client.associate_phone_number(&trunk, sid).await?;
    }
    read(client.list_associated_phone_numbers(&trunk).stream()).await?;
    for IncomingPhoneNumber { sid, .. } in numbers.iter().take(2) {
        client.fetch_associated_phone_number(&trunk, sid).await?;
        client.dissociate_phone_number(&trunk, sid).await?;
        client.update_incoming_phone_number(sid, &NumberParams::default()).await?;
        for (method, mode) in [(WebMethod::Get, "fax"), (WebMethod::Post, "voice")] {
            let change = every_parameter(&trunk, &method, mode);
            client.update_incoming_phone_number(sid, &change).await?;
        }
    }
    client.delete_trunk(&trunk).await
}

fn every_parameter(trunk: &str, method: &WebMethod, receive_mode: &str) -> NumberParams {
    let sid = |prefix: &str| Some(format!("{prefix}{:032x}", 1));
    let url = |path: &str| Some(format!("https://example.com/{path}?x=1&y=2"));
    let method = || Some(method.clone());
    let mut all = NumberParams::default();
    all.friendly_name = Some("Main line".into());
    all.trunk_sid = Some(trunk.to_owned());
    all.voice_application_sid = sid("AP");
    all.voice_url = url("voice");
    all.voice_method = method();
    all.voice_fallback_url = url("voice-fallback");
    all.voice_fallback_method = method();
    all.voice_caller_id_lookup = Some(true);
    all.voice_receive_mode = Some(receive_mode.to_owned());
    all.status_callback = url("status");
    all.status_callback_method = method();
    all.sms_application_sid = sid("AP");
    all.sms_url = url("sms");
    all.sms_method = method();
    all.sms_fallback_url = url("sms-fallback");
    all.sms_fallback_method = method();
    all.api_version = Some("2010-04-01".into());
    all.address_sid = sid("AD");
    all.identity_sid = sid("RI");
    all.bundle_sid = sid("BU");
    all.emergency_status = Some("Active".into());
    all.emergency_address_sid = sid("AD");
    all
}
