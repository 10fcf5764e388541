//! One command names the cause and the cure beside the hook: what was found in a hook's entry is in its row.

use std::fs;

use crate::support::{Project, fed, said};

fn claude(settings: &str) -> Project {
    let project = Project::new();
    project.write(".claude/settings.json", settings);
    project
}

/// Runs a command on the settings as a file that the user names.
fn told(project: &Project, words: &[&str]) -> String {
    let named = [words, &["--config", ".claude/settings.json"]].concat();
    said(&project.run(&named))
}

const SERVER_ALONE: &str = r#"{ "hooks": { "PreToolUse": [
    { "matcher": "mcp__github", "hooks": [ { "type": "command", "command": "true" } ] }
] } }"#;

const TWO_EVENTS: &str = r#"{ "hooks": {
    "SessionStart": [ { "matcher": "start", "hooks": [ { "type": "command", "command": "true" } ] } ],
    "PostToolUse": [ { "matcher": "Edit", "hooks": [ { "type": "command", "command": "true" } ] } ]
} }"#;

#[test]
fn explain_has_the_cure_of_a_matcher_that_the_reader_of_the_file_knows() {
    let rule = r#"{ "hooks": { "PreToolUse": [ { "matcher": "Bash(git push:*)", "hooks": [ { "type": "command", "command": "true" } ] } ] } }"#;
    for (settings, event, cure) in [
        (
            SERVER_ALONE,
            "PreToolUse",
            "`mcp__github__.*` matches all of its tools",
        ),
        (
            rule,
            "PreToolUse",
            "matcher `Bash`, and the rule as `if` of the handler",
        ),
        (TWO_EVENTS, "SessionStart", "known names: startup"),
    ] {
        let project = claude(settings);
        for more in [&[][..], &["--run"], &["--json"], &["--run", "--json"]] {
            let all = told(&project, &[&["explain", event], more].concat());
            assert_eq!(all.matches(cure).count(), 1, "{event} {more:?}: {all}");
        }
        let listed = told(&project, &["list"]);
        assert!(listed.contains(cure), "{listed}");
    }
}

#[test]
fn explain_leaves_out_findings_about_hooks_of_other_events() {
    let project = claude(TWO_EVENTS);
    for more in [&[][..], &["--run"]] {
        let all = told(
            &project,
            &[&["explain", "PostToolUse", "--tool", "Edit"], more].concat(),
        );
        assert!(!all.contains("SessionStart"), "{all}");
    }
}

#[test]
fn a_hook_that_can_never_match_or_start_is_not_counted_as_live() {
    let close = r#"{ "hooks": { "PreToolUse": [ { "matcher": "bash", "hooks": [ { "type": "command", "command": "true" } ] } ] } }"#;
    for settings in [SERVER_ALONE, close] {
        let project = claude(settings);
        let listed = told(&project, &["list"]);
        assert!(
            listed.contains("1 hook, 0 live") && listed.contains("! PreToolUse[0]"),
            "{listed}"
        );
        let json = told(&project, &["list", "--json"]);
        assert!(json.contains(r#""runs":false"#), "{json}");
    }
    let partly = SERVER_ALONE.replace("mcp__github", "Write|mcp__github");
    let listed = told(&claude(&partly), &["list"]);
    assert!(listed.contains("1 hook, 1 live"), "{listed}");
    assert!(listed.contains("`mcp__github__.*` matches all"), "{listed}");
    let tilde = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"own\"\ncommand = [\"~/bin/no-env\"]\nmatcher = \"shell\"\n",
    );
    let listed = said(&tilde.run(&["list", "--config", "hooks.toml"]));
    assert!(
        listed.contains("1 hook, 0 live") && listed.contains("`~` is not replaced"),
        "{listed}"
    );
}

#[test]
fn a_key_below_the_header_of_a_table_is_named_with_the_line_above_which_it_belongs() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\n\n[hooks.pre_tool_use.env]\nX = \"1\"\n\
         matcher = \"shell\"\n",
    );
    let stray = "`matcher` is below `[hooks.pre_tool_use.env]`, so it is a variable";
    for command in [
        &["check", "hooks.toml"][..],
        &["list", "--config", "hooks.toml"],
    ] {
        let all = said(&project.run(command));
        assert!(
            all.contains(stray) && all.contains("move it above line 5"),
            "{all}"
        );
    }
    let number = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\n[hooks.pre_tool_use.env]\ntimeout = 5\n",
    );
    let all = said(&number.run(&["check", "hooks.toml"]));
    let stray = "`timeout` is below `[hooks.pre_tool_use.env]`, so it is a variable";
    assert!(
        all.contains(stray) && all.contains("move it above line 4"),
        "{all}"
    );
    let http = Project::with_hooks(
        "[[hooks.pre_tool_use]]\n[hooks.pre_tool_use.http]\nurl = \"http://localhost/\"\nmatcher = \"shell\"\n",
    );
    let all = said(&http.run(&["check", "hooks.toml"]));
    assert!(
        all.contains("it is below `[hooks.pre_tool_use.http]`"),
        "{all}"
    );
    assert!(all.contains("move it above line 2"), "{all}");
    let chosen = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\nenv = { timeout = \"5\" }\n",
    );
    let all = said(&chosen.run(&["check", "hooks.toml"]));
    assert!(!all.contains("no_effect"), "{all}");
}

