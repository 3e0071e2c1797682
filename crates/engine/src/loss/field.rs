//! Saying what becomes of a field.

use std::borrow::Cow;

use super::{
    record::{FieldLoss, Verdict},
    source::CARRIERS_OWN,
};

/// A field of which the values are known, and not yet what becomes of it.
#[derive(Debug)]
pub(super) struct Field {
    name: &'static str,
    before: Option<String>,
    after: Option<String>,
}

impl Field {
    /// A field of the model by its name.
    pub(super) fn of(name: &'static str) -> Self {
        Self { name, before: None, after: None }
    }

    /// With its value where it is.
    pub(super) fn was(mut self, value: &(impl ToString + ?Sized)) -> Self {
        self.before = Some(value.to_string());
        self
    }

    /// With its value where it is, when it has one.
    pub(super) fn was_if(mut self, value: Option<impl ToString>) -> Self {
        self.before = value.map(|value| value.to_string());
        self
    }

    /// With its value where it is to be.
    pub(super) fn becomes(mut self, value: &(impl ToString + ?Sized)) -> Self {
        self.after = Some(value.to_string());
        self
    }

    /// With the same value where it is to be.
    pub(super) fn stays(mut self) -> Self {
        self.after.clone_from(&self.before);
        self
    }

    pub(super) fn exact(self, source: &'static str) -> FieldLoss {
        self.is(Verdict::Exact, source)
    }

    pub(super) fn approximated(self, how: impl Into<String>, source: &'static str) -> FieldLoss {
        self.is(Verdict::Approximated { how: how.into() }, source)
    }

    pub(super) fn manual(
        self,
        who: impl Into<String>,
        what: impl Into<String>,
        source: &'static str,
    ) -> FieldLoss {
        self.is(Verdict::Manual { who: who.into(), what: what.into() }, source)
    }

    pub(super) fn impossible(self, why: impl Into<String>, source: &'static str) -> FieldLoss {
        self.is(Verdict::Impossible { why: why.into() }, source)
    }

    /// The carrier itself keeps it: nobody chooses it, and the other carrier has its own.
    pub(super) fn carriers_own(self) -> FieldLoss {
        let own = self.approximated("the other carrier gives its own", CARRIERS_OWN);
        FieldLoss { bookkeeping: true, ..own }
    }

    pub(super) fn is(self, verdict: Verdict, source: &'static str) -> FieldLoss {
        FieldLoss {
            field: self.name.to_owned(),
            before: self.before,
            after: self.after,
            verdict,
            source: Cow::Borrowed(source),
            bookkeeping: false,
        }
    }
}

/// Whoever runs what calls are sent from and to.
pub(super) fn sbc() -> String {
    "whoever runs the SBC".to_owned()
}
