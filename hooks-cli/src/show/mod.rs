//! How things look to a person.

mod diagnostic;
mod held_back;
mod progress;
mod report;
mod style;
mod table;

pub(crate) use diagnostic::{counted, marked};
pub(crate) use held_back::held_back;
pub(crate) use progress::Announcing;
pub(crate) use report::glance;
pub(crate) use style::{complain, shell_words};
