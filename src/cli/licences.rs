//! `bulletin licences`.

use super::console::Console;

/// The software of others that is compiled in, with its licences; data/make_third_party.py writes it.
const THIRD_PARTY: &str = include_str!("../../data/third-party.txt");

pub(super) fn run(console: &mut Console<'_, '_>) -> u8 {
    console.print(THIRD_PARTY);
    let grammars = two_face::acknowledgement::listing();
    for licence in grammars.for_syntaxes() {
        let rule = "=".repeat(78);
        let path = licence.rel_path.display();
        let text = licence.text.trim_end();
        console.print(&format!("\n{rule}\n{path}\n{rule}\n\n{text}\n"));
    }
    0
}
