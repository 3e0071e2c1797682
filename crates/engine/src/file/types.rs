//! What a file can say.

use std::num::{NonZeroU16, NonZeroU32};

use schemars::{Schema, SchemaGenerator, json_schema};
use trunkline::model::{
    Cidr, E164, NumberMode, RecordingMode, RecordingTrim, SipUri, TerminationAuth, TransferCallerId,
    TransferMode, TrunkName, WebMethod,
};

use super::{
    accounts::Accounts,
    node::Node,
    shape::{At, Block, Either, Named, Place, Reader, Shape, Written, block, read_at},
    values::CallerId,
};
use crate::SecretRef;

block! {
    /// The trunks of all carriers, and the accounts they live on.
    Document {
        /// The version of this format: 1.
        default version: u32,
        /// Accounts, each under the name that trunks call it by. The accounts `exotel` and `twilio` of the environment need not be written.
        default carriers: Accounts,
        /// Lists of addresses that trunks can share, each under its name.
        default acls: Named<Vec<At<AclItem>>>,
        /// Trunks, each under its name: 1 to 16 letters, digits and `_`.
        default trunks: Named<Trunk>,
    }
}

/// An address, the name of a list, or a block.
pub(super) type AclItem = Either<String, AclBlock>;
/// A target, or a block.
pub(super) type OriginationItem = Either<SipUri, OriginationBlock>;
/// A number, or a block.
pub(super) type NumberItem = Either<E164, NumberBlock>;

block! {
    /// An address that may send calls, with options.
    AclBlock {
        /// A public IPv4 address or range.
        required cidr: Cidr,
        /// Send a range wider than /32 to Exotel, whose support stands by single addresses only.
        default exotel_allow_range: bool,
        /// Send each address of a range to Exotel as an entry of its own: a request for each, 2,048 for a /21. /16 is
        /// the widest.
        default exotel_single_addresses: bool,
    }
}

block! {
    /// A target of inbound calls, with options.
    OriginationBlock {
        /// The target: `sip:sbc.example.com:5061;transport=tls`.
        required uri: SipUri,
        /// Lower is tried first. 0 unless set.
        default priority: u16,
        /// Among equals, more means more calls: 1 to 65535. 1 unless set.
        default weight: NonZeroU16,
        /// Whether it is in use (Twilio). true unless set.
        default enabled: bool,
        /// What the carrier calls it (Twilio).
        default label: String,
    }
}

block! {
    /// A number whose calls use the trunk, with options.
    NumberBlock {
        /// The number in E.164. The account has it already: nothing is bought.
        required number: E164,
        /// What Exotel does with its calls.
        default mode: NumberMode,
    }
}

block! {
    /// A digest credential.
    Credential {
        /// The user name.
        required username: String,
        /// Where the password is.
        required password: SecretRef,
        /// Passwords cannot be read back, so a higher number is what changes one. 1 unless set.
        default rotation: NonZeroU32,
        /// What the carrier calls it (Exotel).
        default label: String,
    }
}

block! {
    /// Whether calls are recorded (Twilio).
    Recording {
        /// When.
        default mode: RecordingMode,
        /// Whether silence is cut.
        default trim: RecordingTrim,
    }
}

block! {
    /// Where a call goes when no target answers (Twilio).
    DisasterRecovery {
        /// Asked for TwiML.
        required url: String,
        /// How it is asked.
        default method: WebMethod,
    }
}

block! {
    /// One trunk. A noun that is not written is neither read nor touched; one that is written is authoritative, even when it is empty.
    Trunk {
        /// The accounts it lives on: their names, or a block with what differs there.
        required carriers: Carriers,
        /// The account that takes over when its own fails: its name, or a block with what differs there. It is kept in step as far as its carrier can follow. Numbers written under it are bound by a failover only.
        default standby: Standby,
        /// How calls sent to the carrier are authenticated.
        default auth: TerminationAuth,
        /// A trunk that is there already may be taken over.
        default adopt: bool,
        /// The name it had before.
        default renamed_from: TrunkName,
        /// It shall not exist: it is planned for deletion.
        default absent: bool,
        /// Addresses that may send calls: addresses, names of lists, blocks.
        default acl: Vec<At<AclItem>>,
        /// Where inbound calls go.
        default origination: Vec<At<OriginationItem>>,
        /// Numbers whose calls use the trunk.
        default numbers: Vec<At<NumberItem>>,
        /// Digest credentials.
        default credentials: Vec<At<Credential>>,
        /// The number shown on outbound calls, or `none` (Exotel).
        default caller_id: CallerId,
    }
}

