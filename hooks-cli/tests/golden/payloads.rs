//! Every test payload in every dialect that can carry it: the report for a hook of each kind of answer, and the
//! bytes that the dialect's agent gets.

use std::collections::BTreeSet;

use hooks_types::dialect::{Spelling, WireForm};
use hooks_types::wire::{encode, form_of};
use hooks_types::{DialectRef, EventName, Payload};

use crate::samples;
use crate::sandbox::{Sandbox, assert_golden};

/// The answers that a hook can give, each with a shell command that gives it.
const ANSWERS: [(&str, &str); 8] = [
    ("exit-2", "echo 'not on a Friday' >&2; exit 2"),
    (
        "block",
        r#"echo '{"decision":"block","message":"no","context":"c","notice":"n"}'"#,
    ),
    ("ask", r#"echo '{"decision":"ask","message":"sure?"}'"#),
    ("allow", r#"echo '{"decision":"allow"}'"#),
    (
        "modify",
        r#"echo '{"decision":"modify","content":{"command":["ls"]},"message":"shorter"}'"#,
    ),
    (
        "texts",
        r#"echo '{"decision":"proceed","context":["one","two"],"notice":"seen"}'"#,
    ),
    ("stop", r#"echo '{"decision":"proceed","stop":"enough"}'"#),
    ("fails", "echo oops >&2; exit 3"),
];

/// Returns a `hooks.toml` with one hook on every event, which runs this command.
fn config(command: &str) -> String {
    let entry = |table: &str| {
        format!("[[hooks.{table}]]\nname = \"hook\"\ncommand = '''cat >/dev/null; {command}'''\n")
    };
    let mut text: String = EventName::ALL
        .iter()
        .map(|event| entry(event.wire_name()).replace("name = \"hook\"\n", ""))
        .collect();
    text.push_str(&entry("other.worktree_created").replace("name = \"hook\"\n", ""));
    text
}

/// Returns the wire forms in which a dialect sends an event.
fn forms(dialect: &DialectRef, payload: &Payload) -> Vec<WireForm> {
    let Some(form) = form_of(dialect, &payload.event.name()) else {
        return Vec::new();
    };
    match dialect.name() {
        "copilot" => [Spelling::CamelCase, Spelling::PascalCase]
            .map(|spelling| form.clone().with_spelling(spelling))
            .to_vec(),
        "cursor" => cursor_forms(form),
        _ => vec![form],
    }
}

/// Adds the second form of calls that Cursor sends twice, once under a more specific event name.
fn cursor_forms(form: WireForm) -> Vec<WireForm> {
    let own: &[&str] = match form.event.as_str() {
        "preToolUse" => &[
            "beforeShellExecution",
            "beforeMCPExecution",
            "beforeReadFile",
        ],
        "postToolUse" => &["afterShellExecution", "afterMCPExecution", "afterFileEdit"],
        _ => &[],
    };
    let own = own
        .iter()
        .map(|name| WireForm::new(hooks_dialects::CURSOR, *name));
    std::iter::once(form).chain(own).collect()
}

#[test]
fn every_payload_is_answered_as_before_in_every_dialect() {
    let sandbox = Sandbox::new();
    let mut golden: Vec<(DialectRef, String)> = Vec::new();
    let mut seen = BTreeSet::new();
    for dialect in hooks_dialects::dialects().iter() {
        let mut shown = String::new();
        for (name, payload) in samples::all() {
            for form in forms(&dialect.clone(), &payload) {
                let Ok(bytes) = encode(&payload, &form) else {
                    continue;
                };
                let text = String::from_utf8(bytes).unwrap();
                // Hooks run in the payload's folder, so it must exist.
                let text = text.replace("/work/project/crate", "{CWD}");
                let bytes = sandbox.filled(&text).into_bytes();
                shown.push_str(&format!(
                    "## {name} as {}\n{}\n",
                    form.event,
                    text.trim_end()
                ));
                // All calls of one event in one form get the same answer, so try all answers only for the first of
                // them.
                let first = seen.insert((dialect.clone(), form.event.clone(), form.spelling));
                let answers = if first { &ANSWERS[..] } else { &ANSWERS[..1] };
                for (answer, command) in answers {
                    shown.push_str(&fired(
                        &sandbox,
                        &dialect.clone(),
                        &form,
                        (answer, command),
                        &bytes,
                    ));
                }
            }
        }
        golden.push((dialect.clone(), shown));
    }
    for (dialect, shown) in golden {
        assert_golden("payloads", dialect.name(), &shown);
    }
}

fn fired(
    sandbox: &Sandbox,
    dialect: &DialectRef,
    form: &WireForm,
    (answer, command): (&str, &str),
    payload: &[u8],
) -> String {
    let file = sandbox.write(&format!("{answer}.toml"), &config(command));
    let config = format!("--config={}", file.display());
    let speak = format!("--speak={dialect}");
    let mut shown = String::new();
    for format in ["wire", "json"] {
        let format_flag = format!("--format={format}");
        let mut arguments = vec!["fire", &config, &speak, &format_flag];
        if !dialect.is_native() {
            arguments.push(&form.event);
        }
        shown.push_str(&format!("{answer} {format}: "));
        shown.push_str(&sandbox.hooks(&arguments, payload));
    }
    shown
}
