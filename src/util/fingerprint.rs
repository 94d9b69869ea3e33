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
    pub fn of(parts: &(impl Mix + ?Sized)) -> Self {
        let mut mixer = Mixer::default();
        parts.mix(&mut mixer);
        mixer.fingerprint()
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
pub struct Mixer {
    bytes: Vec<u8>,
}

/// Bytes for which there is room at first: most views take fewer.
const ROOM: usize = 512;

impl Default for Mixer {
    fn default() -> Self {
        Self {
            bytes: Vec::with_capacity(ROOM),
        }
    }
}

impl Mixer {
    /// Takes in some bytes. Their number comes first, so that `ab`, `c` differs from `a`, `bc`.
    pub fn bytes(&mut self, bytes: &[u8]) {
        bytes.len().mix(self);
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
pub trait Mix {
    /// Takes it in whole: two that differ in anything differ here.
    fn mix(&self, into: &mut Mixer);
}

macro_rules! numbers {
    ($($ty:ty),+) => {$(
        impl Mix for $ty {
            fn mix(&self, into: &mut Mixer) {
                into.bytes.extend_from_slice(&self.to_le_bytes());
            }
        }
    )+};
}
numbers!(u8, i8, i16, u32, u64, i128, u128, f64);

impl Mix for Fingerprint {
    fn mix(&self, into: &mut Mixer) {
        self.0.mix(into);
    }
}

impl Mix for usize {
    fn mix(&self, into: &mut Mixer) {
        (*self as u64).mix(into);
    }
}

impl Mix for bool {
    fn mix(&self, into: &mut Mixer) {
        u8::from(*self).mix(into);
    }
}

impl Mix for str {
    fn mix(&self, into: &mut Mixer) {
        into.bytes(self.as_bytes());
    }
}

impl Mix for String {
    fn mix(&self, into: &mut Mixer) {
        self.as_str().mix(into);
    }
}

impl<T: Mix + ?Sized> Mix for &T {
    fn mix(&self, into: &mut Mixer) {
        (**self).mix(into);
    }
}

impl<T: Mix> Mix for Option<T> {
    fn mix(&self, into: &mut Mixer) {
        self.is_some().mix(into);
        if let Some(value) = self {
            value.mix(into);
        }
    }
}

impl<T: Mix> Mix for [T] {
    fn mix(&self, into: &mut Mixer) {
        self.len().mix(into);
        for value in self {
            value.mix(into);
        }
    }
}

impl<T: Mix> Mix for Vec<T> {
    fn mix(&self, into: &mut Mixer) {
        self.as_slice().mix(into);
    }
}

impl<A: Mix, B: Mix> Mix for (A, B) {
    fn mix(&self, into: &mut Mixer) {
        self.0.mix(into);
        self.1.mix(into);
    }
}

/// Of what themes and front matter hand to templates as it is: nothing, flags, numbers, texts, lists and maps of them.
impl Mix for Value {
    fn mix(&self, into: &mut Mixer) {
        (self.kind() as u8).mix(into);
        if let Some(text) = self.as_str() {
            (self.is_safe(), text).mix(into);
        } else if let Some(items) = self.as_array() {
            items.mix(into);
        } else if let Some(map) = self.as_map() {
            map.len().mix(into);
            for (key, value) in map {
                key.to_string().mix(into);
                value.mix(into);
            }
        } else {
            self.to_string().mix(into);
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
