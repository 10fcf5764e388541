//! Entries in an agent's file that the bridge did not write.

use super::*;

#[test]
fn what_was_added_to_our_group_stays() {
    let with = installed(&crate::CLAUDE, "{}");
    let added = with.replacen("\"hooks\": [", "\"hooks\": [{\"command\": \"mine\"}, ", 3);
    let left = uninstall_bridge(&crate::CLAUDE, &added).unwrap().unwrap();
    let left: Value = serde_json::from_str(&left).unwrap();
    let group = json!([{ "hooks": [{ "command": "mine" }] }]);
    assert_eq!(left["hooks"]["PreToolUse"], group);
    assert_eq!(left.to_string().matches("bridge").count(), 0);
}

/// Returns entries as a user might write or change them by hand, derived from the entry that `install` writes.
fn by_hand(agent: &DialectRef) -> Vec<String> {
    let event = events(agent)[0];
    let ours = entry(agent, event);
    let text = ours.to_string();
    let group = ours.get("hooks").is_some();
    let before = |more: &str| text.replace(PROGRAM, &format!("{more}{PROGRAM}"));
    let behind = |more: &str| {
        let end = "--budget 50";
        text.replace(end, &format!("{end}{more}"))
    };
    let with_key = |key: &str, value: &str| text.replacen('{', &format!("{{\"{key}\":{value},"), 1);
    let mut all = vec![
        before("/opt/guard.sh && "),
        before("/opt/guard.sh; "),
        before("env FOO=1 "),
        before("FOO=1 "),
        before("exec "),
        behind(" --config /etc/mine.toml"),
        behind(" --trust-project"),
        behind(" || exit 2"),
        behind(" # mine"),
        text.replace(
            &format!("--speak {agent}"),
            &format!("--config x --speak {agent}"),
        ),
        text.replace(PROGRAM, "/usr/bin/myhooks"),
        text.replace(PROGRAM, "hooks"),
        with_key("comment", "\"mine\""),
        with_key("matcher", "\"Bash\""),
        text.replace(event.name(), "Another"),
        // If JSON has a key twice, the later value is used. So these entries run our program.
        text.replacen("\"command\":", "\"command\":\"/opt/guard\",\"command\":", 1),
        text.replacen("\"bash\":", "\"bash\":\"/opt/guard\",\"bash\":", 1),
    ];
    if group {
        all.push(text.replace("}]", ",\"if\":\"Bash(rm *)\"}]"));
        let two = "}],\"matcher\":\"Bash\",\"x\":[{";
        all.push(text.replace("}]", &format!("{two}}}]")));
    }
    all.retain(|changed| *changed != text);
    all
}

/// Returns whether an entry equals the entry that `install` writes, except for its options or the path of its program.
fn does_the_work(agent: &DialectRef, entry: &str) -> bool {
    let event = events(agent)[0];
    let ours = super::entry(agent, event).to_string();
    let options = [" --config /etc/mine.toml", " --trust-project"];
    let mut all = vec![
        ours.replace(PROGRAM, "hooks"),
        ours.replace(
            &format!("--speak {agent}"),
            &format!("--config x --speak {agent}"),
        ),
    ];
    all.extend(options.map(|more| ours.replace("--budget 50", &format!("--budget 50{more}"))));
    all.iter().any(|one| one == entry)
}

#[test]
fn beside_an_entry_with_options_added_by_hand_none_is_added() {
    for agent in crate::all() {
        let first = installed(&agent, "{}");
        for (old, new) in [
            ("--budget 50", "--budget 50 --trust-project"),
            (
                "bridge --speak",
                "bridge --trust-project --config /etc/mine.toml --speak",
            ),
            ("--budget 50", "--budget=7"),
            ("60", "61"),
        ] {
            for count in [1, usize::MAX] {
                let changed = first.replacen(old, new, count);
                assert_eq!(installed(&agent, &changed), changed, "{agent}: {new}");
                let file = Path::new("settings.json");
                // An entry with another limit of the agent is still ours, and `uninstall` removes it.
                let is_left = !bridge_entries_left(of(&agent), file, &changed).is_empty();
                assert_eq!(is_left, new != "61", "{agent}: {new}");
                // Adds a second entry, as an older `install` did. A new `install` must remove the second entry.
                let list = events(&agent)[0].name();
                let mut twice: Value = serde_json::from_str(&changed).unwrap();
                let again = entry(&agent, events(&agent)[0]);
                let elements = twice["hooks"][list].as_array_mut().unwrap();
                let kept = elements.clone();
                elements.push(again);
                let once: Value =
                    serde_json::from_str(&installed(&agent, &twice.to_string())).unwrap();
                assert_eq!(once["hooks"][list], Value::Array(kept), "{agent}: {new}");
            }
        }
    }
}

/// Checks entries whose `--budget` and time limit a user raised, as `bridge install` advises for a slow hook.
#[test]
fn an_entry_with_other_time_limits_is_kept_by_install_and_removed_by_uninstall() {
    for agent in crate::all() {
        for before in ["{}", "{\n  \"model\": \"x\"\n}\n"] {
            let first = installed(&agent, before);
            let raised = first
                .replace("--budget 50", "--budget 610")
                .replace("60", "620");
            let one = first.replacen("--budget 50", "--budget 7", 1);
            for changed in [raised, one] {
                assert_ne!(changed, first, "{agent}");
                assert_eq!(installed(&agent, &changed), changed, "{agent}");
                let without = uninstall_bridge(&agent, &changed).unwrap();
                assert_eq!(
                    without,
                    uninstall_bridge(&agent, &first).unwrap(),
                    "{agent}"
                );
                let left = bridge_entries_left(of(&agent), Path::new("x.json"), &changed);
                assert_eq!(left, [], "{agent}");
            }
        }
    }
}

