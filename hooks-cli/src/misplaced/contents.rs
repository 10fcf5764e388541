//! Looks into a file that has the name of a hook file: other tools, scripts and test cases use such names too.

use std::fs;
use std::io::Read;
use std::path::Path;

use hooks_dialects::agents;
use serde_json::Value;

use super::name_of;
use crate::os::open_regular;

/// The maximum number of bytes of a file that are read to see whether it configures hooks.
const READ: u64 = 1 << 16;

/// Returns whether a file can hold hooks. Returns `true` if that is not known: a broken file can have been meant as a
/// hook file. A link is not followed, because in a project of a stranger it could lead to any file.
pub(super) fn can_hold_hooks(path: &Path) -> bool {
    if !fs::symlink_metadata(path).is_ok_and(|at| at.is_file()) {
        return true;
    }
    let mut text = String::new();
    let read = open_regular(path).and_then(|file| file.take(READ).read_to_string(&mut text));
    if read.is_err() {
        return true;
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    let name = name_of(path).unwrap_or_default();
    let name = name.strip_suffix(".txt").unwrap_or(name);
    // Accept an empty file: it can be the beginning of a hook file.
    if text.is_empty() {
        true
    } else if text.starts_with('{') {
        json_holds_hooks(text)
    } else if name.ends_with(".toml") {
        text.lines().any(|line| {
            let line = line.trim_start().trim_start_matches('[').trim_start();
            line.starts_with("hooks")
        })
    } else {
        true
    }
}

/// Returns whether a JSON text has the key `hooks`, or events of some agent as its keys.
fn json_holds_hooks(text: &str) -> bool {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return true;
    };
    // Pass a fixed path, because only the text must decide: a pattern of an agent's places can match files that the
    // agent does not read.
    value.get("hooks").is_some_and(Value::is_object)
        || agents().recognise(Path::new("hooks.json"), text).is_some()
}

/// Returns whether a file is JSON with an object `hooks` in which some agent would recognise its hooks. A link, a file
/// that cannot be read or parsed, and a file that is larger than the limit are not recognised.
pub(super) fn is_recognised(path: &Path) -> bool {
    let mut text = String::new();
    let is_file = fs::symlink_metadata(path).is_ok_and(|at| at.is_file());
    let file = open_regular(path).ok().filter(|_| is_file);
    file.and_then(|file| file.take(READ).read_to_string(&mut text).ok())
        .and_then(|_| serde_json::from_str::<Value>(&text).ok())
        .filter(|value| value.get("hooks").is_some_and(Value::is_object))
        .is_some_and(|_| agents().recognise(Path::new("hooks.json"), &text).is_some())
}
