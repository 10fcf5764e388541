//! How the files of agents are written: permissions, links, other content.

use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

#[test]
fn permissions_are_kept() {
    let project = Project::new();
    project.write_home(".claude/settings.json", "{}");
    let path = project.home().join(".claude/settings.json");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    bridge(&project, "install", "claude", &[]);
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn a_link_of_the_users_own_is_followed_and_stays_one() {
    let project = Project::new();
    project.write("dotfiles/settings.json", "{}\n");
    fs::create_dir(project.home().join(".claude")).unwrap();
    let link = project.home().join(".claude/settings.json");
    symlink(project.path("dotfiles/settings.json"), &link).unwrap();
    assert_eq!(bridge(&project, "install", "claude", &[]).code, Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(project.read("dotfiles/settings.json").contains("bridge"));
    assert_eq!(bridge(&project, "uninstall", "claude", &[]).code, Some(0));
    assert_eq!(project.read("dotfiles/settings.json"), "{}\n");
}

#[test]
fn a_link_of_the_users_own_to_no_file_yet_stays_one() {
    let project = Project::new();
    fs::create_dir_all(project.home().join(".claude")).unwrap();
    let link = project.home().join(".claude/settings.json");
    symlink("../dot/settings.json", &link).unwrap();
    let ran = bridge(&project, "install", "claude", &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let target = project.home().join("dot/settings.json");
    assert!(fs::read_to_string(&target).unwrap().contains("bridge"));
    assert_eq!(bridge(&project, "uninstall", "claude", &[]).code, Some(0));
    assert!(!target.exists() && fs::symlink_metadata(&link).is_ok());
}

#[test]
fn a_link_to_a_file_of_the_kernel_s_is_refused_and_not_read() {
    let project = Project::new();
    fs::create_dir_all(project.home().join(".claude")).unwrap();
    symlink("/proc/kmsg", project.home().join(".claude/settings.json")).unwrap();
    let ran = bridge(&project, "install", "claude", &[]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("is a file of the system"), "{ran:?}");
}

/// Installs the program under different names: a user can have several versions, and an agent can ship its own copy.
#[test]
fn under_another_name_it_knows_its_own_entries() {
    for name in ["hooks-0.3", "my hooks", "agent-hooks"] {
        let project = Project::new();
        let program = program_at(&project, name);
        let path = project.home().join(".claude/settings.json");
        let run = |action: &str| {
            let mut command = std::process::Command::new(&program);
            command.args(["bridge", action, "--for", "claude"]);
            let ran = command.env("HOME", project.home()).output().unwrap();
            assert_eq!(ran.status.code(), Some(0), "{name}: {ran:?}");
        };
        run("install");
        let once = fs::read_to_string(&path).unwrap();
        run("install");
        assert_eq!(fs::read_to_string(&path).unwrap(), once, "{name}");
        run("uninstall");
        assert!(!path.exists(), "{name}");
    }
}

/// Copies the program to this path in the project.
fn program_at(project: &Project, path: &str) -> std::path::PathBuf {
    let program = project.path(path);
    fs::create_dir_all(program.parent().unwrap()).unwrap();
    // Another process must copy the file. If the file were open for writing here, a child that another test forks at
    // that moment could inherit it, and the system refuses to start a program that is open for writing.
    let mut copy = std::process::Command::new("cp");
    let copied = copy.arg(env!("CARGO_BIN_EXE_hooks")).arg(&program).status();
    assert!(copied.unwrap().success());
    program
}

fn by(program: &std::path::Path, project: &Project, action: &str, agent: &str) -> String {
    let mut command = std::process::Command::new(program);
    command.args(["bridge", action, "--for", agent]);
    let ran = command.env("HOME", project.home()).output().unwrap();
    assert_eq!(ran.status.code(), Some(0), "{agent}: {ran:?}");
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn uninstall_after_a_move_of_the_program_leaves_the_file_as_it_was() {
    let mine = "{\n  // mine\n  \"model\": \"x\", // keep\n  \"hooks\": { \"Stop\": [] },\n}\n";
    let project = Project::new();
    let old = program_at(&project, "old/hooks");
    let new = program_at(&project, "new place/hooks");
    for (agent, file) in AGENTS {
        for before in [None, Some("{}\n"), Some(mine)] {
            for again in [false, true] {
                let path = project.home().join(file);
                let _ = fs::remove_file(&path);
                if let Some(text) = before {
                    project.write_home(file, text);
                }
                by(&old, &project, "install", agent);
                if again {
                    by(&new, &project, "install", agent);
                    let text = fs::read_to_string(&path).unwrap();
                    assert!(!text.contains("old/hooks"), "{text}");
                }
                by(&new, &project, "uninstall", agent);
                let left = fs::read_to_string(&path).ok();
                assert_eq!(left.as_deref(), before, "{agent} {again}");
            }
        }
    }
}

/// Removes the entries of a program that no longer exists and might have been renamed. `uninstall` recognises these
/// entries by everything that `install` writes besides the program.
#[test]
fn uninstall_after_a_renaming_of_the_program_leaves_the_file_as_it_was() {
    let mine = "{\n  // mine\n  \"model\": \"x\", // keep\n  \"hooks\": { \"Stop\": [] },\n}\n";
    let project = Project::new();
    for (agent, file) in AGENTS {
        for before in [None, Some("\n"), Some("{}\n"), Some(mine)] {
            if before == Some("\n") && matches!(agent, "cursor" | "copilot") {
                // These agents' files have a `version` key, which stays even in an otherwise empty file.
                continue;
            }
            for again in [false, true] {
                let old = program_at(&project, "bin/agent-hooks");
                let new = project.path("bin/guard bridge");
                let path = project.home().join(file);
                let _ = fs::remove_file(&path);
                if let Some(text) = before {
                    project.write_home(file, text);
                }
                by(&old, &project, "install", agent);
                fs::rename(&old, &new).unwrap();
                if again {
                    by(&new, &project, "install", agent);
                    let text = fs::read_to_string(&path).unwrap();
                    assert!(!text.contains("bin/agent-hooks"), "{text}");
                }
                let said = by(&new, &project, "uninstall", agent);
                assert_eq!(
                    said.contains("bin/agent-hooks are removed:"),
                    !again,
                    "{said}"
                );
                let left = fs::read_to_string(&path).ok();
                assert_eq!(left.as_deref(), before, "{agent} {again}");
            }
        }
    }
}

/// Checks that entries stay if their program's folder is missing too: the program might be on a volume that is not
/// mounted, or the path might be a colleague's in a shared file.
#[test]
fn entries_of_a_program_whose_folder_is_missing_too_stay() {
    let project = Project::new();
    let new = program_at(&project, "bin/guard");
    for (agent, file) in AGENTS {
        let old = program_at(&project, "volume/agent-hooks");
        by(&old, &project, "install", agent);
        fs::remove_dir_all(project.path("volume")).unwrap();
        let path = project.home().join(file);
        let text = fs::read_to_string(&path).unwrap();
        let said = by(&new, &project, "uninstall", agent);
        let left = fs::read_to_string(&path).unwrap();
        assert_eq!(left, text, "{agent}: {said}");
    }
}

#[test]
fn entries_of_a_program_of_another_name_that_is_there_stay() {
    let project = Project::new();
    let (one, other) = (program_at(&project, "one"), program_at(&project, "other"));
    for (agent, file) in AGENTS {
        by(&one, &project, "install", agent);
        let text = fs::read_to_string(project.home().join(file)).unwrap();
        by(&other, &project, "uninstall", agent);
        let left = fs::read_to_string(project.home().join(file)).unwrap();
        assert_eq!(left, text, "{agent}");
        by(&one, &project, "uninstall", agent);
    }
}

#[test]
fn options_that_the_user_added_stay_and_follow_a_move_of_the_program() {
    let project = Project::new();
    let old = program_at(&project, "old/hooks");
    let new = program_at(&project, "new/hooks");
    for (agent, file) in AGENTS {
        by(&old, &project, "install", agent);
        let path = project.home().join(file);
        let written = fs::read_to_string(&path).unwrap();
        let mine = written.replace("--budget 50", "--budget 50 --trust-project");
        fs::write(&path, &mine).unwrap();
        let said = by(&old, &project, "install", agent);
        assert_eq!(fs::read_to_string(&path).unwrap(), mine, "{agent}");
        assert!(said.contains("nothing to change"), "{said}");
        assert!(said.contains("it is kept"), "{said}");
        by(&new, &project, "install", agent);
        let moved = mine.replace("old/hooks", "new/hooks");
        let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let now = fs::read_to_string(&path).unwrap();
        assert_eq!(parsed(&now), parsed(&moved), "{agent}");
    }
}

#[test]
fn a_link_in_a_project_leads_nowhere() {
    let project = Project::new();
    project.write_home("secret", "{}\n");
    fs::create_dir(project.path(".claude")).unwrap();
    symlink(
        project.home().join("secret"),
        project.path(".claude/settings.json"),
    )
    .unwrap();
    let ran = bridge(&project, "install", "claude", &["--project", "."]);
    assert_eq!(ran.code, Some(125));
    assert!(ran.stderr.contains("is a link"), "{ran:?}");
    fs::remove_dir_all(project.path(".claude")).unwrap();
    symlink(project.home(), project.path(".claude")).unwrap();
    assert_eq!(
        bridge(&project, "install", "claude", &["--project", "."]).code,
        Some(125)
    );
    assert_eq!(
        fs::read_to_string(project.home().join("secret")).unwrap(),
        "{}\n"
    );
}
