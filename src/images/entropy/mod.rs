//! Whether the compressed data of a JPEG is that of the whole picture.
//!
//! The format has no checksum, and decoders draw what they can: where data is damaged or missing, browsers and
//! libraries show stripes or gray without a word. But the data says, block by block, how many bits follow, so it is
//! read to its end here without computing a pixel (ITU-T T.81, annexes F and G): sound data ends with the last
//! block, just before the next marker. Damage that changes values and the length of nothing cannot be known.

mod bits;

use bits::{Bits, Codes, Kind};

use super::container::be16;

/// Whether each scan holds every block, no more and no less. The structure of the file was checked before. What is
/// neither baseline nor progressive is left to the decoder.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    Walk::default().file(bytes).is_some()
}

#[derive(Default)]
struct Walk {
    frame: Option<Frame>,
    dc: [Option<Codes>; 4],
    ac: [Option<Codes>; 4],
    restart: usize,
}

struct Frame {
    progressive: bool,
    width: usize,
    height: usize,
    components: Vec<Component>,
}

struct Component {
    id: u8,
    /// How often it is sampled in a unit, across and down.
    across: usize,
    down: usize,
    /// Blocks in a row, those that only fill up the last unit included.
    stride: usize,
    /// Of a progressive picture, which coefficients of each block are not zero: refining scans have a bit for each.
    known: Vec<u64>,
    is_read: bool,
}

impl Walk {
    /// `None` where something is missing or too much.
    fn file(&mut self, bytes: &[u8]) -> Option<()> {
        let mut at = 2;
        loop {
            while *bytes.get(at)? == 0xff {
                at += 1;
            }
            let marker = *bytes.get(at)?;
            at += 1;
            if marker == 0xd9 {
                let frame = self.frame.as_ref()?;
                return frame.components.iter().all(|one| one.is_read).then_some(());
            }
            if matches!(marker, 0x01 | 0xd0..=0xd7) {
                continue;
            }
            let end = at + usize::from(be16(bytes, at)?);
            let segment = bytes.get(at + 2..end)?;
            at = end;
            match marker {
                0xc0..=0xc2 => self.frame = Some(Frame::read(segment, marker == 0xc2)?),
                0xc4 => self.codes(segment)?,
                0xc3 | 0xc5..=0xcf => return Some(()),
                0xdd => self.restart = be16(segment, 0)?.into(),
                0xda => at = self.scan(segment, bytes, at)?,
                _ => {}
            }
        }
    }

    fn codes(&mut self, mut segment: &[u8]) -> Option<()> {
        while let [kind, rest @ ..] = segment {
            let (counts, rest) = rest.split_at_checked(16)?;
            let total = counts.iter().map(|&count| usize::from(count)).sum();
            let (values, rest) = rest.split_at_checked(total)?;
            let tables = if kind >> 4 == 0 {
                &mut self.dc
            } else {
                &mut self.ac
            };
            *tables.get_mut(usize::from(kind & 15))? = Some(Codes::new(counts, values)?);
            segment = rest;
        }
        Some(())
    }

    /// Reads a scan whose data begins at `at`; gives the place behind it.
    fn scan(&mut self, segment: &[u8], bytes: &[u8], at: usize) -> Option<usize> {
        let frame = self.frame.as_mut()?;
        let (&count, rest) = segment.split_first()?;
        let (chosen, rest) = rest.split_at_checked(2 * usize::from(count))?;
        let &[first, last, approximation, ..] = rest else {
            return None;
        };
        let mut parts = Vec::new();
        for pair in chosen.chunks_exact(2) {
            let part = frame.components.iter().position(|one| one.id == pair[0])?;
            parts.push((
                part,
                usize::from((pair[1] >> 4) & 3),
                usize::from(pair[1] & 3),
            ));
            frame.components[part].is_read = true;
        }
        let kind = Kind::of(frame.progressive, first, last, approximation);
        let units = frame.units(&parts);
        let mut bits = Bits::new(bytes, at);
        for unit in 0..units.count() {
            if self.restart > 0 && unit > 0 && unit % self.restart == 0 {
                bits = bits.restarted()?;
            }
            for &(part, dc, ac) in &parts {
                let (dc, ac) = (self.dc[dc].as_ref(), self.ac[ac].as_ref());
                for block in units.blocks(unit, &frame.components[part]) {
                    let known = frame.components[part].known.get_mut(block);
                    bits.block(&kind, dc, ac, known)?;
                }
            }
        }
        bits.end()
    }
}

impl Frame {
    fn read(segment: &[u8], progressive: bool) -> Option<Self> {
        let (height, width) = (be16(segment, 1)?.into(), be16(segment, 3)?.into());
        let mut components = Vec::new();
        for part in segment.get(6..)?.chunks_exact(3) {
            let (across, down) = (usize::from(part[1] >> 4), usize::from(part[1] & 15));
            if !(1..=4).contains(&across) || !(1..=4).contains(&down) {
                return None;
            }
            components.push(Component {
                id: part[0],
                across,
                down,
                stride: 0,
                known: Vec::new(),
                is_read: false,
            });
        }
        let mut frame = Self {
            progressive,
            width,
            height,
            components,
        };
        let (columns, rows) = frame.grid();
        for one in &mut frame.components {
            one.stride = columns * one.across;
            if progressive {
                one.known = vec![0; one.stride * rows * one.down];
            }
        }
        Some(frame)
    }

    /// The most that any component is sampled.
    fn most(&self) -> (usize, usize) {
        let across = self.components.iter().map(|one| one.across).max();
        let down = self.components.iter().map(|one| one.down).max();
        (across.unwrap_or(1), down.unwrap_or(1))
    }

    /// The units of all components, across and down.
    fn grid(&self) -> (usize, usize) {
        let (across, down) = self.most();
        (
            self.width.div_ceil(8 * across),
            self.height.div_ceil(8 * down),
        )
    }

    /// What a scan of these components goes through. One component alone has a block in each unit, and none that only
    /// fills up.
    fn units(&self, parts: &[(usize, usize, usize)]) -> Units {
        let (columns, rows) = self.grid();
        let &[(part, ..)] = parts else {
            return Units {
                columns,
                rows,
                single: false,
            };
        };
        let (across, down) = self.most();
        let one = &self.components[part];
        Units {
            columns: (self.width * one.across).div_ceil(8 * across),
            rows: (self.height * one.down).div_ceil(8 * down),
            single: true,
        }
    }
}

struct Units {
    columns: usize,
    rows: usize,
    single: bool,
}

impl Units {
    fn count(&self) -> usize {
        self.columns * self.rows
    }

    /// The numbers of a component's blocks in a unit.
    fn blocks(&self, unit: usize, one: &Component) -> impl Iterator<Item = usize> + use<> {
        let (across, down) = if self.single {
            (1, 1)
        } else {
            (one.across, one.down)
        };
        let (x, y, stride) = (
            unit % self.columns * across,
            unit / self.columns * down,
            one.stride,
        );
        (0..down)
            .flat_map(move |row| (0..across).map(move |column| (y + row) * stride + x + column))
    }
}
