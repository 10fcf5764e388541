//! For whoever brings a dialect: the seam [`Dialect`], and what its functions are given and return.
//!
//! Everybody else needs [`DialectRef`], [`Dialects`] and [`WireForm`] at most, which stand at the
//! crate's root.

mod form;
mod options;
mod reference;
mod seam;
mod set;

pub use form::{Spelling, WireForm};
pub use options::DialectOptions;
pub use reference::DialectRef;
pub use seam::Dialect;
pub use set::{Dialects, DialectsError, UnknownDialect};

pub use crate::call_wire::UNNAMED_CALL;
pub use crate::interpret::Interpretation;
pub use crate::interpret::{exit_two_origin, failed_ending};
pub use crate::lenient::read as read_leniently;
pub use crate::reader::{
    Answers, Entries, Field, FoundObject, Holds, Key, Object, Output, Value as Read, among,
    object_in,
};
pub use crate::replaced::Replaced;
pub use crate::text::uncut;
pub use crate::wire::{
    DecodeError, EncodeError, EventRef, Restraint, Restriction, Spoken, Subjects, ToolIdentity,
    guards_gate,
};
