//! In which variables the passwords of imported credentials would have to be.

use std::collections::BTreeSet;

use super::ImportedTrunk;
use crate::SecretRef;

/// Gives each password a variable of its own: of names that differ in punctuation only, a variable has the same words.
pub(super) fn tell_apart(trunks: &mut [ImportedTrunk]) {
    let mut taken = BTreeSet::new();
    let credentials = trunks.iter_mut().flat_map(|trunk| trunk.wanted.credentials.iter_mut().flatten());
    for credential in credentials {
        let SecretRef::Env(variable) = &mut credential.password else { continue };
        let mut free = variable.clone();
        let mut n = 1;
        while !taken.insert(free.clone()) {
            n += 1;
            free = format!("{variable}_{n}");
        }
        *variable = free;
    }
}

/// `TWILIO_CONTACT_CENTRE_AGENT_PASSWORD`.
pub(super) fn variable(parts: &[&str]) -> String {
    let word = |part: &&str| -> String {
        let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
        part.chars().map(letter).collect()
    };
    let words: Vec<String> = parts.iter().map(word).collect();
    let name = format!("{}_PASSWORD", words.join("_"));
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}
