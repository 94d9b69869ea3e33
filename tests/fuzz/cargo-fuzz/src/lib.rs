//! The harnesses of tests/fuzz/ for libFuzzer: the same laws, and the same changes to inputs beside its own.

#![allow(dead_code, reason = "the driver for stable Rust uses more of it")]

#[path = "../../harness/mod.rs"]
mod harness;
#[path = "../../mutate.rs"]
mod mutate;
#[path = "../../random.rs"]
mod random;
#[path = "../../tokens.rs"]
mod tokens;

use std::cell::RefCell;

use harness::{Check, Harness, harness};
use mutate::Material;
use random::Random;

thread_local! {
    static OPEN: RefCell<Option<(&'static Harness, Check, Material)>> = const { RefCell::new(None) };
}

fn with_open<T>(name: &str, work: impl FnOnce(&Harness, &mut Check, &Material) -> T) -> T {
    OPEN.with_borrow_mut(|open| {
        let (harness, check, material) = open.get_or_insert_with(|| {
            let harness = harness(name).expect("a harness");
            (harness, (harness.open)(), (harness.material)())
        });
        work(harness, check, material)
    })
}

/// Checks the laws of a harness for one input.
pub fn run(name: &str, input: &[u8]) {
    with_open(name, |_, check, _| check(input));
}

/// Changes the first `size` bytes of `data` in the language of the harness. Returns the new size.
pub fn change(name: &str, data: &mut [u8], size: usize, seed: u32) -> usize {
    with_open(name, |harness, _, material| {
        let mut random = Random::of(seed.into(), 0);
        let mut input = data[..size].to_vec();
        material.change(&mut input, &mut random);
        if random.one_in(2) {
            input = (harness.mend)(input, &mut random);
        }
        let size = input.len().min(data.len());
        data[..size].copy_from_slice(&input[..size]);
        size
    })
}

/// A target of libFuzzer.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            if seed % 2 == 0 {
                libfuzzer_sys::fuzzer_mutate(data, size, max_size)
            } else {
                bulletin_fuzz::change($name, &mut data[..max_size], size, seed)
            }
        });

        libfuzzer_sys::fuzz_target!(|data: &[u8]| bulletin_fuzz::run($name, data));
    };
}
