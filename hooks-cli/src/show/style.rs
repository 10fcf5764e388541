//! The styles of output, named by their purpose.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

/// The style of names and headings.
pub(crate) const STRONG: Style = Style::new().bold();
/// The style of details and less important remarks.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// The style of a hook or test case that passed, a hook that runs, or a hook that allowed a call.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// The style of things to look at: a warning, a change, a question.
pub(crate) const NOTABLE: Style = AnsiColor::Yellow.on_default();
/// The style of a hook or test case that failed, or a hook that blocked a call.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();

/// Wraps `text` in a style's escape codes.
pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Styles each line separately, so that a pager that shows only some of the lines keeps the colour.
pub(crate) fn styled_lines(style: Style, text: &str) -> String {
    text.lines()
        .map(|line| styled(style, line) + "\n")
        .collect()
}
