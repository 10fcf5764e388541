//! Code shared by the handler readers of several agents: handlers of unsupported types, and time limits.

use std::time::Duration;

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Kind, Node, Reader, Span, Text};
use hooks_types::HookSpec;
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Liveness, OtherHandler};
use hooks_types::text::{one_line, short_name};

use crate::config::timeout::{Unit, read_timeout};

/// Creates a handler of a type that this library cannot run. The embedding program can run the handler with its own
/// executor.
pub(crate) fn for_executor(
    reader: &mut Reader<'_>,
    (kind, noun): (&str, &str),
    span: &Span,
    node: &Node,
) -> Handler {
    let message = format!(
        "the program `hooks` cannot run a {noun} of type `{kind}`, so this hook fails here; an agent can run it"
    );
    reader.warn(DiagnosticCode::UnsupportedHandler, span, message);
    Handler::Other(OtherHandler::new(kind, node.to_map()))
}

/// Marks a hook as a hook that never runs, and adds a warning with the reason.
pub(crate) fn never(
    reader: &mut Reader<'_>,
    spec: &mut HookSpec,
    code: DiagnosticCode,
    span: &Span,
    reason: &str,
) {
    reader.warn(code, span, format!("{reason}; this hook never runs"));
    // Keep the hook in the list and mark it as a hook that never runs. Reports and `check` then show the reason.
    spec.liveness = Liveness::NotLive {
        cause: Cause::NeverRuns,
        // `one_line` makes the reason safe to print, since it can quote the file.
        reason: one_line(reason),
    };
}

/// Marks the hook of a handler whose type the agent accepts but never runs. The hook stays in the list, marked as a
/// hook that never runs.
pub(crate) fn passed_over(
    reader: &mut Reader<'_>,
    spec: &mut HookSpec,
    kind: Text<'_>,
    node: &Node,
) {
    let code = DiagnosticCode::UnsupportedHandler;
    let agent = reader.title();
    let reason = format!(
        "{agent} reads `{}` handlers and skips them",
        short_name(kind.text)
    );
    never(reader, spec, code, kind.span, &reason);
    // The agent skips a handler of this type. Here too, the handler must not run, and must not count as a failed hook.
    spec.handler = Handler::Other(OtherHandler::new(kind.text, node.to_map()));
}

/// Reads a time limit for an agent that accepts only whole seconds.
pub(crate) fn whole_seconds(reader: &mut Reader<'_>, node: &Node) -> Result<Duration, Flaw> {
    match &node.kind {
        Kind::Number(number) if number.is_u64() => {
            read_timeout(reader, node, "timeout", Unit::Seconds)
        }
        _ => {
            let agent = reader.title();
            let message = format!(
                "`timeout` must be a whole number of seconds; {agent} drops the whole file for any other value"
            );
            Err(Flaw::new(DiagnosticCode::WrongType, &node.span, message))
        }
    }
}

/// Reads the handler's `timeout`, or returns the agent's default.
pub(crate) fn timeout_or(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    unit: Unit,
    unset: Duration,
) -> Result<Duration, Flaw> {
    match fields.get("timeout") {
        Some(node) => read_timeout(reader, node, "timeout", unit),
        None => Ok(unset),
    }
}
