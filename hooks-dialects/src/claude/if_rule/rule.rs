//! One permission rule against one call. It may only err towards running the hook.

use hooks_types::wire::Subjects;
use serde_json::Value;

use super::syntax::Rule;
use super::{command, host, path};
use crate::claude::glob::covers;

/// Tools whose rules are over the path of a file; the first of each line covers the others.
const READERS: &[&str] = &["Read", "Glob", "Grep", "LS", "NotebookRead"];
const WRITERS: &[&str] = &["Edit", "Write", "MultiEdit", "NotebookEdit"];

/// Whether a permission rule such as `Bash(git push *)` fits a call, by Claude Code's documentation:
///
/// | rule | fits |
/// |---|---|
/// | `Tool`, `Tool(*)` | every call of it; `mcp__server` its tools, `*` in a name any characters |
/// | `Bash(npm run build)` | that command; `*` any run of characters, a final ` *` or `:*` also nothing |
/// | `Edit(src/**)`, `Read(/.env)` | paths below the project, the session's folder or one above it; `~/` below any home, `//` from the root |
/// | `Edit`, `Read` and such | the other tools that write or read files, too |
/// | `WebFetch(domain:example.com)` | that host and those below it |
///
/// A command line is split at its operators and into its substitutions, quotes and blanks make
/// no difference, and it fits where one part does or may run what does (`env rm`, `bash -c ...`).
/// What cannot be judged fits: a text outside the grammar that all shells share, any text for
/// PowerShell, a rule over arguments where something is substituted, a path with `..` or a host
/// in an unusual spelling, an input without the field, a rule of another kind, a rule that is not
/// understood or names a tool that Claude Code does not have. An event without a tool never fits.
///
/// `folders` are those that a rule over paths may count from, beside the session's own and the project's.
pub(crate) fn fits(rule: &str, subjects: &Subjects, folders: &[&str]) -> bool {
    let Some((name, input)) = &subjects.tool else {
        return false;
    };
    // What is not understood leaves out nothing.
    let Ok(Rule { tool, argument }) = Rule::parse(rule) else {
        return true;
    };
    let names: Vec<&str> = std::iter::once(name.as_str())
        .chain(subjects.names.iter().map(String::as_str))
        .collect();
    if !names.iter().any(|name| is_tool(tool, name)) && !family(tool, &names) {
        return false;
    }
    let argument = match argument {
        None | Some("" | "*") => return true,
        Some(argument) => argument,
    };
    if tool == "Bash" {
        let text = subjects.command_text.as_deref();
        let text = text.or_else(|| input.get("command").and_then(Value::as_str));
        return text.is_none_or(|text| command::fits(argument, text));
    }
    if READERS.contains(&tool) || WRITERS.contains(&tool) {
        let project = subjects.project_dir.as_deref();
        let folders: Vec<&str> = folders.iter().copied().chain(project).collect();
        return path::fits(argument, &names, input, &subjects.cwd, &folders);
    }
    match (tool, argument.strip_prefix("domain:")) {
        ("WebFetch", Some(domain)) => host::fits(domain, input),
        ("Agent" | "Task", _) => input
            .get("subagent_type")
            .and_then(Value::as_str)
            .is_none_or(|kind| covers(&argument.to_lowercase(), &kind.to_lowercase())),
        _ => true,
    }
}

/// Whether a rule is over paths that may lie below a folder of the project.
#[cfg(feature = "config")]
pub(crate) fn counts_from_a_folder(rule: &str) -> bool {
    Rule::parse(rule).is_ok_and(|rule| {
        let argument = rule.argument.unwrap_or_default();
        let over_paths = READERS.contains(&rule.tool) || WRITERS.contains(&rule.tool);
        over_paths && !argument.is_empty() && !argument.starts_with(['~', '*'])
    })
}

fn is_tool(rule: &str, name: &str) -> bool {
    if rule == name || (rule.contains('*') && covers(rule, name)) {
        return true;
    }
    if !rule.starts_with("mcp__") {
        return false;
    }
    // No two servers differ in case alone, and a slip must not open a gate.
    let (rule, name) = (rule.to_lowercase(), name.to_lowercase());
    let of_server = name.strip_prefix(&rule);
    of_server.is_some_and(|rest| rest.is_empty() || rest.starts_with("__"))
        || (rule.contains('*') && covers(&rule, &name))
}

/// A rule over paths is for every tool that does such a thing with a file.
fn family(tool: &str, names: &[&str]) -> bool {
    [("Read", READERS), ("Edit", WRITERS)]
        .into_iter()
        .any(|(first, family)| {
            is_tool(tool, first) && names.iter().any(|name| family.contains(name))
        })
}

#[cfg(test)]
#[path = "rule_tests.rs"]
mod tests;
