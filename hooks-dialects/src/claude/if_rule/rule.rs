//! One permission rule against one call. It may only err towards running the hook.

use hooks_types::Subjects;
use serde_json::Value;

use super::syntax::Rule;
use super::{command, host, path};
use crate::claude::glob::covers;

/// Tools whose rules are over the path of a file; the first of each line covers the others.
const READERS: &[&str] = &["Read", "Glob", "Grep", "LS"];
const WRITERS: &[&str] = &["Edit", "Write", "MultiEdit", "NotebookEdit"];

/// Whether a permission rule such as `Bash(git push *)` fits a call, by Claude Code's documentation:
///
/// | rule | fits |
/// |---|---|
/// | `Tool`, `Tool(*)` | every call of it; `mcp__server` its tools, `*` in a name any characters |
/// | `Bash(npm run build)` | that command; `*` any run of characters, a final ` *` or `:*` also nothing |
/// | `Edit(src/**)`, `Read(./.env)` | paths below the session's folder; `~/` below any home, `//` from the root |
/// | `WebFetch(domain:example.com)` | that host and those below it |
///
/// A command line is split at its operators and into its substitutions, quotes and blanks make
/// no difference, and it fits where one part does or may run what does (`env rm`, `bash -c ...`).
/// What cannot be judged fits: a text outside the grammar that all shells share, any text for
/// PowerShell, a rule over arguments where something is substituted, a path with `..` or a host
/// in an unusual spelling, an input without the field, a rule of another kind, a rule that is not
/// understood or names a tool that Claude Code does not have. An event without a tool never fits.
pub(crate) fn fits(rule: &str, subjects: &Subjects) -> bool {
    let Some((name, input)) = &subjects.tool else {
        return false;
    };
    // What is not understood leaves out nothing.
    let Ok(Rule { tool, argument }) = Rule::parse(rule) else {
        return true;
    };
    let names: Vec<&str> = std::iter::once(name.as_str())
        .chain(subjects.names.iter().map(String::as_str))
        .collect();
    let named = names.iter().any(|name| is_tool(tool, name));
    let argument = match argument {
        None | Some("" | "*") => return named,
        Some(argument) => argument,
    };
    if !named && !family(tool, &names) {
        return false;
    }
    if tool == "Bash" {
        let text = subjects.command_text.as_deref();
        let text = text.or_else(|| input.get("command").and_then(Value::as_str));
        return text.is_none_or(|text| command::fits(argument, text));
    }
    if READERS.contains(&tool) || WRITERS.contains(&tool) {
        return path::fits(argument, &names, input, &subjects.cwd);
    }
    match (tool, argument.strip_prefix("domain:")) {
        ("WebFetch", Some(domain)) => host::fits(domain, input),
        ("Agent" | "Task", _) => input
            .get("subagent_type")
            .and_then(Value::as_str)
            .is_none_or(|kind| covers(argument, kind)),
        _ => true,
    }
}

fn is_tool(rule: &str, name: &str) -> bool {
    rule == name
        || (rule.contains('*') && covers(rule, name))
        || (rule.starts_with("mcp__")
            && name
                .strip_prefix(rule)
                .is_some_and(|rest| rest.starts_with("__")))
}

