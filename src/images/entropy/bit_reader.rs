//! Reads the bits of a scan: Huffman codes, and the values of each block of coefficients.

/// The number of bytes of any value that an encoder may leave after the last block.
const MAX_TRAILING_BYTES: usize = 8;

/// The coefficients of a block that a scan contains.
pub(super) enum ScanKind {
    Sequential,
    Dc,
    DcRefinement,
    Ac { first: u32, last: u32 },
    AcRefinement { first: u32, last: u32 },
}

impl ScanKind {
    pub(super) fn new(is_progressive: bool, first: u8, last: u8, approximation: u8) -> Self {
        let is_refinement = approximation >> 4 > 0;
        let (first, last) = (u32::from(first.min(63)), u32::from(last.min(63)));
        match (is_progressive, first, is_refinement) {
            (false, ..) => Self::Sequential,
            (true, 0, false) => Self::Dc,
            (true, 0, true) => Self::DcRefinement,
            (true, _, false) => Self::Ac { first, last },
            (true, _, true) => Self::AcRefinement { first, last },
        }
    }
}

/// A Huffman table: the length of the code and its value, for each value of the next sixteen bits. Length 0
/// means that they start no code.
pub(super) struct HuffmanTable(Vec<(u8, u8)>);

impl HuffmanTable {
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

/// A reader of the data of a scan up to the next marker. The buffer is padded with zeros after its end, and
/// the reader counts them, so that it detects when one is read.
pub(super) struct BitReader<'b> {
    bytes: &'b [u8],
    at: usize,
    buffer: u64,
    /// The number of unread bits in the buffer.
    buffered: u32,
    /// The number of them that are padding.
    padding: u32,
    /// The number of following blocks without further coefficients (EOBRUN).
    end_of_band_run: u32,
}

impl<'b> BitReader<'b> {
    pub(super) fn new(bytes: &'b [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            buffer: 0,
            buffered: 0,
            padding: 0,
            end_of_band_run: 0,
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
        while self.buffered <= 48 {
            let byte = self.byte();
            if byte.is_none() {
                self.padding += 8;
            }
            self.buffer = (self.buffer << 8) | u64::from(byte.unwrap_or(0));
            self.buffered += 8;
        }
    }

    /// The next `count` bits, at most sixteen; `None` after the end of the data.
    fn take(&mut self, count: u32) -> Option<u32> {
        if self.buffered < 16 {
            self.fill();
        }
        self.buffered -= count;
        let bits = (self.buffer >> self.buffered) & ((1 << count) - 1);
        let is_data = self.buffered >= self.padding;
        u32::try_from(bits).ok().filter(|_| is_data)
    }

    /// The value of the next Huffman code.
    fn code(&mut self, table: &HuffmanTable) -> Option<u32> {
        if self.buffered < 16 {
            self.fill();
        }
        let next = (self.buffer >> (self.buffered - 16)) & 0xffff;
        let &(length, value) = table.0.get(usize::try_from(next).ok()?)?;
        if length == 0 {
            return None;
        }
        self.take(length.into())?;
        Some(value.into())
    }

    /// Reads a block. `nonzero` has a bit for each of its coefficients that an earlier scan gave a value; it
    /// is used in progressive images only.
    pub(super) fn block(
        &mut self,
        kind: &ScanKind,
        dc: Option<&HuffmanTable>,
        ac: Option<&HuffmanTable>,
        nonzero: Option<&mut u64>,
    ) -> Option<()> {
        match *kind {
            ScanKind::Sequential => {
                self.dc_coefficient(dc?)?;
                self.ac_coefficients(ac?, 1, 63, &mut 0)
            }
            ScanKind::Dc => self.dc_coefficient(dc?),
            ScanKind::DcRefinement => self.take(1).map(drop),
            ScanKind::Ac { first, last } => self.ac_coefficients(ac?, first, last, nonzero?),
            ScanKind::AcRefinement { first, last } => {
                self.ac_refinement(ac?, first, last, nonzero?)
            }
        }
    }

    fn dc_coefficient(&mut self, table: &HuffmanTable) -> Option<()> {
        let size = self.code(table)?;
        if size > 15 {
            return None;
        }
        self.take(size).map(drop)
    }

    /// Reads the coefficients of a block from `first` to `last`, each after a run of zeros.
    fn ac_coefficients(
        &mut self,
        table: &HuffmanTable,
        first: u32,
        last: u32,
        nonzero: &mut u64,
    ) -> Option<()> {
        if self.end_of_band_run > 0 {
            self.end_of_band_run -= 1;
            return Some(());
        }
        let mut at = first;
        while at <= last {
            let code = self.code(table)?;
            let (run, size) = (code >> 4, code & 15);
            if size == 0 && run < 15 {
                self.end_of_band_run = (1 << run) + self.take(run)? - 1;
                return Some(());
            }
            at += run;
            if at > last {
                return None;
            }
            if size > 0 {
                self.take(size)?;
                *nonzero |= 1 << at;
            }
            at += 1;
        }
        Some(())
    }

    /// Reads one more bit of each coefficient that is not zero, and new coefficients between them.
    fn ac_refinement(
        &mut self,
        table: &HuffmanTable,
        first: u32,
        last: u32,
        nonzero: &mut u64,
    ) -> Option<()> {
        let mut at = first;
        while self.end_of_band_run == 0 && at <= last {
            let code = self.code(table)?;
            let (run, size) = (code >> 4, code & 15);
            match size {
                0 if run < 15 => {
                    self.end_of_band_run = (1 << run) + self.take(run)?;
                    break;
                }
                0 => {}
                1 => drop(self.take(1)?),
                _ => return None,
            }
            at = self.correction_bits(at, last, run, *nonzero)?;
            if size == 1 {
                if at > last {
                    return None;
                }
                *nonzero |= 1 << at;
            }
            at += 1;
        }
        if self.end_of_band_run > 0 {
            self.correction_bits(at, last, 64, *nonzero)?;
            self.end_of_band_run -= 1;
        }
        Some(())
    }

    /// Reads a bit of each nonzero coefficient from `at` on, up to the first zero after `run` other zeros,
    /// whose position it returns.
    fn correction_bits(
        &mut self,
        mut at: u32,
        last: u32,
        mut run: u32,
        nonzero: u64,
    ) -> Option<u32> {
        while at <= last {
            if (nonzero >> at) & 1 == 1 {
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

    /// The position of the marker after the data; `None` if more than filler precedes it.
    pub(super) fn end(mut self) -> Option<usize> {
        let is_filler = |byte: u8| matches!(byte, 0 | 0xff);
        let mut trailing = 0;
        while self.buffered >= self.padding + 8 {
            self.buffered -= 8;
            let [.., byte] = (self.buffer >> self.buffered).to_be_bytes();
            trailing += usize::from(!is_filler(byte));
        }
        while let Some(byte) = self.byte() {
            trailing += usize::from(!is_filler(byte));
        }
        (trailing <= MAX_TRAILING_BYTES).then_some(self.at)
    }

    /// A reader of the data after the restart marker that must come next.
    pub(super) fn after_restart_marker(self) -> Option<Self> {
        let bytes = self.bytes;
        let mut at = self.end()?;
        while *bytes.get(at)? == 0xff {
            at += 1;
        }
        matches!(bytes.get(at)?, 0xd0..=0xd7).then(|| Self::new(bytes, at + 1))
    }
}
