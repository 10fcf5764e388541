//! The user's folder is treated as the user's own only if no project can write to it.

use super::*;

/// Variables that move one of the user's folders, each with the file in it that an agent reads.
const MOVED: &[(&str, &str, &str)] = &[
    ("XDG_CONFIG_HOME", "agent-hooks/hooks.toml", "native"),
    ("CLAUDE_CONFIG_DIR", "settings.json", "claude"),
    ("CODEX_HOME", "hooks.json", "codex"),
    ("COPILOT_HOME", "hooks/a.json", "copilot"),
];

/// Returns a hook file for this agent whose hook creates `evil-ran`.
fn planted(project: &Project, agent: &str) -> String {
    let touch = format!("touch {}", project.path("evil-ran").display());
    match agent {
        "native" => canary(project, "evil-ran"),
        "copilot" => json!({"version": 1, "hooks": {"preToolUse": [{"bash": touch}]}}).to_string(),
        _ => json!({"hooks": {"PreToolUse": [{"hooks": [
            {"type": "command", "command": touch}]}]}})
        .to_string(),
    }
}

/// Checks that a clone's folder `evil` is not treated as the user's own folder, whose hooks run without trust. It once
/// was.
#[test]
fn a_relative_home_of_an_agent_makes_no_file_of_the_working_folder_the_users() {
    for (variable, file, agent) in MOVED {
        for named in ["evil", "./evil", "../project/evil"] {
            let project = Project::new();
            project.write(&format!("evil/{file}"), &planted(&project, agent));
            let case = format!("{variable}={named}");
            let exec = ["exec", "--", "touch", "ran"];
            let ran: Ran = project
                .command(&exec)
                .env(variable, named)
                .output()
                .unwrap()
                .into();
            assert!(
                !project.has("evil-ran") && !project.has("ran"),
                "{case}: {ran:?}"
            );
            assert_eq!(ran.code, Some(125), "{case}: {ran:?}");
            assert!(ran.stderr.contains(variable), "{case}: {ran:?}");
            for agent in AGENTS {
                let call = payload(agent, &project.root().display().to_string(), "ls");
                let mut bridge = project.command(&["bridge", "--speak", agent]);
                let ran = fed(bridge.env(variable, named), &call.to_string());
                assert!(!project.has("evil-ran"), "{case} {agent}: {ran:?}");
                assert!(blocks(agent, &ran), "{case} {agent}: {ran:?}");
                assert!(
                    format!("{ran:?}").contains(variable),
                    "{case} {agent}: {ran:?}"
                );
            }
            let install = ["bridge", "install", "--for", "claude"];
            let ran: Ran = project
                .command(&install)
                .env(variable, named)
                .output()
                .unwrap()
                .into();
            assert_eq!(ran.code, Some(125), "{case}: {ran:?}");
        }
    }
}

#[test]
fn a_users_folder_inside_a_project_or_its_repository_is_refused() {
    for (variable, file, agent) in MOVED {
        for mark in [".agent-hooks/hooks.toml", ".git/HEAD", "README"] {
            let project = Project::new();
            project.write(mark, "");
            project.write("src/main.rs", "");
            project.write(&format!("evil/{file}"), &planted(&project, agent));
            // Without version control, the root of an unpacked archive is unknown.
            let folders = if mark == "README" {
                &[""][..]
            } else {
                &["", "src"]
            };
            for folder in folders {
                let mut command = in_folder(&project, folder, &["exec", "--", "true"]);
                command.env(variable, project.path("evil"));
                let ran: Ran = command.output().unwrap().into();
                let case = format!("{variable} with {mark} in {folder:?}: {ran:?}");
                assert!(!project.has("evil-ran"), "{case}");
                assert_eq!(ran.code, Some(125), "{case}");
                assert!(ran.stderr.contains("inside the project"), "{case}");
            }
            // For a session outside the clone, the clone's folder `evil` is an ordinary folder.
            let mut command = project.command(&["exec", "--", "true"]);
            command.env(variable, project.path("evil"));
            command.current_dir(project.path(".."));
            let ran: Ran = command.output().unwrap().into();
            assert!(project.has("evil-ran"), "{variable}: {ran:?}");
        }
    }
}

#[test]
fn a_users_folder_in_its_usual_place_may_be_a_repository() {
    let project = Project::new();
    project.write_home(".config/.git/HEAD", "");
    project.write_home(".config/agent-hooks/hooks.toml", GUARD);
    let folder = project.home().join(".config");
    let mut exec = project.command(&["exec", "--", "true"]);
    let ran: Ran = exec
        .current_dir(&folder)
        .env("XDG_CONFIG_HOME", &folder)
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.code, Some(77), "{ran:?}");
}

#[test]
fn a_home_inside_a_project_is_refused_because_the_project_could_write_hooks_and_trust() {
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", "");
    let exec = || -> Ran {
        let mut command = project.command(&["exec", "--", "true"]);
        command.env("HOME", project.path("evil"));
        command.output().unwrap().into()
    };
    fs::create_dir(project.path("evil")).unwrap();
    // The variable puts the trust store into the project. That is an error, whether or not the project has hooks.
    assert_eq!(exec().code, Some(125));
    let file = "evil/.config/agent-hooks/hooks.toml";
    project.write(file, &canary(&project, "evil-ran"));
    let ran = exec();
    assert!(!project.has("evil-ran"), "{ran:?}");
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("inside the project"), "{ran:?}");
}

