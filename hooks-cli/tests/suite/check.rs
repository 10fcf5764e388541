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
