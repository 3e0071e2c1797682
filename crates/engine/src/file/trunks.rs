//! Trunks: what is wanted of each, on each account it lives on.

use std::collections::{BTreeMap, BTreeSet};

use trunkline::model::{
    Carrier, ExotelTrunkOptions, TerminationAuth, TrunkName, TrunkSpec, TwilioTrunkOptions,
};

use super::{
    carriers::Kinds,
    nouns::{self, Lists, Placed},
    shape::{At, Place, Reader, Written},
    standby,
    types::{Document, Override, Trunk},
    values,
};
use crate::{Presence, Standby, WantedTrunk};

/// A trunk on an account, and where in the file each part of it stands.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) wanted: WantedTrunk,
    /// By the field as the carrier's rules name it: `acl[1]`, `trunk.twilio.domain_name`.
    pub(super) places: BTreeMap<String, Place>,
    /// Where the trunk is said to live on this account.
    pub(super) home: Place,
}

/// Every trunk on every account, and which of them are standbys. What is wrong with one is noted; it may be missing
/// then.
pub(super) fn build(
    document: &Document,
    kinds: &Kinds<'_>,
    reader: &mut Reader<'_>,
) -> (Vec<Built>, Vec<Standby>) {
    let lists = document.acls.value().map(|acls| nouns::lists(acls, reader)).unwrap_or_default();
    let mut built = Vec::new();
    let mut standbys = Vec::new();
    for (name, trunk) in document.trunks.value().into_iter().flatten() {
        let Ok(parsed) =
            name.value.parse::<TrunkName>().map_err(|wrong| values::refuse(&wrong, &name.place, reader))
        else {
            continue;
        };
        let Some(trunk) = trunk else { continue };
        nothing_on_what_is_absent(&trunk.value, reader);
        let Some(carriers) = trunk.value.carriers.get() else { continue };
        if carriers.value.0.is_empty() {
            reader.refuse(&carriers.place, "is empty; a trunk lives on one account at least");
        }
        let mut seen = BTreeSet::new();
        let first = built.len();
        for (profile, over) in &carriers.value.0 {
            if !seen.insert(&profile.value) {
                reader.refuse_value(&profile.place, &profile.value, "is given twice");
                continue;
            }
            let Some(carrier) = kinds.carrier(profile, reader) else { continue };
            let none = Override::default();
            let over = over.as_ref().map_or(&none, |over| &over.value);
            let path = &name.place.path;
            let both = Both { trunk: &trunk.value, over, lists: &lists, profile, carrier, path, auth: None };
            built.push(both.build(parsed.clone(), reader));
        }
        let home = built.get(first).filter(|_| carriers.value.0.len() == 1);
        let kept = standby::build(&trunk.value, home, &lists, kinds, reader);
        if let Some((other, standby)) = kept {
            built.push(other);
            standbys.push(standby);
        }
    }
    (built, standbys)
}

/// A trunk and what differs on one account.
pub(super) struct Both<'a> {
    pub(super) trunk: &'a Trunk,
    pub(super) over: &'a Override,
    pub(super) lists: &'a Lists,
    pub(super) profile: &'a At<String>,
    pub(super) carrier: &'a Carrier,
    pub(super) path: &'a str,
    /// How calls are authenticated where nothing is written here: as on the account that a standby takes over for.
    pub(super) auth: Option<TerminationAuth>,
}

