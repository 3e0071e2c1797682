//! Twilio's identifiers.

use crate::model::InvalidValue;

/// The shape of one kind of SID: two letters and 32 hexadecimal digits (Twilio OpenAPI 2.6.7, every path parameter).
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    prefix: &'static str,
    noun: &'static str,
}

impl Shape {
    const fn new(prefix: &'static str, noun: &'static str) -> Self {
        Self { prefix, noun }
    }

    /// Takes a SID of this shape, so that nothing else gets into a path.
    pub(super) fn check(self, sid: &str) -> Result<&str, InvalidValue> {
        let digits = sid.strip_prefix(self.prefix);
        if digits.is_some_and(|digits| digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit())) {
            return Ok(sid);
        }
        let rule = format!("on Twilio it is {} and 32 hexadecimal digits", self.prefix);
        Err(InvalidValue::new(self.noun, sid, rule))
    }
}

pub(super) const ACCOUNT: Shape = Shape::new("AC", "account SID");
pub(super) const API_KEY: Shape = Shape::new("SK", "API key SID");
pub(super) const TRUNK: Shape = Shape::new("TK", "trunk SID");
pub(super) const ORIGINATION_URL: Shape = Shape::new("OU", "origination URL SID");
pub(super) const ACL: Shape = Shape::new("AL", "IP access control list SID");
pub(super) const ADDRESS: Shape = Shape::new("IP", "IP address SID");
pub(super) const CREDENTIAL_LIST: Shape = Shape::new("CL", "credential list SID");
pub(super) const CREDENTIAL: Shape = Shape::new("CR", "credential SID");
pub(super) const NUMBER: Shape = Shape::new("PN", "phone number SID");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_prefix_and_32_hexadecimal_digits_pass() {
        let digits = "0123456789abcdefABCDEF0123456789";
        assert!(TRUNK.check(&format!("TK{digits}")).is_ok());
        for bad in [
            "",
            "TK",
            "TK/../..",
            &format!("AL{digits}"),
            &format!("TK{digits}0"),
            &format!("TK{}g", &digits[1..]),
        ] {
            let error = TRUNK.check(bad).unwrap_err().to_string();
            assert!(error.contains("trunk SID") && error.contains("TK and 32"), "{error}");
        }
    }
}
