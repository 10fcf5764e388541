//! Installing and removing the bridge in every agent's configuration.

use std::path::Path;

use hooks_config::format::{AgentFiles, BridgedEvent};
use hooks_config::{
    BridgeCall, BridgeHome, EditError, EditErrorKind, bridge_call, bridge_entries_left,
    bridge_file, install_bridge as install, uninstall_bridge as uninstall,
};
use hooks_types::DialectRef;
use serde_json::{Value, json};

use super::agents;

#[path = "bridge_others_tests.rs"]
mod others;
#[path = "bridge_refused_tests.rs"]
mod refused;

const PROGRAM: &str = "/opt/hooks/bin/hooks";

fn of(agent: &DialectRef) -> &'static AgentFiles {
    agents().get(agent).expect("one of ours")
}

fn install_bridge(
    agent: &DialectRef,
    text: Option<&str>,
    program: &str,
) -> Result<String, EditError> {
    install(of(agent), text, program)
}

fn uninstall_bridge(agent: &DialectRef, text: &str) -> Result<Option<String>, EditError> {
    uninstall(of(agent), text)
}

fn events(agent: &DialectRef) -> &'static [BridgedEvent] {
    of(agent).bridge.map_or(&[], |bridge| bridge.events)
}

/// Returns the entry that `install` writes for an event into a new file.
fn entry(agent: &DialectRef, event: BridgedEvent) -> Value {
    let new = install_bridge(agent, None, PROGRAM).unwrap();
    let new: Value = serde_json::from_str(&new).unwrap();
    new["hooks"][event.name()][0].clone()
}

/// Returns the entries that uninstalling removes from a text, each with its event.
fn own_entries(agent: &DialectRef, text: &str) -> Vec<String> {
    let lists = |text: &str| -> Value {
        let plain = without_comments(text);
        serde_json::from_str(&plain).unwrap_or_else(|error| panic!("{error}: {plain}"))
    };
    let with = lists(text);
    let mut found = Vec::new();
    for event in events(agent) {
        let own = entry(agent, *event);
        let list = with["hooks"][event.name()].as_array();
        let own = list.map_or(0, |list| list.iter().filter(|one| **one == own).count());
        found.extend(std::iter::repeat_n(event.name().to_owned(), own));
    }
    found
}

/// Returns the text as plain JSON. No string of these tests contains a comment sign or a trailing
/// comma.
fn without_comments(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("/*").into_iter().chain(rest.find(" //")).min() {
        plain.push_str(&rest[..at]);
        let end = if rest[at..].starts_with("/*") {
            "*/"
        } else {
            "\n"
        };
        let behind = rest[at..]
            .find(end)
            .map_or(rest.len(), |to| at + to + end.len());
        rest = &rest[behind..];
    }
    plain.push_str(rest);
    let mut kept = String::new();
    for letter in plain.chars() {
        if matches!(letter, '}' | ']') && kept.trim_end().ends_with(',') {
            kept.truncate(kept.trim_end().len() - 1);
        }
        kept.push(letter);
    }
    kept
}

fn installed(agent: &DialectRef, text: &str) -> String {
    install_bridge(agent, Some(text), PROGRAM).unwrap()
}

/// Texts as people write them, in various styles.
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
    for agent in crate::all() {
        for text in TEXTS {
            let with = installed(&agent, text);
            assert_ne!(&with, text);
            let without = uninstall_bridge(&agent, &with).unwrap();
            assert_eq!(without.as_deref(), Some(*text), "{agent}: {with}");
        }
    }
}

#[test]
fn installing_twice_changes_nothing_more() {
    for agent in crate::all() {
        for text in TEXTS {
            let once = installed(&agent, text);
            assert_eq!(installed(&agent, &once), once);
        }
        let new = install_bridge(&agent, None, PROGRAM).unwrap();
        assert_eq!(installed(&agent, &new), new);
    }
}

#[test]
fn every_event_gets_exactly_one_entry_and_keeps_the_others() {
    for agent in crate::all() {
        for text in TEXTS {
            let with = installed(&agent, text);
            let entries = own_entries(&agent, &with);
            let names: Vec<_> = events(&agent).iter().map(|event| event.name()).collect();
            assert_eq!(entries, names, "{with}");
        }
    }
}

#[test]
fn a_new_file_goes_when_the_bridge_goes() {
    for agent in crate::all() {
        let new = install_bridge(&agent, None, PROGRAM).unwrap();
        assert_eq!(uninstall_bridge(&agent, &new).unwrap(), None);
    }
}

/// Checks that uninstalling recognises, by the blanks and the missing final newline, that a blank file existed before.
#[test]
fn a_blank_file_gets_the_same_entries_and_does_not_go() {
    for agent in crate::all() {
        let new = install_bridge(&agent, None, PROGRAM).unwrap();
        for blank in ["", "\n", " \n"] {
            let filled = install_bridge(&agent, Some(blank), PROGRAM).unwrap();
            assert_eq!(filled, format!("{blank}{}", new.trim_end()));
            let left = uninstall_bridge(&agent, &filled).unwrap();
            let left = left.expect("the file was there");
            // Cursor and Copilot need a `version` key in every file, so it is not removed.
            assert!(left == blank || left.contains("\"version\": 1"), "{left:?}");
        }
    }
}

