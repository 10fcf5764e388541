//! The `matcher` key: names, prefixes, `*`, or a list of these. Everything else is refused, because it
//! would never match, and the guard would silently never run.
//!
//! | rule | matches |
//! |---|---|
//! | `shell` | the name `shell` |
//! | `mcp__github__*` | names that begin with `mcp__github__` |
//! | `*` | every name |
//! | an array of rules | names that one of the rules matches |

use hooks_types::DialectRef;
use hooks_types::event::Target;
use hooks_types::spec::Matcher;
use hooks_types::text::{in_quotes, is_unseen, quoted, short_name};
use hooks_types::tool::canonical_tool;
use serde::Serialize;

use super::flaws::{Read, wrong_type};
use super::tools::SHELL;
use super::values::{array, text};
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::format::Agents;
use crate::format::{Kind, Node};
use crate::words::Words;

/// The tools (or sources, levels, types) that a hook is for: an exact name, `prefix*`, `*`, or an array
/// of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum MatcherToml {
    /// One rule.
    One(String),
    /// Several rules, one of which must match.
    Many(Vec<String>),
}

/// The advice for an unsupported pattern.
const SUPPORTED: &str = "a matcher is an exact name, `prefix*`, `*`, or an array of these";

impl MatcherToml {
    /// Reads a matcher for an event with this kind of target (what the matcher is compared with, such as a tool's
    /// name).
    pub(crate) fn read(node: &Node, target: Target) -> Read<Self> {
        match &node.kind {
            Kind::List(items) if items.is_empty() => {
                Err(bad(node, "an empty array matches nothing")
                    .with_help("leave the key out to match everything"))
            }
            Kind::List(_) => {
                array(node, "an array of strings", |item| rule(item, target)).map(Self::Many)
            }
            Kind::Text(_) => rule(node, target).map(Self::One),
            _ => Err(wrong_type(node, "a string or an array of strings")),
        }
    }

    /// Converts the key to the router's matcher, for an entry in this dialect.
    ///
    /// `shell` is our name for the shell tool, and it keeps that meaning in an entry of any dialect. An entry with an
    /// agent's dialect is matched against the agent's own tool names. So if such an entry names `shell`, the shell
    /// names of all agents are added.
    pub(crate) fn lower(&self, dialect: &DialectRef, agents: &Agents) -> Matcher {
        let lowered = self.lowered();
        if dialect.is_native() || !fits(&lowered, SHELL) {
            return lowered;
        }
        let mut shells: Vec<String> = Vec::new();
        for name in agents.iter().flat_map(|agent| (agent.tool_names)(SHELL)) {
            if !shells.iter().any(|known| known == name) {
                shells.push(name.to_owned());
            }
        }
        if shells.is_empty() {
            return lowered;
        }
        Matcher::AnyOf(vec![lowered, Matcher::Names(shells)])
    }

    /// Returns the rules as the file writes them.
    pub(crate) fn rules(&self) -> &[String] {
        match self {
            Self::One(rule) => std::slice::from_ref(rule),
            Self::Many(rules) => rules,
        }
    }

    /// Converts the rules alone, without adding the names that agents have for `shell`.
    fn lowered(&self) -> Matcher {
        let rules = self.rules();
        if rules.iter().any(|rule| rule == "*") {
            return Matcher::Any;
        }
        let (prefixes, names): (Vec<&String>, Vec<&String>) =
            rules.iter().partition(|rule| rule.ends_with('*'));
        let mut alternatives: Vec<Matcher> = Vec::new();
        if !names.is_empty() {
            alternatives.push(Matcher::Names(names.into_iter().cloned().collect()));
        }
        alternatives.extend(
            prefixes
                .into_iter()
                .map(|rule| Matcher::Prefix(rule.trim_end_matches('*').to_owned())),
        );
        match alternatives.len() {
            1 => alternatives.swap_remove(0),
            _ => Matcher::AnyOf(alternatives),
        }
    }
}