/// A rule over paths is for every tool that does such a thing with a file.
fn family(tool: &str, names: &[&str]) -> bool {
    [("Read", READERS), ("Edit", WRITERS)]
        .into_iter()
        .any(|(first, family)| tool == first && names.iter().any(|name| family.contains(name)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fits(rule: &str, tool: &str, input: Value) -> bool {
        let mut subjects = Subjects::default();
        subjects.names.push(tool.to_owned());
        subjects.cwd = "/p".to_owned();
        subjects.tool = Some((tool.to_owned(), input));
        super::fits(rule, &subjects)
    }

    fn bash(rule: &str, command: &str) -> bool {
        fits(rule, "Bash", json!({ "command": command }))
    }

    #[test]
    fn a_rule_names_a_tool() {
        assert!(bash("Bash", "ls") && bash("Bash(*)", "ls"));
        assert!(!fits("Bash", "BashOutput", json!({})));
        assert!(fits("mcp__git", "mcp__git__push", json!({})));
        assert!(!fits("mcp__git", "mcp__github__push", json!({})));
        assert!(fits("mcp__git__*", "mcp__git__push", json!({})));
        assert!(!super::fits("Bash", &Subjects::default()));
    }

    #[test]
    fn a_rule_that_is_not_understood_runs_its_hook() {
        for rule in [
            "Bash(git",
            "bash(git *)",
            "Bsh(git *)",
            "Shell(git *)",
            "BASH",
            "Edit|Bash(git *)",
            "Bash(git *) || Read(x)",
            "Bash(git *) x",
            "mcp_git",
            "()",
            "b*(git *)",
        ] {
            assert!(bash(rule, "rm -rf x"), "{rule}");
            assert!(fits(rule, "mcp__a__b", json!({})), "{rule}");
        }
    }

    #[test]
    fn commands_fit_part_by_part() {
        for (rule, command, expected) in [
            ("Bash(npm run build)", "npm run build", true),
            ("Bash(npm run build)", "npm run build:prod", false),
            ("Bash(ls *)", "ls -la", true),
            ("Bash(ls *)", "ls", true),
            ("Bash(ls *)", "lsof", false),
            ("Bash(git push:*)", "git push -f", true),
            ("Bash(git push *)", "cd x && git push", true),
            ("Bash(git push *)", "CI=1 git push", true),
            ("Bash(git push *)", "git status", false),
            ("Bash(rm *)", "echo $(rm -rf x)", true),
            ("Bash(rm *)", "echo $HOME", false),
            ("Bash(rm -rf *)", "echo $HOME", true),
            ("Bash(rm *)", "echo 'open", true),
            ("Bash(* --force)", "git push --force", true),
        ] {
            assert_eq!(bash(rule, command), expected, "{rule} {command}");
        }
    }

    #[test]
    fn paths_stand_below_the_sessions_folder() {
        for (rule, tool, path, expected) in [
            ("Edit(src/**)", "Edit", "/p/src/a/b.rs", true),
            ("Edit(src/**)", "Edit", "/p/lib/src/a.rs", false),
            ("Edit(**/src/**)", "Edit", "/p/lib/src/a.rs", true),
            ("Edit(*.ts)", "Write", "/p/x/a.ts", true),
            ("Write(*.ts)", "Edit", "/p/x/a.ts", false),
            ("Read(./.env)", "Read", "/p/.env", true),
            ("Read(./.env)", "Read", "/p/x/.env", false),
            ("Read(~/.ssh/**)", "Read", "/home/ada/.ssh/id", true),
            ("Read(//etc/**)", "Read", "/etc/passwd", true),
            ("Read(//etc/**)", "Read", "/p/etc/passwd", false),
        ] {
            let input = json!({ "file_path": path });
            assert_eq!(fits(rule, tool, input), expected, "{rule} {tool} {path}");
        }
        assert!(
            fits("Edit(src/**)", "Edit", json!(null)),
            "no path to judge"
        );
    }

    /// What an MCP server makes of its arguments is not known, so every call of the tool fits.
    #[test]
    fn a_path_given_to_an_mcp_tool_cannot_walk_round_a_rule() {
        for path in ["/p/src/a", "/p/lib/../src/a", "../p/src/a", "src\\a"] {
            for rule in [
                "mcp__files__read(src/**)",
                "mcp__files__*(./src/**)",
                "mcp__files(src/**)",
            ] {
                let input = || json!({ "path": path });
                assert!(fits(rule, "mcp__files__read", input()), "{rule} {path}");
                assert!(!fits(rule, "mcp__other__read", input()), "{rule} {path}");
            }
        }
    }

    #[test]
    fn hosts_and_agents_are_compared() {
        let url = |url: &str| json!({ "url": url });
        let rule = "WebFetch(domain:example.com)";
        assert!(fits(
            rule,
            "WebFetch",
            url("https://u@docs.Example.com:8/x")
        ));
        assert!(!fits(
            rule,
            "WebFetch",
            url("https://example.com.evil.org/")
        ));
        let agent = json!({"subagent_type": "Explore"});
        assert!(fits("Agent(Explore)", "Agent", agent.clone()));
        assert!(!fits("Agent(Plan)", "Agent", agent));
    }
}
