//! Finds matchers that match nothing, or more than they seem to.
//!
//! | matcher | finding |
//! |---|---|
//! | `Bash` in hooks.toml | a note: some agents have this name for `shell` |
//! | `deploy_tool` in hooks.toml | a note: no known agent has it, and the hook runs for exactly that name |
//! | `Wirte` in an agent's file | a warning: no tool of that agent has this name |
//! | `Shell` or `Bash` where the command's text is matched | a warning: it is compared with the text |
//! | `Edit` as a pattern in an agent's file | a note: it matches `MultiEdit` too |
//!
//! Which tools exist is known for the registered agents only, so an unknown name is a note unless it is close
//! to a known one.

use hooks_types::HookSpec;
use hooks_types::event::Target;
use hooks_types::near::nearest;
use hooks_types::spec::{Anchor, Matcher, Pattern, Subject};
use hooks_types::text::{quoted, short_name};

use super::Finding;
use super::reach::Reach;
use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
use crate::format::{AgentFiles, Agents};
use crate::native::{
    CANONICAL_TOOLS, FEW, canonical_of, is_doubted, is_known_tool, is_shell_program,
};

/// Returns the findings about the matchers of a hook (the names or patterns of the tools that it runs for). Only tool
/// events have matchers for tools.
pub(super) fn findings(hook: &HookSpec, agents: &Agents) -> Vec<Finding> {
    if hook.event.traits().target != Target::ToolName {
        return Vec::new();
    }
    // Mistakes in the matchers of native files were reported when the file was read. So report here only names of tools
    // that some or all agents lack.
    if hook.form.dialect.is_native() {
        let mut found = agent_names(hook, agents);
        found.extend(unknown(hook, agents));
        return found;
    }
    let known = names(hook, agents);
    if known.is_empty() {
        return Vec::new();
    }
    hook.matchers
        .iter()
        .flat_map(|matcher| match matcher {
            Matcher::Names(names) => names.iter().filter_map(|name| slip(name, &known)).collect(),
            Matcher::Pattern(pattern) => pattern_findings(pattern, &known, agents),
            _ => Vec::new(),
        })
        .collect()
}

/// Returns the finding that says why a hook never runs: one of its matchers never matches. Returns `None` if every
/// matcher can match something.
#[must_use]
pub fn never_matches<'f>(
    hook: &HookSpec,
    found: impl Iterator<Item = &'f Diagnostic>,
) -> Option<&'f Diagnostic> {
    let bad: Vec<&Diagnostic> = found
        .filter(|found| found.code == DiagnosticCode::BadMatcher)
        // Leave out the remarks that few agents have a tool of this name: in the agents that have it, the name can
        // match.
        .filter(|found| found.severity >= Severity::Warning && !found.message.starts_with(FEW))
        .collect();
    let about = |word: &str| {
        let shown = [
            format!("`{}`", quoted(word.as_bytes(), 60)),
            format!("`{}`", short_name(word)),
        ];
        let names = |found: &&&Diagnostic| shown.iter().any(|word| found.message.contains(word));
        bad.iter().find(names).copied()
    };
    let mut never = hook.matchers.iter().map(|matcher| match matcher {
        Matcher::Never => bad.first().copied(),
        Matcher::Names(names) => {
            let looked_at = names.iter().take(MOST_NAMES + 1);
            // An agent whose tools have our names runs the hook for one of our names, even if the hook's own agent has
            // no such tool.
            let is_ours = |name: &String| CANONICAL_TOOLS.contains(&name.as_str());
            let about = |name: &String| about(name).filter(|_| !is_ours(name));
            let each: Option<Vec<_>> = looked_at.map(about).collect();
            each?.first().copied()
        }
        Matcher::Pattern(pattern) => about(&pattern.text).filter(|found| {
            [NEVER, NO_NAME]
                .iter()
                .any(|why| found.message.contains(why))
        }),
        _ => None,
    });
    // A hook runs only if all its matchers match. So one matcher that matches nothing is enough to keep the hook from
    // running.
    never.find_map(|found| found)
}

