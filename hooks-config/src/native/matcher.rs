//! The `matcher` key: names, prefixes, `*`, or a list of these.
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
use serde::Serialize;

use super::flaws::{Read, wrong_type};
use super::matcher_rule::{bad, rule};
use super::tools::SHELL;
use super::values::array;
use crate::format::{Agents, Kind, Node};

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
