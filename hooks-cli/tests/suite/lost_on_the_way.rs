//! Answers and exit codes that a script loses on their way out: `explain --run` names the line, the reason and the
//! cure.

use crate::support::{Project, Ran, said, script};

const RUN: &[&str] = &[
    "explain",
    "PreToolUse",
    "--set",
    "command=git push",
    "--run",
    "--trust-project",
];

/// Runs the hook of a project whose guard is this script, and returns the output.
fn ran(name: &str, text: &str, command: &str, entry: &str) -> Ran {
    let project = Project::new();
    let config =
        format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = {command}\n{entry}\n");
    project.write(".agent-hooks/hooks.toml", &config);
    script(&project, &format!(".agent-hooks/{name}"), text);
    project.run(RUN)
}

/// Like [`ran`], with a command that is only the script. Returns the output on one line.
fn told(name: &str, text: &str) -> String {
    said(&ran(
        name,
        text,
        &format!("[\"${{config_dir}}/{name}\"]"),
        "",
    ))
}

#[test]
fn what_a_shell_script_loses_is_named_with_its_line_and_cure() {
    let deny = "echo '{\"decision\":\"block\",\"message\":\"no\"}'";
    for (text, sentence) in [
        (
            format!("#!/bin/sh\nexec >>hook.log 2>&1 # debug\n{deny}\n"),
            "line 2, `exec >>hook.log 2>&1`: its output goes to `hook.log`, so its answer is never read",
        ),
        (
            format!("#!/bin/sh\n{{\n{deny}\n}} >> /dev/null\n"),
            "line 4, `} >> /dev/null`: its output goes to `null`",
        ),
        (
            "#!/bin/sh\npython3 - <<'EOF'\nimport sys\nsys.stdin.read()\nEOF\n".to_owned(),
            "line 2, `python3 - <<'EOF'`: `python3` reads the lines below it as its stdin, so the payload never \
             arrives; write the program into a file, or as `python3 -c '...'`",
        ),
        (
            "#!/bin/sh\ncheck() { return 2; }\ncheck\ndate >&2\n".to_owned(),
            "the function `check` returns 2, but another command follows its call",
        ),
        (
            "#!/bin/bash\nrun() {\nlocal out=$(false)\nif [ $? -ne 0 ]; then exit 2; fi\n}\nrun\n".to_owned(),
            "line 3, `local out=$(...)`: the exit code after it is the one of `local`, which is 0; write `local out` first",
        ),
        (
            "#!/bin/sh\ntrap 'exit 0' EXIT # never break the agent\nexit 2\n".to_owned(),
            "`trap ... EXIT` has an `exit` of its own, which takes the place of `exit 2`",
        ),
        (
            "#!/bin/sh\necho \"$(date) $(cat)\" >> /dev/null\nif grep -q 'git push'; then\n  exit 2\nfi\n".to_owned(),
            "`cat` reads the whole payload, so `grep` after it gets nothing",
        ),
    ] {
        let told = told("guard.sh", &text);
        assert!(told.contains(sentence), "{text}: {told}");
    }
}

#[test]
fn what_a_program_in_python_or_node_loses_is_named_with_its_cure() {
    for (name, text, sentence) in [
        (
            "a.py",
            "#!/usr/bin/env python3\ndef main():\n    return 2\nif __name__ == \"__main__\":\n    main()\n",
            "line 5: `main()` returns 2, but the script does not exit with it; write `sys.exit(main())`",
        ),
        (
            "b.py",
            "#!/usr/bin/env python3\nimport sys\ntry:\n    sys.exit(2)\nexcept:\n    pass\n",
            "line 5, `except:`: it also catches the `SystemExit` of `sys.exit(2)`, so that exit code is lost; write \
             `except Exception:`",
        ),
        (
            "c.py",
            "#!/usr/bin/env python3\nimport os, sys\nsys.exit(os.system('exit 2'))\n",
            "for exit code 2, `os.system` returns 512, and exit code 512 becomes 0",
        ),
        (
            "d.js",
            "#!/usr/bin/env node\ncheck().then((bad) => { process.exit(2); });\nprocess.exit(0);\n",
            "line 3, `process.exit`: it runs before the function in the `.then` above it",
        ),
    ] {
        let told = told(name, text);
        assert!(told.contains(sentence), "{text}: {told}");
    }
}

