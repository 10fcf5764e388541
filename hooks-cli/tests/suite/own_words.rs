//! Answers in words of a hook's own, fields that a payload does not have, and exit codes that another program replaces:
//! `explain --run` says what is wrong and what to write.

use crate::support::{Project, said, script};

/// Returns what `explain EVENT --run` says about the hook of a project's file, on one line.
fn explained(config: &str, text: &str, guard: &str, arguments: &[&str]) -> String {
    let project = Project::new();
    project.write(config, text);
    let folder = config.rsplit_once('/').map_or("", |(folder, _)| folder);
    script(&project, &format!("{folder}/guard"), guard);
    let run = [arguments, &["--run", "--trust-project"]].concat();
    said(&project.run(&[&["explain"], run.as_slice()].concat()))
}

const PUSH: &[&str] = &["PreToolUse", "--set", "command=git push"];
const WRITE: &[&str] = &["PreToolUse", "--tool", "Write", "--set", "file_path=a.lock"];

/// Explains a native hook on `git push`.
fn native(guard: &str) -> String {
    let config = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"${config_dir}/guard\"]\n";
    explained(".agent-hooks/hooks.toml", config, guard, PUSH)
}

/// Explains a hook of Claude Code with this command, which can name the script.
fn claude(event: &str, command: &str, guard: &str, arguments: &[&str]) -> String {
    let hook = serde_json::json!({"type": "command", "command": command});
    let config = serde_json::json!({"hooks": {event: [{"hooks": [hook]}]}});
    explained(
        ".claude/settings.json",
        &config.to_string(),
        guard,
        arguments,
    )
}

const GUARD: &str = "\"$CLAUDE_PROJECT_DIR\"/.claude/guard";

#[test]
fn a_decision_in_other_words_is_named_with_the_object_to_print() {
    for (answer, sentence) in [
        (
            r#"{"action":"block","message":"no"}"#,
            r#"`guard` means to block (`action`: "block"), but a decision is a word in the key `decision`; print {"decision":"block","message":"no"}"#,
        ),
        (
            r#"{"status":"blocked","reason":"no"}"#,
            r#"(`status`: "blocked"), but a decision is a word in the key `decision`; print {"decision":"block","message":"no"}"#,
        ),
        (
            r#"{"response":{"decision":"block"}}"#,
            "(`response.decision`: \"block\")",
        ),
        (
            r#"{"decision":{"behavior":"deny","message":"no"}}"#,
            "(`decision.behavior`: \"deny\")",
        ),
        (
            "decision: block",
            "; to block, print {\"decision\":\"block\",\"message\":\"why\"}",
        ),
        (
            "block",
            "; to block, print {\"decision\":\"block\",\"message\":\"why\"}",
        ),
    ] {
        let told = native(&format!("#!/bin/sh\ncat > /dev/null\necho '{answer}'\n"));
        assert!(told.contains(sentence), "{answer}: {told}");
        assert!(!told.contains("to tell the model"), "{answer}: {told}");
    }
}

#[test]
fn an_answer_that_was_encoded_twice_is_named() {
    let native = native("#!/bin/sh\necho '\"{\\\"decision\\\": \\\"block\\\"}\"'\n");
    let sentence = "printed a JSON text that holds its answer, so its `block` does not count: the answer was encoded twice";
    assert!(native.contains(sentence), "{native}");
    assert!(
        native.contains("so it was encoded twice; print the object itself"),
        "{native}"
    );
    assert!(
        !native.contains("plain text") && !native.contains("logs"),
        "{native}"
    );
    let inner =
        "{\\\"hookEventName\\\":\\\"PreToolUse\\\",\\\"permissionDecision\\\":\\\"deny\\\"}";
    let guard = format!("#!/bin/sh\necho '{{\"hookSpecificOutput\":\"{inner}\"}}'\n");
    let claude = claude("PreToolUse", GUARD, &guard, PUSH);
    let sentence = "`hookSpecificOutput` is not an object but a text that holds one: print the object itself (in jq: \
                    `--argjson` in place of `--arg`)";
    assert!(claude.contains(sentence), "{claude}");
}