#[test]
fn a_key_of_another_level_is_told_where_it_belongs() {
    let up = r#"{ "hooks": { "PreToolUse": [ { "hooks": [ { "type": "command", "matcher": "Write", "command": "true" } ] } ] } }"#;
    let down = r#"{ "hooks": { "PreToolUse": [ { "matcher": "Bash", "timeout": 5, "hooks": [ { "type": "command", "command": "true" } ] } ] } }"#;
    for (settings, place) in [
        (up, "it belongs one level up: in the group, beside `hooks`"),
        (
            down,
            "it belongs one level down: in each handler of `hooks`",
        ),
    ] {
        for file in [".claude/settings.json", ".gemini/settings.json"] {
            let project = Project::new();
            let settings = match file.starts_with(".gemini") {
                true => settings.replace("PreToolUse", "BeforeTool"),
                false => settings.to_owned(),
            };
            project.write(file, &settings);
            let all = said(&project.run(&["check", file]));
            assert!(all.contains(place), "{file}: {all}");
        }
    }
}

#[test]
fn every_command_says_where_the_call_is_to_a_hook_that_looks_in_a_variable() {
    let project = claude(
        r#"{ "hooks": { "PostToolUse": [ { "matcher": "Edit", "hooks": [ { "type": "command", "command": "wc -c $CLAUDE_FILE_PATHS" } ] } ] } }"#,
    );
    let cure = "the payload is JSON on stdin: `jq -r .tool_input` prints a call's input";
    for words in [&["list"][..], &["explain", "PostToolUse", "--tool", "Edit"]] {
        let all = told(&project, words);
        assert!(all.contains(cure), "{words:?}: {all}");
    }
    let all = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(all.contains(cure), "{all}");
}

#[test]
fn a_path_in_single_quotes_is_not_called_a_missing_file() {
    let project = claude(
        r#"{ "hooks": { "PreToolUse": [ { "matcher": "Bash", "hooks": [ { "type": "command", "command": "bash '$CLAUDE_PROJECT_DIR/no-rm.sh'" } ] } ] } }"#,
    );
    let all = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(
        all.contains("is in single quotes") && !all.contains("missing_file"),
        "{all}"
    );
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
fn explain_that_runs_prints_the_reason_of_a_skipped_hook_once() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\n\
         [[hooks.pre_tool_use]]\nname = \"b\"\ncommand = \"true\"\nmatcher = \"write_file\"\n",
    );
    let all = printed_by(
        &project,
        &["explain", "PreToolUse", "--run", "--config", "hooks.toml"],
    );
    assert_eq!(all.matches("this call is \"shell\"").count(), 1, "{all}");
    assert!(
        all.contains("1 hook was skipped, for the reasons above"),
        "{all}"
    );
}

fn printed_by(project: &Project, words: &[&str]) -> String {
    said(&project.run(words))
}

