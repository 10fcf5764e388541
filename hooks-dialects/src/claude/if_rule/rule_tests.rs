use serde_json::json;

use super::*;

fn fits(rule: &str, tool: &str, input: Value) -> bool {
    let mut subjects = Subjects::default();
    subjects.names.push(tool.to_owned());
    subjects.cwd = "/p".to_owned();
    subjects.tool = Some((tool.to_owned(), input));
    super::fits(rule, &subjects, &[])
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
    assert!(!super::fits("Bash", &Subjects::default(), &[]));
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
        "mcp__github:x",
        "mcp__github.x(y)",
        "mcp__github/x",
        "mcp__github__",
        "mcp__github_",
        "mcp__my server__x",
        "mcp__a,mcp__b",
        "mcp__a|mcp__b",
        "mcp__g\u{456}thub",
        "mcp__",
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

/// Checks that every call of an MCP tool matches, because the meaning of the tool's arguments is unknown.
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

#[test]
fn a_rule_without_a_path_is_for_the_whole_family_as_one_over_all_paths_is() {
    for rule in ["Edit", "Edit(*)", "Edit(**)", "Edit()", "Edi*"] {
        for tool in ["Edit", "Write", "MultiEdit", "NotebookEdit"] {
            let input = json!({"file_path": "a", "notebook_path": "a"});
            assert!(fits(rule, tool, input), "{rule} {tool}");
        }
        assert!(!fits(rule, "Read", json!({"file_path": "a"})), "{rule}");
    }
    for rule in ["Read", "Read(*)", "Read(**)"] {
        for tool in ["Read", "Glob", "Grep", "LS", "NotebookRead"] {
            assert!(fits(rule, tool, json!({"path": "a"})), "{rule} {tool}");
        }
        assert!(!fits(rule, "Write", json!({"file_path": "a"})), "{rule}");
    }
    assert!(!fits("Write", "Edit", json!({"file_path": "a"})));
}

#[test]
fn a_slip_in_a_rule_takes_no_guard_away() {
    let url = |url: &str| json!({ "url": url });
    for domain in [
        "https://example.com",
        "example.com/",
        "example.com:443",
        "*.example.com",
        "EXAMPLE.com.",
        " example.com",
        "",
    ] {
        let rule = format!("WebFetch(domain:{domain})");
        assert!(
            fits(&rule, "WebFetch", url("https://example.com")),
            "{rule}"
        );
        assert!(!fits(&rule, "Bash", json!({"command": "ls"})), "{rule}");
    }
    for rule in [
        "bash(rm *)",
        "Bash rm *",
        "Shell(rm *)",
        "Bash(rm *)|Bash(mv *)",
        "Bash|Write",
        "Bash, Write",
        "Bash(rm *);",
    ] {
        assert!(bash(rule, "rm x"), "{rule}");
        assert!(fits(rule, "Write", json!({"file_path": "a"})), "{rule}");
    }
    let push = || json!({});
    for rule in [
        "mcp__Git__push",
        "mcp__GIT",
        "mcp__git__PUSH(x)",
        "mcp__Git__*",
    ] {
        assert!(fits(rule, "mcp__git__push", push()), "{rule}");
        assert!(!fits(rule, "mcp__github__push", push()), "{rule}");
    }
    let agent = json!({"subagent_type": "Explore"});
    assert!(fits("Agent(explore)", "Agent", agent));
}
