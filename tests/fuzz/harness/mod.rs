//! The harnesses: what each one reads, what its inputs are made of, and the laws that hold whatever comes in. A
//! law that is broken is a panic.

mod articles;
mod html;
mod images;
mod requests;
mod seeds;
mod settings;
mod site;
mod stores;
mod themes;

use std::time::Duration;

use crate::mutate::Material;
use crate::random::Random;

/// Checks the laws for one input. Returns whether the program accepted it: most of the laws are about those.
pub(crate) type Check = Box<dyn FnMut(&[u8]) -> bool>;

/// One harness.
pub(crate) struct Harness {
    /// Its name on the command line, and that of its folder of regressions.
    pub(crate) name: &'static str,
    /// What inputs are made of.
    pub(crate) material: fn() -> Material,
    /// Mends what would hide the rest of an input, such as checksums. One input of four is left as it is.
    pub(crate) mend: fn(Vec<u8>, &mut Random) -> Vec<u8>,
    /// Makes what all inputs of a run share, and returns the check of one.
    pub(crate) open: fn() -> Check,
    /// No input may take longer, where the program is optimised.
    pub(crate) time_limit: Duration,
}

/// All harnesses.
pub(crate) const HARNESSES: &[Harness] = &[
    Harness {
        name: "articles",
        material: articles::material,
        mend: leave,
        open: articles::open,
        time_limit: Duration::from_secs(2),
    },
    Harness {
        name: "settings",
        material: settings::material,
        mend: leave,
        open: settings::open,
        time_limit: Duration::from_secs(1),
    },
    Harness {
        name: "sites",
        material: site::material,
        mend: leave,
        open: site::open,
        time_limit: Duration::from_secs(10),
    },
    Harness {
        name: "themes",
        material: themes::material,
        mend: leave,
        open: themes::open,
        time_limit: Duration::from_secs(10),
    },
    Harness {
        name: "images",
        material: images::material,
        mend: images::mend,
        open: images::open,
        time_limit: Duration::from_secs(2),
    },
    Harness {
        name: "stores",
        material: stores::material,
        mend: stores::mend,
        open: stores::open,
        time_limit: Duration::from_secs(10),
    },
    Harness {
        name: "requests",
        material: requests::material,
        mend: requests::mend,
        open: requests::open,
        time_limit: Duration::from_secs(2),
    },
];

fn leave(bytes: Vec<u8>, _: &mut Random) -> Vec<u8> {
    bytes
}

/// The harness with this name.
pub(crate) fn harness(name: &str) -> Option<&'static Harness> {
    HARNESSES.iter().find(|harness| harness.name == name)
}

impl Harness {
    /// The input of one case.
    pub(crate) fn input(&self, material: &Material, seed: u64, case: u64) -> Vec<u8> {
        let mut random = Random::of(seed, case);
        let input = material.input(&mut random);
        if random.one_in(4) {
            return input;
        }
        (self.mend)(input, &mut random)
    }
}
