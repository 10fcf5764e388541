//! Wraps the source of an error in a value that can be cloned and compared.

use std::error::Error;
use std::sync::Arc;

/// The error that [`Error::source`] returns, for error types that implement `Clone` and
/// `PartialEq`. Two values are equal if their messages are equal.
#[derive(Debug, Clone)]
pub(crate) struct Underlying(Arc<dyn Error + Send + Sync>);

impl Underlying {
    /// Wraps an error.
    pub(crate) fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Arc::from(error.into()))
    }

    /// Returns the error.
    pub(crate) fn as_dyn(&self) -> &(dyn Error + 'static) {
        self.0.as_ref()
    }
}

/// Implements `Display` by a type's field `message`, and `Error::source` by its field `source`. With `of KIND`, also
/// implements `kind()` by the field `kind`.
macro_rules! message_and_source {
    ($($name:ident $(of $kind:ident)?),+) => {$(
        $(impl $name {
            /// Returns the kind of the error.
            pub fn kind(&self) -> $kind {
                self.kind
            }
        })?

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
        // Most error types of other crates cannot be compared, so compare the messages.
        self.0.to_string() == other.0.to_string()
    }
}

impl Eq for Underlying {}