#[test]
fn a_replacement_that_is_a_text_with_an_object_is_named() {
    let gemini =
        r#"{"hooks":{"BeforeTool":[{"hooks":[{"type":"command","command":".gemini/guard"}]}]}}"#;
    let cursor = r#"{"version":1,"hooks":{"preToolUse":[{"command":".cursor/guard"}]}}"#;
    let packed = r#"{"command":"ls"}"#;
    let inner = serde_json::json!({"hookSpecificOutput": {"tool_input": packed}});
    let outer = serde_json::json!({"updated_input": packed});
    for (config, text, answer, key) in [
        (".gemini/settings.json", gemini, inner, "tool_input"),
        (".cursor/hooks.json", cursor, outer, "updated_input"),
    ] {
        let told = explained(config, text, &format!("#!/bin/sh\necho '{answer}'\n"), PUSH);
        let sentence = format!(
            "`{key}` is not read: it is a text that holds an object: print the object itself"
        );
        assert!(told.contains(&sentence), "{told}");
    }
}

#[test]
fn an_unknown_key_inside_of_an_answer_is_named() {
    let guard = "#!/bin/sh\necho '{\"hookSpecificOutput\":{\"hookEventName\":\"UserPromptSubmit\",\"updatedPrompt\":\"x\",\
                 \"modifiedPrompt\":\"x\",\"systemMessage\":\"x\"}}'\n";
    let told = claude("UserPromptSubmit", GUARD, guard, &["UserPromptSubmit"]);
    for sentence in [
        "Claude Code does not know `updatedPrompt`, `modifiedPrompt` (a key of Copilot) in `hookSpecificOutput`",
        "Claude Code cannot replace a prompt; `additionalContext` adds to it",
        "`systemMessage` does nothing in `hookSpecificOutput`; write it beside `hookSpecificOutput`",
    ] {
        assert!(told.contains(sentence), "{told}");
    }
    let config = r#"{"hooks":{"BeforeTool":[{"hooks":[{"type":"command","command":"echo '{\"hookSpecificOutput\":{\"hookEventName\":\"BeforeTool\",\"mood\":1}}'"}]}]}}"#;
    let told = explained(".gemini/settings.json", config, "", PUSH);
    assert!(
        told.contains("`mood` is not a key of `hookSpecificOutput`"),
        "{told}"
    );
    assert!(!told.contains("`hookEventName` is not a key"), "{told}");
}

#[test]
fn a_script_that_reads_a_path_that_a_patch_does_not_have_is_led_to_the_patch() {
    let config = r#"{"hooks":{"PreToolUse":[{"matcher":"apply_patch|Write","hooks":[{"type":"command","command":"python3 \"$CODEX_PROJECT_DIR\"/.codex/guard"}]}]}}"#;
    for read in [
        "json.load(sys.stdin)[\"tool_input\"].get(\"file_path\", \"\")",
        "json.load(sys.stdin).get(\"tool_input\", {}).get(\"file_path\")",
        "json.load(sys.stdin)[\"tool_input\"]\npath = path.get(\"file_path\")",
    ] {
        let guard = format!("import json, sys\npath = {read}\n");
        let told = explained(".codex/hooks.json", config, &guard, WRITE);
        let sentence = "reads `.tool_input.file_path`, which this payload does not have: the paths are in the patch in \
                        `.tool_input.command`";
        assert!(told.contains(sentence), "{read}: {told}");
        let sentence = "Codex itself sets no `CODEX_PROJECT_DIR`; only this engine does";
        assert!(told.contains(sentence), "{told}");
        let patch = [
            "PreToolUse",
            "--tool",
            "apply_patch",
            "--set",
            "command=*** Begin Patch\n*** End Patch",
        ];
        let told = explained(".codex/hooks.json", config, &guard, &patch);
        assert!(told.contains("this call is \"apply_patch\""), "{told}");
        assert!(!told.contains("(codex: \"Write\")"), "{told}");
    }
}

