//! A block at an event that hooks only observe is noted, but not where the agent shows the hook's stderr to the user.

use std::fs;

use hooks_config::{Diagnostic, DiagnosticCode, NamedOptions, findings, load_named};

use super::agents;

/// Returns the notes `observer_block` about a settings file of Claude Code, and its text.
fn noted(hooks: &str) -> (Vec<Diagnostic>, String) {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join(".claude/settings.json");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let text = format!("{{\"hooks\":{hooks}}}");
    fs::write(&file, &text).unwrap();
    let loaded = load_named([&file], &NamedOptions::new().with_agents(agents()));
    let found = findings(&loaded, &agents(), None).into_iter();
    let ours = found.filter(|found| found.code == DiagnosticCode::ObserverBlock);
    (ours.collect(), text)
}

fn at(event: &str, command: &str) -> String {
    let command = command.replace('"', "\\\"");
    format!(r#""{event}":[{{"hooks":[{{"type":"command","command":"{command}"}}]}}]"#)
}

#[test]
fn a_message_on_stderr_for_the_user_is_not_taken_for_a_block() {
    let message = "command -v jq || { echo 'install jq' >&2; exit 2; }";
    for event in ["SessionStart", "SessionEnd", "SubagentStart", "PostCompact"] {
        let (found, _) = noted(&format!("{{{}}}", at(event, message)));
        assert!(found.is_empty(), "{event}: {found:?}");
        let answer = r#"echo '"decision":"block"'"#;
        let (found, _) = noted(&format!("{{{}}}", at(event, answer)));
        assert_eq!(found.len(), 1, "{event}");
    }
    let (found, _) = noted(&format!("{{{}}}", at("Notification", message)));
    assert_eq!(found.len(), 1);
}

#[test]
fn a_note_points_at_its_own_entry_in_a_file_of_one_line() {
    let others = ["SessionStart", "Stop"].map(|event| at(event, "exit 2"));
    let (of_start, of_stop) = (&others[0], &others[1]);
    for own in ["exit 2", "echo \"no\"; exit 2"] {
        let own = at("Notification", own);
        for hooks in [
            format!("{{{of_start},{own}}}"),
            format!("{{{own},{of_start}}}"),
            format!("{{{of_stop},{of_start},{own},\"PreCompact\":[]}}"),
        ] {
            let (found, text) = noted(&hooks);
            let [found] = &found[..] else {
                panic!("{found:?}");
            };
            assert_eq!(&text[found.span.clone()], "exit 2");
            let entry = text.find(&own).unwrap();
            let range = entry..entry + own.len();
            assert!(range.contains(&found.span.start), "{text}: {found:?}");
        }
    }
}
