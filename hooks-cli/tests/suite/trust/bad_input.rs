//! Folders, stores and scripts that were replaced by something else: each is reported, nothing new is trusted, and
//! gates still block.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::support::{Project, Ran, script, with_file, with_settings};
use crate::trust::{
    SCRIPT, exec, fingerprints, forget_runs, guarded, is_closed, run_unattended, runs, trust,
};

/// Runs `exec` in another folder of the same user.
fn exec_in(project: &Project, folder: &str) -> Ran {
    let mut command = project.command(&["exec", "--report", "--", "true"]);
    command.current_dir(project.path(folder));
    command.output().unwrap().into()
}

#[test]
fn a_trusted_project_that_was_moved_runs_nothing_and_says_where_to_decide() {
    let project = with_file(
        "old/.agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"./guard.sh\"\n",
    );
    script(&project, "old/guard.sh", SCRIPT);
    let old = project.path("old").display().to_string();
    let fingerprint = run_unattended(&project, &["trust", "--project", &old]).stdout;
    let fingerprint = fingerprint
        .split_whitespace()
        .find(|word| word.starts_with("v1:"))
        .unwrap();
    let agree = |root: &str| {
        let arguments = ["trust", "--project", root, "--fingerprint", fingerprint];
        let ran = run_unattended(&project, &arguments);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    };
    agree(&old);
    assert_eq!(exec_in(&project, "old").code, Some(0));
    assert!(project.has("old/guard-ran"));
    fs::remove_file(project.path("old/guard-ran")).unwrap();
    fs::rename(project.path("old"), project.path("new")).unwrap();
    let ran = exec_in(&project, "new");
    assert_eq!(ran.code, Some(77), "{ran:?}");
    assert!(
        ran.stderr
            .contains(&format!("trusted its project as {old}")),
        "{ran:?}"
    );
    let new = project.path("new").display().to_string();
    assert!(
        ran.stderr.contains(&format!("hooks trust --project {new}")),
        "{ran:?}"
    );
    assert!(!project.has("new/guard-ran"), "{ran:?}");
    let mut explain = project.command(&["explain", "PreToolUse"]);
    explain.current_dir(project.path("new"));
    let explained = Ran::from(explain.output().unwrap()).stdout;
    assert!(explained.contains("fails: moved"), "{explained}");
    // The row of the run has the same word.
    let mut explain = project.command(&["explain", "PreToolUse", "--run"]);
    explain.current_dir(project.path("new"));
    let ran = Ran::from(explain.output().unwrap()).stdout;
    assert!(ran.contains("fails: moved"), "{ran}");
    assert!(ran.contains("moved -> block"), "{ran}");
    assert!(!ran.contains("changed -> block"), "{ran}");
    let mut fire = project.command(&["fire", "PreToolUse", "--sample"]);
    fire.current_dir(project.path("new"));
    let fired = Ran::from(fire.output().unwrap()).stdout;
    assert!(fired.contains("moved -> block"), "{fired}");
    let question = run_unattended(&project, &["trust", "--project", &new]).stdout;
    let question = question.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        question.contains(&format!("trusted its project as {old}")),
        "{question}"
    );
    agree(&new);
    assert_eq!(exec_in(&project, "new").code, Some(0));
    assert!(project.has("new/guard-ran"));
}

/// Moves a project whose entry contains the root's path, so the entry's fingerprint differs at the new path.
#[test]
fn a_moved_project_of_another_agent_closes_its_gates() {
    let project = Project::new();
    let settings = r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"\"$CLAUDE_PROJECT_DIR\"/guard.sh"}]}]}}"#;
    project.write("old/.claude/settings.json", settings);
    script(&project, "old/guard.sh", SCRIPT);
    let old = project.path("old").display().to_string();
    let shown = run_unattended(&project, &["trust", "--project", &old]).stdout;
    let mut words = shown.split_whitespace();
    let fingerprint = words.find(|word| word.starts_with("v1:")).unwrap();
    let arguments = ["trust", "--project", &old, "--fingerprint", fingerprint];
    let ran = run_unattended(&project, &arguments);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(exec_in(&project, "old").code, Some(0));
    fs::remove_file(project.path("old/guard-ran")).unwrap();
    fs::rename(project.path("old"), project.path("new")).unwrap();
    let ran = exec_in(&project, "new");
    assert_eq!(ran.code, Some(77), "{ran:?}");
    assert!(
        ran.stderr
            .contains(&format!("trusted its project as {old}")),
        "{ran:?}"
    );
    assert!(!project.has("new/guard-ran"), "{ran:?}");
}

#[test]
fn a_store_in_a_repository_is_refused() {
    let project = guarded();
    // This folder is another project of the same author.
    fs::create_dir_all(project.home().join("src/other/.git")).unwrap();
    let state = project.home().join("src/other/state");
    let store = state.join("agent-hooks/trust.json");
    fs::create_dir_all(store.parent().unwrap()).unwrap();
    trust(&project);
    let usual = project.home().join(".local/state/agent-hooks/trust.json");
    fs::copy(&usual, &store).unwrap();
    fs::remove_file(&usual).unwrap();
    let ran: Ran = project
        .command(&["exec", "--", "touch", "command-ran"])
        .env("XDG_STATE_HOME", &state)
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("inside the repository"), "{ran:?}");
    for name in ["guard-ran", "command-ran"] {
        assert!(!project.has(name), "{ran:?}");
    }
    fs::remove_dir(project.home().join("src/other/.git")).unwrap();
    let ran: Ran = project
        .command(&["exec", "--", "touch", "command-ran"])
        .env("XDG_STATE_HOME", &state)
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(project.has("guard-ran"), "{ran:?}");
}

