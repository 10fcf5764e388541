//! Mistakes of a newcomer who knows only README.

use std::fs;
use std::process::Command;

use crate::support::{Project, fed};
use crate::trust::trust;

fn below(project: &Project, arguments: &[&str]) -> Command {
    fs::create_dir_all(project.path("sub/deep")).unwrap();
    let mut command = project.command(arguments);
    command.current_dir(project.path("sub/deep"));
    command
}

#[test]
fn a_made_up_call_from_a_subfolder_names_the_projects_root() {
    let project = Project::new();
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\ncommand = \"echo root=$HOOKS_PROJECT_DIR >&2; exit 2\"\n",
    );
    let said = format!("root={}", project.root().display());
    for speak in ["native", "claude", "codex", "gemini", "cursor", "copilot"] {
        let fire = [
            "fire",
            "PreToolUse",
            "--sample",
            "--speak",
            speak,
            "--trust-project",
            "--json",
        ];
        let report = fed(&mut below(&project, &fire), "").json();
        assert_eq!(report["message"], said, "{speak}: {report}");
    }
    let explain = [
        "explain",
        "PreToolUse",
        "--run",
        "--trust-project",
        "--json",
    ];
    let explained = fed(&mut below(&project, &explain), "").json();
    assert_eq!(explained["report"]["message"], said, "{explained}");
    let print = ["fire", "PreToolUse", "--sample", "--print"];
    let printed = fed(&mut below(&project, &print), "").json();
    assert_eq!(printed["project_dir"], project.root().display().to_string());
    let given = [&print[..], &["--set", "project_dir=/elsewhere"]].concat();
    let given = fed(&mut below(&project, &given), "").json();
    assert_eq!(given["project_dir"], "/elsewhere");
}

#[test]
fn check_reports_the_same_for_an_undecided_file_as_for_a_trusted_one() {
    let project = Project::new();
    let toml = "[[hooks.stop]]\ncommand = \"true\"\ntimeout = 5000\ncomand = \"x\"\n";
    project.write(".agent-hooks/hooks.toml", toml);
    let findings = |project: &Project| {
        let checked = project.run(&["check", "--json"]);
        let file = checked.json()["files"][0].clone();
        (
            checked.code,
            file["diagnostics"].clone(),
            file["trust"][0]["state"].clone(),
        )
    };
    let (code, found, state) = findings(&project);
    assert_eq!((code, state.as_str()), (Some(1), Some("new")), "{found}");
    let of_code = |code: &str| {
        let all = found.as_array().unwrap().iter();
        all.clone().find(|found| found["code"] == code).unwrap()
    };
    let misspelt = of_code("unknown_key");
    assert_eq!(misspelt["severity"], "error", "{found}");
    assert_eq!(misspelt["line"], 4, "{found}");
    assert_eq!(misspelt["message"], "unknown key `comand`", "{found}");
    assert_eq!(of_code("suspicious_unit")["line"], 3, "{found}");
}

#[test]
fn a_file_beside_its_place_is_named_with_the_right_one() {
    for name in [
        "hook.toml",
        ".agent-hooks/hook.toml",
        ".agent-hooks/hooks.json",
        ".agent-hooks/hooks.yaml",
        ".agent-hooks/hooks/hooks.toml",
    ] {
        let project = Project::new();
        project.write(name, "");
        let listed = project.run(&["list"]).stdout;
        let path = project.path(name).display().to_string();
        let right = project
            .path(".agent-hooks/hooks.toml")
            .display()
            .to_string();
        let said = format!("{path} is not read: hooks are looked for in {right}");
        assert!(listed.contains(&said), "{name}: {listed}");
    }
}

#[test]
fn exec_names_the_users_own_file_with_a_slip_in_its_name() {
    let project = Project::new();
    project.write_home(".config/agent-hooks/hook.toml", "");
    project.write(".agent-hooks/hook.toml", "");
    let ran = project.run(&["exec", "--", "true"]);
    assert!(
        ran.stderr
            .contains(".config/agent-hooks/hook.toml is not read"),
        "{ran:?}"
    );
    assert!(!ran.stderr.contains("project/.agent-hooks"), "{ran:?}");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
}

