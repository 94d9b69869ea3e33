//! Reduces an image while it is decoded: each square of pixels becomes one, their average. So an image is
//! never in memory whole where a page shows it much smaller.

use super::memory::REDUCED_MEMORY;

/// Averages the rows of an image, which come from the top.
pub(super) struct Reducer {
    /// The side of a square.
    factor: usize,
    /// The samples of a pixel in a row: grey, grey with opacity, RGB, or RGB with opacity.
    samples: usize,
    has_alpha: bool,
    /// The number of rows in `sums`.
    rows: usize,
    /// The sums of the squares of a row of squares: red, green, blue, opacity. With opacity, colours are
    /// multiplied by it.
    sums: Vec<[u32; 4]>,
    /// The pixels in a row.
    width: usize,
    data: Vec<u8>,
}

/// The largest factor: the sum of a square with this side fits into 32 bits.
const MAX_FACTOR: u32 = 256;

/// The factor by which `size` is reduced for images of `needed` and smaller. They are made from twice as many
/// pixels in each direction, so that no one sees the squares; from fewer only where memory does not allow it.
pub(super) fn factor(size: (u32, u32), needed: (u32, u32)) -> u32 {
    let (across, down) = (size.0 / needed.0.max(1), size.1 / needed.1.max(1));
    let bytes = |factor: u32| {
        let side = |side: u32| u64::from(side.div_ceil(factor));
        4 * side(size.0) * side(size.1)
    };
    let fits = |factor: &u32| bytes(*factor) <= REDUCED_MEMORY;
    let least = (1..=MAX_FACTOR).find(fits).unwrap_or(MAX_FACTOR);
    (across.min(down) / 2).clamp(least, MAX_FACTOR)
}

impl Reducer {
    /// A reducer of rows with `width` pixels of one to four samples.
    pub(super) fn new((width, height): (u32, u32), samples: usize, factor: u32) -> Self {
        let (width, height, factor) = (width as usize, height as usize, factor as usize);
        let has_alpha = samples.is_multiple_of(2);
        let channels = if has_alpha { 4 } else { 3 };
        let columns = width.div_ceil(factor);
        Self {
            factor,
            samples,
            has_alpha,
            rows: 0,
            sums: vec![[0; 4]; if factor == 1 { 0 } else { columns }],
            width,
            data: Vec::with_capacity(columns * height.div_ceil(factor) * channels),
        }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, row: &[u8]) {
        if self.factor == 1 {
            return self.push_whole(row);
        }
        let square = self.samples * self.factor;
        for (sums, pixels) in self.sums.iter_mut().zip(row.chunks(square)) {
            for pixel in pixels.chunks_exact(self.samples) {
                add(sums, pixel);
            }
        }
        self.rows += 1;
        if self.rows == self.factor {
            self.finish_squares();
        }
    }

    fn push_whole(&mut self, row: &[u8]) {
        match self.samples {
            1 => self.data.extend(row.iter().flat_map(|&grey| [grey; 3])),
            2 => {
                let pixels = row.chunks_exact(2);
                self.data
                    .extend(pixels.flat_map(|it| [it[0], it[0], it[0], it[1]]));
            }
            _ => self.data.extend_from_slice(row),
        }
    }

    fn finish_squares(&mut self) {
        let last = self.width % self.factor;
        let columns = self.sums.len();
        for (column, sums) in self.sums.iter_mut().enumerate() {
            let across = if column + 1 == columns && last > 0 {
                last
            } else {
                self.factor
            };
            let count = u32::try_from(across * self.rows).unwrap_or(u32::MAX);
            let [red, green, blue, alpha] = std::mem::take(sums);
            let weight = if self.has_alpha { alpha } else { count };
            let colours = [red, green, blue].map(|sum| average(sum, weight));
            self.data.extend(colours);
            if self.has_alpha {
                self.data.push(average(alpha, count));
            }
        }
        self.rows = 0;
    }

    /// The size of the reduced image, and its pixels of three bytes, or four with opacity.
    pub(super) fn finish(mut self) -> ((u32, u32), bool, Vec<u8>) {
        if self.rows > 0 {
            self.finish_squares();
        }
        let width = self.width.div_ceil(self.factor);
        let channels = if self.has_alpha { 4 } else { 3 };
        let height = self.data.len() / (width * channels).max(1);
        let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
        ((side(width), side(height)), self.has_alpha, self.data)
    }
}

fn add(sums: &mut [u32; 4], pixel: &[u8]) {
    let (colours, alpha) = match *pixel {
        [grey] => ([grey; 3], None),
        [grey, alpha] => ([grey; 3], Some(alpha)),
        [red, green, blue] => ([red, green, blue], None),
        [red, green, blue, alpha, ..] => ([red, green, blue], Some(alpha)),
        [] => return,
    };
    let weight = u32::from(alpha.unwrap_or(1));
    for (sum, colour) in sums.iter_mut().zip(colours) {
        *sum += u32::from(colour) * weight;
    }
    sums[3] += u32::from(alpha.unwrap_or_default());
}

/// The rounded quotient; 0 where there is nothing.
fn average(sum: u32, count: u32) -> u8 {
    let rounded = (u64::from(sum) + u64::from(count) / 2) / u64::from(count.max(1));
    u8::try_from(rounded).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reduced(width: u32, samples: usize, factor: u32, rows: &[&[u8]]) -> ((u32, u32), Vec<u8>) {
        let height = u32::try_from(rows.len()).expect("few");
        let mut reducer = Reducer::new((width, height), samples, factor);
        rows.iter().for_each(|row| reducer.push(row));
        let (size, _, data) = reducer.finish();
        (size, data)
    }

    #[test]
    fn squares_become_their_average() {
        let rows: [&[u8]; 3] = [&[0, 10, 50], &[20, 30, 70], &[8, 8, 9]];
        let expected = [[15; 3], [60; 3], [8; 3], [9; 3]].concat();
        assert_eq!(reduced(3, 1, 2, &rows), ((2, 2), expected));
        let whole = ((3, 1), [[1; 3], [2; 3], [3; 3]].concat());
        assert_eq!(reduced(3, 1, 1, &[&[1, 2, 3]]), whole);
    }

    #[test]
    fn transparent_pixels_have_no_colour() {
        let row: &[u8] = &[200, 100, 0, 255, 9, 9, 9, 0];
        assert_eq!(reduced(2, 4, 2, &[row]).1, [200, 100, 0, 128]);
        assert_eq!(reduced(2, 2, 2, &[&[7, 255, 7, 255]]).1, [7, 7, 7, 255]);
        assert_eq!(reduced(2, 2, 2, &[&[7, 0, 7, 0]]).1, [0, 0, 0, 0]);
    }

    #[test]
    fn the_largest_square_does_not_overflow() {
        let row = vec![255; 256 * 4];
        let rows: Vec<&[u8]> = vec![&row; 256];
        assert_eq!(reduced(256, 4, 256, &rows).1, [255; 4]);
    }

    #[test]
    fn no_image_is_reduced_below_twice_what_is_needed() {
        for (size, needed, expected) in [
            ((3_000, 2_000), (1_600, 1_067), 1),
            ((6_399, 4_000), (1_600, 1_000), 1),
            ((6_400, 4_000), (1_600, 1_000), 2),
            ((12_000, 9_000), (1_600, 1_200), 3),
            ((60_000, 10), (480, 1), 5),
            ((60_000, 60_000), (0, 0), 256),
            ((16_000, 8_000), (16_000, 8_000), 2),
        ] {
            assert_eq!(factor(size, needed), expected, "{size:?}");
        }
    }
}
