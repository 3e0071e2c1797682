//! The kinds this crate brings.

mod exotel;
mod twilio;

pub use exotel::ExotelKind;
pub use twilio::TwilioKind;
