//! Faults in scripts and in their output.

use super::*;

#[test]
fn a_script_that_cannot_start_is_marked_where_it_is_named() {
    let entry = "[[hooks.stop]]\ncommand = [\"${config_dir}/p\"]\n";
    let folder = |project: &Project| fs::create_dir_all(project.path(".agent-hooks/p")).unwrap();
    type Plant<'p> = &'p dyn Fn(&Project);
    let p = ".agent-hooks/p";
    let cases: &[(Plant<'_>, &str)] = &[
        (&|_| {}, "does not exist"),
        (&folder, "is a folder, not a file"),
        (&|at| script(at, p, "#!/bin/sh\n", 0o644), "chmod +x"),
        (&|at| script(at, p, "exit 2\n", 0o755), "without `#!`"),
        (
            &|at| script(at, p, "\u{feff}#!/bin/sh\nexit 2\n", 0o755),
            "has a byte order mark before its `#!`",
        ),
        (&|at| script(at, p, "", 0o755), "is empty"),
        (
            &|at| link(at, p, "/gone/p.sh"),
            "it is a link to `/gone/p.sh`: create that file",
        ),
        (
            &|at| script(at, p, "#!/bin/bash\r\nexit 2\r\n", 0o755),
            "Windows line endings",
        ),
        (
            &|at| script(at, p, "\u{1}\0no text, and no program", 0o755),
            "neither a script nor a program",
        ),
        (
            &|at| script(at, p, "#!/gone/bash\n", 0o755),
            "started by `/gone/bash`, which does not exist",
        ),
    ];
    for (plant, sentence) in cases {
        let project = Project::new();
        project.write(HOOKS, entry);
        plant(&project);
        let shown = project.run(&["check", HOOKS]).stdout;
        assert!(shown.contains(sentence), "{sentence}: {shown}");
        // The column must be that of the `p` in the path, not that of the `p` in `stop`.
        assert!(shown.contains("hooks.toml:2:27"), "{sentence}: {shown}");
    }
}

#[test]
fn a_pipe_in_the_place_of_a_script_keeps_no_check_waiting() {
    let project = Project::new();
    project.write(
        HOOKS,
        "[[hooks.stop]]\ncommand = [\"bash\", \"${config_dir}/pipe\"]\n",
    );
    let made = std::process::Command::new("mkfifo")
        .arg(project.path(".agent-hooks/pipe"))
        .status();
    assert!(made.unwrap().success());
    let shown = project.run(&["check", HOOKS]).stdout;
    assert!(shown.contains("is a pipe or a device"), "{shown}");
}

#[test]
fn a_variable_that_is_not_passed_on_is_named_by_explain_and_beside_what_the_hook_read() {
    let project = Project::new();
    project.write(
        HOOKS,
        "[[hooks.pre_tool_use]]\nname = \"inline\"\ncommand = \"test -n \\\"$PLANTED_TOKEN\\\"\"\n\
         [[hooks.pre_tool_use]]\nname = \"in-a-script\"\ncommand = [\"python3\", \"${config_dir}/g.py\"]\n\
         [[hooks.pre_tool_use]]\nname = \"named\"\ncommand = \"true $PLANTED_TOKEN\"\n\
         inherit_env = [\"PATH\", \"PLANTED_TOKEN\"]\n",
    );
    script(
        &project,
        ".agent-hooks/g.py",
        "import os\nos.environ.get(\"PLANTED_TOKEN\")\n",
        0o644,
    );
    let run = |arguments: &[&str]| {
        let mut command = project.command(arguments);
        said(&fed(command.env("PLANTED_TOKEN", "x"), ""))
    };
    let sentence = "it names `PLANTED_TOKEN`, which is set here but not passed on";
    let explained = run(&["explain", "PreToolUse", "--trust-project"]);
    assert_eq!(explained.matches(sentence).count(), 2, "{explained}");
    assert!(
        explained.contains("`inherit_env = [\"PATH\", \"HOME\""),
        "{explained}"
    );
    let fire = ["fire", "PreToolUse", "--sample", "--show-io"];
    let shown = run(&[&fire[..], &["--trust-project"]].concat());
    assert!(shown.contains(sentence), "{shown}");
    assert!(
        shown.contains("of the variables here only PATH, HOME"),
        "{shown}"
    );
    // A hook in a file that the user names inherits every variable.
    let named = run(&[&fire[..], &["--config", HOOKS]].concat());
    assert!(!named.contains("not passed on"), "{named}");
    // The scripts of an untrusted project are not read, so a variable in them is not named.
    let untrusted = run(&["explain", "PreToolUse"]);
    assert!(!untrusted.contains("PLANTED_TOKEN`"), "{untrusted}");
}

#[test]
fn what_a_hook_printed_is_cut_where_nobody_reads_on() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = \"yes | head -c 900000\"\n");
    let fire = [
        "fire",
        "Stop",
        "--sample",
        "--show-io",
        "--config",
        "hooks.toml",
    ];
    let shown = project.run(&fire).stdout;
    assert!(shown.lines().count() < 250, "{}", shown.lines().count());
    assert!(shown.contains("... and 899600 more bytes"), "{shown}");
}

