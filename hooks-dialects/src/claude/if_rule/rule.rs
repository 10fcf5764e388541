//! Evaluates one permission rule against one tool call. In doubt the rule matches, and the hook runs.

use hooks_types::wire::Subjects;
use serde_json::Value;

use super::syntax::Rule;
use super::{command, host, path};
use crate::claude::glob::covers;

/// Tools that read files, whose rules match file paths. A rule for `Read`, the first tool, applies to all of them.
const READERS: &[&str] = &["Read", "Glob", "Grep", "LS", "NotebookRead"];
/// Tools that change files, whose rules match file paths. A rule for `Edit`, the first tool, applies to all of them.
const WRITERS: &[&str] = &["Edit", "Write", "MultiEdit", "NotebookEdit"];

/// Returns whether a permission rule such as `Bash(git push *)` matches a call, according to Claude Code's
/// documentation:
///
/// | rule | matches |
/// |---|---|
/// | `Tool`, `Tool(*)` | every call of the tool; `mcp__server` matches all tools of the server, and `*` in a name matches any characters |
/// | `Bash(npm run build)` | this command; `*` is any run of characters, and a final ` *` or `:*` can also match nothing |
/// | `Edit(src/**)`, `Read(/.env)` | paths below the project's folder, the session's folder or a folder above it; `~/` matches below any folder, because the home folder is not known here; `//` means from the root |
/// | a rule for `Edit` or `Read` | also calls of the other tools that write or read files |
/// | `WebFetch(domain:example.com)` | this host and its subdomains |
///
/// A command line is split at its operators and into its substitutions. Quotes and blanks make no difference. The line
/// matches if one part matches, or can run a command that matches (`env rm`, `bash -c ...`).
///
/// If it cannot be decided whether a rule matches, the rule is treated as a match. Examples:
///
/// * a text outside the grammar that all shells share, and any text for PowerShell;
/// * a rule with arguments, if the command contains a substitution;
/// * a path with `..`, and a host in an unusual spelling;
/// * an input that lacks the field that the rule tests;
/// * a rule of a kind that is not in the table, and a rule for a tool that Claude Code does not have.
///
/// An event without a tool never matches.
///
/// `folders` are further folders to which paths in the rule can be relative, besides the session's folder and the
/// project's folder.
pub(crate) fn fits(rule: &str, subjects: &Subjects, folders: &[&str]) -> bool {
    let Some((name, input)) = &subjects.tool else {
        return false;
    };
    // A rule that is not understood matches every call.
    let Ok(Rule { tool, argument }) = Rule::parse(rule) else {
        return true;
    };
    // The tool's name in the payload, followed by all names under which matchers find the tool.
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
        // If the text of the command is unknown, the call cannot be compared with the rule, so the hook runs.
        return text.is_none_or(|text| command::fits(argument, text));
    }
    if READERS.contains(&tool) || WRITERS.contains(&tool) {
        let project = subjects.project_dir.as_deref();
        let folders: Vec<&str> = folders.iter().copied().chain(project).collect();
        return path::fits(argument, &names, input, &subjects.cwd, &folders);
    }
    match (tool, argument.strip_prefix("domain:")) {
        ("WebFetch", Some(domain)) => host::fits(domain, input),
        // For `Agent(TYPE)`, the type of the subagent is compared.
        ("Agent" | "Task", _) => input
            .get("subagent_type")
            .and_then(Value::as_str)
            .is_none_or(|kind| covers(&argument.to_lowercase(), &kind.to_lowercase())),
        _ => true,
    }
}

/// Returns whether the result of a rule depends on the folder to which its paths are relative. This is the case for a
/// rule over a file tool, unless its argument is empty or starts with `~` or `*`.
#[cfg(feature = "config")]
pub(crate) fn counts_from_a_folder(rule: &str) -> bool {
    Rule::parse(rule).is_ok_and(|rule| {
        let argument = rule.argument.unwrap_or_default();
        let over_paths = READERS.contains(&rule.tool) || WRITERS.contains(&rule.tool);
        over_paths && !argument.is_empty() && !argument.starts_with(['~', '*'])
    })
}

/// Returns whether a rule's tool name matches `name`.
fn is_tool(rule: &str, name: &str) -> bool {
    if rule == name || (rule.contains('*') && covers(rule, name)) {
        return true;
    }
    if !rule.starts_with("mcp__") {
        return false;
    }
    // MCP names are compared without regard to case: no two servers differ only in case, and a typo must not disable a
    // guard.
    let (rule, name) = (rule.to_lowercase(), name.to_lowercase());
    let of_server = name.strip_prefix(&rule);
    of_server.is_some_and(|rest| rest.is_empty() || rest.starts_with("__"))
        || (rule.contains('*') && covers(&rule, &name))
}

/// Returns whether a rule for `Read` or `Edit` applies to a tool with one of these names. A rule for `Read` applies to
/// every tool that reads files, a rule for `Edit` to every tool that changes files.
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
