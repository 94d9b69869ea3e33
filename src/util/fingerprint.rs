//! Fingerprints: hashes of everything that a result depends on. Equal fingerprints mean equal results.
//!
//! A page is a pure function of its template and its views. Their fingerprints show, without
//! rendering, whether an earlier build has rendered the page already.

use serde::{Deserialize, Serialize};
use tera::Value;
use twox_hash::{XxHash3_64, XxHash3_128};

/// An XXH3 hash. Detects changes; not collision-resistant against an attacker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of `parts`.
    pub fn of(parts: &(impl Fingerprinted + ?Sized)) -> Self {
        let mut hasher = FingerprintHasher::default();
        parts.hash_into(&mut hasher);
        hasher.fingerprint()
    }

    /// Half of the bits.
    pub fn hash(self) -> u64 {
        self.0 as u64
    }
}

/// The hash of a text, for texts that are part of several fingerprints.
pub(crate) fn hash(text: &str) -> u64 {
    XxHash3_64::oneshot(text.as_bytes())
}

/// Collects the inputs of a result, one after the other.
#[derive(Debug)]
pub struct FingerprintHasher {
    bytes: Vec<u8>,
}

/// The initial capacity in bytes: most views need less.
const CAPACITY: usize = 512;

impl Default for FingerprintHasher {
    fn default() -> Self {
        Self {
            bytes: Vec::with_capacity(CAPACITY),
        }
    }
}

impl FingerprintHasher {
    /// Adds bytes. Their length comes first, so that `ab`, `c` differs from `a`, `bc`.
    pub fn bytes(&mut self, bytes: &[u8]) {
        bytes.len().hash_into(self);
        self.bytes.extend_from_slice(bytes);
    }

    /// A hash of 64 bits.
    pub fn hash(&self) -> u64 {
        XxHash3_64::oneshot(&self.bytes)
    }

    /// A hash of 128 bits.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(XxHash3_128::oneshot(&self.bytes))
    }
}

/// A value that can be part of a fingerprint.
pub trait Fingerprinted {
    /// Adds the whole value: values that differ in anything add different bytes.
    fn hash_into(&self, into: &mut FingerprintHasher);
}

macro_rules! numbers {
    ($($ty:ty),+) => {$(
        impl Fingerprinted for $ty {
            fn hash_into(&self, into: &mut FingerprintHasher) {
                into.bytes.extend_from_slice(&self.to_le_bytes());
            }
        }
    )+};
}
numbers!(u8, i8, i16, u32, u64, i128, u128, f64);

impl Fingerprinted for Fingerprint {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        self.0.hash_into(into);
    }
}

impl Fingerprinted for usize {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        (*self as u64).hash_into(into);
    }
}

impl Fingerprinted for bool {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        u8::from(*self).hash_into(into);
    }
}

impl Fingerprinted for str {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        into.bytes(self.as_bytes());
    }
}

impl Fingerprinted for String {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        self.as_str().hash_into(into);
    }
}

impl<T: Fingerprinted + ?Sized> Fingerprinted for &T {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        (**self).hash_into(into);
    }
}

impl<T: Fingerprinted> Fingerprinted for Option<T> {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        self.is_some().hash_into(into);
        if let Some(value) = self {
            value.hash_into(into);
        }
    }
}

impl<T: Fingerprinted> Fingerprinted for [T] {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        self.len().hash_into(into);
        for value in self {
            value.hash_into(into);
        }
    }
}

impl<T: Fingerprinted> Fingerprinted for Vec<T> {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        self.as_slice().hash_into(into);
    }
}

impl<A: Fingerprinted, B: Fingerprinted> Fingerprinted for (A, B) {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        self.0.hash_into(into);
        self.1.hash_into(into);
    }
}

/// For the values that themes and front matter pass to templates: none, booleans, numbers, strings, lists
/// and maps.
impl Fingerprinted for Value {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        (self.kind() as u8).hash_into(into);
        if let Some(text) = self.as_str() {
            (self.is_safe(), text).hash_into(into);
        } else if let Some(items) = self.as_array() {
            items.hash_into(into);
        } else if let Some(map) = self.as_map() {
            map.len().hash_into(into);
            for (key, value) in map {
                key.to_string().hash_into(into);
                value.hash_into(into);
            }
        } else {
            self.to_string().hash_into(into);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_differ_in_anything_have_different_fingerprints() {
        let value = |text: &str| Value::from(text);
        let fingerprints = [
            Fingerprint::of(&("ab", "c")),
            Fingerprint::of(&("a", "bc")),
            Fingerprint::of(&vec!["ab", "c"]),
            Fingerprint::of(&(None::<&str>, "ab")),
            Fingerprint::of(&(Some("ab"), "")),
            Fingerprint::of(&value("1")),
            Fingerprint::of(&Value::from(1)),
            Fingerprint::of(&Value::from(1.5)),
            Fingerprint::of(&Value::from(true)),
            Fingerprint::of(&Value::none()),
            Fingerprint::of(&Value::safe_string("1")),
            Fingerprint::of(&Value::from(vec![1])),
            Fingerprint::of(&Value::from(vec![vec![1]])),
        ];
        for (index, fingerprint) in fingerprints.iter().enumerate() {
            assert!(!fingerprints[..index].contains(fingerprint), "{index}");
        }
        assert_eq!(Fingerprint::of(&value("村")), Fingerprint::of(&value("村")));
    }
}
