//! What is known about a hook is said whether or not the hook was trusted, by every command in the same way.

use crate::support::{
    GUARD_SCRIPT, HOOKS, Project, SHELL_GUARD, said, script, with_file, with_project_hooks,
    write_script,
};
use crate::trust::trust;

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
        sentence: "the script seems to use exit code 1 to block",
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

/// Fails unless every command says the sentence about the only hook.
#[track_caller]
fn assert_known(project: &Project, fault: &Fault, options: &[&str], file: &str) {
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
        let project = with_project_hooks(SHELL_GUARD);
        write_script(&project.path(GUARD_SCRIPT), fault.script, fault.mode);
        assert_known(&project, fault, &["--trust-project"], HOOKS);
        trust(&project);
        assert_known(&project, fault, &[], HOOKS);
        let checked = project.run(&["check"]);
        assert!(said(&checked).contains(fault.sentence), "{checked:?}");

        let own = Project::new();
        own.write_home(".config/agent-hooks/hooks.toml", SHELL_GUARD);
        let home = own.home().join(".config/agent-hooks");
        write_script(&home.join("guard.sh"), fault.script, fault.mode);
        let file = home.join("hooks.toml").display().to_string();
        assert_known(&own, fault, &[], &file);
        let checked = own.run(&["check"]);
        assert!(said(&checked).contains(fault.sentence), "{checked:?}");
    }
}

#[test]
fn a_trusted_hook_beside_a_new_one_is_examined_and_the_new_ones_script_is_not_read() {
    let fault = &FAULTS[1];
    let project = with_project_hooks(SHELL_GUARD);
    script(&project, GUARD_SCRIPT, fault.script);
    trust(&project);
    let second = SHELL_GUARD.replace("guard", "second");
    project.write(HOOKS, &format!("{SHELL_GUARD}{second}"));
    script(&project, ".agent-hooks/second.sh", FAULTS[2].script);
    assert_known(&project, fault, &[], HOOKS);
    let checked = said(&project.run(&["check"]));
    assert!(checked.contains(fault.sentence), "{checked}");
    assert!(!checked.contains(FAULTS[2].sentence), "{checked}");
    let explained = said(&project.run(&["explain", "PreToolUse"]));
    assert!(!explained.contains(FAULTS[2].sentence), "{explained}");
}

#[test]
fn a_file_whose_whole_text_was_trusted_is_quoted_and_a_changed_one_is_not() {
    let settings = ".gemini/settings.json";
    let text = r#"{"hooks":{"BeforeTool":[{"matcher":"run_shell_command","hooks":[{"type":"command","command":"true","timeout":10}]}]}}"#;
    let project = with_file(settings, text);
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
fn an_error_in_a_file_that_was_trusted_is_said_with_its_place_and_its_cure() {
    let broken = SHELL_GUARD.replace("pre_tool_use", "pre_tool");
    let open = SHELL_GUARD.replace("\"shell\"", "\"shell");
    for (text, line, problem) in [
        (
            &broken,
            "1:9: error[unknown_event]",
            "unknown event (did you mean `pre_tool_use`?)",
        ),
        (&open, "4:17: error[syntax]", "invalid basic string"),
    ] {
        let project = with_project_hooks(text);
        script(&project, GUARD_SCRIPT, "#!/bin/sh\nexit 2\n");
        // First case: the hook was never trusted.
        for typed in [&["list"][..], &["explain", "PreToolUse"]] {
            let ran = said(&project.run(typed));
            let problem = format!("hooks.toml:{line}: {problem}");
            assert!(ran.contains(&problem), "{typed:?}: {ran}");
            assert!(ran.contains("1 of them an error"), "{typed:?}: {ran}");
        }
        // Second case: the hook was trusted, and then its file was broken.
        project.write(HOOKS, SHELL_GUARD);
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
    let two = format!("{SHELL_GUARD}[[hooks.pre_tool]]\ncommand = \"true\"\n");
    let project = with_project_hooks(&two);
    script(&project, GUARD_SCRIPT, "#!/bin/sh\nexit 2\n");
    let explained = project.run(&["explain", "PreToolUse", "--trust-project"]);
    assert!(!explained.stdout.contains('✓'), "{explained:?}");
    let why = "no hook runs until the error in";
    assert!(said(&explained).contains(why), "{explained:?}");
    let listed = project.run(&["list", "--trust-project"]);
    assert!(said(&listed).contains(why), "{listed:?}");
    assert_eq!(listed.code, Some(0), "{listed:?}");
}