/// Texts that occur in a message of the file's reader if the message is about a pattern that can match nothing.
const NEVER: &str = "never ";
const NO_NAME: &str = "matches no tool name";

/// Returns notes about names in a native matcher that only some agents use, unless the matcher also lists our name for
/// the tool. The suggested name comes from [`canonical_of`]. Mistyped names and `hooks explain` use the same function.
fn agent_names(hook: &HookSpec, agents: &Agents) -> Vec<Finding> {
    let reach = Reach::of(hook, agents);
    let all = hook.matchers.iter().flat_map(names_in);
    let found = all.take(MOST_NAMES).filter_map(|name| {
        let ours = canonical_of(name, agents).filter(|ours| *ours != name)?;
        // A matcher such as `["Bash", "shell"]` names the tool in both ways on purpose, so make no note.
        if reach.says(ours) {
            return None;
        }
        let shown = quoted(name.as_bytes(), 60);
        let message = format!("`{shown}` is some agents' name for `{ours}`");
        let help = format!("`{ours}` matches that tool in every agent");
        let code = DiagnosticCode::AgentName;
        Some(Finding::note(code, name, message).help(help))
    });
    found.collect()
}

/// Returns the exact names in a matcher. A prefix is left out, because it might be meant for tools that no list
/// contains.
fn names_in(matcher: &Matcher) -> Vec<&String> {
    match matcher {
        Matcher::Names(names) => names.iter().collect(),
        Matcher::AnyOf(any) => any.iter().flat_map(names_in).collect(),
        _ => Vec::new(),
    }
}

/// Returns a note about a matcher without any name of a known tool. The note says what the matcher does match. If the
/// agent has no tool with one of these names either, the guard never runs.
fn unknown(hook: &HookSpec, agents: &Agents) -> Option<Finding> {
    let [Matcher::Names(names)] = &hook.matchers[..] else {
        return None;
    };
    let first = names.first()?;
    let looked_at: Vec<&str> = names.iter().take(MOST_NAMES).map(String::as_str).collect();
    let fits = |name: &&str| is_known_tool(name, agents) || is_doubted(name, agents);
    if agents.is_empty() || looked_at.iter().any(fits) {
        return None;
    }
    let shown = quoted(first.as_bytes(), 60);
    let message = format!(
        "no known agent has a tool `{shown}`; the hook runs for a tool of exactly \
         that name"
    );
    let help = format!(
        "names known in every agent: {}; a tool of an MCP server is `mcp__server__tool`",
        CANONICAL_TOOLS.join(", ")
    );
    let code = DiagnosticCode::BadMatcher;
    Some(Finding::note(code, first, message).help(help))
}

/// The maximum number of names in one matcher that are examined.
const MOST_NAMES: usize = 64;

/// Returns the tool names of the hook's agent.
fn names(hook: &HookSpec, agents: &Agents) -> Vec<&'static str> {
    let agent = agents
        .iter()
        .find(|agent| agent.dialect == &hook.form.dialect);
    let Some(agent) = agent else {
        return Vec::new();
    };
    let names_of = |agent: &AgentFiles| {
        let tools = CANONICAL_TOOLS.iter();
        let names: Vec<_> = tools.flat_map(|tool| (agent.tool_names)(tool)).collect();
        names
    };
    let mut names = names_of(agent);
    // A file can write the event with another agent's name for it (`PreToolUse` in a file of Copilot). The matcher then
    // fits the tool names of that agent too, so add them.
    let usual = |agent: &AgentFiles| (agent.event_names)(&hook.event).first().copied();
    let key = Some(&*hook.form.event);
    if usual(agent) != key {
        let others = agents.iter().filter(|other| usual(other) == key);
        names.extend(others.flat_map(names_of));
    }
    names
}

