//! Being told to stop.

use std::{
    future::{Future, pending},
    io,
};

use futures::{
    FutureExt as _,
    future::{LocalBoxFuture, Shared},
};

/// Whether the process was asked to end. It is not forgotten: whoever asks later is told too.
#[derive(Debug, Clone)]
pub(crate) struct Stopped(Shared<LocalBoxFuture<'static, ()>>);

impl Stopped {
    /// Listens from now on, also for Ctrl-C.
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self(listen(true)?.boxed_local().shared()))
    }

    /// Nobody listens: whoever is asked to end does.
    pub(crate) fn never() -> Self {
        Self(pending().boxed_local().shared())
    }

    /// Whether it was asked to end.
    pub(crate) fn is_asked(&self) -> bool {
        self.0.clone().now_or_never().is_some()
    }

    /// Ends when it is asked to end.
    pub(crate) async fn asked(&self) {
        self.0.clone().await;
    }
}

/// Listens from now on; the future ends when the process is asked to end, or at Ctrl-C when `interrupt` says so.
#[cfg(unix)]
pub(crate) fn listen(interrupt: bool) -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = interrupt.then(|| signal(SignalKind::interrupt())).transpose()?;
    Ok(async move {
        let interrupted = async {
            match &mut interrupt {
                Some(interrupt) => interrupt.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = interrupted => (),
            _ = terminate.recv() => (),
        }
    })
}

/// Listens from now on; the future ends at Ctrl-C when `interrupt` says so, there being no other signal.
#[cfg(not(unix))]
pub(crate) fn listen(interrupt: bool) -> io::Result<impl Future<Output = ()>> {
    Ok(async move {
        if !interrupt || tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
