//! The set of dialects that a program supports.

use std::collections::HashSet;
use std::fmt;

use super::{Dialect, DialectRef};
use crate::event::EventName;
use crate::reader::{Holds, Key};
use crate::text::quoted;
use crate::underlying::Underlying;

/// The dialects that a program supports, the native dialect first. A program builds this set itself, because no global
/// list exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialects {
    /// The dialects, the native dialect first.
    known: Vec<DialectRef>,
}

impl Dialects {
    /// Creates a set with only the native dialect.
    pub fn native() -> Self {
        Self {
            known: vec![DialectRef::NATIVE],
        }
    }

    /// Adds a dialect.
    ///
    /// # Errors
    ///
    /// The name is taken or is not a plain word, the reference is only a name, or the dialect's
    /// table of keys or of events contradicts itself.
    pub fn with_dialect(mut self, dialect: DialectRef) -> Result<Self, DialectsError> {
        let name = dialect.name();
        let refused = |kind, problem: &str| DialectsError {
            kind,
            message: format!("the dialect `{}` {problem}", quoted(name.as_bytes(), 80)),
            source: None,
        };
        // Only plain characters are allowed, because configuration, flags and reports contain the
        // name without quotes.
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        if name.is_empty() || !name.chars().all(plain) {
            let problem = "is not a name of lower-case letters, digits, `_` and `-`";
            return Err(refused(DialectsErrorKind::BadName, problem));
        }
        let Some(held) = dialect.get() else {
            let problem = "is only a name, not a dialect";
            return Err(refused(DialectsErrorKind::Unresolved, problem));
        };
        if self.known.contains(&dialect) {
            return Err(refused(DialectsErrorKind::Twice, "is registered twice"));
        }
        // Check the tables when the dialect is added, at the start of the program. Otherwise a
        // broken table would be noticed only when it loses a block.
        keys(held.keys())
            .and_then(|()| events(held))
            .map_err(|problem| {
                let problem = format!("cannot be used: {problem}");
                refused(DialectsErrorKind::BrokenTable, &problem)
            })?;
        self.known.push(dialect);
        Ok(self)
    }

    /// Returns every dialect: first the native dialect, then the added dialects in their order.
    pub fn iter(&self) -> impl Iterator<Item = &DialectRef> {
        self.known.iter()
    }

    /// Returns the dialect with this name.
    ///
    /// # Errors
    ///
    /// No dialect has this name. The message lists the known names.
    pub fn get(&self, name: &str) -> Result<DialectRef, UnknownDialect> {
        let found = self.known.iter().find(|dialect| dialect.name() == name);
        found.cloned().ok_or_else(|| UnknownDialect {
            name: name.to_owned(),
            known: self.known.iter().map(ToString::to_string).collect(),
        })
    }

    /// Returns a reference that holds the dialect. If `dialect` holds only a name, looks the name up. If the name is
    /// unknown, returns a reference with only the name; reports then show the hooks of this dialect as failed.
    pub fn resolve(&self, dialect: &DialectRef) -> DialectRef {
        match dialect.get() {
            Some(_) => dialect.clone(),
            // If the name is unknown, keep the reference unchanged and return no error: the hooks of this dialect then
            // appear in reports as failed.
            None => self.get(dialect.name()).unwrap_or_else(|_| dialect.clone()),
        }
    }
}

/// Checks the table of keys. A duplicate key or word is an error, because the reader would find only its first
/// occurrence.
fn keys(table: &[Key]) -> Result<(), String> {
    let mut seen = HashSet::new();
    for key in table {
        if !seen.insert(key.name) {
            return Err(format!("its key `{}` appears twice", key.name));
        }
        let broken = |problem| Err(format!("its key `{}` {problem}", key.name));
        match key.holds {
            Holds::Words([]) => return broken("has no words"),
            Holds::Words(words) if words.iter().collect::<HashSet<_>>().len() < words.len() => {
                return broken("lists a word twice");
            }
            Holds::Object(inner) => keys(inner)?,
            _ => {}
        }
    }
    Ok(())
}

/// Checks the forms of all events: each must name an event and belong to this dialect.
fn events(dialect: &dyn Dialect) -> Result<(), String> {
    for event in EventName::ALL {
        match dialect.form(event) {
            Some(form) if form.event.is_empty() => {
                return Err(format!("its form of {event} does not name an event"));
            }
            Some(form) if form.dialect.name() != dialect.name() => {
                return Err(format!(
                    "its form of {event} belongs to the dialect `{}`",
                    form.dialect
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

impl Default for Dialects {
    /// Returns a set with only the native dialect.
    fn default() -> Self {
        Self::native()
    }
}

/// The error for a dialect that cannot be added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DialectsError {
    kind: DialectsErrorKind,
    message: String,
    source: Option<Underlying>,
}

/// Why a dialect cannot be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DialectsErrorKind {
    /// The name is not a plain word.
    BadName,
    /// Another dialect has the same name.
    Twice,
    /// The reference holds only a name, not a dialect.
    Unresolved,
    /// The dialect's table of keys or of events contradicts itself.
    BrokenTable,
}

message_and_source!(DialectsError of DialectsErrorKind);

/// The error for a name that no dialect has.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownDialect {
    /// The name that was looked up.
    name: String,
    /// The names of the known dialects.
    known: Vec<String>,
}

impl UnknownDialect {
    /// Returns the unknown name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for UnknownDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = quoted(self.name.as_bytes(), 80);
        let known = self.known.join(" ");
        write!(f, "unknown dialect `{name}`; known dialects: {known}")
    }
}

impl std::error::Error for UnknownDialect {}

#[cfg(test)]
#[path = "set_tests.rs"]
mod tests;
