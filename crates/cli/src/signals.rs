//! Being told to stop.

use std::{future::Future, io};

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
