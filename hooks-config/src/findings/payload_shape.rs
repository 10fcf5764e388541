//! Finds scripts that seem to expect the payload in a form that their hook does not get. This is a guess, so it is
//! reported as a note.
//!
//! Our payload has the fields of the event in `hook_event`; the payloads of other agents have them at the top level. A
//! script that was written for one of the two forms finds nothing in the other: `jq -r .tool_input.command` prints
//! `null`, and the guard lets everything pass.

use hooks_types::HookSpec;
use hooks_types::spec::Command;

use super::Finding;
use super::read_twice::two_readers;
use super::script::{Scripts, command, source_of};
use super::shell_of::shell_texts;
use super::{own_arguments, taken_stdin, unended_line};
use crate::diagnostic::DiagnosticCode;
use crate::variables_read::around;

/// Fields that are at the top level of other agents' payloads, and inside `hook_event` in our payload.
const FIELDS: &[&str] = &["tool_input", "tool_name", "tool_response"];

/// Returns a note about a script that reads fields where the payload of the hook's dialect does not have them. A script
/// that reads both forms is written for several agents, and gets no note.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let here = command(hook)?;
    let found = own_arguments::finding(here, scripts)
        .or_else(|| read_twice(here, scripts))
        .or_else(|| taken_stdin::finding(here, scripts))
        .or_else(|| unended_line::finding(hook, scripts));
    if found.is_some() {
        return found;
    }
    // Claude Code's own key for the event's name is `hook_event_name`. It contains `hook_event`, so remove it before
    // the search.
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
                format!("it seems to read `hook_event`, which payloads of {dialect} do not have");
            let help = "its fields are at the top; `hooks fire EVENT --sample --print --speak \
                        AGENT` shows them";
            (message, help.to_owned())
        }
        false => return None,
    };
    let code = DiagnosticCode::PayloadShape;
    Some(Finding::note(code, "", message).help(help))
}

/// Returns a note about a shell script in which two programs read stdin: the first program reads all of stdin, so the
/// second program gets nothing.
fn read_twice(command: &Command, scripts: &Scripts<'_>) -> Option<Finding> {
    let texts = shell_texts(command, scripts, "");
    let (first, second) = texts.iter().find_map(|text| two_readers(text))?;
    let after = match first == second {
        true => format!("the second `{second}`"),
        false => format!("`{second}` after it"),
    };
    let message = format!(
        "`{first}` reads the whole payload, so {after} gets nothing: stdin can be read once"
    );
    let program = if first == "cat" { second } else { first };
    let help = format!(
        "store the payload, `input=$(cat)`, and give it to each program: `printf '%s' \"$input\" | {program} ...`"
    );
    let code = DiagnosticCode::PayloadShape;
    Some(Finding::note(code, "", message).help(help))
}

/// Returns whether a script reads this field: `.name`, `["name"]` or `get("name"`.
fn reads(source: &str, field: &str) -> bool {
    around(source, field).any(|(before, after)| {
        let ends = |c: char| !(c.is_alphanumeric() || c == '_');
        let quoted = ["[\"", "['", "get(\"", "get('"];
        // After a dot, the name can be the beginning of a longer name (`tool_inputs`), so check where it ends. In
        // quotes the name is complete.
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
