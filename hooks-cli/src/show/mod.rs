//! Output for people: colours, tables, reports and diagnostics.

mod call;
mod diagnostic;
mod grid;
mod held_back;
mod output;
mod progress;
mod report;
mod style;

pub(crate) use call::called;
pub(crate) use diagnostic::{counted, marked};
pub(crate) use grid::{Cell, Flow, lines, paragraph, shortened};
pub(crate) use held_back::{held_back, permission};
pub(crate) use output::{beginning, columns, print_out};
pub(crate) use progress::Announcing;
pub(crate) use report::glance;
pub(crate) use style::{
    BAD, FAINT, GOOD, NOTABLE, STRONG, complain, shell_words, styled, styled_lines,
};
