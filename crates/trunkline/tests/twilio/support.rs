//! Twilio's side of the tests: what it was asked, word for word, and what it is to answer.
//!
//! Bodies named "Twilio OpenAPI 2.6.7" are the examples of that specification, operation by operation.
#![allow(clippy::needless_pass_by_value, reason = "a test writes its JSON in place")]

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use trunkline::{
    http::{Options, RetryOptions},
    model::TrunkId,
    twilio::{Client, Config, Twilio},
};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

pub(crate) const AC: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const TK: &str = "TKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const TK2: &str = "TKbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub(crate) const OU: &str = "OUaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const AL: &str = "ALaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const AL2: &str = "ALbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub(crate) const IP: &str = "IPaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const IP2: &str = "IPbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub(crate) const CL: &str = "CLaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const CL2: &str = "CLbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub(crate) const CR: &str = "CRaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const CR2: &str = "CRbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub(crate) const PN: &str = "PNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const PN2: &str = "PNbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

/// The name of the lists that are trunk `TK`'s own.
pub(crate) const OWN: &str = "trunkline-TKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

pub(crate) struct Carrier {
    pub(crate) server: MockServer,
    pub(crate) client: Client,
    pub(crate) twilio: Twilio,
    seen: AtomicUsize,
}

/// Twilio, with one attempt for each call and pages of 50.
pub(crate) async fn carrier() -> Carrier {
    with_retry(RetryOptions::new().with_max_attempts(1)).await
}

pub(crate) async fn with_retry(retry: RetryOptions) -> Carrier {
    let server = MockServer::start().await;
    // What no test foresaw is not taken for a documented answer.
    Mock::given(|_: &Request| true)
        .respond_with(
            ResponseTemplate::new(418).set_body_json(json!({"message": "the test did not foresee this"})),
        )
        .with_priority(255)
        .mount(&server)
        .await;
    let config = Config::new(AC, "token".into())
        .with_base_url(server.uri())
        .with_page_size(50)
        .with_http(Options::new().with_retry(retry));
    let client = Client::new(config).unwrap();
    Carrier { twilio: Twilio::new(client.clone()), client, server, seen: AtomicUsize::new(0) }
}

impl Carrier {
    /// Answers one request to `route`, `GET /v1/Trunks` with or without a query. Several answers to one route are
    /// given in their order.
    pub(crate) async fn on(&self, route: &str, status: u16, body: Value) -> &Self {
        let template = ResponseTemplate::new(status);
        let template = if status == 204 { template } else { template.set_body_json(body) };
        self.on_raw(route, template).await
    }

    pub(crate) async fn on_raw(&self, route: &str, template: ResponseTemplate) -> &Self {
        let route = route.replace('…', &format!("/2010-04-01/Accounts/{AC}"));
        let is_route = move |request: &Request| {
            let asked = format!("{} {}", request.method, request.url.path());
            if route.contains('?') { route == asked + &query(request) } else { route == asked }
        };
        let template = template.append_header("Twilio-Request-Id", "RQ1");
        Mock::given(is_route).respond_with(template).up_to_n_times(1).mount(&self.server).await;
        self
    }

    /// Every request since the last time, `METHOD path?query body`, with `…` for the account's path. What holds for
    /// every request is checked on the way.
    pub(crate) async fn asked(&self) -> Vec<String> {
        let requests = self.server.received_requests().await.unwrap();
        let before = self.seen.swap(requests.len(), Ordering::Relaxed);
        requests[before..].iter().map(line).collect()
    }
}

fn line(request: &Request) -> String {
    let header = |name: &str| request.headers.get(name).map(|value| value.to_str().unwrap());
    // Basic, `AC…:token`: RFC 7617.
    assert_eq!(
        header("authorization"),
        Some("Basic QUNhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTp0b2tlbg==")
    );
    assert_eq!(header("accept"), Some("application/json"));
    let form = (request.method.as_str() == "POST").then_some("application/x-www-form-urlencoded");
    assert_eq!(header("content-type"), form);
    let body = std::str::from_utf8(&request.body).unwrap();
    assert!(form.is_some() || body.is_empty(), "only a POST carries something");
    let path = request.url.path().replace(&format!("/2010-04-01/Accounts/{AC}"), "…");
    format!("{} {path}{} {body}", request.method, query(request)).trim_end().to_owned()
}

fn query(request: &Request) -> String {
    request.url.query().map(|query| format!("?{query}")).unwrap_or_default()
}

pub(crate) fn tk() -> TrunkId {
    TrunkId::new(TK).unwrap()
}