/// Checks that a comment that a user wrote between the lines of `install` survives `uninstall`.
#[test]
fn a_comment_in_a_list_of_the_bridge_stays() {
    for agent in crate::all() {
        let first = install_bridge(&agent, None, PROGRAM).unwrap();
        let event = events(&agent)[0].name();
        let list = format!("\"{event}\": [");
        let mine = first.replacen(&list, &format!("{list} // mine: keep"), 1);
        assert_ne!(mine, first, "{agent}");
        let left = uninstall_bridge(&agent, &mine).unwrap();
        assert!(
            left.is_some_and(|left| left.contains("// mine: keep")),
            "{agent}"
        );
    }
}

#[test]
fn an_entry_with_options_added_follows_a_program_that_moved() {
    for agent in crate::all() {
        let here = installed(&agent, "{}").replace("--budget 50", "--budget 50 --trust-project");
        let there = here.replace(PROGRAM, "/old/hooks");
        let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(parsed(&installed(&agent, &there)), parsed(&here), "{agent}");
    }
}

/// Checks that an entry is not enough if it is only for some calls or for a different agent, or if its answer is lost.
#[test]
fn an_entry_that_does_less_gets_one_of_ours_beside_it() {
    let event = events(&crate::CLAUDE)[0];
    let ours = entry(&crate::CLAUDE, event).to_string();
    for (old, new) in [
        ("--speak claude", "--speak codex"),
        ("--event PreToolUse", "--event Stop"),
        ("--budget 50", "--budget 50 || true"),
        ("--budget 50", "--budget 50 >/dev/null"),
        ("{\"hooks\"", "{\"matcher\":\"Bash\",\"hooks\""),
        ("\"timeout\":60", "\"timeout\":60,\"async\":true"),
        ("\"timeout\":60", "\"timeout\":60,\"if\":\"Bash(rm *)\""),
        ("\"timeout\":60", "\"timeout\":0"),
    ] {
        let changed = ours.replace(old, new);
        assert_ne!(changed, ours, "{old}");
        let text = format!("{{\"hooks\":{{\"PreToolUse\":[{changed}]}}}}");
        let with = installed(&crate::CLAUDE, &text);
        let found = own_entries(&crate::CLAUDE, &with);
        assert!(found.contains(&"PreToolUse".to_owned()), "{new}: {with}");
    }
}

#[test]
fn install_and_uninstall_leave_every_entry_that_they_did_not_write() {
    for agent in crate::all() {
        let event = events(&agent)[0].name();
        for entry in by_hand(&agent) {
            let text = format!(
                "{{\n  \"hooks\": {{\n    \"{event}\": [\n      {entry}\n    ]\n  }}\n}}\n"
            );
            let alone = uninstall_bridge(&agent, &text).unwrap();
            assert_eq!(alone.as_deref(), Some(text.as_str()), "{agent}");
            let with = installed(&agent, &text);
            assert!(with.contains(&entry), "{agent}: {entry}");
            let entries = own_entries(&agent, &with);
            // If this entry already runs our program as an entry of `install` would, `install` adds no entry for its
            // event.
            let served = usize::from(does_the_work(&agent, &entry));
            assert!(
                entries.len() + served >= events(&agent).len(),
                "{agent}: {entry}"
            );
            assert_eq!(installed(&agent, &with), with);
            let without = uninstall_bridge(&agent, &with).unwrap();
            assert_eq!(without.as_deref(), Some(text.as_str()), "{agent}: {entry}");
        }
    }
}

#[test]
fn an_entry_that_stays_is_named_with_its_line() {
    let file = std::path::Path::new("settings.json");
    for agent in crate::all() {
        let event = events(&agent)[0].name();
        let mut named = 0;
        for entry in by_hand(&agent) {
            let text = format!("{{\"hooks\":{{\"{event}\":[\n{entry}\n]}}}}");
            for left in bridge_entries_left(of(&agent), file, &installed(&agent, &text)) {
                assert!(left.message.contains(event) && left.line == 2, "{left}");
                named += 1;
            }
        }
        // Every entry is named, except the entries that run a different program of the same name.
        assert!(named >= by_hand(&agent).len() - 2, "{agent}: {named}");
        let own = install_bridge(&agent, None, PROGRAM).unwrap();
        assert_eq!(bridge_entries_left(of(&agent), file, &own), []);
    }
    let ours = entry(&crate::CLAUDE, events(&crate::CLAUDE)[0]);
    let argv =
        r#"{"hooks":[{"type":"command","command":"hooks","args":["bridge","--speak","claude"]}]}"#;
    let text = format!("{{\"hooks\":{{\"Mine\":[{ours}],\"Stop\":[{argv}]}}}}");
    let left = bridge_entries_left(of(&crate::CLAUDE), file, &text);
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn our_handler_leaves_the_group_that_others_were_added_to() {
    for agent in [crate::CLAUDE, crate::CODEX, crate::GEMINI] {
        let with = installed(&agent, "{}");
        let other = "{ \"command\": \"mine\" /* keep */ }, ";
        let added = with.replacen("\"hooks\": [", &format!("\"hooks\": [{other}"), 2);
        let left = uninstall_bridge(&agent, &added).unwrap().unwrap();
        assert!(
            left.contains("mine") && left.contains("/* keep */"),
            "{left}"
        );
        assert!(!left.contains("bridge"), "{left}");
    }
}
