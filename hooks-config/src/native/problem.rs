//! What is wrong with a value, before it is known which file it is in.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use hooks_types::near::nearest;
use hooks_types::{one_line, quoted};

use super::node::{Member, Node};
use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity, Unshown};
use crate::lines::Lines;

/// What reading one value comes to.
pub(crate) type Read<T> = Result<T, Problem>;

/// A remark about one value or key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    pub(crate) code: DiagnosticCode,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    help: Option<String>,
    span: Option<Range<usize>>,
    path: String,
}

impl Problem {
    /// An error at a value.
    pub(crate) fn error(code: DiagnosticCode, node: &Node, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: one_line(&message.into()),
            help: None,
            span: node.span.clone(),
            // A span says where more exactly.
            path: match node.span {
                Some(_) => String::new(),
                None => node.path.to_string(),
            },
        }
    }

    /// An error at a key.
    pub(crate) fn at_key(
        code: DiagnosticCode,
        member: &Member,
        message: impl Into<String>,
    ) -> Self {
        Self {
            span: member.span.clone().or_else(|| member.value.span.clone()),
            ..Self::error(code, &member.value, message)
        }
    }

    /// A value of another type than the key takes.
    pub(crate) fn wrong_type(node: &Node, wanted: &str) -> Self {
        let found = node.kind.name();
        Self::error(
            DiagnosticCode::WrongType,
            node,
            format!("expected {wanted}, found {found}"),
        )
    }

    /// A key nobody reads, with the one that may have been meant.
    pub(crate) fn unknown_key(member: &Member, known: &[&str]) -> Self {
        let problem = Self::at_key(
            DiagnosticCode::UnknownKey,
            member,
            format!("unknown key `{}`", quoted(member.key.as_bytes(), 60)),
        );
        match nearest(&member.key, known.iter().copied()) {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => problem.help(format!("known keys are {}", listed(known))),
        }
    }

    /// Says what to do about it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Makes it a remark that breaks nothing.
    pub(crate) fn into_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Makes it a warning that its key has no effect.
    pub(crate) fn without_effect(self) -> Self {
        Self {
            code: DiagnosticCode::NoEffect,
            ..self.into_warning()
        }
    }

    pub(crate) fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The same, about a file. Without a span the path of keys says where.
    pub(crate) fn into_diagnostic(
        self,
        file: &Arc<PathBuf>,
        text: &str,
        lines: &Lines,
    ) -> Diagnostic {
        let (message, span) = match self.span {
            Some(span) => (self.message, span),
            None if self.path.is_empty() => (self.message, 0..0),
            None => (format!("{}: {}", self.path, self.message), 0..0),
        };
        let at = lines.position(text, span.start);
        let found = Diagnostic::at(self.code, self.severity, &message, file, span, at);
        match self.help {
            Some(help) => found.with_help(help),
            None => found,
        }
    }
}

/// What is wrong with a table: the first remarks, and how many there are beyond.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Problems {
    pub(crate) kept: Vec<Problem>,
    pub(crate) unshown: Unshown,
}

impl Problems {
    pub(crate) fn push(&mut self, problem: Problem) {
        if !self.unshown.takes(self.kept.len(), problem.severity) {
            self.kept.push(problem);
        }
    }

    /// Adds an error that is made only if it is kept.
    pub(crate) fn push_error(&mut self, error: impl FnOnce() -> Problem) {
        if !self.unshown.takes(self.kept.len(), Severity::Error) {
            self.kept.push(error());
        }
    }

    /// Whether any is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.unshown.worst == Some(Severity::Error) || self.kept.iter().any(Problem::is_error)
    }
}

impl Extend<Problem> for Problems {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, problems: I) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }
}

/// Names for a sentence: `a`, `b`, `c`.
pub(crate) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

impl fmt::Display for Problem {
    /// `path: message (help)`, for serde's errors, which have no place for more.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}
