//! Whether a process that holds something is still there.

/// What tells this process from every other, also from one that is given its number later; `None` where the system
/// does not say.
pub(super) fn mark() -> Option<String> {
    let process = std::process::id().to_string();
    let home = system::home()?;
    Some(format!("{home} {process} {}", system::started(&process).ok()??))
}

/// Whether the process with this mark is known to have ended. Nothing is known of one of another machine, container or
/// user.
pub(super) fn is_gone(mark: &str) -> bool {
    let mut parts = mark.rsplitn(3, ' ');
    let (Some(started), Some(process), Some(home)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    system::home().is_some_and(|here| here == home)
        && system::started(process).is_ok_and(|now| now.as_deref() != Some(started))
}

#[cfg(target_os = "linux")]
mod system {
    use std::{fs, io, os::unix::fs::MetadataExt as _};

    /// The machine since it was started, the numbering of processes on it, and the user: other users' processes may be
    /// hidden.
    pub(super) fn home() -> Option<String> {
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let numbering = fs::read_link("/proc/self/ns/pid").ok()?;
        let user = fs::metadata("/proc/self").ok()?.uid();
        Some(format!("{} {} {user}", boot.trim(), numbering.display()))
    }

    /// When a process was started, in ticks since the machine was; `None` when it has ended.
    pub(super) fn started(process: &str) -> io::Result<Option<String>> {
        let stat = match fs::read_to_string(format!("/proc/{process}/stat")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            stat => stat?,
        };
        // The name before it may hold anything (proc_pid_stat(5): state is field 3, starttime field 22).
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
        let mut fields = fields.split_ascii_whitespace();
        let ended = matches!(fields.next(), Some("Z" | "X"));
        let started = fields.nth(18).ok_or(io::ErrorKind::InvalidData)?;
        Ok((!ended).then(|| started.to_owned()))
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::io;

    pub(super) fn home() -> Option<String> {
        None
    }

    pub(super) fn started(_: &str) -> io::Result<Option<String>> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{is_gone, mark};

    #[test]
    fn only_one_that_is_known_to_have_ended_is_gone() {
        let ours = mark().unwrap();
        assert!(!is_gone(&ours), "{ours}");
        let (rest, started) = ours.rsplit_once(' ').unwrap();
        let (home, _) = rest.rsplit_once(' ').unwrap();
        assert!(is_gone(&format!("{rest} {started}1")), "the number was given to another");
        assert!(is_gone(&format!("{home} 4194305 {started}")), "there is no such process");
        for elsewhere in [format!("x{home} 4194305 1"), format!("{home}1 4194305 1"), String::new()] {
            assert!(!is_gone(&elsewhere), "{elsewhere}");
        }
    }
}
