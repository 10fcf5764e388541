//! The canonical tool names, and checks for names in matchers that were probably meant for another
//! tool.
//!
//! Names are compared letter by letter when a hook is selected, so a guard of `Shell` or `bsh` never runs. No list of
//! tools is complete, though: an embedder declares its own, and MCP servers bring theirs. So only names that are
//! similar to a known name, or that have the form of a mistake in the table below, are reported, always as a warning:
//!
//! | rule | probably meant |
//! |---|---|
//! | `bsh`, `SHELL`, `zsh` | `shell` |
//! | `all`, `everything` | `*` |
//! | `Edit/Write` | an array of two names |
//! | `mcp__github` | `mcp__github__*` |
//! | `MCP-github` | a name of the form `mcp__server__tool` |

use std::collections::BTreeSet;

use hooks_types::near::{folded, nearest};
use hooks_types::text::quoted;
use hooks_types::tool::canonical_tool;

use super::matcher::MatcherToml;
use crate::format::{AgentFiles, Agents};
use crate::words::Words;

/// Our own names for the tools to which each agent gives a name of its own. Tools of MCP servers are called
/// `mcp__server__tool`.
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

/// Our name for an agent's shell tool.
pub(super) const SHELL: &str = "shell";

/// The maximum number of rules of one matcher that are examined. A longer list was generated, not mistyped.
const MOST_RULES: usize = 64;

/// The beginning of a remark about a tool name that some known agent has. A matcher with that name can match.
pub(crate) const FEW: &str = "few agents have";

/// A rule that probably matches no tool, and how to fix it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    /// The problem, for a person.
    pub(super) message: Words,
    /// The cure for the problem.
    pub(super) help: Words,
}

/// Checks a matcher of tools for probable mistakes: a known tool in another letter case or with a typo, or a malformed
/// name of an MCP tool. Other unknown names are accepted, because an agent might have such a tool.
pub(super) fn doubts(matcher: &MatcherToml, agents: &Agents) -> Vec<Doubt> {
    let rules = matcher.rules();
    // The set is the same for every rule, so build it once.
    let names = names(agents);
    let looked_at = rules.iter().take(MOST_RULES);
    looked_at
        .filter_map(|rule| match rule.strip_suffix('*') {
            Some(prefix) => mcp_prefix(prefix),
            // The checks are ordered from the most specific mistake to the least: each advice fits one
            // mistake, and only the first is given.
            None => mcp_name(rule)
                .or_else(|| everything(rule, &names))
                .or_else(|| joined(rule, &names))
                .or_else(|| slip(rule, rules, &names, agents)),
        })
        .collect()
}

/// Words that people write to match every tool. The matcher for that is `*`.
const EVERYTHING: &[&str] = &[
    "all",
    "alltools",
    "any",
    "anything",
    "anytool",
    "each",
    "every",
    "everything",
    "everytool",
    "tool",
    "tools",
];

/// Returns a doubt about a word that was probably meant to match every tool, unless an agent has a tool of this name.
fn everything(rule: &str, names: &BTreeSet<&'static str>) -> Option<Doubt> {
    let means_all = EVERYTHING.contains(&&*folded(rule)) && !names.contains(rule);
    means_all.then(|| Doubt {
        message: about(rule, " is read as the name of one tool"),
        help: "write \"*\", or leave the matcher out, to match every tool".into(),
    })
}

/// Returns a doubt about known names that are joined by a character that tool names can contain: `Edit/Write`. Every
/// part must be a known name, so a tool of an embedder called `my.tool-name` is not reported. Other separators are
/// refused when the rule is read.
fn joined(rule: &str, names: &BTreeSet<&'static str>) -> Option<Doubt> {
    let known = |part: &&str| CANONICAL_TOOLS.contains(part) || names.contains(part);
    let mut parts = rule.split(['/', ':', '.', '-', '~', '#', '@']);
    let all: Vec<&str> = parts.by_ref().take(MOST_RULES).collect();
    let is_list = all.len() > 1 && parts.next().is_none() && all.iter().all(known);
    is_list.then(|| Doubt {
        message: about(rule, " is read as the name of one tool"),
        // Every part is a name from our own tables, so the help quotes nothing of the file.
        help: Words::ours(format!("write an array: {all:?}")),
    })
}

