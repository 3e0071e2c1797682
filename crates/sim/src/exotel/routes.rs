//! Which operation a method and a path name.

use axum::http::Method;

use super::answer::Outcome;
use super::call::Call;
use super::state::Account;
use super::switches::{DeleteByPath, ExotelSwitches, GetTrunk};
use super::{acl, credentials, destinations, numbers, settings, trunk_maps, trunks};

/// One operation.
#[derive(Debug)]
pub(super) struct Route {
    method: Method,
    /// Segments after the account; `{}` stands for anything.
    path: &'static [&'static str],
    /// What faults and the request log call it.
    pub(super) operation: &'static str,
    pub(super) run: fn(&mut Account, &Call<'_>) -> Outcome,
    /// Whether the switches let it be.
    exists: fn(&ExotelSwitches) -> bool,
}

/// Why there is no operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Miss {
    Path,
    Method,
}

/// The operation, and what stands in the variable segments.
pub(super) fn find(
    method: &Method,
    segments: &[String],
    switches: &ExotelSwitches,
) -> Result<(&'static Route, Vec<String>), Miss> {
    let mut miss = Miss::Path;
    for route in ROUTES.iter().filter(|route| fits(route.path, segments)) {
        if route.method == *method && (route.exists)(switches) {
            let variable = route.path.iter().zip(segments).filter(|(part, _)| **part == "{}");
            return Ok((route, variable.map(|(_, segment)| segment.clone()).collect()));
        }
        miss = Miss::Method;
    }
    Err(miss)
}

fn fits(path: &[&str], segments: &[String]) -> bool {
    path.len() == segments.len()
        && path.iter().zip(segments).all(|(part, segment)| match *part {
            "{}" => !segment.is_empty(),
            part => part == segment,
        })
}

type Run = fn(&mut Account, &Call<'_>) -> Outcome;

const fn route(method: Method, path: &'static [&'static str], operation: &'static str, run: Run) -> Route {
    Route { method, path, operation, run, exists: |_| true }
}

/// A DELETE with the id in the path, which most sources do not have.
const fn by_path(path: &'static [&'static str], operation: &'static str, run: Run) -> Route {
    let exists = |switches: &ExotelSwitches| switches.delete_by_path == DeleteByPath::Accepted;
    Route { method: Method::DELETE, path, operation, run, exists }
}

const TRUNKS: &[&str] = &["trunks"];
const TRUNK: &[&str] = &["trunks", "{}"];
const NUMBERS: &[&str] = &["trunks", "{}", "phone-numbers"];
const NUMBER: &[&str] = &["trunks", "{}", "phone-numbers", "{}"];
const ACL: &[&str] = &["trunks", "{}", "whitelisted-ips"];
const ACL_ROW: &[&str] = &["trunks", "{}", "whitelisted-ips", "{}"];
const DESTINATIONS: &[&str] = &["trunks", "{}", "destination-uris"];
const DESTINATION: &[&str] = &["trunks", "{}", "destination-uris", "{}"];
const CREDENTIALS: &[&str] = &["trunks", "{}", "credentials"];
const CREDENTIAL: &[&str] = &["trunks", "{}", "credentials", "{}"];
const SETTINGS: &[&str] = &["trunks", "{}", "settings"];
const TRUNK_MAPS: &[&str] = &["trunk-maps"];

pub(super) static ROUTES: &[Route] = &[
    route(Method::POST, TRUNKS, "create trunk", trunks::create),
    route(Method::GET, TRUNKS, "list trunks", trunks::list),
    route(Method::DELETE, TRUNKS, "delete trunk", trunks::delete),
    route(Method::PUT, TRUNK, "update trunk", trunks::update),
    Route {
        method: Method::GET,
        path: TRUNK,
        operation: "get trunk",
        run: trunks::get,
        exists: |switches| switches.get_trunk == GetTrunk::Answered,
    },
    route(Method::POST, NUMBERS, "map number", numbers::map),
    route(Method::GET, NUMBERS, "list numbers", numbers::list),
    route(Method::PUT, NUMBER, "update number", numbers::update),
    route(Method::DELETE, NUMBERS, "unmap number", numbers::unmap),
    by_path(NUMBER, "unmap number", numbers::unmap),
    route(Method::POST, ACL, "add ACL row", acl::add),
    route(Method::GET, ACL, "list ACL", acl::list),
    route(Method::PUT, ACL_ROW, "update ACL row", acl::update),
    route(Method::DELETE, ACL, "delete ACL row", acl::delete),
    by_path(ACL_ROW, "delete ACL row", acl::delete),
    route(Method::POST, DESTINATIONS, "add destinations", destinations::add),
    route(Method::GET, DESTINATIONS, "list destinations", destinations::list),
    route(Method::PUT, DESTINATION, "update destination", destinations::update),
    route(Method::DELETE, DESTINATIONS, "delete destination", destinations::delete),
    by_path(DESTINATION, "delete destination", destinations::delete),
    route(Method::POST, CREDENTIALS, "create credential", credentials::create),
    route(Method::GET, CREDENTIALS, "list credentials", credentials::list),
    route(Method::PUT, CREDENTIAL, "update credential", credentials::update),
    route(Method::DELETE, CREDENTIALS, "delete credential", credentials::delete),
    by_path(CREDENTIAL, "delete credential", credentials::delete),
    route(Method::POST, SETTINGS, "set settings", settings::set),
    route(Method::GET, SETTINGS, "list settings", settings::list),
    route(Method::DELETE, SETTINGS, "delete setting", settings::delete),
    route(Method::GET, TRUNK_MAPS, "find trunk of number", trunk_maps::find),
];
