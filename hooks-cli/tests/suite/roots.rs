//! Which hooks run: only the hooks of the project's root and of the user's own files.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::bridge::{AGENTS, blocks, payload};
use crate::support::{Project, Ran, fed, native_call, script, with_project_hooks};

mod below;
mod users_file;
mod users_folder;

const GUARD: &str =
    "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = 'echo guarded >&2; exit 2'\n";

/// Returns a hook that leaves a file where it ran.
fn canary(project: &Project, name: &str) -> String {
    let path = project.path(name).display().to_string();
    format!("[[hooks.pre_tool_use]]\nname = \"{name}\"\ncommand = 'touch {path}'\n")
}

/// Makes a project with a guard at its root, a plain folder `src` and a hostile folder in `node_modules`.
fn nested() -> Project {
    let project = with_project_hooks(GUARD);
    project.write("src/main.rs", "");
    let evil = canary(&project, "evil-ran");
    project.write("node_modules/evil/.agent-hooks/hooks.toml", &evil);
    project
}

fn in_folder(project: &Project, folder: &str, arguments: &[&str]) -> Command {
    let mut command = project.command(arguments);
    command.current_dir(project.path(folder));
    command
}

fn exec_in(project: &Project, folder: &str, options: &[&str]) -> Ran {
    let arguments = [&["exec"][..], options, &["--", "true"]].concat();
    in_folder(project, folder, &arguments)
        .output()
        .unwrap()
        .into()
}

fn bridge_in(project: &Project, agent: &str, folder: &str, options: &[&str]) -> Ran {
    let cwd = project.path(folder).display().to_string();
    let mut payload = payload(agent, &cwd, "ls");
    if agent == "cursor" {
        // Empty the list of roots, because with the list the payload would name the project's root.
        payload["workspace_roots"] = json!([]);
    }
    let arguments = [&["bridge", "--speak", agent][..], options].concat();
    project.run_with(&arguments, &payload.to_string())
}

fn fire_in(project: &Project, folder: &str, options: &[&str]) -> Ran {
    let mut payload: serde_json::Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
    payload["cwd"] = json!(project.path(folder));
    let arguments = [&["fire", "--format", "json"][..], options].concat();
    project.run_with(&arguments, &payload.to_string())
}

#[test]
fn after_cd_src_the_roots_guard_still_blocks() {
    let project = nested();
    for folder in ["", "src", "node_modules/evil"] {
        let ran = exec_in(&project, folder, &["--trust-project"]);
        assert_eq!(ran.code, Some(77), "{folder}: {ran:?}");
        let report = fire_in(&project, folder, &["--trust-project"]).json();
        assert_eq!(report["hooks"][0]["id"], "guard", "{folder}");
        assert_eq!(report["hooks"][0]["outcome"], "block", "{folder}");
        for agent in AGENTS {
            let ran = bridge_in(&project, agent, folder, &["--trust-project"]);
            assert!(blocks(agent, &ran), "{agent} in {folder}: {ran:?}");
        }
    }
    assert!(!project.has("evil-ran"));
}

#[test]
fn after_cd_into_a_dependency_its_hooks_do_not_run_under_trust_project() {
    let project = nested();
    // The guard of the root lets the call pass. So only missing trust can keep the nested hook from running.
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"true\"\n",
    );
    let evil = "node_modules/evil";
    let held_back = |entrance: &str| assert!(!project.has("evil-ran"), "{entrance}");
    let exec = exec_in(&project, evil, &["--trust-project"]);
    held_back("exec");
    let report = fire_in(&project, evil, &["--trust-project"]);
    held_back("fire");
    let bridged = AGENTS.map(|agent| {
        let ran = bridge_in(&project, agent, evil, &["--trust-project"]);
        held_back(agent);
        (agent, ran)
    });
    assert_eq!(exec.code, Some(0), "{exec:?}");
    assert_eq!(report.json()["hooks"][0]["status"], "ran");
    assert_eq!(report.json()["hooks"][1]["cause"], "untrusted");
    let folder = project.path(evil).display().to_string();
    let typed = format!("--project {folder} --trust-project");
    assert!(report.stderr.contains(&typed), "{}", report.stderr);
    for (agent, ran) in bridged {
        assert_eq!(ran.code, Some(0), "{agent}: {ran:?}");
    }
    // If the user names this folder as the project, the folder is the root, and its hooks run.
    assert_eq!(
        exec_in(&project, "", &["--project", evil, "--trust-project"]).code,
        Some(0)
    );
    assert!(project.has("evil-ran"));
}

