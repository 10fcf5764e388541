//! Public configuration files: everything that `check` reports about each, and the rows of the file's hooks for a few
//! events. None of the hooks' programs is run: a variable makes this program believe that hooks are nested too deeply.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::sandbox::{Sandbox, assert_golden, samples_folder};

/// Returns the agent that the first part of a file's name names, and the path at which this agent reads such a file.
fn place(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name.split("__").next()? {
        "claude" => ("claude", ".claude/settings.json"),
        "claude-plugin" => ("claude", "hooks/hooks.json"),
        "codex" => ("codex", ".codex/hooks.json"),
        "codex-fork" => ("codex", ".codex/config.toml"),
        "gemini" => ("gemini", ".gemini/settings.json"),
        "cursor" => ("cursor", ".cursor/hooks.json"),
        "copilot" => ("copilot", ".github/hooks/hooks.json"),
        _ => return None,
    })
}

fn events() -> [Value; 6] {
    let call = |event: &str, tool: &str, input: Value| {
        json!({
            "event_type": event, "tool_name": tool, "tool_input": input, "call_id": "c",
            "tool_output": "ok", "duration_ms": 1,
        })
    };
    let edit = json!({ "file_path": "{CWD}/a.ts", "content": "x" });
    [
        call(
            "pre_tool_use",
            "Bash",
            json!({ "command": ["bash", "-c", "git push"] }),
        ),
        call("pre_tool_use", "Write", edit.clone()),
        call("post_tool_use", "Write", edit),
        json!({ "event_type": "user_prompt_submit", "user_message": "fix it" }),
        json!({ "event_type": "stop", "stop_hook_active": false }),
        json!({ "event_type": "session_start", "source": "startup" }),
    ]
}

#[test]
fn every_sample_config_is_read_as_before() {
    let Some(samples) = samples_folder() else {
        return;
    };
    let mut names: Vec<String> = fs::read_dir(samples.join("configs"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".md"))
        .collect();
    names.sort();
    assert!(names.len() > 50, "the samples are there: {names:?}");
    for name in names {
        let text = fs::read_to_string(samples.join("configs").join(&name)).unwrap();
        assert_golden("configs", &name, &read(&name, &text));
    }
}

fn read(name: &str, text: &str) -> String {
    let mut sandbox = Sandbox::new();
    sandbox
        .env
        .insert("AGENT_HOOKS_DEPTH".to_owned(), "99".to_owned());
    // Use an empty `PATH`, because each machine has different programs.
    sandbox.env.insert("PATH".to_owned(), String::new());
    let (dialect, file) = place(name).unzip();
    let file = sandbox.write(file.unwrap_or(name), text);
    let shown_by_path = sandbox.hooks(&["check", "--format=json", path(&file)], b"");
    let mut shown = format!("check: {shown_by_path}");
    let Some(dialect) = dialect else {
        return shown;
    };
    let speech = format!("--as={dialect}");
    shown.push_str(&format!(
        "check --as: {}",
        sandbox.hooks(&["check", "--format=json", &speech, path(&file)], b"")
    ));
    let config = format!("--config={}", file.display());
    for event in events() {
        let payload = json!({ "session_id": "s", "cwd": "{CWD}", "hook_event": event });
        let payload = sandbox.filled(&payload.to_string());
        let name = format!("{} {}", event["event_type"], event["tool_name"]);
        let report = sandbox.hooks(
            &["fire", &speech, &config, "--format=json"],
            payload.as_bytes(),
        );
        // Leave out the lines about loading, because the output of `check` shows the same problems.
        let report = report.lines().filter(|line| !line.starts_with("err: "));
        shown.push_str(&format!("fire {name}: "));
        shown.extend(report.map(|line| format!("{line}\n")));
    }
    shown
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}
