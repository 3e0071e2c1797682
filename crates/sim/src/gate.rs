//! A listening socket that can be made to refuse connections, and to accept them again on the same port.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::watch;

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1024;

/// Longer than a process takes to start.
const STARTING: Duration = Duration::from_secs(2);

/// A listening socket, and whether it is one at present.
#[derive(Debug)]
pub(crate) struct Gate {
    address: SocketAddr,
    door: Mutex<Door>,
    shut: watch::Sender<bool>,
    runtime: Handle,
}

#[derive(Debug)]
enum Door {
    Open(TcpListener),
    /// Bound and not listening: the port stays ours, and whoever connects is refused.
    Shut(TcpSocket),
    Gone,
}

impl Gate {
    /// Binds a listener on the current runtime.
    pub(crate) async fn bind(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shut = watch::Sender::new(false);
        Ok(Self { address, door: Mutex::new(Door::Open(listener)), shut, runtime: Handle::current() })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn door(&self) -> MutexGuard<'_, Door> {
        self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses connections, or accepts them again.
    pub(crate) fn shut(&self, refuse: bool) -> io::Result<()> {
        let mut door = self.door();
        match (&*door, refuse) {
            (Door::Open(_), true) => {
                // No second socket can have the port while one listens on it.
                *door = Door::Gone;
                *door = Door::Shut(bound(self.address)?);
            }
            (Door::Shut(_), false) => {
                let _on_runtime = self.runtime.enter();
                if let Door::Shut(socket) = std::mem::replace(&mut *door, Door::Gone) {
                    *door = Door::Open(socket.listen(BACKLOG)?);
                }
            }
            _ => {}
        }
        drop(door);
        self.shut.send_replace(refuse);
        Ok(())
    }

    /// Lets go of the port.
    pub(crate) fn close(&self) {
        *self.door() = Door::Gone;
    }

    /// The next connection.
    pub(crate) async fn accept(&self) -> io::Result<TcpStream> {
        let mut shut = self.shut.subscribe();
        loop {
            let accepting = poll_fn(|context| match &*self.door() {
                Door::Open(listener) => listener.poll_accept(context),
                Door::Shut(_) | Door::Gone => Poll::Pending,
            });
            tokio::select! {
                accepted = accepting => return accepted.map(|(stream, _)| stream),
                // A socket that listens anew knows nothing of those who waited for the old one.
                _ = shut.changed() => {}
            }
        }
    }

    /// Until connections are refused.
    pub(crate) async fn refusing(&self) {
        // An error says that the gate is gone, and this holds it.
        let _ = self.shut.subscribe().wait_for(|&shut| shut).await;
    }
}

/// A socket on that port which does not listen. Another process that is just being started has a copy of the listener
/// until it runs its own program, and the port is in use for so long.
fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let begun = Instant::now();
    loop {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        socket.set_reuseaddr(true)?;
        match socket.bind(address) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && begun.elapsed() < STARTING => {
                thread::sleep(Duration::from_millis(1));
            }
            done => return done.map(|()| socket),
        }
    }
}
