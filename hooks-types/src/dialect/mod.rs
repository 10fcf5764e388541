//! For whoever brings a dialect: the seam [`Dialect`] with its answers' [`AnswerFormat`], and what their
//! functions are given and return.
//!
//! Everybody else needs [`DialectRef`], [`Dialects`] and [`WireForm`] at most, which stand at the
//! crate's root.

mod answers;
mod form;
mod options;
mod reference;
mod seam;
mod set;

pub use answers::AnswerFormat;
pub use form::{Spelling, WireForm};
pub use options::DialectOptions;
pub use reference::DialectRef;
pub use seam::Dialect;
pub use set::{Dialects, DialectsError, DialectsErrorKind, UnknownDialect};

pub use crate::call_wire::UNNAMED_CALL;
pub use crate::interpret::{
    BlockReason, Decision, EndingMeans, OutputRules, OutputText, Printed, Reading, Replacement,
    RunContext,
};
pub use crate::lenient::{JsonError, read as read_leniently};
pub use crate::reader::{Entries, Field, Holds, Key, Object, Value as Read};
pub use crate::replaced::Replaced;
pub use crate::text::uncut;
pub use crate::wire::{
    DecodeError, EncodeError, EventRef, Spoken, Subjects, ToolIdentity, guards_gate, said_event,
};
