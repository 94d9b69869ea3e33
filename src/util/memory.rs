//! Whether the system still gives memory. Where an allocation fails, the program is ended without a chance to
//! say what to do; so what a command needs at least is asked for at its beginning.

use std::hint::black_box;

/// The memory that any command needs, in bytes.
const BASE: usize = 32 << 20;

/// The memory that each source file takes, in bytes: its document, and its part of pages and indices.
const PER_FILE: usize = 12 << 10;

/// Asks for the memory of a site with so many files. Returns what is missing, in MiB.
pub(crate) fn ask_for(files: usize) -> Result<(), usize> {
    let needed = files.saturating_mul(PER_FILE).saturating_add(BASE);
    let mut memory: Vec<u8> = Vec::new();
    let given = memory.try_reserve_exact(needed);
    // Or else the compiler leaves out an allocation that nothing uses.
    black_box(&mut memory);
    given.map_err(|_| needed >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_there_can_be_is_refused() {
        assert_eq!(ask_for(0), Ok(()));
        assert!(ask_for(usize::MAX).is_err());
    }
}
