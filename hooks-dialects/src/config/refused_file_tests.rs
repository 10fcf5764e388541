//! Files that cannot be read as files of their agent.

use super::*;

/// Returns texts that cannot be read as a file of the agent to which this path belongs.
fn lost(path: &str) -> Vec<String> {
    let mut all: Vec<String> = [
        "[]",
        "null",
        "7",
        "true",
        "\"x\"",
        "[{\"hooks\":{}}]",
        "",
        "{",
    ]
    .map(str::to_owned)
    .to_vec();
    let hooks = [
        "[]",
        "7",
        "\"guard.sh\"",
        "[{\"event\":\"PreToolUse\",\"command\":\"exit 2\"}]",
        r#"{"pre_tool_use":[{"command":["exit","2"]}]}"#,
        r#"{"user_prompt_submit":[]}"#,
    ];
    all.extend(hooks.map(|hooks| format!(r#"{{"version":1,"hooks":{hooks}}}"#)));
    // The broken `hooks` must be reported even after many other diagnostics.
    let keys: Vec<String> = (0..300).map(|key| format!("\"hook{key}\":1")).collect();
    all.push(format!("{{{},\"hooks\":[]}}", keys.join(",")));
    if path.ends_with("settings.json") && path.contains("claude") {
        all.push(r#"{"allowedHttpHookUrls":"https://a.example"}"#.to_owned());
    }
    all
}

#[test]
fn a_file_with_unexpected_content_stops_everything() {
    for (dialect, path, ..) in AGENTS {
        for text in lost(path) {
            let loaded = load(dialect.clone(), path, &text);
            assert!(
                loaded.forbids_use(),
                "{dialect} {text}: {:?}",
                remarks(&loaded)
            );
            let users = place(path).with_scope(Scope::User).discovered();
            let loaded = parse(&text, dialect.clone(), &users);
            assert!(loaded.into_hooks().is_err(), "{dialect} {text}");
            let stranger = place(path)
                .with_scope(Scope::Project)
                .discovered()
                .untrusted();
            let loaded = parse(&text, dialect.clone(), &stranger);
            assert!(!loaded.forbids_use(), "{dialect} {text}");
        }
    }
}

#[test]
fn a_plugins_manifest_that_names_no_files_stops_everything() {
    for (dialect, path) in [
        (crate::CLAUDE, "/p/.claude-plugin/plugin.json"),
        (crate::CODEX, "/p/.codex-plugin/plugin.json"),
    ] {
        for hooks in ["7", "true", "[7]", "[\"./a.json\",{}]"] {
            let loaded = load(dialect.clone(), path, &format!(r#"{{"hooks":{hooks}}}"#));
            assert!(loaded.forbids_use(), "{dialect} {hooks}");
        }
    }
}

#[test]
fn our_own_format_in_codexs_file_is_named_and_stops_everything() {
    let text = "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\n";
    let loaded = load(crate::CODEX, "/p/.codex/config.toml", text);
    assert_eq!(
        remarks(&loaded),
        [
            "1:9 error[unknown_event] `pre_tool_use` is an event of hooks.toml, so this is not a file of Codex"
        ]
    );
    assert!(loaded.forbids_use());
    assert_eq!(hooks(&loaded), [""; 0]);
}

#[test]
fn other_files_stay_usable() {
    for (dialect, path, tool, _) in AGENTS {
        for hooks in [
            "{}",
            "null",
            &format!("{{\"{tool}\":[]}}"),
            "{\"Nonsense\":[]}",
        ] {
            let loaded = load(
                dialect.clone(),
                path,
                &format!(r#"{{"version":1,"hooks":{hooks}}}"#),
            );
            assert!(!loaded.forbids_use(), "{dialect} {hooks}");
            assert_eq!(
                loaded.into_hooks().map(|hooks| hooks.len()),
                Ok(0),
                "{dialect} {hooks}"
            );
        }
    }
}
