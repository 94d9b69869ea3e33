//! What something is made of, as one number: equal fingerprints, equal results.
//!
//! A page is a pure function of its template and of the views that are handed to it, so the fingerprint of these tells
//! without rendering whether an earlier build has made the page already.

use serde::{Deserialize, Serialize};
use tera::Value;
use twox_hash::{XxHash3_64, XxHash3_128};

/// The XXH3 hash of everything that something is made of. It tells one state of a site from the next and defends
/// against nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of `parts`.
    pub fn of(parts: &(impl Fingerprinted + ?Sized)) -> Self {
        let mut hasher = FingerprintHasher::default();
        parts.hash_into(&mut hasher);
        hasher.fingerprint()
    }

    /// The half of it, where that is enough.
    pub fn hash(self) -> u64 {
        self.0 as u64
    }
}

/// The hash of a text, for those who mix it in more than once.
pub fn hash(text: &str) -> u64 {
    XxHash3_64::oneshot(text.as_bytes())
}

/// Takes in what something is made of, part by part.
#[derive(Debug)]
pub struct FingerprintHasher {
    bytes: Vec<u8>,
}

/// Bytes for which there is room at first: most views take fewer.
const ROOM: usize = 512;

impl Default for FingerprintHasher {
    fn default() -> Self {
        Self {
            bytes: Vec::with_capacity(ROOM),
        }
    }
}

impl FingerprintHasher {
    /// Takes in some bytes. Their number comes first, so that `ab`, `c` differs from `a`, `bc`.
    pub fn bytes(&mut self, bytes: &[u8]) {
        bytes.len().hash_into(self);
        self.bytes.extend_from_slice(bytes);
    }

    /// The shorter hash of all that was taken in.
    pub fn hash(&self) -> u64 {
        XxHash3_64::oneshot(&self.bytes)
    }

    /// The fingerprint of all that was taken in.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(XxHash3_128::oneshot(&self.bytes))
    }
}

/// What can be part of a fingerprint.
pub trait Fingerprinted {
    /// Takes it in whole: two that differ in anything differ here.
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

/// Of what themes and front matter hand to templates as it is: nothing, flags, numbers, texts, lists and maps of them.
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
    fn what_differs_in_anything_has_another_fingerprint() {
        let value = |text: &str| Value::from(text);
        let all = [
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
        for (number, one) in all.iter().enumerate() {
            assert!(!all[..number].contains(one), "number {number}");
        }
        assert_eq!(Fingerprint::of(&value("村")), Fingerprint::of(&value("村")));
    }
}
