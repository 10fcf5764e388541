//! The flaws of a table, and the messages that all kinds of value share.
//!
//! A message names the problem and quotes at most 60 characters of the user's text; the help says what to
//! write instead. [`Flaw`] escapes both.

use hooks_types::near::nearest;
use hooks_types::text::quoted;

use crate::diagnostic::{DiagnosticCode, Severity, Unshown};
use crate::flaw::Flaw;
use crate::format::{Kind, Member, Node};
use crate::words::Words;

/// The result of reading one value.
pub(crate) type Read<T> = Result<T, Flaw>;

/// The flaws of a table: the first flaws, and a count of the rest.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Flaws {
    /// The flaws that will be shown.
    pub(crate) kept: Vec<Flaw>,
    /// The count of the flaws that are not kept.
    pub(crate) unshown: Unshown,
}

impl Flaws {
    /// Adds a flaw, or only counts it if there are enough flaws already.
    pub(crate) fn push(&mut self, flaw: Flaw) {
        if !self.unshown.takes(self.kept.len(), flaw.severity) {
            self.kept.push(flaw);
        }
    }

    /// Adds an error, or only counts it if there are enough flaws already. `error` is called only if the error is kept:
    /// building it takes time, because it searches for the key that was meant, and a hostile file can have thousands of
    /// unknown keys.
    pub(crate) fn push_error(&mut self, error: impl FnOnce() -> Flaw) {
        if !self.unshown.takes(self.kept.len(), Severity::Error) {
            self.kept.push(error());
        }
    }

    /// Returns whether one of the flaws is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.unshown.worst == Some(Severity::Error) || self.kept.iter().any(Flaw::is_error)
    }
}

impl Extend<Flaw> for Flaws {
    /// Adds several flaws, each within the limit.
    fn extend<I: IntoIterator<Item = Flaw>>(&mut self, flaws: I) {
        flaws.into_iter().for_each(|flaw| self.push(flaw));
    }
}

/// Returns the flaw of a value that has the right type but is not allowed. The flaw marks the whole value, which can be
/// a list.
pub(crate) fn bad(node: &Node, message: impl Into<crate::words::Words>) -> Flaw {
    Flaw::new(DiagnosticCode::BadValue, &node.span, message)
}

/// Returns the flaw of a value of the wrong type. `wanted` is a noun with its article, such as "an array of names"; it
/// follows "expected" in the message. `wanted` is one of our own texts, so the message quotes nothing of the file.
pub(crate) fn wrong_type(node: &Node, wanted: &str) -> Flaw {
    // Name the type of the found value as TOML does.
    let found = match &node.kind {
        Kind::Number(number) if number.is_f64() => "a float",
        Kind::Number(_) => "an integer",
        Kind::List(_) => "an array",
        Kind::Table(_) => "a table",
        _ => node.kind_name(),
    };
    let message = format!("expected {wanted}, found {found}");
    Flaw::new(DiagnosticCode::WrongType, &node.span, Words::ours(message))
}

/// Returns the flaw of an unknown key. The message names the known key that was probably meant, or else all known keys.
pub(crate) fn unknown_key(member: &Member, known: &[&str]) -> Flaw {
    let message = format!("unknown key `{}`", quoted(member.key.as_bytes(), 60));
    let flaw = Flaw::new(DiagnosticCode::UnknownKey, &member.key_span, message);
    // In other agents' files the address of an HTTP handler is directly in the entry.
    if member.key == "url" && known.contains(&"http") && !known.contains(&"url") {
        return flaw.with_help(Words::ours("write http = { url = \"...\" }"));
    }
    match nearest(&member.key, known.iter().copied()) {
        Some(meant) => flaw.with_help(Words::ours(format!("did you mean `{meant}`?"))),
        None => flaw.with_help(Words::ours(format!("known keys are {}", listed(known)))),
    }
}

/// Returns names in backticks, for a sentence: `a`, `b`, `c`.
pub(crate) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
