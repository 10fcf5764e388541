//! `hooks check`.

use serde_json::json;

use crate::support::Project;

const BROKEN: &str = r#"[[hooks.pre_tool_use]]
name = "guard"
command = ["guard"]
timeuot = 3

[[hooks.pre_tool_usee]]
command = "true"
"#;

#[test]
fn every_finding_is_shown_with_its_line_marked() {
    let project = Project::with_hooks(BROKEN);
    let ran = project.run(&["check", "hooks.toml"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn findings_are_machine_readable() {
    let project = Project::with_hooks(BROKEN);
    project.write("good.toml", "[[hooks.stop]]\ncommand = \"true\"\n");
    let ran = project.run(&["check", "--format", "json", "hooks.toml", "good.toml"]);
    assert_eq!(ran.code, Some(1));
    let findings = ran.json();
    let files = findings["files"].as_array().unwrap();
    let places: Vec<_> = files[0]["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| {
            (
                &found["code"],
                &found["severity"],
                &found["line"],
                &found["column"],
            )
        })
        .collect();
    let error = &json!("error");
    assert_eq!(
        places,
        [
            (&json!("unknown_key"), error, &json!(4), &json!(1)),
            (&json!("unknown_event"), error, &json!(6), &json!(9)),
        ]
    );
    assert_eq!(
        files[1],
        json!({ "path": "good.toml", "dialect": "native", "hooks": 1, "diagnostics": [] })
    );
}

#[test]
fn files_without_errors_are_0() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = \"true\"\n");
    let ran = project.run(&["check", "hooks.toml"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (Some(0), "hooks.toml: native, 1 hook, no findings\n")
    );
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    let project = Project::new();
    let ran = project.run(&["check", "gone.toml"]);
    assert_eq!(ran.code, Some(1));
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn nothing_in_a_file_or_its_name_acts_on_the_terminal() {
    let project = Project::new();
    let name = "a\u{1b}]0;x\u{7}.toml";
    project.write(
        name,
        "[[hooks.pre_tool_use]]\n\"foo\u{9b}31m\u{202e}\" = 1 # \u{200b}\ncommand = \"true\"\n",
    );
    let ran = project.run(&["check", name]);
    assert_eq!(ran.code, Some(1));
    let acts = |c: &char| c.is_control() && *c != '\n' || ('\u{200b}'..='\u{202e}').contains(c);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert_eq!(said.chars().find(acts), None, "{said:?}");
    assert!(said.contains("a\\u{1b}]0;x\\u{7}.toml: native"), "{said}");
}

#[test]
fn why_without_a_code_lists_the_codes() {
    let project = Project::new();
    let ran = project.run(&["check", "--why"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for code in hooks_config::DiagnosticCode::ALL {
        assert!(ran.stdout.contains(&format!("{code}: ")), "{code}: {ran:?}");
    }
    let listed = project.run(&["check", "--why", "--json"]).json();
    let codes = listed["codes"].as_array().unwrap().len();
    assert_eq!(codes, hooks_config::DiagnosticCode::ALL.len());
}

#[test]
fn a_file_that_nobody_reads_is_told_where_it_is_named() {
    let project = Project::new();
    let hook = "[[hooks.stop]]\ncommand = \"true\"\n";
    for path in [
        ".agent-hooks/hook.toml",
        "hook.toml",
        ".agent-hooks/hooks/hooks.toml",
    ] {
        project.write(path, hook);
        let ran = project.run(&["check", path]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(
            ran.stdout.contains("warning[not_read]: "),
            "{path}: {ran:?}"
        );
    }
    project.write(".agent-hooks/hooks.toml", hook);
    let bare = project.run(&["check"]);
    assert_eq!(bare.code, Some(0), "{bare:?}");
    let strict = project.run(&["check", "--deny-warnings"]);
    assert_eq!(strict.code, Some(1), "{strict:?}");
    let ran = project.run(&["check", ".agent-hooks/hooks.toml"]);
    assert!(!ran.stdout.contains("not_read"), "{ran:?}");
}
