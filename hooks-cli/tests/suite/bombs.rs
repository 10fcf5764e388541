//! Small files that would need much memory to read, beside a guard of the user, in a process with little memory.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::support::{Project, native_call};

/// The address space of a run, in KiB. A debug build that loads nothing uses a third of it.
const MEMORY: u32 = 700_000;

/// A file that needs much memory to read: its path, its text, and how many copies of it are written.
struct Bomb {
    file: &'static str,
    text: String,
    copies: usize,
}

fn bombs() -> Vec<Bomb> {
    let key = "k".repeat(2 << 20);
    let ones = "1,".repeat(900_000);
    let one = |file, text| Bomb {
        file,
        text,
        copies: 1,
    };
    vec![
        one(".agent-hooks/hooks.toml", format!("[hooks]\n\"{key}\" = [{ones}]\n")),
        one(".agent-hooks/hooks.toml", format!("[hooks.\"{key}\"]\n{}", "a=1\n".repeat(450_000))),
        one(".agent-hooks/hooks.toml", format!("[hooks]\na{} = 1", ".a".repeat(900_000))),
        one(".agent-hooks/hooks.toml", format!("hooks = {}", "{a=".repeat(900_000))),
        one(".agent-hooks/hooks.toml", "[[hooks.pre_tool_use]]\n".repeat(150_000)),
        one(".codex/config.toml", format!("hooks = [{}]", "{},".repeat(900_000))),
        one(".claude/settings.json", format!("{{\"hooks\":{{\"{key}\":[{ones}1]}}}}")),
        one(".claude/settings.json", "{\"hooks\":".repeat(300_000)),
        one(".gemini/settings.json", format!("[{ones}1]")),
        one(
            ".cursor/hooks.json",
            format!("{{\"hooks\":{{\"preToolUse\":[{}{{}}]}}}}", "{},".repeat(900_000)),
        ),
        Bomb {
            file: ".github/hooks/0.json",
            text: json!({ "version": 1, "hooks": { "preToolUse": vec![json!({ "bash": "x" }); 25_000] } })
                .to_string(),
            copies: 200,
        },
        Bomb {
            file: ".github/hooks/0.json",
            text: format!("{{\"version\":1,\"hooks\":{{\"x\":\"{}\"}}}}", "a".repeat(900_000)),
            copies: 900,
        },
    ]
}

fn in_little_memory(project: &Project, arguments: &[&str], stdin: &str) -> Output {
    let run = project.command(arguments);
    let limited = format!("ulimit -v {MEMORY}; exec timeout -s KILL 120 \"$@\"");
    let mut command = Command::new("bash");
    command
        .args(["-c", &limited, "bash"])
        .arg(run.get_program());
    command.args(run.get_args()).current_dir(project.root());
    for (name, value) in run.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let input = project.path("input");
    fs::write(&input, stdin).unwrap();
    command.stdin(fs::File::open(input).unwrap());
    command.output().unwrap()
}

#[test]
fn a_bomb_in_the_repository_crashes_nothing_and_the_users_guard_blocks() {
    for Bomb { file, text, copies } in bombs() {
        let project = Project::new();
        project.write_home(
            ".config/agent-hooks/hooks.toml",
            "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"echo no >&2; exit 2\"\n",
        );
        project.write(file, &text);
        for number in 1..copies {
            let other = project.path(file).with_file_name(format!("{number}.json"));
            fs::hard_link(project.path(file), other).unwrap();
        }
        let shown = format!(
            "{file} of {} bytes, {copies} times: {:.40}",
            text.len(),
            text
        );
        let exec = in_little_memory(&project, &["exec", "--", "touch", "ran"], "");
        let said = String::from_utf8_lossy(&exec.stderr);
        assert!(!project.has("ran"), "{shown}: {said}");
        assert_eq!(exec.status.code(), Some(77), "{shown}: {said:.500}");
        let mut call: Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
        call["cwd"] = json!(project.root());
        let fire = ["fire", "--format", "json"];
        let fire = in_little_memory(&project, &fire, &call.to_string());
        let said = String::from_utf8_lossy(&fire.stderr);
        assert_eq!(fire.status.code(), Some(0), "{shown}: {said:.500}");
        let report: Value = serde_json::from_slice(&fire.stdout).unwrap();
        let rows = report["hooks"].as_array().unwrap();
        let guard = rows.iter().find(|row| row["id"] == "guard").unwrap();
        assert_eq!(guard["status"], "ran", "{shown}: {guard}");
        assert_eq!(guard["outcome"], "block", "{shown}: {guard}");
        for format in ["text", "json"] {
            let check = in_little_memory(&project, &["check", file, "--format", format], "");
            assert_eq!(check.status.signal(), None, "{shown}");
            let code = check.status.code();
            assert!(matches!(code, Some(0..=2)), "{shown}: {code:?}");
        }
    }
}
