//! Finds scripts that seem to read the payload of another engine. This is a guess, so it is reported as
//! a note.
//!
//! Our payload has the fields of the event in `hook_event`; those of other agents have them at the top level. A script
//! written for one of the two finds nothing in the other: `jq -r .tool_input.command` prints `null`, and the guard lets
//! everything pass.

use hooks_types::HookSpec;
use hooks_types::spec::{Command, PayloadChannel};

use super::Finding;
use super::script::{Scripts, command, files_of, source_of, words_of};
use crate::diagnostic::DiagnosticCode;
use crate::variables_read::around;

/// Fields that other agents have at the top level of the payload, and we have in `hook_event`.
const FIELDS: &[&str] = &["tool_input", "tool_name", "tool_response"];

/// Notes a script that reads fields where the payload of its dialect does not have them. A script that reads
/// both shapes is for several agents, and is fine.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    if let Some(found) = in_arguments(command(hook)?, scripts) {
        return Some(found);
    }
    // Claude Code has a different key, `hook_event_name`, for the event's name.
    let source = source_of(command(hook)?, scripts).replace("hook_event_name", "");
    let (message, help) = match hook.form.dialect.is_native() {
        true if source.contains("hook_event") => return None,
        true => {
            let field = FIELDS.iter().find(|field| reads(&source, field))?;
            let message = format!(
                "it seems to read `{field}` at the top of the payload, where other agents have it"
            );
            (message, format!("read `hook_event.{field}`"))
        }
        false if reads(&source, "hook_event") => {
            let dialect = &hook.form.dialect;
            let message =
                format!("it seems to read `hook_event`, which is in no payload of {dialect}");
            let help = "its fields are at the top; `hooks fire EVENT --sample --print --speak \
                        AGENT` shows them";
            (message, help.to_owned())
        }
        false => return None,
    };
    let code = DiagnosticCode::PayloadShape;
    Some(Finding::note(code, "", message).help(help))
}

/// How scripts read their first argument.
const ARGUMENT: &[&str] = &["$1", "${1", "sys.argv[1]", "process.argv[2]"];
/// How scripts read stdin. A command that is not in this list may read it too, so common ones are.
const STDIN: &[&str] = &[
    "stdin",
    "cat",
    "read",
    "jq",
    "/dev/fd/0",
    "$(<",
    "mapfile",
    "tee",
    "awk",
    "sed",
    "python",
    "node",
    "input",
    "getopts",
    "shift",
];

/// Notes a script that reads its first argument and never stdin, where the payload is. It is given no argument: the
/// command ends with its name.
fn in_arguments(command: &Command, scripts: &Scripts<'_>) -> Option<Finding> {
    if command.payload != PayloadChannel::Stdin {
        return None;
    }
    let words = words_of(command);
    let last = words.last()?;
    let files = files_of(command);
    let script = files.last().filter(|path| path.ends_with(&last.text))?;
    let text = scripts.text(script)?;
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .collect();
    let code = code.join("\n");
    let argument = ARGUMENT.iter().find(|argument| code.contains(**argument))?;
    // The argument of a function is none of the script.
    let has_function = code.contains("()") || code.contains("function ");
    if has_function || STDIN.iter().any(|sign| code.contains(sign)) {
        return None;
    }
    let message =
        format!("it seems to read its argument (`{argument}`), but the command gives it none");
    let code = DiagnosticCode::PayloadShape;
    Some(
        Finding::note(code, "", message)
            .help("the payload is JSON on stdin: `input=$(cat)`, or `jq -r .` reads it"),
    )
}

/// Whether a script reads this field: `.name`, `["name"]` or `get("name"`.
fn reads(source: &str, field: &str) -> bool {
    around(source, field).any(|(before, after)| {
        let ends = |c: char| !(c.is_alphanumeric() || c == '_');
        let quoted = ["[\"", "['", "get(\"", "get('"];
        // After a dot the name may go on (`tool_inputs`); between quotes it is whole.
        match before.ends_with('.') {
            true => after.chars().next().is_none_or(ends),
            false => quoted.iter().any(|open| before.ends_with(open)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_read_in_the_ways_of_jq_python_and_node() {
        for reading in [
            "jq -r .tool_input.command",
            "json.load(sys.stdin)[\"tool_input\"]",
            "payload.get('tool_input', {})",
            "payload.tool_input",
        ] {
            assert!(reads(reading, "tool_input"), "{reading}");
        }
        for other in [
            "grep tool_input",
            "payload.tool_inputs",
            "\"tool_input\":",
            "",
        ] {
            assert!(!reads(other, "tool_input"), "{other}");
        }
    }
}
