//! The calls for addresses and credentials, with the reads that guard the way a trunk authenticates calls.

use trunkline::model::AuthModeChange;

use crate::plan::{Change, held::Held};

/// What Exotel's calls are about.
#[derive(Clone, Copy)]
struct Rows {
    list: &'static str,
    add: &'static str,
    remove: &'static str,
}

const EXOTEL_ADDRESSES: Rows = Rows {
    list: "GET …/trunks/{trunk_sid}/whitelisted-ips",
    add: "POST …/trunks/{trunk_sid}/whitelisted-ips",
    remove: "DELETE …/trunks/{trunk_sid}/whitelisted-ips?id=",
};

const EXOTEL_CREDENTIALS: Rows = Rows {
    list: "GET …/trunks/{trunk_sid}/credentials",
    add: "POST …/trunks/{trunk_sid}/credentials",
    remove: "DELETE …/trunks/{trunk_sid}/credentials?id=",
};

/// What Twilio's calls are about.
#[derive(Clone, Copy)]
struct Lists {
    rows: Rows,
    in_use: &'static str,
    make: &'static str,
    put_to_use: &'static str,
    take_out_of_use: &'static str,
    delete: &'static str,
}

const TWILIO_ADDRESSES: Lists = Lists {
    rows: Rows {
        list: "GET …/SIP/IpAccessControlLists/{sid}/IpAddresses.json",
        add: "POST …/SIP/IpAccessControlLists/{sid}/IpAddresses.json",
        remove: "DELETE …/SIP/IpAccessControlLists/{sid}/IpAddresses/{sid}.json",
    },
    in_use: "GET /v1/Trunks/{sid}/IpAccessControlLists",
    make: "POST …/SIP/IpAccessControlLists.json",
    put_to_use: "POST /v1/Trunks/{sid}/IpAccessControlLists",
    take_out_of_use: "DELETE /v1/Trunks/{sid}/IpAccessControlLists/{sid}",
    delete: "DELETE …/SIP/IpAccessControlLists/{sid}.json",
};

const TWILIO_CREDENTIALS: Lists = Lists {
    rows: Rows {
        list: "GET …/SIP/CredentialLists/{sid}/Credentials.json",
        add: "POST …/SIP/CredentialLists/{sid}/Credentials.json",
        remove: "DELETE …/SIP/CredentialLists/{sid}/Credentials/{sid}.json",
    },
    in_use: "GET /v1/Trunks/{sid}/CredentialLists",
    make: "POST …/SIP/CredentialLists.json",
    put_to_use: "POST /v1/Trunks/{sid}/CredentialLists",
    take_out_of_use: "DELETE /v1/Trunks/{sid}/CredentialLists/{sid}",
    delete: "DELETE …/SIP/CredentialLists/{sid}.json",
};

/// Exotel's calls for a change to addresses or credentials, after which `held` is as the change leaves it; none of any
/// other change.
pub(super) fn exotel(change: &Change, held: &mut Held) -> Vec<&'static str> {
    let of_addresses = about_addresses(change);
    let Some((mode, (kind, other, adds))) = change.auth_mode().zip(held.about(change)) else {
        return Vec::new();
    };
    kind.step(adds);
    let (rows, others) = if of_addresses {
        (EXOTEL_ADDRESSES, EXOTEL_CREDENTIALS)
    } else {
        (EXOTEL_CREDENTIALS, EXOTEL_ADDRESSES)
    };
    let looks = mode != AuthModeChange::Unchanged;
    let mut calls = Vec::new();
    match (adds, of_addresses) {
        _ if !looks => {}
        (true, true) => {
            calls.push(others.list);
            calls.extend((!other.is_empty()).then_some(rows.list));
        }
        (true, false) => calls.extend([rows.list, others.list]),
        (false, _) => {
            calls.push(rows.list);
            calls.extend(kind.is_empty().then_some(others.list));
        }
    }
    calls.push(if adds { rows.add } else { rows.remove });
    calls
}

/// As [`exotel`], for Twilio.
pub(super) fn twilio(change: &Change, held: &mut Held) -> Vec<&'static str> {
    let (lists, others) = if about_addresses(change) {
        (TWILIO_ADDRESSES, TWILIO_CREDENTIALS)
    } else {
        (TWILIO_CREDENTIALS, TWILIO_ADDRESSES)
    };
    let named = matches!(change, Change::AddAclEntry { spec } if spec.shared_list.is_some());
    let Some((mode, (kind, _, adds))) = change.auth_mode().zip(held.about(change)) else { return Vec::new() };
    let before = *kind;
    if named {
        kind.shared += 1;
    } else {
        kind.step(adds);
    }
    let vouched = mode == AuthModeChange::Unchanged;
    let knows = vouched && before.known_list && !named;
    let mut calls = Vec::new();
    calls.extend((!knows).then_some(lists.in_use));
    if adds && !named && !before.own_list {
        calls.extend(before.is_empty().then_some(others.in_use));
        calls.extend([lists.make, lists.rows.add, lists.put_to_use]);
        (kind.own_list, kind.known_list) = (true, true);
        return calls;
    }
    calls.extend((!vouched).then_some(lists.rows.list));
    calls.push(if adds { lists.rows.add } else { lists.rows.remove });
    kind.known_list |= !named;
    // A list of its own that may go when it is empty.
    if !adds && mode == AuthModeChange::Allow {
        kind.known_list = false;
        if kind.own == 0 {
            calls.extend([lists.take_out_of_use, lists.delete]);
            calls.extend(kind.is_empty().then_some(others.in_use));
            kind.own_list = false;
        }
    }
    calls
}

fn about_addresses(change: &Change) -> bool {
    matches!(change, Change::AddAclEntry { .. } | Change::RemoveAclEntry { .. })
}