#[test]
fn a_command_behind_the_guard_takes_the_place_of_its_exit_code() {
    let guard = "#!/bin/sh\ngrep -q push && exit 2\nexit 0\n";
    let command = "'\"${config_dir}/guard.sh\"; date >> /dev/null'";
    let said_of_command = said(&ran("guard.sh", guard, command, ""));
    let sentence = "`date` runs after `guard.sh`, and its exit code replaces that of `guard.sh`";
    assert!(said_of_command.contains(sentence), "{said_of_command}");

    let project = Project::new();
    let config = "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/wrap\"]\n";
    project.write(".agent-hooks/hooks.toml", config);
    script(&project, ".agent-hooks/guard.sh", guard);
    let wrap = "#!/bin/sh\nsh \"$(dirname \"$0\")/guard.sh\"\necho \"rc=$?\" >> /dev/null\n";
    script(&project, ".agent-hooks/wrap", wrap);
    let told = said(&project.run(RUN));
    let sentence =
        "line 3: `echo` is the last command, and its exit code replaces that of `guard.sh`";
    assert!(told.contains(sentence), "{told}");
}

/// Files of agents, each with an event that can be blocked and an entry whose command is `COMMAND`.
const AGENTS: &[(&str, &str, &str)] = &[
    (".agent-hooks/hooks.toml", "PreToolUse", ""),
    (".claude/settings.json", "PreToolUse", NESTED),
    (".gemini/settings.json", "BeforeTool", NESTED),
    (".codex/hooks.json", "PreToolUse", NESTED),
    (
        ".cursor/hooks.json",
        "preToolUse",
        r#"{"version":1,"hooks":{"EVENT":[{"command":"COMMAND"}]}}"#,
    ),
    (
        ".github/hooks/g.json",
        "preToolUse",
        r#"{"version":1,"hooks":{"EVENT":[{"type":"command","bash":"COMMAND"}]}}"#,
    ),
];

const NESTED: &str = r#"{"hooks":{"EVENT":[{"hooks":[{"type":"command","command":"COMMAND"}]}]}}"#;

#[test]
fn a_pipe_that_drops_the_code_and_the_reason_is_told_once_with_one_cure_for_every_agent() {
    for (file, event, entry) in AGENTS {
        let (folder, _) = file.rsplit_once('/').unwrap();
        let project = Project::new();
        let guard = format!("python3 {folder}/g.py");
        let write = |command: &str| {
            let config = match entry.is_empty() {
                true => format!("[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = '{command}'\n"),
                false => entry.replace("EVENT", event).replace("COMMAND", command),
            };
            project.write(file, &config);
        };
        let text = "import sys\nif 'push' in sys.stdin.read():\n    print('no push', file=sys.stderr)\n    sys.exit(2)\n";
        project.write(&format!("{folder}/g.py"), text);
        for (redirect, lost) in [
            (
                "2>&1 | tee -a /dev/null",
                "the exit code of `g.py` is lost in the pipe to `tee`, and `2>&1` sends its reason to stdout; remove \
                 `2>&1 | tee -a /dev/null` from the command; `g.py` can write the log itself",
            ),
            (
                "| tee -a /dev/null",
                "the exit code of `g.py` is lost in the pipe to `tee`; remove `| tee -a /dev/null` from the command; \
                 `g.py` can write the log itself",
            ),
        ] {
            write(&format!("{guard} {redirect}"));
            let told = said(&project.run(RUN));
            let (_, answered) = told
                .split_once("what the hooks answered")
                .unwrap_or_default();
            assert!(answered.contains(lost), "{file}: {told}");
            assert_eq!(
                told.matches("is lost in the pipe").count(),
                1,
                "{file}: {told}"
            );
            assert!(!told.contains("to tell the model"), "{file}: {told}");
            assert!(told.matches("no push").count() < 2, "{file}: {told}");
            let fire = [
                "fire",
                "PreToolUse",
                "--sample",
                "--set",
                "command=git push",
                "--trust-project",
            ];
            let fired = said(&project.run(&fire));
            assert_eq!(
                fired.matches("is lost in the pipe").count(),
                1,
                "{file}: {fired}"
            );
        }
        write(&format!("{guard} 2>&1"));
        let told = said(&project.run(RUN));
        let cure = "but printed on stdout; remove `2>&1` from the command: no push";
        // Cursor and Gemini CLI read the reason on stdout.
        let reads_it = told.contains("block - no push");
        assert!(told.contains(cure) || reads_it, "{file}: {told}");
        write(&guard);
        let told = said(&project.run(RUN));
        assert!(told.contains("block - no push"), "{file}: {told}");
    }
}

