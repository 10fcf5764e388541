//! Hooks that are HTTP endpoints: the payload is POSTed, status and body are the answer.
//!
//! No redirect is followed, no proxy is asked, no cookie is kept. A URL and a header may hold
//! secrets: messages show scheme, host and path, never a query or a header.

mod connector;
mod executor;
mod headers;
mod line;
mod timers;
mod upload;

pub use executor::{HttpExecutor, HttpSetupError};
