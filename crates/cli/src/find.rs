//! Objects by what a person calls them.

use trunkline_engine::trunkline::{
    Effect, Error, ErrorKind, Result,
    ext::collect,
    model::{AclEntry, BoundNumber, Cidr, Credential, OriginationUri, SipUri, Trunk},
    provider::CredentialProvider,
};

use crate::{account::Account, change::shown, describe};

/// A trunk by its id or its name.
pub(crate) async fn trunk(account: &Account, wanted: &str) -> Result<Trunk> {
    let trunks = shown(account, collect(account.provider().trunks().list_trunks())).await?;
    let finder =
        Finder { account, what: "trunk", within: String::new(), look: "trunkline trunk list".to_owned() };
    let by_id: Vec<Trunk> = trunks.iter().filter(|trunk| trunk.id.as_str() == wanted).cloned().collect();
    let matching = if by_id.is_empty() {
        trunks.into_iter().filter(|trunk| trunk.name == wanted).collect()
    } else {
        by_id
    };
    finder.one(wanted, matching, |trunk| match &trunk.termination.domain {
        Some(domain) => format!("{} ({domain})", trunk.id),
        None => trunk.id.to_string(),
    })
}

/// Looks for objects of one trunk.
pub(crate) struct Finder<'a> {
    account: &'a Account,
    what: &'static str,
    within: String,
    look: String,
}

impl<'a> Finder<'a> {
    /// For objects of `trunk`; `list` is the command that lists them.
    pub(crate) fn new(account: &'a Account, trunk: &Trunk, what: &'static str, list: &str) -> Self {
        Self {
            account,
            what,
            within: format!(" on trunk {}", describe::trunk(trunk)),
            look: account.command(list, trunk),
        }
    }

    /// The object that matches; never a guess when several do.
    fn one<T>(&self, wanted: &str, mut matching: Vec<T>, describe: impl Fn(&T) -> String) -> Result<T> {
        let Self { account, what, within, look } = self;
        let fail = |kind, message: String| {
            Err(Error::new(kind, Effect::None, message).with_identity(account.identity()))
        };
        match matching.pop() {
            None => fail(ErrorKind::NotFound, format!("there is no {what} {wanted:?}{within}"))
                .map_err(|error| error.with_advice(format!("see {look}"))),
            Some(only) if matching.is_empty() => Ok(only),
            Some(last) => {
                matching.push(last);
                let candidates: Vec<String> = matching.iter().map(describe).collect();
                let count = candidates.len();
                let message = format!("{count} of {what} {wanted:?}{within}: {}", candidates.join(", "));
                fail(ErrorKind::Conflict, message)
                    .map_err(|error| error.with_advice("say which one by its id"))
            }
        }
    }

    /// Each of `wanted` among `objects`.
    pub(crate) fn each<T: Clone>(
        &self,
        wanted: &[String],
        objects: &[T],
        matches: impl Fn(&T, &str) -> bool,
        describe: impl Fn(&T) -> String,
    ) -> Result<Vec<T>> {
        wanted
            .iter()
            .map(|wanted| {
                let matching = objects.iter().filter(|object| matches(object, wanted)).cloned().collect();
                self.one(wanted, matching, &describe)
            })
            .collect()
    }
}

/// Whether a person means this entry: by id, or by address with or without `/32`.
pub(crate) fn is_acl_entry(entry: &AclEntry, wanted: &str) -> bool {
    let same_range = wanted.parse::<Cidr>().is_ok_and(|cidr| entry.cidr == cidr);
    entry.id.as_str() == wanted || same_range || entry.cidr.to_string() == wanted
}

/// Whether a person means this number: by id or by itself.
pub(crate) fn is_number(bound: &BoundNumber, wanted: &str) -> bool {
    bound.id.as_str() == wanted || bound.number.to_string() == wanted
}

/// Whether a person means this target: by id, or by its URI however it is written.
pub(crate) fn is_origination_uri(target: &OriginationUri, wanted: &str) -> bool {
    let same_target = wanted.parse::<SipUri>().is_ok_and(|uri| target.uri == uri);
    target.id.as_str() == wanted || same_target || target.uri.to_string() == wanted
}

/// Whether a person means this credential: by id, or by user name as the carrier tells them apart.
pub(crate) fn is_credential(account: &Account, credential: &Credential, wanted: &str) -> bool {
    let is_of_user = |provider: &dyn CredentialProvider| provider.is_of_user(credential, wanted);
    credential.id.as_str() == wanted || account.provider().credentials().is_some_and(is_of_user)
}
