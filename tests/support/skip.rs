//! Tests that need more of the machine than the program does.

/// Says on standard error that a test is skipped. Where CI asks for everything, the test fails instead.
#[track_caller]
pub(crate) fn skip(reason: &str) {
    let required = std::env::var_os("BULLETIN_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    assert!(
        !required,
        "needed, since BULLETIN_REQUIRE_TOOLS is set: {reason}"
    );
    eprintln!("skipped: {reason}");
}