#[test]
fn an_answer_in_the_buffer_of_python_is_named_after_a_timeout() {
    let text =
        "#!/usr/bin/env python3\nimport time\nprint('{\"decision\":\"block\"}')\ntime.sleep(60)\n";
    let command = "[\"${config_dir}/slow.py\"]";
    let told = said(&ran("slow.py", text, command, "timeout = 2"));
    let sentence = "nothing had arrived on stdout when its time was over; Python keeps what it prints to a pipe until the \
                    program ends: write `print(..., flush=True)`";
    assert!(told.contains(sentence), "{told}");
    // The heading says that the time was over, and the row only adds the cure.
    assert_eq!(told.matches("it timed out").count(), 1, "{told}");
    // No Python program starts in so short a time, so its buffer is not the reason.
    let told = said(&ran("slow.py", text, command, "timeout = \"5ms\""));
    let sentence = "its limit is 5 ms, but Python alone needs 20 ms or more to start; the limit was probably meant in seconds";
    assert!(told.contains(sentence), "{told}");
    assert!(!told.contains("flush=True"), "{told}");
}

#[test]
fn an_export_of_a_native_hook_is_answered_with_a_form_that_sets_variables() {
    let project = Project::new();
    let entry = |rest: &str| format!("[[hooks.session_start]]\nname = \"env\"\n{rest}\n");
    let config = "hooks.toml";
    let run = ["explain", "SessionStart", "--run", "--config", config];
    project.write(config, &entry("command = \"echo export A=b\""));
    let told = said(&project.run(&run));
    let cure = "write `dialect = \"cursor\"` in its entry, and print {\"env\":{\"A\":\"VALUE\"}}";
    assert!(told.contains(cure), "{told}");
    assert!(!told.contains("to tell the model"), "{told}");
    // Only a plain name is repeated: a shell would replace anything else.
    for line in [
        r#"export "A B"=1"#,
        "export $X=1",
        "export 1A=1",
        "export -n A=1",
    ] {
        project.write(config, &entry(&format!("command = '''echo '{line}' '''")));
        let told = said(&project.run(&run));
        assert!(
            told.contains("print {\"env\":{\"NAME\":\"VALUE\"}}"),
            "{line}: {told}"
        );
    }
    // This line assigns nothing.
    project.write(config, &entry("command = '''echo 'export $X' '''"));
    let told = said(&project.run(&run));
    assert!(!told.contains("\"env\""), "{told}");
    let cured = "dialect = \"cursor\"\ncommand = '''echo '{\"env\":{\"A\":\"b\"}}' '''";
    project.write(config, &entry(cured));
    let told = said(&project.run(&run));
    assert!(told.contains("env: A=b"), "{told}");
}

#[test]
fn a_module_in_a_folder_that_the_hook_does_not_know_is_named_with_its_variable() {
    let project = Project::new();
    let config = "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/g.py\"]\n";
    project.write(".agent-hooks/hooks.toml", config);
    let text = "#!/usr/bin/env python3\nimport acme_policy_of_nobody\n";
    script(&project, ".agent-hooks/g.py", text);
    let mut command = project.command(RUN);
    let output = command.env("PYTHONPATH", "/nowhere").output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence =
        "`PYTHONPATH` is set here but not passed on, so the module is not looked for there";
    assert!(told.contains(sentence), "{told}");
}

