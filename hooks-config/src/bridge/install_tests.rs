use serde_json::{Value, json};

use super::*;
use crate::bridge::{bridge_entries_left, uninstall_bridge};

const PROGRAM: &str = "/opt/hooks/bin/hooks";
const AGENTS: [Dialect; 5] = [
    Dialect::Claude,
    Dialect::Codex,
    Dialect::Gemini,
    Dialect::Cursor,
    Dialect::Copilot,
];

fn installed(agent: Dialect, text: &str) -> String {
    install_bridge(agent, Some(text), PROGRAM).unwrap()
}

/// Texts people have, in all the ways they write them.
const TEXTS: &[&str] = &[
    "{}",
    "{}\n",
    "{ }",
    "{\n}\n",
    "{\n  // nothing yet\n}\n",
    r#"{"a":1}"#,
    r#"{ "a": 1 }"#,
    "{\n  \"a\": 1\n}\n",
    "{\n  \"a\": 1,\n}\n",
    "{\n  \"a\": 1 // keep\n}\n",
    "{\n  \"a\": 1, // keep\n}\n",
    "{ \"a\": 1 // keep\n}\n",
    "{\n\t\"a\": [\n\t\t1\n\t]\n}",
    "{\r\n    \"a\": 1\r\n}\r\n",
    "{\r\n    \"a\": 1 // keep\r\n}\r\n",
    r#"{"hooks":{}}"#,
    "{\n  \"hooks\": {}\n}\n",
    "{\n  \"hooks\": { /* none */ }\n}\n",
    "{\n  \"hooks\": {\n  }\n}\n",
    r#"{"hooks":{"PreToolUse":[],"preToolUse":[],"BeforeTool":[]}}"#,
    r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"a"}]}]},"z":0}"#,
    "{\n  \"hooks\": {\n    \"PreToolUse\": [{\n      \"matcher\": \"Bash\",\n      \"hooks\": []\n    }]\n  }\n}\n",
    "{\n  \"hooks\": {\n    \"Stop\": [\n      { \"hooks\": [] }, // mine\n    ],\n  },\n  /* end */\n}\n",
    "{\n  \"hooks\": {\n    \"Stop\": [\n      { \"hooks\": [] } /* a */ /* b */\n    ]\n  } // end\n}\n",
    "{\n  \"version\": 1,\n  \"hooks\": {\n    \"preToolUse\": [\n      { \"command\": \"./a.sh\" }\n    ]\n  }\n}\n",
];

#[test]
fn taking_out_gives_back_every_byte_that_was_there() {
    for agent in AGENTS {
        for text in TEXTS {
            let with = installed(agent, text);
            assert_ne!(&with, text);
            let without = uninstall_bridge(agent, &with).unwrap();
            assert_eq!(without.as_deref(), Some(*text), "{agent}: {with}");
        }
    }
}

#[test]
fn installing_twice_changes_nothing_more() {
    for agent in AGENTS {
        for text in TEXTS {
            let once = installed(agent, text);
            assert_eq!(installed(agent, &once), once);
        }
        let new = install_bridge(agent, None, PROGRAM).unwrap();
        assert_eq!(installed(agent, &new), new);
    }
}

#[test]
fn every_event_gets_exactly_one_entry_and_keeps_the_others() {
    for agent in AGENTS {
        for text in TEXTS {
            let with = installed(agent, text);
            let entries = own_entries(agent, &with, None).unwrap();
            assert_eq!(entries.len(), events(agent).len(), "{with}");
            for (found, event) in entries
                .iter()
                .map(|(name, _)| name)
                .zip(sorted(agent, &with))
            {
                assert_eq!(*found, event);
            }
        }
    }
}

/// The bridged events in the order in which the text has them.
fn sorted(agent: Dialect, text: &str) -> Vec<String> {
    let object = root(text).unwrap();
    let hooks = object.get_object("hooks").unwrap();
    hooks
        .properties
        .iter()
        .map(|property| property.name.as_str().to_owned())
        .filter(|name| events(agent).iter().any(|event| event.name == name))
        .collect()
}

#[test]
fn a_new_file_goes_when_the_bridge_goes() {
    for agent in AGENTS {
        let new = install_bridge(agent, None, PROGRAM).unwrap();
        assert_eq!(uninstall_bridge(agent, &new).unwrap(), None);
        assert_eq!(install_bridge(agent, Some(" \n"), PROGRAM).unwrap(), new);
    }
}

#[test]
fn a_new_file_looks_like_this() {
    for agent in AGENTS {
        insta::assert_snapshot!(
            format!("bridge_{agent}"),
            install_bridge(agent, None, PROGRAM).unwrap()
        );
    }
}

#[test]
fn an_entry_of_another_path_is_replaced() {
    let old = install_bridge(Dialect::Cursor, None, "/old place/hooks").unwrap();
    let new = install_bridge(Dialect::Cursor, None, PROGRAM).unwrap();
    assert_eq!(installed(Dialect::Cursor, &old), new);
}

