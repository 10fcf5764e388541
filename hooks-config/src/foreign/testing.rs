//! What tests of all agents share: hooks and remarks as short lines that can be compared whole.

use hooks_types::{Dialect, Handler, HookSpec, Liveness, Program};

use super::{Place, parse};
use crate::loaded::Loaded;

/// The hooks and remarks of one file in a project at `/p`.
pub(crate) fn load(dialect: Dialect, path: &str, text: &str) -> Loaded {
    parse(text, dialect, &Place::new(path))
}

/// `line severity[code] message`, without the path.
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

/// `id what-runs`, and why not where it is not live.
pub(crate) fn hooks(loaded: &Loaded) -> Vec<String> {
    loaded.hooks_despite_errors().iter().map(line).collect()
}

fn line(spec: &HookSpec) -> String {
    let run = match &spec.handler {
        Handler::Command(command) => match &command.program {
            Program::Argv(argv) => format!("argv {}", argv.join(" ")),
            Program::Shell(text) => format!("sh {text}"),
            _ => "?".to_owned(),
        },
        Handler::Http(request) => format!("post {}", request.url),
        Handler::Unusable(failure) => format!("unusable: {failure}"),
        other => other.kind().to_owned(),
    };
    match &spec.liveness {
        Liveness::NotLive { cause, .. } => format!("{} {run} [{cause}]", spec.id),
        _ => format!("{} {run}", spec.id),
    }
}
