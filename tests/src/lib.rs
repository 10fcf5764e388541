//! The steps of the probe, a hook program that does exactly the steps that a test lists.
//!
//! A test and its probe communicate over a *beacon*, a Unix socket on which the test listens. So no test has
//! to sleep: the probe reports when it is ready and waits for the test's signal to continue. When the probe's
//! connection ends, the test knows that the process is dead.

mod step;

pub use step::{About, Exposed, Pipe, Says, Step, Stream};

/// Compiles the code examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// Compiles the code examples of the page about workers.
#[cfg(doctest)]
#[doc = include_str!("../../docs/workers.md")]
struct Workers;
