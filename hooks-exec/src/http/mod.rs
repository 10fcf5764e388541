//! Runs hooks that are HTTP endpoints: POSTs the payload, and judges the status and the body of the response.
//!
//! The client follows no redirect, uses no proxy and keeps no cookie. URLs and headers can hold secrets. So messages
//! show scheme, host and path, and never a query or a header.
//!
//! [`executor`] sends a request and judges the response. [`connector`] makes connections, [`line`] is one connection,
//! and [`upload`] is the request body, which counts how much of it was sent. [`headers`] makes the headers, [`timers`]
//! keeps timers between requests.

mod connector;
mod executor;
mod headers;
mod line;
mod timers;
mod upload;

pub use executor::{HttpExecutor, HttpSetupError};
