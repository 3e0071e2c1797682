//! Being told to stop.

use tokio::sync::watch;

/// How an apply is told to stop. Clones are handles to the same.
#[derive(Debug, Clone)]
pub struct Stop(watch::Sender<Asked>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    Never,
    Once,
    Twice,
}

impl Stop {
    /// Nobody has asked yet.
    pub fn new() -> Self {
        Self(watch::Sender::new(Asked::Never))
    }

    /// Asks to stop. The first time calls that are under way end and are recorded, no other step begins, and one of which
    /// nothing is sent, since it waits for its turn at the rate limit, is given up. The second time they are dropped: what
    /// came of them is read back by a resume.
    pub fn ask(&self) {
        self.0.send_modify(|asked| {
            *asked = match asked {
                Asked::Never => Asked::Once,
                Asked::Once | Asked::Twice => Asked::Twice,
            };
        });
    }

    /// Whether anyone has asked.
    pub(super) fn asked(&self) -> bool {
        *self.0.borrow() >= Asked::Once
    }

    /// Ends when someone has asked.
    pub(super) async fn once(&self) {
        self.wait_for(Asked::Once).await;
    }

    /// Ends when someone has asked twice.
    pub(super) async fn twice(&self) {
        self.wait_for(Asked::Twice).await;
    }

    async fn wait_for(&self, wanted: Asked) {
        // It cannot fail: the sender is this one.
        let _ = self.0.subscribe().wait_for(|asked| *asked >= wanted).await;
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}
