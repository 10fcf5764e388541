//! Reads the output of hooks: one reader for every dialect, for output that is still streaming and
//! for output that has ended.
//!
//! An object at the start of a line is followed to its end, over any number of lines, in bounded memory
//! ([`object_reader`]). Lines end at `\n`, `\r\n` or a lone `\r`. An object directly after another object is treated as
//! if it began a new line.
//!
//! Some bytes before an object are ignored: white space, control characters, byte order marks, invalid UTF-8 and
//! terminal sequences. `[` and `,` are also ignored, so an array of objects on one line is read like an array over
//! several lines. Inside an object, the bytes that a terminal would not show are ignored too ([`output_reader`]).
//!
//! Invalid parts (a lone surrogate, invalid UTF-8, an unknown word, deep nesting, a missing comma,
//! an unescaped quote) do not affect the rest of the object. If an object breaks off, the part that
//! was read takes effect.
//!
//! The reader is this lenient because a guard can be any program. Its block can be printed between log lines, in
//! colour, around a pasted command, or just before the guard is killed. A strict parser would lose the block, and the
//! call would run. The leniency is safe, because an allow or a replacement takes effect only if the whole output is one
//! valid object.
//!
//! A line that begins with `{` can be inside an object that is still open. The line is part of the open object if this
//! object turns out to be valid JSON with at least one key of an answer. Otherwise the line begins a separate object
//! ([`scan`]).
//!
//! A dialect supplies the keys of its answers ([`Key`]) and decides how strictly one [`Object`] restricts. The dialect
//! does not see the bytes. If a key occurs twice, its strictest decision is used.

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
mod line_start;
mod nest;
mod object;
mod object_reader;
mod output;
mod output_reader;
mod quoted;
mod recorder;
mod restraint;
mod scan;
mod scanner;
mod steps;
mod terminal;
mod value;

pub(crate) use crate::lines::{text, trimmed};
pub(crate) use decoded::unescape;
pub use entries::Entries;
pub use fields::Field;
pub use key::{Holds, Key};
pub use object::Object;
pub(crate) use output::{Output, not_utf8_at, object_in};
pub(crate) use restraint::{Restraint, Restriction};
pub use scanner::RestrictionScanner;
pub use value::Value;

use crate::cause::Failure;
use crate::dialect::{Dialect, WireForm};

/// The dialect whose answers are read, and the dialect's form of the event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answers<'a> {
    /// The dialect.
    pub(crate) dialect: &'a dyn Dialect,
    /// The dialect's form of the event.
    pub(crate) form: &'a WireForm,
}

impl<'a> Answers<'a> {
    /// Creates the `Answers` for a form. Returns a failure if only the name of the form's dialect
    /// is known.
    pub(crate) fn of(form: &'a WireForm) -> Result<Self, Failure> {
        let dialect = form.dialect.resolved()?;
        Ok(Self { dialect, form })
    }

    /// Returns the restriction (block, ask or stop) in an object, or `None` if the object restricts nothing.
    pub(crate) fn restraint(self, object: &Object) -> Option<Restraint> {
        self.dialect.read(object, self.form).restraint()
    }
}