#[test]
fn an_object_as_node_prints_it_is_answered_with_the_call_that_writes_json() {
    let text = "#!/bin/sh\necho \"{ decision: 'block', reason: 'no push' }\"\n";
    let told = told("guard.sh", text);
    assert!(
        told.contains("(Node: `console.log(JSON.stringify(...))`)"),
        "{told}"
    );
}

#[test]
fn a_field_in_the_spelling_of_another_agent_is_noted_by_each_command() {
    let note = "shell has no field `cmd`; did you mean `command`?";
    let project = Project::new();
    let config =
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"grep -q 'git tag' && exit 2; exit 0\"\n";
    project.write(".agent-hooks/hooks.toml", config);
    let set = ["--set", "cmd=git tag v1", "--trust-project"];
    for typed in [
        &["explain", "PreToolUse"][..],
        &["fire", "PreToolUse", "--sample"],
    ] {
        let told = said(&project.run(&[typed, &set].concat()));
        assert!(told.contains(note), "{typed:?}: {told}");
    }
    let case = "event = \"pre_tool_use\"\ntool = \"shell\"\nset = { cmd = \"git tag v1\" }\n[expect]\noutcome = \"block\"\n";
    project.write(".agent-hooks/tests/tag.toml", case);
    let told = said(&project.run(&["test"]));
    assert!(told.contains(note), "{told}");
}

#[test]
fn one_error_is_said_once() {
    let project = Project::new();
    let config = "{\"hooks\":{\"PreToolUse\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"echo a-reason >&2; exit 1\"}]}]}}";
    project.write(".claude/settings.json", config);
    let told = said(&project.run(RUN));
    assert!(told.contains("exit code 1; stderr: a-reason"), "{told}");
    assert!(!told.contains("notice:"), "{told}");

    let latin = "#!/bin/sh\nprintf '{\"decision\":\"block\",\"message\":\"acc\\350s\"}'\n";
    let told = told_once(latin, "the answer contains bytes that are not UTF-8");
    assert!(
        told.contains("stricter: it counts despite its form"),
        "{told}"
    );

    let validator =
        "#!/bin/sh\necho '{\"decision\":\"modify\",\"content\":{\"command\":[\"ls\"]}}'\n";
    let command = "[\"${config_dir}/guard.sh\"]";
    let told = said(&ran("guard.sh", validator, command, "role = \"validate\""));
    let sentence = "it answered `modify`, which a validator cannot do";
    assert_eq!(told.matches(sentence).count(), 1, "{told}");
    assert!(
        told.contains("Without `role = \"validate\"` its change counts"),
        "{told}"
    );
}

/// Returns the output for a guard, which has this sentence once.
fn told_once(text: &str, sentence: &str) -> String {
    let told = told("guard.sh", text);
    assert_eq!(told.matches(sentence).count(), 1, "{told}");
    told
}

#[test]
fn a_hook_whose_program_is_missing_has_the_mark_of_the_list() {
    let project = Project::new();
    let config = "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"no-such-program-anywhere\"]\n";
    project.write("hooks.toml", config);
    let explained = said(&project.run(&["explain", "PreToolUse", "--config", "hooks.toml"]));
    assert!(explained.contains("! g cannot start"), "{explained}");
    let listed = said(&project.run(&["list", "--config", "hooks.toml"]));
    assert!(listed.contains('!') && !listed.contains('✓'), "{listed}");
}

#[test]
fn a_block_in_colours_is_told_from_one_beside_other_output() {
    let project = Project::new();
    let deny = "printf '\\\\033[1;39m{\\\"decision\\\":\\\"block\\\",\\\"reason\\\":\\\"no\\\"}\\\\033[0m'";
    let config = format!(
        "{{\"hooks\":{{\"PreToolUse\":[{{\"hooks\":[{{\"type\":\"command\",\"command\":\"{deny}\"}}]}}]}}}}"
    );
    project.write(".claude/settings.json", &config);
    let told = said(&project.run(RUN));
    assert!(
        told.contains("with colour codes around its object"),
        "{told}"
    );
}

#[test]
fn a_notifier_that_fails_at_the_end_of_a_run_is_not_told_how_to_block() {
    let project = Project::new();
    project.write(
        "hooks.toml",
        "[[hooks.stop]]\nname = \"n\"\ncommand = [\"ls\", \"/no-such-file\"]\n",
    );
    let told = said(&project.run(&["explain", "Stop", "--run", "--config", "hooks.toml"]));
    assert!(!told.contains("exit code 2 blocks"), "{told}");
}