/// `base` with other values for some of its fields.
pub(crate) fn with(mut base: Value, change: Value) -> Value {
    let Value::Object(change) = change else { panic!("changes are an object") };
    base.as_object_mut().unwrap().extend(change);
    base
}

/// A page of trunking v1, without the links that nobody follows.
pub(crate) fn v1_page(key: &str, items: Value, next: Option<&str>) -> Value {
    json!({key: items, "meta": {"key": key, "page": 0, "page_size": 50, "previous_page_url": null, "next_page_url": next}})
}

/// A page of the 2010 API, likewise.
pub(crate) fn v2010_page(key: &str, items: Value, next: Option<&str>) -> Value {
    json!({key: items, "page": 0, "page_size": 50, "start": 0, "end": 0, "previous_page_uri": null, "next_page_uri": next})
}

/// Legacy error body (Twilio docs, API responses).
pub(crate) fn refusal(code: u32, message: &str, status: u16) -> Value {
    json!({"code": code, "message": message, "more_info": format!("https://www.twilio.com/docs/errors/{code}"), "status": status})
}

pub(crate) fn not_found() -> Value {
    refusal(20404, "The requested resource was not found", 404)
}

/// Twilio OpenAPI 2.6.7, `FetchTrunk`.
pub(crate) fn trunk() -> Value {
    json!({
        "sid": TK,
        "account_sid": AC,
        "domain_name": "test.pstn.twilio.com",
        "disaster_recovery_method": "POST",
        "disaster_recovery_url": "http://disaster-recovery.com",
        "friendly_name": "friendly_name",
        "secure": false,
        "cnam_lookup_enabled": false,
        "symmetric_rtp_enabled": false,
        "recording": {"mode": "do-not-record", "trim": "do-not-trim"},
        "transfer_mode": "disable-all",
        "transfer_caller_id": "from-transferor",
        "auth_type": "",
        "auth_type_set": [],
        "date_created": "2015-01-02T11:23:45Z",
        "date_updated": "2015-01-02T11:23:45Z",
        "url": format!("https://trunking.twilio.com/v1/Trunks/{TK}"),
        "links": {
            "origination_urls": format!("https://trunking.twilio.com/v1/Trunks/{TK}/OriginationUrls"),
            "credential_lists": format!("https://trunking.twilio.com/v1/Trunks/{TK}/CredentialLists"),
            "ip_access_control_lists": format!("https://trunking.twilio.com/v1/Trunks/{TK}/IpAccessControlLists"),
            "phone_numbers": format!("https://trunking.twilio.com/v1/Trunks/{TK}/PhoneNumbers"),
        },
    })
}

/// Twilio OpenAPI 2.6.7, `FetchOriginationUrl`.
pub(crate) fn origination_url() -> Value {
    json!({
        "weight": 1,
        "date_updated": "2018-05-07T20:20:46Z",
        "enabled": false,
        "friendly_name": "friendly_name",
        "account_sid": AC,
        "priority": 1,
        "sip_url": "sip://sip-box.com:1234",
        "sid": OU,
        "date_created": "2018-05-07T20:20:46Z",
        "trunk_sid": TK,
        "url": format!("https://trunking.twilio.com/v1/Trunks/{TK}/OriginationUrls/{OU}"),
    })
}

/// Twilio OpenAPI 2.6.7, `FetchIpAccessControlList` and `FetchCredentialList` of trunking v1.
pub(crate) fn associated(sid: &str, name: &str) -> Value {
    let collection = if sid.starts_with("AL") { "IpAccessControlLists" } else { "CredentialLists" };
    json!({
        "account_sid": AC,
        "date_created": "2018-05-02T17:29:34Z",
        "date_updated": "2018-05-02T17:29:34Z",
        "friendly_name": name,
        "sid": sid,
        "trunk_sid": TK,
        "url": format!("https://trunking.twilio.com/v1/Trunks/{TK}/{collection}/{sid}"),
    })
}

/// Twilio OpenAPI 2.6.7, `FetchSipIpAccessControlList` and `FetchSipCredentialList`.
pub(crate) fn list(sid: &str, name: &str) -> Value {
    let (collection, inside) = if sid.starts_with("AL") {
        ("IpAccessControlLists", "ip_addresses")
    } else {
        ("CredentialLists", "credentials")
    };
    json!({
        "account_sid": AC,
        "date_created": "Fri, 17 Jul 2015 21:25:15 +0000",
        "date_updated": "Fri, 17 Jul 2015 21:25:15 +0000",
        "friendly_name": name,
        "sid": sid,
        "subresource_uris": {inside: format!("/2010-04-01/Accounts/{AC}/SIP/{collection}/{sid}/X.json")},
        "uri": format!("/2010-04-01/Accounts/{AC}/SIP/{collection}/{sid}.json"),
    })
}

