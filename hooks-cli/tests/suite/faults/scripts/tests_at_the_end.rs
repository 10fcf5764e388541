//! Shell scripts whose last test, quotes or patterns decide differently than meant.

use crate::support::{
    CLAUDE_GUARD, FIRE, HOOKS, PUSH_CALL, Project, WRITE_CALL, claude_guard_explained, explained,
    guard_explained, guard_told, said, script, with_claude_command, with_claude_script,
    with_script, with_settings,
};

#[test]
fn a_cure_is_printed_once_when_the_run_shows_what_the_check_expected() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/g\"]\n",
    );
    script(
        &project,
        "g",
        "#!/bin/sh\ngrep -q 'git push' && { echo no >&2; exit 2; }\n",
    );
    let told = said(&project.run(&["explain", "PreToolUse", "--config", "hooks.toml", "--run"]));
    assert_eq!(told.matches("write `exit 0` below it").count(), 1, "{told}");
    let quoted = with_settings(
        r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"\"~/hooks/g.sh\""}]}]}}"#,
    );
    let told = said(&quoted.run(&["explain", "PreToolUse", "--trust-project", "--run"]));
    assert_eq!(told.matches("$HOME/hooks/g.sh").count(), 1, "{told}");
}

#[test]
fn a_quoted_pattern_and_a_second_reader_of_stdin_are_noted() {
    let told = guard_told(
        "guard",
        "#!/bin/bash\ncmd=$(cat)\nif [[ \"$cmd\" =~ \"git push.*--force\" ]]; then\n  exit 2\nfi\n",
    );
    let sentence = "line 3: `\"git push.*--force\"` behind `=~` is in quotes, which make it plain text and not a pattern";
    assert!(told.contains(sentence), "{told}");
    let told = guard_told(
        "guard",
        "#!/bin/bash\na=$(jq -r .a)\nb=$(jq -r .b)\ncase \"$b\" in *\"git push\"*) echo no >&2; exit 2;; esac\n",
    );
    assert!(
        told.contains("`jq` reads the whole payload, so the second `jq` gets nothing"),
        "{told}"
    );
    let told = guard_told(
        "guard",
        "#!/bin/bash\nclean() { rm -f x; exit 0; }\ntrap clean EXIT\ncat > /dev/null\nexit 2\n",
    );
    assert!(
        told.contains("`trap clean EXIT` runs `clean`, whose `exit 0` takes the place of `exit 2`"),
        "{told}"
    );
}

#[test]
fn signs_of_a_pattern_that_are_plain_characters_are_noted_with_the_cure() {
    for (test, sentences) in [
        (
            "grep -q \"git push|git reset\"",
            [
                "line 2: without `-E`, `grep` looks for the `|` in `\"git push|git reset\"` as a plain character",
                "write `grep -E`",
            ],
        ),
        (
            "grep -q 'git\\s+push'",
            [
                "looks for the `+` in `'git\\s+push'` as a plain character",
                "write `grep -E`",
            ],
        ),
        (
            "[ \"$(cat)\" = *\"git push\"* ]",
            [
                "line 2: `*\"git push\"*` in single brackets is not a pattern: `[` compares texts",
                "compares texts; write `[[ ... ]]`",
            ],
        ),
        (
            "[[ $(cat) =~ 'git +push' ]]",
            [
                "`'git +push'` behind `=~` is in quotes",
                "store the pattern in a variable",
            ],
        ),
    ] {
        let text = format!("#!/bin/bash\nif {test}; then echo no >&2; exit 2; fi\nexit 0\n");
        let told = guard_told("guard", &text);
        for sentence in sentences {
            assert!(told.contains(sentence), "{test}: {told}");
        }
    }
}

#[test]
fn a_pattern_with_an_optional_space_is_not_said_to_miss_the_space() {
    let guard = "#!/bin/sh\ngrep -Eq '\"file_path\": *\"[^\"]*tsx\"' && exit 2\nexit 0\n";
    let told = claude_guard_explained("PreToolUse", CLAUDE_GUARD, guard, WRITE_CALL);
    assert!(!told.contains("no space"), "{told}");
}

#[test]
fn a_text_after_bash_c_that_ends_with_a_test_is_explained() {
    let config = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"bash\", \"-c\", \"grep -q prod && { echo no >&2; \
                  exit 2; }\"]\n";
    let told = guard_explained(".agent-hooks/hooks.toml", config, "", PUSH_CALL);
    assert!(
        told.contains(
            "has the exit code of its first command if that finds nothing; write `; exit 0` behind it"
        ),
        "{told}"
    );
}

