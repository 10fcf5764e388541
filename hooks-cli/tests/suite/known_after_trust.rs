//! What is known about a hook is said whether or not the hook was trusted, by every command in the same way.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Project, said};
use crate::trust::trust;

const HOOKS: &str = ".agent-hooks/hooks.toml";
const SCRIPT: &str = ".agent-hooks/guard.sh";

fn script(path: &std::path::Path, text: &str, mode: u32) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// A script with a fault that only its text or its mode shows, and what is said about it.
struct Fault {
    script: &'static str,
    mode: u32,
    sentence: &'static str,
    /// The text below the hook's row once the hook ran.
    fired: &'static str,
    /// The code of the finding in `hooks list --json`.
    code: &'static str,
}

const FAULTS: &[Fault] = &[
    Fault {
        script: "#!/bin/bash\ncmd=$(jq -r '.tool_input.command // empty')\nif [[ $cmd == *rm* ]]; then exit 2; fi\n",
        mode: 0o755,
        sentence: "it seems to read `tool_input` at the top of the payload",
        fired: "read `hook_event.tool_input`",
        code: "payload_shape",
    },
    Fault {
        script: "#!/bin/bash\ngrep -q rm && exit 1\nexit 0\n",
        mode: 0o755,
        sentence: "the script seems to use exit code 1 as a block",
        fired: "end with `exit 2` to block",
        code: "exit_one",
    },
    Fault {
        script: "#!/bin/bash\r\nexit 2\r\n",
        mode: 0o755,
        sentence: "has Windows line endings",
        fired: "sed -i",
        code: "carriage_returns",
    },
    Fault {
        script: "#!/bin/bash\nexit 2\n",
        mode: 0o644,
        sentence: "cannot be executed",
        fired: "chmod +x",
        code: "not_executable",
    },
    Fault {
        script: "exit 2\n",
        mode: 0o755,
        sentence: "is a text without `#!`",
        fired: "begin it with a line such as `#!/usr/bin/env bash`",
        code: "no_interpreter",
    },
];

const NATIVE: &str = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"${config_dir}/guard.sh\"]\nmatcher = \"shell\"\n";

/// Fails unless every command says the sentence about the only hook.
#[track_caller]
fn is_known(project: &Project, fault: &Fault, options: &[&str], file: &str) {
    let typed: [(&[&str], &str); 3] = [
        (&["explain", "PreToolUse"], fault.sentence),
        (&["explain", "PreToolUse", "--run"], fault.sentence),
        (&["fire", "PreToolUse", "--sample"], fault.fired),
    ];
    for (typed, sentence) in typed {
        let ran = project.run(&[typed, options].concat());
        assert!(said(&ran).contains(sentence), "{typed:?}: {ran:?}");
    }
    let checked = project.run(&["check", file]);
    assert!(said(&checked).contains(fault.sentence), "{checked:?}");
    let listed = project.run(&[&["list", "--json"], options].concat()).json();
    let findings = listed["hooks"][0]["findings"].as_array().unwrap();
    assert!(findings.iter().any(|code| code == fault.code), "{listed}");
}

#[test]
fn a_fault_of_a_script_is_said_before_trust_after_it_and_of_the_users_own_hook() {
    for fault in FAULTS {
        let project = Project::new();
        project.write(HOOKS, NATIVE);
        script(&project.path(SCRIPT), fault.script, fault.mode);
        is_known(&project, fault, &["--trust-project"], HOOKS);
        trust(&project);
        is_known(&project, fault, &[], HOOKS);
        let checked = project.run(&["check"]);
        assert!(said(&checked).contains(fault.sentence), "{checked:?}");

        let own = Project::new();
        own.write_home(".config/agent-hooks/hooks.toml", NATIVE);
        let home = own.home().join(".config/agent-hooks");
        script(&home.join("guard.sh"), fault.script, fault.mode);
        let file = home.join("hooks.toml").display().to_string();
        is_known(&own, fault, &[], &file);
        let checked = own.run(&["check"]);
        assert!(said(&checked).contains(fault.sentence), "{checked:?}");
    }
}

#[test]
fn a_trusted_hook_beside_a_new_one_is_examined_and_the_new_ones_script_is_not_read() {
    let fault = &FAULTS[1];
    let project = Project::new();
    project.write(HOOKS, NATIVE);
    script(&project.path(SCRIPT), fault.script, 0o755);
    trust(&project);
    let second = NATIVE.replace("guard", "second");
    project.write(HOOKS, &format!("{NATIVE}{second}"));
    script(
        &project.path(".agent-hooks/second.sh"),
        FAULTS[2].script,
        0o755,
    );
    is_known(&project, fault, &[], HOOKS);
    let checked = said(&project.run(&["check"]));
    assert!(checked.contains(fault.sentence), "{checked}");
    assert!(!checked.contains(FAULTS[2].sentence), "{checked}");
    let explained = said(&project.run(&["explain", "PreToolUse"]));
    assert!(!explained.contains(FAULTS[2].sentence), "{explained}");
}

