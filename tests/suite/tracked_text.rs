//! Checks that every tracked file of the workspace is plain text.

use std::path::Path;
use std::process::Command;

/// Checks that no tracked file contains control characters. Git and grep treat a file with control characters as
/// binary, so reviews and searches skip the file. A terminal can also act on the characters. A test that needs control
/// characters writes them as escapes.
#[test]
fn no_tracked_file_holds_control_characters() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let listed = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(listed.status.success(), "{listed:?}");
    let names = String::from_utf8(listed.stdout).unwrap();
    let mut seen = 0;
    for name in names.split_terminator('\0') {
        // Git lists a deleted file until the deletion is committed, so the file might be missing.
        let Ok(bytes) = std::fs::read(root.join(name)) else {
            continue;
        };
        seen += 1;
        let text = String::from_utf8(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n');
        for (number, line) in text.split('\n').enumerate() {
            let found = line.chars().find(|c| control(*c));
            assert_eq!(found, None, "{name}:{}", number + 1);
        }
    }
    assert!(seen > 500, "{seen} files");
}
