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
fn decisions_about_trust_fit_their_schema() {
    let project = Project::new();
    let hooks = "[[hooks.pre_tool_use]]\nname = \"a\\u00ad\"\ncommand = \"sh guard.sh\"\n";
    project.write(".agent-hooks/hooks.toml", hooks);
    project.write("guard.sh", "exit 0\n");
    crate::trust::trust(&project);
    fits(&project, "trust-show", &["trust", "show", "--json"]);
    let shown = project.run(&["trust", "show", "--json"]).json();
    let hook = &shown["roots"][0]["hooks"][0];
    assert_eq!(hook["state"], "trusted");
    assert_eq!(hook["id"], "a\u{ad}");
    assert_eq!(hook["scripts"]["guard.sh"], "exit 0\n");
    assert_eq!(project.run(&["trust", "revoke"]).code, Some(0));
    fits(&project, "trust-show", &["trust", "show", "--json"]);
    fits(&project, "trust", &["trust", "list", "--json"]);
}

#[test]
fn the_status_of_the_bridge_fits_its_schema_in_every_state() {
    let project = Project::new();
    for agent in ["claude", "codex", "gemini"] {
        let installed = project.run(&["bridge", "install", "--for", agent]);
        assert_eq!(installed.code, Some(0), "{installed:?}");
    }
    let settings = std::fs::read_to_string(project.home().join(".gemini/settings.json")).unwrap();
    let other = settings
        .replace("--budget 50", "--budget 49")
        .replace("--speak", " --speak");
    project.write_home(".gemini/settings.json", &other);
    std::fs::create_dir_all(project.home().join(".cursor/hooks.json")).unwrap();
    let status = ["bridge", "status", "--json"];
    fits(&project, "bridge-status", &status);
    let ran = project.run(&status);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    let printed = ran.json();
    let bridges = printed["bridges"].as_array().unwrap();
    let of = |agent: &str| bridges.iter().find(|it| it["agent"] == agent).unwrap();
    assert_eq!(of("claude")["state"], "current");
    assert_eq!(of("claude")["probe"]["exit_code"], 0);
    assert_eq!(of("goose")["state"], "not_installed");
    assert_eq!(of("cursor")["state"], "unreadable");
    assert!(
        of("claude")
            .get("last_called_seconds_ago")
            .unwrap()
            .is_null()
    );
    assert!(of("codex")["agent_trust"].is_object(), "{printed}");
}

#[test]
fn what_init_and_new_write_fits_its_schema_and_is_there() {
    let project = Project::new();
    fits(&project, "made", &["init", "--json"]);
    let new = [
        "new",
        "guard",
        "--event",
        "pre_tool_use",
        "--lang",
        "bash",
        "--json",
    ];
    let printed = project.run(&new).json();
    for path in printed["written"].as_array().unwrap() {
        assert!(
            std::path::Path::new(path.as_str().unwrap()).is_file(),
            "{path}"
        );
    }
    let next = &printed["next"][0];
    assert_eq!(
        next,
        &serde_json::json!(["hooks", "test", ".agent-hooks/tests"])
    );
    let python = [
        "new",
        "after",
        "--event",
        "post_tool_use",
        "--lang",
        "python",
        "--format",
        "json",
    ];
    fits(&project, "made", &python);
    let again = project.run(&new);
    assert_eq!(
        (again.code, again.stdout.as_str()),
        (Some(125), ""),
        "{again:?}"
    );
}

#[test]
fn the_changes_of_install_and_uninstall_fit_their_schema() {
    let project = Project::new();
    let change = |arguments: &[&str]| {
        let all = [&["bridge"], arguments, &["--for", "claude", "--json"]].concat();
        fits(
            &project,
            "bridge-change",
            &[&all[..], &["--dry-run"]].concat(),
        );
        project.run(&all).json()
    };
    let planned = [
        "bridge",
        "install",
        "--for",
        "claude",
        "--dry-run",
        "--json",
    ];
    let planned = project.run(&planned).json();
    assert_eq!(planned["change"], "would_write");
    assert!(
        planned["diff"]
            .as_str()
            .unwrap()
            .starts_with("--- /dev/null"),
        "{planned}"
    );
    let installed = change(&["install"]);
    assert_eq!(installed["change"], "written");
    assert_eq!(installed["hooks"]["exists"], false);
    assert_eq!(installed["hooks"]["needs_trust"], false);
    assert_eq!(change(&["install"])["change"], "nothing");
    assert_eq!(change(&["uninstall"])["change"], "removed");
    fits(
        &project,
        "bridge-change",
        &["bridge", "uninstall", "--for", "goose", "--json"],
    );
}

#[test]
fn what_was_revoked_fits_its_schema() {
    let project = Project::new();
    let hooks = "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\n";
    project.write(".agent-hooks/hooks.toml", hooks);
    crate::trust::trust(&project);
    let nothing = project.run(&["trust", "revoke", "other", "--json"]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (Some(125), ""));
    fits(&project, "trust-revoked", &["trust", "revoke", "--json"]);
    let listed = project.run(&["trust", "list", "--json"]).json();
    assert_eq!(listed["roots"][0]["hooks"][0]["state"], "revoked");
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
    let validator = jsonschema::validator_for(&published).unwrap();
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
    assert!(
        events.iter().all(|report| validator.is_valid(report)),
        "{ran:?}"
    );
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
fn a_key_that_no_schema_has_is_noticed() {
    let project = Project::new();
    for schema in [
        "findings",
        "test-results",
        "trust-show",
        "trust-revoked",
        "bridge-status",
        "bridge-change",
        "made",
        "why",
    ] {
        let published = project.run(&["schema", schema]).json();
        let validator = jsonschema::validator_for(&published).unwrap();
        assert!(!validator.is_valid(&serde_json::json!({ "files": [], "new": 1 })));
    }
}
