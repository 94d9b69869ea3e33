//! The bits of a scan: Huffman codes, and what a block takes of them.

/// Bytes that an encoder may leave behind the last block, of whatever value.
const SLACK: usize = 8;

/// What the data of a scan says of a block.
pub(super) enum Kind {
    Sequential,
    Dc,
    DcRefined,
    Ac { first: u32, last: u32 },
    AcRefined { first: u32, last: u32 },
}

impl Kind {
    pub(super) fn of(progressive: bool, first: u8, last: u8, approximation: u8) -> Self {
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
pub(super) struct Codes(Vec<(u8, u8)>);

impl Codes {
    pub(super) fn new(counts: &[u8], values: &[u8]) -> Option<Self> {
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
pub(super) struct Bits<'b> {
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
    pub(super) fn new(bytes: &'b [u8], at: usize) -> Self {
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

    pub(super) fn block(
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
    pub(super) fn end(mut self) -> Option<usize> {
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
    pub(super) fn restarted(self) -> Option<Self> {
        let bytes = self.bytes;
        let mut at = self.end()?;
        while *bytes.get(at)? == 0xff {
            at += 1;
        }
        matches!(bytes.get(at)?, 0xd0..=0xd7).then(|| Self::new(bytes, at + 1))
    }
}