#[test]
fn what_a_hook_meant_is_said_beside_what_came_of_it() {
    for (command, sentence) in [
        (
            "echo no pushes >&2; exit 1",
            "exit code 2 blocks, with stderr as the reason: no pushes",
        ),
        (
            "echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"deny\"}}'",
            "uses the form of other agents' answers (`hookSpecificOutput`); `dialect` in its entry",
        ),
        (
            "echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"deny\"}}'",
            "else print {\"decision\":\"block\",\"message\":\"why\"}",
        ),
        (
            "echo '{\"hookSpecificOutput\":{\"additionalContext\":\"read it\"}}'",
            "else print {\"context\":\"read it\"}",
        ),
        (
            "echo '{\"continue\":false,\"stopReason\":\"enough\",\"systemMessage\":\"see\"}'",
            "else print {\"notice\":\"see\",\"stop\":\"enough\"}",
        ),
        (
            "echo '{\"continue\":true}'",
            "else print {\"decision\":\"proceed\"}",
        ),
    ] {
        let project = Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"\"\"{command}\"\"\"\n"
        ));
        let ran = project.run(&["explain", "PreToolUse", "--run", "--config", "hooks.toml"]);
        assert!(said(&ran).contains(sentence), "{command}: {ran:?}");
    }
}

#[test]
fn exit_code_one_of_a_hook_of_an_agent_that_reads_either_stream_is_said_to_block_nothing() {
    for (command, sentence) in [
        ("echo no >&2; exit 1", Some("with stderr as the reason: no")),
        ("echo no; exit 1", Some("with stdout as the reason: no")),
        // A hook that prints an object has answered, with any exit code.
        ("echo '{\\\"decision\\\":\\\"deny\\\"}'; exit 1", None),
        ("exit 1", None),
    ] {
        let project = Project::new();
        project.write(
            "settings.json",
            &format!(
                "{{\"hooks\":{{\"BeforeTool\":[{{\"hooks\":[{{\"type\":\"command\",\"command\":\"{command}\"}}]}}]}}}}"
            ),
        );
        let fire = [
            "fire",
            "BeforeTool",
            "--speak",
            "gemini",
            "--sample",
            "--as",
            "gemini",
            "--config",
            "settings.json",
        ];
        let ran = project.run(&fire);
        let told = said(&ran);
        assert_eq!(
            told.contains("exit code 2 blocks"),
            sentence.is_some(),
            "{command}: {ran:?}"
        );
        assert!(
            told.contains(sentence.unwrap_or_default()),
            "{command}: {ran:?}"
        );
    }
}