/// Returns whether a name looks like a mistake. Such a name was reported when the file was read, so later checks do not
/// report it again.
pub(crate) fn is_doubted(name: &str, agents: &Agents) -> bool {
    !doubts(&MatcherToml::One(name.to_owned()), agents).is_empty()
}

/// Returns whether a name is the name of a known tool or of an MCP server's tool.
pub(crate) fn is_known_tool(name: &str, agents: &Agents) -> bool {
    CANONICAL_TOOLS.contains(&name) || is_meant_for_mcp(name) || names(agents).contains(name)
}

/// Returns a remark about a tool name that no known agent uses, or that few agents use in this letter case. Returns
/// `None` for names of known tools and of MCP servers' tools. Also returns `None` for a name that resembles none of
/// these names, because an agent might have a tool of that name.
#[must_use]
pub fn tool_doubt(name: &str, agents: &Agents) -> Option<String> {
    if is_meant_for_mcp(name) {
        return None;
    }
    let known = names(agents);
    let meant = meant_by(name, &known, agents)?;
    let few = match known.contains(name) {
        true => FEW,
        false => "no known agent has",
    };
    let shown = quoted(name.as_bytes(), 60);
    Some(format!("{few} a tool `{shown}`; did you mean `{meant}`?"))
}

/// Returns the tool that a name was probably meant for; `None` if a tool has exactly this name, or if the name
/// resembles no tool's name.
fn meant_by(name: &str, known: &BTreeSet<&'static str>, agents: &Agents) -> Option<&'static str> {
    if CANONICAL_TOOLS.contains(&name) {
        return None;
    }
    match known.contains(name) {
        true => meant_by_own(name, agents),
        false if is_shell_program(name) => Some(SHELL),
        false => nearest(name, CANONICAL_TOOLS.iter().chain(known).copied()),
    }
}

/// Returns whether a name is the name of a shell. People write it for the tool that runs commands.
pub(crate) fn is_shell_program(name: &str) -> bool {
    let shells = ["sh", "zsh", "dash", "ksh", "fish", "cmd", "pwsh"];
    shells.iter().any(|shell| shell.eq_ignore_ascii_case(name))
}

/// Returns a doubt about a name that was probably meant for a known tool, unless the matcher lists that tool too.
fn slip(
    rule: &str,
    rules: &[String],
    names: &BTreeSet<&'static str>,
    agents: &Agents,
) -> Option<Doubt> {
    let own = names.contains(rule);
    let meant = meant_by(rule, names, agents)?;
    // A matcher such as `["Bash", "bash"]` lists both spellings on purpose, so do not warn.
    if rules.iter().any(|other| other == meant) {
        return None;
    }
    let shown = quoted(rule.as_bytes(), 60);
    let rest = "names are compared letter by letter";
    let message = if own {
        // The rule is an agent's tool name from our own tables, so the message quotes nothing of the file.
        Words::ours(format!("{FEW} a tool `{shown}`; {rest}"))
    } else {
        Words::quoting(
            format!("no known tool is called `{shown}`; {rest}"),
            format!("no tool is known by a name in the matcher; {rest}"),
        )
    };
    let mut help = format!("did you mean `{meant}`?");
    // An agent's own tool name matches only in that agent, so also offer the canonical name.
    if let Some(canonical) = canonical_of(meant, agents).filter(|ours| *ours != meant) {
        help += &format!(" `{canonical}` matches that tool in every agent");
    }
    let help = Words::ours(help);
    Some(Doubt { message, help })
}

/// Returns our name for a tool, given our name or an agent's. If agents use one name for different tools, returns the
/// first of these tools in [`CANONICAL_TOOLS`].
#[must_use]
pub fn canonical_of(name: &str, agents: &Agents) -> Option<&'static str> {
    canonical_tool(name).or_else(|| {
        let bears =
            |agent: &'static AgentFiles, tool: &str| (agent.tool_names)(tool).contains(&name);
        let mut tools = CANONICAL_TOOLS.iter().copied();
        tools.find(|tool| agents.iter().any(|agent| bears(agent, tool)))
    })
}

