//! Runs hooks that are HTTP endpoints: POSTs the payload, and judges status and body as the answer.
//!
//! It follows no redirect, uses no proxy and keeps no cookie. A URL and a header may hold secrets, so messages
//! show scheme, host and path, and never a query or a header.
//!
//! [`executor`] sends a request and judges the response. [`connector`] makes connections, [`line`] is one
//! connection, [`upload`] the request body, which counts how much of it was sent. [`headers`] makes the
//! headers, [`timers`] keeps timers between requests.

mod connector;
mod executor;
mod headers;
mod line;
mod timers;
mod upload;

pub use executor::{HttpExecutor, HttpSetupError};
