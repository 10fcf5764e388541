//! What is printed for programs fits the schemas that are published for it.

use serde_json::Value;

use crate::list::project;
use crate::support::Project;

#[track_caller]
fn fits(project: &Project, schema: &str, arguments: &[&str]) {
    let published = project.run(&["schema", schema]).json();
    jsonschema::meta::validate(&published).unwrap();
    let ran = project.run(arguments);
    let printed: Value = ran.json();
    let validator = jsonschema::validator_for(&published).unwrap();
    let wrong: Vec<String> = validator
        .iter_errors(&printed)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{schema}: {wrong:?} in {printed:#}");
}

#[test]
fn lists_explanations_findings_and_reports_fit_their_schemas() {
    let project = project();
    for options in [&[][..], &["--trust-project"]] {
        fits(&project, "list", &[&["list", "--json"], options].concat());
        for event in ["PreToolUse", "stop", "SessionStart"] {
            for run in [&[][..], &["--run"]] {
                let arguments = [&["explain", event, "--json"], run, options].concat();
                fits(&project, "explanation", &arguments);
            }
            let fire = [&["fire", event, "--sample", "--json"], options].concat();
            fits(&project, "report", &fire);
        }
    }
    fits(
        &project,
        "list",
        &["list", "--json", "--config", "gone.toml"],
    );
    fits(&project, "findings", &["check", "--json"]);
    fits(
        &project,
        "findings",
        &["check", "--json", ".claude/settings.json", "gone.toml"],
    );
    fits(&Project::new(), "list", &["list", "--json"]);
}

#[test]
fn results_of_cases_fit_their_schema() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = \"exit 2\"\n");
    for (name, text) in [
        (
            "passes",
            "event = \"stop\"\n[expect]\noutcome = \"block\"\n",
        ),
        (
            "fails",
            "event = \"stop\"\n[expect]\noutcome = \"proceed\"\n",
        ),
        ("broken", "evnt = \"stop\"\n"),
    ] {
        project.write(&format!("tests/{name}.toml"), text);
    }
    fits(&project, "test-results", &["test", "tests", "--json"]);
}

#[test]
fn a_key_that_no_schema_has_is_noticed() {
    let project = Project::new();
    for schema in ["findings", "test-results"] {
        let published = project.run(&["schema", schema]).json();
        let validator = jsonschema::validator_for(&published).unwrap();
        assert!(!validator.is_valid(&serde_json::json!({ "files": [], "new": 1 })));
    }
}
