//! The error under another one.

use std::error::Error;
use std::sync::Arc;

/// What [`Error::source`] returns of an error that can be cloned and compared. Two are equal when
/// they read the same.
#[derive(Debug, Clone)]
pub(crate) struct Underlying(Arc<dyn Error + Send + Sync>);

impl Underlying {
    /// Keeps an error.
    pub(crate) fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Arc::from(error.into()))
    }

    /// The error.
    pub(crate) fn as_dyn(&self) -> &(dyn Error + 'static) {
        self.0.as_ref()
    }
}

/// Makes types errors that show their field `message` and hold the error under them in `source`.
macro_rules! message_and_source {
    ($($name:ident)+) => {$(
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.message)
            }
        }

        impl std::error::Error for $name {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                self.source.as_ref().map($crate::underlying::Underlying::as_dyn)
            }
        }
    )+};
}

impl PartialEq for Underlying {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_string() == other.0.to_string()
    }
}

impl Eq for Underlying {}
