//! Matchers that hold something other than a tool's name: a command, a permission rule, a file pattern or a list.

use serde_json::json;

use crate::support::{
    CLAUDE_FILE, EXPLAIN_TRUSTED, HOOKS, Project, RUN_TRUSTED, bash_push_explained, explained,
    group, said, told_by, with_claude_script, with_file, with_project_hooks, with_settings,
};

#[test]
fn a_tool_of_another_agent_where_commands_are_matched_gets_the_cure() {
    let project = Project::new();
    let with = |matcher: &str| {
        let hooks = format!(
            r#"{{"version":1,"hooks":{{"beforeShellExecution":[{{"matcher":"{matcher}","command":"exit 2"}}]}}}}"#
        );
        project.write(".cursor/hooks.json", &hooks);
        told_by(
            &project,
            &[
                &["check"],
                &["explain", "PreToolUse", "--config", ".cursor/hooks.json"],
            ],
        )
    };
    for told in with("Bash") {
        assert!(told.contains("leave the matcher out"), "{told}");
    }
    for told in with("bash|grep") {
        assert!(!told.contains("leave the matcher out"), "{told}");
    }
}

#[test]
fn a_tools_name_where_the_command_is_matched_is_told_by_check_and_explain() {
    let entry = json!({ "command": "exit 2", "matcher": "Shell" });
    let file = json!({ "version": 1, "hooks": { "beforeShellExecution": [entry] } });
    let project = with_file(".cursor/hooks.json", &file.to_string());
    let wrong = "compared with the text of the command, not with the name of a tool";
    let told = said(&project.run(&["check"]));
    assert!(told.contains(wrong), "{told}");
    let told = explained(&project, "PreToolUse", &["--set", "command=rm -rf x"]);
    assert!(told.contains(wrong), "{told}");
    let entry = json!({ "command": "exit 2", "matcher": "rm|Shell" });
    let file = json!({ "version": 1, "hooks": { "beforeShellExecution": [entry] } });
    project.write(".cursor/hooks.json", &file.to_string());
    let told = said(&project.run(&["check"]));
    assert!(!told.contains(wrong), "{told}");
}

#[test]
fn a_permission_rule_in_a_matcher_is_named_everywhere() {
    let project = with_project_hooks(
        "[[hooks.pre_tool_use]]\nmatcher = \"Bash(rm *)\"\ncommand = \"exit 2\"\n",
    );
    for typed in [
        &["check", HOOKS][..],
        EXPLAIN_TRUSTED,
        RUN_TRUSTED,
        &["trust"],
    ] {
        let told = said(&project.run(typed));
        assert!(
            told.contains("is a permission rule, and a matcher takes names of tools"),
            "{typed:?}: {told}"
        );
        assert!(
            told.contains("write matcher = \"shell\""),
            "{typed:?}: {told}"
        );
    }
    let told = said(&project.run(&["trust"]));
    assert!(
        !told.contains("--fingerprint"),
        "there is none to name: {told}"
    );
}

#[test]
fn a_matcher_that_is_a_permission_rule_or_a_file_pattern_is_told_what_a_matcher_is() {
    for (matcher, cure) in [
        (
            "Write(*.py)",
            r#"write "matcher": "Write", and put the rule into the handler: "if": "Write(*.py)""#,
        ),
        (
            "*.py",
            "never with files: write the tools' names, and test the file's name in the hook's script",
        ),
    ] {
        let entry = group("true").replace("Bash", matcher);
        let project = with_settings(&format!("{{\"hooks\":{{\"PreToolUse\":[{entry}]}}}}"));
        let told = said(&project.run(&["check"]));
        assert!(
            told.contains("a matcher is compared only with tool names"),
            "{told}"
        );
        assert!(told.contains(cure), "{told}");
    }
}

#[test]
fn a_rule_that_is_compared_whole_is_named_with_the_rule_for_arguments() {
    let project = Project::new();
    let told = |rule: &str| {
        project.write(
            ".claude/settings.json",
            &format!(r#"{{"hooks":{{"PreToolUse":[{{"matcher":"Bash","hooks":[{{"type":"command","if":"{rule}","command":"exit 2"}}]}}]}}}}"#),
        );
        bash_push_explained(&project, &["--trust-project"])
    };
    let whole = told("Bash(git push)");
    assert!(
        whole.contains("the rule is compared with the whole command: `Bash(git push:*)` also matches the command with arguments"),
        "{whole}"
    );
    for other in ["Bash(git pus)", "Bash(rm)", "Bash(git push --force:*)"] {
        let told = told(other);
        assert!(told.contains("does not match"), "{told}");
        assert!(!told.contains("the whole command"), "{told}");
    }
}

#[test]
fn a_command_in_a_matcher_leads_to_a_matcher_of_tools() {
    let entry = "[[hooks.pre_tool_use]]\nname = \"no-push\"\ncommand = \"exit 2\"\nmatcher = \"git push*\"\n";
    let project = with_project_hooks(entry);
    let cure =
        "a matcher names tools: write \"shell\", and let the hook's program look at the command";
    for told in [
        said(&project.run(&["check", HOOKS])),
        bash_push_explained(&project, &["--trust-project"]),
        bash_push_explained(&project, &[]),
    ] {
        assert!(told.contains(cure), "{told}");
        assert!(!told.contains("write an array"), "{told}");
    }
}

#[test]
fn a_kind_of_notification_that_does_not_exist_is_told_with_those_that_do() {
    let project = with_claude_script("Notification", Some("permission"), "#!/bin/sh\nexit 0\n");
    let told = said(&project.run(&["check"]));
    assert!(
        told.contains("`permission` never matches Notification"),
        "{told}"
    );
    assert!(told.contains("permission_prompt"), "{told}");
}

#[test]
fn a_list_as_matcher_of_another_agent_has_a_cure_and_no_made_up_values() {
    let config = r#"{"hooks":{"PreToolUse":[{"matcher":["Write","Edit"],"hooks":[{"type":"command","command":"x"}]}]}}"#;
    let project = with_settings(config);
    let checked = said(&project.run(&["check"]));
    assert!(checked.contains("as in \"Write|Edit\""), "{checked}");
    let listed = said(&project.run(&["list"]));
    assert!(
        !listed.contains("30 s") && !listed.contains(" all "),
        "{listed}"
    );
}

#[test]
fn a_word_that_a_matcher_repeats_is_reported_once() {
    let matcher = "shell|".repeat(20_000);
    let hook = CLAUDE_FILE.replace(
        "{\"hooks\":[{",
        &format!("{{\"matcher\":\"{matcher}Bash2\",\"hooks\":[{{"),
    );
    let project = with_settings(&hook);
    let checked = project.run(&["check"]).stdout;
    let named = checked.matches("`shell` is not a tool name of").count();
    assert_eq!(named, 1, "{}", checked.len());
}
