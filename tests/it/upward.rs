//! Commands find the site from any folder inside of it.

use std::fs;

use crate::support::Run;
use crate::support::Sandbox;
use crate::support::program::program;

#[test]
fn the_site_is_found_from_the_folders_in_it() {
    let sandbox = Sandbox::with_settings();
    let inner = sandbox.path("content/articles/2024");
    fs::create_dir_all(&inner).expect("made");
    let run = |arguments: &[&str]| {
        let mut command = program(&inner);
        Run::in_time(command.args(arguments).args(["--lang", "en"]))
    };
    let made = run(&["new", "page", "A", "--slug", "a"]).expect(0);
    assert!(sandbox.path("content/pages/a.md").is_file());
    assert!(made.stdout.contains("bulletin serve"), "{}", made.stdout);
    let built = run(&["build", "--drafts"]).expect(0);
    assert!(
        built.stdout.contains("../../../public: "),
        "{}",
        built.stdout
    );
    assert!(sandbox.path("public/a/index.html").is_file());
    run(&["check"]).expect(0);
    run(&["theme", "eject", "mine"]).expect(0);
    assert!(sandbox.path("themes/mine/theme.toml").is_file());
    // A folder that is named is not left.
    let refused = run(&["check", "--site", "."]).expect(2);
    assert!(refused.stderr.contains("[no-site]"), "{}", refused.stderr);
    // `init` makes a site where it stands.
    run(&["init", "neu"]).expect(0);
    assert!(inner.join("neu/site.toml").is_file() && inner.join("neu/.gitignore").is_file());
}

#[test]
fn without_a_site_above_the_current_folder_is_named() {
    let sandbox = Sandbox::new();
    let inner = sandbox.path("a/b");
    fs::create_dir_all(&inner).expect("made");
    let refused = Run::in_time(program(&inner).args(["build", "--lang", "en"])).expect(2);
    assert!(
        refused.stderr.contains("no site.toml in `.`"),
        "{}",
        refused.stderr
    );
}
