//! Projects with one hook: in our own file, or in the file of another agent.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};

use super::Project;

/// The project's own hooks.
pub(crate) const HOOKS: &str = ".agent-hooks/hooks.toml";

/// Claude Code's hooks of the project.
pub(crate) const SETTINGS: &str = ".claude/settings.json";

/// A script that blocks with a reason.
pub(crate) const REFUSES: &str = "#!/bin/sh\necho no >&2\nexit 2\n";

/// A hook for shell calls in hooks.toml, whose script is [`GUARD_SCRIPT`].
pub(crate) const SHELL_GUARD: &str = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"${config_dir}/guard.sh\"]\nmatcher = \"shell\"\n";
pub(crate) const GUARD_SCRIPT: &str = ".agent-hooks/guard.sh";

/// A hook for every call in hooks.toml, whose script is `.agent-hooks/g`.
pub(crate) const ENTRY: &str =
    "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/g\"]\n";

/// A file with a guard in Claude Code's form.
pub(crate) const CLAUDE_FILE: &str =
    r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"exit 2"}]}]}}"#;

/// Files of agents, each with an event that can be blocked and an entry whose command is `COMMAND`.
pub(crate) const AGENT_FILES: &[(&str, &str, &str)] = &[
    (HOOKS, "PreToolUse", ""),
    (SETTINGS, "PreToolUse", NESTED),
    (".gemini/settings.json", "BeforeTool", NESTED),
    (".codex/hooks.json", "PreToolUse", NESTED),
    (
        ".cursor/hooks.json",
        "preToolUse",
        r#"{"version":1,"hooks":{"EVENT":[{"command":"COMMAND"}]}}"#,
    ),
    (
        ".github/hooks/g.json",
        "preToolUse",
        r#"{"version":1,"hooks":{"EVENT":[{"type":"command","bash":"COMMAND"}]}}"#,
    ),
];

const NESTED: &str = r#"{"hooks":{"EVENT":[{"hooks":[{"type":"command","command":"COMMAND"}]}]}}"#;

/// Writes a script with these permissions.
pub(crate) fn write_script(path: &Path, text: &str, mode: u32) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Writes an executable script.
pub(crate) fn script(project: &Project, name: &str, text: &str) {
    write_script(&project.path(name), text, 0o755);
}

/// Makes a link in a project.
pub(crate) fn link(project: &Project, name: &str, target: impl AsRef<Path>) {
    let path = project.path(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(target, path).unwrap();
}

/// Makes a project with this file.
pub(crate) fn with_file(name: &str, text: &str) -> Project {
    let project = Project::new();
    project.write(name, text);
    project
}

/// Makes a project with these hooks.
pub(crate) fn with_project_hooks(toml: &str) -> Project {
    with_file(HOOKS, toml)
}

/// Makes a project whose user has these hooks.
pub(crate) fn with_users_hooks(toml: &str) -> Project {
    let project = Project::new();
    project.write_home(".config/agent-hooks/hooks.toml", toml);
    project
}

/// Makes a project with this script as its only hook.
pub(crate) fn with_script(text: &str) -> Project {
    let project = with_project_hooks(ENTRY);
    script(&project, ".agent-hooks/g", text);
    project
}

/// Makes a project whose only hook is `.agent-hooks/g.sh`, with these permissions.
pub(crate) fn with_script_of_mode(text: &str, mode: u32) -> Project {
    let project = with_project_hooks(&ENTRY.replace("/g\"", "/g.sh\""));
    write_script(&project.path(".agent-hooks/g.sh"), text, mode);
    project
}

/// Makes a folder with a hooks.toml whose only hook is a script with this name. `keys` are further lines of its entry.
pub(crate) fn with_guard(name: &str, text: &str, keys: &str) -> Project {
    let project = Project::with_hooks(&format!(
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${{config_dir}}/{name}\"]\n{keys}"
    ));
    script(&project, name, text);
    project
}

/// Makes a project with a hook for this matcher, which is the script `.agent-hooks/guard`.
pub(crate) fn with_matched_guard(matcher: &str, text: &str) -> Project {
    let entry = "name = \"guard\"\ncommand = [\"${config_dir}/guard\"]\n";
    let project = with_project_hooks(&format!(
        "[[hooks.pre_tool_use]]\n{entry}matcher = \"{matcher}\"\n"
    ));
    script(&project, ".agent-hooks/guard", text);
    project
}

/// Makes a project with these settings of Claude Code.
pub(crate) fn with_settings(settings: &str) -> Project {
    with_file(SETTINGS, settings)
}

/// Makes a project with one hook of another agent, in the file where that agent looks for it.
pub(crate) fn with_hook_of(file: &str, event: &str, hook: &Value) -> Project {
    let file_of = json!({ "version": 1, "hooks": { event: [hook] } });
    with_file(file, &file_of.to_string())
}

/// Makes a project with a command as Claude Code's only hook.
pub(crate) fn with_claude_command(event: &str, command: &str) -> Project {
    let hook = json!({ "type": "command", "command": command });
    with_hook_of(SETTINGS, event, &json!({ "hooks": [hook] }))
}

/// Makes a project with a command as Cursor's only hook.
pub(crate) fn with_cursor_command(event: &str, command: &str) -> Project {
    with_hook_of(".cursor/hooks.json", event, &json!({ "command": command }))
}

/// Makes a project with one hook in Claude Code's settings, which have these keys too.
pub(crate) fn with_claude_hook(hook: &Value, keys: &[(&str, Value)]) -> Project {
    let mut file = json!({ "hooks": { "PreToolUse": [{ "hooks": [hook] }] } });
    for (key, value) in keys {
        file[*key] = value.clone();
    }
    with_settings(&file.to_string())
}

/// Makes a project whose only hook is Claude Code's script `.claude/hooks/guard.sh`.
pub(crate) fn with_claude_script(event: &str, matcher: Option<&str>, text: &str) -> Project {
    let command = "\"$CLAUDE_PROJECT_DIR\"/.claude/hooks/guard.sh";
    let hook = json!({ "type": "command", "command": command });
    let mut entry = json!({ "hooks": [hook] });
    if let Some(matcher) = matcher {
        entry["matcher"] = matcher.into();
    }
    let project = with_settings(&json!({ "hooks": { event: [entry] } }).to_string());
    script(&project, ".claude/hooks/guard.sh", text);
    project
}

/// Makes a project whose only hook is Claude Code's program `.claude/hook`.
pub(crate) fn with_claude_program(text: &str) -> Project {
    let command = "\"$CLAUDE_PROJECT_DIR\"/.claude/hook";
    let project = with_claude_hook(&json!({ "type": "command", "command": command }), &[]);
    script(&project, ".claude/hook", text);
    project
}

/// Writes Claude Code's settings with the script `.claude/guard.sh` as their only hook, which has these keys too.
pub(crate) fn write_settings(project: &Project, event: &str, matcher: &str, more: &Value) {
    let mut hook =
        json!({ "type": "command", "command": "\"$CLAUDE_PROJECT_DIR\"/.claude/guard.sh" });
    let more = more.as_object().cloned().unwrap_or_default();
    hook.as_object_mut().unwrap().extend(more);
    let file = json!({ "hooks": { event: [{ "matcher": matcher, "hooks": [hook] }] } });
    project.write(SETTINGS, &format!("{file:#}"));
}

/// Returns a group of Claude Code's hooks with this command.
pub(crate) fn group(command: &str) -> String {
    format!(r#"{{"matcher":"Bash","hooks":[{{"type":"command","command":"{command}"}}]}}"#)
}
