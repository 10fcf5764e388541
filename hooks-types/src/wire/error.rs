//! The errors of reading and writing payloads.

use std::error::Error;

use crate::cause::{Cause, Failure};
use crate::policy::OnFailure;
use crate::text::one_line;
use crate::underlying::Underlying;

/// The error for a payload that cannot be written in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EncodeError {
    /// Why the payload cannot be written.
    kind: EncodeErrorKind,
    message: String,
    /// The failure policy that our rules or the agent's rules demand, if it is stricter than the hook's `on_failure`;
    /// else `None`. The stricter policy prevents an action from passing although a guard could not see it.
    pub means: Option<OnFailure>,
    source: Option<Underlying>,
}

/// Why a payload cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// The dialect does not have the event, or cannot show what the event is about.
    Unsupported,
    /// The payload contains a part that hooks cannot see (see [`Payload::unseen`](crate::Payload::unseen)).
    Unseen,
    /// The dialect is only a name that was not looked up.
    UnknownDialect,
    /// A value cannot be written as JSON.
    Unwritable,
}

/// The error for bytes that cannot be read as a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeError {
    kind: DecodeErrorKind,
    message: String,
    source: Option<Underlying>,
}

/// Why bytes cannot be read as a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes are not a single payload of the dialect.
    Malformed,
    /// The bytes do not name an event, and the caller did not say which event it expects.
    NoEvent,
    /// The key that names the event has two different values or is not a clean string. The caller must answer as if the
    /// event were a gate (an event that can prevent an action).
    UnclearEvent,
    /// The bytes name a different event than the caller expected.
    OtherEvent,
    /// The bytes look like a payload of a different dialect.
    OtherDialect,
    /// The dialect is only a name that was not looked up.
    UnknownDialect,
}

impl EncodeError {
    /// Creates an error of the kind [`EncodeErrorKind::Unsupported`]. `with_kind` sets a different kind.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            kind: EncodeErrorKind::Unsupported,
            message: message.into(),
            means: None,
            source: None,
        }
    }

    setters! {
        /// Sets the kind.
        fn with_kind(kind: EncodeErrorKind) = kind;
        /// Sets the failure policy, which overrides the hook's `on_failure`.
        fn with_means(means: OnFailure) = Some(means);
        /// Sets the underlying error.
        fn with_source(source: impl Into<Box<dyn Error + Send + Sync>>) = Some(Underlying::new(source));
    }
}

impl DecodeError {
    /// Creates an error of the kind [`DecodeErrorKind::Malformed`]. `with_kind` sets a different kind. Quotations from
    /// the bytes are escaped and cut ([`one_line`]).
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            kind: DecodeErrorKind::Malformed,
            message: one_line(&message.into()),
            source: None,
        }
    }

    setters! {
        /// Sets the kind.
        fn with_kind(kind: DecodeErrorKind) = kind;
        /// Sets the underlying error.
        fn with_source(source: impl Into<Box<dyn Error + Send + Sync>>) = Some(Underlying::new(source));
    }
}

impl From<EncodeError> for Failure {
    fn from(error: EncodeError) -> Self {
        let mut failure = Self::new(Cause::EncodeFailed, error.message.clone());
        failure.means = error.means;
        failure.with_source(error)
    }
}

message_and_source!(EncodeError of EncodeErrorKind, DecodeError of DecodeErrorKind);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_keeps_the_one_under_it_and_says_what_kind_it_is() {
        let broken = serde_json::from_str::<u8>("x").unwrap_err();
        let text = broken.to_string();
        let error = DecodeError::new("not a payload").with_source(broken);
        assert_eq!(error.kind(), DecodeErrorKind::Malformed);
        assert_eq!(error.source().unwrap().to_string(), text);
        let failure = Failure::from(EncodeError::new("no such event"));
        let under = failure.source().unwrap().downcast_ref::<EncodeError>();
        assert_eq!(under.unwrap().kind(), EncodeErrorKind::Unsupported);
    }
}