#[test]
fn an_explanation_says_what_a_failed_start_means_as_the_run_does() {
    let ours = |event: &str, rest: &str| {
        let text = format!("[[hooks.{event}]]\nname = \"g\"\n{rest}\n");
        (".agent-hooks/hooks.toml".to_owned(), text)
    };
    let of_agent = |at: usize, command: &str| {
        let (file, event, entry) = AGENTS[at];
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
        let project = Project::new();
        project.write(&file, &config);
        project.write(".agent-hooks/g.sh", "exit 0\n");
        let told = said(&project.run(RUN));
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
    let told = said(&project.run(RUN));
    assert!(!told.contains("cannot start ->"), "{told}");
}

#[test]
fn an_error_in_an_entry_is_given_once_by_an_explanation() {
    let project = Project::new();
    let entries = r#"{"matcher":"Bash(","hooks":[{"type":"command","command":"true"}]},{"hooks":[{"type":"command"}]}"#;
    let config = format!("{{\"hooks\":{{\"PreToolUse\":[{entries}]}}}}");
    project.write(".claude/settings.json", &config);
    let (pattern, key) = ("a `(` is not closed", "a command handler needs `command`");
    for options in [&RUN[..4], &[&RUN[..4], &["--trust-project"]].concat(), RUN] {
        let ran = project.run(options);
        let told = format!("{} {}", ran.stderr, said(&ran));
        assert_eq!(told.matches(pattern).count(), 1, "{options:?}: {told}");
        assert_eq!(told.matches(key).count(), 1, "{options:?}: {told}");
        assert!(told.contains("error[bad_matcher]: see below"), "{told}");
    }
    let project = Project::new();
    let config = "[[hooks.pre_tool_use]]\nname = \"g\"\ncommnd = [\"true\"]\n";
    project.write(".agent-hooks/hooks.toml", config);
    let ran = project.run(RUN);
    let told = format!("{} {}", ran.stderr, said(&ran));
    assert_eq!(told.matches("did you mean `command`?").count(), 1, "{told}");
    // The rows of JSON are for programs, so stderr has the whole text.
    let ran = project.run(&[&RUN[..4], &["--trust-project", "--json"]].concat());
    assert!(ran.stderr.contains("did you mean `command`?"), "{ran:?}");
}

#[test]
fn an_explanation_says_once_that_no_agent_waits_for_a_background_hook() {
    let project = Project::new();
    let answer = r#"{"decision":"modify","content":"less"}"#;
    let config = format!(
        "[[hooks.post_tool_use]]\nname = \"g\"\nbackground = true\ncommand = '''echo '{answer}' '''\n"
    );
    project.write(".agent-hooks/hooks.toml", &config);
    let told = said(&project.run(&["explain", "PostToolUse", "--trust-project", "--run"]));
    let change =
        "would have changed this to \"less\": the agent does not wait for a background hook";
    assert!(told.contains(change), "{told}");
    assert!(!told.contains("it gave no reason"), "{told}");
    assert_eq!(told.matches("does not wait for it").count(), 1, "{told}");
    assert!(!told.contains("does not wait for `g`"), "{told}");
}

#[test]
fn a_pipe_after_words_that_are_only_printed_is_not_called_a_lost_exit_code() {
    for last in [
        "echo \"guard done, no exit 2\" | tee -a log",
        "jq -n --arg r \"exit 2 is bad\" '{decision: \"block\", message: $r}' | tee -a log",
    ] {
        let project = Project::new();
        let config =
            "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"${config_dir}/guard.sh\"]\n";
        project.write("hooks.toml", config);
        script(
            &project,
            "guard.sh",
            &format!("#!/bin/sh\ninput=$(cat)\n{last}\n"),
        );
        let checked = said(&project.run(&["check", "hooks.toml"]));
        assert!(!checked.contains("lost_exit"), "{last}: {checked}");
        assert!(!checked.contains("missing_file"), "{last}: {checked}");
    }
}