/// Warns about a name that no tool has, if the name is similar to a tool's name or is the name of a shell program.
fn slip(name: &str, known: &[&'static str]) -> Option<Finding> {
    // Skip names of MCP tools: MCP servers choose these names, so they cannot be known here.
    if known.contains(&name) || name.starts_with("mcp_") {
        return None;
    }
    // The names of the shell come first in the list.
    let shell = || known.first().copied().filter(|_| is_shell_program(name));
    let meant = nearest(name, known.iter().copied()).or_else(shell)?;
    let shown = quoted(name.as_bytes(), 60);
    let message = format!("no tool is called `{shown}`; names are compared letter by letter");
    Some(
        Finding::warning(DiagnosticCode::BadMatcher, name, message)
            .help(format!("did you mean `{meant}`?")),
    )
}

/// Warns about a pattern that is compared with the text of the command, but consists of names of tools.
fn tool_as_command(
    pattern: &Pattern,
    words: &[&str],
    known: &[&'static str],
    agents: &Agents,
) -> Option<Finding> {
    // A name of another agent's tool counts only if it does not look like a command: `Bash` or `run_shell_command`, but
    // not `bash` or `grep`.
    let is_foreign = |word: &str| {
        word.contains(|c: char| c.is_uppercase() || c == '_') && is_known_tool(word, agents)
    };
    let is_tool = |word: &&str| {
        let word = word.trim_matches(['^', '$', '(', ')']);
        known.contains(&word) || is_foreign(word)
    };
    if !words.iter().all(is_tool) {
        return None;
    }
    let shown = quoted(pattern.text.as_bytes(), 60);
    let message = format!(
        "the matcher `{shown}` is compared with the text of the command, not with the name of a tool"
    );
    let help = "leave the matcher out: this event is only about shell commands";
    let code = DiagnosticCode::BadMatcher;
    Some(Finding::warning(code, pattern.text.clone(), message).help(help))
}

/// Examines a pattern that is a list of plain names, such as `Edit|Write`, and warns about each name that is close to a
/// tool's name. A pattern that is not anchored also matches longer names; a note lists the tools with these names.
///
/// A pattern for the text of a command is passed to [`tool_as_command`]. Any other pattern is skipped. What such a
/// pattern matches can only be found by running it, and its author wrote a pattern on purpose.
fn pattern_findings(pattern: &Pattern, known: &[&'static str], agents: &Agents) -> Vec<Finding> {
    // Examine at most 64 names. A longer list was probably generated by a program, which makes no typing mistakes.
    let words: Vec<&str> = pattern.text.split('|').take(64).collect();
    let is_name =
        |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_');
    if pattern.subject == Subject::CommandText {
        return tool_as_command(pattern, &words, known, agents)
            .into_iter()
            .collect();
    }
    if pattern.subject != Subject::Names || !words.iter().all(is_name) {
        return Vec::new();
    }
    // A pattern that is not anchored matches a part of a name too: `sh` matches `run_shell_command`.
    let is_part = |word: &str| {
        pattern.anchor == Anchor::Unanchored && known.iter().any(|tool| tool.contains(word))
    };
    let words_alone = words
        .iter()
        .filter(|word| !is_shell_program(word) || !is_part(word));
    let mut found: Vec<Finding> = words_alone.filter_map(|word| slip(word, known)).collect();
    if pattern.anchor == Anchor::Unanchored {
        // Most agents search for the pattern anywhere in the name, so `Edit` also guards `NotebookEdit`. Collect such
        // tools.
        let more =
            |tool: &&&str| !words.contains(*tool) && words.iter().any(|word| tool.contains(word));
        let more: Vec<&str> = known.iter().filter(more).copied().collect();
        if !more.is_empty() {
            let shown = quoted(pattern.text.as_bytes(), 60);
            let message = format!("the pattern `{shown}` also matches {}", more.join(", "));
            let help = format!("to match whole names only, write `^({shown})$`");
            let code = DiagnosticCode::LoosePattern;
            found.push(Finding::note(code, pattern.text.clone(), message).help(help));
        }
    }
    found
}
