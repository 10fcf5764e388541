//! Errors in files that are not trusted: told in our words, with their severity and their cure.

use crate::support::{
    HOOKS, Project, bash_push_explained, said, told, with_file, with_project_hooks, with_settings,
};

#[test]
fn an_error_of_an_untrusted_entry_is_told_in_our_words_before_the_decision() {
    for (entry, sentence) in [
        (
            "[[hooks.user_prompt_submit]]\ncommand = \"true\"\nmatcher = \"deploy\"\n",
            "`user_prompt_submit` has nothing to match; leave `matcher` out",
        ),
        (
            "[[hooks.pre_tool_use]]\ncommand = [\"prettier --write .\"]\n",
            "the first element of `command` is one program's name, spaces included; write each word as a separate element",
        ),
        (
            "[[hooks.pre_tool_use]]\ncommand = \"true\"\ntimeout = \"secret\"\n",
            "the value is not a duration; write it like",
        ),
        (
            "[[hooks.pre_tool_use]]\ncommand = \"true\"\non_failure = \"secret\"\n",
            "the value is not one of",
        ),
    ] {
        let project = with_project_hooks(entry);
        let event = if entry.contains("prompt") {
            "UserPromptSubmit"
        } else {
            "PreToolUse"
        };
        for typed in [&["list"][..], &["explain", event]] {
            let told = told(&project, typed);
            assert!(told.contains(sentence), "{typed:?}: {told}");
            assert!(!told.contains("secret"), "{typed:?}: {told}");
        }
    }
}

#[test]
fn an_error_of_an_untrusted_file_is_an_error_in_list_and_when_hooks_run() {
    let project = with_project_hooks("[[hooks.pre_tool_use]]\ncomand = \"true\"\n");
    for typed in [
        &["list"][..],
        &["explain", "PreToolUse"],
        &["fire", "PreToolUse", "--sample"],
    ] {
        let ran = project.run(typed);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains("error[unknown_key]"), "{typed:?}: {ran:?}");
        assert!(!said.contains("warning[unknown_key]"), "{typed:?}: {ran:?}");
    }
}

#[test]
fn an_error_of_an_untrusted_file_is_an_error_in_the_json_of_the_list() {
    let project = with_project_hooks("[[hooks.pre_tool_use]]\ncomand = \"true\"\n");
    let json = project.run(&["list", "--json"]).json();
    assert_eq!(json["problems"][0]["severity"], "error", "{json}");
    assert_eq!(json["files"][0]["errors"], 1, "{json}");
    let checked = project.run(&["check", "--json"]).json();
    let severity = &checked["files"][0]["diagnostics"][0]["severity"];
    assert_eq!(severity, "error", "{checked}");
}

#[test]
fn an_error_of_an_untrusted_file_keeps_the_cure_that_quotes_nothing() {
    let group = r#"{"hooks":{"PreToolUse":[{"matcher":"Bash","command":"SECRET"}]}}"#;
    let project = with_settings(group);
    project.write(
        ".codex/config.toml",
        "[[hooks.pre_tool_use]]\n[[hooks.pre_tool_use.hooks]]\ncommand = \"SECRET\"\n",
    );
    for typed in [&["list"][..], &["explain", "PreToolUse"]] {
        let told = said(&project.run(typed));
        assert!(told.contains("Codex calls it `PreToolUse`"), "{told}");
        let cure = "it belongs in the list `hooks` of a group; write { \"matcher\"";
        assert!(told.contains(cure), "{told}");
        assert!(!told.contains("--trust-project`"), "{told}");
        let later = "when that is corrected, decide about it: type `hooks trust";
        assert!(told.contains(later), "{told}");
    }
    let explained = said(&project.run(&["explain", "PreToolUse"]));
    assert!(!explained.contains("SECRET"), "{explained}");
}

