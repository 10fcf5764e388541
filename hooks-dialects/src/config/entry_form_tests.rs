use hooks_types::DialectRef;

use crate::config::trial::{load, remarks};

/// Returns the remarks on a file with one entry of an event, each with its help.
fn said(dialect: DialectRef, path: &str, event: &str, entry: &str) -> Vec<String> {
    let text = format!(r#"{{"version":1,"hooks":{{"{event}":[{entry}]}}}}"#);
    told(dialect, path, &text)
}

fn told(dialect: DialectRef, path: &str, text: &str) -> Vec<String> {
    let loaded = load(dialect, path, text);
    let found = loaded.diagnostics.iter();
    let told = remarks(&loaded).into_iter().zip(found);
    told.map(|(said, found)| {
        let (_, said) = said.split_once(' ').unwrap_or_default();
        format!("{said} => {}", found.help.as_deref().unwrap_or_default())
    })
    .collect()
}

const GROUP: &str = r#"{ "matcher": "...", "hooks": [{ "type": "command", "command": "..." }] }"#;

#[test]
fn an_entry_in_claude_codes_form_is_named_in_a_file_without_groups() {
    let group = r#"{"matcher":"curl","hooks":[{"type":"command","command":"x"}]}"#;
    let found = said(crate::CURSOR, "/p/.cursor/hooks.json", "preToolUse", group);
    let message =
        "this is Claude Code's form of an entry; in Cursor `command` is directly in the entry";
    assert_eq!(
        found,
        [format!(
            r#"error[missing_key] {message} => write {{ "matcher": "...", "command": "..." }}"#
        )]
    );
    // Copilot reads both forms.
    let found = said(
        crate::COPILOT,
        "/p/.github/hooks/a.json",
        "PreToolUse",
        group,
    );
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_flat_entry_is_named_in_a_file_with_groups() {
    let agents = [
        (
            crate::CLAUDE,
            "/p/.claude/settings.json",
            "PreToolUse",
            "Claude Code",
        ),
        (crate::CODEX, "/p/.codex/hooks.json", "PreToolUse", "Codex"),
        (
            crate::GEMINI,
            "/p/.gemini/settings.json",
            "BeforeTool",
            "Gemini CLI",
        ),
        (
            crate::GOOSE,
            "/p/.agents/plugins/a/hooks/hooks.json",
            "PreToolUse",
            "goose",
        ),
    ];
    let forms = [
        (
            r#"{"command":"x"}"#,
            "the form of an entry in Cursor and Copilot",
        ),
        (
            r#"{"type":"command","bash":"x"}"#,
            "Copilot's form of an entry",
        ),
        (
            r#"{"command":"x","failClosed":true}"#,
            "Cursor's form of an entry",
        ),
        (r#"{"command":["x","y"]}"#, "the form of hooks.toml"),
    ];
    for (dialect, path, event, agent) in agents {
        for (entry, whose) in forms {
            let found = said(dialect.clone(), path, event, entry);
            let message =
                format!("this is {whose}; in {agent} it belongs in the list `hooks` of a group");
            let expected = format!("error[missing_key] {message} => write {GROUP}");
            assert!(found.contains(&expected), "{agent} {entry}: {found:?}");
        }
    }
}

#[test]
fn an_error_about_the_form_of_an_entry_has_the_right_form_as_its_cure() {
    let handler = r#"{ "type": "command", "command": "..." }"#;
    for (entry, cure) in [
        (r#""x.sh""#, GROUP),
        (r#"{"hooks":["x.sh"]}"#, handler),
        (r#"{"hooks":"x.sh"}"#, &format!(r#""hooks": [{handler}]"#)),
        (r#"{"hooks":[{"type":"command"}]}"#, handler),
    ] {
        let path = "/p/.claude/settings.json";
        let found = said(crate::CLAUDE, path, "PreToolUse", entry);
        let cure = format!("=> write {cure}");
        assert!(
            found.iter().any(|said| said.ends_with(&cure)),
            "{entry}: {found:?}"
        );
    }
    let found = said(
        crate::CLAUDE,
        "/p/.claude/settings.json",
        "Stop",
        r#"{"command":"x"}"#,
    );
    let cure = format!(r#"=> write {{ "hooks": [{handler}] }}"#);
    assert!(found[0].ends_with(&cure), "no matcher on Stop: {found:?}");
    let found = told(
        crate::CODEX,
        "/p/.codex/config.toml",
        "[[hooks.PreToolUse]]\ncommand = \"x\"\n",
    );
    let cure = r#"=> write { matcher = "...", hooks = [{ type = "command", command = "..." }] }"#;
    assert!(found[0].ends_with(cure), "{found:?}");
}

#[test]
fn keys_and_lists_of_another_format_are_named_at_the_handler() {
    let of_handler = |handler: &str| {
        let entry = format!(r#"{{"hooks":[{handler}]}}"#);
        said(
            crate::CLAUDE,
            "/p/.claude/settings.json",
            "PreToolUse",
            &entry,
        )
        .join("\n")
    };
    let found = of_handler(r#"{"type":"command","bash":"x"}"#);
    assert!(
        found.contains("`bash` is a key of Copilot; write "),
        "{found}"
    );
    let found = of_handler(r#"{"type":"command","command":["x","y"]}"#);
    assert!(found.contains("only hooks.toml has a list here"), "{found}");
    let found = of_handler(r#"{"type":"prompt"}"#);
    assert!(found.ends_with("=> "), "not a command: {found}");
}