/// Checks that every gate blocks if the user's guard cannot be read. The guard was once missing without a message.
#[cfg(unix)]
#[test]
fn a_file_or_a_dangling_link_where_the_users_folder_should_be_closes_every_gate() {
    type Set = fn(&Project);
    let attacks: [(&str, Set); 6] = [
        ("a file", |project| {
            project.write_home(".config/agent-hooks", "")
        }),
        ("a file above", |project| project.write_home(".config", "")),
        ("a link", |project| {
            project.write_home(".config/x", "");
            let link = project.home().join(".config/agent-hooks");
            std::os::unix::fs::symlink("/no/such/place", link).unwrap();
        }),
        ("a link above", |project| {
            std::os::unix::fs::symlink("nowhere", project.home().join(".config")).unwrap();
        }),
        ("a link above through a file", |project| {
            project.write_home("file", "");
            std::os::unix::fs::symlink("file/x", project.home().join(".config")).unwrap();
        }),
        ("a link above through a device", |project| {
            std::os::unix::fs::symlink("/dev/null/x", project.home().join(".config")).unwrap();
        }),
    ];
    for (attack, set) in attacks {
        let project = Project::new();
        set(&project);
        let ran = project.run(&["exec", "--", "touch", "ran"]);
        assert!(!project.has("ran"), "{attack}: {ran:?}");
        assert_eq!(ran.code, Some(125), "{attack}: {ran:?}");
        let why = match attack.starts_with("a link") {
            true => "is a link, and there is no folder at its target",
            false => "is not a folder",
        };
        assert!(ran.stderr.contains(why), "{attack}: {ran:?}");
        for agent in AGENTS {
            let ran = bridge_in(&project, agent, "", &[]);
            assert!(blocks(agent, &ran), "{attack} {agent}: {ran:?}");
        }
    }
    // An empty place is not a mistake, and the null device is read as an empty file.
    for home in ["/no/such/home", "/dev/null"] {
        let project = Project::new();
        let mut exec = project.command(&["exec", "--", "true"]);
        let ran: Ran = exec.env("HOME", home).output().unwrap().into();
        assert_eq!(ran.code, Some(0), "{home}: {ran:?}");
    }
}

/// Checks that the user's file is refused if the file is a link into a project, because the project could then write
/// the user's hooks.
#[cfg(unix)]
#[test]
fn a_users_file_that_is_a_link_into_a_project_is_refused_like_a_folder_there() {
    use std::os::unix::fs::symlink;

    let linked = |target: &str, link: &str| {
        let project = Project::new();
        project.write(".agent-hooks/hooks.toml", "");
        project.write("policy.toml", &canary(&project, "evil-ran"));
        project.write("policy/hooks.toml", &canary(&project, "evil-ran"));
        let link = project.home().join(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(project.path(target), link).unwrap();
        project
    };
    let file = ".config/agent-hooks/hooks.toml";
    for (target, link) in [
        ("policy.toml", file),
        (".agent-hooks/hooks.toml", file),
        ("policy", ".config/agent-hooks"),
    ] {
        let project = linked(target, link);
        project.write("src/main.rs", "");
        let elsewhere = tempfile::TempDir::new().unwrap();
        for folder in [project.root(), project.path("src"), elsewhere.path().into()] {
            let mut exec = project.command(&["exec", "--", "touch", "ran"]);
            let ran: Ran = exec.current_dir(&folder).output().unwrap().into();
            let case = format!("{target} from {}: {ran:?}", folder.display());
            assert_eq!(ran.code, Some(125), "{case}");
            let told = ["by a link into the project", "inside the project"];
            assert!(told.iter().any(|told| ran.stderr.contains(told)), "{case}");
            assert!(!project.has("evil-ran") && !project.has("ran"), "{case}");
        }
        for agent in AGENTS {
            let ran = bridge_in(&project, agent, "", &[]);
            assert!(blocks(agent, &ran), "{target} {agent}: {ran:?}");
            assert!(!project.has("evil-ran"), "{target} {agent}: {ran:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_users_file_that_is_a_link_into_a_repository_of_settings_is_the_users() {
    let project = Project::new();
    project.write_home("dotfiles/.git/HEAD", "");
    project.write_home("dotfiles/agent-hooks/hooks.toml", GUARD);
    project.write_home("dotfiles/.claude/settings.json", "{}");
    project.write_home(".config/x", "");
    let link = project.home().join(".config/agent-hooks");
    std::os::unix::fs::symlink("../dotfiles/agent-hooks", link).unwrap();
    let exec = |folder: &std::path::Path| -> Ran {
        let mut exec = project.command(&["exec", "--", "true"]);
        exec.current_dir(folder).output().unwrap().into()
    };
    for folder in [project.root(), project.home()] {
        let ran = exec(&folder);
        assert_eq!(ran.code, Some(77), "{}: {ran:?}", folder.display());
    }
    // A session in that folder could rewrite the user's hooks.
    let ran = exec(&project.home().join("dotfiles"));
    assert_eq!(ran.code, Some(125), "{ran:?}");
}
