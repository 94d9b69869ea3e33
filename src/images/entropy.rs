//! Whether the compressed data of a JPEG is that of the whole picture.
//!
//! The format has no checksum, and decoders draw what they can: where data is damaged or missing, browsers and
//! libraries show stripes or gray without a word. But the data says, block by block, how many bits follow, so it is
//! read to its end here without computing a pixel (ITU-T T.81, annexes F and G): sound data ends with the last
//! block, just before the next marker. Damage that changes values and the length of nothing cannot be known.

use super::container::be16;

/// Bytes that an encoder may leave behind the last block, of whatever value.
const SLACK: usize = 8;

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

/// What the data of a scan says of a block.
enum Kind {
    Sequential,
    Dc,
    DcRefined,
    Ac { first: u32, last: u32 },
    AcRefined { first: u32, last: u32 },
}

impl Kind {
    fn of(progressive: bool, first: u8, last: u8, approximation: u8) -> Self {
        let is_refining = approximation >> 4 > 0;
        let (first, last) = (u32::from(first.min(63)), u32::from(last.min(63)));
        match (progressive, first, is_refining) {
            (false, ..) => Self::Sequential,
            (true, 0, false) => Self::Dc,
            (true, 0, true) => Self::DcRefined,
            (true, _, false) => Self::Ac { first, last },
            (true, _, true) => Self::AcRefined { first, last },
        }
    }
}

/// Huffman codes: for all sixteen bits that may follow, the length of the code and its value; length 0 is no code.
struct Codes(Vec<(u8, u8)>);

impl Codes {
    fn new(counts: &[u8], values: &[u8]) -> Option<Self> {
        let mut table = Vec::with_capacity(1 << 16);
        let mut values = values.iter();
        for (length, &count) in (1_u8..=16).zip(counts) {
            for &value in values.by_ref().take(count.into()) {
                table.resize(table.len() + (1 << (16 - length)), (length, value));
            }
        }
        if table.len() > 1 << 16 {
            return None;
        }
        table.resize(1 << 16, (0, 0));
        Some(Self(table))
    }
}

/// The data of a scan up to the next marker. Behind its end come zeros, and it is known how many were made use of.
struct Bits<'b> {
    bytes: &'b [u8],
    at: usize,
    buffer: u64,
    held: u32,
    /// Of those held, how many are made up.
    made_up: u32,
    /// Blocks still to come that have no further coefficients.
    ended: u32,
}

impl<'b> Bits<'b> {
    fn new(bytes: &'b [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            buffer: 0,
            held: 0,
            made_up: 0,
            ended: 0,
        }
    }

    /// The next byte of data; `None` before a marker.
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        if byte == 0xff {
            if self.bytes.get(self.at + 1) != Some(&0) {
                return None;
            }
            self.at += 1;
        }
        self.at += 1;
        Some(byte)
    }

    fn fill(&mut self) {
        while self.held <= 48 {
            let byte = self.byte();
            if byte.is_none() {
                self.made_up += 8;
            }
            self.buffer = (self.buffer << 8) | u64::from(byte.unwrap_or(0));
            self.held += 8;
        }
    }

    /// The next bits, at most sixteen; `None` where there are no more.
    fn take(&mut self, count: u32) -> Option<u32> {
        if self.held < 16 {
            self.fill();
        }
        self.held -= count;
        let bits = (self.buffer >> self.held) & ((1 << count) - 1);
        let is_there = self.held >= self.made_up;
        u32::try_from(bits).ok().filter(|_| is_there)
    }

    fn code(&mut self, codes: &Codes) -> Option<u32> {
        if self.held < 16 {
            self.fill();
        }
        let next = (self.buffer >> (self.held - 16)) & 0xffff;
        let &(length, value) = codes.0.get(usize::try_from(next).ok()?)?;
        if length == 0 {
            return None;
        }
        self.take(length.into())?;
        Some(value.into())
    }

    fn block(
        &mut self,
        kind: &Kind,
        dc: Option<&Codes>,
        ac: Option<&Codes>,
        known: Option<&mut u64>,
    ) -> Option<()> {
        match *kind {
            Kind::Sequential => {
                self.difference(dc?)?;
                self.coefficients(ac?, 1, 63, &mut 0)
            }
            Kind::Dc => self.difference(dc?),
            Kind::DcRefined => self.take(1).map(drop),
            Kind::Ac { first, last } => self.coefficients(ac?, first, last, known?),
            Kind::AcRefined { first, last } => self.refinement(ac?, first, last, known?),
        }
    }

    fn difference(&mut self, codes: &Codes) -> Option<()> {
        let size = self.code(codes)?;
        if size > 15 {
            return None;
        }
        self.take(size).map(drop)
    }

    /// The coefficients of a block from `first` to `last`, each behind a run of zeros.
    fn coefficients(
        &mut self,
        codes: &Codes,
        first: u32,
        last: u32,
        known: &mut u64,
    ) -> Option<()> {
        if self.ended > 0 {
            self.ended -= 1;
            return Some(());
        }
        let mut at = first;
        while at <= last {
            let code = self.code(codes)?;
            let (run, size) = (code >> 4, code & 15);
            if size == 0 && run < 15 {
                self.ended = (1 << run) + self.take(run)? - 1;
                return Some(());
            }
            at += run;
            if at > last {
                return None;
            }
            if size > 0 {
                self.take(size)?;
                *known |= 1 << at;
            }
            at += 1;
        }
        Some(())
    }

    /// One more bit of each coefficient that is known, and new ones in between.
    fn refinement(&mut self, codes: &Codes, first: u32, last: u32, known: &mut u64) -> Option<()> {
        let mut at = first;
        while self.ended == 0 && at <= last {
            let code = self.code(codes)?;
            let (run, size) = (code >> 4, code & 15);
            match size {
                0 if run < 15 => {
                    self.ended = (1 << run) + self.take(run)?;
                    break;
                }
                0 => {}
                1 => drop(self.take(1)?),
                _ => return None,
            }
            at = self.known_ones(at, last, run, *known)?;
            if size == 1 {
                if at > last {
                    return None;
                }
                *known |= 1 << at;
            }
            at += 1;
        }
        if self.ended > 0 {
            self.known_ones(at, last, 64, *known)?;
            self.ended -= 1;
        }
        Some(())
    }

    /// Reads a bit of each coefficient that is known, up to the zero behind `run` others.
    fn known_ones(&mut self, mut at: u32, last: u32, mut run: u32, known: u64) -> Option<u32> {
        while at <= last {
            if (known >> at) & 1 == 1 {
                self.take(1)?;
            } else if run == 0 {
                break;
            } else {
                run -= 1;
            }
            at += 1;
        }
        Some(at)
    }

    /// Where the marker behind the data stands.
    fn end(mut self) -> Option<usize> {
        let is_filler = |byte: u8| matches!(byte, 0 | 0xff);
        let mut other = 0;
        while self.held >= self.made_up + 8 {
            self.held -= 8;
            let [.., byte] = (self.buffer >> self.held).to_be_bytes();
            other += usize::from(!is_filler(byte));
        }
        while let Some(byte) = self.byte() {
            other += usize::from(!is_filler(byte));
        }
        (other <= SLACK).then_some(self.at)
    }

    /// The data behind a restart marker, which must come here.
    fn restarted(self) -> Option<Self> {
        let bytes = self.bytes;
        let mut at = self.end()?;
        while *bytes.get(at)? == 0xff {
            at += 1;
        }
        matches!(bytes.get(at)?, 0xd0..=0xd7).then(|| Self::new(bytes, at + 1))
    }
}