/// Checks that `guard.sh` of the dependency, which lets everything pass, does not run in place of the project's own
/// guard, which blocks.
#[test]
fn after_cd_into_a_dependency_the_projects_relative_guard_is_not_the_dependencys_program() {
    let evil = "node_modules/evil";
    for command in [
        r#"["./guard.sh"]"#,
        r#"["bash", "guard.sh"]"#,
        r#""./guard.sh --strict""#,
        r#"["bash", "-c", "cd . && ./guard.sh"]"#,
    ] {
        let project = nested();
        script(
            &project,
            "guard.sh",
            "#!/bin/sh\necho guarded >&2; exit 2\n",
        );
        let theirs = format!("{evil}/guard.sh");
        let ran_theirs = project.path("evil-ran").display().to_string();
        script(
            &project,
            &theirs,
            &format!("#!/bin/sh\ntouch {ran_theirs}\n"),
        );
        let hook = format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = {command}\n");
        project.write(".agent-hooks/hooks.toml", &hook);
        let nothing_ran =
            |entrance: &str| assert!(!project.has("evil-ran"), "{command} {entrance}");

        let exec = exec_in(&project, evil, &["--trust-project"]);
        nothing_ran("exec");
        assert_eq!(exec.code, Some(77), "{command} {exec:?}");
        assert!(exec.stderr.contains("untrusted_program"), "{exec:?}");
        let report = fire_in(&project, evil, &["--trust-project"]).json();
        nothing_ran("fire");
        assert_eq!(report["outcome"], "block", "{command} {report}");
        assert_eq!(report["hooks"][0]["cause"], "untrusted_program", "{report}");
        for agent in AGENTS {
            let ran = bridge_in(&project, agent, evil, &["--trust-project"]);
            nothing_ran(agent);
            assert!(blocks(agent, &ran), "{command} {agent}: {ran:?}");
        }
        // In the project's own folder, `guard.sh` is the project's program and not that of the dependency.
        let own = exec_in(&project, "", &["--trust-project"]);
        assert_eq!(own.code, Some(77), "{command} {own:?}");
        assert!(own.stderr.contains("guarded"), "{command} {own:?}");
    }
}

/// Tries a folder above the project that everybody can write to, with a sticky bit and without.
#[test]
fn a_strangers_hook_file_above_the_project_takes_no_permission_from_it() {
    use std::os::unix::fs::{PermissionsExt, lchown};

    for mode in [0o777, 0o1777, 0o707] {
        let project = nested();
        let above = project.path("..");
        project.write("../.agent-hooks/hooks.toml", &canary(&project, "evil-ran"));
        for planted in [".agent-hooks", ".agent-hooks/hooks.toml"] {
            if lchown(above.join(planted), Some(12_345), None).is_err() {
                eprintln!("skipped: only root gives files to other users");
                return;
            }
        }
        fs::set_permissions(&above, fs::Permissions::from_mode(mode)).unwrap();
        let ran = exec_in(&project, "", &["--trust-project"]);
        assert!(!project.has("evil-ran"), "{mode:o} {ran:?}");
        assert_eq!(ran.code, Some(77), "{mode:o} {ran:?}");
        assert!(ran.stderr.contains("guarded"), "{mode:o} {ran:?}");
    }
}

#[test]
fn the_root_that_the_agent_names_is_loaded_alone() {
    let project = nested();
    let evil = project.path("node_modules/evil").display().to_string();
    for (agent, variable) in [
        ("claude", "CLAUDE_PROJECT_DIR"),
        ("gemini", "GEMINI_PROJECT_DIR"),
        ("cursor", "CURSOR_PROJECT_DIR"),
        ("copilot", "CLAUDE_PROJECT_DIR"),
    ] {
        let mut call = payload(agent, &evil, "ls");
        if agent == "cursor" {
            call["workspace_roots"] = json!([]);
        }
        let mut command = project.command(&["bridge", "--speak", agent, "--trust-project"]);
        command.env(variable, project.root());
        let ran = fed(&mut command, &call.to_string());
        assert!(blocks(agent, &ran), "{agent}: {ran:?}");
        assert!(!ran.stderr.contains("evil"), "{agent}: {ran:?}");
    }
    let mut call = payload("cursor", &evil, "ls");
    call["workspace_roots"] = json!([project.root()]);
    let ran = project.run_with(
        &["bridge", "--speak", "cursor", "--trust-project"],
        &call.to_string(),
    );
    assert!(blocks("cursor", &ran), "{ran:?}");
    assert!(!project.has("evil-ran"));
}

