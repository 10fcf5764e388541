//! JSON about hooks, runs and test cases is valid under the published schemas.

use serde_json::Value;

use super::{assert_fits, fits};
use crate::list::project;
use crate::support::Project;

#[test]
fn lists_explanations_findings_and_reports_fit_their_schemas() {
    let project = project();
    for options in [&[][..], &["--trust-project"]] {
        fits(&project, "list", &[&["list", "--json"], options].concat());
        for event in ["PreToolUse", "stop", "SessionStart"] {
            let explain = [&["explain", event, "--json"], options].concat();
            fits(&project, "explanation", &explain);
            let printed = project.run(&[&explain[..], &["--run"]].concat()).json();
            // With `--run` there are two more keys than in an explanation; the schema names them too.
            assert!(printed["remarks"].is_array(), "{printed}");
            let report = printed["report"].clone();
            for (schema, printed) in [("explanation", printed), ("report", report)] {
                let published = project.run(&["schema", schema]).json();
                assert_fits(schema, &published, &printed);
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
fn an_explained_code_and_the_list_of_codes_fit_their_schema() {
    let project = Project::new();
    fits(&project, "why", &["check", "--why", "way_round", "--json"]);
    fits(&project, "why", &["check", "--why", "--json"]);
}

#[test]
fn each_report_of_a_command_is_a_line_of_json_that_fits_the_schema_of_reports() {
    let project = Project::with_hooks("[[hooks.pre_tool_use]]\ncommand = \"true\"\n");
    let published = project.run(&["schema", "report"]).json();
    let exec = [
        "exec",
        "--report",
        "--json",
        "--config",
        "hooks.toml",
        "--",
        "echo",
        "out",
    ];
    let ran = project.run(&exec);
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (Some(0), "out\n"),
        "{ran:?}"
    );
    let events: Vec<Value> = ran
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for report in &events {
        assert_fits("report", &published, report);
    }
    let names: Vec<&Value> = events.iter().map(|report| &report["event"]).collect();
    assert_eq!(names, ["PreToolUse", "PostToolUse"]);
    let alone = project.run(&["exec", "--json", "--", "true"]);
    assert_eq!(alone.stderr.lines().count(), 2, "{alone:?}");
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
fn times_in_json_are_rounded_to_the_measured_precision() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = \"true\"\n");
    project.write(
        "tests/a.toml",
        "event = \"stop\"\n[expect]\noutcome = \"proceed\"\n",
    );
    let fired = project.run(&[
        "fire",
        "stop",
        "--sample",
        "--config",
        "hooks.toml",
        "--json",
    ]);
    let tested = project.run(&["test", "tests", "--json"]);
    for time in [
        &fired.json()["hooks"][0]["duration_ms"],
        &tested.json()["cases"][0]["duration_ms"],
    ] {
        let text = time.to_string();
        let digits = text.split('.').nth(1).map_or(0, str::len);
        assert!(digits <= 3, "{text}");
    }
}
