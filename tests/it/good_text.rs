//! No finding on good text: the sample site, and a site that `init` has just made but for its placeholders.

use crate::support::Sandbox;
use crate::support::program::{Run, program};
use crate::support::sample::repository;

/// The codes and places of what `check` finds.
fn findings(run: &Run) -> Vec<(String, String)> {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let lines = run.stdout.lines();
    let values =
        lines.map(|line| serde_json::from_str::<serde_json::Value>(line).expect("an object"));
    // Notes say what is not published.
    let findings = values.filter(|value| value["severity"] != "note");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let findings = findings.map(|value| (text(&value["code"]), text(&value["place"]["file"])));
    findings.collect()
}

#[test]
fn nothing_is_found_on_the_sample_site() {
    let run = Run::of(program(repository()).args(["check", "--format", "json"]));
    assert_eq!(findings(&run), []);
}

#[test]
fn only_the_placeholders_of_a_new_site_are_found() {
    let site = Sandbox::new();
    site.run(&["init"]).expect(0);
    let found = findings(&site.run(&["check", "--format", "json"]));
    let others: Vec<_> = found
        .iter()
        .filter(|(code, _)| code != "example-value")
        .collect();
    assert_eq!(others, Vec::<&(String, String)>::new());
    assert_eq!(found.len(), 4, "{found:?}");
}