#[test]
fn a_changed_hook_is_not_live_and_what_does_not_run_it_is_said() {
    let project = Project::new();
    let toml = "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\n";
    project.write(".agent-hooks/hooks.toml", toml);
    trust(&project);
    project.write(".agent-hooks/hooks.toml", &toml.replace("true", "false"));
    let listed = project.run(&["list"]).stdout;
    assert!(listed.contains("1 hook, 0 live"), "{listed}");
    let words = listed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("`--trust-project` does not run it"),
        "{listed}"
    );
    assert!(words.contains("hooks trust --project"), "{listed}");
    let json = project.run(&["list", "--json"]).json();
    assert_eq!(json["hooks"][0]["live"], false, "{json}");
}

#[test]
fn a_timeout_names_its_limit_and_the_key_that_sets_it() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\ncommand = \"sleep 600\"\ntimeout = \"300ms\"\n",
    );
    let fire = [
        "fire",
        "PreToolUse",
        "--sample",
        "--config",
        "hooks.toml",
        "--json",
    ];
    let report = project.run(&fire).json();
    let reason = report["hooks"][0]["reason"].as_str().unwrap();
    assert!(
        reason.contains("after 300 ms (its time limit). `timeout` in its entry sets that limit"),
        "{reason}"
    );
}

#[test]
fn code_1_at_a_stop_and_words_in_one_word_are_found() {
    for (toml, code, said) in [
        (
            "[[hooks.stop]]\ncommand = \"exit 1\"",
            "exit_one",
            "`exit 2` to block",
        ),
        (
            "[[hooks.stop]]\ncommand = [\"python3 guard.py\"]",
            "bad_value",
            "each word is its own element",
        ),
        (
            "[[hooks.stop]]\ncommand = [\"python3\", \"guard.py --all\"]",
            "missing_file",
            "\"guard.py\", \"--all\"",
        ),
        (
            "[[hooks.stop]]\ncommand = [\"python3\", \"${config_dir}/guard.py --all\"]",
            "missing_file",
            "guard.py\", \"--all\"",
        ),
    ] {
        let project = Project::with_hooks(toml);
        let checked = project.run(&["check", "hooks.toml", "--json"]).json();
        let found = checked["files"][0]["diagnostics"]
            .as_array()
            .unwrap()
            .clone();
        let of_code = found.iter().find(|found| found["code"] == code);
        let help = of_code
            .and_then(|found| found["help"].as_str())
            .unwrap_or_default();
        assert!(help.contains(said), "{toml}: {checked}");
        assert_eq!(
            found.iter().filter(|found| found["code"] == code).count(),
            1,
            "{checked}"
        );
    }
    for fine in [
        "[\"bash\", \"-c\", \"a b.c\"]",
        "[\"python3\", \"-c\", \"import os\"]",
        r#"'python3 "/no/a b.py"'"#,
    ] {
        let project = Project::with_hooks(&format!("[[hooks.stop]]\ncommand = {fine}"));
        let checked = project.run(&["check", "hooks.toml"]).stdout;
        assert!(!checked.contains("is one word"), "{checked}");
    }
}

#[test]
fn a_failed_case_tells_programs_its_call_and_what_nobody_heard() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"echo unheard >&2\"\n",
    );
    project.write(
        "tests/a.toml",
        "event = \"pre_tool_use\"\nset = { command = \"git push\" }\n[expect]\noutcome = \"block\"\n",
    );
    let json = project.run(&["test", "tests", "--format", "json"]).json();
    let case = &json["cases"][0];
    assert!(
        case["call"].as_str().unwrap().contains("git push"),
        "{json}"
    );
    assert!(
        case["unheard"][0].as_str().unwrap().contains("unheard"),
        "{json}"
    );
    let junit = project.run(&["test", "tests", "--format", "junit"]).stdout;
    let beside = junit.split("<system-out>").nth(1).unwrap_or_default();
    assert!(
        beside.contains("git push") && beside.contains("unheard"),
        "{junit}"
    );
}

#[test]
fn the_date_of_a_decision_is_whole_at_80_columns() {
    let project = Project::new();
    let toml =
        "[[hooks.pre_tool_use]]\nname = \"a-name-that-takes-some-room\"\ncommand = \"true\"\n";
    project.write(".agent-hooks/hooks.toml", toml);
    trust(&project);
    let mut list = project.command(&["trust", "list"]);
    let listed = fed(list.env("COLUMNS", "80"), "").stdout;
    let stored = project.run(&["trust", "list", "--json"]).stdout;
    let at = stored
        .split("\"at\":\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let at = at.expect("the list tells when");
    assert!(
        listed.lines().any(|line| line.trim() == at),
        "{at}: {listed}"
    );
}