impl Both<'_> {
    pub(super) fn build(&self, name: TrunkName, reader: &mut Reader<'_>) -> Built {
        let (trunk, over) = (self.trunk, self.over);
        let mut places = BTreeMap::new();
        let absent = *pick(&over.absent, &trunk.absent).map_or(&false, |at| &at.value);
        if absent && over.absent.get().is_some() {
            nothing_here_on_what_is_absent(over, reader);
        }
        let auth = pick(&over.auth, &trunk.auth);
        let unwritten = over.auth.place().or(trunk.auth.place()).is_none();
        if auth.is_none() && unwritten && self.auth.is_none() && !absent {
            let place = Place::new(format!("{}.auth", self.path), self.profile.place.at);
            reader.refuse(&place, "is missing: ip-acl, digest or both");
        }
        if let Some(auth) = auth {
            places.insert("trunk.auth".to_owned(), auth.place.clone());
        }
        let auth = auth.map(|at| at.value).or(self.auth).unwrap_or(TerminationAuth::IpAcl);
        self.options_of_others(reader);
        let spec = TrunkSpec::new(name.clone(), auth)
            .with_exotel(self.exotel(&mut places, reader))
            .with_twilio(self.twilio(&mut places));
        let caller_id = pick(&over.caller_id, &trunk.caller_id).filter(|_| !absent);
        if let Some(caller_id) = caller_id {
            places.insert("caller_id".to_owned(), caller_id.place.clone());
        }
        let wanted = WantedTrunk {
            acl: noun(pick(&over.acl, &trunk.acl), "acl", absent, &mut places, |items| {
                nouns::entries(nouns::acl(items, Some(self.lists), reader), self.carrier)
            }),
            origination: noun(
                pick(&over.origination, &trunk.origination),
                "origination",
                absent,
                &mut places,
                |items| nouns::origination(items, reader),
            ),
            numbers: noun(pick(&over.numbers, &trunk.numbers), "numbers", absent, &mut places, |items| {
                nouns::numbers(items, reader)
            }),
            credentials: noun(
                pick(&over.credentials, &trunk.credentials),
                "credentials",
                absent,
                &mut places,
                |items| nouns::credentials(items, reader),
            ),
            caller_id: caller_id.map(|at| at.value.0.clone()),
            name,
            profile: self.profile.value.clone(),
            spec,
            presence: if absent { Presence::Absent } else { Presence::Present },
            adopt: pick(&over.adopt, &trunk.adopt).is_some_and(|at| at.value),
            renamed_from: self.renamed_from(&mut places),
            shortfalls: Vec::new(),
            others_stay: false,
        };
        Built { wanted, places, home: self.profile.place.clone() }
    }

    fn renamed_from(&self, places: &mut BTreeMap<String, Place>) -> Option<TrunkName> {
        let from = pick(&self.over.renamed_from, &self.trunk.renamed_from)?;
        places.insert("renamed_from".to_owned(), from.place.clone());
        Some(from.value.clone())
    }

    fn exotel(&self, places: &mut BTreeMap<String, Place>, reader: &mut Reader<'_>) -> ExotelTrunkOptions {
        let mut options = ExotelTrunkOptions::default();
        if *self.carrier != Carrier::EXOTEL {
            return options;
        }
        if let Some(name) = self.over.name.get() {
            places.insert("trunk.exotel.trunk_name".to_owned(), name.place.clone());
            let parsed: Result<TrunkName, _> = name.value.parse();
            options.trunk_name = parsed.map_err(|wrong| values::refuse(&wrong, &name.place, reader)).ok();
        }
        options.nso_code = option(&self.over.nso_code, "trunk.exotel.nso_code", places);
        options
    }

    fn twilio(&self, places: &mut BTreeMap<String, Place>) -> TwilioTrunkOptions {
        let mut options = TwilioTrunkOptions::default();
        if *self.carrier != Carrier::TWILIO {
            return options;
        }
        let over = self.over;
        options.friendly_name = option(&over.name, "trunk.twilio.friendly_name", places);
        options.domain_name = option(&over.domain, "trunk.twilio.domain_name", places);
        options.secure = option(&over.secure, "trunk.twilio.secure", places);
        options.cnam_lookup_enabled = option(&over.cnam_lookup, "trunk.twilio.cnam_lookup_enabled", places);
        options.transfer_mode = option(&over.transfer_mode, "trunk.twilio.transfer_mode", places);
        options.transfer_caller_id =
            option(&over.transfer_caller_id, "trunk.twilio.transfer_caller_id", places);
        if let Some(recording) = over.recording.value() {
            options.recording_mode = option(&recording.mode, "trunk.twilio.recording_mode", places);
            options.recording_trim = option(&recording.trim, "trunk.twilio.recording_trim", places);
        }
        if let Some(recovery) = over.disaster_recovery.value() {
            options.disaster_recovery_url =
                option(&recovery.url, "trunk.twilio.disaster_recovery_url", places);
            options.disaster_recovery_method =
                option(&recovery.method, "trunk.twilio.disaster_recovery_method", places);
        }
        options
    }

    /// Options that only another carrier has are not dropped: they are mistakes.
    fn options_of_others(&self, reader: &mut Reader<'_>) {
        let over = self.over;
        let twilio = [
            over.domain.place(),
            over.secure.place(),
            over.cnam_lookup.place(),
            over.transfer_mode.place(),
            over.transfer_caller_id.place(),
            over.recording.place(),
            over.disaster_recovery.place(),
        ];
        let of_twilio = twilio.into_iter().flatten().map(|place| (Carrier::TWILIO, place));
        let of_exotel = over.nso_code.place().map(|place| (Carrier::EXOTEL, place));
        for (of, place) in of_twilio.chain(of_exotel) {
            if of != *self.carrier {
                let rule =
                    format!("is an option of {of}; {} is an account on {}", self.profile.value, self.carrier);
                reader.refuse(place, rule);
            }
        }
        if let Some(name) = over.name.place()
            && ![Carrier::EXOTEL, Carrier::TWILIO].contains(self.carrier)
        {
            reader
                .refuse(name, format_args!("cannot differ on {}: it has the trunk's own name", self.carrier));
        }
    }
}

