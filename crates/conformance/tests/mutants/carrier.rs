//! The carrier in memory, as if it were reached by requests and in pages, with at most one mutation.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use futures::{StreamExt as _, stream};
use trunkline::{
    Effect, Error, ErrorKind, Result,
    capability::{Capabilities, Evidence},
    ext::collect,
    memory::Memory,
    model::{E164, OriginationUri, TrunkId},
    provider::{Objects, Provider as _, TrunkProvider as _},
};

use trunkline_conformance::Trouble;

use super::{
    faults::{Fate, Faults},
    mutation::Mutation,
};

/// Objects on a page. Seven objects are three pages.
const PAGE: usize = 3;

#[derive(Debug, Clone)]
pub(crate) struct Carrier {
    pub(crate) memory: Memory,
    pub(crate) capabilities: Capabilities,
    /// Numbers that are the account's no more.
    pub(crate) released: Arc<Mutex<Vec<E164>>>,
    /// Targets that the carrier has a second time: it has no key for them.
    pub(crate) twins: Arc<Mutex<Vec<OriginationUri>>>,
    /// Trunks whose creation was answered.
    pub(crate) seen: Arc<Mutex<Vec<TrunkId>>>,
    pub(crate) faults: Arc<Faults>,
    broken: Option<Mutation>,
    requests: Arc<AtomicUsize>,
}

/// Whether a request changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Does {
    Read,
    Write,
}

impl Carrier {
    pub(crate) fn new(numbers: Vec<E164>, broken: Option<Mutation>) -> Self {
        let memory = Memory::builder().with_numbers(numbers).build();
        let mut capabilities = memory.capabilities().clone();
        if broken == Some(Mutation::CitesNoSource) {
            capabilities = capabilities.digest(true, Evidence::documented("", "2026-11-21"));
        }
        Self {
            memory,
            capabilities,
            released: Arc::default(),
            twins: Arc::default(),
            seen: Arc::default(),
            faults: Arc::default(),
            broken,
            requests: Arc::default(),
        }
    }

    pub(crate) fn is(&self, mutation: Mutation) -> bool {
        self.broken == Some(mutation)
    }

    /// How many requests were sent.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    pub(crate) fn send(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// What a call of one request ended in; what a backend refuses by itself was not sent.
    pub(crate) async fn sent<T>(&self, does: Does, call: impl Future<Output = Result<T>>) -> Result<T> {
        let by_itself = [ErrorKind::Unsupported, ErrorKind::InvalidInput, ErrorKind::AuthModeChange];
        let fate = self.faults.next();
        if let Fate::Lost | Fate::Meets(Trouble::TooManyRequests | Trouble::Unavailable) = fate {
            self.send();
            return Err(self.failed(does, fate));
        }
        let outcome = call.await;
        let refused = outcome.as_ref().err().is_some_and(|error| by_itself.contains(&error.kind()));
        if !refused || self.is(Mutation::AsksTheCarrierFirst) {
            self.send();
        }
        if fate == Fate::Fine {
            outcome.map_err(|error| self.said(error))
        } else {
            Err(self.failed(does, fate))
        }
    }

    /// What a request ended in that had no answer of use.
    fn failed(&self, does: Does, fate: Fate) -> Error {
        let in_doubt = if does == Does::Read { Effect::None } else { Effect::Unknown };
        let (kind, effect, denies) = match fate {
            Fate::Meets(Trouble::TooManyRequests) if self.is(Mutation::BlamesTheCaller) => {
                (ErrorKind::InvalidInput, Effect::None, false)
            }
            Fate::Meets(Trouble::TooManyRequests) => (ErrorKind::RateLimited, Effect::None, false),
            Fate::Meets(Trouble::Unavailable) => (ErrorKind::Unavailable, in_doubt, false),
            Fate::Meets(Trouble::GatewayPage) => {
                (ErrorKind::Unavailable, in_doubt, self.is(Mutation::DeniesAGatewaysPage))
            }
            Fate::Meets(Trouble::AnswerCut) => {
                (ErrorKind::MalformedResponse, in_doubt, self.is(Mutation::DeniesACutAnswer))
            }
            _ => (ErrorKind::Interrupted, in_doubt, self.is(Mutation::DeniesALostAnswer)),
        };
        let effect = if denies { Effect::None } else { effect };
        Error::new(kind, effect, "the carrier failed on purpose")
            .with_identity(self.memory.identity())
            .with_operation("call")
    }

    /// An error as this carrier words it.
    fn said(&self, error: Error) -> Error {
        if self.is(Mutation::NamesNoAccount) {
            return Error::new(error.kind(), error.effect(), error.message().to_owned())
                .with_operation("call");
        }
        if self.is(Mutation::BlursNotFound) && error.kind() == ErrorKind::NotFound {
            return error.with_kind(ErrorKind::Other);
        }
        if self.is(Mutation::DoubtsItsRefusals) && error.kind() == ErrorKind::AlreadyExists {
            return error.with_effect(Effect::Unknown);
        }
        error
    }

    /// A list, page by page.
    pub(crate) fn list<T: Clone + Send + 'static>(&self, objects: Objects<T>) -> Objects<T> {
        if self.is(Mutation::FetchesUnasked) {
            self.send();
        }
        let carrier = self.clone();
        let read = async move { (carrier.sent(Does::Read, collect(objects)).await, carrier) };
        stream::once(read)
            .flat_map(|(outcome, carrier)| match outcome {
                Ok(all) => stream::iter(carrier.pages(&all).concat()).map(Ok).boxed(),
                Err(error)
                    if error.kind() == ErrorKind::Unavailable && carrier.is(Mutation::HidesAnOutage) =>
                {
                    stream::empty().boxed()
                }
                Err(error) => carrier.failing(error),
            })
            .boxed()
    }

    fn failing<T: Send + 'static>(&self, error: Error) -> Objects<T> {
        if !self.is(Mutation::RepeatsItsError) {
            return stream::iter([Err(error)]).boxed();
        }
        let identity = self.memory.identity().clone();
        let again = move || {
            Err(Error::new(error.kind(), error.effect(), error.message().to_owned())
                .with_identity(&identity)
                .with_operation("list"))
        };
        stream::repeat_with(again).boxed()
    }

    /// The pages that the client ends up with, of all there are.
    fn pages<T: Clone>(&self, all: &[T]) -> Vec<Vec<T>> {
        let mut pages: Vec<Vec<T>> = all.chunks(PAGE).map(<[T]>::to_vec).collect();
        if pages.len() < 2 {
            return pages;
        }
        // Carriers may send an empty one in the middle.
        let middle = pages.len() - 1;
        pages.insert(middle, Vec::new());
        match self.broken {
            Some(Mutation::DropsTheCursor) => pages.truncate(1),
            Some(Mutation::StopsAtAnEmptyPage) => pages.truncate(middle),
            Some(Mutation::LosesTheLastPage) => {
                pages.pop_if(|page| page.len() < PAGE);
            }
            Some(Mutation::RepeatsAPage) => pages.insert(1, pages[0].clone()),
            Some(Mutation::SkipsAfterEachPage) => {
                for page in pages.iter_mut().skip(1).filter(|page| !page.is_empty()) {
                    page.remove(0);
                }
            }
            _ => {}
        }
        pages
    }

    /// Every trunk of the account, oldest first.
    pub(crate) async fn trunk_ids(&self) -> Result<Vec<TrunkId>> {
        Ok(collect(self.memory.list_trunks()).await?.into_iter().map(|trunk| trunk.id).collect())
    }
}
