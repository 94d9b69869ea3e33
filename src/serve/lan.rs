//! The address of the preview for a phone on the same network: the address of this machine, a random token,
//! and a QR code of both for the terminal.

use std::fmt::Write as _;
use std::net::{IpAddr, UdpSocket};

use qrcode::{EcLevel, QrCode, types::Color};

/// The address of this machine on its network; `None` without a network. Nothing is sent: connecting a UDP
/// socket only makes the system choose the address to send from.
pub(super) fn address() -> Option<IpAddr> {
    // The target is reserved for documentation (TEST-NET-1), so it is routed like any address on the
    // internet.
    let socket = UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    socket.connect(("192.0.2.1", 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

/// A random token of 96 bits, in hexadecimal digits.
pub(super) fn token() -> Option<String> {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// The width of the light border (quiet zone) around a QR code, in modules.
const QUIET_ZONE: usize = 2;

/// `text` as a QR code for a terminal, two rows of modules to a line. With `color` it is black on white on
/// any terminal; without, a dark terminal is assumed.
pub(super) fn qr_code(text: &str, color: bool) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let width = code.width();
    let colors = code.to_colors();
    let is_light = |x: usize, y: usize| {
        let is_inside = |at: usize| (QUIET_ZONE..QUIET_ZONE + width).contains(&at);
        !(is_inside(x) && is_inside(y))
            || colors[(y - QUIET_ZONE) * width + x - QUIET_ZONE] == Color::Light
    };
    let (start, end) = if color {
        ("\u{1b}[97;40m", "\u{1b}[0m")
    } else {
        ("", "")
    };
    let size = width + 2 * QUIET_ZONE;
    let mut out = String::new();
    for y in (0..size).step_by(2) {
        out.push_str(start);
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
    fn tokens_are_long_and_differ() {
        let (one, other) = (token().expect("random"), token().expect("random"));
        assert_eq!(one.len(), 24);
        assert_ne!(one, other);
    }

    #[test]
    fn a_code_is_a_square_with_a_quiet_zone_and_finder_patterns() {
        let code = qr_code("http://192.168.1.5:4040/f00d/", false).expect("a code");
        let lines: Vec<Vec<char>> = code.lines().map(|line| line.chars().collect()).collect();
        let width = lines[0].len();
        assert!(lines.iter().all(|line| line.len() == width));
        assert!(lines.len().abs_diff(width / 2) <= 1);
        // The quiet zone, then the dark edge of a finder pattern.
        let start: String = lines[1][..QUIET_ZONE + 8].iter().collect();
        assert_eq!(start, "██ ▄▄▄▄▄ █");
    }
}
