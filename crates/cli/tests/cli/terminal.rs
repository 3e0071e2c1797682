//! The command on a terminal, with somebody in front of it.

use std::{
    ffi::OsStr,
    fs::File,
    io::{Read as _, Write as _},
    os::unix::ffi::OsStrExt as _,
    path::Path,
    process::{Child, Command, Stdio},
};

use rustix::{
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{Winsize, tcsetwinsize},
};

/// A command that reads its answers from a terminal, and writes all it says to it.
pub(crate) struct Terminal {
    screen: File,
    child: Child,
    seen: String,
}

impl Terminal {
    pub(crate) fn run(folder: &Path, variables: &[(&str, String)], args: &[&str]) -> Self {
        let screen = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&screen).unwrap();
        unlockpt(&screen).unwrap();
        let size = Winsize { ws_row: 40, ws_col: 160, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&screen, size).unwrap();
        let name = ptsname(&screen, Vec::new()).unwrap();
        let keys = File::options().read(true).write(true).open(OsStr::from_bytes(name.to_bytes())).unwrap();
        let end = || Stdio::from(keys.try_clone().unwrap());
        let child = Command::new(assert_cmd::cargo::cargo_bin!("trunkline"))
            .env_clear()
            .env("TERM", "xterm")
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .current_dir(folder)
            .args(args)
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        Self { screen: File::from(screen), child, seen: String::new() }
    }

    /// Until it shows this.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) {
        while !self.seen.contains(text) {
            assert!(self.more(), "it ended without {text:?}:\n{}", self.seen);
        }
    }

    pub(crate) fn types(&mut self, answer: &str) {
        self.screen.write_all(format!("{answer}\n").as_bytes()).unwrap();
    }

    /// All that it has shown when it ended with this code.
    #[track_caller]
    pub(crate) fn ends(mut self, code: i32) -> String {
        while self.more() {}
        assert_eq!(self.child.wait().unwrap().code(), Some(code), "{}", self.seen);
        self.seen
    }

    /// Reads on; not so (`false`) when the other side is closed, which Linux says by an error.
    fn more(&mut self) -> bool {
        let mut bytes = [0; 4096];
        let read = self.screen.read(&mut bytes).unwrap_or(0);
        self.seen += &String::from_utf8_lossy(&bytes[..read]);
        read > 0
    }
}
