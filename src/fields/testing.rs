//! Random texts of YAML, for the tests of both of its readers.

/// Pieces that YAML gives a meaning, or that writers type next to them.
const PIECES: &[&str] = &[
    "a",
    "b",
    "x y",
    "村",
    "，",
    "：",
    ": ",
    ":",
    " ",
    "  ",
    "\n",
    "\n",
    "\n  ",
    "- ",
    "\n- ",
    "\n  - ",
    "[",
    "]",
    ", ",
    ",",
    "\"",
    "'",
    "#",
    "0",
    "08",
    "12",
    "2024-01-02",
    "true",
    "~",
    "{",
    "}",
    "%",
    "@",
    "`",
    "--- ",
    "...",
    "\t",
    "\u{a0}",
];

/// These pieces, and those that one reader is to be tried with besides.
pub(super) fn yaml_pieces(more: &[&'static str]) -> Vec<&'static str> {
    [PIECES, more].concat()
}
