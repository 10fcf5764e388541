//! The interface for adding a dialect: the traits [`Dialect`] and [`AnswerFormat`], and the types
//! of their arguments and results.
//!
//! Code that only uses dialects needs [`DialectRef`], [`Dialects`] and [`WireForm`].

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
pub(crate) use reference::native;
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
