//! Reads what hooks print: one reader for every dialect, for output as it streams past and for
//! output that has ended.
//!
//! An object that starts a line of output is followed to its end, over any number of lines, in
//! bounded memory ([`object_reader`]). Lines end at `\n`, `\r\n` or a lone `\r`; white space, control
//! characters, byte order marks, bytes that are no UTF-8 and a terminal's sequences before an object do
//! not count, and what a terminal would not show is no part of an object either ([`reading`]); an object
//! directly behind another starts a line of its own. `[` and `,` do not count either, so an array of objects on one line is read
//! as one over several. What cannot be read (a lone surrogate, invalid UTF-8, a word that is no JSON, a
//! deep nesting, a missing comma, a quote that is not escaped) costs itself and nothing beside it. An object that breaks
//! or is cut counts as far as it was read.
//!
//! A line can begin with `{` inside an object that is still open. It is part of that object if the
//! object turns out to be valid JSON with at least one key of an answer; otherwise it is an object of
//! its own ([`scan`]).
//!
//! A dialect brings the keys of its answers ([`Key`]) and says how strictly one [`Object`] restricts;
//! it never sees the bytes. Of a key said twice the strictest decision holds.

mod before;
mod both_ways;
mod candidate;
mod decoded;
mod entries;
mod fields;
mod flat_reader;
mod flat_readers;
mod found;
mod grammar;
mod key;
mod lexer;
mod lines;
mod nest;
mod object;
mod object_reader;
mod output;
mod quoted;
mod reading;
mod recorder;
mod scan;
mod scanner;
mod steps;
mod terminal;
mod value;

pub(crate) use decoded::unescape;
pub use entries::Entries;
pub(crate) use entries::string;
pub use fields::Field;
pub use key::{Holds, Key};
pub(crate) use lines::{text, trimmed};
pub use object::Object;
pub(crate) use output::{Output, object_in};
pub use scanner::RestrictionScanner;
pub use value::Value;

use crate::cause::Failure;
use crate::dialect::{Dialect, WireForm};
use crate::wire::Restraint;

/// Whose answers are read, and on which event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answers<'a> {
    /// The dialect.
    pub(crate) dialect: &'a dyn Dialect,
    /// Its form of the event.
    pub(crate) form: &'a WireForm,
}

impl<'a> Answers<'a> {
    /// The answers of a form, where this build speaks its dialect.
    pub(crate) fn of(form: &'a WireForm) -> Result<Self, Failure> {
        let dialect = form.dialect.resolved()?;
        Ok(Self { dialect, form })
    }

    /// How an object restricts, if it does.
    pub(crate) fn restraint(self, object: &Object) -> Option<Restraint> {
        self.dialect.read(object, self.form).restraint()
    }
}
