//! Makes a project with one hook and returns what a command says about it.

use serde_json::json;

use super::{
    CHECK, HOOKS, Project, RUN_PUSH, Ran, SETTINGS, explained, push_explained, said, script, told,
    with_file, with_project_hooks, with_script, with_settings,
};

/// Writes an entry for calls of tools into the project's hooks.toml, and returns what a command says about it.
pub(crate) fn entry_told(entry: &str, arguments: &[&str]) -> String {
    let guard = format!("[[hooks.pre_tool_use]]\nname = \"guard\"\n{entry}\n");
    told(&with_project_hooks(&guard), arguments)
}

/// Explains a script that is the only hook of an event in hooks.toml. `keys` are further lines of its entry.
pub(crate) fn script_explained(event: &str, keys: &str, text: &str) -> String {
    let snake = match event {
        "PostToolUse" => "post_tool_use",
        _ => "pre_tool_use",
    };
    let entry =
        format!("[[hooks.{snake}]]\nname = \"g\"\ncommand = [\"${{config_dir}}/g\"]\n{keys}\n");
    let project = with_project_hooks(&entry);
    script(&project, ".agent-hooks/g", text);
    push_explained(&project, event)
}

/// Explains a command that is the only hook of an event of Claude Code.
pub(crate) fn command_explained(event: &str, command: &str, files: &[(&str, &str)]) -> String {
    let hook = json!({ "type": "command", "command": command });
    let file = json!({ "hooks": { event: [{ "hooks": [hook] }] } });
    let project = with_settings(&file.to_string());
    for (name, text) in files {
        script(&project, name, text);
    }
    push_explained(&project, event)
}

/// Runs a guard for a push. Its command names a script of this name and text; `entry` are further lines of its entry.
pub(crate) fn guard_ran(name: &str, text: &str, command: &str, entry: &str) -> Ran {
    let project = with_project_hooks(&format!(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = {command}\n{entry}\n"
    ));
    script(&project, &format!(".agent-hooks/{name}"), text);
    project.run(RUN_PUSH)
}

/// Like [`guard_ran`], with a command that is only the script.
pub(crate) fn guard_told(name: &str, text: &str) -> String {
    said(&guard_ran(
        name,
        text,
        &format!("[\"${{config_dir}}/{name}\"]"),
        "",
    ))
}

/// The script of [`claude_guard_explained`], as a command of Claude Code names it.
pub(crate) const CLAUDE_GUARD: &str = "\"$CLAUDE_PROJECT_DIR\"/.claude/guard";

pub(crate) const PUSH_CALL: &[&str] = &["PreToolUse", "--set", "command=git push"];
pub(crate) const WRITE_CALL: &[&str] =
    &["PreToolUse", "--tool", "Write", "--set", "file_path=a.lock"];

/// Explains a hook of Claude Code with this command, which can name the script.
pub(crate) fn claude_guard_explained(
    event: &str,
    command: &str,
    guard: &str,
    arguments: &[&str],
) -> String {
    let hook = json!({ "type": "command", "command": command });
    let config = json!({ "hooks": { event: [{ "hooks": [hook] }] } });
    guard_explained(SETTINGS, &config.to_string(), guard, arguments)
}

/// Runs the hook of a file for an event with more arguments. The hook can name the script `guard` beside the file.
pub(crate) fn guard_explained(config: &str, text: &str, guard: &str, arguments: &[&str]) -> String {
    let project = with_file(config, text);
    let folder = config.rsplit_once('/').map_or("", |(folder, _)| folder);
    script(&project, &format!("{folder}/guard"), guard);
    told(
        &project,
        &[&["explain"], arguments, &["--run", "--trust-project"]].concat(),
    )
}

/// Runs the hooks of a trusted project on a call of the tool `tool` with one field.
pub(crate) fn field_explained(project: &Project, tool: &str, field: &str) -> String {
    explained(project, "PreToolUse", &["--tool", tool, "--set", field])
}

/// Runs a script as a hook in our own format, on a push.
pub(crate) fn script_pushed(text: &str) -> String {
    field_explained(&with_script(text), "Bash", "command=git push")
}

/// Returns the output of `explain --run` and `check` for a hook in hooks.toml with this program.
pub(crate) fn run_and_checked(event: &str, program: &str) -> (String, String) {
    let project = Project::with_hooks(&format!(
        "[[hooks.{event}]]\nname = \"guard\"\ncommand = [\"${{config_dir}}/guard\"]\n"
    ));
    script(&project, "guard", program);
    let run = ["explain", event, "--run", "--config", "hooks.toml"];
    (project.shown(500, &run), project.shown(140, CHECK))
}

/// Fires an event of an agent, whose only hook is a script with this line.
pub(crate) fn line_fired(agent: &str, event: &str, line: &str) -> String {
    let project = Project::new();
    let text = format!("#!/bin/sh\ncat > /dev/null\n{line}\n");
    script(&project, "s.sh", &text);
    let script = project.path("s.sh").display().to_string();
    let grouped =
        json!({ "hooks": { event: [{ "hooks": [{ "type": "command", "command": script }] }] } });
    let (file, text) = match agent {
        "claude" => (SETTINGS, grouped.to_string()),
        "codex" => (".codex/hooks.json", grouped.to_string()),
        "gemini" => (".gemini/settings.json", grouped.to_string()),
        "cursor" => (
            ".cursor/hooks.json",
            json!({ "version": 1, "hooks": { event: [{ "command": script }] } }).to_string(),
        ),
        "copilot" => (
            ".github/hooks/h.json",
            json!({ "version": 1, "hooks": { event: [{ "type": "command", "bash": script }] } })
                .to_string(),
        ),
        _ => (
            HOOKS,
            format!("[[hooks.{event}]]\nname = \"h\"\ncommand = [\"{script}\"]\n"),
        ),
    };
    project.write(file, &text);
    let fire = [
        "fire",
        event,
        "--sample",
        "--speak",
        agent,
        "--trust-project",
    ];
    told(&project, &fire)
}

/// Checks that each answer is explained by each of its sentences.
pub(crate) fn assert_explained(cases: &[(&str, &str, &str, &[&str])]) {
    for (agent, event, line, sentences) in cases {
        let told = line_fired(agent, event, line);
        for sentence in *sentences {
            assert!(
                told.contains(sentence),
                "{agent} {line}: no {sentence:?} in {told}"
            );
        }
    }
}