/// Twilio OpenAPI 2.6.7, `FetchSipIpAddress`, with a public address.
pub(crate) fn address(sid: &str, ip: &str, prefix: u8) -> Value {
    json!({
        "account_sid": AC,
        "date_created": "Mon, 20 Jul 2015 17:27:10 +0000",
        "date_updated": "Mon, 20 Jul 2015 17:27:10 +0000",
        "friendly_name": format!("{ip}/{prefix}"),
        "ip_access_control_list_sid": AL,
        "ip_address": ip,
        "cidr_prefix_length": prefix,
        "sid": sid,
        "uri": format!("/2010-04-01/Accounts/{AC}/SIP/IpAccessControlLists/{AL}/IpAddresses/{sid}.json"),
    })
}

/// Twilio OpenAPI 2.6.7, `FetchSipCredential`.
pub(crate) fn credential(sid: &str, username: &str) -> Value {
    json!({
        "account_sid": AC,
        "credential_list_sid": CL,
        "date_created": "Wed, 19 Aug 2015 19:48:45 +0000",
        "date_updated": "Wed, 19 Aug 2015 19:48:45 +0000",
        "sid": sid,
        "uri": format!("/2010-04-01/Accounts/{AC}/SIP/CredentialLists/{CL}/Credentials/{sid}.json"),
        "username": username,
    })
}

/// Twilio OpenAPI 2.6.7, `FetchPhoneNumber` of trunking v1.
pub(crate) fn bound_number() -> Value {
    json!({
        "sid": PN,
        "date_created": "2010-12-10T17:27:34Z",
        "date_updated": "2015-10-09T11:36:32Z",
        "friendly_name": "(415) 867-5309",
        "account_sid": AC,
        "phone_number": "+14158675309",
        "api_version": "2010-04-01",
        "voice_caller_id_lookup": null,
        "voice_url": "https://webhooks.twilio.com/v1/Accounts/AC/Proxy/KS/Webhooks/Call",
        "voice_method": "POST",
        "voice_fallback_url": null,
        "voice_fallback_method": null,
        "status_callback": "",
        "status_callback_method": "POST",
        "voice_application_sid": "",
        "trunk_sid": TK,
        "sms_url": "https://webhooks.twilio.com/v1/Accounts/AC/Proxy/KS/Webhooks/Message",
        "sms_method": "POST",
        "sms_fallback_url": "",
        "sms_fallback_method": "POST",
        "sms_application_sid": "APaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "address_requirements": "none",
        "beta": false,
        "url": format!("https://trunking.twilio.com/v1/Trunks/{TK}/PhoneNumbers/{PN}"),
        "capabilities": {"voice": true, "sms": true, "mms": true},
        "links": {"phone_number": format!("https://api.twilio.com/2010-04-01/Accounts/{AC}/IncomingPhoneNumbers/{PN}")},
    })
}

/// Twilio OpenAPI 2.6.7, `FetchIncomingPhoneNumber`.
pub(crate) fn number() -> Value {
    json!({
        "account_sid": AC,
        "address_requirements": "none",
        "address_sid": "ADaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "api_version": "2010-04-01",
        "beta": false,
        "capabilities": {"voice": true, "sms": false, "mms": true, "fax": false},
        "date_created": "Thu, 30 Jul 2015 23:19:04 +0000",
        "date_updated": "Thu, 30 Jul 2015 23:19:04 +0000",
        "emergency_status": "Active",
        "emergency_address_sid": "ADaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "emergency_address_status": "registered",
        "friendly_name": "(808) 925-5327",
        "identity_sid": "RIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "origin": "origin",
        "phone_number": "+18089255327",
        "sid": PN,
        "sms_application_sid": "",
        "sms_fallback_method": "POST",
        "sms_fallback_url": "",
        "sms_method": "POST",
        "sms_url": "",
        "status_callback": "",
        "status_callback_method": "POST",
        "trunk_sid": null,
        "uri": format!("/2010-04-01/Accounts/{AC}/IncomingPhoneNumbers/{PN}.json"),
        "voice_application_sid": "",
        "voice_caller_id_lookup": false,
        "voice_fallback_method": "POST",
        "voice_fallback_url": null,
        "voice_method": "POST",
        "voice_url": null,
        "voice_receive_mode": "voice",
        "status": "in-use",
        "bundle_sid": "BUaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "type": "local",
    })
}
