//! Hook files whose text hides hooks or has a wrong form: repeated keys, comments, unresolved merges, other parts.

use crate::support::{HOOKS, Project, SETTINGS, group, said, with_file, with_settings};

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
    let text = format!(
        "{{\n\"model\":\"a\",\n\"model\":\"b\",\n\"hooks\":{{\"Stop\":[],\"Stop\":[{}]}}}}",
        group("true")
    );
    let project = with_settings(&text);
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
fn a_comment_in_plain_json_is_named_before_trust_and_after() {
    let hooks = format!("{{\"hooks\":{{\"PreToolUse\":[{}]}}}}", group("exit 2"));
    let project = with_settings(&format!("// SECRET\n{hooks}"));
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
        let project = with_file(name, text);
        let told = said(&project.run(&["list"]));
        assert!(told.contains("error["), "{text}: {told}");
        assert!(!told.contains("SECRET"), "{text}: {told}");
    }
}

#[test]
fn an_unresolved_merge_is_told_by_list_and_check_also_in_an_untrusted_file() {
    let toml =
        "[[hooks.stop]]\n<<<<<<< HEAD\ncommand = \"a\"\n=======\ncommand = \"b\"\n>>>>>>> main\n";
    let json = "{\n<<<<<<< HEAD\n  \"hooks\": {}\n=======\n>>>>>>> main\n}\n";
    for (file, text) in [
        (".agent-hooks/hooks.toml", toml),
        (".claude/settings.json", json),
    ] {
        let project = with_file(file, text);
        for command in ["list", "check"] {
            let told = said(&project.run(&[command]));
            assert!(
                told.contains("the file has an unresolved merge conflict"),
                "{command}: {told}"
            );
        }
        let told = said(&project.run(&["check"]));
        assert!(
            told.contains("remove the lines that begin with `<<<<<<<`"),
            "{told}"
        );
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
    let by_whom = "x.md is not read here (Claude Code itself can read it)";
    assert_eq!(told.matches(by_whom).count(), 2, "{told}");
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
