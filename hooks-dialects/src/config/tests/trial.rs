//! Test helpers for all agents. They return hooks and diagnostics as short lines, so that a test can compare the whole
//! result.

use hooks_config::Loaded;
use hooks_config::format::Place;
use hooks_types::spec::{Handler, Liveness, Program};
use hooks_types::{DialectRef, HookSpec};

use super::agents;

/// Returns the place of the file with this path.
pub(crate) fn place(path: &str) -> Place {
    agents().place(path)
}

/// Loads a single file.
pub(crate) fn parse(text: &str, dialect: DialectRef, place: &Place) -> Loaded {
    agents().parse(text, dialect, place)
}

/// Loads several files of one agent together.
pub(crate) fn together(dialect: &DialectRef, files: &[(Place, String)]) -> Vec<Loaded> {
    let files = files.iter();
    agents().parse_together(files.map(|(place, text)| (text.as_str(), dialect.clone(), place)))
}

/// Joins several results of loading into one.
pub(crate) fn appended(parts: Vec<Loaded>) -> Loaded {
    let mut all = Loaded::default();
    parts.into_iter().for_each(|part| all.append(part));
    all
}

/// Loads a file of a project at `/p`.
pub(crate) fn load(dialect: DialectRef, path: &str, text: &str) -> Loaded {
    parse(text, dialect, &place(path))
}

/// Returns each diagnostic as `line:column severity[code] message`, without the path.
pub(crate) fn remarks(loaded: &Loaded) -> Vec<String> {
    loaded
        .diagnostics
        .iter()
        .map(|found| {
            format!(
                "{}:{} {}[{}] {}",
                found.line, found.column, found.severity, found.code, found.message
            )
        })
        .collect()
}

/// Returns each hook as `id program`, with the cause if the hook does not run.
pub(crate) fn hooks(loaded: &Loaded) -> Vec<String> {
    loaded.hooks_despite_errors().iter().map(line).collect()
}

/// Returns one hook as a line.
fn line(spec: &HookSpec) -> String {
    let run = match &spec.handler {
        Handler::Command(command) => match &command.program {
            Program::Argv(argv) => format!("argv {}", argv.join(" ")),
            Program::Shell(text) => format!("sh {text}"),
            _ => "?".to_owned(),
        },
        Handler::Http(request) => format!("post {}", request.url),
        Handler::Unusable(failure) => format!("unusable: {failure}"),
        other => other.kind().to_string(),
    };
    match &spec.liveness {
        Liveness::NotLive { cause, .. } => format!("{} {run} [{cause}]", spec.id),
        _ => format!("{} {run}", spec.id),
    }
}