#[test]
fn a_store_that_cannot_be_written_trusts_nobody_anew_and_forgets_nobody() {
    let project = guarded();
    trust(&project);
    let folder = project.home().join(".local/state/agent-hooks");
    let before = fs::read_to_string(folder.join("trust.json")).unwrap();
    script(&project, "guard.sh", &format!("{SCRIPT}#"));
    let changed = fingerprints(&project).remove(0);
    // Put a folder where the new store would be written, so that even root cannot write it.
    fs::create_dir_all(folder.join("trust.json.new/x")).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
    for arguments in [
        &["trust", "--fingerprint", changed.as_str()][..],
        &["trust", "revoke"],
    ] {
        let ran = run_unattended(&project, arguments);
        assert_eq!(ran.code, Some(125), "{ran:?}");
        assert!(
            ran.stderr.contains("cannot write the trust store"),
            "{ran:?}"
        );
    }
    is_closed(&project, "still changed");
    script(&project, "guard.sh", SCRIPT);
    runs(&project, "still trusted");
    assert_eq!(
        fs::read_to_string(folder.join("trust.json")).unwrap(),
        before
    );
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn a_hook_whose_script_has_no_bytes_of_its_own_cannot_be_trusted() {
    let project = guarded();
    let path = project.path("guard.sh");
    let refused = |what: &str, why: &str| {
        let shown = run_unattended(&project, &["trust"]).stdout;
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(why), "{what}: {shown}");
        assert!(!shown.contains("v1:"), "{what}: {shown}");
        forget_runs(&project);
        assert_eq!(exec(&project).code, Some(0), "nobody trusted it: {what}");
        assert!(!project.has("guard-ran"), "{what}");
    };
    fs::remove_file(&path).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap()
            .success()
    );
    refused(
        "a pipe",
        "cannot be trusted: guard.sh is not a regular file",
    );
    fs::remove_file(&path).unwrap();
    fs::File::create(&path).unwrap().set_len(2 << 30).unwrap();
    refused("2 GB", "cannot be trusted: guard.sh is larger than 16 MiB");
}

#[test]
fn trust_names_a_file_that_configures_no_hooks_because_its_events_are_in_the_wrong_place() {
    let project = with_file(
        ".codex/hooks.json",
        r#"{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"exit 2"}]}]}"#,
    );
    let ran = run_unattended(&project, &["trust"]);
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        said.contains(
            "/.codex/hooks.json:1: warning[missing_key]: there is no `hooks` in this file"
        ),
        "{ran:?}"
    );
    // A file of settings needs no hooks, so nothing is said about it.
    let quiet = with_settings(r#"{"model":"opus"}"#);
    let ran = run_unattended(&quiet, &["trust"]);
    assert!(!ran.stdout.contains("settings.json"), "{ran:?}");
}

/// Returns the output of `list` and `trust` before the hooks are trusted, and how many hooks run after they were
/// trusted.
fn switched(files: &[(&str, &str)]) -> (Vec<String>, u64) {
    let project = Project::new();
    for (name, text) in files {
        project.write(name, text);
    }
    let before = [&["list"][..], &["trust"]].map(|typed| {
        let ran = run_unattended(&project, typed);
        ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    let mut arguments = vec!["trust".to_owned()];
    for fingerprint in fingerprints(&project) {
        arguments.extend(["--fingerprint".to_owned(), fingerprint]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ran = run_unattended(&project, &arguments);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let listed = project.run(&["list", "--json"]).json();
    let hooks = listed["hooks"].as_array().unwrap().iter();
    let live = hooks.filter(|hook| hook["runs"] == true).count();
    (before.to_vec(), live as u64)
}

#[test]
fn a_switch_in_an_untrusted_file_says_before_trust_what_it_does_after_it() {
    let hook = r#""hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"exit 2"}]}]}"#;
    let off = r#""disableAllHooks":true"#;
    let (hooks, both) = (format!("{{{hook}}}"), format!("{{{hook},{off}}}"));
    let alone = format!("{{{off}}}");
    let settings = ".claude/settings.json";
    let local = ".claude/settings.local.json";
    let applied = "`disableAllHooks` is applied as soon as every hook of this file is trusted";
    let never = "`disableAllHooks` is not applied, even if you trust the hooks of this project";
    for (files, told, live) in [
        (&[(settings, both.as_str())][..], applied, 0),
        (&[(settings, &hooks), (local, &alone)], never, 1),
    ] {
        let (before, runs) = switched(files);
        for said in &before {
            assert_eq!(said.matches(told).count(), 1, "{said}");
        }
        assert_eq!(runs, live, "{files:?}");
    }
    let (before, runs) = switched(&[(settings, &hooks)]);
    assert!(!before.concat().contains("disableAllHooks"), "{before:?}");
    assert_eq!(runs, 1);
}
