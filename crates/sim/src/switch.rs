//! How switches are written down: once, with what they mean, their default and their other positions.

/// A type whose values are the positions of a switch.
pub(crate) trait Positions: Sized {
    /// Every position but this one.
    fn others(&self) -> Vec<Self>;
}

/// Enums whose variants are the positions of a switch each.
macro_rules! positions {
    ($($(#[$about:meta])* pub enum $name:ident { $($(#[$what:meta])* $position:ident,)+ })+) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$what])* $position,)+
        }

        impl crate::switch::Positions for $name {
            fn others(&self) -> Vec<Self> {
                [$(Self::$position),+].into_iter().filter(|position| position != self).collect()
            }
        }
    )+};
}

/// The switches of a carrier. What is no enum says after `or` which other positions are worth a try.
macro_rules! switches {
    (
        of $carrier:expr;
        $(#[$about:meta])*
        pub struct $name:ident {
            $($(#[doc = $doc:literal])+ pub $switch:ident: $type:ty = $default:expr $(, or $others:expr)?;)+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[doc = $doc])+ pub $switch: $type,)+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($switch: $default,)+ }
            }
        }

        impl $name {
            /// Each switch by itself.
            pub(crate) fn all() -> Vec<crate::switches::Switch> {
                vec![$({
                    let default: $type = $default;
                    let others: Vec<$type> = crate::switch::switches!(@others default $($others)?);
                    crate::switches::Switch::new($carrier, stringify!($switch), concat!($($doc),+), &default, &others)
                },)+]
            }
        }
    };
    (@others $default:ident) => { crate::switch::Positions::others(&$default) };
    (@others $default:ident $others:expr) => { $others.to_vec() };
}

pub(crate) use {positions, switches};
