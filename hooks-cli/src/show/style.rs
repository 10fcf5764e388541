//! Colours.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const NOTABLE: Style = AnsiColor::Yellow.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();

/// `text` in a style.
pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Each line in a style of its own, so that a pager that cuts between lines keeps the colour.
pub(crate) fn styled_lines(style: Style, text: &str) -> String {
    text.lines()
        .map(|line| styled(style, line) + "\n")
        .collect()
}
