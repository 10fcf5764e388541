//! JSON about trust, about the bridge and about written files is valid under the published schemas.

use serde_json::Value;

use super::fits;
use crate::support::{Project, with_project_hooks};

#[test]
fn decisions_about_trust_fit_their_schema() {
    let hooks = "[[hooks.pre_tool_use]]\nname = \"a\\u00ad\"\ncommand = \"sh guard.sh\"\n";
    let project = with_project_hooks(hooks);
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
fn what_waits_for_trust_and_what_was_trusted_fit_their_schema() {
    let project = Project::new();
    let schema = "trust-asked";
    fits(&project, schema, &["trust", "--json"]);
    let hooks = "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"sh .agent-hooks/a.sh\"\n\
                 [[hooks.stop]]\nname = \"b\"\ncommand = \"true\"\n\
                 [[hooks.stop]]\nname = \"broken\"\ncommand = 5\n";
    project.write(".agent-hooks/hooks.toml", hooks);
    project.write(".agent-hooks/a.sh", "exit 0\n");
    fits(&project, schema, &["trust", "--json"]);
    let open = project.run(&["trust", "--json"]).json();
    assert_eq!(open["trusted"], serde_json::json!([]));
    let ids = |list: &Value| {
        let hooks = list.as_array().unwrap().iter();
        hooks
            .map(|hook| hook["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&open["waiting"]), ["a", "b", "broken"]);
    assert_eq!(open["waiting"][2]["fingerprint"], Value::Null);
    let first = open["waiting"][0]["fingerprint"].as_str().unwrap();
    let arguments = ["trust", "--json", "--fingerprint", first];
    fits(&project, schema, &arguments);
    project.write(".agent-hooks/a.sh", "exit 1\n");
    let open = project.run(&["trust", "--json"]).json();
    assert_eq!(open["waiting"][0]["state"], "changed");
    let first = open["waiting"][0]["fingerprint"].as_str().unwrap();
    let done = project
        .run(&["trust", "--json", "--fingerprint", first])
        .json();
    assert_eq!(ids(&done["trusted"]), ["a"]);
    assert_eq!(ids(&done["waiting"]), ["b", "broken"]);
    let wrong = project.run(&["trust", "--json", "list"]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(
        wrong.stderr.contains("hooks trust list --json"),
        "{wrong:?}"
    );
}

#[test]
fn what_was_revoked_fits_its_schema() {
    let hooks = "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\n";
    let project = with_project_hooks(hooks);
    crate::trust::trust(&project);
    let nothing = project.run(&["trust", "revoke", "other", "--json"]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (Some(125), ""));
    fits(&project, "trust-revoked", &["trust", "revoke", "--json"]);
    let listed = project.run(&["trust", "list", "--json"]).json();
    assert_eq!(listed["roots"][0]["hooks"][0]["state"], "revoked");
}