/// Returns the tool that was probably meant by a rule that is the name of a tool in some agent. This is the canonical
/// tool whose name differs from the rule only in letter case. Otherwise it is the first name of a shell in the list of
/// agents that differs from the rule at most in letter case, such as `Bash` for the rule `bash`; `None` if this name is
/// the rule itself. Only shells get this second check, because a guard that misses the shell guards nothing. Any other
/// name of an agent means that agent's tool, so it needs no suggestion.
fn meant_by_own(rule: &str, agents: &Agents) -> Option<&'static str> {
    let twin = |name: &&'static str| *name != rule && name.eq_ignore_ascii_case(rule);
    let canonical = CANONICAL_TOOLS.iter().copied().find(twin);
    canonical.or_else(|| {
        let mut shells = agents.iter().flat_map(|agent| (agent.tool_names)(SHELL));
        let first = shells.find(|name| name.eq_ignore_ascii_case(rule))?;
        Some(first).filter(twin)
    })
}

/// Returns the agents' own names of all their tools. The names are sorted. So if two names are equally near, each run
/// makes the same suggestion.
fn names(agents: &Agents) -> BTreeSet<&'static str> {
    let of_agent = |agent: &'static AgentFiles| {
        let tools = CANONICAL_TOOLS.iter();
        tools.flat_map(move |tool| (agent.tool_names)(tool))
    };
    agents.iter().flat_map(of_agent).collect()
}

/// The prefix of every MCP server's tool.
const MCP: &str = "mcp__";

/// Returns a doubt about a malformed name of an MCP server's tool. A name with a server and a tool is accepted, even if
/// neither of them is known.
fn mcp_name(rule: &str) -> Option<Doubt> {
    if !is_meant_for_mcp(rule) {
        return None;
    }
    let parts = rule.strip_prefix(MCP).map(|rest| rest.split_once("__"));
    let help = match parts {
        Some(Some((server, tool))) if !server.is_empty() && !tool.is_empty() => return None,
        // `mcp__github` names only the server. So advise to match all tools of the server.
        Some(_) => {
            let server = quoted(rule.trim_end_matches('_').as_bytes(), 60);
            let rest = "__*` matches all of its tools";
            Words::quoting(format!("`{server}{rest}"), format!("`mcp__SERVER{rest}"))
        }
        None => FORM.into(),
    };
    Some(mcp(rule, help))
}

/// Returns a doubt about a prefix that looks like the beginning of MCP tool names but can match none of them.
fn mcp_prefix(prefix: &str) -> Option<Doubt> {
    // `mcp*` and `mcp_*` are shorter than `mcp__`, but match every tool of an MCP server. So accept them.
    let fits = prefix.starts_with(MCP) || MCP.starts_with(prefix);
    (is_meant_for_mcp(prefix) && !fits).then(|| mcp(&format!("{prefix}*"), FORM.into()))
}

/// The advice on how names of MCP tools are written.
const FORM: &str =
    "a tool of an MCP server is `mcp__server__tool`, all of them are `mcp__server__*`";

/// Builds the warning about a malformed name of an MCP tool.
fn mcp(rule: &str, help: Words) -> Doubt {
    Doubt {
        message: about(rule, " matches no tool of an MCP server"),
        help,
    }
}

/// Returns a message about a rule. `rest` is the text after the rule. It must not quote the file.
fn about(rule: &str, rest: &str) -> Words {
    let shown = quoted(rule.as_bytes(), 60);
    Words::quoting(format!("`{shown}`{rest}"), format!("the matcher{rest}"))
}

/// Returns whether a name begins like the name of an MCP tool, in any letter case and with any separator: `mcp__a__b`,
/// `MCP-a`, `mcp`. `mcphail` does not.
fn is_meant_for_mcp(rule: &str) -> bool {
    let mut letters = rule.chars();
    let begins = "mcp".chars().all(|expected| {
        let letter = letters.next();
        letter.is_some_and(|letter| letter.eq_ignore_ascii_case(&expected))
    });
    begins && letters.next().is_none_or(|next| !next.is_alphanumeric())
}
