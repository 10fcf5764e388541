//! The model of the probe: a hook program whose every step is chosen by the test that runs it.
//!
//! A test and its probe talk over a *beacon*, a Unix socket the test listens on. Nothing in the
//! suite sleeps: a probe says when it is ready, waits until it is told to go on, and the end of its
//! connection proves that the process is dead.

mod step;

pub use step::{About, Exposed, Pipe, Says, Step, Stream};

/// The code of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// The code of the page about workers compiles.
#[cfg(doctest)]
#[doc = include_str!("../../docs/workers.md")]
struct Workers;