/// Returns whether a matcher names this tool, by itself or in a list. Returns `false` for `Any`: `Any` matches every
/// tool, so the caller need not add names.
fn fits(matcher: &Matcher, name: &str) -> bool {
    match matcher {
        Matcher::Names(names) => names.iter().any(|known| known == name),
        Matcher::Prefix(prefix) => name.starts_with(prefix.as_str()),
        Matcher::AnyOf(any) => any.iter().any(|matcher| fits(matcher, name)),
        _ => false,
    }
}

/// Reads one rule. A rule that could never match is an error.
///
/// Which characters a name can have depends on the target. Tools, sources, reasons and levels have plain names, so a
/// character of a pattern or list (`|`, `^`, a blank) is a mistake. Other targets can have names of any form, so almost
/// every name is accepted for them; only a `*` within the text is refused.
fn rule(node: &Node, target: Target) -> Read<String> {
    let rule = text(node)?;
    let shown = quoted(rule.as_bytes(), 60);
    if rule.is_empty() {
        return Err(bad(node, "an empty matcher matches nothing")
            .with_help("leave the key out, or write \"*\", to match everything"));
    }
    if rule.trim() != rule {
        return Err(bad(
            node,
            of_rule(&shown, " begins or ends with a space and would never match"),
        )
        .with_help(Words::quoting(
            format!("write \"{}\"", quoted(rule.trim().as_bytes(), 60)),
            "write it without the space",
        )));
    }
    if target == Target::ToolName
        && let Some(tool) = tool_of_permission_rule(rule)
    {
        return Err(permission_rule(node, &shown, tool));
    }
    let stem = rule.strip_suffix('*').unwrap_or(rule);
    if stem.contains('*') {
        // Describe what the author meant: `*_file` was meant as a suffix, `a*b` was not.
        let what = match stem.strip_prefix('*') {
            Some(rest) if !rest.contains('*') && !rule.ends_with('*') => "a suffix pattern",
            _ => "a `*` anywhere but at the end",
        };
        return Err(
            bad(node, of_rule(&shown, &format!(": {what} is not supported"))).with_help(SUPPORTED),
        );
    }
    // `name.*` would be a prefix that ends with a dot, which is never intended. So refuse it.
    if rule.ends_with(".*") {
        let shown_better = quoted(stem.trim_end_matches('.').as_bytes(), 60);
        return Err(bad(
            node,
            of_rule(
                &shown,
                ": `.*` is regular expression syntax, which is not supported",
            ),
        )
        .with_help(Words::quoting(
            format!("write `{shown_better}*`"),
            "write `NAME*`",
        )));
    }
    // No tool, source, reason or level has `|` or a regular expression's signs in its name. A rule with one of these
    // characters was meant as a list or pattern of another agent's format, so refuse it.
    let closed = matches!(
        target,
        Target::ToolName | Target::Source | Target::Reason | Target::Level
    );
    if stem.contains('|') && target != Target::Named {
        return Err(list(node, '|', rule));
    }
    // In the formats of some agents a matcher is a regular expression, so people write one here
    // too. Refuse it with a message that says so.
    if closed && let Some(sign) = stem.chars().find(|c| "^$()[]{}\\+?".contains(*c)) {
        return Err(bad(
            node,
            of_rule(
                &shown,
                &format!(": `{sign}` is regular expression syntax, which is not supported"),
            ),
        )
        .with_help(SUPPORTED));
    }
    if closed && let Some(sign) = stem.chars().find(|c| separates(*c)) {
        return Err(list(node, sign, rule));
    }
    if closed && let Some(sign) = stem.chars().find(|c| is_in_no_name(*c)) {
        let sign = short_name(&sign.to_string());
        let message = Words::quoting(
            format!("`{shown}`: no name contains `{sign}`, so it would never match"),
            "the matcher contains a character that no name has, so it would never match",
        );
        return Err(bad(node, message).with_help(SUPPORTED));
    }
    Ok(rule.to_owned())
}

