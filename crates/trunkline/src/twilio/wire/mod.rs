//! What goes over the wire, in Twilio's own words.
//!
//! Answers are read tolerantly: unknown fields are skipped, missing ones and `""` are `None` (Twilio's own examples
//! hold `""` where its schema wants a SID), words we do not know are kept, and dates are read in both of Twilio's
//! forms on both hosts. Only a SID is asked for. Shapes from Twilio OpenAPI 2.6.7 unless said otherwise.

mod list;
mod number;
mod origination;
mod page;
mod read;
mod recording;
mod trunk;

pub use list::{AddressParams, AssociatedList, IpAddress, NewAddress, SipCredential, SipList};
pub use number::{Features, IncomingPhoneNumber, NumberFilter, NumberParams};
pub use origination::{NewOriginationUrl, OriginationUrl, OriginationUrlParams};
pub use page::Page;
pub(super) use page::decode;
pub use recording::{Recording, RecordingParams};
pub use trunk::{Trunk, TrunkParams};
