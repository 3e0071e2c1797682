//! Who does something, for the journal and for others who wait.

use std::env;

/// User and host: `ann@desk`.
pub(crate) fn who() -> String {
    let user = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| env::var(name).ok());
    format!("{}@{}", user.filter(|user| !user.is_empty()).unwrap_or_else(nameless), host())
}

#[cfg(unix)]
fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host() -> String {
    env::var("COMPUTERNAME").unwrap_or_else(|_| "a host".to_owned())
}

/// Who has no name in the environment, as in a container.
#[cfg(unix)]
fn nameless() -> String {
    format!("uid {}", rustix::process::getuid())
}

#[cfg(not(unix))]
fn nameless() -> String {
    "someone".to_owned()
}
