//! A reference to a dialect: the dialect itself, or only its name.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Dialect;
use crate::cause::{Cause, Failure};
use crate::native::Native;
use crate::text::short_name;

/// A [`Dialect`], or only its name, if the dialect was not looked up yet.
///
/// Two references with equal names are equal. A reference is serialised as its name, and deserialised as a name that is
/// not looked up yet. [`Dialects::resolve`](super::Dialects::resolve) looks the name up. Hooks, payloads and wire forms
/// of an unresolved dialect fail with [`Cause::NotUsable`].
#[derive(Clone)]
pub struct DialectRef {
    /// The dialect, or only its name.
    held: Held,
}

/// Returns the native dialect, as a trait object.
pub(crate) const fn native() -> &'static dyn Dialect {
    &Native
}

/// What a reference holds: a dialect, or only a dialect's name.
#[derive(Clone)]
enum Held {
    // A dialect with a static lifetime. This variant needs no allocation, so `NATIVE` can be a
    // constant.
    Static(&'static dyn Dialect),
    /// A dialect that was created at run time.
    Shared(Arc<dyn Dialect>),
    /// The name of a dialect that has not been looked up.
    Name(Arc<str>),
}

impl DialectRef {
    /// The native dialect.
    pub const NATIVE: Self = Self::of(&Native);

    /// References a dialect with a static lifetime.
    pub const fn of(dialect: &'static dyn Dialect) -> Self {
        Self {
            held: Held::Static(dialect),
        }
    }

    /// References a dialect that was created at run time.
    pub fn shared(dialect: Arc<dyn Dialect>) -> Self {
        Self {
            held: Held::Shared(dialect),
        }
    }

    /// Creates a reference that holds only a name. For the name of the native dialect, the reference holds the dialect
    /// itself.
    pub fn named(name: &str) -> Self {
        // The native dialect is part of this crate, so it needs no lookup.
        if name == Self::NATIVE.name() {
            return Self::NATIVE;
        }
        Self {
            held: Held::Name(name.into()),
        }
    }

    /// Returns the dialect's name, as configuration, flags and reports write it.
    pub fn name(&self) -> &str {
        match &self.held {
            Held::Static(dialect) => dialect.name(),
            Held::Shared(dialect) => dialect.name(),
            Held::Name(name) => name,
        }
    }

    /// Returns whether this is the native dialect.
    pub fn is_native(&self) -> bool {
        // Comparing the names is enough, because `Dialects` refuses a second dialect with the name of the native
        // dialect.
        *self == Self::NATIVE
    }

    /// Returns the dialect, or `None` if only its name is known.
    pub fn get(&self) -> Option<&dyn Dialect> {
        match &self.held {
            Held::Static(dialect) => Some(*dialect),
            Held::Shared(dialect) => Some(dialect.as_ref()),
            Held::Name(_) => None,
        }
    }

    /// Returns the dialect.
    ///
    /// # Errors
    ///
    /// Only the name is known. The failure has the cause [`Cause::NotUsable`] and contains the name.
    pub fn resolved(&self) -> Result<&dyn Dialect, Failure> {
        self.get().ok_or_else(|| {
            Failure::new(
                Cause::NotUsable,
                format!("this program has no dialect `{}`", short_name(self.name())),
            )
        })
    }
}

impl From<&Self> for DialectRef {
    fn from(dialect: &Self) -> Self {
        dialect.clone()
    }
}

impl Default for DialectRef {
    /// Returns the native dialect.
    fn default() -> Self {
        Self::NATIVE
    }
}

impl fmt::Debug for DialectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.held {
            Held::Name(_) => write!(f, "DialectRef({}, not resolved)", self.name()),
            _ => write!(f, "DialectRef({})", self.name()),
        }
    }
}

impl fmt::Display for DialectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for DialectRef {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for DialectRef {}

impl PartialOrd for DialectRef {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DialectRef {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

impl Hash for DialectRef {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl Serialize for DialectRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for DialectRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Ok(Self::named(&name))
    }
}