/// Returns the tool of a permission rule of Claude Code: `Bash` of `Bash(rm *)`.
fn tool_of_permission_rule(rule: &str) -> Option<&str> {
    let (tool, argument) = rule.strip_suffix(')')?.split_once('(')?;
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let is_rule = !tool.is_empty() && tool.chars().all(is_name) && !argument.contains(['(', ')']);
    is_rule.then_some(tool)
}

/// Returns the flaw of a permission rule: a matcher takes only names of tools.
fn permission_rule(node: &Node, shown: &str, tool: &str) -> Flaw {
    let ours = in_quotes(canonical_tool(tool).unwrap_or(tool), 60);
    let rest = "and let the hook's program judge what the call does";
    bad(
        node,
        of_rule(
            shown,
            " is a permission rule, and a matcher takes names of tools",
        ),
    )
    .with_help(Words::quoting(
        format!("write matcher = {ours}, {rest}"),
        format!("write only the name of the tool, {rest}"),
    ))
}

/// Returns whether people write this character between names in a single text. No name contains it.
fn separates(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ',' | ';' | '|' | '&' | '\u{ff0c}' | '\u{ff1b}' | '\u{ff5c}' | '\u{3001}'
        )
}

/// Returns whether no tool, source, reason or level can have this character in its name.
fn is_in_no_name(c: char) -> bool {
    is_unseen(c) || "!<>=%".contains(c)
}

/// Returns the flaw of several names in one text, with the array to write instead: `"Bash, Write"`, `"Edit|Write"`,
/// `"read and write"`. The array has the names without the quotes that are around them in the text.
fn list(node: &Node, sign: char, rule: &str) -> Flaw {
    let shown = quoted(rule.as_bytes(), 60);
    // `"Bash, Write"` would be read as one name that no tool has, and the guard would never run. So refuse the text.
    let what = match sign.is_whitespace() {
        true => "a space".to_owned(),
        false => format!("`{}`", short_name(&sign.to_string())),
    };
    let is_name = |part: &&str| !part.is_empty() && !matches!(*part, "and" | "or");
    let parts = rule.split(separates);
    let parts = parts.map(|part| part.trim_matches(['"', '\'', '`']));
    // Take at most 100 names: the message is shortened and shows only the first of them.
    let parts = parts.filter(is_name).take(100);
    let parts: Vec<String> = parts.map(|part| format!("{part:?}")).collect();
    let array = quoted(parts.join(", ").as_bytes(), 200);
    let flaw = bad(
        node,
        Words::quoting(
            format!("`{shown}`: {what} has no meaning in a matcher"),
            "the matcher is a list in one text, which has no meaning here",
        ),
    );
    match sign.is_whitespace() && is_command(rule) {
        true => flaw.with_help(OF_COMMAND),
        false => flaw.with_help(Words::quoting(
            format!("write an array: [{array}]"),
            "write an array: [\"NAME\", \"NAME\"]",
        )),
    }
}

/// The cure for a command in place of a tool's name.
const OF_COMMAND: &str =
    "a matcher names tools: write \"shell\", and let the hook's program look at the command";

/// Returns whether a text is probably a command line, such as `git push*`: none of its words is the name of a tool.
fn is_command(rule: &str) -> bool {
    let is_tool = |word: &str| {
        let word = word.trim_matches(|c| separates(c) || c == '*');
        canonical_tool(word).is_some() || word.starts_with("mcp__") || matches!(word, "and" | "or")
    };
    let mut words = rule.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_program = first
        .chars()
        .all(|c| c.is_ascii_lowercase() || "-./".contains(c));
    is_program && !is_tool(first) && !words.any(is_tool)
}

/// Returns the flaw of a matcher that cannot work.
fn bad(node: &Node, message: impl Into<Words>) -> Flaw {
    Flaw::new(DiagnosticCode::BadMatcher, &node.span, message)
}