#[test]
fn an_error_of_an_untrusted_key_below_a_header_does_not_quote_the_header() {
    let event = "[hooks.other.\"SECRET\"";
    let hook = format!("[{event}]]\ncommand = \"a\"\n{event}.env]\ntimeout = 5\n");
    let project = with_settings("{}");
    project.write(".agent-hooks/hooks.toml", &hook);
    let told = said(&project.run(&["list"]));
    let ours = "a key below the header of `env` is a variable, and a variable is a string";
    assert!(told.contains(ours), "{told}");
    assert!(!told.contains(event), "{told}");
}

#[test]
fn an_untrusted_entry_with_an_error_is_to_be_corrected_before_a_run_with_trust() {
    let file = ".claude/settings.json";
    let config = |matcher: &str| {
        format!(
            r#"{{"hooks":{{"PreToolUse":[{{"matcher":"{matcher}","hooks":[{{"type":"command","command":"true"}}]}}]}}}}"#
        )
    };
    let project = with_file(file, &config("Bash("));
    let sentence = "but correct the error in its files first (`hooks check` shows it): until then, `--trust-project` can \
                    block the call";
    for typed in [
        &["exec", "--", "true"][..],
        &["list"],
        &["explain", "PreToolUse"],
        &["fire", "PreToolUse", "--sample"],
    ] {
        let told = said(&project.run(typed));
        assert!(told.contains(sentence), "{typed:?}: {told}");
        assert!(!told.contains("for one run"), "{typed:?}: {told}");
    }
    // With the option, the entry blocks.
    let ran = project.run(&["exec", "--trust-project", "--", "true"]);
    assert_ne!(ran.code, Some(0), "{ran:?}");
    project.write(file, &config("Bash"));
    let told = said(&project.run(&["exec", "--", "true"]));
    let option = "to trust the project for one run, add `--trust-project`";
    assert!(told.contains(option), "{told}");
}

#[test]
fn an_error_in_a_file_that_is_not_trusted_is_explained_with_its_cure() {
    for (entry, cure) in [
        (
            "[[hooks.pre_tool_use]]\ncommand = \"true\"\npost = \"await\"\n",
            "`post` belongs to all hooks: write it below [hooks]",
        ),
        (
            "[hooks.pre_tool_use]\ncommand = \"true\"\n",
            "expected an array of tables, found a table; write [[hooks.pre_tool_use]], with two brackets",
        ),
    ] {
        let project = with_project_hooks(entry);
        let told = bash_push_explained(&project, &[]);
        assert!(told.contains(cure), "{told}");
    }
}

#[test]
fn the_error_of_a_hook_that_changed_is_named_where_it_is_to_be_corrected() {
    let entry = |matcher: &str| {
        format!(
            "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\nmatcher = \"{matcher}\"\n"
        )
    };
    let project = with_project_hooks(&entry("shell"));
    crate::trust::trust(&project);
    project.write(HOOKS, &entry("git push*"));
    for more in [&[][..], &["--run"]] {
        let told = bash_push_explained(&project, more);
        let row = "its entry has an error, so the hook can neither be trusted nor run: line 4:";
        assert!(told.contains(row), "{told}");
        let cure = "a matcher names tools: write \"shell\"";
        assert_eq!(told.matches(cure).count(), 1, "{told}");
    }
}

#[test]
fn an_entry_of_an_untrusted_file_that_has_an_error_says_both() {
    let project = Project::new();
    let both = "its entry has an error, so the hook can neither be trusted nor run";
    let one = "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = 5\n";
    let two = format!("{one}[[hooks.pre_tool_use]]\nname = \"fine\"\ncommand = \"true\"\n");
    for (hooks, count) in [(one, 1), (&two, 1)] {
        project.write(".agent-hooks/hooks.toml", hooks);
        for typed in [&["list"][..], &["explain", "PreToolUse"]] {
            let told = said(&project.run(typed));
            assert!(told.contains("untrusted"), "{typed:?}: {told}");
            assert_eq!(told.matches(both).count(), count, "{typed:?}: {told}");
        }
    }
}
