//! Faults that a newcomer makes, each explained by one command.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Project, Ran, fed};

const HOOKS: &str = ".agent-hooks/hooks.toml";

fn script(project: &Project, name: &str, text: &str, mode: u32) {
    project.write(name, text);
    let mode = fs::Permissions::from_mode(mode);
    fs::set_permissions(project.path(name), mode).unwrap();
}

fn link(project: &Project, name: &str, target: &str) {
    std::os::unix::fs::symlink(target, project.path(name)).unwrap();
}

/// The output of a command, on one line.
fn said(ran: &Ran) -> String {
    let all = format!("{}\n{}", ran.stdout, ran.stderr);
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Faults in the project's hooks.toml: the text, the command that is typed, and what its output must contain.
const IN_HOOKS_TOML: &[(&str, &[&str], &str)] = &[
    (
        "[[hooks.pre_tool]]\ncommand = \"exit 2\"",
        &["check"],
        "did you mean `pre_tool_use`?",
    ),
    (
        "[[hooks.PreToolUse]]\ncommand = \"exit 2\"",
        &["check"],
        "its name here is `pre_tool_use`",
    ),
    (
        "[[guards.pre_tool_use]]\ncommand = \"exit 2\"",
        &["check"],
        "write [[hooks.pre_tool_use]]",
    ),
    (
        "[[hooks.pre_tool_use]]\nrun = \"exit 2\"",
        &["check"],
        "unknown key `run`",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\nif = \"Bash(git push:*)\"",
        &["check"],
        "the command itself looks at their input",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"guard\"\nargs = [\"--strict\"]",
        &["list", "--trust-project"],
        "write them into the array",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\nmatcher = \"shell\"\nasync = true",
        &["check"],
        "its name here is `background`",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"echo '{\\\"decision\\\":\\\"modify\\\",\\\"content\\\":{\\\"command\\\":\\\"ls\\\"}}'\"",
        &["fire", "PreToolUse", "--sample", "--trust-project"],
        "`command` must be an array of words",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\nmatchers = \"shell\"",
        &["check"],
        "did you mean `matcher`?",
    ),
    (
        "[hooks]\nmatcher = \"shell\"\n[[hooks.pre_tool_use]]\ncommand = \"exit 2\"",
        &["check"],
        "write it below [[hooks.EVENT]]",
    ),
    (
        "[[hooks.stop]]\ncommand = \"exit 2\"\nbudget = 5",
        &["check"],
        "write it below [hooks]",
    ),
    (
        "[[hooks.stop]]\ncommand = \"exit 2\"\nmatcher = \"shell\"",
        &["check"],
        "`stop` has nothing to match",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\nmatcher = \"shel\"",
        &["explain", "PreToolUse", "--trust-project"],
        "this call is \"shell\"; did you mean \"shell\"?",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = [\"bash -c 'exit 2'\"]",
        &["check"],
        "each word is its own element",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = [\"~/guard\"]",
        &["check"],
        "`~` is not replaced",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = [\"${confdir}/guard\"]",
        &["check"],
        "`${confdir}` is not replaced",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"$HOOKDIR/guard\"",
        &["explain", "PreToolUse", "--trust-project"],
        "it names `HOOKDIR`, which is never set",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = [\"./guard\"]",
        &["check"],
        "found from one folder only",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"echo no >&2; exit 1\"",
        &["check"],
        "end with `exit 2` to block, and print the reason on stderr",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"true\"\ntimeout = 5000",
        &["check"],
        "this is 1h 23m 20s",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\nbackground = true",
        &["check"],
        "the agent does not wait for a background hook",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\nenabled = false",
        &["list"],
        "`enabled` is false",
    ),
    (
        "[hooks]\ndisable_all = true\n[[hooks.pre_tool_use]]\ncommand = \"exit 2\"",
        &["list"],
        "`disable_all` is set in its file",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"",
        &["explain", "PreToolUse"],
        "to decide about it, type `hooks trust",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"echo checking; echo '{\\\"decision\\\":\\\"modify\\\",\\\"content\\\":{}}'\"",
        &["explain", "PreToolUse", "--run", "--trust-project"],
        "so its `modify` does not count (print logs on stderr): checking",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"echo '{\\\"decison\\\":\\\"block\\\"}'\"",
        &["explain", "PreToolUse", "--run", "--trust-project"],
        "did you mean `decision`?",
    ),
    (
        "[[hooks.pre_tool_use]]\ncommand = \"yes | head -c 3000000\"",
        &["explain", "PreToolUse", "--run", "--trust-project"],
        "its output of 3000000 bytes was cut at 1048576",
    ),
    (
        "[[hooks.stop]]\ncommand = \"false || exit 2\"",
        &["check", HOOKS],
        "let it stop when `stop_hook_active` is true",
    ),
    (
        "[[hooks.post_tool_use]]\ncommand = \"exit 2\"",
        &["explain", "PreToolUse", "--trust-project"],
        "it is for PostToolUse; this event is PreToolUse",
    ),
];

#[test]
fn a_fault_in_hooks_toml_is_explained_by_one_command() {
    for (toml, typed, sentence) in IN_HOOKS_TOML {
        let project = Project::new();
        project.write(HOOKS, toml);
        let told = said(&project.run(typed));
        assert!(told.contains(sentence), "{toml}\n{typed:?}: {told}");
    }
}

#[test]
fn an_entry_of_another_agents_file_without_its_list_or_type_is_shown_how_to_write_it() {
    for (entry, cure) in [
        (
            r#"{ "matcher": "Bash", "command": "exit 2" }"#,
            r#""hooks": [{ "type": "command""#,
        ),
        (
            r#"{ "hooks": [{ "command": "exit 2" }] }"#,
            r#"write "type": "command""#,
        ),
    ] {
        let project = Project::new();
        let file = format!(r#"{{ "hooks": {{ "PreToolUse": [{entry}] }} }}"#);
        project.write(".claude/settings.json", &file);
        for typed in [
            &["check", ".claude/settings.json"][..],
            &["list", "--trust-project"],
            &["explain", "PreToolUse", "--trust-project"],
            &["fire", "PreToolUse", "--sample", "--trust-project"],
        ] {
            let told = said(&project.run(typed));
            assert!(told.contains(cure), "{typed:?}: {told}");
        }
    }
}

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
            "it is a link to `/gone/p.sh`: write that file",
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
        // The `p` of the path, not the letter of `stop` before it.
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
    // Files that the user names inherit everything.
    let named = run(&[&fire[..], &["--config", HOOKS]].concat());
    assert!(!named.contains("not passed on"), "{named}");
    // The scripts of an untrusted project are not read.
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
fn a_file_beside_another_agents_place_is_named_with_the_right_one() {
    let hook = "{\"hooks\":{\"PreToolUse\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"exit 2\"}]}]}}";
    for (path, belongs) in [
        (".claude/hooks.json", ".claude/settings.json"),
        (".claude/setings.json", ".claude/settings.json"),
        (".gemini/setting.json", ".gemini/settings.json"),
        (".cursor/hook.json", ".cursor/hooks.json"),
        (".codex/hook.json", ".codex/hooks.json"),
        (".github/hooks.json", ".github/hooks/*.json"),
        (".agent-hooks", HOOKS),
        (".agent-hooks/hook.toml", HOOKS),
    ] {
        let project = Project::new();
        project.write(path, hook);
        let sentence = format!("{path} is not read: hooks are looked for in ");
        for typed in [
            &["list"][..],
            &["check"],
            &["explain", "PreToolUse"],
            &["fire", "PreToolUse", "--sample"],
        ] {
            let told = said(&project.run(typed));
            let after = told.split(&sentence).nth(1).unwrap_or_default();
            let named = after.split(' ').next().unwrap_or_default();
            assert!(named.ends_with(belongs), "{path} {typed:?}: {told}");
        }
    }
    // Files that are read are not named.
    let project = Project::new();
    project.write(".claude/settings.json", hook);
    project.write(".claude/settings.local.json", "{}");
    project.write(".github/hooks/hooks.json", "{\"hooks\":{}}");
    let listed = project.run(&["list"]).stdout;
    assert!(!listed.contains("is not read"), "{listed}");
}

#[test]
fn every_place_that_is_looked_at_is_named() {
    let project = Project::new();
    let empty = said(&project.run(&["list"]));
    project.write(HOOKS, "[[hooks.stop]]\ncommand = \"true\"\n");
    let some = said(&project.run(&["list", "--places"]));
    let json = project.run(&["list", "--json"]).json();
    let json = json["looked_for"].to_string();
    for place in [
        ".config/agent-hooks/hooks.toml",
        "project/.agent-hooks/hooks.toml",
        "project/.claude/settings.local.json",
        ".claude/plugins/installed_plugins.json",
        "/etc/claude-code/managed-settings.d/*.json",
        "project/.codex/config.toml",
        "project/.gemini/settings.json",
        "project/.cursor/hooks.json",
        "project/.github/hooks/*.json",
        "project/.agents/plugins/*/hooks/hooks.json",
    ] {
        for said in [&empty, &some, &json] {
            assert!(said.contains(place), "{place}: {said}");
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_as_one_of_hooks_is_counted_by_list_and_shown_by_check() {
    let folder = |project: &Project| fs::create_dir_all(project.path(HOOKS)).unwrap();
    let looping = |project: &Project| {
        fs::create_dir_all(project.path(".agent-hooks")).unwrap();
        std::os::unix::fs::symlink("hooks.toml", project.path(HOOKS)).unwrap();
    };
    let looping_folder = |project: &Project| {
        std::os::unix::fs::symlink(".agent-hooks", project.path(".agent-hooks")).unwrap();
    };
    type Plant<'p> = &'p dyn Fn(&Project);
    let cases: &[(Plant<'_>, &str)] = &[
        (&folder, "is not a regular file"),
        (&looping, "is a link whose target cannot be read"),
        (&looping_folder, "Too many levels"),
    ];
    for (plant, sentence) in cases {
        let project = Project::new();
        plant(&project);
        let listed = said(&project.run(&["list"]));
        assert!(listed.contains("1 warning in these files"), "{listed}");
        let checked = said(&project.run(&["check"]));
        assert!(checked.contains(sentence), "{sentence}: {checked}");
        let made = project.run(&["init", "--force"]);
        assert_eq!(made.code, Some(125), "{made:?}");
        assert!(
            made.stderr.to_lowercase().contains("nothing was written"),
            "{made:?}"
        );
    }
}

#[test]
fn a_file_of_comments_leads_to_a_first_hook() {
    let project = Project::new();
    project.run(&["init"]);
    let listed = said(&project.run(&["list"]));
    assert!(listed.contains("no hooks are configured in"), "{listed}");
    assert!(
        listed.contains("`hooks new NAME --event EVENT --lang bash`"),
        "{listed}"
    );
    assert!(!listed.contains("hooks init"), "{listed}");
}

#[test]
fn a_write_that_is_interrupted_leaves_nothing_half_written() {
    // No file may grow beyond zero bytes: the write fails, or its signal ends the program half way.
    for (trap, code) in [("trap '' XFSZ; ", Some(125)), ("", None)] {
        for words in [
            &["init"][..],
            &["new", "guard", "--event", "stop", "--lang", "bash"],
        ] {
            let project = Project::new();
            let known = project.command(words);
            let mut limited = std::process::Command::new("bash");
            limited
                .arg("-c")
                .arg(format!("{trap}ulimit -f 0; exec \"$@\""))
                .arg("bash")
                .arg(known.get_program())
                .args(known.get_args())
                .env_clear()
                .envs(
                    known
                        .get_envs()
                        .filter_map(|(name, value)| Some((name, value?))),
                )
                .env("PATH", std::env::var_os("PATH").unwrap_or_default())
                .current_dir(known.get_current_dir().unwrap());
            let ran = fed(&mut limited, "");
            assert_eq!(ran.code, code, "{words:?} {ran:?}");
            assert!(!project.has(HOOKS), "{words:?} {ran:?}");
            assert!(!project.has(".agent-hooks/guard.sh"), "{words:?} {ran:?}");
            let again = project.run(words);
            assert_eq!(again.code, Some(0), "{words:?} {again:?}");
        }
    }
}

#[test]
fn what_a_hook_meant_is_said_beside_what_came_of_it() {
    for (command, sentence) in [
        (
            "echo no pushes >&2; exit 1",
            "exit code 2 blocks, with what is on stderr as the reason: no pushes",
        ),
        (
            "echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"deny\"}}'",
            "answers as hooks of other agents do (`hookSpecificOutput`); `dialect` in its entry",
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
        (
            "echo no >&2; exit 1",
            Some("with what is on stderr as the reason: no"),
        ),
        (
            "echo no; exit 1",
            Some("with what is on stdout as the reason: no"),
        ),
        // The object is the answer.
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

#[test]
fn a_slip_in_the_name_of_another_agents_event_is_named_by_explain() {
    let project = Project::new();
    project.write(
        ".claude/settings.json",
        "{\"hooks\":{\"PreTolUse\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"exit 2\"}]}]}}",
    );
    let explain = ["explain", "PreToolUse", "--trust-project"];
    let told = said(&project.run(&explain));
    assert!(told.contains("did you mean `PreToolUse`?"), "{told}");
}