#[test]
fn a_guard_whose_last_line_is_a_test_is_explained_when_it_blocks_a_harmless_call() {
    let hooks = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"grep -q force && exit 2\"\n";
    let project = Project::with_hooks(hooks);
    let told = said(&project.run(FIRE));
    assert!(
        told.contains("its last line, `grep -q force && exit 2`,"),
        "{told}"
    );
    assert!(told.contains("write `; exit 0` behind it"), "{told}");
    let told = said(&project.run(&["check", "hooks.toml"]));
    assert!(told.contains("note[borrowed_exit]"), "{told}");
    let cured = hooks.replace("exit 2", "exit 2; exit 0");
    project.write("hooks.toml", &cured);
    assert!(!said(&project.run(FIRE)).contains("last line"));
    let told = said(&project.run(&["check", "hooks.toml"]));
    assert!(!told.contains("borrowed_exit"), "{told}");
}

#[test]
fn a_script_that_ends_with_a_test_is_told_to_end_with_exit_0() {
    for last in [
        "grep -q SECRET && echo '{\"decision\":\"block\",\"reason\":\"secret\"}'",
        "[ -n \"$SECRET\" ] && exit 2",
        "grep -q SECRET && { echo no >&2; exit 2; }",
    ] {
        let project =
            with_claude_script("PreToolUse", Some("Bash"), &format!("#!/bin/sh\n{last}\n"));
        let told = explained(&project, "PreToolUse", &["--set", "command=ls"]);
        assert!(told.contains("write `exit 0` below it"), "{last}: {told}");
        assert!(!told.contains("exit code 2 blocks"), "{last}: {told}");
    }
    let meant = with_claude_script(
        "PreToolUse",
        Some("Bash"),
        "#!/bin/sh\ngrep -q ls && exit 1\nexit 0\n",
    );
    let told = explained(&meant, "PreToolUse", &["--set", "command=ls"]);
    assert!(told.contains("exit code 2 blocks"), "{told}");
}

#[test]
fn a_backslash_in_double_quotes_is_told_with_the_quotes_that_keep_it() {
    let project = Project::new();
    for path in ["C:\\Users\\me\\g.exe", "C:\\hooks\\g.exe"] {
        let entry = format!("[[hooks.stop]]\nname = \"a\"\ncommand = [\"{path}\"]\n");
        project.write(HOOKS, &entry);
        let told = said(&project.run(&["check", HOOKS]));
        assert!(
            told.contains("write the text in single quotes ('...'), or double each backslash"),
            "{told}"
        );
    }
}

#[test]
fn a_stop_in_quotes_is_told_without_a_decision_that_the_hook_did_not_give() {
    let answer = r#"echo '{"continue":"false","stopReason":"x"}'"#;
    let told = explained(
        &with_claude_command("PreToolUse", answer),
        "PreToolUse",
        &[],
    );
    assert!(
        told.contains("answers `continue`: `\"false\"`, a text in quotes")
            && told.contains("print {\"continue\":false,\"stopReason\":\"x\"}"),
        "{told}"
    );
    assert!(!told.contains("permissionDecision"), "{told}");
}

#[test]
fn a_step_of_a_script_that_never_runs_or_prints_nothing_is_named() {
    for (text, why) in [
        (
            "#!/usr/bin/env node\nprocess.stdin.on('data', d => { process.exitCode = 2 });\nprocess.exit(0)\n",
            "the function of `process.stdin.on(\"data\")` never runs",
        ),
        (
            "#!/usr/bin/env python3\nimport sys\ndef main():\n    if \"push\" in sys.stdin.read():\n        \
             sys.exit(2)\n",
            "the script never calls `main()`, so its `sys.exit(2)` does not run",
        ),
        (
            "#!/usr/bin/env python3\nimport json, sys\nif \"push\" in sys.stdin.read():\n    \
             json.dumps({\"decision\": \"block\"})\n",
            "the text that `json.dumps` makes is not printed",
        ),
        (
            "#!/usr/bin/env node\nconst text = require('fs').readFileSync(0, 'utf8');\n\
             check(text).then(bad => { if (bad) process.exit(2); });\nprocess.exit(0);\n",
            "move this `process.exit` to the end of that function",
        ),
    ] {
        let project = with_script(text);
        let told = said(&project.run(&["check", HOOKS]));
        assert!(told.contains(why), "{told}");
        let told = said(&project.run(&["explain", "PreToolUse", "--trust-project"]));
        assert!(told.contains(why), "{told}");
    }
}
