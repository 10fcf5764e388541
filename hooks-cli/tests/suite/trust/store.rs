//! The trust store: where it lies, and who may write it.

use super::*;

#[test]
fn a_state_folder_behind_a_link_to_nothing_closes_the_gates_and_trusts_nobody() {
    let project = guarded();
    trust(&project);
    let state = project.home().join(".local/state");
    fs::rename(&state, project.home().join("moved")).unwrap();
    for what in ["a link to nothing", "a file"] {
        match what {
            "a file" => fs::write(&state, "").unwrap(),
            _ => symlink(project.home().join("nothing"), &state).unwrap(),
        }
        forget_runs(&project);
        let ran = exec(&project);
        assert_eq!(ran.code, Some(77), "{what}: {ran:?}");
        let why = match what {
            "a file" => "is not a folder",
            _ => "is a link, and there is no folder at its target",
        };
        assert!(ran.stderr.contains(why), "{what}: {ran:?}");
        assert!(ran.stderr.contains("XDG_STATE_HOME"), "{what}: {ran:?}");
        assert!(!project.has("guard-ran"), "{what}");
        let refused = run_unattended(&project, &["trust"]);
        assert_eq!(refused.code, Some(125), "{what}: {refused:?}");
        fs::remove_file(&state).unwrap();
    }
    fs::rename(project.home().join("moved"), &state).unwrap();
    runs(&project, "as it was");
}

#[test]
fn a_store_that_cannot_be_used_trusts_nobody_and_closes_the_gates() {
    let project = guarded();
    trust(&project);
    let store = project.home().join(".local/state/agent-hooks/trust.json");
    let good = fs::read_to_string(&store).unwrap();
    let closed = |what: &str| {
        forget_runs(&project);
        let ran = exec(&project);
        assert_eq!(ran.code, Some(77), "{what}: {ran:?}");
        assert!(ran.stderr.contains("trust store"), "{what}: {ran:?}");
        let ran_anything = project.has("guard-ran") || project.has("command-ran");
        assert!(!ran_anything, "{what}");
        let refused = run_unattended(&project, &["trust"]);
        assert_eq!(refused.code, Some(125), "{what}: {refused:?}");
    };
    fs::write(&store, &good[..good.len() / 2]).unwrap();
    closed("torn");
    fs::write(&store, good.replacen("\"version\": 1", "\"version\": 2", 1)).unwrap();
    closed("newer");
    fs::write(&store, &good).unwrap();
    fs::set_permissions(&store, fs::Permissions::from_mode(0o666)).unwrap();
    closed("writable by all");
    fs::set_permissions(&store, fs::Permissions::from_mode(0o600)).unwrap();
    runs(&project, "as it was");
    let moved = store.with_file_name("moved.json");
    fs::rename(&store, &moved).unwrap();
    symlink(&moved, &store).unwrap();
    closed("a link");
}

#[test]
fn a_project_that_holds_the_users_own_folders_is_refused() {
    let project = guarded();
    project.write(
        "state/agent-hooks/trust.json",
        r#"{"version":1,"roots":{}}"#,
    );
    let evil = "[[hooks.pre_tool_use]]\ncommand = \"touch evil-ran\"\n";
    project.write("config/agent-hooks/hooks.toml", evil);
    project.write("h/.config/agent-hooks/hooks.toml", evil);
    let moved = [
        ("XDG_STATE_HOME", "state"),
        ("XDG_CONFIG_HOME", "config"),
        ("HOME", "h"),
    ];
    for (name, folder) in moved {
        let mut command = project.command(&["exec", "--", "touch", "command-ran"]);
        command.env(name, project.path(folder));
        let ran: Ran = command.output().unwrap().into();
        assert_eq!(ran.code, Some(125), "{name}: {ran:?}");
        assert!(ran.stderr.contains("inside the project"), "{name}: {ran:?}");
        assert!(
            !project.has("evil-ran") && !project.has("command-ran"),
            "{name}"
        );
    }
}

#[test]
fn processes_that_trust_at_the_same_time_lose_nothing() {
    let project = Project::new();
    let roots: Vec<String> = (0..6)
        .map(|n| {
            let file = format!("p{n}/.agent-hooks/hooks.toml");
            project.write(&file, "[[hooks.stop]]\ncommand = \"true\"\n");
            project.path(&format!("p{n}")).display().to_string()
        })
        .collect();
    let mut commands = Vec::new();
    for root in &roots {
        let shown = run_unattended(&project, &["trust", "--project", root]).stdout;
        let mut words = shown.split_whitespace();
        let fingerprint = words.find(|word| word.starts_with("v1:")).unwrap();
        let arguments = ["trust", "--project", root, "--fingerprint", fingerprint];
        commands.push(unattended(&project, &arguments));
    }
    let started = commands.iter_mut().map(|command| command.spawn().unwrap());
    for child in started.collect::<Vec<_>>() {
        let ran = ended(child);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    let list = project.run(&["trust", "list", "--format", "json"]).json();
    assert_eq!(
        list["roots"].as_array().unwrap().len(),
        roots.len(),
        "{list}"
    );
}

#[test]
fn trust_is_for_one_place_under_any_of_its_names() {
    let project = guarded();
    trust(&project);
    let link = project.path("../link");
    symlink(project.root(), &link).unwrap();
    let named = |root: &str| {
        let ran = project.run(&["exec", "--project", root, "--report", "--", "true"]);
        forget_runs(&project);
        ran.stderr
    };
    assert!(!named(&link.display().to_string()).contains("skipped"));
    let copy = project.path("../copy");
    let mut copied = Command::new("cp");
    copied.arg("-r").arg(project.root()).arg(&copy);
    assert!(copied.status().unwrap().success());
    assert!(named(&copy.display().to_string()).contains("skipped: untrusted"));
}