/// Returns a message about a rule. `rest` follows the rule and consists of our own words.
fn of_rule(shown: &str, rest: &str) -> Words {
    Words::quoting(format!("`{shown}`{rest}"), format!("the matcher{rest}"))
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for MatcherToml {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Matcher".into()
    }
    /// Returns the schema of a rule: a name, a name with a `*` at the end, or `*`. The schema does not know the event,
    /// so it allows some rules that the parser refuses, such as a rule with the signs of other syntaxes.
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let rule = || {
            schemars::json_schema!({
                "type": "string",
                "pattern": "^([^*]*[^*.]\\*|[^*]+|\\*)$",
                "examples": ["shell", "mcp__github__*", "*"],
            })
        };
        schemars::json_schema!({
            "description": "Which tools (or sources, reasons, levels, types) the hook is for: an exact name, \"prefix*\", \"*\", or an array of these. Absent: all.",
            "oneOf": [rule(), { "type": "array", "minItems": 1, "items": rule() }],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered(toml: &str) -> Result<Matcher, String> {
        let root = crate::format::parse_toml(&format!("x = {toml}")).unwrap();
        MatcherToml::read(root.get("x").unwrap(), Target::ToolName)
            .map(|matcher| matcher.lower(&DialectRef::NATIVE, &Agents::default()))
            .map_err(|flaw| flaw.message)
    }

    #[test]
    fn a_permission_rule_is_named_with_the_matcher_to_write() {
        let told = |rule: &str| {
            let root = crate::format::parse_toml(&format!("x = '{rule}'")).unwrap();
            let flaw = MatcherToml::read(root.get("x").unwrap(), Target::ToolName).unwrap_err();
            (flaw.message, flaw.help.unwrap_or_default())
        };
        for (rule, ours) in [
            ("Bash(rm *)", "shell"),
            ("Bash(rm:*)", "shell"),
            ("Write(src/**)", "write_file"),
            ("mcp__gh(x)", "mcp__gh"),
        ] {
            let (message, help) = told(rule);
            assert!(message.contains("is a permission rule"), "{message}");
            assert!(help.contains(&format!("matcher = \"{ours}\"")), "{help}");
        }
        for other in ["(Bash|Write)", "Bash()x", "Ba(sh)(x)"] {
            assert!(!told(other).0.contains("permission rule"), "{other}");
        }
    }

    #[test]
    fn a_command_in_place_of_a_tool_is_told_apart_from_a_list_of_tools() {
        let help = |rule: &str| {
            let root = crate::format::parse_toml(&format!("x = '{rule}'")).unwrap();
            let read = MatcherToml::read(root.get("x").unwrap(), Target::ToolName);
            read.unwrap_err().help.unwrap_or_default()
        };
        for command in ["git push*", "rm -rf", "npm install"] {
            assert_eq!(help(command), OF_COMMAND, "{command}");
        }
        for list in [
            "Bash Write",
            "shell write_file",
            "read and write",
            "mcp__a mcp__b",
            "Deploy Roll",
        ] {
            assert!(
                help(list).starts_with("write an array: ["),
                "{list}: {}",
                help(list)
            );
        }
    }

    #[test]
    fn names_prefixes_and_arrays_become_matchers() {
        let names = |names: &[&str]| Matcher::Names(names.iter().map(|&n| n.to_owned()).collect());
        let prefix = |text: &str| Matcher::Prefix(text.to_owned());
        assert_eq!(lowered("'shell'"), Ok(names(&["shell"])));
        assert_eq!(lowered("'mcp__*'"), Ok(prefix("mcp__")));
        assert_eq!(lowered("'*'"), Ok(Matcher::Any));
        assert_eq!(lowered("['a', 'b']"), Ok(names(&["a", "b"])));
        assert_eq!(lowered("['a', '*']"), Ok(Matcher::Any));
        assert_eq!(
            lowered("['a', 'b*', 'c']"),
            Ok(Matcher::AnyOf(vec![names(&["a", "c"]), prefix("b")]))
        );
    }
}
