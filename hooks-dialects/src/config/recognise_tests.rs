//! How the agent of a file is recognised.

use std::path::Path;

use hooks_types::DialectRef;

use super::agents;

fn told(path: &str, text: &str) -> Option<DialectRef> {
    agents().recognise(Path::new(path), text)
}

#[test]
fn a_path_that_an_agent_looks_at_tells_whatever_the_text_says() {
    let cases = [
        (".claude/settings.local.json", Some(crate::CLAUDE)),
        ("p/.claude-plugin/plugin.json", Some(crate::CLAUDE)),
        (
            "/etc/claude-code/managed-settings.json",
            Some(crate::CLAUDE),
        ),
        (".codex/config.toml", Some(crate::CODEX)),
        (".codex/hooks.json", Some(crate::CODEX)),
        ("/etc/codex/hooks.json", Some(crate::CODEX)),
        // A checkout of Codex's source, in which Codex does not look for hooks.
        ("/home/ada/src/codex/hooks.json", None),
        (".gemini/settings.json", Some(crate::GEMINI)),
        ("/h/.cursor/hooks.json", Some(crate::CURSOR)),
        (".github/hooks/x.json", Some(crate::COPILOT)),
        (".github/copilot/settings.json", Some(crate::COPILOT)),
        ("p/.agents/plugins/a/hooks/hooks.json", Some(crate::GOOSE)),
        (".agents/hooks.json", None),
        (".windsurf/hooks.json", None),
        ("x.toml", Some(DialectRef::NATIVE)),
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
            Some(crate::CLAUDE),
        ),
        (
            r#"{"name":"p","hooks":"./hooks.json"}"#.to_owned(),
            Some(crate::CLAUDE),
        ),
        (
            format!(r#"{{"hooks":{{"Interrupt":{group}}}}}"#),
            Some(crate::CODEX),
        ),
        (
            format!(r#"{{"hooks":{{"BeforeTool":{group}}}}}"#),
            Some(crate::GEMINI),
        ),
        (
            r#"{"version":1,"hooks":{"stop":[{"command":"x"}]}}"#.to_owned(),
            Some(crate::CURSOR),
        ),
        (
            r#"{"version":1,"hooks":{"preToolUse":[{"command":"x"}]}}"#.to_owned(),
            Some(crate::CURSOR),
        ),
        (
            r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"x"}]}}"#.to_owned(),
            Some(crate::COPILOT),
        ),
        (
            r#"{"version":1,"hooks":{"PreToolUse":[{"type":"command","command":"x"}]}}"#.to_owned(),
            Some(crate::COPILOT),
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
        assert_eq!(told(path, codex), Some(DialectRef::NATIVE), "{path}");
    }
    let native = "[[hooks.pre_tool_use]]\ncommand = \"x\"\n";
    for path in [".codex/config.toml", "/etc/codex/requirements.toml"] {
        assert_eq!(told(path, native), Some(crate::CODEX), "{path}");
    }
}
