//! Programs that do not exist or cannot be found, and what a failed start means.

use serde_json::json;

use crate::support::{
    AGENT_FILES, EXPLAIN_TRUSTED, FIRE, HOOKS, Project, REMOVE_ALL, RUN, RUN_PUSH, RUN_TRUSTED,
    SHELL_GUARD, entry_told, on_one_line, said, script, with_file, with_project_hooks,
    with_settings,
};

#[test]
fn a_failure_is_told_once_in_full() {
    let told = entry_told("command = [\"/gone/guard\"]", RUN_TRUSTED);
    let sentence = "the program could not be started: /gone/guard";
    assert_eq!(told.matches(sentence).count(), 1, "{told}");
    assert!(told.contains("spawn_failed -> block"), "{told}");
}

#[test]
fn a_failure_is_told_once_and_with_its_cure() {
    for (command, word, cure) in [
        (
            "[\"${config_dir}/gone.sh\"]",
            "gone.sh",
            "create the file `gone.sh`, or correct its path in the entry",
        ),
        (
            "[\"bash\", \"${config_dir}/gone.sh\"]",
            "gone.sh",
            "create the file `gone.sh`, or correct its path in the entry",
        ),
        (
            "[\"pyhton3\", \"x\"]",
            "pyhton3",
            "install it, or write its path",
        ),
        ("[\"${config_dir}/plain.sh\"]", "plain.sh", "chmod +x"),
    ] {
        let project = Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = {command}\n"
        ));
        project.write("plain.sh", "#!/bin/sh\n");
        let told = project.run(FIRE).stdout;
        let below = told.split_once("hooks.toml:1").unwrap_or_default().1;
        assert_eq!(on_one_line(below).matches(cure).count(), 1, "{told}");
        assert!(!below.contains("`hooks check` says"), "{told}");
        let reason = below.matches("does not exist").count() + below.matches("no program").count();
        assert!(reason <= 1 && told.contains(word), "{told}");
    }
}

#[test]
fn a_script_that_another_agents_file_names_in_vain_is_told_in_its_row() {
    let gone = json!({ "type": "command", "command": "\"$CLAUDE_PROJECT_DIR\"/.claude/gone.sh" });
    let fine = json!({ "type": "command", "command": "true" });
    let settings =
        json!({ "hooks": { "PreToolUse": [{ "matcher": "Bash", "hooks": [gone, fine] }] } });
    let project = with_settings(&format!("{settings:#}"));
    let sentence = ".claude/gone.sh` does not exist, so the hook fails when it runs";
    let call = ["--trust-project", "--tool", "Bash"];
    let listed = said(&project.run(&["list", "--trust-project"]));
    assert!(
        listed.contains(sentence) && listed.contains("2 hooks, 1 live"),
        "{listed}"
    );
    let explained = said(&project.run(&[&["explain", "PreToolUse"], &call[..]].concat()));
    assert!(explained.contains(sentence), "{explained}");
    let fired = said(&project.run(&[&["fire", "PreToolUse", "--sample"], &call[..]].concat()));
    assert!(
        fired.contains("create the file `gone.sh`, or correct its path in the entry"),
        "{fired}"
    );
}

#[test]
fn a_missing_script_is_told_in_the_row_of_its_own_hook() {
    let project = Project::new();
    let hook =
        |path: &str| json!({ "type": "command", "command": format!("bash {path}/guard.sh") });
    let there = project.path("b");
    let hooks = [hook(&there.display().to_string()), hook("/no/such")];
    let settings = json!({ "hooks": { "PreToolUse": [{ "matcher": "Bash", "hooks": hooks }] } });
    // The two hooks are on one line of the file and have the same name.
    project.write(".claude/settings.json", &settings.to_string());
    project.write("b/guard.sh", "exit 0\n");
    let explained =
        said(&project.run(&["explain", "PreToolUse", "--trust-project", "--tool", "Bash"]));
    let told = explained.find("/no/such/guard.sh` does not exist").unwrap();
    let second = explained.find("PreToolUse[1]").unwrap();
    assert!(second < told, "{explained}");
}

#[test]
fn a_hook_whose_program_is_missing_has_the_mark_of_the_list() {
    let config = "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"no-such-program-anywhere\"]\n";
    let project = Project::with_hooks(config);
    let explained = said(&project.run(&["explain", "PreToolUse", "--config", "hooks.toml"]));
    assert!(explained.contains("! g cannot start"), "{explained}");
    let listed = said(&project.run(&["list", "--config", "hooks.toml"]));
    assert!(listed.contains('!') && !listed.contains('✓'), "{listed}");
}

