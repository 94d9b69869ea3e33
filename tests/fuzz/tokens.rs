//! Pieces of the languages that the program reads: one a line in `tokens/`, with the escapes `\n`, `\r`, `\t`,
//! `\\` and `\u{…}`.

/// The tokens in the text of one of these files.
pub(crate) fn tokens(files: &[&str]) -> Vec<Vec<u8>> {
    let lines = files.iter().flat_map(|file| file.lines());
    lines.map(|line| unescaped(line).into_bytes()).collect()
}

fn unescaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, false) => out.push(c),
            _ => match chars.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('t') => out.push('\t'),
                Some('u') => {
                    let digits: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                    let code = u32::from_str_radix(&digits, 16).expect("hexadecimal digits");
                    out.push(char::from_u32(code).expect("a character"));
                }
                other => out.extend(other),
            },
        }
    }
    out
}
