//! Files of an untrusted project: links out of it, pipes, the kernel's files, floods. Nothing in them is run, they
//! are read only up to a limit or not at all, and none of their text is printed.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use crate::bridge::{AGENTS, blocks, payload};
use crate::support::{Project, Ran, link, native_call};

const SECRET: &str = "s3cr3t-7f1e9c";

/// Runs everything that a session in the project does with its files, and returns the whole output.
fn everything(project: &Project) -> String {
    let cwd = project.root().display().to_string();
    let mut call: serde_json::Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
    call["cwd"] = json!(cwd);
    let call = call.to_string();
    let mut ran: Vec<Ran> = vec![
        project.run(&["exec", "--report", "--", "true"]),
        project.run_with(&["fire"], &call),
        project.run_with(&["fire", "--format", "json"], &call),
    ];
    for agent in AGENTS {
        let call = payload(agent, &cwd, "ls").to_string();
        let answer = project.run_with(&["bridge", "--speak", agent], &call);
        assert!(!blocks(agent, &answer), "{agent}: {answer:?}");
        ran.push(answer);
    }
    for ran in &ran {
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    for file in FILES {
        for format in ["text", "json"] {
            ran.push(project.run(&["check", file, "--format", format]));
        }
    }
    format!("{ran:?}")
}

/// Paths at which a repository can contain hook files.
const FILES: [&str; 8] = [
    ".agent-hooks/hooks.toml",
    ".claude/settings.json",
    ".claude/settings.local.json",
    ".codex/hooks.json",
    ".codex/config.toml",
    ".gemini/settings.json",
    ".cursor/hooks.json",
    ".github/hooks/x.json",
];

fn secrets(project: &Project) -> PathBuf {
    let text = format!("[{SECRET}]\n{SECRET} = {SECRET}\n{{\"{SECRET}\": {SECRET}\n");
    project.write_home("credentials", &text);
    project.home().join("credentials")
}

#[test]
fn a_link_to_a_credentials_file_prints_none_of_it() {
    let project = Project::new();
    let secrets = secrets(&project);
    FILES.iter().for_each(|file| link(&project, file, &secrets));
    let said = everything(&project);
    assert!(!said.contains(SECRET), "{said}");
    assert!(
        said.contains("hooks.toml") && said.contains("leads out of the project"),
        "{said}"
    );
}

#[test]
fn a_valid_file_behind_a_link_out_of_the_project_is_not_read() {
    let project = Project::new();
    let hook = json!({"hooks": {"PreToolUse": [{"hooks": [
        {"type": "command", "command": format!("touch {}", project.path("ran").display())}]}]}});
    project.write_home("theirs/settings.json", &hook.to_string());
    project.write_home(
        "theirs/hooks.toml",
        &format!("[[hooks.pre_tool_use]]\nname = \"{SECRET}\"\ncommand = \"true\"\n"),
    );
    // Link folders as well as files; git keeps links of both kinds.
    for folder in [".agent-hooks", ".claude"] {
        link(&project, folder, project.home().join("theirs"));
    }
    link(&project, ".github/hooks", project.home().join("theirs"));
    link(&project, ".codex", "../..");
    let said = everything(&project);
    assert!(!said.contains(SECRET), "{said}");
    assert!(!project.has("ran"));
    let trusted = project.run(&["exec", "--trust-project", "--", "true"]);
    assert_eq!(trusted.code, Some(0), "{trusted:?}");
}

#[test]
fn a_link_to_the_users_own_settings_takes_nothing_away_from_the_user() {
    let project = Project::new();
    let guard = json!({"hooks": {"PreToolUse": [{"hooks": [
        {"type": "command", "command": "echo no >&2; exit 2"}]}]}});
    project.write_home(".claude/settings.json", &guard.to_string());
    link(&project, ".claude", project.home().join(".claude"));
    for options in [&[][..], &["--trust-project"]] {
        let exec = [&["exec"][..], options, &["--", "touch", "ran"]].concat();
        assert_eq!(project.run(&exec).code, Some(77));
    }
    assert!(!project.has("ran"));
}

#[test]
fn pipes_devices_and_the_kernels_files_are_neither_waited_for_nor_shown() {
    let project = Project::new();
    let targets = [
        "/proc/self/environ",
        "/proc/self/cmdline",
        "/proc/kmsg",
        "/dev/zero",
        "/dev/tty",
        "/dev/stdin",
        "/proc/self/fd/0",
        "loop",
    ];
    for (file, target) in FILES.iter().zip(targets) {
        link(&project, file, target);
    }
    link(&project, ".claude/loop", "loop");
    let said = everything(&project);
    assert!(
        !said.contains("HOME=") && !said.contains("speak\\0"),
        "{said}"
    );
    let piped = Project::new();
    FILES.iter().for_each(|file| fifo(&piped.path(file)));
    everything(&piped);
}

fn fifo(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Swaps the file all the time, because the file can change between the check, the opening and the reading.
#[test]
fn a_file_that_is_swapped_all_the_time_for_a_pipe_and_a_link_out_never_hangs_or_shows_anything() {
    let project = Project::new();
    let secrets = secrets(&project);
    let guard = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"echo no >&2; exit 2\"\n";
    project.write_home(".config/agent-hooks/hooks.toml", guard);
    project.write("file", "[[hooks.post_tool_use]]\ncommand = \"true\"\n");
    fifo(&project.path("pipe"));
    let (place, next) = (
        project.path(".agent-hooks/hooks.toml"),
        project.path("next"),
    );
    fs::create_dir(project.path(".agent-hooks")).unwrap();
    fs::hard_link(project.path("file"), &place).unwrap();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let kinds = ["pipe", "link", "file"].iter().cycle();
            for kind in kinds.take_while(|_| !over.load(Ordering::Relaxed)) {
                match *kind {
                    "link" => symlink(&secrets, &next).unwrap(),
                    name => fs::hard_link(project.path(name), &next).unwrap(),
                }
                fs::rename(&next, &place).unwrap();
            }
        });
        let swapped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for _ in 0..100 {
                let ran = project.run(&["exec", "--", "touch", "ran"]);
                assert!(!project.has("ran"), "{ran:?}");
                assert!(!format!("{ran:?}").contains(SECRET), "{ran:?}");
                assert_eq!(ran.code, Some(77), "{ran:?}");
            }
        }));
        over.store(true, Ordering::Relaxed);
        if let Err(panic) = swapped {
            std::panic::resume_unwind(panic);
        }
    });
}

