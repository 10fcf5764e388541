//! Hook output that contains the same key twice.

use super::*;

#[test]
fn doubled_decision() {
    let doubled = |deny: &str, first: bool| {
        let mut out = deny.to_owned();
        for (key, word) in [
            ("permissionDecision", "deny"),
            ("permission", "deny"),
            ("behavior", "deny"),
            ("decision", "deny"),
            ("decision", "block"),
        ] {
            let said = format!("\"{key}\":\"{word}\"");
            let both = match first {
                true => format!("\"{key}\":\"allow\",{said}"),
                false => format!("{said},\"{key}\":\"allow\",\"{key}\":\"no word\""),
            };
            out = out.replace(&said, &both);
        }
        out.into_bytes()
    };
    every_block(|deny| doubled(deny, true));
    every_block(|deny| doubled(deny, false));
}

#[test]
fn doubled_object_around_a_decision() {
    for sample in gates() {
        let nested = sample
            .blocks
            .iter()
            .filter(|said| said.get("hookSpecificOutput").is_some());
        for said in nested {
            let deny = said["hookSpecificOutput"].to_string();
            let allow = deny.replace("deny", "allow");
            for (one, two) in [(&deny, &allow), (&allow, &deny)] {
                let out = format!("{{\"hookSpecificOutput\":{one},\"hookSpecificOutput\":{two}}}");
                blocks(sample, out.as_bytes());
            }
        }
    }
}

#[test]
fn doubled_decision_that_restricts_nothing_grants_nothing() {
    for (dialect, allow) in [
        (
            DialectRef::NATIVE,
            r#"{"decision":"allow","decision":"allow"}"#,
        ),
        (CLAUDE, r#"{"decision":"approve","decision":"approve"}"#),
        (
            CLAUDE,
            r#"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow","permissionDecision":"allow"}}"#,
        ),
        (
            CLAUDE,
            r#"{"hookSpecificOutput":{"hookEventName":"PreToolUse","updatedInput":{"command":"a"},"updatedInput":{"command":"b"}}}"#,
        ),
        (
            CODEX,
            r#"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow","updatedInput":{"command":"a"},"updatedInput":{"command":"b"}}}"#,
        ),
        (
            GEMINI,
            r#"{"hookSpecificOutput":{"tool_input":{"command":"a"},"tool_input":{"command":"b"}}}"#,
        ),
        (
            CURSOR,
            r#"{"updated_input":{"command":"a"},"updated_input":{"command":"b"}}"#,
        ),
        (
            COPILOT,
            r#"{"permissionDecision":"allow","permissionDecision":"allow"}"#,
        ),
        (
            COPILOT,
            r#"{"modifiedArgs":{"command":"a"},"modifiedArgs":{"command":"b"}}"#,
        ),
    ] {
        let sample = gates().into_iter().find(|s| s.dialect == dialect).unwrap();
        let result = run(sample, Ending::Exited(0), allow.as_bytes());
        assert_eq!(result, Err(Cause::BadAnswer), "{dialect} {allow}");
    }
}
