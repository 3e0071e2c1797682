//! What of the 2010-04-01 API a trunk needs: IP access control lists and their addresses, credential lists and
//! their credentials (20 operations of `twilio-oai`), and incoming numbers.
//!
//! Of numbers there is listing, fetching, updating, and the delete that releases a number, so that a client that
//! sends it by mistake is caught. None is sold here.

mod acls;
mod addresses;
mod credential_lists;
mod credentials;
mod incoming_numbers;

use axum::http::Method;

use super::call::Call;
use super::routes::Route;
use super::switches::NameCase;

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: Method::GET,
        path: &["IncomingPhoneNumbers"],
        operation: "ListIncomingPhoneNumber",
        run: incoming_numbers::list,
    },
    Route {
        method: Method::GET,
        path: &["IncomingPhoneNumbers", "{}"],
        operation: "FetchIncomingPhoneNumber",
        run: incoming_numbers::fetch,
    },
    Route {
        method: Method::POST,
        path: &["IncomingPhoneNumbers", "{}"],
        operation: "UpdateIncomingPhoneNumber",
        run: incoming_numbers::update,
    },
    Route {
        method: Method::DELETE,
        path: &["IncomingPhoneNumbers", "{}"],
        operation: "DeleteIncomingPhoneNumber",
        run: incoming_numbers::delete,
    },
    Route {
        method: Method::GET,
        path: &["SIP", "CredentialLists"],
        operation: "ListSipCredentialList",
        run: credential_lists::list,
    },
    Route {
        method: Method::POST,
        path: &["SIP", "CredentialLists"],
        operation: "CreateSipCredentialList",
        run: credential_lists::create,
    },
    Route {
        method: Method::GET,
        path: &["SIP", "CredentialLists", "{}"],
        operation: "FetchSipCredentialList",
        run: credential_lists::fetch,
    },
    Route {
        method: Method::POST,
        path: &["SIP", "CredentialLists", "{}"],
        operation: "UpdateSipCredentialList",
        run: credential_lists::update,
    },
    Route {
        method: Method::DELETE,
        path: &["SIP", "CredentialLists", "{}"],
        operation: "DeleteSipCredentialList",
        run: credential_lists::delete,
    },
    Route {
        method: Method::GET,
        path: &["SIP", "CredentialLists", "{}", "Credentials"],
        operation: "ListSipCredential",
        run: credentials::list,
    },
    Route {
        method: Method::POST,
        path: &["SIP", "CredentialLists", "{}", "Credentials"],
        operation: "CreateSipCredential",
        run: credentials::create,
    },
    Route {
        method: Method::GET,
        path: &["SIP", "CredentialLists", "{}", "Credentials", "{}"],
        operation: "FetchSipCredential",
        run: credentials::fetch,
    },
    Route {
        method: Method::POST,
        path: &["SIP", "CredentialLists", "{}", "Credentials", "{}"],
        operation: "UpdateSipCredential",
        run: credentials::update,
    },
    Route {
        method: Method::DELETE,
        path: &["SIP", "CredentialLists", "{}", "Credentials", "{}"],
        operation: "DeleteSipCredential",
        run: credentials::delete,
    },
    Route {
        method: Method::GET,
        path: &["SIP", "IpAccessControlLists"],
        operation: "ListSipIpAccessControlList",
        run: acls::list,
    },
    Route {
        method: Method::POST,
        path: &["SIP", "IpAccessControlLists"],
        operation: "CreateSipIpAccessControlList",
        run: acls::create,
    },
    Route {
        method: Method::GET,
        path: &["SIP", "IpAccessControlLists", "{}"],
        operation: "FetchSipIpAccessControlList",
        run: acls::fetch,
    },
    Route {
        method: Method::POST,
        path: &["SIP", "IpAccessControlLists", "{}"],
        operation: "UpdateSipIpAccessControlList",
        run: acls::update,
    },
    Route {
        method: Method::DELETE,
        path: &["SIP", "IpAccessControlLists", "{}"],
        operation: "DeleteSipIpAccessControlList",
        run: acls::delete,
    },
    Route {
        method: Method::GET,
        path: &["SIP", "IpAccessControlLists", "{}", "IpAddresses"],
        operation: "ListSipIpAddress",
        run: addresses::list,
    },
    Route {
        method: Method::POST,
        path: &["SIP", "IpAccessControlLists", "{}", "IpAddresses"],
        operation: "CreateSipIpAddress",
        run: addresses::create,
    },
    Route {
        method: Method::GET,
        path: &["SIP", "IpAccessControlLists", "{}", "IpAddresses", "{}"],
        operation: "FetchSipIpAddress",
        run: addresses::fetch,
    },
    Route {
        method: Method::POST,
        path: &["SIP", "IpAccessControlLists", "{}", "IpAddresses", "{}"],
        operation: "UpdateSipIpAddress",
        run: addresses::update,
    },
    Route {
        method: Method::DELETE,
        path: &["SIP", "IpAccessControlLists", "{}", "IpAddresses", "{}"],
        operation: "DeleteSipIpAddress",
        run: addresses::delete,
    },
];

/// A link to something of the account, relative as this API's links are.
fn uri(call: &Call<'_>, below: &str) -> String {
    format!("/2010-04-01/Accounts/{}/{below}.json", call.account)
}

fn same_name(call: &Call<'_>, one: &str, other: &str) -> bool {
    match call.switches.name_case {
        NameCase::Sensitive => one == other,
        NameCase::Insensitive => one.to_lowercase() == other.to_lowercase(),
    }
}

/// The name sent, if it has between one character and `limit`.
fn name<'a>(call: &'a Call<'_>, limit: usize) -> Option<&'a str> {
    call.form.get("FriendlyName").filter(|name| (1..=limit).contains(&name.chars().count()))
}
