//! Entries that cannot be used: how their errors are counted, placed and told once.

use crate::support::{
    Project, RUN_PUSH, RUN_TRUSTED, SETTINGS, entry_told, group, guard_ran, guard_told, said, told,
    with_file, with_project_hooks, with_settings,
};

/// Returns the output for a guard, which has this sentence once.
fn told_once(text: &str, sentence: &str) -> String {
    let told = guard_told("guard.sh", text);
    assert_eq!(told.matches(sentence).count(), 1, "{told}");
    told
}

#[test]
fn all_mistakes_of_a_file_are_told_in_one_go() {
    let spelt = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\nrole = \"validator\"\n\
         [[hooks.PreToolUse]]\nname = \"b\"\ncommand = \"true\"\nMatcher = \"shell\"\n",
    );
    let all = told(&spelt, &["check", "hooks.toml"]);
    for mistake in [
        "`validator` is not",
        "unknown event `PreToolUse`",
        "unknown key `Matcher`",
    ] {
        assert!(all.contains(mistake), "{all}");
    }
    let groups = Project::with_hooks(
        "[[hooks.PreToolUse]]\nmatcher = \"Bash\"\n[[hooks.PreToolUse.hooks]]\ntype = \"command\"\ncommand = \"true\"\n",
    );
    let all = told(&groups, &["check", "hooks.toml"]);
    assert!(!all.contains("unknown key"), "{all}");
    let twice = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"true\"\n\
         [[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"~/bin/x\"]\n",
    );
    for words in [
        &["list", "--config", "hooks.toml"][..],
        &["explain", "PreToolUse", "--config", "hooks.toml"],
    ] {
        let all = told(&twice, words);
        assert!(
            all.contains("called `guard`") && all.contains("`~` is not replaced"),
            "{all}"
        );
    }
}

#[test]
fn a_cure_of_an_unusable_entry_is_not_given_for_a_call_that_does_not_match_it() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\nmatcher = \"write_file\"\nrole = \"validator\"\n",
    );
    let ran = project.run(&["explain", "PreToolUse", "--config", "hooks.toml"]);
    assert!(!ran.stdout.contains("validate`?"), "{ran:?}");
    assert!(ran.stderr.contains("validate`?"), "{ran:?}");
}

#[test]
fn a_broken_entry_has_its_row_where_nothing_can_run() {
    let told = entry_told("timeuot = 5\ncommand = \"true\"", RUN_TRUSTED);
    assert!(told.contains("guard fails: not_usable"), "{told}");
    assert_eq!(told.matches("error[unknown_key]").count(), 1, "{told}");
    assert!(told.contains("nothing was run: 1 error"), "{told}");
}

#[test]
fn entries_that_cannot_be_used_are_not_counted_as_live() {
    let entry = "[{\"type\":\"command\",\"cmd\":\"exit 2\"}]";
    let text = format!("{{\"version\":1,\"hooks\":{{\"preToolUse\":{entry},\"stop\":{entry}}}}}");
    let project = with_file(".github/hooks/g.json", &text);
    let listed = said(&project.run(&["list", "--trust-project"]));
    assert!(listed.contains("2 hooks, 0 live"), "{listed}");
    assert!(!listed.contains('✓'), "{listed}");
}

#[test]
fn an_entry_that_cannot_be_used_is_listed_with_its_cure() {
    let hook = "[[hooks.stop]]\ncommand = \"true\"\nmatcher = \"shell\"\n";
    let project = with_project_hooks(hook);
    let json = project.run(&["list", "--trust-project", "--json"]).json();
    assert_eq!(json["hooks"][0]["fix"], "leave `matcher` out", "{json}");
    let explained = said(&project.run(&["explain", "Stop", "--trust-project"]));
    assert!(explained.contains("leave `matcher` out"), "{explained}");
    assert!(!explained.contains("says what is wrong"), "{explained}");
}

#[test]
fn an_entry_that_cannot_be_used_is_said_to_block() {
    let project = Project::new();
    let entry = group("true").replace("\"type\"", "\"timeout\":\"5\",\"type\"");
    project.write_home(
        SETTINGS,
        &format!("{{\"hooks\":{{\"PreToolUse\":[{entry}],\"Stop\":[{entry}]}}}}"),
    );
    for (event, blocks) in [("PreToolUse", true), ("SessionEnd", false)] {
        let told = said(&project.run(&["explain", event]));
        let sentence = "until that is corrected, it blocks every call that it matches";
        assert_eq!(told.contains(sentence), blocks, "{event}: {told}");
    }
}

