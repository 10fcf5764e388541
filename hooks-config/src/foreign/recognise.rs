//! Whose file this is, by where it lies and by its shape.

use std::path::Path;

use hooks_types::Dialect;

use super::json::{JsonStyle, parse_json};
use super::place::tail;
use super::tree::Node;

/// Whose format a file has: by its path where an agent looks there, else by its shape. None where
/// neither tells.
///
/// TOML is ours unless its path is Codex's own: a text that could make a file somebody else's would
/// take its guards away. Codex's file elsewhere must be named as such.
///
/// Claude Code and Codex share a shape; where nothing but Codex's own words tells them apart, it is
/// Claude Code's.
#[must_use]
pub fn recognise(path: &Path, text: &str) -> Option<Dialect> {
    if has_extension(path, "toml") {
        return Some(by_toml_path(path));
    }
    match by_path(path) {
        Told::By(dialect) => Some(dialect),
        Told::Stranger => None,
        Told::Nothing => by_json(text),
    }
}

enum Told {
    By(Dialect),
    /// An agent's file that nobody here reads.
    Stranger,
    Nothing,
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(wanted))
}

fn by_path(path: &Path) -> Told {
    let [above, folder, name] = tail(path);
    let json = has_extension(path, "json");
    match (above, folder, name) {
        (_, ".claude-plugin", "plugin.json")
        | (_, _, "managed-settings.json" | "managed-settings.local.json")
        | (_, "managed-settings.d", _) => Told::By(Dialect::Claude),
        (_, ".claude", _) if json => Told::By(Dialect::Claude),
        (_, ".codex", "hooks.json")
        | (_, ".codex-plugin", "plugin.json")
        | (_, "codex", "hooks.json") => Told::By(Dialect::Codex),
        (_, ".gemini" | "gemini-cli", "settings.json") => Told::By(Dialect::Gemini),
        (_, ".cursor" | "cursor" | "Cursor", "hooks.json") => Told::By(Dialect::Cursor),
        (".github", "hooks" | "copilot", _)
        | (".copilot", "hooks", _)
        | (_, ".copilot", "settings.json" | "config.json")
        | ("github-copilot", "policy.d", _)
            if json =>
        {
            Told::By(Dialect::Copilot)
        }
        (_, ".windsurf" | ".augment" | ".agents" | ".factory" | ".qwen" | ".kiro", _) => {
            Told::Stranger
        }
        _ => Told::Nothing,
    }
}

/// Ours, unless Codex looks there: in its own folder, the user's or the administrator's.
fn by_toml_path(path: &Path) -> Dialect {
    match tail(path) {
        [_, ".codex", "config.toml" | "requirements.toml"]
        | ["etc", "codex", "config.toml" | "requirements.toml"] => Dialect::Codex,
        _ => Dialect::Native,
    }
}

fn by_json(text: &str) -> Option<Dialect> {
    let root = parse_json(text, JsonStyle::Relaxed).ok()?.root;
    if root.get("hooksConfig").is_some() {
        return Some(Dialect::Gemini);
    }
    let hooks = root.get("hooks")?;
    let Some(events) = hooks.members() else {
        // A plugin's manifest names files.
        return hooks
            .text()
            .or(hooks.items().map(|_| ""))
            .map(|_| Dialect::Claude);
    };
    let events: Vec<(&str, &Node)> = events
        .iter()
        .filter(|member| member.node.items().is_some())
        .map(|member| (member.key.as_str(), &member.node))
        .collect();
    let names = |known: &[&str]| events.iter().any(|(name, _)| known.contains(name));
    if names(GEMINI) {
        Some(Dialect::Gemini)
    } else if names(CURSOR) || holds(&events, &["failClosed", "loop_limit"]) {
        Some(Dialect::Cursor)
    } else if names(COPILOT) || holds(&events, &["bash", "powershell", "timeoutSec", "exec"]) {
        Some(Dialect::Copilot)
    } else if events.iter().any(|(name, _)| is_camel(name)) {
        // What both know: Copilot's documentation always gives a type, Cursor's never.
        Some(if holds(&events, &["type"]) {
            Dialect::Copilot
        } else {
            Dialect::Cursor
        })
    } else if events.iter().any(|(name, _)| is_pascal(name)) {
        Some(pascal(&root, &events, text))
    } else if hooks.members().is_some_and(<[_]>::is_empty) {
        Some(Dialect::Claude)
    } else {
        None
    }
}

const GEMINI: &[&str] = &[
    "BeforeTool",
    "AfterTool",
    "BeforeAgent",
    "AfterAgent",
    "BeforeModel",
    "AfterModel",
    "BeforeToolSelection",
    "PreCompress",
];

const CURSOR: &[&str] = &[
    "beforeShellExecution",
    "afterShellExecution",
    "beforeMCPExecution",
    "afterMCPExecution",
    "beforeReadFile",
    "afterFileEdit",
    "beforeTabFileRead",
    "afterTabFileEdit",
    "beforeSubmitPrompt",
    "stop",
    "afterAgentResponse",
    "afterAgentThought",
    "workspaceOpen",
];

