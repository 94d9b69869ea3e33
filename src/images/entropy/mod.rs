//! Whether the entropy-coded data of a JPEG is complete.
//!
//! The format has no checksum, and decoders draw what they can: if data is damaged or missing, browsers and
//! libraries show stripes or gray without an error. But the number of bits of each block follows from the
//! data, so it is read to its end here without computing a pixel (ITU-T T.81, annexes F and G): sound data
//! ends with the last block, just before the next marker. Damage that changes values but no lengths cannot be
//! detected.

mod bit_reader;

use bit_reader::{BitReader, HuffmanTable, ScanKind};

use super::container::be16;

/// Whether each scan has exactly its blocks. [`super::inspect`] has checked the structure of the file. A file
/// that is neither baseline nor progressive is left to the decoder.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    JpegVerifier::default().verify(bytes).is_some()
}

/// The state of a walk through the segments of a file.
#[derive(Default)]
struct JpegVerifier {
    frame: Option<FrameHeader>,
    dc: [Option<HuffmanTable>; 4],
    ac: [Option<HuffmanTable>; 4],
    restart_interval: usize,
}

struct FrameHeader {
    is_progressive: bool,
    width: usize,
    height: usize,
    components: Vec<Component>,
}

/// A colour component of a frame.
struct Component {
    id: u8,
    /// The sampling factors: blocks in an MCU, across and down.
    across: usize,
    down: usize,
    /// Blocks in a row, including those that only fill the last MCU.
    stride: usize,
    /// The coefficients of each block that are not zero, in a progressive image: refinement scans have a bit
    /// for each.
    nonzero: Vec<u64>,
    is_read: bool,
}

/// A component in a scan.
struct ScanComponent {
    /// Its position in [`FrameHeader::components`].
    index: usize,
    /// The positions of its Huffman tables.
    dc: usize,
    ac: usize,
}

impl JpegVerifier {
    /// `None` if there is too little or too much data.
    fn verify(&mut self, bytes: &[u8]) -> Option<()> {
        let mut at = 2;
        loop {
            while *bytes.get(at)? == 0xff {
                at += 1;
            }
            let marker = *bytes.get(at)?;
            at += 1;
            if marker == 0xd9 {
                let mut components = self.frame.as_ref()?.components.iter();
                return components.all(|component| component.is_read).then_some(());
            }
            if matches!(marker, 0x01 | 0xd0..=0xd7) {
                continue;
            }
            let end = at + usize::from(be16(bytes, at)?);
            let segment = bytes.get(at + 2..end)?;
            at = end;
            match marker {
                0xc0..=0xc2 => self.frame = Some(FrameHeader::read(segment, marker == 0xc2)?),
                0xc4 => self.read_huffman_tables(segment)?,
                0xc3 | 0xc5..=0xcf => return Some(()),
                0xdd => self.restart_interval = be16(segment, 0)?.into(),
                0xda => at = self.verify_scan(segment, bytes, at)?,
                _ => {}
            }
        }
    }

    fn read_huffman_tables(&mut self, mut segment: &[u8]) -> Option<()> {
        while let [kind, rest @ ..] = segment {
            let (counts, rest) = rest.split_at_checked(16)?;
            let total = counts.iter().map(|&count| usize::from(count)).sum();
            let (values, rest) = rest.split_at_checked(total)?;
            let tables = if kind >> 4 == 0 {
                &mut self.dc
            } else {
                &mut self.ac
            };
            *tables.get_mut(usize::from(kind & 15))? = Some(HuffmanTable::new(counts, values)?);
            segment = rest;
        }
        Some(())
    }