#[test]
fn what_was_added_to_our_group_stays() {
    let with = installed(Dialect::Claude, "{}");
    let added = with.replacen("\"hooks\": [", "\"hooks\": [{\"command\": \"mine\"}, ", 3);
    let left = uninstall_bridge(Dialect::Claude, &added).unwrap().unwrap();
    let left: Value = serde_json::from_str(&left).unwrap();
    let group = json!([{ "hooks": [{ "command": "mine" }] }]);
    assert_eq!(left["hooks"]["PreToolUse"], group);
    assert_eq!(left.to_string().matches("bridge").count(), 0);
}

/// Entries that somebody wrote or changed by hand, from those that `install` writes for one event.
fn by_hand(agent: Dialect) -> Vec<String> {
    let event = events(agent)[0];
    let ours = entry(agent, event, PROGRAM).value();
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
        text.replace("--budget 50", "--budget 5"),
        text.replace(PROGRAM, "/usr/bin/myhooks"),
        text.replace(PROGRAM, "hooks"),
        text.replace("60", "61"),
        with_key("comment", "\"mine\""),
        with_key("matcher", "\"Bash\""),
        text.replace(event.name, "Another"),
        // The later one counts.
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

#[test]
fn install_and_uninstall_leave_every_entry_that_they_did_not_write() {
    for agent in AGENTS {
        let event = events(agent)[0].name;
        for entry in by_hand(agent) {
            let text = format!(
                "{{\n  \"hooks\": {{\n    \"{event}\": [\n      {entry}\n    ]\n  }}\n}}\n"
            );
            let alone = uninstall_bridge(agent, &text).unwrap();
            assert_eq!(alone.as_deref(), Some(text.as_str()), "{agent}");
            let with = installed(agent, &text);
            assert!(with.contains(&entry), "{agent}: {entry}");
            let entries = own_entries(agent, &with, None).unwrap();
            assert_eq!(entries.len(), events(agent).len(), "{agent}: {entry}");
            assert_eq!(installed(agent, &with), with);
            let without = uninstall_bridge(agent, &with).unwrap();
            assert_eq!(without.as_deref(), Some(text.as_str()), "{agent}: {entry}");
        }
    }
}

#[test]
fn an_entry_that_stays_is_named_with_its_line() {
    let file = std::path::Path::new("settings.json");
    for agent in AGENTS {
        let event = events(agent)[0].name;
        let mut named = 0;
        for entry in by_hand(agent) {
            let text = format!("{{\"hooks\":{{\"{event}\":[\n{entry}\n]}}}}");
            for left in bridge_entries_left(agent, file, &installed(agent, &text)) {
                assert!(left.message.contains(event) && left.line == 2, "{left}");
                named += 1;
            }
        }
        // Not the programs that are only called like ours.
        assert!(named >= by_hand(agent).len() - 2, "{agent}: {named}");
        let own = install_bridge(agent, None, PROGRAM).unwrap();
        assert_eq!(bridge_entries_left(agent, file, &own), []);
    }
    let ours = entry(Dialect::Claude, events(Dialect::Claude)[0], PROGRAM).value();
    let argv =
        r#"{"hooks":[{"type":"command","command":"hooks","args":["bridge","--speak","claude"]}]}"#;
    let text = format!("{{\"hooks\":{{\"Mine\":[{ours}],\"Stop\":[{argv}]}}}}");
    let left = bridge_entries_left(Dialect::Claude, file, &text);
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn our_handler_leaves_the_group_that_others_were_added_to() {
    for agent in [Dialect::Claude, Dialect::Codex, Dialect::Gemini] {
        let with = installed(agent, "{}");
        let other = "{ \"command\": \"mine\" /* keep */ }, ";
        let added = with.replacen("\"hooks\": [", &format!("\"hooks\": [{other}"), 2);
        let left = uninstall_bridge(agent, &added).unwrap().unwrap();
        assert!(
            left.contains("mine") && left.contains("/* keep */"),
            "{left}"
        );
        assert!(!left.contains("bridge"), "{left}");
    }
}

#[test]
fn more_copies_of_our_entry_than_anybody_has_are_refused() {
    let entry = entry(Dialect::Cursor, events(Dialect::Cursor)[0], PROGRAM).value();
    let list = vec![entry.to_string(); 300].join(",");
    let text = format!("{{\"hooks\":{{\"preToolUse\":[{list}]}}}}");
    let error = uninstall_bridge(Dialect::Cursor, &text).unwrap_err();
    assert!(error.to_string().contains("more than 256"), "{error}");
}

#[test]
fn a_text_that_cannot_be_edited_is_refused() {
    for (text, problem) in [
        ("[]", "it does not hold a JSON object"),
        ("{\"hooks\": []}", "its `hooks` is not an object"),
        (
            "{\"hooks\": {\"PreToolUse\": {}}}",
            "its `PreToolUse` is not a list",
        ),
        ("{\"hooks\": {}, \"hooks\": {}}", "it has `hooks` twice"),
    ] {
        let error = install_bridge(Dialect::Claude, Some(text), PROGRAM).unwrap_err();
        assert_eq!(error.to_string(), problem);
    }
    let error = install_bridge(Dialect::Claude, Some("{"), PROGRAM).unwrap_err();
    assert!(error.to_string().starts_with("it is not JSON: "), "{error}");
    let error = install_bridge(Dialect::Native, None, PROGRAM).unwrap_err();
    assert_eq!(error.to_string(), "there is no bridge for native");
}
