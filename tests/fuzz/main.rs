//! Inputs that have broken a law keep it now, and so do the seeds; and the laws can be broken.

#![expect(
    clippy::disallowed_methods,
    reason = "inputs and findings are files of the test"
)]

mod harness;
mod mutate;
mod random;
mod run;
mod tokens;

use harness::HARNESSES;
use run::Runner;

/// A program that is not optimised is so much slower.
const PATIENCE: u32 = 40;

/// Random cases of each harness. CI and nights run more of them.
const CASES: u64 = 20;

#[test]
fn seeds_and_earlier_findings_keep_the_laws() {
    for harness in HARNESSES {
        let material = (harness.material)();
        assert!(!material.seeds.is_empty(), "{} has no seeds", harness.name);
        let mut runner = Runner::new(harness, PATIENCE);
        let mut accepted = 0;
        let random = (0..CASES).map(|case| harness.input(&material, 1, case));
        for input in material.seeds.iter().cloned().chain(random) {
            let outcome = runner.run(&input);
            accepted += usize::from(outcome.is_accepted);
            if let Some(finding) = outcome.finding {
                let shown = String::from_utf8_lossy(&input);
                panic!("{}: {}\n{shown}", harness.name, finding.message);
            }
        }
        // The laws say nothing where everything is refused.
        let is_enough = accepted * 10 > material.seeds.len();
        assert!(is_enough, "{} accepts {accepted} inputs", harness.name);
    }
}

#[test]
fn every_regression_belongs_to_a_harness() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/regressions");
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        assert!(harness::harness(&name).is_some(), "{name} is no harness");
    }
}

#[test]
fn a_broken_law_is_found_and_made_small() {
    let mut runner = Runner::new(&BROKEN, 1);
    let input = b"some words before xyz and behind";
    let finding = runner.run(input).finding;
    assert!(finding.is_some_and(|finding| finding.message.contains("no x, please")));
    assert_eq!(runner.minimise(input), b"x");
    assert_eq!(runner.run(b"fine").finding, None);
}

/// A harness whose law is broken by every input with an x.
static BROKEN: harness::Harness = harness::Harness {
    name: "broken",
    material: || mutate::Material {
        seeds: vec![b"x".to_vec()],
        tokens: Vec::new(),
        is_text: true,
    },
    mend: |bytes, _| bytes,
    open: || {
        Box::new(|bytes| {
            assert!(!bytes.contains(&b'x'), "no x, please");
            true
        })
    },
    time_limit: std::time::Duration::from_secs(1),
};