#[test]
fn a_new_file_looks_like_this() {
    for agent in crate::all() {
        insta::assert_snapshot!(
            format!("bridge_{agent}"),
            install_bridge(&agent, None, PROGRAM).unwrap()
        );
    }
}

#[test]
fn an_entry_of_another_path_is_replaced() {
    let old = install_bridge(&crate::CURSOR, None, "/old place/hooks").unwrap();
    let new = install_bridge(&crate::CURSOR, None, PROGRAM).unwrap();
    assert_eq!(installed(&crate::CURSOR, &old), new);
}

#[test]
fn more_copies_of_our_entry_than_anybody_has_are_refused() {
    let entry = entry(&crate::CURSOR, events(&crate::CURSOR)[0]);
    let list = vec![entry.to_string(); 300].join(",");
    let text = format!("{{\"hooks\":{{\"preToolUse\":[{list}]}}}}");
    let error = uninstall_bridge(&crate::CURSOR, &text).unwrap_err();
    assert!(error.to_string().contains("more than 256"), "{error}");
}

#[test]
fn a_byte_order_mark_stays_where_it_is() {
    for rest in [
        "{}",
        "{\n  \"a\": 1 // one\n}\n",
        "{\"hooks\": {\"Stop\": []}}",
    ] {
        let text = format!("\u{feff}{rest}");
        let installed = install_bridge(&crate::CLAUDE, Some(&text), PROGRAM).unwrap();
        assert!(installed.starts_with("\u{feff}{"), "{installed}");
        assert!(installed.contains("bridge --speak claude"), "{installed}");
        let back = uninstall_bridge(&crate::CLAUDE, &installed).unwrap();
        assert_eq!(back.as_deref(), Some(text.as_str()));
    }
}

#[test]
fn the_file_lies_where_the_agent_reads_it() {
    let at = |agent: &DialectRef, home| bridge_file(of(agent), home).unwrap().display().to_string();
    let user = BridgeHome::User(Path::new("/home/u"));
    let project = BridgeHome::Project(Path::new("/p"));
    let own = BridgeHome::Agent(Path::new("/etc/codex"));
    assert_eq!(at(&crate::CLAUDE, user), "/home/u/.claude/settings.json");
    assert_eq!(at(&crate::CODEX, own), "/etc/codex/hooks.json");
    assert_eq!(
        at(&crate::COPILOT, user),
        "/home/u/.copilot/hooks/hooks-bridge.json"
    );
    assert_eq!(
        at(&crate::COPILOT, project),
        "/p/.github/hooks/hooks-bridge.json"
    );
    assert_eq!(at(&crate::CURSOR, project), "/p/.cursor/hooks.json");
}

#[test]
fn only_a_command_as_it_is_written_is_a_call_of_this_program() {
    for agent in agents().iter().filter(|agent| agent.bridge.is_some()) {
        let name = agent.dialect.name();
        let event = events(agent.dialect)[0].name();
        let call = |text: &str| bridge_call(agent, text, "/a b/hooks");
        let rest = format!("bridge --speak {name} --event {event} --budget 7");
        assert_eq!(
            call(&format!("'/a b/hooks' {rest}")),
            BridgeCall::Own(event)
        );
        assert_eq!(
            call(&format!("/tmp/evil {rest}")),
            BridgeCall::OfProgram("/tmp/evil".to_owned())
        );
        for text in [
            format!("touch pwn; '/a b/hooks' {rest}"),
            format!("touch pwn\n'/a b/hooks' {rest}"),
            format!("'/a b/hooks' {rest}\ntouch pwn"),
            format!("'/a b/hooks' {rest};touch pwn"),
            format!("'/a b/hooks' {rest} "),
            format!("'/a b/hooks' {rest} --trust-project"),
            format!("'/a b/hooks' {rest} --config evil.toml --budget 7"),
            format!("'/a b/hooks' bridge --speak {name} --event $(touch,pwn) --budget 7"),
            format!("'/a b/hooks' bridge --speak {name} --event {event} --budget `id`"),
            format!("'/a b/hooks' bridge --speak {name} --event {event} --budget +7"),
            format!("'/a b/hooks' bridge --speak {name}"),
            format!("\"/a b/hooks\" {rest}"),
            format!("$(touch pwn)/a/hooks {rest}"),
            format!("./hooks {rest}"),
            format!("hooks {rest}"),
            format!("env A=1 '/a b/hooks' {rest}"),
            String::new(),
        ] {
            assert_eq!(call(&text), BridgeCall::Changed, "{text}");
        }
    }
}
