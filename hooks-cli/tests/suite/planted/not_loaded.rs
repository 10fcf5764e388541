//! Hooks that a file holds and that are not loaded: keys that appear twice, texts that cannot be read, and parts of
//! files that are read for other purposes.

use super::*;

const SETTINGS: &str = ".claude/settings.json";

/// Returns a group of Claude Code's hooks with this command.
fn group(command: &str) -> String {
    format!(r#"{{"matcher":"Bash","hooks":[{{"type":"command","command":"{command}"}}]}}"#)
}

#[test]
fn hooks_that_a_repeated_key_hides_are_named_by_list_check_and_trust() {
    let project = Project::new();
    let (first, second) = (group("exit 2"), group("true"));
    let event =
        format!("{{\"hooks\":{{\n\"PreToolUse\":[{first}],\n\"PreToolUse\":[{second}]\n}}}}");
    let whole = format!(
        "{{\n\"hooks\":{{\"PreToolUse\":[{first}]}},\n\"hooks\":{{\"PreToolUse\":[{second}]}}\n}}"
    );
    for (text, cure) in [
        (event, "put the entries of both lists into one list"),
        (whole, "put the content of both objects into one object"),
    ] {
        project.write(SETTINGS, &text);
        for typed in [&["list"][..], &["check"], &["trust"]] {
            let told = said(&project.run(typed));
            let lost = "the hooks of line 2 are lost, because only the later key (line 3) counts";
            assert!(told.contains(lost), "{typed:?}: {told}");
            assert!(told.contains(cure), "{typed:?}: {told}");
        }
    }
}

#[test]
fn a_repeated_key_without_hooks_is_to_be_kept_once() {
    let project = Project::new();
    let text = format!(
        "{{\n\"model\":\"a\",\n\"model\":\"b\",\n\"hooks\":{{\"Stop\":[],\"Stop\":[{}]}}}}",
        group("true")
    );
    project.write(SETTINGS, &text);
    let told = said(&project.run(&["check"]));
    assert!(
        told.contains("`model` appears twice in one object; only the later one (line 3) counts")
    );
    assert!(
        told.contains("keep one") && !told.contains("lost"),
        "{told}"
    );
}

#[test]
fn a_link_without_a_target_is_named_with_its_target_and_no_first_file_is_advised() {
    let project = Project::new();
    fs::create_dir_all(project.home().join(".config/agent-hooks")).unwrap();
    let own = project.home().join(".config/agent-hooks/hooks.toml");
    std::os::unix::fs::symlink("../../dotfiles/hooks.toml", own).unwrap();
    let target = project.home().join("dotfiles/hooks.toml");
    let cure = format!("put a file at {}", target.display());
    let listed = said(&project.run(&["list"]));
    assert!(
        listed.contains("no hooks are loaded, because 1 file cannot be read"),
        "{listed}"
    );
    assert!(!listed.contains("hooks init"), "{listed}");
    for told in [listed, said(&project.run(&["check"]))] {
        assert!(told.contains(&cure), "{told}");
    }
    // The project's author chose the text of the link's target.
    let project = Project::new();
    fs::create_dir_all(project.path(".claude")).unwrap();
    link(&project, SETTINGS, "../ignore-all-rules");
    let told = said(&project.run(&["list"]));
    assert!(
        told.contains("put a file at the link's target") && !told.contains("ignore"),
        "{told}"
    );
}

#[test]
fn a_file_in_utf_16_is_named_with_its_format_and_cure() {
    let project = Project::new();
    let text = format!("{{\"hooks\":{{\"PreToolUse\":[{}]}}}}", group("exit 2"));
    let wide = [0xfeff].into_iter().chain(text.encode_utf16());
    let bytes: Vec<u8> = wide.flat_map(u16::to_le_bytes).collect();
    project.write(SETTINGS, "");
    fs::write(project.path(SETTINGS), bytes).unwrap();
    let listed = said(&project.run(&["list"]));
    assert!(
        listed.contains("1 problem in files that are not trusted, 1 of them an error"),
        "{listed}"
    );
    let checked = project.run(&["check"]);
    assert_eq!(checked.code, Some(1), "{checked:?}");
    let checked = said(&checked);
    assert!(
        checked.contains("claude, cannot be read, 1 error"),
        "{checked}"
    );
    for told in [listed, checked] {
        let sentence = "is UTF-16, not UTF-8, so none of its hooks is loaded";
        assert!(
            told.contains(sentence) && told.contains("save it as UTF-8"),
            "{told}"
        );
    }
}

#[test]
fn a_comment_in_plain_json_is_named_before_trust_and_after() {
    let project = Project::new();
    let hooks = format!("{{\"hooks\":{{\"PreToolUse\":[{}]}}}}", group("exit 2"));
    project.write(SETTINGS, &format!("// SECRET\n{hooks}"));
    let listed = said(&project.run(&["list"]));
    assert!(
        listed.contains("comments are not allowed (remove each comment)"),
        "{listed}"
    );
    assert!(
        listed.contains("no hooks are loaded") && !listed.contains("SECRET"),
        "{listed}"
    );
    // The same after the hooks were trusted.
    project.write(SETTINGS, &hooks);
    let asked = project.run(&["trust"]).stdout;
    let fingerprint = asked
        .split_whitespace()
        .find(|word| word.starts_with("v1:"));
    let trusted = project.run(&["trust", "--fingerprint", fingerprint.unwrap()]);
    assert_eq!(trusted.code, Some(0), "{trusted:?}");
    project.write(SETTINGS, &format!("// SECRET\n{hooks}"));
    let told = said(&project.run(&["list"]));
    assert!(told.contains("gone: it was trusted, and its file cannot be read: line 1, not the JSON that Claude Code reads: comments are not allowed"), "{told}");
    // Only the place of a hook that is gone is known.
    assert!(
        told.contains("· PreToolUse[0] - - - - project claude"),
        "{told}"
    );
}

#[test]
fn no_message_about_bad_syntax_quotes_an_untrusted_file() {
    for (name, text) in [
        (SETTINGS, "{\"SECRET\": SECRET}"),
        (SETTINGS, "{\"SECRET\": \"\\uD800SECRET\" \"SECRET\"}"),
        (SETTINGS, "{\"SECRET\" \"SECRET\"}"),
        (SETTINGS, "{'SECRET': 1}"),
        (SETTINGS, "[\"SECRET\u{1}\"]"),
        (HOOKS, "SECRET = SECRET"),
        (HOOKS, "SECRET = 1\nSECRET = 2"),
        (HOOKS, "SECRET = 1\n[SECRET.a]"),
        (HOOKS, "a = 1\na.SECRET = 2"),
        (HOOKS, "[SECRET\n"),
        (HOOKS, "a = \"SECRET"),
        (HOOKS, "a = \"\\SECRET\""),
    ] {
        let project = Project::new();
        project.write(name, text);
        let told = said(&project.run(&["list"]));
        assert!(told.contains("error["), "{text}: {told}");
        assert!(!told.contains("SECRET"), "{text}: {told}");
    }
}

#[test]
fn hooks_in_parts_of_files_that_hold_none_are_named_with_their_place() {
    let hooks = format!("{{\"hooks\":{{\"PreToolUse\":[{}]}}}}", group("exit 2"));
    let markdown = "---\nname: x\nhooks:\n  PreToolUse: []\n---\nText\n";
    let project = Project::new();
    for name in [".claude/agents/x.md", ".claude/skills/x/SKILL.md"] {
        project.write(name, markdown);
        project.write_home(name, markdown);
    }
    for name in [".claude/settings.local.json", ".claude.json"] {
        project.write_home(name, &hooks);
    }
    let told = said(&project.run(&["list"]));
    let (root, home) = (project.root(), project.home());
    for (part, path) in [
        (
            "the key `hooks` of",
            home.join(".claude/settings.local.json"),
        ),
        ("the key `hooks` of", home.join(".claude.json")),
        (
            "the key `hooks` in the frontmatter of",
            home.join(".claude/agents/x.md"),
        ),
        (
            "the key `hooks` in the frontmatter of",
            root.join(".claude/agents/x.md"),
        ),
        (
            "the key `hooks` in the frontmatter of",
            root.join(".claude/skills/x/SKILL.md"),
        ),
    ] {
        let sentence = format!("{part} {} is not read", path.display());
        assert!(told.contains(&sentence), "{sentence}: {told}");
    }
    let place = format!("move the hooks to {}", home.join(SETTINGS).display());
    assert!(told.contains(&place), "{told}");
    // Files of this kind are not reported if they hold no hooks.
    let project = Project::new();
    project.write_home(
        ".claude.json",
        "{\"hooks\":{},\"projects\":{\"hooks\":{\"a\":1}}}",
    );
    project.write(".claude/agents/x.md", "---\nname: x\n---\nhooks:\n");
    let told = said(&project.run(&["list"]));
    assert!(!told.contains("is not read"), "{told}");
}

#[test]
fn a_script_that_nothing_registers_is_named_while_no_hook_is_configured() {
    for (name, file) in [
        (".agent-hooks/pre_tool_use", HOOKS),
        (".claude/hooks/guard.sh", SETTINGS),
    ] {
        let project = Project::new();
        script(&project, name, "#!/bin/sh\nexit 2\n", 0o755);
        for typed in [&["list"][..], &["check"], &["explain", "PreToolUse"]] {
            let told = said(&project.run(typed));
            let sentence = "never runs, because nothing registers it: write an entry for it into";
            assert!(
                told.contains(&format!("{sentence} {file}")),
                "{typed:?}: {told}"
            );
        }
        project.write(HOOKS, "[[hooks.stop]]\ncommand = [\"true\"]\n");
        assert!(!said(&project.run(&["list"])).contains("registers it"));
    }
}

#[test]
fn the_path_of_a_script_that_nothing_registers_is_a_quotation_on_one_line() {
    for (name, shown) in [
        ("my hook.sh", "my hook.sh"),
        ("q'uo\"te.sh", "q'uo\"te.sh"),
        ("a`; type `rm", "a\\u{60}; type \\u{60}rm"),
        ("x\nhooks: y\u{1b}[31m.sh", "x\\u{a}hooks: y\\u{1b}[31m.sh"),
    ] {
        let project = Project::new();
        let path = format!(".agent-hooks/{name}");
        script(&project, &path, "#!/bin/sh\nexit 2\n", 0o755);
        let told = said(&project.run(&["list"]));
        let sentence = format!(".agent-hooks/{shown}` never runs, because nothing registers it");
        assert!(told.contains(&sentence), "{name}: {told}");
    }
}

#[test]
fn a_matcher_that_is_a_permission_rule_or_a_file_pattern_is_told_what_a_matcher_is() {
    for (matcher, cure) in [
        (
            "Write(*.py)",
            r#"write "matcher": "Write", and put the rule into the handler: "if": "Write(*.py)""#,
        ),
        (
            "*.py",
            "never with files: write the tools' names, and test the file's name in the hook's script",
        ),
    ] {
        let project = Project::new();
        let entry = group("true").replace("Bash", matcher);
        project.write(
            SETTINGS,
            &format!("{{\"hooks\":{{\"PreToolUse\":[{entry}]}}}}"),
        );
        let told = said(&project.run(&["check"]));
        assert!(
            told.contains("a matcher is compared with names of tools only"),
            "{told}"
        );
        assert!(told.contains(cure), "{told}");
    }
}

#[test]
fn a_variable_that_moves_the_users_folder_is_named_with_the_file_that_is_not_read() {
    for (variable, file, now) in [
        ("CLAUDE_CONFIG_DIR", SETTINGS, "settings.json"),
        ("CODEX_HOME", ".codex/hooks.json", "hooks.json"),
        ("COPILOT_HOME", ".copilot/settings.json", "settings.json"),
        (
            "XDG_CONFIG_HOME",
            ".config/agent-hooks/hooks.toml",
            "agent-hooks/hooks.toml",
        ),
    ] {
        let project = Project::new();
        project.write_home(file, "");
        let (moved, here) = (project.home().join("moved"), project.home().join(file));
        for typed in [&["list"][..], &["check"], &["explain", "PreToolUse"]] {
            let mut command = project.command(typed);
            let told = said(&fed(command.env(variable, &moved), ""));
            let sentence = format!(
                "{} is not read, because {variable} is set; its place is now {}",
                here.display(),
                moved.join(now).display()
            );
            assert!(told.contains(&sentence), "{typed:?}: {told}");
        }
        assert!(!said(&project.run(&["list"])).contains(variable));
    }
}

#[test]
fn an_entry_that_cannot_be_used_is_said_to_block() {
    let project = Project::new();
    let entry = group("true").replace("\"type\"", "\"timeout\":\"5\",\"type\"");
    project.write_home(
        SETTINGS,
        &format!("{{\"hooks\":{{\"PreToolUse\":[{entry}],\"Stop\":[{entry}]}}}}"),
    );
    for (event, blocks) in [("PreToolUse", true), ("SessionEnd", false)] {
        let told = said(&project.run(&["explain", event]));
        let sentence = "until that is corrected, it blocks every call that it matches";
        assert_eq!(told.contains(sentence), blocks, "{event}: {told}");
    }
}

#[test]
fn a_table_that_has_room_below_its_rows_breaks_no_word() {
    let project = Project::new();
    let entry = "command = [\"sh\", \"-c\", \"cat > /dev/null; echo a long command that wraps\"]\n";
    let matcher = "matcher = [\"write_file\", \"edit_file\"]\n";
    project.write(HOOKS, &format!("[[hooks.pre_tool_use]]\n{entry}{matcher}"));
    let listed = project.shown(100, &["list", "--trust-project"]);
    for word in [
        "PreToolUse[0]",
        "\"write_file\"",
        "\"edit_file\"",
        "project native",
    ] {
        assert!(listed.contains(word), "{word}: {listed}");
    }
}

#[test]
fn a_hook_of_the_user_that_names_a_projects_file_is_said_to_be_refused_with_a_cure_that_works() {
    let project = Project::new();
    script(&project, "guard.sh", "#!/bin/sh\nexit 0\n", 0o755);
    project.write(HOOKS, "[[hooks.stop]]\ncommand = [\"true\"]\n");
    let path = project.path("guard.sh").display().to_string();
    let file = format!("{{\"hooks\":{{\"PreToolUse\":[{}]}}}}", group(&path));
    project.write_home(SETTINGS, &file);
    let cure = "`hooks trust` covers only hooks of the project itself: name a copy outside the project, or move the hook \
                into the project's `.agent-hooks/hooks.toml`, or trust the whole project for one run (`--trust-project`)";
    for typed in [
        &["list"][..],
        &["check"],
        &["explain", "PreToolUse"],
        &["explain", "PreToolUse", "--run"],
    ] {
        let told = said(&project.run(typed));
        assert!(told.contains("untrusted_program"), "{typed:?}: {told}");
        assert!(told.contains(cure), "{typed:?}: {told}");
        assert!(!told.contains(", which is /"), "{typed:?}: {told}");
    }
    assert!(said(&project.run(&["list"])).contains("! PreToolUse[0]"));
    // The second cure.
    let fire = ["fire", "PreToolUse", "--sample", "--speak", "claude"];
    let ran = project.run(&[&fire[..], &["--trust-project", "--expect", "proceed"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    // The first.
    let copy = project.home().join("guard.sh");
    fs::copy(project.path("guard.sh"), &copy).unwrap();
    let file = file.replace(&path, &copy.display().to_string());
    project.write_home(SETTINGS, &file);
    assert!(said(&project.run(&["list"])).contains("✓ PreToolUse[0]"));
}
