//! The canonical tools, and names in matchers that were probably meant for one of an agent's tools.

use hooks_types::near::nearest;
use hooks_types::quoted;

use super::matcher::MatcherToml;
use crate::format::Agents;

/// Our names of tools that every agent has under a name of its own. Beside them there are the tools
/// of MCP servers, `mcp__server__tool`.
pub const CANONICAL_TOOLS: &[&str] = &[
    SHELL,
    "read_file",
    "write_file",
    "edit_file",
    "apply_patch",
    "list_files",
    "search",
    "web_fetch",
    "web_search",
    "subagent",
];

/// Our name of the agent's shell.
pub(super) const SHELL: &str = "shell";

/// So many rules of one matcher are looked at: a list of a hundred thousand names is nobody's slip.
const MOST_RULES: usize = 64;

/// A rule that probably fits no tool, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    pub(super) message: String,
    pub(super) help: String,
}

/// The rules of a matcher for tools that look like a slip: a known tool in another casing or a letter
/// or two away, a broken name of an MCP tool. An agent may have tools of any other name.
pub(super) fn doubts(matcher: &MatcherToml, agents: &Agents) -> Vec<Doubt> {
    let rules = matcher.rules();
    let names: Vec<&str> = names(agents).collect();
    let looked_at = rules.iter().take(MOST_RULES);
    looked_at
        .filter_map(|rule| match rule.strip_suffix('*') {
            Some(prefix) => mcp_prefix(prefix),
            None => mcp_name(rule).or_else(|| slip(rule, rules, &names)),
        })
        .collect()
}

fn slip(rule: &str, rules: &[String], names: &[&'static str]) -> Option<Doubt> {
    if CANONICAL_TOOLS.contains(&rule) {
        return None;
    }
    let bearers = |name: &str| names.iter().filter(|known| **known == name).count();
    let own = bearers(rule);
    let meant = if own == 0 {
        nearest(rule, CANONICAL_TOOLS.iter().chain(names).copied())?
    } else {
        // An agent's own name, beside one in another casing that fits in more of them.
        let twin = |name: &&&str| **name != rule && name.eq_ignore_ascii_case(rule);
        let canonical = CANONICAL_TOOLS.iter().find(twin);
        let wider = || names.iter().filter(twin).find(|name| bearers(name) > own);
        canonical.or_else(wider)?
    };
    if rules.iter().any(|other| other == meant) {
        return None;
    }
    let shown = quoted(rule.as_bytes(), 60);
    let message = match own {
        0 => format!("no tool is known by the name `{shown}`; names are compared letter by letter"),
        _ => format!("few agents have a tool `{shown}`; names are compared letter by letter"),
    };
    let help = format!("did you mean `{meant}`?");
    Some(Doubt { message, help })
}

/// The tools of all agents under the agents' own names; one that several agents have stands once for
/// each.
fn names(agents: &Agents) -> impl Iterator<Item = &'static str> {
    agents.iter().flat_map(|agent| {
        let tools = CANONICAL_TOOLS.iter();
        let mut own: Vec<_> = tools.flat_map(|tool| agent.tool_names(tool)).collect();
        own.sort_unstable();
        own.dedup();
        own
    })
}

const MCP: &str = "mcp__";

fn mcp_name(rule: &str) -> Option<Doubt> {
    if !is_meant_for_mcp(rule) {
        return None;
    }
    let parts = rule.strip_prefix(MCP).map(|rest| rest.split_once("__"));
    let help = match parts {
        Some(Some((server, tool))) if !server.is_empty() && !tool.is_empty() => return None,
        Some(_) => format!("`{}__*` fits all of its tools", rule.trim_end_matches('_')),
        None => FORM.to_owned(),
    };
    Some(mcp(rule, &quoted(help.as_bytes(), 120)))
}

fn mcp_prefix(prefix: &str) -> Option<Doubt> {
    let fits = prefix.starts_with(MCP) || MCP.starts_with(prefix);
    (is_meant_for_mcp(prefix) && !fits).then(|| mcp(&format!("{prefix}*"), FORM))
}

const FORM: &str =
    "a tool of an MCP server is `mcp__server__tool`, all of them are `mcp__server__*`";

fn mcp(rule: &str, help: &str) -> Doubt {
    let shown = quoted(rule.as_bytes(), 60);
    Doubt {
        message: format!("`{shown}` names no tool of an MCP server"),
        help: help.to_owned(),
    }
}

/// Whether a name begins as those of MCP tools do, in any casing, with any separator.
fn is_meant_for_mcp(rule: &str) -> bool {
    let mut letters = rule.chars();
    let begins = "mcp".chars().all(|expected| {
        let letter = letters.next();
        letter.is_some_and(|letter| letter.eq_ignore_ascii_case(&expected))
    });
    begins && letters.next().is_none_or(|next| !next.is_alphanumeric())
}
