//! Converts a handler to a JSON value.
//!
//! The value contains everything that decides what the hook runs, with which environment and in which folder. If the
//! program, arguments, variables or URL of a hook change, the hook needs new trust. The contents of the files that the
//! hook runs are not known here; hooks-config adds them with [`Fingerprint::with_files`].
//!
//! [`Fingerprint::with_files`]: super::Fingerprint::with_files

use serde_json::{Value, json};

use super::spec::path_value;
use crate::answer::OutcomeKind;
use crate::cause::Failure;
use crate::handler::{Command, Handler, HttpRequest, InheritEnv, OtherHandler, Program, WorkDir};

/// Converts a handler to an object whose only key is the handler's kind.
pub(super) fn value(handler: &Handler) -> Value {
    match handler {
        Handler::Command(command) => json!({ "command": command_value(command) }),
        Handler::Http(request) => json!({ "http": http(request) }),
        Handler::InProcess { key } => json!({ "in_process": key }),
        Handler::Other(OtherHandler { kind, config }) => {
            json!({ "other": { "kind": kind, "config": config } })
        }
        Handler::Unusable(failure) => json!({ "unusable": unusable(failure) }),
    }
}

/// Converts a command. `inherit_env` becomes `null` if the command inherits all variables, and a list of names
/// otherwise.
fn command_value(command: &Command) -> Value {
    let Command {
        program,
        work_dir,
        work_dir_fallbacks,
        env,
        inherit_env,
        payload,
        leftovers,
        launch,
        // Leave these fields out, because they describe the session and the trust in its files, not the hook.
        confinement: _,
        start_check: _,
    } = command;
    json!({
        "program": match program {
            Program::Argv(argv) => json!({ "argv": argv }),
            Program::Shell(text) => json!({ "shell": text }),
        },
        "work_dir": match work_dir {
            WorkDir::Session => Value::Null,
            WorkDir::Fixed(folder) => path_value(folder),
        },
        "work_dir_fallbacks": work_dir_fallbacks.iter().map(|at| path_value(at)).collect::<Vec<_>>(),
        "env": env,
        "inherit_env": match inherit_env {
            InheritEnv::All => Value::Null,
            InheritEnv::Only(names) => json!(names),
        },
        "payload": payload.code(),
        "leftovers": leftovers.code(),
        "launch": launch.code(),
    })
}

/// Converts an HTTP request. Variables in its headers are converted as their names, because their values are not known
/// here.
fn http(request: &HttpRequest) -> Value {
    let HttpRequest {
        url,
        headers,
        allowed_env,
        https_only,
    } = request;
    json!({
        "url": url,
        "headers": headers,
        "allowed_env": allowed_env,
        "https_only": https_only,
    })
}

/// Converts the failure of a config entry that cannot be used. The failure is part of the fingerprint, because trust in
/// the broken entry must not cover the repaired entry.
fn unusable(failure: &Failure) -> Value {
    json!({
        "cause": failure.cause.code(),
        "message": failure.message,
        "notices": failure.notices,
        "means": failure.means.map(crate::spec::OnFailure::code),
        "said": failure.said.map(said),
    })
}

/// Returns the word for an outcome in a fingerprint. Unlike the outcome's code, this word begins with a capital letter,
/// as in existing fingerprints.
fn said(said: OutcomeKind) -> &'static str {
    match said {
        OutcomeKind::Proceed => "Proceed",
        OutcomeKind::Allow => "Allow",
        OutcomeKind::Modify => "Modify",
        OutcomeKind::Ask => "Ask",
        OutcomeKind::Block => "Block",
    }
}
