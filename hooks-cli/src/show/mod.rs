//! Formats and prints output for people: colours, tables, reports and diagnostics.
//!
//! `output` prints, `prose` wraps sentences, `grid` lays out tables, `column_widths` chooses the widths of
//! their columns, and `broken_words` breaks the text of their cells.
//! The other files render one thing each. Two kinds of sentences are printed differently everywhere. A sentence of ours
//! may end with a command, which gets a line of its own, to be copied. In a sentence that quotes hooks or files, no
//! command gets such a line.

mod broken_words;
mod call;
mod cause_word;
mod column_widths;
mod diagnostic;
mod event;
mod grid;
mod held_back;
mod output;
mod progress;
mod prose;
mod report;
mod shell;
mod style;

pub(crate) use broken_words::continued;
pub(crate) use call::called;
pub(crate) use cause_word::{MOVED, cause_word};
pub(crate) use column_widths::shortened;
pub(crate) use diagnostic::{counted, marked};
pub(crate) use event::{event_named, event_shown, is_after_call};
pub(crate) use grid::{
    Cell, Flow, lines, lines_or_stacks, lines_with_unbroken_words, lines_with_whole_words,
};
pub(crate) use held_back::{errors_below, for_one_run, held_back, permission};
pub(crate) use output::{
    advise, beginning, columns, columns_of, complain, error_columns, print_out, relay,
};
pub(crate) use progress::Announcing;
pub(crate) use prose::{behind, paragraph, quoted_behind, quoted_paragraph};
pub(crate) use report::{glance, glance_of_run, glance_with, milliseconds, placed};
pub(crate) use shell::{shell_words, to_type};
pub(crate) use style::{BAD, FAINT, GOOD, NOTABLE, STRONG, styled, styled_lines};
