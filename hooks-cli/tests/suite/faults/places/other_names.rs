//! Hook files beside the place that is read: under another agent's file name, or with a slip in the name.

use crate::support::{HOOKS, Project, said, told_by, with_file, with_project_hooks, with_settings};

#[test]
fn hooks_in_a_file_of_another_agents_name_are_named_with_the_file_that_the_agent_reads() {
    let hooks = r#"{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"exit 2"}]}]}}"#;
    for (wrong, right) in [
        (".cursor/settings.json", ".cursor/hooks.json"),
        (".cursor/settings.local.json", ".cursor/hooks.json"),
        (".codex/settings.json", ".codex/hooks.json"),
        (".claude/hooks.json", ".claude/settings.json"),
        (".gemini/hooks.json", ".gemini/settings.json"),
        (".github/settings.json", ".github/hooks/*.json"),
        (
            ".github/copilot/hooks.json",
            ".github/copilot/settings.json",
        ),
        (".config/goose/hooks.json", ".config/goose/settings.json"),
        (
            ".agents/hooks.json",
            ".agents/plugins/NAME/hooks/hooks.json",
        ),
        (
            ".agents/settings.json",
            ".agents/plugins/NAME/hooks/hooks.json",
        ),
    ] {
        let project = with_file(wrong, hooks);
        for told in told_by(
            &project,
            &[&["list"], &["check"], &["explain", "PreToolUse"]],
        ) {
            assert!(told.contains("is not read"), "{wrong}: {told}");
            assert!(told.contains(right), "{wrong}: {told}");
        }
        project.write(wrong, r#"{"editor.fontSize": 12}"#);
        for told in told_by(&project, &[&["list"], &["check"]]) {
            assert!(!told.contains("is not read"), "{wrong}: {told}");
        }
    }
}

#[test]
fn a_file_in_the_wrong_folder() {
    let hook = "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\n";
    for (name, home) in [
        ("hooks.toml", false),
        (".agent-hooks/guard.toml", false),
        (".hooks.toml", false),
        (".agent-hooks/hooks.toml", true),
        (".config/agent-hooks/guards.toml", true),
    ] {
        let project = Project::new();
        let (file, belongs) = match home {
            true => {
                project.write_home(name, hook);
                (
                    format!("{{home}}/{name}"),
                    "{home}/.config/agent-hooks/hooks.toml",
                )
            }
            false => {
                project.write(name, hook);
                (
                    format!("{{project}}/{name}"),
                    "{project}/.agent-hooks/hooks.toml",
                )
            }
        };
        for command in ["list", "check"] {
            let said = project.shown(500, &[command]);
            assert!(said.contains(&format!("{file} is not read")), "{said}");
            assert!(said.contains(&format!("looked for in {belongs}")), "{said}");
        }
    }
    // A file at the right place is read, so it is not called misplaced.
    let project = with_project_hooks(hook);
    project.write_home(".config/agent-hooks/hooks.toml", hook);
    assert!(!project.shown(140, &["list"]).contains("is not read"));
}

#[test]
fn a_folder_of_hooks_with_a_slip_in_its_name() {
    for name in [
        ".agents-hooks",
        ".agent-hook",
        "agent-hooks",
        ".agent_hooks",
    ] {
        let file = format!("{name}/hooks.toml");
        let project = with_file(&file, "[[hooks.stop]]\ncommand = \"exit 2\"\n");
        for command in ["list", "check"] {
            let said = project.shown(500, &[command]);
            let astray = format!("{{project}}/{file} is not read");
            assert_eq!(said.matches(&astray).count(), 1, "{said}");
        }
    }
}

#[test]
fn a_file_beside_its_place_is_named_with_the_right_one() {
    for name in [
        "hook.toml",
        ".agent-hooks/hook.toml",
        ".agent-hooks/hooks.json",
        ".agent-hooks/hooks.yaml",
        ".agent-hooks/hooks/hooks.toml",
    ] {
        let project = with_file(name, "");
        let listed = project.run(&["list"]).stdout;
        let path = project.path(name).display().to_string();
        let right = project
            .path(".agent-hooks/hooks.toml")
            .display()
            .to_string();
        let said = format!("{path} is not read: hooks are looked for in {right}");
        assert!(listed.contains(&said), "{name}: {listed}");
    }
}

#[test]
fn exec_names_the_users_own_file_with_a_slip_in_its_name() {
    let project = Project::new();
    project.write_home(".config/agent-hooks/hook.toml", "");
    project.write(".agent-hooks/hook.toml", "");
    let ran = project.run(&["exec", "--", "true"]);
    assert!(
        ran.stderr
            .contains(".config/agent-hooks/hook.toml is not read"),
        "{ran:?}"
    );
    assert!(!ran.stderr.contains("project/.agent-hooks"), "{ran:?}");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
}

#[test]
fn a_file_beside_another_agents_place_is_named_with_the_right_one() {
    let hook = "{\"hooks\":{\"PreToolUse\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"exit 2\"}]}]}}";
    for (path, belongs) in [
        (".claude/hooks.json", ".claude/settings.json"),
        (".claude/setings.json", ".claude/settings.json"),
        (".gemini/setting.json", ".gemini/settings.json"),
        (".cursor/hook.json", ".cursor/hooks.json"),
        (".codex/hook.json", ".codex/hooks.json"),
        (".codex/settings.json", ".codex/hooks.json"),
        (".claude/settings.toml", ".claude/settings.json"),
        (".claude/hooks/hooks.json", ".claude/settings.json"),
        (".cursor/hooks.yaml", ".cursor/hooks.json"),
        (".gemini/hooks.json", ".gemini/settings.json"),
        (".github/hooks.json", ".github/hooks/*.json"),
        (".agent-hooks", HOOKS),
        (".agent-hooks/hook.toml", HOOKS),
    ] {
        let project = with_file(path, hook);
        let sentence = format!("{path} is not read: ");
        for typed in [
            &["list"][..],
            &["check"],
            &["explain", "PreToolUse"],
            &["fire", "PreToolUse", "--sample"],
        ] {
            let told = said(&project.run(typed));
            let after = told.split(&sentence).nth(1).unwrap_or_default();
            let fact = after.split([' ', '\n']).collect::<Vec<_>>();
            let named = fact.windows(2).take(6).find(|words| words[1].contains('/'));
            let named = named.map(|words| (words[0], words[1])).unwrap_or_default();
            let verb = if belongs == HOOKS { "in" } else { "reads" };
            assert_eq!(named.0, verb, "{path} {typed:?}: {told}");
            assert!(named.1.ends_with(belongs), "{path} {typed:?}: {told}");
        }
    }
    // Files that are read are not named as misplaced.
    let project = with_settings(hook);
    project.write(".claude/settings.local.json", "{}");
    project.write(".github/hooks/hooks.json", "{\"hooks\":{}}");
    let listed = project.run(&["list"]).stdout;
    assert!(!listed.contains("is not read"), "{listed}");
}