    /// Reads the scan with this header, whose data starts at `at`, and returns the position after it.
    fn verify_scan(&mut self, header: &[u8], bytes: &[u8], at: usize) -> Option<usize> {
        let frame = self.frame.as_mut()?;
        let (&count, rest) = header.split_first()?;
        let (selectors, rest) = rest.split_at_checked(2 * usize::from(count))?;
        let &[first, last, approximation, ..] = rest else {
            return None;
        };
        let mut components = Vec::new();
        for selector in selectors.chunks_exact(2) {
            let mut all = frame.components.iter();
            let index = all.position(|component| component.id == selector[0])?;
            components.push(ScanComponent {
                index,
                dc: usize::from((selector[1] >> 4) & 3),
                ac: usize::from(selector[1] & 3),
            });
            frame.components[index].is_read = true;
        }
        let kind = ScanKind::new(frame.is_progressive, first, last, approximation);
        let mcus = frame.mcu_grid(&components);
        let mut reader = BitReader::new(bytes, at);
        for mcu in 0..mcus.count() {
            if self.restart_interval > 0 && mcu > 0 && mcu % self.restart_interval == 0 {
                reader = reader.after_restart_marker()?;
            }
            for &ScanComponent { index, dc, ac } in &components {
                let (dc, ac) = (self.dc[dc].as_ref(), self.ac[ac].as_ref());
                for block in mcus.blocks(mcu, &frame.components[index]) {
                    let nonzero = frame.components[index].nonzero.get_mut(block);
                    reader.block(&kind, dc, ac, nonzero)?;
                }
            }
        }
        reader.end()
    }
}

impl FrameHeader {
    fn read(segment: &[u8], is_progressive: bool) -> Option<Self> {
        let (height, width) = (be16(segment, 1)?.into(), be16(segment, 3)?.into());
        let mut components = Vec::new();
        for component in segment.get(6..)?.chunks_exact(3) {
            let (across, down) = (
                usize::from(component[1] >> 4),
                usize::from(component[1] & 15),
            );
            if !(1..=4).contains(&across) || !(1..=4).contains(&down) {
                return None;
            }
            components.push(Component {
                id: component[0],
                across,
                down,
                stride: 0,
                nonzero: Vec::new(),
                is_read: false,
            });
        }
        let mut frame = Self {
            is_progressive,
            width,
            height,
            components,
        };
        let (columns, rows) = frame.mcu_counts();
        for component in &mut frame.components {
            component.stride = columns * component.across;
            if is_progressive {
                component.nonzero = vec![0; component.stride * rows * component.down];
            }
        }
        Some(frame)
    }

    /// The largest sampling factors of all components.
    fn max_sampling(&self) -> (usize, usize) {
        let across = self.components.iter().map(|component| component.across);
        let down = self.components.iter().map(|component| component.down);
        (across.max().unwrap_or(1), down.max().unwrap_or(1))
    }

    /// The number of MCUs with all components, across and down.
    fn mcu_counts(&self) -> (usize, usize) {
        let (across, down) = self.max_sampling();
        (
            self.width.div_ceil(8 * across),
            self.height.div_ceil(8 * down),
        )
    }

    /// The MCUs of a scan with these components. With a single component an MCU is one block, and no block
    /// only fills an MCU.
    fn mcu_grid(&self, components: &[ScanComponent]) -> McuGrid {
        let (columns, rows) = self.mcu_counts();
        let [single] = components else {
            return McuGrid {
                columns,
                rows,
                is_single: false,
            };
        };
        let (across, down) = self.max_sampling();
        let component = &self.components[single.index];
        McuGrid {
            columns: (self.width * component.across).div_ceil(8 * across),
            rows: (self.height * component.down).div_ceil(8 * down),
            is_single: true,
        }
    }
}

/// The minimum coded units (MCUs) of a scan.
struct McuGrid {
    columns: usize,
    rows: usize,
    /// Whether the scan has a single component.
    is_single: bool,
}

impl McuGrid {
    fn count(&self) -> usize {
        self.columns * self.rows
    }

    /// The positions of a component's blocks in an MCU.
    fn blocks(&self, mcu: usize, component: &Component) -> impl Iterator<Item = usize> + use<> {
        let (across, down) = if self.is_single {
            (1, 1)
        } else {
            (component.across, component.down)
        };
        let (x, y, stride) = (
            mcu % self.columns * across,
            mcu / self.columns * down,
            component.stride,
        );
        (0..down)
            .flat_map(move |row| (0..across).map(move |column| (y + row) * stride + x + column))
    }
}
