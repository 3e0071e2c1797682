//! The three ways to call a backend.

use std::sync::Arc;

use trunkline::provider::{AnyProvider, DynProvider, Provider};

/// What a backend is behind when the suite calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dispatch {
    /// Nothing: its own type.
    Concrete,
    /// The enum of the carriers compiled in.
    Any,
    /// A shared pointer to any provider, which is itself the provider.
    Dyn,
}

impl Dispatch {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Concrete, Self::Any, Self::Dyn];

    /// As it stands in the tests' names.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Concrete => "concrete",
            Self::Any => "any",
            Self::Dyn => "dyn",
        }
    }

    /// The provider for the suite, which calls its outermost type: the backend, the enum, or the pointer.
    pub fn of<P: Provider + Into<AnyProvider> + 'static>(self, backend: P) -> DynProvider {
        match self {
            Self::Concrete => Arc::new(backend),
            Self::Any => Arc::new(backend.into()),
            Self::Dyn => {
                let shared: DynProvider = Arc::new(backend);
                Arc::new(shared)
            }
        }
    }
}
