//! The address for a phone on the same network: this machine's, with a random token, as a code that the phone can scan.

use std::fmt::Write as _;
use std::net::{IpAddr, UdpSocket};

use qrcode::{EcLevel, QrCode, types::Color};

/// The address of this machine on its network. Nothing is sent: the system is asked which address it would send from.
pub(super) fn address() -> Option<IpAddr> {
    // An address that is kept for examples, so no network knows a shorter way.
    let socket = UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    socket.connect(("192.0.2.1", 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

/// A token that nobody guesses.
pub(super) fn token() -> Option<String> {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// Modules of quiet around a code.
const QUIET: usize = 2;

/// `text` as a code for a terminal: two rows of it on one line. With colours it is black on white whatever the terminal;
/// without, the terminal is taken for a dark one.
pub(super) fn code(text: &str, color: bool) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let width = code.width();
    let colors = code.to_colors();
    let is_light = |x: usize, y: usize| {
        let inside = |at: usize| (QUIET..QUIET + width).contains(&at);
        !(inside(x) && inside(y)) || colors[(y - QUIET) * width + x - QUIET] == Color::Light
    };
    let (begin, end) = if color {
        ("\u{1b}[97;40m", "\u{1b}[0m")
    } else {
        ("", "")
    };
    let size = width + 2 * QUIET;
    let mut out = String::new();
    for y in (0..size).step_by(2) {
        out.push_str(begin);
        for x in 0..size {
            out.push(match (is_light(x, y), is_light(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        out.push_str(end);
        out.push('\n');
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let (one, other) = (token().expect("random"), token().expect("random"));
        assert_eq!(one.len(), 24);
        assert_ne!(one, other);
    }

    #[test]
    fn a_code_is_a_square_with_its_three_corners() {
        let code = code("http://192.168.1.5:4040/f00d/", false).expect("a code");
        let lines: Vec<Vec<char>> = code.lines().map(|line| line.chars().collect()).collect();
        let width = lines[0].len();
        assert!(lines.iter().all(|line| line.len() == width));
        assert!(lines.len().abs_diff(width / 2) <= 1);
        // Quiet, then the dark edge of a corner.
        let begin: String = lines[1][..QUIET + 8].iter().collect();
        assert_eq!(begin, "██ ▄▄▄▄▄ █");
    }
}
