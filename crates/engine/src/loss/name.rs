//! What a trunk is called elsewhere.

use trunkline::model::TrunkName;

/// A name that a file can say, as near to a carrier's as can be.
pub(super) fn near(text: &str) -> TrunkName {
    if let Ok(name) = text.parse() {
        return name;
    }
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words.collect::<Vec<_>>().join("_").chars().take(TrunkName::MAX).collect();
    match name.trim_end_matches('_') {
        "" => cut("trunk", TrunkName::MAX),
        name => cut(name, TrunkName::MAX),
    }
}

/// The names to try, the nearest first.
pub(super) fn candidates(name: &TrunkName) -> impl Iterator<Item = TrunkName> {
    let numbered = (2_u32..).map(|n| {
        let number = format!("_{n}");
        let start = cut(name.as_str(), TrunkName::MAX - number.len());
        format!("{start}{number}").parse().expect("a name cut to make room, and then a number, is a name")
    });
    std::iter::once(name.clone()).chain(numbered)
}

fn cut(word: &str, most: usize) -> TrunkName {
    let start: String = word.chars().take(most).collect();
    start.parse().expect("letters, digits and _ only, at least one and not too many")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_as_near_as_the_rule_allows() {
        for (text, name) in [
            ("contact_centre", "contact_centre"),
            ("Contact centre (EU)", "Contact_centre_E"),
            ("", "trunk"),
            ("कॉल", "trunk"),
            ("--a--", "a"),
        ] {
            assert_eq!(near(text).as_str(), name);
        }
        let tried: Vec<String> =
            candidates(&near("0123456789abcdef")).take(3).map(|name| name.to_string()).collect();
        assert_eq!(tried, ["0123456789abcdef", "0123456789abcd_2", "0123456789abcd_3"]);
    }
}
