//! `hooks trust` at a terminal.

use std::fs::File;
use std::io::Write;
use std::process::{Child, Command};

use crate::support::Project;
use crate::terminal::{read_until, terminal};

fn trust_at(theirs: &File, project: &Project) -> Child {
    run_at(theirs, project, &["trust"])
}

/// Runs the program at a terminal.
pub(crate) fn run_at(theirs: &File, project: &Project, arguments: &[&str]) -> Child {
    let run = project.command(arguments);
    let mut command = Command::new("setsid");
    command
        .arg("-c")
        .arg(run.get_program())
        .args(run.get_args());
    for (name, value) in run.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
        .current_dir(project.root())
        .stdin(theirs.try_clone().unwrap())
        .stdout(theirs.try_clone().unwrap())
        .stderr(theirs.try_clone().unwrap())
        .spawn()
        .unwrap()
}

fn project() -> Project {
    let project = Project::new();
    let hooks = "[[hooks.post_tool_use]]\nname = \"after\"\ncommand = \"true\"\n\n[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"true\"\n";
    project.write(".agent-hooks/hooks.toml", hooks);
    project
}

fn trusted(project: &Project) -> usize {
    let list = project.run(&["trust", "list", "--format", "json"]).json();
    list["roots"][0]["hooks"].as_array().map_or(0, Vec::len)
}

#[test]
fn one_question_a_file_gates_first_and_the_default_is_no() {
    for (answers, expected) in [(&["\n"][..], 0), (&["yess\n"], 0), (&["y\n", "n\n"], 2)] {
        let project = project();
        let (mut ours, theirs) = terminal();
        let mut child = trust_at(&theirs, &project);
        let mut said = String::new();
        for answer in answers {
            said += &read_until(&mut ours, "[y/N] ", 1);
            ours.write_all(answer.as_bytes()).unwrap();
        }
        assert_eq!(child.wait().unwrap().code(), Some(0), "{said}");
        assert_eq!(trusted(&project), expected, "{answers:?}: {said}");
        let at = |text: &str| said.find(text).unwrap();
        assert!(at("`guard`") < at("`after`"), "{said}");
        assert!(said.contains("Trust these 2 hooks?"), "{said}");
    }
}

