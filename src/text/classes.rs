//! Character classes: which characters are Han, which are East Asian wide, which marks are full-width.
//!
//! The ranges follow Unicode 17 (`Scripts.txt`, `EastAsianWidth.txt`, `emoji-data.txt`). Unassigned code
//! points inside a block belong to the block.

/// Whether `c` is written in the Han script: ideographs of every plane, radicals, `々`, `〇` and
/// the Suzhou numerals.
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}'
        | '\u{3400}'..='\u{4DBF}'
        | '々' | '〇' | '〻'
        | '〡'..='〩' | '〸'..='〺'
        | '\u{2E80}'..='\u{2FD5}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFD}')
}

/// Whether `c` is a Japanese kana or a bopomofo letter: like Han, written without spaces between
/// words.
pub fn is_kana(c: char) -> bool {
    matches!(c,
        '\u{3041}'..='\u{309F}'
        | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}'
        | '\u{3105}'..='\u{312F}' | '\u{31A0}'..='\u{31BF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{FF66}'..='\u{FF9D}'
        | '\u{1AFF0}'..='\u{1B167}')
}

/// Whether `c` is Korean Hangul, which is written with spaces between words.
pub fn is_hangul(c: char) -> bool {
    matches!(c,
        '\u{AC00}'..='\u{D7FB}'
        | '\u{1100}'..='\u{11FF}'
        | '\u{302E}' | '\u{302F}'
        | '\u{3131}'..='\u{318E}'
        | '\u{3200}'..='\u{321E}'
        | '\u{3260}'..='\u{327E}'
        | '\u{A960}'..='\u{A97C}'
        | '\u{FFA0}'..='\u{FFDC}')
}

/// Whether `c` is a “CJK character” in the sense of the CommonMark CJK-friendly amendment: East
/// Asian Width `W`, `F` or `H` and not an emoji by default, or Hangul.
pub fn is_cjk(c: char) -> bool {
    // Nearly every character is ASCII or an ideograph of the first plane.
    match c {
        '\0'..='\u{10FF}' => false,
        '\u{4E00}'..='\u{9FFF}' => true,
        '\u{10000}'.. => is_cjk_supplementary(c),
        _ => is_cjk_basic(c),
    }
}

/// Whether `c` is a punctuation mark that fills a whole square by itself, such as `，`, `《`, `」`
/// or the full-width `％`.
///
/// The marks that Chinese shares with other scripts (`“`, `…`, `—`) are another class: see
/// [`is_shared_mark`].
pub fn is_full_width_mark(c: char) -> bool {
    matches!(c,
        '\u{3001}'..='\u{3004}' | '\u{3006}' | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{303D}'
        | '\u{30A0}' | '\u{30FB}'
        | '\u{FE10}'..='\u{FE19}' | '\u{FE30}'..='\u{FE6B}'
        | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}'
        | '\u{FFE0}'..='\u{FFE6}')
}

/// Whether `c` is a mark that Chinese and Western text share, full-width in the one and narrow in
/// the other: `“ ” ‘ ’ … ‥ — ― ⸺ ·`.
pub fn is_shared_mark(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '…' | '‥' | '—' | '―' | '⸺' | '·')
}

/// [`is_cjk`] for the first plane from U+1100 on.
fn is_cjk_basic(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11FF}'
        | '\u{20A9}'
        | '\u{2329}'..='\u{232A}'
        | '\u{2630}'..='\u{2637}'
        | '\u{268A}'..='\u{268F}'
        | '\u{2E80}'..='\u{303E}'
        | '\u{3041}'..='\u{A4C6}'
        | '\u{A960}'..='\u{A97C}'
        | '\u{AC00}'..='\u{D7FB}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE10}'..='\u{FE19}'
        | '\u{FE30}'..='\u{FE6B}'
        | '\u{FF01}'..='\u{FFDC}'
        | '\u{FFE0}'..='\u{FFEE}')
}

/// [`is_cjk`] for the other planes.
fn is_cjk_supplementary(c: char) -> bool {
    matches!(c,
        '\u{20000}'..='\u{3FFFD}'
        | '\u{16FE0}'..='\u{18DF2}'
        | '\u{1AFF0}'..='\u{1B2FB}'
        | '\u{1D300}'..='\u{1D356}'
        | '\u{1D360}'..='\u{1D376}'
        | '\u{1F200}'
        | '\u{1F202}'
        | '\u{1F210}'..='\u{1F219}'
        | '\u{1F21B}'..='\u{1F22E}'
        | '\u{1F230}'..='\u{1F231}'
        | '\u{1F237}'
        | '\u{1F23B}'
        | '\u{1F240}'..='\u{1F248}'
        | '\u{1F260}'..='\u{1F265}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_is_every_ideograph_and_no_mark() {
        for c in "乡振兴㐀々〇豈𠮷𰻝".chars() {
            assert!(is_han(c), "{c}");
        }
        for c in "a1，。《“…かア한・\u{3000}".chars() {
            assert!(!is_han(c), "{c}");
        }
    }

    #[test]
    fn kana_and_hangul_are_different() {
        assert!("あアーｱㄅ".chars().all(is_kana));
        assert!("한글ㄱ".chars().all(is_hangul));
        assert!(!"乡a한・".chars().any(is_kana));
        assert!(!"乡aあ，".chars().any(is_hangul));
    }

    #[test]
    fn cjk_is_wide_and_half_width_characters_without_emoji() {
        for c in "乡あ한，。《〜〰㊗ﾊ％Ａ￥\u{3000}𠮷🈂".chars() {
            assert!(is_cjk(c), "{c}");
        }
        for c in "a é“”…—·α👍⭐🈚\u{303F}\u{FE0F}\u{E0100}".chars() {
            assert!(!is_cjk(c), "{c}");
        }
    }

    #[test]
    fn full_width_marks_are_marks_only() {
        assert!(
            "，。、；：？！（）《》〈〉「」『』【】〔〕〜～％＆・｡"
                .chars()
                .all(is_full_width_mark)
        );
        assert!(
            !"乡aＡ１ー々〇“…—·,.(\u{3000}"
                .chars()
                .any(is_full_width_mark)
        );
    }

    #[test]
    fn shared_marks_are_not_full_width_marks() {
        assert!("“”‘’…—·".chars().all(is_shared_mark));
        assert!(!"，\"'.-乡".chars().any(is_shared_mark));
    }
}
