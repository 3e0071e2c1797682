//! The carrier in memory, as if it were reached by requests and in pages, with at most one mutation.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use futures::{StreamExt as _, future::pending, stream};
use trunkline::{
    Effect, Error, ErrorKind, Result,
    capability::{Capabilities, Evidence},
    ext::collect,
    memory::Memory,
    model::{E164, OriginationUri, TrunkId, TrunkName, TrunkSpec},
    provider::{Objects, Provider as _, TrunkProvider as _},
};

use trunkline_conformance::{LATER, Manner, Trouble};

use super::{
    faults::{Fate, Faults},
    held::Held,
    mutation::Mutation,
    others::Others,
};

/// Objects on a page. Seven objects are three pages.
const PAGE: usize = 3;

/// Objects of a kind on a trunk: more than any scenario has that is not about limits.
const MOST: u32 = 60;

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
    pub(crate) others: Arc<Others>,
    /// Whether it holds names in capital letters, of trunks and of users.
    folds: bool,
    broken: Option<Mutation>,
    requests: Arc<AtomicUsize>,
    abandoned: Arc<AtomicUsize>,
    manner: Option<Manner>,
}

/// Reports a request as abandoned when it is dropped.
struct Watched<'a>(&'a AtomicUsize);

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Whether a request changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Does {
    Read,
    Write,
}