block! {
    /// What differs on one account. A noun that is written here replaces the trunk's.
    Override {
        /// Another name on this carrier.
        default name: String,
        /// How calls sent to this carrier are authenticated.
        default auth: TerminationAuth,
        /// A trunk that is there already may be taken over.
        default adopt: bool,
        /// The name it had before, on this carrier.
        default renamed_from: TrunkName,
        /// It shall not exist here: it is planned for deletion.
        default absent: bool,
        /// Addresses that may send calls.
        default acl: Vec<At<AclItem>>,
        /// Where inbound calls go.
        default origination: Vec<At<OriginationItem>>,
        /// Numbers whose calls use the trunk.
        default numbers: Vec<At<NumberItem>>,
        /// Digest credentials.
        default credentials: Vec<At<Credential>>,
        /// The number shown on outbound calls, or `none` (Exotel).
        default caller_id: CallerId,
        /// Another code than ANY-ANY (Exotel).
        default nso_code: String,
        /// The termination domain, ending in `.pstn.twilio.com`; derived from the name and the account unless set (Twilio).
        default domain: String,
        /// Refuse calls without TLS and SRTP (Twilio).
        default secure: bool,
        /// Look up callers' names, which Twilio charges for (Twilio).
        default cnam_lookup: bool,
        /// Whether a call may be transferred by SIP REFER (Twilio).
        default transfer_mode: TransferMode,
        /// Whose number a transferred call shows (Twilio).
        default transfer_caller_id: TransferCallerId,
        /// Whether calls are recorded (Twilio).
        default recording: Recording,
        /// Where a call goes when no target answers (Twilio).
        default disaster_recovery: DisasterRecovery,
    }
}

/// What differs on an account, where anything does. It is large, and mostly not there.
type Over = Option<Box<At<Override>>>;

/// The accounts a trunk lives on, each with what differs there.
#[derive(Debug, Clone)]
pub(super) struct Carriers(pub(super) Vec<(At<String>, Over)>);

impl Shape for Carriers {
    fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
        match node {
            Node::List(_) => {
                let names = Vec::<At<String>>::read(node, place, reader)?;
                Some(Self(names.into_iter().map(|name| (name, None)).collect()))
            }
            Node::Map(entries) => {
                let mut carriers = Vec::new();
                for (name, node) in entries {
                    let under = place.within(&name.value, node.referenced);
                    // `exotel:` with nothing after it is the account, as it is.
                    let over = match node.value {
                        Node::Nothing => None,
                        _ => read_at(node, under, reader).map(Box::new),
                    };
                    let place = place.within(&name.value, name.referenced);
                    carriers.push((At { value: name.value.clone(), place }, over));
                }
                Some(Self(carriers))
            }
            _ => reader.expected(place, node, "a list of accounts, or a block with what differs on each"),
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "array", "items": { "type": "string" }, "minItems": 1, "uniqueItems": true },
                {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": { "anyOf": [Override::schema(generator), { "type": "null" }] },
                },
            ],
        })
    }
}

/// The account that takes over when a trunk's own fails, with what differs there.
#[derive(Debug, Clone)]
pub(super) struct Standby {
    pub(super) account: At<String>,
    pub(super) over: Over,
}

impl Shape for Standby {
    fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
        match node {
            Node::Text(name) => {
                Some(Self { account: At { value: name.clone(), place: place.clone() }, over: None })
            }
            Node::Map(_) => {
                let Carriers(accounts) = Carriers::read(node, place, reader)?;
                let Ok([(account, over)]) = <[_; 1]>::try_from(accounts) else {
                    reader.refuse(place, "names one account: a trunk has one standby");
                    return None;
                };
                Some(Self { account, over })
            }
            _ => reader.expected(place, node, "an account, or a block with what differs there"),
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": { "anyOf": [Override::schema(generator), { "type": "null" }] },
                },
            ],
        })
    }
}