/// What is written under the account, or else for the trunk.
fn pick<'a, T>(over: &'a Written<T>, trunk: &'a Written<T>) -> Option<&'a At<T>> {
    match over.place() {
        Some(_) => over.get(),
        None => trunk.get(),
    }
}

fn option<T: Clone>(written: &Written<T>, field: &str, places: &mut BTreeMap<String, Place>) -> Option<T> {
    let at = written.get()?;
    places.insert(field.to_owned(), at.place.clone());
    Some(at.value.clone())
}

fn noun<I, T>(
    written: Option<&At<Vec<At<I>>>>,
    field: &str,
    absent: bool,
    places: &mut BTreeMap<String, Place>,
    read: impl FnOnce(&[At<I>]) -> Placed<T>,
) -> Option<Vec<T>> {
    let written = written.filter(|_| !absent)?;
    places.insert(field.to_owned(), written.place.clone());
    let items = read(&written.value).into_iter().enumerate().map(|(i, (item, place))| {
        places.insert(format!("{field}[{i}]"), place);
        item
    });
    Some(items.collect())
}

const ABSENT: &str = "stands on a trunk that is to be absent: leave it out, or leave out absent";

macro_rules! nouns_of {
    ($block:expr) => {
        [
            $block.acl.place(),
            $block.origination.place(),
            $block.numbers.place(),
            $block.credentials.place(),
            $block.caller_id.place(),
        ]
        .into_iter()
        .flatten()
    };
}

fn nothing_on_what_is_absent(trunk: &Trunk, reader: &mut Reader<'_>) {
    if trunk.absent.value() == Some(&true) {
        nouns_of!(trunk).for_each(|place| reader.refuse(place, ABSENT));
        let overs = trunk.carriers.value().into_iter().flat_map(|carriers| &carriers.0);
        for over in overs.filter_map(|(_, over)| over.as_ref()) {
            if over.value.absent.value() != Some(&false) {
                nothing_here_on_what_is_absent(&over.value, reader);
            }
        }
    }
}

fn nothing_here_on_what_is_absent(over: &Override, reader: &mut Reader<'_>) {
    nouns_of!(over).for_each(|place| reader.refuse(place, ABSENT));
}