#[test]
fn a_file_whose_whole_text_was_trusted_is_quoted_and_a_changed_one_is_not() {
    let project = Project::new();
    let settings = ".gemini/settings.json";
    let text = r#"{"hooks":{"BeforeTool":[{"matcher":"run_shell_command","hooks":[{"type":"command","command":"true","timeout":10}]}]}}"#;
    project.write(settings, text);
    let sentence = "reads `timeout` in milliseconds";
    let once = project.run(&["explain", "PreToolUse", "--run", "--trust-project"]);
    assert!(said(&once).contains(sentence), "{once:?}");
    trust(&project);
    for typed in [
        &["explain", "PreToolUse", "--run"][..],
        &["explain", "PreToolUse"],
        &["list"],
        &["check"],
    ] {
        let ran = project.run(typed);
        assert!(said(&ran).contains(sentence), "{typed:?}: {ran:?}");
    }
    // The hook itself did not change, so it runs. The user did not agree to the new text of the file, so the text is
    // not quoted.
    project.write(settings, &text.replacen('{', r#"{"SECRET": 1, "#, 1));
    for typed in [&["explain", "PreToolUse", "--run"][..], &["list"]] {
        let ran = project.run(typed);
        assert!(!said(&ran).contains(sentence), "{typed:?}: {ran:?}");
        assert!(!said(&ran).contains("SECRET"), "{typed:?}: {ran:?}");
    }
}

#[test]
fn a_switch_in_a_file_that_nobody_trusted_leaves_trusted_hooks_on_and_is_told() {
    let project = Project::new();
    let settings = r#"{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"exit 2"}]}]}}"#;
    project.write(".claude/settings.json", settings);
    project.write(
        ".claude/settings.local.json",
        r#"{"disableAllHooks": true}"#,
    );
    let once = project.run(&["list", "--trust-project"]);
    assert!(
        said(&once).contains("disabled: `disableAllHooks` in"),
        "{once:?}"
    );
    trust(&project);
    let sentence = "`disableAllHooks` is not applied, because this file is not trusted: 1 trusted hook stays on";
    let typed: [&[&str]; 4] = [
        &["list"],
        &["explain", "PreToolUse"],
        &["check"],
        &["list", "--json"],
    ];
    for typed in typed {
        let ran = project.run(typed);
        assert!(said(&ran).contains(sentence), "{typed:?}: {ran:?}");
        assert!(
            said(&ran).contains("settings.local.json"),
            "{typed:?}: {ran:?}"
        );
    }
    let checked = said(&project.run(&["check"]));
    let marked = r#"1 | {"disableAllHooks": true} | ^"#;
    assert!(checked.contains(marked), "{checked}");
    let fired = project.run(&["fire", "PreToolUse", "--sample", "--expect", "block"]);
    assert_eq!(fired.code, Some(0), "{fired:?}");
    let codex = Project::new();
    codex.write(".codex/hooks.json", settings);
    codex.write(".codex/config.toml", "[features]\nhooks = false\n");
    trust(&codex);
    let listed = said(&codex.run(&["list"]));
    let sentence = "`features.hooks = false` is not applied, because this file is not trusted";
    assert!(listed.contains(sentence), "{listed}");
    assert!(listed.contains(".codex/config.toml:2:"), "{listed}");
    // In this project no hook exists that the switch could turn off, so the switch is not mentioned.
    let untrusted = Project::new();
    untrusted.write(
        ".claude/settings.local.json",
        r#"{"disableAllHooks": true}"#,
    );
    assert!(!said(&untrusted.run(&["list"])).contains("is not applied"));
}

#[test]
fn an_error_in_a_file_that_was_trusted_is_said_with_its_place_and_its_cure() {
    let broken = NATIVE.replace("pre_tool_use", "pre_tool");
    let open = NATIVE.replace("\"shell\"", "\"shell");
    for (text, line, problem) in [
        (
            &broken,
            "1:9: error[unknown_event]",
            "unknown event (did you mean `pre_tool_use`?)",
        ),
        (&open, "4:17: error[syntax]", "invalid basic string"),
    ] {
        let project = Project::new();
        project.write(HOOKS, text);
        script(&project.path(SCRIPT), "#!/bin/sh\nexit 2\n", 0o755);
        // First case: the hook was never trusted.
        for typed in [&["list"][..], &["explain", "PreToolUse"]] {
            let ran = said(&project.run(typed));
            let problem = format!("hooks.toml:{line}: {problem}");
            assert!(ran.contains(&problem), "{typed:?}: {ran}");
            assert!(ran.contains("1 of them an error"), "{typed:?}: {ran}");
        }
        // Second case: the hook was trusted, and then its file was broken.
        project.write(HOOKS, NATIVE);
        trust(&project);
        project.write(HOOKS, text);
        for typed in [&["list"][..], &["explain", "PreToolUse"]] {
            let ran = said(&project.run(typed));
            let problem = format!("hooks.toml:{line}: {problem}");
            assert!(ran.contains(&problem), "{typed:?}: {ran}");
            assert!(
                ran.contains("no hook runs until that is fixed"),
                "{typed:?}: {ran}"
            );
            assert!(
                !ran.contains("its file no longer has its entry;"),
                "{typed:?}: {ran}"
            );
        }
        let checked = said(&project.run(&["check"]));
        assert!(!checked.contains("to decide about them"), "{checked}");
        assert!(
            checked.contains("fix that, then type `hooks trust`"),
            "{checked}"
        );
    }
}

#[test]
fn where_an_error_stops_every_hook_no_row_says_that_it_runs() {
    let project = Project::new();
    let two = format!("{NATIVE}[[hooks.pre_tool]]\ncommand = \"true\"\n");
    project.write(HOOKS, &two);
    script(&project.path(SCRIPT), "#!/bin/sh\nexit 2\n", 0o755);
    let explained = project.run(&["explain", "PreToolUse", "--trust-project"]);
    assert!(!explained.stdout.contains('✓'), "{explained:?}");
    let why = "no hook runs until the error in";
    assert!(said(&explained).contains(why), "{explained:?}");
    let listed = project.run(&["list", "--trust-project"]);
    assert!(said(&listed).contains(why), "{listed:?}");
    assert_eq!(listed.code, Some(0), "{listed:?}");
}

#[test]
fn a_changed_hook_is_listed_as_its_file_has_it_and_with_the_file_that_changed() {
    let project = Project::new();
    project.write(HOOKS, NATIVE);
    script(&project.path(SCRIPT), "#!/bin/sh\nexit 2\n", 0o755);
    trust(&project);
    script(&project.path(SCRIPT), "#!/bin/sh\nexit 0\n", 0o755);
    let listed = said(&project.run(&["list"]));
    assert!(
        listed.contains("its script `.agent-hooks/guard.sh` changed after"),
        "{listed}"
    );
    assert!(
        !listed.contains("  all  ") && !listed.contains("(unusable)"),
        "{listed}"
    );
    assert!(listed.contains("\"shell\""), "{listed}");
    let checked = said(&project.run(&["check"]));
    assert!(
        checked.contains("(scripts not read: changed since you trusted it)"),
        "{checked}"
    );
    assert!(!checked.contains("not trusted yet"), "{checked}");
    assert!(!checked.contains("were not read"), "{checked}");

    fs::remove_file(project.path(SCRIPT)).unwrap();
    for typed in [&["list"][..], &["explain", "PreToolUse"]] {
        let ran = said(&project.run(typed));
        assert!(
            ran.contains("its script `.agent-hooks/guard.sh` is not there any more"),
            "{typed:?}: {ran}"
        );
    }
    // With a new command, the hook differs from the hook that was trusted.
    project.write(HOOKS, &NATIVE.replace("guard.sh", "other.sh"));
    let listed = said(&project.run(&["list"]));
    assert!(!listed.contains("is not there any more"), "{listed}");
    assert!(listed.contains("other.sh"), "{listed}");
}

#[test]
fn hook_files_below_the_working_folder_are_named_within_bounds() {
    let project = Project::new();
    project.write("packages/web/.agent-hooks/hooks.toml", NATIVE);
    project.write(
        "packages/bare/.claude/settings.json",
        "{\"permissions\": {}}",
    );
    for skipped in ["node_modules/a", ".git/b", "target/c", "one/two/three/four"] {
        project.write(&format!("{skipped}/.agent-hooks/hooks.toml"), NATIVE);
    }
    let elsewhere = project.home().join("elsewhere");
    fs::create_dir_all(elsewhere.join(".agent-hooks")).unwrap();
    fs::write(elsewhere.join(HOOKS), NATIVE).unwrap();
    std::os::unix::fs::symlink(&elsewhere, project.path("linked")).unwrap();
    for typed in [&["list"][..], &["explain", "PreToolUse"], &["check"]] {
        let ran = said(&project.run(typed));
        let sentence = "packages/web/.agent-hooks/hooks.toml is not loaded from here";
        assert!(ran.contains(sentence), "{typed:?}: {ran}");
        assert_eq!(
            ran.matches("is not loaded from here").count(),
            1,
            "{typed:?}: {ran}"
        );
    }
    // If the session runs in the folder of the file, the file is loaded.
    let inside = project.path("packages/web");
    let listed = project.run(&["list", "--project", &inside.display().to_string()]);
    assert!(said(&listed).contains("guard"), "{listed:?}");
    assert!(
        !said(&listed).contains("not loaded from here"),
        "{listed:?}"
    );
}

#[test]
fn what_cannot_be_read_is_listed_with_its_reason() {
    let linked = Project::new();
    let outside = linked.home().join("shared");
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("hooks.toml"), NATIVE).unwrap();
    std::os::unix::fs::symlink(&outside, linked.path(".agent-hooks")).unwrap();
    let listed = said(&linked.run(&["list"]));
    assert!(
        listed.contains("is a link that leads out of the project"),
        "{listed}"
    );
    // Guards in this folder are not loaded, so the check must not pass.
    let checked = linked.run(&["check"]);
    assert_eq!(checked.code, Some(1), "{checked:?}");
    assert!(said(&checked).contains("error[unreadable]"), "{checked:?}");
    let linked = Project::new();
    fs::create_dir_all(linked.path(".agent-hooks")).unwrap();
    let own = linked.home().join("own.toml");
    linked.write_home("own.toml", NATIVE);
    std::os::unix::fs::symlink(&own, linked.path(HOOKS)).unwrap();
    let checked = linked.run(&["check"]);
    assert_eq!(checked.code, Some(1), "{checked:?}");
    // In work trees people link an agent's own file on purpose, so that is a warning. A link to nothing is an error.
    let linked = Project::new();
    fs::create_dir_all(linked.path(".claude")).unwrap();
    let own = linked.home().join("own.json");
    linked.write_home("own.json", "{\"hooks\":{}}");
    std::os::unix::fs::symlink(&own, linked.path(".claude/settings.json")).unwrap();
    let checked = linked.run(&["check"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
    assert!(
        said(&checked).contains("warning[unreadable]"),
        "{checked:?}"
    );
    fs::remove_file(&own).unwrap();
    let checked = linked.run(&["check"]);
    assert_ne!(checked.code, Some(0), "{checked:?}");

    let folder = Project::new();
    fs::create_dir_all(folder.path(HOOKS)).unwrap();
    let listed = said(&folder.run(&["list"]));
    assert!(listed.contains("is not a regular file"), "{listed}");

    let named = Project::new();
    let listed = named.run(&["list", "--config", "nofile.toml"]);
    assert!(
        !listed.stdout.contains("searched for hook files"),
        "{listed:?}"
    );
    assert!(
        said(&listed).contains("nofile.toml:1:1: error[unreadable]: "),
        "{listed:?}"
    );
    let listed = named
        .run(&["list", "--config", "nofile.toml", "--json"])
        .json();
    assert_eq!(listed["problems"][0]["code"], "unreadable", "{listed}");
    assert_eq!(listed["problems"][0]["severity"], "error", "{listed}");
}

#[test]
fn the_home_folder_is_not_said_to_be_searched_as_a_project() {
    let project = Project::new();
    project.write_home(HOOKS, NATIVE);
    let mut command = project.command(&["list"]);
    command.current_dir(project.home());
    let listed = said(&crate::support::fed(&mut command, ""));
    let file = project.home().join(HOOKS).display().to_string();
    assert!(listed.contains(&format!("{file} is not read")), "{listed}");
    assert_eq!(listed.matches(&file).count(), 1, "{listed}");
}

#[test]
fn a_carriage_return_in_the_first_line_is_marked_like_any_script_that_cannot_start() {
    let project = Project::new();
    project.write(HOOKS, NATIVE);
    script(&project.path(SCRIPT), "#!/bin/bash\r\nexit 2\r\n", 0o755);
    let sentence = "its `#!` line ends with a carriage return, so the system cannot start it";
    let trusted = ["--trust-project"];
    let told = said(&project.run(&[&["explain", "PreToolUse"][..], &trusted].concat()));
    assert!(told.contains("! guard cannot start"), "{told}");
    assert!(told.contains(sentence), "{told}");
    let told = said(&project.run(&[&["list"][..], &trusted].concat()));
    assert!(told.contains("! guard"), "{told}");
    assert!(told.contains(sentence), "{told}");
    // An interpreter that the command names does start, and so does a script with a clean first line.
    for (entry, text) in [
        (
            "bash \\\"${config_dir}/guard.sh\\\"",
            "#!/bin/bash\r\nexit 2\r\n",
        ),
        ("${config_dir}/guard.sh", "#!/bin/bash\nexit 2\r\n"),
    ] {
        project.write(
            HOOKS,
            &format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"{entry}\"\n"),
        );
        script(&project.path(SCRIPT), text, 0o755);
        let told = said(&project.run(&[&["explain", "PreToolUse"][..], &trusted].concat()));
        assert!(told.contains("has Windows line endings, which"), "{told}");
        assert!(!told.contains("cannot start"), "{told}");
    }
}
