//! The orientation of a photograph, the only value of a camera's metadata that is used.

/// How a stored picture must be rotated or mirrored for display: the values 1 to 8 of Exif.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Orientation(u8);

impl Orientation {
    /// Displayed as it is stored.
    pub(super) const UPRIGHT: Self = Self(1);

    /// The orientation with this value. A value that Exif does not define is upright.
    pub(super) fn new(value: u16) -> Self {
        match u8::try_from(value) {
            Ok(value @ 1..=8) => Self(value),
            _ => Self::UPRIGHT,
        }
    }

    /// Whether the displayed width is the stored height.
    fn swaps_sides(self) -> bool {
        self.0 >= 5
    }

    /// Converts a stored size into the displayed size, and back.
    pub(super) fn swap_sides(self, (width, height): (u32, u32)) -> (u32, u32) {
        if self.swaps_sides() {
            (height, width)
        } else {
            (width, height)
        }
    }

    /// A block of Exif with this orientation alone.
    pub(super) fn exif(self) -> Vec<u8> {
        let start = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
        [&start[..], &[self.0, 0, 0, 0, 0, 0, 0]].concat()
    }

    /// The stored position of the pixel that is displayed at `x`, `y`. `width` and `height` are the stored
    /// size.
    pub(super) fn stored_position(
        self,
        (x, y): (usize, usize),
        width: usize,
        height: usize,
    ) -> (usize, usize) {
        let (right, bottom) = (width - 1, height - 1);
        match self.0 {
            2 => (right - x, y),
            3 => (right - x, bottom - y),
            4 => (x, bottom - y),
            5 => (y, x),
            6 => (y, bottom - x),
            7 => (right - y, bottom - x),
            8 => (right - y, x),
            _ => (x, y),
        }
    }
}

/// The orientation in an Exif block (a small TIFF file); upright if it has no readable one.
pub(super) fn orientation(tiff: &[u8]) -> Orientation {
    read_value(tiff).map_or(Orientation::UPRIGHT, Orientation::new)
}

fn read_value(tiff: &[u8]) -> Option<u16> {
    const TAG: u16 = 0x0112;
    let is_little_endian = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little_endian {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let offset = tiff.get(4..8)?.try_into().ok()?;
    let directory = if is_little_endian {
        u32::from_le_bytes(offset)
    } else {
        u32::from_be_bytes(offset)
    };
    let directory = usize::try_from(directory).ok()?;
    let count = usize::from(short(directory)?);
    let mut entries = (0..count).map(|index| directory.saturating_add(2 + 12 * index));
    let entry = entries.find(|&entry| short(entry) == Some(TAG))?;
    short(entry.checked_add(8)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orientation_is_read_in_both_byte_orders() {
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0";
        assert_eq!(orientation(little), Orientation::new(6));
        assert_eq!(orientation(big), Orientation::new(8));
    }

    #[test]
    fn an_unreadable_orientation_is_upright() {
        for bytes in [
            &b""[..],
            b"II*\0",
            b"II*\0\xff\xff\xff\xff",
            b"MM\0*\0\0\0\x08\xff\xff",
        ] {
            assert_eq!(orientation(bytes), Orientation::UPRIGHT);
        }
        assert_eq!(Orientation::new(9), Orientation::UPRIGHT);
        assert_eq!(Orientation::new(262), Orientation::UPRIGHT);
    }
}
