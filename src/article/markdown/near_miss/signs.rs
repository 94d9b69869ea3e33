//! Which characters of markup a text has, as a set: most texts have none, and then no rule has to look.

/// A set of signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs(u32);

impl Signs {
    /// The signs of `text`. Few texts have one, and all texts are read here: one look at each byte.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        // Marks of list items and quotations, at the start of a line.
        let starts_line = matches!(bytes.first(), Some(b'-' | b'+' | b':'));
        let mut signs = u32::from(starts_line) << LINE_START;
        for (at, &byte) in bytes.iter().enumerate() {
            match BYTES.get(usize::from(byte)) {
                None | Some(0) => {}
                Some(&WIDE) => signs |= wide(bytes.get(at..at + 3)),
                Some(&sign) => signs |= sign,
            }
        }
        Self(signs)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether one of these ASCII signs is in it.
    pub(super) fn has(self, signs: &str) -> bool {
        signs.bytes().any(|sign| self.0 & bit(sign) != 0)
    }

    /// Whether a full-width bracket or an ASCII one is in it.
    pub(super) fn has_bracket(self) -> bool {
        self.has("[") || self.0 & (1 << WIDE_BRACKET) != 0
    }

    /// Whether `＊` is in it.
    pub(super) fn has_wide_star(self) -> bool {
        self.0 & (1 << WIDE_STAR) != 0
    }
}

impl std::ops::BitOrAssign for Signs {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Each of these is the number of its bit.
const ASCII: &[u8] = b"*~`[]$=|#^{_<+:!&";
const WIDE_BRACKET: usize = ASCII.len();
const WIDE_STAR: usize = WIDE_BRACKET + 1;
/// `＃｜＞`, which a line begins with.
const WIDE_LINE_MARK: usize = WIDE_STAR + 1;
const LINE_START: usize = WIDE_LINE_MARK + 1;

/// The first byte of full-width marks, of frequent ones as well.
const WIDE: u32 = 1 << 31;

const BYTES: [u32; 256] = {
    let mut bytes = [0; 256];
    let mut at = 0;
    while at < ASCII.len() {
        bytes[ASCII[at] as usize] = 1 << at;
        at += 1;
    }
    bytes[0xEF] = WIDE;
    bytes[0xE3] = WIDE;
    bytes
};

fn bit(sign: u8) -> u32 {
    BYTES.get(usize::from(sign)).copied().unwrap_or_default()
}

/// The sign that these bytes are.
fn wide(bytes: Option<&[u8]>) -> u32 {
    match bytes {
        // ［ ］ 【
        Some([0xEF, 0xBC, 0xBB | 0xBD] | [0xE3, 0x80, 0x90]) => 1 << WIDE_BRACKET,
        // ＊
        Some([0xEF, 0xBC, 0x8A]) => 1 << WIDE_STAR,
        // ＃ ＞ ｜
        Some([0xEF, 0xBC, 0x83 | 0x9E] | [0xEF, 0xBD, 0x9C]) => 1 << WIDE_LINE_MARK,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::Signs;

    #[test]
    fn each_sign_is_found() {
        for sign in "*~`[]$=|#^{_<+:!&".chars() {
            let signs = Signs::of(&format!("路灯{sign}亮了"));
            assert!(signs.has(&sign.to_string()), "{sign}");
            assert!(!signs.has(if sign == '*' { "~" } else { "*" }), "{sign}");
        }
        for bracket in ['［', '］', '【', '['] {
            assert!(
                Signs::of(&format!("路{bracket}")).has_bracket(),
                "{bracket}"
            );
        }
        assert!(Signs::of("路＊").has_wide_star());
        for text in ["＃路", "＞ 路", "｜路｜", "- 路"] {
            assert!(!Signs::of(text).is_empty(), "{text}");
        }
        for text in [
            "",
            "路灯亮了，“好。”他说：（一）走、3-5 人；增长 43%！？",
            "a-b.c/d",
        ] {
            assert!(Signs::of(text).is_empty(), "{text}");
        }
    }
}