#[test]
fn an_error_that_stops_every_hook_is_shown_by_list_and_no_row_is_marked_live() {
    let hook = "[[hooks.stop]]\nname = \"g\"\ncommand = \"true\"\n";
    let project = with_project_hooks(&format!("{hook}{hook}"));
    let sentence = "another hook of `stop` in this file is called `g`";
    for (command, text) in [
        (&["list", "--trust-project"][..], sentence),
        (&["explain", "Stop", "--trust-project"], "see below"),
    ] {
        let told = said(&project.run(command));
        assert!(told.contains("no hook runs until that is fixed"), "{told}");
        let error = format!("hooks.toml:5:8: error[duplicate_name]: {text}");
        assert!(told.contains(&error), "{told}");
        assert!(told.contains(sentence), "{told}");
    }
    let listed = said(&project.run(&["list", "--trust-project"]));
    assert!(!listed.contains('✓'), "{listed}");
    let json = project.run(&["list", "--trust-project", "--json"]).json();
    assert_eq!(json["hooks"][0]["live"], false, "{json}");
}

#[test]
fn an_error_in_an_entry_is_given_once_by_an_explanation() {
    let entries = r#"{"matcher":"Bash(","hooks":[{"type":"command","command":"true"}]},{"hooks":[{"type":"command"}]}"#;
    let config = format!("{{\"hooks\":{{\"PreToolUse\":[{entries}]}}}}");
    let project = with_settings(&config);
    let (pattern, key) = ("a `(` is not closed", "a command handler needs `command`");
    for options in [
        &RUN_PUSH[..4],
        &[&RUN_PUSH[..4], &["--trust-project"]].concat(),
        RUN_PUSH,
    ] {
        let ran = project.run(options);
        let told = format!("{} {}", ran.stderr, said(&ran));
        assert_eq!(told.matches(pattern).count(), 1, "{options:?}: {told}");
        assert_eq!(told.matches(key).count(), 1, "{options:?}: {told}");
        assert!(told.contains("error[bad_matcher]: see below"), "{told}");
    }
    let config = "[[hooks.pre_tool_use]]\nname = \"g\"\ncommnd = [\"true\"]\n";
    let project = with_project_hooks(config);
    let ran = project.run(RUN_PUSH);
    let told = format!("{} {}", ran.stderr, said(&ran));
    assert_eq!(told.matches("did you mean `command`?").count(), 1, "{told}");
    // The rows of JSON are for programs, so stderr has the whole text.
    let ran = project.run(&[&RUN_PUSH[..4], &["--trust-project", "--json"]].concat());
    assert!(ran.stderr.contains("did you mean `command`?"), "{ran:?}");
}

#[test]
fn one_error_is_said_once() {
    let config = "{\"hooks\":{\"PreToolUse\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"echo a-reason >&2; exit 1\"}]}]}}";
    let project = with_settings(config);
    let told = said(&project.run(RUN_PUSH));
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
    let told = said(&guard_ran(
        "guard.sh",
        validator,
        command,
        "role = \"validate\"",
    ));
    let sentence = "it answered `modify`, which a validator cannot do";
    assert_eq!(told.matches(sentence).count(), 1, "{told}");
    assert!(
        told.contains("Without `role = \"validate\"` its change counts"),
        "{told}"
    );
}

#[test]
fn an_error_that_stops_all_hooks_has_one_layout_with_and_without_a_run() {
    let project = Project::new();
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\ntimeout = \"x\"\n",
    );
    let typed = ["explain", "PreToolUse"];
    let looked = project.run(&typed).stderr;
    let ran = project.run(&[&typed[..], &["--run"]].concat()).stderr;
    let (shown, last) = ran.trim_end().rsplit_once('\n').unwrap();
    assert_eq!(shown, looked.trim_end());
    assert!(last.contains("nothing was run"), "{ran}");
}

#[test]
fn a_handler_that_only_an_agent_can_run_is_said_to_be_one() {
    let project = with_settings(
        r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"prompt","prompt":"Is this safe?"}]}]}}"#,
    );
    let told = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(
        told.contains("cannot run a handler of type `prompt`"),
        "{told}"
    );
}
