//! Files to hooks: the only place that reads any.

use std::path::Path;

use hooks_types::{Dialect, Scope};

use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
use crate::discovery::{Candidate, ProjectTrust};
use crate::loaded::Loaded;
use crate::native::parse;
use crate::options::LoadOptions;
use crate::read::{read_found, read_text};

/// Loads native files named by the user, in this order. One that cannot be read is an error.
///
/// From configuration to a running router:
///
/// ```no_run
/// let loaded = hooks_config::load_files(["hooks.toml"]);
/// let limits = loaded.limits;
/// let hooks = loaded.into_hooks()?;
/// // let router = Router::new(hooks, executor).with_limits(limits);
/// # Ok::<(), hooks_config::LoadError>(())
/// ```
#[must_use]
pub fn load_files<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Loaded {
    let mut loaded = Loaded::default();
    for path in paths {
        loaded.append(load_file(
            Dialect::Native,
            &LoadOptions::of_file(path.as_ref()),
        ));
    }
    loaded
}

/// Loads the file that `options` names, in the format of `dialect`.
#[must_use]
pub fn load_file(dialect: Dialect, options: &LoadOptions) -> Loaded {
    from_text(dialect, options, read_text(&options.file))
}

/// Loads those of the files that are there, in this order. Hooks of a project that is not trusted
/// are listed without being live.
#[must_use]
pub fn load_candidates(candidates: &[Candidate], trust: ProjectTrust) -> Loaded {
    let mut loaded = Loaded::default();
    for candidate in candidates {
        let Some(text) = read_found(&candidate.path) else {
            continue;
        };
        let options = LoadOptions::of_file(&candidate.path).in_scope(candidate.scope);
        let options = match (candidate.scope, trust) {
            (Scope::Project, ProjectTrust::Untrusted) => options.untrusted(),
            _ => options,
        };
        loaded.append(from_text(candidate.dialect, &options, text));
    }
    loaded
}

fn from_text(dialect: Dialect, options: &LoadOptions, text: Result<String, String>) -> Loaded {
    match text {
        Ok(text) => parse_as(dialect, &text, options),
        Err(problem) => one_error(options, DiagnosticCode::Unreadable, problem, ""),
    }
}

/// The hooks of a text in the format of `dialect`.
fn parse_as(dialect: Dialect, text: &str, options: &LoadOptions) -> Loaded {
    match dialect {
        Dialect::Native => parse(text, options),
        other => one_error(
            options,
            DiagnosticCode::UnknownFormat,
            format!("this build does not read files of {other}"),
            text,
        ),
    }
}

fn one_error(options: &LoadOptions, code: DiagnosticCode, message: String, text: &str) -> Loaded {
    let mut loaded = Loaded::default();
    loaded.diagnostics.push(Diagnostic::new(
        code,
        Severity::Error,
        message,
        &options.file,
        text,
        0..0,
    ));
    loaded
}