#[test]
fn the_first_question_announces_the_second_and_only_gates_have_one() {
    let project = project();
    let (mut ours, theirs) = terminal();
    let mut child = trust_at(&theirs, &project);
    let first = read_until(&mut ours, "[y/N] ", 1);
    for part in [
        "Two questions: may they run",
        "1 of 2: Trust these 2 hooks?",
    ] {
        assert!(first.contains(part), "{first}");
    }
    ours.write_all(b"y\n").unwrap();
    let second = read_until(&mut ours, "[y/N] ", 1);
    for part in [
        "If you say no, they can still block",
        "2 of 2: May their `allow`",
    ] {
        assert!(second.contains(part), "{second}");
    }
    ours.write_all(b"n\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));

    let project = Project::new();
    let hooks = "[[hooks.post_tool_use]]\nname = \"after\"\ncommand = \"true\"\n";
    project.write(".agent-hooks/hooks.toml", hooks);
    let (mut ours, theirs) = terminal();
    let mut child = trust_at(&theirs, &project);
    let only = read_until(&mut ours, "[y/N] ", 1);
    assert!(!only.contains("of 2"), "{only}");
    assert!(only.contains("Trust this hook?"), "{only}");
    ours.write_all(b"y\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(trusted(&project), 1);
}

#[test]
fn every_gate_that_may_not_grant_gets_the_command_that_changes_it() {
    let project = Project::new();
    let gate =
        |name: &str| format!("[[hooks.pre_tool_use]]\nname = \"{name}\"\ncommand = \"true\"\n");
    project.write(
        ".agent-hooks/hooks.toml",
        &["one", "two", "three"].map(gate).concat(),
    );
    let (mut ours, theirs) = terminal();
    let mut child = trust_at(&theirs, &project);
    read_until(&mut ours, "[y/N] ", 1);
    ours.write_all(b"y\n").unwrap();
    read_until(&mut ours, "[y/N] ", 1);
    ours.write_all(b"n\n").unwrap();
    let said = read_until(&mut ours, "--may-grant", 3);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let again = project.run(&["trust"]).stdout;
    for told in [&said, &again] {
        assert_eq!(
            told.matches("hooks trust --fingerprint v1:").count(),
            3,
            "{told}"
        );
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        for name in ["one", "two", "three"] {
            assert!(
                told.contains(&format!("`allow` of `{name}` (PreToolUse) count")),
                "{told}"
            );
        }
    }
    let list = project.run(&["trust", "list", "--json"]).json();
    let hooks = list["roots"][0]["hooks"].as_array().unwrap().clone();
    let mut arguments = vec!["trust", "--may-grant"];
    for hook in &hooks {
        arguments.extend(["--fingerprint", hook["fingerprint"].as_str().unwrap()]);
    }
    let granted = project.run(&arguments).stdout;
    let (_, back) = granted
        .split_once("to take that away: ")
        .unwrap_or_default();
    assert_eq!(back.matches("--fingerprint v1:").count(), 3, "{granted}");
}

#[test]
fn text_typed_before_the_question_is_not_an_answer() {
    let project = project();
    let (mut ours, theirs) = terminal();
    ours.write_all(b"y\ny\ny\n").unwrap();
    let mut child = trust_at(&theirs, &project);
    let said = read_until(&mut ours, "[y/N] ", 1);
    ours.write_all(b"n\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{said}");
    assert_eq!(trusted(&project), 0);
}

#[test]
fn what_changes_after_the_question_was_shown_is_not_trusted() {
    let project = Project::new();
    let hooks = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"sh guard.sh\"\n";
    project.write(".agent-hooks/hooks.toml", hooks);
    project.write("guard.sh", "true");
    let (mut ours, theirs) = terminal();
    let mut child = trust_at(&theirs, &project);
    read_until(&mut ours, "[y/N] ", 1);
    project.write("guard.sh", "touch evil-ran");
    ours.write_all(b"y\n").unwrap();
    read_until(&mut ours, "[y/N] ", 1);
    ours.write_all(b"n\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let ran = project.run(&["exec", "--", "true"]);
    assert_eq!(ran.code, Some(77), "{ran:?}");
    assert!(!project.has("evil-ran"));
}

#[test]
fn only_a_variable_that_is_set_for_a_hook_counts_as_its_root() {
    use hooks_types::spec::Command;
    use hooks_types::{DialectRef, EventName, HookSpec};

    let agents = hooks_dialects::agents();
    let native = DialectRef::NATIVE;
    let mut dialects = vec![(&native, &["HOOKS_PROJECT_DIR"][..])];
    dialects.extend(agents.iter().filter_map(|agent| {
        Some((
            agent.dialect,
            match agent.dialect.name() {
                "claude" => &["CLAUDE_PROJECT_DIR"][..],
                "codex" => &["CODEX_PROJECT_DIR"],
                "gemini" => &["GEMINI_PROJECT_DIR", "CLAUDE_PROJECT_DIR"],
                "cursor" => &["CURSOR_PROJECT_DIR", "CLAUDE_PROJECT_DIR"],
                "copilot" => &[],
                _ => return None,
            },
        ))
    }));
    assert_eq!(dialects.len(), 6);
    for (dialect, set) in dialects {
        for name in [
            "HOOKS_PROJECT_DIR",
            "PLUGIN_ROOT",
            "CLAUDE_PLUGIN_ROOT",
            "CLAUDE_PROJECT_DIR",
            "CODEX_PROJECT_DIR",
            "GEMINI_PROJECT_DIR",
            "CURSOR_PROJECT_DIR",
        ] {
            let command = Command::shell(format!("${name}/bin/touch pwn"));
            let event = EventName::PreToolUse;
            let form = hooks_types::wire::form_of(dialect, &event).unwrap();
            let hook = HookSpec::command("guard", event, command).with_form(form);
            let lines = hooks_config::not_covered(&hook, &agents);
            let is_later = lines
                .iter()
                .any(|line| line.contains("known only when it runs"));
            assert_eq!(
                is_later,
                !set.contains(&name),
                "{dialect} {name}: {lines:?}"
            );
        }
    }
}