#[test]
fn list_counts_the_warnings_that_check_counts_in_the_same_form() {
    let project = Project::new();
    let settings = r#"{ "hooks": { "PreToolUse": [ { "matcher": "bash", "hooks": [ { "type": "command", "command": "exit 2" } ] } ],
        "PreCommit": [ { "hooks": [ { "type": "command", "command": "make lint" } ] } ] } }"#;
    project.write(".claude/settings.json", settings);
    let listed = told(&project, &["list"]);
    assert!(listed.contains("2 warnings in these files"), "{listed}");
    let checked = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(checked.contains("2 warnings"), "{checked}");
    assert!(
        listed.contains("settings.json:2:9: warning[unknown_event]:"),
        "{listed}"
    );
}

#[test]
fn two_rewriters_are_named_in_the_list() {
    let answer = r#"'{"decision":"modify","content":{}}'"#;
    let entry = |name: &str| {
        format!(
            "[[hooks.pre_tool_use]]\nname = \"{name}\"\nmatcher = \"shell\"\ncommand = \"\"\"echo {answer}\"\"\"\n"
        )
    };
    let project = Project::with_hooks(&(entry("a") + &entry("b")));
    let listed = said(&project.run(&["list", "--config", "hooks.toml"]));
    assert!(listed.contains("this hook and `a`"), "{listed}");
}

#[test]
fn a_renamed_project_is_not_said_to_have_changed() {
    let project = Project::new();
    project.write("old/.agent-hooks/hooks.toml", "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\n[[hooks.pre_tool_use]]\nname = \"b\"\ncommand = \"true\"\n");
    let old = project.path("old").display().to_string();
    let shown = project.run(&["trust", "--project", &old]).stdout;
    let marks = shown
        .split_whitespace()
        .filter(|word| word.starts_with("v1:"));
    for mark in marks {
        let ran = project.run(&["trust", "--project", &old, "--fingerprint", mark]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    fs::rename(project.path("old"), project.path("new")).unwrap();
    let new = project.path("new").display().to_string();
    let was = format!("the project was at {old} when you trusted it");
    for words in [
        &["list", "--project", &new][..],
        &["check", "--project", &new],
        &["fire", "PreToolUse", "--sample", "--project", &new],
    ] {
        let all = said(&project.run(words));
        assert!(all.contains(&was), "{words:?}: {all}");
        assert!(!all.contains("changed since"), "{words:?}: {all}");
    }
    for words in [
        &["list"][..],
        &["trust"],
        &["trust", "list"],
        &["check", ".agent-hooks/hooks.toml"],
    ] {
        let mut command = project.command(words);
        let all = said(&fed(command.current_dir(project.path("new")), ""));
        assert!(
            all.contains("trusted under another path"),
            "{words:?}: {all}"
        );
        for word in ["changed: ", ": changed", "(changed"] {
            assert!(!all.contains(word), "{words:?}: {all}");
        }
    }
}

#[test]
fn all_mistakes_of_a_file_are_told_in_one_go() {
    let spelt = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\nrole = \"validator\"\n\
         [[hooks.PreToolUse]]\nname = \"b\"\ncommand = \"true\"\nMatcher = \"shell\"\n",
    );
    let all = printed_by(&spelt, &["check", "hooks.toml"]);
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
    let all = printed_by(&groups, &["check", "hooks.toml"]);
    assert!(!all.contains("unknown key"), "{all}");
    let twice = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"true\"\n\
         [[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"~/bin/x\"]\n",
    );
    for words in [
        &["list", "--config", "hooks.toml"][..],
        &["explain", "PreToolUse", "--config", "hooks.toml"],
    ] {
        let all = printed_by(&twice, words);
        assert!(
            all.contains("called `guard`") && all.contains("`~` is not replaced"),
            "{all}"
        );
    }
}

#[test]
fn an_error_of_an_untrusted_file_is_an_error_in_list_and_when_hooks_run() {
    let project = Project::new();
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\ncomand = \"true\"\n",
    );
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
    let project = Project::new();
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\ncomand = \"true\"\n",
    );
    let json = project.run(&["list", "--json"]).json();
    assert_eq!(json["problems"][0]["severity"], "error", "{json}");
    assert_eq!(json["files"][0]["errors"], 1, "{json}");
    let checked = project.run(&["check", "--json"]).json();
    let severity = &checked["files"][0]["diagnostics"][0]["severity"];
    assert_eq!(severity, "error", "{checked}");
}

