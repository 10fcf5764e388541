//! Finds time limits that are valid but probably not intended.
//!
//! Agents count `timeout` in seconds or in milliseconds, so a number that is copied from one file to another can be
//! wrong by a factor of 1000. A guard with `timeout = 500` then holds each call for up to eight minutes instead of half
//! a second. Values from 1000 on are reported when the file is read; this module looks at smaller values.

use std::time::Duration;

use hooks_types::HookSpec;

use super::Finding;
use super::place::Entry;
use crate::diagnostic::DiagnosticCode;

/// The keys for a time limit, in all formats.
const KEYS: &[&str] = &["timeout", "timeoutSec"];

/// The file's reader has already warned about time limits of this many seconds or more.
const WARNED: u64 = 1000;
/// The longest time in seconds that a call should wait for its guard.
const LONG_FOR_A_GUARD: u64 = 120;
/// From this number of seconds on, a round number was probably meant as milliseconds, unless it is a whole number of
/// minutes.
const ROUND: u64 = 200;

/// Returns a note about a plain number of seconds that might have been meant as milliseconds. Builds and tests can take
/// minutes. So a number of whole minutes is noted only for guards, for which every call waits, and only in hooks.toml,
/// where the user can write the unit.
pub(super) fn finding(hook: &HookSpec, entry: &Entry<'_>) -> Option<Finding> {
    let seconds = hook.timeout.as_secs();
    let mut keys = KEYS.iter();
    let (key, written) = keys.find_map(|key| Some((*key, entry.number(key)?)))?;
    // Skip a number that differs from the hook's time limit: it belongs to a second hook on the
    // same line, or counts milliseconds. The file's reader has already reported numbers from
    // `WARNED` on.
    if written.replace('_', "").parse() != Ok(seconds) || seconds >= WARNED {
        return None;
    }
    let waited_for = hook.event.traits().gates() && seconds >= LONG_FOR_A_GUARD;
    // Numbers such as 250 or 500 are typical for milliseconds. Skip 240 and 300, which are whole minutes.
    let is_round = seconds >= ROUND && seconds.is_multiple_of(50) && !seconds.is_multiple_of(60);
    let is_native = hook.form.dialect.is_native();
    if !(is_round || waited_for && is_native) {
        return None;
    }
    let shown = humantime::format_duration(Duration::from_secs(seconds));
    let wait = match waited_for {
        true => ", and each call may wait that long",
        false => "",
    };
    let message = format!("`{key}` counts seconds: {written} is {shown}{wait}");
    let millis = humantime::format_duration(Duration::from_millis(seconds));
    let help = match is_native {
        true => format!("did you mean \"{millis}\"? If seconds are meant, write \"{seconds}s\""),
        // Some agents accept no fractions of a second, so advise a whole number.
        false => format!("if {millis} were meant, 1 is the shortest whole number of seconds"),
    };
    let code = DiagnosticCode::SuspiciousUnit;
    let found = Finding::note(code, written, message);
    Some(found.in_value_of(key).help(help))
}
