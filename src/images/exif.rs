//! The one thing that is used of what a camera notes: which side of the picture is up.

/// How the stored picture must be turned to stand upright: the values 1 to 8 of Exif.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Orientation(u8);

impl Orientation {
    /// As it is stored.
    pub(super) const UPRIGHT: Self = Self(1);

    /// The orientation of this value; what is no value of Exif is upright.
    pub(super) fn new(value: u16) -> Self {
        match u8::try_from(value) {
            Ok(value @ 1..=8) => Self(value),
            _ => Self::UPRIGHT,
        }
    }

    /// Whether width and height change places.
    pub(super) fn swaps(self) -> bool {
        self.0 >= 5
    }

    /// The size as it is seen of a picture that is stored with this size.
    pub(super) fn seen(self, (width, height): (u32, u32)) -> (u32, u32) {
        if self.swaps() {
            (height, width)
        } else {
            (width, height)
        }
    }

    /// Where the pixel at `x`, `y` of the upright picture is stored; `width` and `height` are those of the stored one.
    pub(super) fn stored(
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

/// The orientation that a block of Exif (a small TIFF file) notes; upright where it says nothing that can be read.
pub(super) fn orientation(tiff: &[u8]) -> Orientation {
    read(tiff).map_or(Orientation::UPRIGHT, Orientation::new)
}

fn read(tiff: &[u8]) -> Option<u16> {
    const TAG: u16 = 0x0112;
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let first = tiff.get(4..8)?.try_into().ok()?;
    let directory = if little {
        u32::from_le_bytes(first)
    } else {
        u32::from_be_bytes(first)
    };
    let directory = usize::try_from(directory).ok()?;
    let count = usize::from(short(directory)?);
    let entries = (0..count).map(|number| directory.saturating_add(2 + 12 * number));
    let mut found = entries.filter(|&entry| short(entry) == Some(TAG));
    short(found.next()?.checked_add(8)?)
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
    fn what_cannot_be_read_is_upright() {
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