#[test]
fn an_untrusted_entry_with_an_error_is_to_be_corrected_before_a_run_with_trust() {
    let project = Project::new();
    let file = ".claude/settings.json";
    let config = |matcher: &str| {
        format!(
            r#"{{"hooks":{{"PreToolUse":[{{"matcher":"{matcher}","hooks":[{{"type":"command","command":"true"}}]}}]}}}}"#
        )
    };
    project.write(file, &config("Bash("));
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
fn a_remark_on_hooks_of_one_name_gives_the_place_of_each() {
    let project = Project::new();
    let text = "[[hooks.pre_tool_use]]\nname = \"a\"\nbackground = true\ncommand = \"true\"\n";
    project.write("one.toml", text);
    project.write("two.toml", text);
    let explain = ["explain", "PreToolUse", "--run", "--config", "one.toml"];
    let single = project.run(&explain).stdout;
    assert!(single.contains("does not wait for `a`: it"), "{single}");
    let both = project.shown(200, &[&explain[..], &["--config", "two.toml"]].concat());
    for file in ["one.toml", "two.toml"] {
        let said = format!("does not wait for `a` ({file}:1): it");
        assert!(both.contains(&said), "{said}: {both}");
    }
}

#[test]
fn without_hook_files_the_searched_places_take_a_paragraph_for_each_agent() {
    let project = Project::new();
    let listed = project.shown(100, &["list"]);
    let (_, places) = listed
        .split_once("searched for hook files (paths are relative to {project}")
        .unwrap();
    assert!(places.lines().count() <= 20, "{listed}");
    for said in [
        "  claude   ",
        " .claude/settings.json,",
        " ~/.claude/settings.json,",
    ] {
        assert!(places.contains(said), "{said}: {listed}");
    }
    let all = project.shown(100, &["list", "--places"]);
    assert!(all.contains("{home}/.claude/settings.json\n"), "{all}");
}

#[test]
fn the_home_folder_is_not_taken_for_a_project_when_no_hook_file_is_found() {
    let project = Project::new();
    let home = project.home();
    fs::create_dir_all(&home).unwrap();
    let mut command = project.command(&["list"]);
    let told = said(&fed(command.current_dir(&home), ""));
    let said = format!(
        "only those of the system and of the user, because this folder is in no project; `~` is {}",
        home.display()
    );
    assert!(told.contains(&said), "{told}");
    assert!(!told.contains("paths are relative to"), "{told}");
    assert!(
        told.contains(" ~/.claude/plugins/installed_plugins.json"),
        "{told}"
    );
}

#[test]
fn an_error_that_a_row_explains_is_only_named_below_the_table() {
    let project = Project::new();
    project.write(
        "hooks.toml",
        "[[hooks.stop]]\nname = \"a\"\ncommand = \"true\"\ntimeuot = 5\n",
    );
    let listed = project.shown(200, &["list", "--config", "hooks.toml"]);
    assert_eq!(
        listed.matches("unknown key `timeuot`").count(),
        1,
        "{listed}"
    );
    let below = "hooks.toml:4:1: error[unknown_key]: see above";
    assert!(listed.contains(below), "{listed}");
}

#[test]
fn the_list_shows_each_note_that_says_that_a_guard_can_never_block() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"one\"\non_failure = \"proceed\"\n\
         command = \"grep -q rm && { echo no >&2; exit 1; }; exit 0\"\n\
         [[hooks.post_tool_use]]\nname = \"late\"\ncommand = \"echo no >&2; exit 2\"\n\
         [[hooks.notification]]\nname = \"watch\"\ncommand = \"echo no >&2; exit 2\"\n",
    );
    let checked = project.run(&["check", "hooks.toml", "--json"]).json();
    let found = checked["files"][0]["diagnostics"]
        .as_array()
        .unwrap()
        .clone();
    let listed = said(&project.run(&["list", "--config", "hooks.toml"]));
    let codes = ["exit_one", "background_answer", "observer_block"];
    for code in codes {
        let of_code = found.iter().find(|found| found["code"] == code);
        let of_code = of_code.unwrap_or_else(|| panic!("{code}: {checked}"));
        assert!(
            listed.contains(of_code["message"].as_str().unwrap()),
            "{listed}"
        );
    }
}
