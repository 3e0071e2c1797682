//! The positions of every switch, carrier by carrier.

/// Of [`ExotelSwitches`](crate::ExotelSwitches).
pub mod exotel {
    pub use crate::exotel::*;
}

/// Of [`TwilioSwitches`](crate::TwilioSwitches).
pub mod twilio {
    pub use crate::twilio::*;
}