#[test]
fn an_explanation_says_what_a_failed_start_means_as_the_run_does() {
    let ours = |event: &str, rest: &str| {
        let text = format!("[[hooks.{event}]]\nname = \"g\"\n{rest}\n");
        (".agent-hooks/hooks.toml".to_owned(), text)
    };
    let of_agent = |at: usize, command: &str| {
        let (file, event, entry) = AGENT_FILES[at];
        let text = entry.replace("EVENT", event).replace("COMMAND", command);
        (file.to_owned(), text)
    };
    let tests = [
        (ours("pre_tool_use", "command = [\"/gone/g\"]"), "block"),
        (
            ours("pre_tool_use", "command = '/gone/g'\non_failure = \"ask\""),
            "ask",
        ),
        (
            ours(
                "pre_tool_use",
                "command = 'no-such-guard'\non_failure = \"proceed\"",
            ),
            "proceed",
        ),
        (
            ours("pre_tool_use", "command = [\"${config_dir}/g.sh\"]"),
            "block",
        ),
        (
            ours("pre_tool_use", "command = [\"bash\", \"/gone/g.sh\"]"),
            "block",
        ),
        (of_agent(1, "/gone/g"), "proceed"),
        (of_agent(1, "python3 /gone/g.py"), "block"),
        (of_agent(1, "'python3' /gone/g.py"), "block"),
        (of_agent(1, "bash /gone/g.sh"), "proceed"),
        (of_agent(2, "/gone/g"), "block"),
        (of_agent(2, "node /gone/g.js"), "proceed"),
        (of_agent(3, "no-such-guard"), "proceed"),
        (of_agent(4, "/gone/g"), "proceed"),
        (of_agent(5, "/gone/g"), "block"),
    ];
    for ((file, config), outcome) in tests {
        let project = with_file(&file, &config);
        project.write(".agent-hooks/g.sh", "exit 0\n");
        let told = said(&project.run(RUN_PUSH));
        let (explained, answered) = told
            .split_once("what the hooks answered")
            .unwrap_or_default();
        let arrow = format!("-> {outcome}");
        let start = format!("cannot start {arrow}");
        assert!(explained.contains(&start), "{config}: {told}");
        let is_answered =
            answered.contains(&arrow) || answered.contains(&format!("PreToolUse: {outcome}"));
        assert!(is_answered, "{config}: {told}");
    }
    // Another command of the text decides the exit code.
    let project = Project::new();
    let (file, config) = ours("pre_tool_use", "command = '/gone/g || true'");
    project.write(&file, &config);
    let told = said(&project.run(RUN_PUSH));
    assert!(!told.contains("cannot start ->"), "{told}");
}

#[test]
fn a_link_that_leads_to_itself_is_named_as_one() {
    let project =
        with_project_hooks("[[hooks.pre_tool_use]]\ncommand = [\"${config_dir}/a.sh\"]\n");
    let link = |from: &str, to: &str| {
        std::os::unix::fs::symlink(to, project.path(&format!(".agent-hooks/{from}"))).unwrap();
    };
    link("a.sh", "b.sh");
    link("b.sh", "a.sh");
    for typed in [&["check", HOOKS][..], EXPLAIN_TRUSTED, RUN_TRUSTED] {
        let told = said(&project.run(typed));
        assert!(
            told.contains("is a link that leads back to itself"),
            "{typed:?}: {told}"
        );
        assert!(!told.contains("create that file"), "{typed:?}: {told}");
    }
}

#[test]
fn a_pipe_in_the_place_of_a_script_keeps_no_check_waiting() {
    let project =
        with_project_hooks("[[hooks.stop]]\ncommand = [\"bash\", \"${config_dir}/pipe\"]\n");
    let made = std::process::Command::new("mkfifo")
        .arg(project.path(".agent-hooks/pipe"))
        .status();
    assert!(made.unwrap().success());
    let shown = project.run(&["check", HOOKS]).stdout;
    assert!(shown.contains("is a pipe or a device"), "{shown}");
}

#[test]
fn a_file_that_the_script_loads_and_that_is_missing_is_named_before_and_after_the_run() {
    let project = Project::with_hooks(SHELL_GUARD);
    let text = "#!/bin/bash\ncd \"$(dirname \"$0\")\"\n. ./lib.sh\nforbidden x\n";
    script(&project, "guard.sh", text);
    let told = said(&project.run(&[RUN, REMOVE_ALL].concat()));
    let finding = "`guard.sh` loads `./lib.sh`, which does not exist";
    assert!(told.contains(finding), "{told}");
    assert!(
        told.contains("line 3: ./lib.sh: No such file or directory ..."),
        "{told}"
    );
    assert!(!told.contains("forbidden: command not found"), "{told}");
}