const COPILOT: &[&str] = &[
    "permissionRequest",
    "userPromptSubmitted",
    "userPromptTransformed",
    "agentStop",
    "errorOccurred",
    "notification",
];

/// Of the agents with events such as `PreToolUse`.
fn pascal(root: &Node, events: &[(&str, &Node)], text: &str) -> Dialect {
    let grouped = events
        .iter()
        .flat_map(|(_, groups)| groups.items().unwrap_or_default())
        .any(|group| group.get("hooks").is_some());
    if root.get("version").is_some() || (!grouped && holds(events, &["command", "url"])) {
        return Dialect::Copilot;
    }
    let codex = events
        .iter()
        .any(|(name, _)| matches!(*name, "Interrupt" | "PreModelRequest" | "PostModelRequest"))
        || [
            "\"commandWindows\"",
            "\"additionalContextLimit\"",
            "apply_patch",
            "CODEX_HOME",
            ".codex/",
        ]
        .iter()
        .any(|word| text.contains(word));
    if codex {
        Dialect::Codex
    } else {
        Dialect::Claude
    }
}

/// Whether an entry, flat or in a group, has one of the keys.
fn holds(events: &[(&str, &Node)], keys: &[&str]) -> bool {
    events
        .iter()
        .flat_map(|(_, entries)| entries.items().unwrap_or_default())
        .any(|entry| keys.iter().any(|key| entry.get(key).is_some()))
}

fn is_pascal(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
}

fn is_camel(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.contains(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, text: &str) -> Option<Dialect> {
        recognise(Path::new(path), text)
    }

    #[test]
    fn a_path_that_an_agent_looks_at_tells_whatever_the_text_says() {
        let cases = [
            (".claude/settings.local.json", Some(Dialect::Claude)),
            ("p/.claude-plugin/plugin.json", Some(Dialect::Claude)),
            (
                "/etc/claude-code/managed-settings.json",
                Some(Dialect::Claude),
            ),
            (".codex/config.toml", Some(Dialect::Codex)),
            (".codex/hooks.json", Some(Dialect::Codex)),
            (".gemini/settings.json", Some(Dialect::Gemini)),
            ("/h/.cursor/hooks.json", Some(Dialect::Cursor)),
            (".github/hooks/x.json", Some(Dialect::Copilot)),
            (".github/copilot/settings.json", Some(Dialect::Copilot)),
            (".windsurf/hooks.json", None),
            ("x.toml", Some(Dialect::Native)),
            ("x.json", None),
        ];
        for (path, expected) in cases {
            assert_eq!(told(path, "not JSON"), expected, "{path}");
        }
    }

    #[test]
    fn elsewhere_the_shape_tells() {
        let group = r#"[{"hooks":[{"type":"command","command":"x"}]}]"#;
        let cases = [
            (
                format!(r#"{{"hooks":{{"PreToolUse":{group}}}}}"#),
                Some(Dialect::Claude),
            ),
            (
                r#"{"name":"p","hooks":"./hooks.json"}"#.to_owned(),
                Some(Dialect::Claude),
            ),
            (
                format!(r#"{{"hooks":{{"Interrupt":{group}}}}}"#),
                Some(Dialect::Codex),
            ),
            (
                format!(r#"{{"hooks":{{"BeforeTool":{group}}}}}"#),
                Some(Dialect::Gemini),
            ),
            (
                r#"{"version":1,"hooks":{"stop":[{"command":"x"}]}}"#.to_owned(),
                Some(Dialect::Cursor),
            ),
            (
                r#"{"version":1,"hooks":{"preToolUse":[{"command":"x"}]}}"#.to_owned(),
                Some(Dialect::Cursor),
            ),
            (
                r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"x"}]}}"#
                    .to_owned(),
                Some(Dialect::Copilot),
            ),
            (
                r#"{"version":1,"hooks":{"PreToolUse":[{"type":"command","command":"x"}]}}"#
                    .to_owned(),
                Some(Dialect::Copilot),
            ),
            (
                r#"{"hooks":{"pre_run_command":[{"command":"x"}]}}"#.to_owned(),
                None,
            ),
            (r#"{"mcpServers":{}}"#.to_owned(), None),
        ];
        for (text, expected) in cases {
            assert_eq!(told("hooks/hooks.json", &text), expected, "{text}");
        }
    }

    #[test]
    fn toml_is_ours_whatever_it_says_unless_codex_looks_there() {
        let codex = "[[hooks.PreToolUse]]\nmatcher = \"x\"\n[hooks.state]\n";
        for path in [
            "x.toml",
            "X.TOML",
            "config.toml",
            "codex/config.toml",
            ".codex/hooks.toml",
            ".agent-hooks/hooks.toml",
            ".kiro/hooks.toml",
            "managed-settings.d/hooks.toml",
        ] {
            assert_eq!(told(path, codex), Some(Dialect::Native), "{path}");
        }
        let native = "[[hooks.pre_tool_use]]\ncommand = \"x\"\n";
        for path in [".codex/config.toml", "/etc/codex/requirements.toml"] {
            assert_eq!(told(path, native), Some(Dialect::Codex), "{path}");
        }
    }
}
