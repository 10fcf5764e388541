//! For whoever brings a dialect: the seam [`Dialect`] with its answers' [`AnswerFormat`], and what their
//! functions are given and return.
//!
//! Everybody else needs [`DialectRef`], [`Dialects`] and [`WireForm`] at most.

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

pub use crate::context_limit::ContextLimit;
pub use crate::interpret::{
    BlockReason, Decision, EndingMeans, OutputRules, OutputText, Printed, Reading, Replacement,
    RunContext,
};
pub use crate::lenient::{JsonError, read as read_leniently};
pub use crate::reader::{Entries, Field, Holds, Key, Object, Value as Read};
pub use crate::replaced::Replaced;
