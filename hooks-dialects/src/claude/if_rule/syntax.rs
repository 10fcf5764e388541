//! Parses a permission rule, or explains why it is not understood.

use hooks_types::near::nearest;
use hooks_types::text::short_name;

#[cfg(feature = "config")]
use super::host::is_domain;
use crate::claude::glob::covers;
use crate::claude::tools::{FURTHER, RENAMED, TOOLS};
use crate::identity;

/// One permission rule: `Tool` or `Tool(argument)`.
#[derive(Debug)]
pub(super) struct Rule<'a> {
    /// The tool's name, which can contain `*`.
    pub(super) tool: &'a str,
    /// The text between the parentheses; `None` without parentheses.
    pub(super) argument: Option<&'a str>,
}

/// Why a rule is not understood. Its hook runs on every call or, if only the rule's host is not understood, on every
/// fetch.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Slip {
    /// Why the rule is not understood, worded for a message.
    pub(crate) problem: String,
    /// The name of the tool that was probably meant, if a tool has a similar name.
    pub(crate) near: Option<&'static str>,
}

impl<'a> Rule<'a> {
    /// Parses the text of a rule.
    pub(super) fn parse(text: &'a str) -> Result<Self, Slip> {
        let slip = |problem: String, near| Err(Slip { problem, near });
        let text = text.trim();
        // Claude Code accepts only a single rule (hook reference). A combination of rules would never match the calls
        // that its author meant, so report it as an error.
        if ["&&", "||"].iter().any(|operator| text.contains(operator)) {
            let problem = "`if` takes one permission rule, without `&&` and `||`";
            return slip(problem.to_owned(), None);
        }
        let (tool, argument) = match text.split_once('(') {
            None => (text, None),
            Some((tool, rest)) => match closed(rest) {
                Some(argument) => (tool.trim_end(), Some(argument.trim())),
                None => {
                    let text = short_name(text);
                    let problem =
                        format!("`{text}` is not a single rule of the form `Tool(argument)`");
                    return slip(problem, None);
                }
            },
        };
        match is_tool(tool) {
            true => Ok(Self { tool, argument }),
            false => {
                let named = short_name(tool);
                let problem = format!("`{named}` is not a tool of Claude Code");
                slip(problem, meant(tool))
            }
        }
    }
}

/// Returns whether a rule cannot be parsed, and so matches every call.
pub(crate) fn is_unreadable(rule: &str) -> bool {
    Rule::parse(rule).is_err()
}

/// Returns the rule that the author of a text without a tool name probably meant: a rule for a path or for a command.
#[cfg(feature = "config")]
pub(crate) fn with_tool(rule: &str) -> Option<String> {
    let text = rule.trim();
    let is_text = !text.is_empty()
        && !text.starts_with("mcp")
        && text.starts_with(|c: char| c.is_ascii_lowercase() || matches!(c, '/' | '.' | '~' | '*'))
        && !text.contains(['(', ')', '|', ',', '&', '`']);
    let tool = match text.contains('/') && !text.contains(' ') {
        true => "Edit",
        false => "Bash",
    };
    is_text.then(|| format!("{tool}({})", short_name(text)))
}

/// Returns why a rule is not understood; `None` if it is understood.
#[cfg(feature = "config")]
pub(crate) fn slip(rule: &str) -> Option<Slip> {
    let rule = match Rule::parse(rule) {
        Ok(rule) => rule,
        Err(slip) => return Some(slip),
    };
    let domain = rule.argument?.strip_prefix("domain:")?;
    let wrong = rule.tool == "WebFetch" && !is_domain(domain);
    wrong.then(|| Slip {
        problem: format!("`{}` is not the name of a host", short_name(domain)),
        near: None,
    })
}

/// Returns the part of `text` before the closing parenthesis. Returns `None` if this parenthesis is not the last
/// character. Parentheses in the part must be balanced or escaped.
fn closed(text: &str) -> Option<&str> {
    let mut open = 1_usize;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        // A backslash makes the next parenthesis part of the argument, so skip the character after a backslash.
        match c {
            '\\' => _ = chars.next(),
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return (at + 1 == text.len()).then(|| &text[..at]);
        }
    }
    None
}

