//! The styles of output, named by their meaning.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

/// Names and headings.
pub(crate) const STRONG: Style = Style::new().bold();
/// Details and remarks of little weight.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// Passed, runs, or allowed.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Worth a look: a warning, a change, a question.
pub(crate) const NOTABLE: Style = AnsiColor::Yellow.on_default();
/// Failed or blocked.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();

/// Wraps `text` in a style's escape codes.
pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Styles each line by itself, so that a pager that cuts between lines keeps the colour.
pub(crate) fn styled_lines(style: Style, text: &str) -> String {
    text.lines()
        .map(|line| styled(style, line) + "\n")
        .collect()
}
