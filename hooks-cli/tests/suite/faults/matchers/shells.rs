//! The name of a shell in a matcher is meant for the tool that runs commands.

use crate::support::Project;

#[test]
fn a_guard_whose_matcher_is_the_name_of_a_shell_never_runs_and_is_warned_about() {
    for name in ["sh", "zsh", "fish", "SH"] {
        let native =
            format!("[[hooks.pre_tool_use]]\nmatcher = \"{name}\"\ncommand = \"exit 2\"\n");
        let claude = format!(
            r#"{{"hooks":{{"PreToolUse":[{{"matcher":"{name}","hooks":[{{"type":"command","command":"exit 2"}}]}}]}}}}"#
        );
        for (file, text, meant) in [
            ("hooks.toml", native, "did you mean `shell`?"),
            (".claude/settings.json", claude, "did you mean `Bash`?"),
        ] {
            let project = Project::new();
            project.write(file, &text);
            let found = project.run(&["check", file, "--json"]).json();
            let found = found["files"][0]["diagnostics"].as_array().unwrap().clone();
            let of_matcher = found.iter().find(|found| found["code"] == "bad_matcher");
            let of_matcher = of_matcher.unwrap_or_else(|| panic!("{name} {file}: {found:?}"));
            assert_eq!(of_matcher["severity"], "warning", "{found:?}");
            assert_eq!(of_matcher["help"], meant, "{name} {file}: {found:?}");
            let strict = project.run(&["check", file, "--deny-warnings"]);
            assert_eq!(strict.code, Some(1), "{strict:?}");
        }
    }
    // In Gemini CLI the matcher is a pattern that also matches a part of a name: `run_shell_command`.
    let project = Project::new();
    let gemini = r#"{"hooks":{"BeforeTool":[{"matcher":"sh","hooks":[{"type":"command","command":"true"}]}]}}"#;
    project.write(".gemini/settings.json", gemini);
    let ran = project.run(&["check", ".gemini/settings.json"]);
    assert!(!ran.stdout.contains("bad_matcher"), "{ran:?}");
}
