//! Trunking v1: all 24 operations of `twilio-oai`.

mod associations;
mod credential_list_associations;
mod domain;
mod ip_acl_associations;
mod origination_urls;
mod phone_numbers;
mod recording;
mod trunks;

use axum::http::Method;

use super::answer::Refusal;
use super::call::Call;
use super::routes::Route;
use super::state::{State, Trunk};

pub(super) const ROUTES: &[Route] = &[
    Route { method: Method::GET, path: &["Trunks"], operation: "ListTrunk", run: trunks::list },
    Route { method: Method::POST, path: &["Trunks"], operation: "CreateTrunk", run: trunks::create },
    Route { method: Method::GET, path: &["Trunks", "{}"], operation: "FetchTrunk", run: trunks::fetch },
    Route { method: Method::POST, path: &["Trunks", "{}"], operation: "UpdateTrunk", run: trunks::update },
    Route { method: Method::DELETE, path: &["Trunks", "{}"], operation: "DeleteTrunk", run: trunks::delete },
    Route {
        method: Method::GET,
        path: &["Trunks", "{}", "CredentialLists"],
        operation: "ListCredentialList",
        run: credential_list_associations::list,
    },
    Route {
        method: Method::POST,
        path: &["Trunks", "{}", "CredentialLists"],
        operation: "CreateCredentialList",
        run: credential_list_associations::create,
    },
    Route {
        method: Method::GET,
        path: &["Trunks", "{}", "CredentialLists", "{}"],
        operation: "FetchCredentialList",
        run: credential_list_associations::fetch,
    },
    Route {
        method: Method::DELETE,
        path: &["Trunks", "{}", "CredentialLists", "{}"],
        operation: "DeleteCredentialList",
        run: credential_list_associations::delete,
    },
    Route {
        method: Method::GET,
        path: &["Trunks", "{}", "IpAccessControlLists"],
        operation: "ListIpAccessControlList",
        run: ip_acl_associations::list,
    },
    Route {
        method: Method::POST,
        path: &["Trunks", "{}", "IpAccessControlLists"],
        operation: "CreateIpAccessControlList",
        run: ip_acl_associations::create,
    },
    Route {
        method: Method::GET,
        path: &["Trunks", "{}", "IpAccessControlLists", "{}"],
        operation: "FetchIpAccessControlList",
        run: ip_acl_associations::fetch,
    },
    Route {
        method: Method::DELETE,
        path: &["Trunks", "{}", "IpAccessControlLists", "{}"],
        operation: "DeleteIpAccessControlList",
        run: ip_acl_associations::delete,
    },
    Route {
        method: Method::GET,
        path: &["Trunks", "{}", "OriginationUrls"],
        operation: "ListOriginationUrl",
        run: origination_urls::list,
    },
    Route {
        method: Method::POST,
        path: &["Trunks", "{}", "OriginationUrls"],
        operation: "CreateOriginationUrl",
        run: origination_urls::create,
    },
    Route {
        method: Method::GET,
        path: &["Trunks", "{}", "OriginationUrls", "{}"],
        operation: "FetchOriginationUrl",
        run: origination_urls::fetch,
    },
    Route {
        method: Method::POST,
        path: &["Trunks", "{}", "OriginationUrls", "{}"],
        operation: "UpdateOriginationUrl",
        run: origination_urls::update,
    },
    Route {
        method: Method::DELETE,
        path: &["Trunks", "{}", "OriginationUrls", "{}"],
        operation: "DeleteOriginationUrl",
        run: origination_urls::delete,
    },
    Route {
        method: Method::GET,
        path: &["Trunks", "{}", "PhoneNumbers"],
        operation: "ListPhoneNumber",
        run: phone_numbers::list,
    },
    Route {
        method: Method::POST,
        path: &["Trunks", "{}", "PhoneNumbers"],
        operation: "CreatePhoneNumber",
        run: phone_numbers::create,
    },
    Route {
        method: Method::GET,
        path: &["Trunks", "{}", "PhoneNumbers", "{}"],
        operation: "FetchPhoneNumber",
        run: phone_numbers::fetch,
    },
    Route {
        method: Method::DELETE,
        path: &["Trunks", "{}", "PhoneNumbers", "{}"],
        operation: "DeletePhoneNumber",
        run: phone_numbers::delete,
    },
    Route {
        method: Method::GET,
        path: &["Trunks", "{}", "Recording"],
        operation: "FetchRecording",
        run: recording::fetch,
    },
    Route {
        method: Method::POST,
        path: &["Trunks", "{}", "Recording"],
        operation: "UpdateRecording",
        run: recording::update,
    },
];

/// The trunk in the path.
fn trunk<'s>(state: &'s State, call: &Call<'_>) -> Result<&'s Trunk, Refusal> {
    state.account(call.account).trunks.get(call.sids[0]).ok_or_else(|| call.not_found())
}

/// The trunk in the path, to change it.
fn trunk_mut<'s>(state: &'s mut State, call: &Call<'_>) -> Result<&'s mut Trunk, Refusal> {
    state.account_mut(call.account).trunks.get_mut(call.sids[0]).ok_or_else(|| call.not_found())
}

/// A link to a trunk, or to what is below it.
fn url(call: &Call<'_>, trunk: &str, below: &str) -> String {
    format!("{}/v1/Trunks/{trunk}{below}", call.origin)
}
