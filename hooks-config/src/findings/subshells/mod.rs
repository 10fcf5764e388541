//! Finds an `exit 2` of a shell script that ends only a subshell, and not the script.
//!
//! | text | the subshell |
//! |---|---|
//! | `( ...; exit 2 ) &`, `{ ...; exit 2; } &`, `check &` | the part in the background, if its code is not used |
//! | `( ...; exit 2 )`, with more commands after it | the parentheses |
//! | `... \| while read l; do exit 2; done`, with more after it | the loop: each part of a pipe is a subshell |
//! | `{ ...; exit 2; } \| tee log` | the first part of the pipe, whose code is dropped |
//! | `x=$( ...; exit 2 )`, with more after it | the substitution |
//!
//! A call of a function whose body blocks is treated as an `exit 2` itself. If `||`, `&&`, `then` or a line with `$?`
//! follows, the exit code is used. [`Settings`] such as `set -e` use it too. The scan knows groups, quotes, comments
//! and here-documents. Syntax that it does not know can only hide a finding. The scan reads the text once, without
//! going back.

mod commands;
mod group;
mod settings;
mod signs;

#[cfg(doc)]
use settings::Settings;
use signs::Scan;

/// The way in which an `exit 2` is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    Background,
    Parentheses,
    PipedLoop,
    Substitution,
    Pipe,
    /// A function returns 2, and another command follows.
    Return,
}

/// Returns the first way in which a shell text seems to lose an `exit 2`.
pub(super) fn lost(text: &str) -> Option<Lost> {
    let mut scan = Scan::new(text);
    while scan.found.is_none() && scan.step().is_some() {}
    // No separator follows the last word, so end it here.
    scan.end_word();
    scan.found
}

/// Returns the name of the first function of a shell text that returns 2 although another command follows its call.
/// A text with an `exit 2` is not examined.
pub(super) fn dropped_return(text: &str) -> Option<String> {
    let mut scan = Scan::new(text);
    scan.counts_returns = true;
    while scan.found.is_none() && scan.step().is_some() {}
    scan.end_word();
    scan.found.and(scan.returned)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