impl Carrier {
    pub(crate) fn new(memory: Memory, broken: Option<Mutation>) -> Self {
        let limit = || Evidence::documented("the carrier of these tests", "2026-11-21");
        let mut capabilities = (memory.capabilities().clone())
            .max_acl_entries(Some(MOST), limit())
            .max_origination_uris(Some(MOST), limit())
            .max_credentials(Some(MOST), limit());
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
            others: Arc::default(),
            folds: false,
            broken,
            requests: Arc::default(),
            abandoned: Arc::default(),
            manner: None,
        }
    }

    /// In capital letters, whatever a trunk or a user is called.
    pub(crate) fn folding(self) -> Self {
        Self { folds: true, ..self }
    }

    /// A trunk's name as the carrier holds it.
    pub(crate) fn held_name(&self, name: &TrunkName) -> TrunkName {
        if !self.folds {
            return name.clone();
        }
        name.as_str().to_uppercase().parse().expect("capital letters are letters of a name too")
    }

    /// A user name as the carrier holds it.
    pub(crate) fn held_user(&self, username: &str) -> String {
        if self.folds { username.to_uppercase() } else { username.to_owned() }
    }

    /// The trunk that is meant, by its name as the carrier holds it.
    pub(crate) fn meant(&self, spec: &TrunkSpec) -> TrunkSpec {
        TrunkSpec::new(self.held_name(&spec.name), spec.auth)
    }

    /// Another client of the account.
    pub(crate) fn client(&self, manner: Manner) -> Self {
        Self { manner: Some(manner), ..self.clone() }
    }

    pub(crate) fn is(&self, mutation: Mutation) -> bool {
        self.broken == Some(mutation)
    }

    /// How many requests were sent.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// How many requests were reported as abandoned.
    pub(crate) fn abandoned(&self) -> usize {
        self.abandoned.load(Ordering::Relaxed)
    }

    pub(crate) fn send(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// What a call of one request ended in; what a backend refuses by itself was not sent.
    pub(crate) async fn sent<T>(&self, does: Does, call: impl Future<Output = Result<T>>) -> Result<T> {
        let by_itself = [ErrorKind::Unsupported, ErrorKind::InvalidInput, ErrorKind::AuthModeChange];
        if let Some(refusal) = self.refusal(does) {
            return Err(refusal);
        }
        let fate = self.faults.next();
        if let Fate::Lost
        | Fate::Meets(
            Trouble::TooManyRequests
            | Trouble::ComeAgainLater
            | Trouble::InternalError
            | Trouble::BadGateway
            | Trouble::Unavailable,
        ) = fate
        {
            self.send();
            return Err(self.failed(does, fate));
        }
        let outcome = call.await;
        let refused = outcome.as_ref().err().is_some_and(|error| by_itself.contains(&error.kind()));
        if !refused || self.is(Mutation::AsksTheCarrierFirst) {
            self.send();
        }
        match fate {
            Fate::Fine | Fate::Meets(Trouble::PageLoops | Trouble::PageElsewhere | Trouble::EmptyPage) => {
                outcome.map_err(|error| self.said(error))
            }
            Fate::Meets(Trouble::AnswerHeld) => {
                self.faults.hold_back();
                let _watched = (!self.is(Mutation::DropsWithoutAWord)).then(|| Watched(&self.abandoned));
                pending().await
            }
            Fate::Lost | Fate::Meets(_) => Err(self.failed(does, fate)),
        }
    }

    /// What every request of this client ends in.
    fn refusal(&self, does: Does) -> Option<Error> {
        let (kind, mutation, instead) = match self.manner? {
            Manner::WrongCredentials => {
                (ErrorKind::Unauthenticated, Mutation::TakesA401ForA404, ErrorKind::NotFound)
            }
            Manner::NotPermitted => {
                (ErrorKind::PermissionDenied, Mutation::TakesA403ForA401, ErrorKind::Unauthenticated)
            }
            Manner::Unreachable => {
                (ErrorKind::Unreachable, Mutation::DoubtsWhatWasNeverSent, ErrorKind::Unreachable)
            }
            Manner::UntrustedCertificate => {
                (ErrorKind::Certificate, Mutation::TakesACertificateForTheNetwork, ErrorKind::Unreachable)
            }
            _ => return None,
        };
        let kind = if self.is(mutation) { instead } else { kind };
        let in_doubt = does == Does::Write && self.is(Mutation::DoubtsWhatWasNeverSent);
        Some(self.error(kind, if in_doubt { Effect::Unknown } else { Effect::None }))
    }

    pub(crate) fn error(&self, kind: ErrorKind, effect: Effect) -> Error {
        Error::new(kind, effect, "the carrier failed on purpose")
            .with_identity(self.memory.identity())
            .with_operation("call")
    }

    /// Refuses one more where there are as many as a trunk takes.
    pub(crate) fn has_room(&self, there: usize) -> Result<()> {
        if there < MOST as usize { Ok(()) } else { Err(self.error(ErrorKind::LimitReached, Effect::None)) }
    }

    /// What a request ended in that had no answer of use.
    fn failed(&self, does: Does, fate: Fate) -> Error {
        let in_doubt = if does == Does::Read { Effect::None } else { Effect::Unknown };
        let (kind, effect, denies) = match fate {
            Fate::Meets(Trouble::TooManyRequests) if self.is(Mutation::BlamesTheCaller) => {
                (ErrorKind::InvalidInput, Effect::None, false)
            }
            Fate::Meets(Trouble::TooManyRequests | Trouble::ComeAgainLater) => {
                (ErrorKind::RateLimited, Effect::None, false)
            }
            Fate::Meets(Trouble::InternalError) if self.is(Mutation::BlamesTheCallerForA500) => {
                (ErrorKind::InvalidInput, Effect::None, false)
            }
            Fate::Meets(Trouble::BadGateway) if self.is(Mutation::TakesA502ForTheNetwork) => {
                (ErrorKind::Interrupted, in_doubt, false)
            }
            Fate::Meets(Trouble::InternalError | Trouble::BadGateway | Trouble::Unavailable) => {
                (ErrorKind::Unavailable, in_doubt, false)
            }
            Fate::Meets(Trouble::GatewayPage) => {
                (ErrorKind::Unavailable, in_doubt, self.is(Mutation::DeniesAGatewaysPage))
            }
            Fate::Meets(Trouble::LoginPage) => {
                (ErrorKind::MalformedResponse, in_doubt, self.is(Mutation::DeniesALoginPage))
            }
            Fate::Meets(Trouble::AnswerCut) => {
                (ErrorKind::MalformedResponse, in_doubt, self.is(Mutation::DeniesACutAnswer))
            }
            Fate::Meets(Trouble::AnswerSlow) => {
                (ErrorKind::Timeout, in_doubt, self.is(Mutation::DeniesATimeout))
            }
            _ => (ErrorKind::Interrupted, in_doubt, self.is(Mutation::DeniesALostAnswer)),
        };
        let error = self.error(kind, if denies { Effect::None } else { effect });
        if fate == Fate::Meets(Trouble::ComeAgainLater) && !self.is(Mutation::ForgetsTheHint) {
            return error.with_retry_after(LATER);
        }
        error
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
    pub(crate) fn list<T: Held + Clone + Send + 'static>(&self, objects: Objects<T>) -> Objects<T> {
        if self.is(Mutation::FetchesUnasked) {
            self.send();
        }
        let carrier = self.clone();
        let read = async move { (carrier.sent(Does::Read, collect(objects)).await, carrier) };
        stream::once(read)
            .flat_map(|(outcome, carrier)| match outcome {
                Ok(all) => carrier.linked(all),
                Err(error) if carrier.takes_for_the_whole(error.kind()) => stream::empty().boxed(),
                Err(error) => carrier.failing(error),
            })
            .boxed()
    }

    /// Whether a list that failed so is shown as if it had ended.
    fn takes_for_the_whole(&self, kind: ErrorKind) -> bool {
        match kind {
            ErrorKind::Unavailable => {
                self.is(Mutation::HidesAnOutage) || self.is(Mutation::TakesHtmlForAnEmptyList)
            }
            ErrorKind::MalformedResponse => {
                self.is(Mutation::TakesHalfAListForTheWhole)
                    || self.is(Mutation::TakesALoginPageForAnEmptyList)
            }
            _ => false,
        }
    }

    /// The objects of a list, as far as its links can be followed.
    fn linked<T: Held + Clone + Send + 'static>(&self, all: Vec<T>) -> Objects<T> {
        let choked = match self.manner {
            Some(Manner::UnknownFields) => self.is(Mutation::ChokesOnUnknownFields),
            Some(Manner::UnknownWords) => self.is(Mutation::ChokesOnUnknownWords),
            _ => false,
        };
        if choked {
            return self.failing(self.error(ErrorKind::MalformedResponse, Effect::None));
        }
        let leaves_out = self.manner == Some(Manner::BareObjects) && self.is(Mutation::LeavesOutBareObjects);
        let all: Vec<T> =
            all.into_iter().filter(|_| !leaves_out).filter_map(|object| object.held(self)).collect();
        let broken = match self.faults.links() {
            Some(Trouble::PageLoops) if self.is(Mutation::GoesRoundForEver) => {
                return stream::iter(all.into_iter().cycle()).map(Ok).boxed();
            }
            Some(Trouble::PageElsewhere) => !self.is(Mutation::TakesALinkElsewhereForTheEnd),
            links => links == Some(Trouble::PageLoops),
        };
        let first = self.pages(&all).concat();
        if broken {
            let error = self.error(ErrorKind::MalformedResponse, Effect::None);
            return stream::iter(first.into_iter().take(PAGE).map(Ok)).chain(self.failing(error)).boxed();
        }
        stream::iter(first).map(Ok).boxed()
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
        let size = if self.manner == Some(Manner::OnePerPage) { 1 } else { PAGE };
        let mut pages: Vec<Vec<T>> = all.chunks(size).map(<[T]>::to_vec).collect();
        if self.faults.links() == Some(Trouble::EmptyPage) && self.is(Mutation::GivesUpBeforeAnEmptyPage) {
            pages.clear();
        }
        if size < PAGE && self.is(Mutation::TakesAShortPageForTheLast) {
            pages.truncate(1);
        }
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