#[test]
fn a_guard_that_xargs_or_find_runs_is_said_to_lose_its_exit_code() {
    let guard = "#!/bin/sh\ncase \"$1\" in *.lock) echo no >&2; exit 2;; esac\n";
    let told = claude(
        "PreToolUse",
        &format!("jq -r .tool_input.file_path | xargs -n1 {GUARD}"),
        guard,
        WRITE,
    );
    let sentence = "`xargs` ends with 123 if the program that it runs ends with 2, so an `exit 2` there is not a block; \
                    run the program without `xargs`";
    assert!(told.contains(sentence), "{told}");
    assert!(!told.contains("the command gives it none"), "{told}");
    let find = "find \"$CLAUDE_PROJECT_DIR\"/.claude -name guard -exec sh {} \\;";
    let told = claude("PreToolUse", find, guard, WRITE);
    assert!(
        told.contains("`find` drops the exit codes of the programs that `-exec` runs"),
        "{told}"
    );
}

#[test]
fn exit_code_one_of_a_program_behind_cd_is_explained_by_what_it_printed() {
    let tests = "#!/bin/sh\necho 3 tests failed\nexit 1\n";
    let command = "cd \"$CLAUDE_PROJECT_DIR\" && .claude/guard";
    let told = claude("Stop", command, tests, &["Stop"]);
    let sentence = "exit code 2 blocks, with stderr as the reason; it printed on stdout, where no reason is \
                    read: 3 tests failed";
    assert!(told.contains(sentence), "{told}");
    assert!(!told.contains("exit 0"), "{told}");
    let told = claude(
        "PostToolUse",
        command,
        tests,
        &["PostToolUse", "--tool", "Write"],
    );
    let sentence = "at exit code 2 the model reads stderr; it printed on stdout, where no reason is read: 3 \
                    tests failed";
    assert!(told.contains(sentence), "{told}");
}

#[test]
fn a_text_after_bash_c_that_ends_with_a_test_is_explained() {
    let config = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"bash\", \"-c\", \"grep -q prod && { echo no >&2; \
                  exit 2; }\"]\n";
    let told = explained(".agent-hooks/hooks.toml", config, "", PUSH);
    assert!(
        told.contains(
            "has the exit code of its first command if that finds nothing; write `; exit 0` behind it"
        ),
        "{told}"
    );
}

#[test]
fn a_quoted_pattern_and_a_second_reader_of_stdin_are_noted() {
    let told = native(
        "#!/bin/bash\ncmd=$(cat)\nif [[ \"$cmd\" =~ \"git push.*--force\" ]]; then\n  exit 2\nfi\n",
    );
    let sentence = "line 3: `\"git push.*--force\"` behind `=~` is in quotes, which make it plain text and not a pattern";
    assert!(told.contains(sentence), "{told}");
    let told = native(
        "#!/bin/bash\na=$(jq -r .a)\nb=$(jq -r .b)\ncase \"$b\" in *\"git push\"*) echo no >&2; exit 2;; esac\n",
    );
    assert!(
        told.contains("`jq` reads the whole payload, so the second `jq` gets nothing"),
        "{told}"
    );
    let told = native(
        "#!/bin/bash\nclean() { rm -f x; exit 0; }\ntrap clean EXIT\ncat > /dev/null\nexit 2\n",
    );
    assert!(
        told.contains("`trap clean EXIT` runs `clean`, whose `exit 0` takes the place of `exit 2`"),
        "{told}"
    );
}

#[test]
fn a_pattern_with_an_optional_space_is_not_said_to_miss_the_space() {
    let guard = "#!/bin/sh\ngrep -Eq '\"file_path\": *\"[^\"]*tsx\"' && exit 2\nexit 0\n";
    let told = claude("PreToolUse", GUARD, guard, WRITE);
    assert!(!told.contains("no space"), "{told}");
}

#[test]
fn a_list_as_matcher_of_another_agent_has_a_cure_and_no_made_up_values() {
    let project = Project::new();
    let config = r#"{"hooks":{"PreToolUse":[{"matcher":["Write","Edit"],"hooks":[{"type":"command","command":"x"}]}]}}"#;
    project.write(".claude/settings.json", config);
    let checked = said(&project.run(&["check"]));
    assert!(checked.contains("as in \"Write|Edit\""), "{checked}");
    let listed = said(&project.run(&["list"]));
    assert!(
        !listed.contains("30 s") && !listed.contains(" all "),
        "{listed}"
    );
}