/// Returns the tool names that a rule may use, including former names.
fn names() -> impl Iterator<Item = &'static str> {
    let shared = TOOLS.names.iter().flat_map(|(_, names)| names.iter());
    let renamed = RENAMED.iter().flat_map(|(old, new)| [*old, *new]);
    shared
        .copied()
        .chain(renamed)
        .chain(FURTHER.split_whitespace())
}

/// Returns whether rules may use this tool name.
fn is_tool(name: &str) -> bool {
    match name.strip_prefix(MCP) {
        Some(rest) => is_of_mcp(rest),
        None if name.contains('*') => names().any(|known| covers(name, known)),
        None => names().any(|known| known == name),
    }
}

/// How the names of MCP tools start.
const MCP: &str = "mcp__";

/// Returns whether `rest`, the text after `mcp__`, can be the name of a server, or of a server and a tool. In these
/// names Claude Code replaces every character except ASCII letters, digits, `_` and `-` with `_`.
fn is_of_mcp(rest: &str) -> bool {
    let in_a_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '*');
    rest.chars().all(in_a_name)
        && !rest.starts_with('_')
        && !rest.is_empty()
        && !rest.ends_with('_')
}

/// Returns the tool that was probably meant by a name that is misspelt or belongs to another agent.
fn meant(word: &str) -> Option<&'static str> {
    let of_another = || {
        let kind = identity::kind_anywhere(word)?;
        TOOLS.names_of(kind).first().copied()
    };
    nearest(word, names()).or_else(of_another)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_named_with_the_probable_meaning() {
        for (rule, near) in [
            ("bash(rm *)", Some("Bash")),
            ("BASH", Some("Bash")),
            ("Bsh(rm *)", Some("Bash")),
            ("Wriet(src/**)", Some("Write")),
            ("webfetch(domain:a.b)", Some("WebFetch")),
            ("shell(rm *)", Some("Bash")),
            ("run_shell_command(rm *)", Some("Bash")),
            ("Deploy(x)", None),
            ("Edit|Write(src/**)", None),
            ("mcp_git__push", None),
            ("mcp__", None),
            ("mcp__github:x", None),
            ("mcp__github.x", None),
            ("mcp__github/x", None),
            ("mcp__github__", None),
            ("mcp____x", None),
            ("mcp__my server__x", None),
            ("mcp__git, mcp__hub", None),
            ("mcp__git|mcp__hub", None),
            ("bas*(rm *)", Some("Bash")),
            ("xyz*(rm *)", None),
            ("(rm *)", None),
            ("", None),
            ("Bash(rm *", None),
            ("Bash(rm *) x", None),
            ("Bash(rm *), Bash(dd *)", None),
            ("Bash(rm *) || Write(x)", None),
            ("Bash(rm x && rm y)", None),
        ] {
            let slip = Rule::parse(rule).expect_err(rule);
            assert_eq!(slip.near, near, "{rule}");
        }
    }

    #[cfg(feature = "config")]
    #[test]
    fn a_command_or_a_path_without_a_tool_gets_its_tool() {
        for (rule, meant) in [
            ("git push*", Some("Bash(git push*)")),
            ("rm -rf /tmp/x", Some("Bash(rm -rf /tmp/x)")),
            ("src/**", Some("Edit(src/**)")),
            ("mcp_git__push", None),
            ("git push || ls", None),
            ("Deploy", None),
            ("", None),
        ] {
            assert_eq!(with_tool(rule).as_deref(), meant, "{rule}");
        }
    }

    #[cfg(feature = "config")]
    #[test]
    fn a_domain_that_is_not_a_host_name_is_reported() {
        for domain in [
            "https://example.com",
            "example.com/x",
            "example.com:443",
            "",
        ] {
            let found = slip(&format!("WebFetch(domain:{domain})")).expect(domain);
            assert!(found.problem.contains("name of a host"), "{domain}");
        }
        assert_eq!(slip("WebFetch(domain:*.example.com)"), None);
    }

    #[test]
    fn rules_of_every_form_are_understood() {
        for rule in [
            "Bash",
            " Bash ( rm * ) ",
            "Bash(*)",
            "Bash(rm:*)",
            "Bash(echo (a) \\))",
            "mcp__git",
            "mcp__*__push(x)",
            "Web*",
            "Task(Explore)",
            "KillShell",
            "NotebookEdit",
            "Skill(review)",
        ] {
            assert!(Rule::parse(rule).is_ok(), "{rule}");
        }
    }
}
