//! Reads what hooks print: one reader for every dialect, for output as it streams past and for
//! output that has ended.
//!
//! An object that starts a line of output is followed to its end, over any number of lines, in
//! bounded memory ([`object_reader`]). Lines end at `\n`, `\r\n` or a lone `\r`; white space, control
//! characters and byte order marks before an object do not count; an object directly behind another
//! starts a line of its own. `[` and `,` do not count either, so an array of objects on one line is read
//! as one over several. What cannot be read (a lone surrogate, invalid UTF-8, a word that is no
//! JSON, a deep nesting, a missing comma) costs itself and nothing beside it. An object that breaks
//! or is cut counts as far as it was read.
//!
//! A line can begin with `{` inside an object that is still open. It is part of that object if the
//! object turns out to be valid JSON with at least one key of an answer; otherwise it is an object of
//! its own ([`scan`]).
//!
//! A dialect brings the keys of its answers ([`Key`]) and says how strictly one [`Object`] restricts;
//! it never sees the bytes. Of a key said twice the strictest decision holds.

mod decoded;
mod entries;
#[cfg(feature = "dialects")]
mod fields;
mod found;
mod key;
mod lines;
mod nest;
mod object;
mod object_reader;
mod output;
mod quoted;
mod scan;
mod scanner;
mod value;

pub(crate) use entries::{Entries, string};
#[cfg(feature = "dialects")]
pub(crate) use fields::Field;
#[cfg(feature = "dialects")]
pub(crate) use found::FoundObject;
pub(crate) use key::Key;
#[cfg(feature = "dialects")]
pub(crate) use key::among;
pub(crate) use lines::{text, trimmed};
pub(crate) use object::Object;
pub(crate) use output::{Output, object_in};
pub use scanner::RestrictionScanner;
pub(crate) use value::Value;

use crate::cause::Failure;
use crate::dialect::WireForm;
use crate::wire::{Wire, wire_of};

/// Whose answers are read, and on which event.
#[derive(Clone, Copy)]
pub(crate) struct Answers<'a> {
    /// The dialect.
    pub(crate) wire: &'static dyn Wire,
    /// Its form of the event.
    pub(crate) form: &'a WireForm,
}

impl<'a> Answers<'a> {
    /// The answers of a form, where this build speaks its dialect.
    pub(crate) fn of(form: &'a WireForm) -> Result<Self, Failure> {
        let wire = wire_of(form.dialect)?;
        Ok(Self { wire, form })
    }
}
