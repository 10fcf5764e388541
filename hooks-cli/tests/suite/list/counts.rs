//! What `list` and `check` count, and what their first and last lines say.

use serde_json::{Value, json};

use crate::support::{
    HOOKS, Project, said, told_of_settings, with_project_hooks, with_script_of_mode, with_settings,
};

#[test]
fn every_problem_is_listed_or_counted() {
    let entry = |name: usize| {
        format!(
            "[[hooks.pre_tool_use]]\nname = \"h{name}\"\ncommand = [\"true\"]\nmatcher = \"a|b\"\n"
        )
    };
    let project = with_project_hooks(&(0..4).map(entry).collect::<String>());
    let told = said(&project.run(&["list"]));
    assert_eq!(told.matches("hooks.toml:").count() - 4, 4, "{told}");
    let twelve: String = (0..12).map(entry).collect();
    project.write(".agent-hooks/hooks.toml", &twelve);
    let told = said(&project.run(&["list"]));
    assert!(
        told.contains("and 2 more: `hooks check` shows them"),
        "{told}"
    );
}

#[test]
fn a_list_never_cuts_the_name_of_a_file() {
    let project = Project::of_known_width();
    let file = "inside-the-project";
    project.write(
        "hooks.toml",
        &format!(
            "[[hooks.pre_tool_use]]\nname = \"keeps-every-write-inside\"\nmatcher = [\"write_file\", \"edit_file\"]\n\
             command = [\"/usr/local/share/of/scripts/{file}\"]\n"
        ),
    );
    for columns in [60, 70, 80, 90, 100] {
        let shown = project.shown(columns, &["list", "--config", "hooks.toml"]);
        let rows = shown.lines().filter(|line| !line.starts_with("      "));
        assert!(
            rows.collect::<String>().contains(file),
            "{columns}: {shown}"
        );
    }
}

#[test]
fn list_counts_the_warnings_that_check_counts_in_the_same_form() {
    let settings = r#"{ "hooks": { "PreToolUse": [ { "matcher": "bash", "hooks": [ { "type": "command", "command": "exit 2" } ] } ],
        "PreCommit": [ { "hooks": [ { "type": "command", "command": "make lint" } ] } ] } }"#;
    let project = with_settings(settings);
    let listed = told_of_settings(&project, &["list"]);
    assert!(listed.contains("2 warnings in these files"), "{listed}");
    let checked = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(checked.contains("2 warnings"), "{checked}");
    assert!(
        listed.contains("settings.json:2:9: warning[unknown_event]:"),
        "{listed}"
    );
}

#[test]
fn json_says_that_a_live_hook_does_not_run_and_why() {
    let project = Project::with_hooks(
        "[[hooks.stop]]\nname = \"gone\"\ncommand = [\"${config_dir}/gone.sh\"]\n\
         [[hooks.stop]]\nname = \"fine\"\ncommand = \"true\"\n\
         [[hooks.stop]]\nname = \"off\"\ncommand = \"true\"\nenabled = false\n",
    );
    let listed = project
        .run(&["list", "--json", "--config", "hooks.toml"])
        .json();
    let hooks = listed["hooks"].as_array().unwrap();
    let told = hooks
        .iter()
        .map(|hook| json!([hook["id"], hook["live"], hook["runs"], hook["findings"]]));
    assert_eq!(
        told.collect::<Value>(),
        json!([
            ["gone", true, false, ["missing_file"]],
            ["fine", true, true, []],
            ["off", false, false, []],
        ])
    );
    let why = hooks[0]["reason"].as_str().unwrap();
    assert!(
        why.ends_with("gone.sh` does not exist, so the hook fails when it runs"),
        "{why}"
    );
    assert_eq!(
        hooks[0]["fix"],
        "create the file `gone.sh`, or correct its path in the entry"
    );
    assert_eq!(hooks[1]["reason"], Value::Null);
}

#[test]
fn check_says_in_its_summary_that_scripts_were_not_read() {
    let project = with_script_of_mode("#!/bin/sh\nexit 1\n", 0o755);
    let told = said(&project.run(&["check"]));
    let summary = "1 hook, no findings (scripts not read: not trusted yet)";
    assert!(told.contains(summary), "{told}");
    project.write(
        ".claude/settings.json",
        "{\"hooks\":{\"Stop\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"true\"}]}]}}",
    );
    let told = said(&project.run(&["check"]));
    assert!(
        told.contains("the scripts of 2 files were not read"),
        "{told}"
    );
    let named = said(&project.run(&["check", HOOKS]));
    assert!(!named.contains("not read"), "{named}");
}

#[test]
fn a_table_that_has_room_below_its_rows_breaks_no_word() {
    let entry = "command = [\"sh\", \"-c\", \"cat > /dev/null; echo a long command that wraps\"]\n";
    let matcher = "matcher = [\"write_file\", \"edit_file\"]\n";
    let project = with_project_hooks(&format!("[[hooks.pre_tool_use]]\n{entry}{matcher}"));
    let listed = project.shown(100, &["list", "--trust-project"]);
    for word in [
        "PreToolUse[0]",
        "\"write_file\"",
        "\"edit_file\"",
        "project native",
    ] {
        assert!(listed.contains(word), "{word}: {listed}");
    }
}

#[test]
fn a_list_without_hooks_begins_with_what_to_do() {
    let project = Project::with_hooks("");
    let listed = project.run(&["list"]).stdout;
    let first = listed.lines().next().unwrap();
    assert_eq!(
        first,
        "no hooks are configured; `hooks init` writes a first hooks.toml"
    );
    let place = listed.find("searched for hook files (").unwrap();
    assert!(listed.find("is not read").unwrap() < place, "{listed}");
    assert!(
        listed[place..].contains(".claude/settings.json"),
        "{listed}"
    );
}

#[test]
fn the_bridge_in_an_agents_file_is_one_line_of_the_list_and_no_finding() {
    let project = Project::new();
    let install = ["bridge", "install", "--for", "claude"];
    assert_eq!(project.run(&install).code, Some(0));
    let said = project.run(&["list"]).stdout;
    let file = project.home().join(".claude/settings.json");
    let whole = format!("{} holds the bridge", file.display());
    assert_eq!(said.matches(&whole).count(), 1, "{said}");
    assert_eq!(said.matches("own_entry").count(), 1, "{said}");
    assert!(!said.contains("warning"), "{said}");
    let json = project.run(&["list", "--json"]).json();
    let hooks = json["hooks"].as_array().unwrap();
    assert!(hooks.len() > 1 && hooks.iter().all(|hook| hook["cause"] == "own_entry"));
    let checked = project.run(&["check"]);
    assert!(checked.stdout.contains("no findings"), "{checked:?}");
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
