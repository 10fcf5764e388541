//! Determines which tools a hook's matchers match, as far as that is possible without running patterns.
//!
//! Tools are compared by our names: a guard of `Bash` in Claude Code's settings and a guard of `shell` in hooks.toml
//! are guards of the same tool. Names, prefixes, lists and patterns that are lists of names can be interpreted.
//! Everything else makes the result uncertain, and then callers report nothing.

use hooks_types::HookSpec;
use hooks_types::spec::{Matcher, Pattern, Subject};
use hooks_types::text::short_name;

use crate::format::Agents;
use crate::native::canonical_of;

/// The maximum number of names that are kept per hook.
const MOST: usize = 64;

/// The tools that a hook's matchers match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reach {
    /// The tools, each by our name if we have one; `None` means every tool.
    tools: Option<Vec<Tool>>,
    /// Whether a matcher could not be interpreted. If so, more or fewer tools might match.
    unsure: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Tool {
    /// A tool by its name as written, with our name for that tool if we have one.
    Named(String, Option<&'static str>),
    /// All tools whose names begin with this text.
    Prefix(String),
}

impl Reach {
    /// Reads the matchers of a hook. A hook without a matcher is for every tool.
    ///
    /// A hook of an agent's file can have two matchers: the matcher of its group and a matcher of its own. Both must
    /// match. Their intersection is not computed; the result is marked as uncertain.
    pub(super) fn of(hook: &HookSpec, agents: &Agents) -> Self {
        let mut reach = Self {
            tools: None,
            unsure: false,
        };
        for matcher in &hook.matchers {
            let mut tools = Vec::new();
            if reach.read(matcher, agents, &mut tools) {
                continue;
            }
            // A tool must fit all matchers of the hook, but this function does not intersect them. Keep the tools of
            // the first matcher that names any: most likely the author means these tools.
            reach.unsure |= reach.tools.is_some();
            reach.tools.get_or_insert(tools);
        }
        reach
    }

    /// Collects the tools of one matcher. Returns whether the matcher matches every tool.
    fn read(&mut self, matcher: &Matcher, agents: &Agents, tools: &mut Vec<Tool>) -> bool {
        let named = |name: &str| Tool::Named(name.to_owned(), canonical_of(name, agents));
        match matcher {
            Matcher::Any => return true,
            Matcher::Names(names) => {
                self.unsure |= names.len() > MOST;
                tools.extend(names.iter().take(MOST).map(|name| named(name)));
            }
            Matcher::Prefix(prefix) if prefix.is_empty() => return true,
            Matcher::Prefix(prefix) => tools.push(Tool::Prefix(prefix.clone())),
            Matcher::AnyOf(any) => {
                let mut all = false;
                for one in any.iter().take(MOST) {
                    all |= self.read(one, agents, tools);
                }
                return all;
            }
            Matcher::Pattern(pattern) => match words(pattern) {
                Some(words) => tools.extend(words.into_iter().map(named)),
                None => self.unsure = true,
            },
            // A later version of hooks-types can have kinds of matcher that this code does not know. Treat a matcher of
            // such a kind as unclear.
            _ => self.unsure = true,
        }
        false
    }

    /// Returns whether the set of matched tools is certain.
    pub(super) fn is_sure(&self) -> bool {
        !self.unsure
    }

    /// Returns whether the matchers match every tool.
    pub(super) fn is_all(&self) -> bool {
        self.tools.is_none()
    }

    /// Returns whether the matchers match the tool with this name. If a tool has both our name and an agent's name,
    /// both names fit: a matcher of `Bash` fits `shell` and `Bash`. Returns `true` for every name if the matchers match
    /// every tool.
    pub(super) fn fits(&self, name: &str) -> bool {
        let fits = |tool: &Tool| match tool {
            Tool::Named(own, ours) => own == name || *ours == Some(name),
            Tool::Prefix(prefix) => name.starts_with(prefix.as_str()),
        };
        self.tools
            .as_ref()
            .is_none_or(|tools| tools.iter().any(fits))
    }

    /// Returns whether the matchers match this very name. Unlike for [`fits`](Self::fits), a matcher of `Bash` does not
    /// match `shell`.
    pub(super) fn says(&self, name: &str) -> bool {
        let says = |tool: &Tool| match tool {
            Tool::Named(own, _) => own == name,
            Tool::Prefix(prefix) => name.starts_with(prefix.as_str()),
        };
        self.tools
            .as_ref()
            .is_none_or(|tools| tools.iter().any(says))
    }

    /// Returns whether the matchers match some tool of an MCP server. Names of such tools begin with `mcp`. A prefix
    /// that is shorter, such as `m*`, matches them too.
    pub(super) fn fits_mcp(&self) -> bool {
        let fits = |tool: &Tool| match tool {
            Tool::Named(own, _) => own.starts_with("mcp"),
            Tool::Prefix(prefix) => {
                prefix.starts_with("mcp") || "mcp__".starts_with(prefix.as_str())
            }
        };
        self.tools
            .as_ref()
            .is_none_or(|tools| tools.iter().any(fits))
    }

    /// Returns a tool that the matchers of both hooks match, by the name that one of the two matchers has for it.
    /// Returns `every tool` if both hooks match all tools.
    pub(super) fn shared(&self, other: &Self) -> Option<String> {
        let named = |reach: &Self, other: &Self| {
            let tools = reach.tools.iter().flatten();
            let mut shared = tools.filter_map(|tool| match tool {
                Tool::Named(own, ours) => {
                    let name = ours.map_or(own.as_str(), |ours| ours);
                    (other.fits(name) || other.fits(own)).then(|| format!("`{}`", short_name(name)))
                }
                Tool::Prefix(prefix) => other
                    .fits(prefix)
                    .then(|| format!("`{}*`", short_name(prefix))),
            });
            shared.next()
        };
        match (&self.tools, &other.tools) {
            (None, None) => Some("every tool".to_owned()),
            // A prefix in either hook's matchers can match a name in the other hook's matchers, so compare in both
            // directions.
            _ => named(self, other).or_else(|| named(other, self)),
        }
    }
}

/// Returns the names in a pattern that consists of names only (`Edit|Write`, `^(Edit|Write)$`).
fn words(pattern: &Pattern) -> Option<Vec<&str>> {
    if pattern.subject != Subject::Names {
        return None;
    }
    let text = pattern.text.as_str();
    let bare = text.strip_prefix('^').unwrap_or(text);
    let bare = bare.strip_suffix('$').unwrap_or(bare);
    let bare = bare
        .strip_prefix('(')
        .and_then(|bare| bare.strip_suffix(')'))
        .unwrap_or(bare);
    let words: Vec<&str> = bare.split('|').take(MOST + 1).collect();
    let is_name =
        |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_');
    (words.len() <= MOST && words.iter().all(is_name)).then_some(words)
}
