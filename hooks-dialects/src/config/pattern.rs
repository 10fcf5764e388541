//! Finds errors in regular expressions when a file is loaded. The router decides later whether its engine accepts a
//! pattern; the check here is only an early warning.

use hooks_config::format::{Reader, Span};
use hooks_config::{DiagnosticCode, Severity, Words};
use hooks_types::spec::{Matcher, OnBadPattern, PatternSyntax};
use hooks_types::text::short_name;

/// Reports a pattern that the agent's engine certainly refuses, and says how the agent treats it. Returns whether it
/// reported the pattern.
pub(crate) fn remark(reader: &mut Reader<'_>, matcher: Option<&Matcher>, span: &Span) -> bool {
    let Some(Matcher::Pattern(pattern)) = matcher else {
        return false;
    };
    // `flaw` finds only obvious mistakes of a JavaScript pattern, because a wrong warning would be worse than no
    // warning.
    let mut flaw = flaw(&pattern.text).map(str::to_owned);
    // Codex and goose compile with the `regex` crate, so its own parser gives the exact answer.
    if pattern.syntax == PatternSyntax::Rust {
        flaw = flaw.or_else(|| rust_flaw(&pattern.text));
    }
    let Some(flaw) = flaw else {
        return false;
    };
    let (severity, effect) = match pattern.on_bad {
        OnBadPattern::NeverRuns => (Severity::Error, "the hook never runs"),
        OnBadPattern::Fails => (Severity::Error, "every call that it might match is blocked"),
        OnBadPattern::Exact => (Severity::Warning, "it is compared as a plain name"),
        _ => (Severity::Warning, "the hook always runs"),
    };
    let rest = format!("is not a valid pattern: {flaw}; {effect}");
    let message = Words::quoting(
        format!("`{}` {rest}", short_name(&pattern.text)),
        format!("the matcher {rest}"),
    );
    reader.say(severity, DiagnosticCode::BadMatcher, span, message);
    if let Some(cure) = cure(&pattern.text, reader.title()) {
        reader.help(cure);
    }
    true
}

/// Returns advice on a matcher that looks like a permission rule of Claude Code, or like a pattern for the files that a
/// tool may touch. Returns `None` for any other matcher.
fn cure(matcher: &str, agent: &str) -> Option<Words> {
    const ONLY_TOOLS: &str = "a matcher is compared only with tool names";
    let tool = matcher.split_once('(').filter(|(tool, rest)| {
        let is_name = !tool.is_empty() && tool.bytes().all(|letter| letter.is_ascii_alphanumeric());
        is_name && rest.ends_with(')')
    });
    // Only Claude Code has permission rules as conditions of a hook.
    let is_claude = agent == "Claude Code";
    match tool {
        Some((tool, _)) if is_claude => Some(Words::quoting(
            format!(
                "{ONLY_TOOLS}: write \"matcher\": \"{}\", and put the rule into the handler: \"if\": \"{}\"",
                short_name(tool),
                short_name(matcher)
            ),
            format!("{ONLY_TOOLS}: put a permission rule into the handler, as \"if\""),
        )),
        Some((tool, _)) => Some(Words::quoting(
            format!(
                "{ONLY_TOOLS}: write \"{}\", and test the rest in the hook's script",
                short_name(tool)
            ),
            format!("{ONLY_TOOLS}: write the tool's name, and test the rest in the hook's script"),
        )),
        None if matcher.starts_with(['*', '.', '/']) && matcher.len() > 1 => {
            Some(Words::ours(format!(
                "{ONLY_TOOLS}, never with files: write the tools' names, and test the file's name in the hook's script"
            )))
        }
        None => None,
    }
}

/// Returns why the `regex` crate refuses a pattern; `None` if it accepts the pattern. The crate has no look-around and
/// no back-references.
fn rust_flaw(pattern: &str) -> Option<String> {
    match regex_syntax::parse(pattern).err()? {
        regex_syntax::Error::Parse(error) => Some(error.kind().to_string()),
        regex_syntax::Error::Translate(error) => Some(error.kind().to_string()),
        error => Some(error.to_string()),
    }
}

/// Returns an error that makes a pattern invalid in JavaScript and in Rust; `None` if no such error was found.
fn flaw(pattern: &str) -> Option<&'static str> {
    let mut open = 0_usize;
    let mut in_class = false;
    // Whether the part of the pattern that was read so far ends in an element that `*`, `+` or `?` can repeat.
    let mut repeatable = false;
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            // The match guard `letters.next()` also consumes the escaped character, which no other arm must see.
            '\\' if letters.next().is_none() => return Some("it ends in a backslash"),
            '\\' => repeatable = true,
            ']' if in_class => (in_class, repeatable) = (false, true),
            _ if in_class => {}
            '[' => in_class = true,
            '(' => {
                open += 1;
                repeatable = false;
                // `(?` starts a special group: this `?` does not repeat anything. So skip it.
                if letters.as_str().starts_with('?') {
                    letters.next();
                }
            }
            ')' if open == 0 => return Some("a `)` has no opening `(`"),
            ')' => (open, repeatable) = (open - 1, true),
            '|' => repeatable = false,
            '*' | '+' | '?' if !repeatable => return Some("there is nothing to repeat"),
            _ => repeatable = true,
        }
    }
    match (open, in_class) {
        (_, true) => Some("a `[` is not closed"),
        (0, false) => None,
        _ => Some("a `(` is not closed"),
    }
}

#[cfg(test)]
mod tests {
    use super::{flaw, rust_flaw};

    #[test]
    fn what_the_regex_crate_refuses_is_named() {
        for bad in [
            "Ba(?=sh)",
            "(?!Bash)",
            "(?<=a)b",
            "(?<!a)b",
            "(a)\\1",
            "[z-a]",
            "x{2,1}",
            "\\p{No}x\\y",
            "(?P<n",
            "(",
            "*",
        ] {
            assert!(rust_flaw(bad).is_some(), "{bad}");
        }
        for good in ["^Bash$", "(?i)edit", "mcp__.*", "(?P<n>a)", "\\p{Lu}", "a|"] {
            assert_eq!(rust_flaw(good), None, "{good}");
        }
    }

    #[test]
    fn only_what_no_engine_takes_is_named() {
        for good in [
            "Edit.*", "^Bash$", "a|b", "(?:a|b)+", "(?=x)y", "(?<!x)y", "[*+?(]", "[)]", "a]",
            "\\(", "|", "a??", "x{2}", "[^a]*", "()", "",
        ] {
            assert_eq!(flaw(good), None, "{good}");
        }
        for bad in ["*", "**", "a|*", "(+)", "(a", "a)", "[a", "a\\", "(a]"] {
            assert!(flaw(bad).is_some(), "{bad}");
        }
    }
}
