//! Why a payload cannot be written or read.

use std::error::Error;

use crate::cause::{Cause, Failure};
use crate::policy::OnFailure;
use crate::text::one_line;
use crate::underlying::Underlying;

/// A payload cannot be written in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EncodeError {
    kind: EncodeErrorKind,
    message: String,
    /// What the hook's agent or our rules make of it where that is stricter than the hook's
    /// policy: a guard that cannot be shown what it guards does not let it pass.
    pub means: Option<OnFailure>,
    source: Option<Underlying>,
}

/// What keeps a payload from being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// The dialect has no such event, or cannot show what this one is about.
    Unsupported,
    /// The payload holds something that no hook can be shown, see
    /// [`Payload::unseen`](crate::Payload::unseen).
    Unseen,
    /// Only the dialect's name is known.
    UnknownDialect,
    /// JSON cannot hold a value.
    Unwritable,
}

/// Bytes cannot be read as a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeError {
    kind: DecodeErrorKind,
    message: String,
    source: Option<Underlying>,
}

/// What keeps bytes from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// They are not one payload of the dialect.
    Malformed,
    /// They name no event, and it was not said which one is expected.
    NoEvent,
    /// The key that names their event is said twice with two values, or is not a clean string.
    /// Whoever answers for such a payload answers as for a gate.
    UnclearEvent,
    /// They name another event than the expected one.
    OtherEvent,
    /// They look like another dialect's.
    OtherDialect,
    /// Only the dialect's name is known.
    UnknownDialect,
}

impl EncodeError {
    /// What is wrong, for a person. Its kind is [`EncodeErrorKind::Unsupported`] unless set.
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
        /// Sets what it means whatever the hook's policy says.
        fn with_means(means: OnFailure) = Some(means);
        /// Keeps the error under it.
        fn with_source(source: impl Into<Box<dyn Error + Send + Sync>>) = Some(Underlying::new(source));
    }

    /// What keeps the payload from being written.
    pub fn kind(&self) -> EncodeErrorKind {
        self.kind
    }
}

impl DecodeError {
    /// What is wrong, for a person. What it quotes of the bytes is escaped and cut ([`one_line`]).
    /// Its kind is [`DecodeErrorKind::Malformed`] unless set.
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
        /// Keeps the error under it.
        fn with_source(source: impl Into<Box<dyn Error + Send + Sync>>) = Some(Underlying::new(source));
    }

    /// What keeps the bytes from being read.
    pub fn kind(&self) -> DecodeErrorKind {
        self.kind
    }
}

impl From<EncodeError> for Failure {
    fn from(error: EncodeError) -> Self {
        let mut failure = Self::new(Cause::EncodeFailed, error.message.clone());
        failure.means = error.means;
        failure.with_source(error)
    }
}

message_and_source!(EncodeError DecodeError);

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
