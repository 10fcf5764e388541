//! One rule of the `matcher` key: a name, a prefix, or `*`. Everything else is refused, because it
//! would never match, and the guard would silently never run.

use hooks_types::event::Target;
use hooks_types::text::{in_quotes, is_unseen, quoted, short_name};
use hooks_types::tool::canonical_tool;

use super::flaws::Read;
use super::values::text;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::format::Node;
use crate::words::Words;

/// The advice for an unsupported pattern.
const SUPPORTED: &str = "a matcher is an exact name, `prefix*`, `*`, or an array of these";

/// Reads one rule. A rule that could never match is an error.
///
/// Which characters a name can have depends on the target. Tools, sources, reasons and levels have plain names, so a
/// character of a pattern or list (`|`, `^`, a blank) is a mistake. Other targets can have names of any form, so almost
/// every name is accepted for them; only a `*` within the text is refused.
pub(super) fn rule(node: &Node, target: Target) -> Read<String> {
    let rule = text(node)?;
    let shown = quoted(rule.as_bytes(), 60);
    let refused = |rest: &str| bad(node, of_rule(&shown, rest));
    let of_regex = |sign: &str| {
        refused(&format!(
            ": `{sign}` is regular expression syntax, which is not supported"
        ))
    };
    if rule.is_empty() {
        return Err(bad(node, "an empty matcher matches nothing")
            .with_help("leave the key out, or write \"*\", to match everything"));
    }
    if rule.trim() != rule {
        let flaw = refused(" begins or ends with a space and would never match");
        return Err(flaw.with_help(Words::quoting(
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
        return Err(refused(&format!(": {what} is not supported")).with_help(SUPPORTED));
    }
    // `name.*` would be a prefix that ends with a dot, which is never intended. So refuse it.
    if rule.ends_with(".*") {
        let better = quoted(stem.trim_end_matches('.').as_bytes(), 60);
        let help = Words::quoting(format!("write `{better}*`"), "write `NAME*`");
        return Err(of_regex(".*").with_help(help));
    }
    if stem.contains('|') && target != Target::Named {
        return Err(list(node, '|', rule));
    }
    // No tool, source, reason or level has one of the following signs in its name. A rule with one of them was meant as
    // a list or pattern of another agent's format, so refuse it.
    let closed = matches!(
        target,
        Target::ToolName | Target::Source | Target::Reason | Target::Level
    );
    let sign = |is: fn(char) -> bool| stem.chars().find(|c| closed && is(*c));
    // In the formats of some agents a matcher is a regular expression, so people write one here
    // too. Refuse it with a message that says so.
    if let Some(sign) = sign(|c| "^$()[]{}\\+?".contains(c)) {
        return Err(of_regex(&sign.to_string()).with_help(SUPPORTED));
    }
    if let Some(sign) = sign(separates) {
        return Err(list(node, sign, rule));
    }
    if let Some(sign) = sign(is_in_no_name) {
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
pub(super) fn bad(node: &Node, message: impl Into<Words>) -> Flaw {
    Flaw::new(DiagnosticCode::BadMatcher, &node.span, message)
}

/// Returns a message about a rule. `rest` follows the rule and consists of our own words.
fn of_rule(shown: &str, rest: &str) -> Words {
    Words::quoting(format!("`{shown}`{rest}"), format!("the matcher{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_rule_is_named_with_the_matcher_to_write() {
        let told = |rule: &str| {
            let root = crate::format::parse_toml(&format!("x = '{rule}'")).unwrap();
            let flaw = super::rule(root.get("x").unwrap(), Target::ToolName).unwrap_err();
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
            let read = super::rule(root.get("x").unwrap(), Target::ToolName);
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
}