#[test]
fn each_workspace_root_is_loaded_and_one_alone_is_trusted() {
    let project = nested();
    let evil = project.path("node_modules/evil");
    let mut call = payload("cursor", "", "ls");
    call["workspace_roots"] = json!([project.root(), evil]);
    let arguments = [
        "fire",
        "--speak",
        "cursor",
        "--format",
        "json",
        "--trust-project",
    ];
    let report = project.run_with(&arguments, &call.to_string()).json();
    assert_eq!(report["hooks"][0]["outcome"], "block", "{report}");
    assert_eq!(report["hooks"][1]["id"], "evil-ran", "{report}");
    assert_ne!(report["hooks"][1]["status"], "ran", "{report}");
    assert!(!project.has("evil-ran"));
}

#[test]
fn a_project_that_is_not_a_folder_or_lies_below_the_root_is_an_error_that_names_it() {
    let project = nested();
    for command in ["exec", "fire"] {
        for (named, says) in [
            ("gone", "gone is not a folder"),
            ("src/main.rs", "is not a folder"),
            ("src", project.root().to_str().unwrap()),
        ] {
            let mut arguments = vec![command, "--project", named];
            if command == "exec" {
                arguments.extend(["--", "touch", "ran"]);
            }
            let ran = project.run_with(&arguments, &native_call(&["ls"]));
            assert_eq!(ran.code, Some(125), "{command} {named}: {ran:?}");
            assert!(ran.stderr.contains(says), "{command} {named}: {ran:?}");
            assert!(!project.has("ran"), "{command} {named}");
        }
    }
    // If files are named, the project only decides where hooks run, but it must still exist.
    let config = ["exec", "--config", ".agent-hooks/hooks.toml", "--project"];
    let ran = project.run(&[&config[..], &["gone", "--", "true"]].concat());
    assert_eq!(ran.code, Some(125), "{ran:?}");
    let ran = project.run(&[&config[..], &["src", "--", "true"]].concat());
    assert_eq!(ran.code, Some(77), "{ran:?}");
}

#[test]
fn hooks_that_do_not_run_are_reported_in_one_line_with_the_command_to_type() {
    let project = nested();
    let told = |ran: &Ran, is_typed: bool| {
        let lines: Vec<&str> = ran.stderr.lines().collect();
        let [line] = lines.as_slice() else {
            panic!("one line: {ran:?}")
        };
        let root = project.root().display().to_string();
        assert!(line.contains("1 hook") && line.contains(&root), "{line}");
        assert!(line.contains("hooks trust --project"), "{line}");
        // In the agent's file, the option would trust every project.
        assert_eq!(line.contains("--trust-project"), is_typed, "{line}");
    };
    let ran = exec_in(&project, "src", &[]);
    assert_eq!(ran.code, Some(0));
    told(&ran, true);
    told(&fire_in(&project, "src", &[]), true);
    for agent in AGENTS {
        let ran = bridge_in(&project, agent, "src", &[]);
        assert_eq!(ran.code, Some(0), "{agent}: {ran:?}");
        told(&ran, false);
        // Only the field for the user names the command that gives trust. The model reads no such field.
        for line in ran.stdout.lines() {
            let mut answer: Value = serde_json::from_str(line).unwrap();
            for field in ["systemMessage", "user_message", "message"] {
                answer.as_object_mut().unwrap().remove(field);
            }
            assert!(!answer.to_string().contains("trust"), "{agent}: {ran:?}");
        }
    }
}

#[test]
fn a_session_that_starts_tells_its_user_of_hooks_that_may_not_run_and_its_model_nothing() {
    let project = nested();
    let start = json!({"session_id": "s", "transcript_path": "/t", "cwd": project.root(),
                       "hook_event_name": "SessionStart", "source": "startup"});
    let ran = project.run_with(&["bridge", "--speak", "claude"], &start.to_string());
    let said = ran.json();
    let notice = said["systemMessage"].as_str().unwrap();
    assert!(notice.contains("hooks trust --project"), "{said}");
    assert_eq!(said.as_object().unwrap().len(), 1, "{said}");
}
