//! Hooks at another level of an agent's file than the one where the agent looks for them.

use crate::support::{said, with_file};

/// One group with a guard, in JSON.
const GROUPS: &str = r#"[{"matcher":"Bash","hooks":[{"type":"command","command":"exit 2"}]}]"#;

/// The same group in TOML, below the header `HEADER`.
fn toml(header: &str) -> String {
    format!(
        "model = \"m\"\n\n[[{header}]]\nmatcher = \"Bash\"\n\n[[{header}.hooks]]\ntype = \"command\"\ncommand = \"exit 2\"\n"
    )
}

#[test]
fn hooks_below_another_key_are_told_to_be_at_the_top_level_by_every_command() {
    for (path, event, text, line, cure) in [
        (
            ".claude/settings.json",
            "PreToolUse",
            format!("{{\n\"permissions\": {{\"hooks\": {{\"PreToolUse\": {GROUPS}}}}}}}"),
            ":2:",
            r#"write { "hooks": { "PreToolUse": [...] } }"#,
        ),
        (
            ".claude/settings.json",
            "PreToolUse",
            format!("{{\n\"env\": {{\n\"a\": {{\"hooks\": {{\"PreToolUse\": {GROUPS}}}}}}}}}"),
            ":3:",
            r#"write { "hooks": { "PreToolUse": [...] } }"#,
        ),
        (
            ".gemini/settings.json",
            "PreToolUse",
            format!("{{\"tools\": {{\"hooks\":\n {{\"BeforeTool\": {GROUPS}}}}}}}"),
            ":1:",
            r#"write { "hooks": { "BeforeTool": [...] } }"#,
        ),
        (
            ".gemini/settings.json",
            "PreToolUse",
            format!("{{\"tools\":\n {{\"BeforeTool\": {GROUPS}}}}}"),
            ":2:",
            r#"write { "hooks": { "BeforeTool": [...] } }"#,
        ),
        (
            ".codex/config.toml",
            "PreToolUse",
            toml("tools.hooks.PreToolUse"),
            ":3:",
            "write [[hooks.PreToolUse]]",
        ),
        (
            ".codex/config.toml",
            "PreToolUse",
            toml("PreToolUse"),
            ":3:",
            "write [[hooks.PreToolUse]]",
        ),
    ] {
        let project = with_file(path, &text);
        for typed in [&["list"][..], &["check"], &["explain", event]] {
            let told = said(&project.run(typed));
            assert!(
                told.contains("top level") || told.contains("events belong under `hooks`"),
                "{path} {typed:?}: {told}"
            );
            assert!(told.contains(cure), "{path} {typed:?}: {told}");
            assert!(
                told.contains(&format!("{path}{line}")),
                "{path} {typed:?}: {told}"
            );
            assert_eq!(told.matches(cure).count(), 1, "{path} {typed:?}: {told}");
        }
    }
}

#[test]
fn hooks_inside_of_hooks_are_one_error_with_its_cure() {
    let text = format!("{{\"hooks\": {{\"hooks\": {{\"PreToolUse\": {GROUPS}}}}}}}");
    let project = with_file(".claude/settings.json", &text);
    for typed in [&["list"][..], &["check"], &["explain", "PreToolUse"]] {
        let told = said(&project.run(typed));
        assert!(
            told.contains("`hooks` is inside of another `hooks`"),
            "{typed:?}: {told}"
        );
        assert!(told.contains("take one level out"), "{typed:?}: {told}");
        assert!(!told.contains("unknown event"), "{typed:?}: {told}");
        assert!(!told.contains("no event `hooks`"), "{typed:?}: {told}");
    }
}

#[test]
fn a_key_hooks_with_another_meaning_is_not_reported() {
    for (path, text) in [
        (
            ".claude/settings.json",
            r#"{"mcpServers":{"hooks":{"command":"s","args":[]}},"env":{"hooks":"1"}}"#.to_owned(),
        ),
        (
            ".claude/settings.json",
            r#"{"lint":{"hooks":{"pre-commit":[{"command":"x"}],"Stop":["a"],"PreToolUse":[]}}}"#
                .to_owned(),
        ),
        (
            ".claude/settings.json",
            format!(
                "{{\"pluginConfigs\": {{\"a\": {{\"hooks\": {{\"PreToolUse\": {GROUPS}}}}}}}}}"
            ),
        ),
        (
            ".gemini/settings.json",
            r#"{"mcpServers":{"a":{"hooks":{"url":"x"}}}}"#.to_owned(),
        ),
        // A key that only resembles an event holds values for another purpose.
        (
            ".claude/settings.json",
            r#"{"telemetry":{"events":{"session_start":[{"type":"counter"}],"Stop":[{"type":"x"}]}}}"#
                .to_owned(),
        ),
        (
            ".claude/settings.json",
            r#"{"notifications":{"sound":true,"list":["a"]},"stop":["a"]}"#.to_owned(),
        ),
        // The user switched these hooks off.
        (
            ".claude/settings.json",
            format!(
                "{{\"hooks_off\":{{\"PreToolUse\":{GROUPS}}},\"disabled_hooks\":{{\"Stop\":{GROUPS}}},\"oldHooks\":{{\"Stop\":{GROUPS}}}}}"
            ),
        ),
        (
            ".codex/config.toml",
            toml("hooks_off.PreToolUse"),
        ),
    ] {
        let project = with_file(path, &text);
        let told = said(&project.run(&["check", path]));
        assert!(told.contains("no findings"), "{path}: {told}");
    }
}

#[test]
fn a_key_that_begins_like_a_comment_is_at_most_a_note() {
    let hooks = format!("{{\"PreToolUse\":{GROUPS}}}");
    for (path, text) in [
        (".claude/settings.json", format!("{{\"_hooks\":{hooks}}}")),
        (
            ".claude/settings.json",
            format!("{{\"hooks\":{{\"_PreToolUse\":{GROUPS}}}}}"),
        ),
        (".gemini/settings.json", format!("{{\"_hooks\":{hooks}}}")),
        (
            ".cursor/hooks.json",
            "{\"version\":1,\"_hooks\":{},\"hooks\":{}}".to_owned(),
        ),
    ] {
        let told = said(&with_file(path, &text).run(&["check", path]));
        assert!(!told.contains("warning"), "{path}: {told}");
    }
}
