//! Serves HTTP/1.1 on a listener, down to the connections: some of them have to be reset.

use std::error::Error;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::fault::Reset;
use crate::front::Front;
use crate::gate::Gate;

/// How long requests that are under way may take when everything stops.
const GRACE: Duration = Duration::from_secs(1);

/// How long to wait after an accept that failed, as when the process has no file descriptor left.
const BREATH: Duration = Duration::from_millis(50);

/// Answers connections until told to stop.
pub(crate) async fn serve(gate: Arc<Gate>, front: Arc<Front>, stop: watch::Receiver<bool>) {
    let mut stopped = pin!(stopped(stop.clone()));
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = gate.accept() => match accepted {
                Ok(stream) => {
                    let (gate, front, stop) = (Arc::clone(&gate), Arc::clone(&front), stop.clone());
                    connections.spawn(connection(stream, gate, front, stop));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(BREATH).await;
                }
            },
            Some(_) = connections.join_next() => {}
            () = &mut stopped => break,
        }
    }
    gate.close();
    let rest = async { while connections.join_next().await.is_some() {} };
    // What does not end by itself ends with the set.
    let _ = tokio::time::timeout(GRACE, rest).await;
}

async fn connection(stream: TcpStream, gate: Arc<Gate>, front: Arc<Front>, stop: watch::Receiver<bool>) {
    let (mut refusing, mut stopped) = (pin!(gate.refusing()), pin!(stopped(stop)));
    // Without this, an answer written in pieces waits for an acknowledgement of the first.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY");
    }
    let service = service_fn(move |request| {
        let front = Arc::clone(&front);
        Box::pin(async move { front.answer(request).await })
    });
    // To copy a small answer behind its head takes less time than to write both from where they are.
    let mut connection = http1::Builder::new().writev(false).serve_connection(TokioIo::new(stream), service);
    let mut stopping = false;
    let reset = loop {
        tokio::select! {
            ended = poll_fn(|context| connection.poll_without_shutdown(context)) => {
                break ended.is_err_and(|error| error.source().is_some_and(<dyn Error>::is::<Reset>));
            }
            () = &mut refusing => break true,
            () = &mut stopped, if !stopping => {
                stopping = true;
                Pin::new(&mut connection).graceful_shutdown();
            }
        }
    };
    if reset && let Err(error) = connection.into_parts().io.into_inner().set_zero_linger() {
        tracing::debug!(%error, "SO_LINGER");
    }
}

/// Until everything stops.
pub(crate) async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error says that the simulator is gone, which is as good a reason.
    let _ = stop.wait_for(|&stop| stop).await;
}
