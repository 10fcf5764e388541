//! Keys of an entry: of another format, at another level, or below the wrong table.

use serde_json::json;

use crate::support::{
    HOOKS, Project, bash_push_explained, said, script, with_file, with_project_hooks, with_settings,
};

#[test]
fn keys_and_values_of_another_format_are_named_with_the_ones_to_write() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"g\"\nurl = \"http://127.0.0.1:9/h\"\n",
    );
    let told = said(&project.run(&["check", "hooks.toml"]));
    assert!(told.contains("write http = { url = \"...\" }"), "{told}");
    for (answer, form) in [
        (r#"{"decision":"modify","tool_input":{}}"#, "\"content\""),
        (r#"{"decision":"ask","question":"really?"}"#, "\"message\""),
    ] {
        let project = Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = '''echo '{answer}' '''\n"
        ));
        let told =
            said(&project.run(&["fire", "PreToolUse", "--sample", "--config", "hooks.toml"]));
        assert!(told.contains("hooks of this format print"), "{told}");
        assert!(told.contains(form), "{told}");
    }
    for (file, event, key, cure) in [
        (
            ".claude/settings.json",
            "PreToolUse",
            "5s",
            "takes a number of seconds: write 5",
        ),
        (
            ".gemini/settings.json",
            "BeforeTool",
            "5s",
            "takes a number of milliseconds: write 5000",
        ),
    ] {
        let project = with_file(
            file,
            &format!(
                r#"{{"hooks":{{"{event}":[{{"hooks":[{{"type":"command","command":"exit 2","timeout":"{key}"}}]}}]}}}}"#
            ),
        );
        let told = said(&project.run(&["check", file]));
        assert!(told.contains(cure), "{told}");
    }
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
            let settings = match file.starts_with(".gemini") {
                true => settings.replace("PreToolUse", "BeforeTool"),
                false => settings.to_owned(),
            };
            let project = with_file(file, &settings);
            let all = said(&project.run(&["check", file]));
            assert!(all.contains(place), "{file}: {all}");
        }
    }
}

#[test]
fn a_table_below_several_entries_is_said_to_belong_to_the_last() {
    let project = with_project_hooks(
        "[[hooks.pre_tool_use]]\nname = \"ticket\"\ncommand = [\"${config_dir}/ticket\"]\n\n\
         [[hooks.pre_tool_use]]\nname = \"branch\"\ncommand = [\"${config_dir}/branch\"]\n\n\
         # for all of them\n[hooks.pre_tool_use.env]\nPREFIX = \"ACME-\"\n",
    );
    script(
        &project,
        ".agent-hooks/ticket",
        "#!/bin/sh\ncase \"$1\" in \"$PREFIX\"*) exit 0;; esac\n",
    );
    script(
        &project,
        ".agent-hooks/branch",
        "#!/bin/sh\necho \"$PREFIX\"\n",
    );
    for told in [
        said(&project.run(&["check", HOOKS])),
        bash_push_explained(&project, &["--trust-project"]),
    ] {
        let what = "it reads `PREFIX`, which only the table at line 10 sets: that table belongs to `branch` alone";
        assert!(told.contains(what), "{told}");
        assert!(told.contains("repeat `env` in this entry"), "{told}");
        assert_eq!(told.matches("it reads").count(), 1, "{told}");
    }
}

#[test]
fn events_beside_hooks_are_told_where_they_belong_before_trust_in_every_agents_file() {
    for (path, event, rest) in [
        (".claude/settings.json", "PreToolUse", ""),
        (".codex/hooks.json", "PreToolUse", ""),
        (".gemini/settings.json", "BeforeTool", ""),
        (".cursor/hooks.json", "preToolUse", "\"version\":1,"),
        (".github/hooks/g.json", "preToolUse", "\"version\":1,"),
        (".agents/plugins/g/hooks/hooks.json", "PreToolUse", ""),
    ] {
        let entry = r#"{"hooks":[{"type":"command","command":"exit 2"}]}"#;
        let project = with_file(path, &format!("{{{rest}\"{event}\":[{entry}]}}"));
        for typed in [&["list"][..], &["check"]] {
            let told = said(&project.run(typed));
            assert!(
                told.contains("events belong under `hooks`"),
                "{path} {typed:?}: {told}"
            );
        }
        let told = said(&project.run(&["check"]));
        assert!(told.contains("write { \"hooks\": { \""), "{path}: {told}");
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
        let file = format!(r#"{{ "hooks": {{ "PreToolUse": [{entry}] }} }}"#);
        let project = with_settings(&file);
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
fn an_entry_of_copilot_for_windows_only_is_told_to_add_bash() {
    let entry = json!({ "type": "command", "powershell": "./g.ps1" });
    let file = json!({ "version": 1, "hooks": { "preToolUse": [entry] } });
    let project = with_file(".github/hooks/g.json", &file.to_string());
    let told = said(&project.run(&["check", ".github/hooks/g.json"]));
    assert!(told.contains("add `\"bash\": \"...\"` beside it"), "{told}");
}