#[test]
fn of_a_file_that_nobody_trusts_no_word_is_quoted() {
    let project = Project::new();
    let broken = format!(
        "{{\"hooks\": {{\"{SECRET}\": [{{\"{SECRET}\": \"{SECRET}\"}}]}}, \"{SECRET}\": 1}}"
    );
    for file in FILES.iter().filter(|file| file.ends_with(".json")) {
        project.write(file, &broken);
    }
    let broken = format!(
        "[[hooks.{SECRET}]]\ncommand = \"x\"\n[[hooks.pre_tool_use]]\n{SECRET} = \"{SECRET}\"\n"
    );
    project.write(".agent-hooks/hooks.toml", &broken);
    let cwd = project.root().display().to_string();
    let mut call: serde_json::Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
    call["cwd"] = json!(cwd);
    let fired = project.run_with(&["fire", "--format", "json"], &call.to_string());
    let exec = project.run(&["exec", "--report", "--", "true"]);
    for ran in [&fired, &exec] {
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(
            !ran.stderr.contains(SECRET) && !ran.stdout.contains(SECRET),
            "{ran:?}"
        );
        assert!(
            ran.stderr.contains("hooks.toml:1:9: error[unknown_event]"),
            "{ran:?}"
        );
    }
}

#[test]
fn a_flood_of_files_that_nobody_trusts_is_not_read_to_its_end() {
    let project = Project::new();
    let flood = format!("# {}\n", "x".repeat(3 << 20));
    project.write(".agent-hooks/hooks.toml", &flood);
    for index in 0..1100 {
        project.write(&format!(".github/hooks/{index}.json"), "{}");
    }
    let ran = project.run(&["exec", "--", "true"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("larger than the limit"), "{ran:?}");
    assert!(ran.stderr.contains("more than 1000 entries"), "{ran:?}");
    // In a trusted project, one of the hooks might be a guard.
    let trusted = project.run(&["exec", "--trust-project", "--", "touch", "ran"]);
    assert_eq!(trusted.code, Some(125), "{trusted:?}");
    assert!(!project.has("ran"));
}
