//! Explains a decision that a hook wrote in words of its own, such as `{"action":"block"}` or the plain text
//! `decision=block`.

use hooks_types::answer::OutcomeKind;
use hooks_types::text::{quoted, short_name};
use serde_json::{Value, json};

use super::Recorded;
use super::beside::object;
use super::cure::SUGGESTED;
use super::meaning::{Meaning, YES_OR_NO, decision, folded};
use super::misread::QUOTED;

/// Keys under which hooks write a decision. Some agents read `behavior`, `decision` or `permission`; no agent reads the
/// others.
const KEYS: &[&str] = &[
    "action",
    "status",
    "result",
    "verdict",
    "outcome",
    "behavior",
    "decision",
    "permission",
];

/// Keys of objects of other agents, for which [`foreign_key`](Recorded::foreign_key) has a sentence.
const FOREIGN: &[&str] = &["hookSpecificOutput", "permission", "permissionDecision"];

/// The maximum number of keys of an object that are looked at.
const LOOKED_AT: usize = 50;

/// A decision in an answer, and its place there.
struct Found<'v> {
    /// The keys that lead to the decision, as in `response.decision`.
    path: String,
    value: &'v Value,
    kind: OutcomeKind,
    /// The object in which the decision is.
    around: &'v Value,
}

/// Returns the decision in an object and the objects below it. If there are several, returns the strictest: advice to
/// allow must not take the place of a block.
fn strictest(answer: &Value) -> Option<Found<'_>> {
    let mut all = Vec::new();
    collect(answer, "", 2, &mut all);
    all.into_iter().min_by_key(|found| match found.kind {
        OutcomeKind::Block => 0,
        OutcomeKind::Ask => 1,
        _ => 2,
    })
}

/// Returns the strictest restriction (block or ask) that a JSON text names anywhere, even under a key that appears
/// twice or at a place that no agent reads. Advice must not turn such a text into permission.
pub(super) fn restriction(text: &str) -> Option<OutcomeKind> {
    let answer: Value = serde_json::from_str(text).unwrap_or_default();
    let of_object = strictest(&answer).map(|found| found.kind);
    // A key that appears twice has lost its first value in `answer`. So search the text too, and decode the escapes in
    // its words.
    let said = |word: &str| {
        let word = serde_json::from_str::<String>(&format!("\"{word}\"")).ok()?;
        decision(&word)
    };
    let named: Vec<OutcomeKind> = text.split('"').filter_map(said).chain(of_object).collect();
    let kinds = [OutcomeKind::Block, OutcomeKind::Ask].into_iter();
    kinds.into_iter().find(|kind| named.contains(kind))
}

/// Collects the decisions in an object, and then those in the objects below it.
fn collect<'v>(around: &'v Value, path: &str, depth: usize, all: &mut Vec<Found<'v>>) {
    let keys = || around.as_object().into_iter().flatten().take(LOOKED_AT);
    let named = |key: &str| match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    };
    all.extend(keys().filter_map(|(key, value)| {
        let name = folded(key);
        let kind = match value {
            Value::String(word) if KEYS.contains(&name.as_str()) => decision(word)?,
            Value::Bool(said) if YES_OR_NO.contains(&name.as_str()) => {
                match decision(&name)? == OutcomeKind::Block {
                    true => said.then_some(OutcomeKind::Block)?,
                    false if *said => OutcomeKind::Allow,
                    false => OutcomeKind::Block,
                }
            }
            _ => return None,
        };
        let path = named(key);
        Some(Found {
            path,
            value,
            kind,
            around,
        })
    }));
    if depth > 0 {
        for (key, value) in keys().filter(|(_, value)| value.is_object()) {
            collect(value, &named(key), depth - 1, all);
        }
    }
}

/// Returns the decision that a plain text means: a word alone, or behind a key as in `decision: block`.
pub(super) fn plain_decision(text: &str) -> Option<OutcomeKind> {
    let text = text.trim();
    let word = match text.split_once([':', '=']) {
        Some((key, word)) if KEYS.contains(&folded(key.trim()).as_str()) => word.trim(),
        Some(_) => return None,
        None => text,
    };
    decision(word.trim_matches(['"', '\'']))
}

/// Returns the word that names a decision in a text such as `decision:block reason:no`. A script that does not put its
/// JSON object in single quotes prints such a text: the shell removes the double quotes, and bash also removes the
/// braces.
fn unquoted_decision(text: &str) -> Option<&str> {
    let text = text.trim();
    let mut words = text.split_whitespace();
    let is_one_line = !text.contains('\n') && text.contains(' ');
    let found = words.find(|word| {
        word.split_once(':').is_some_and(|(key, word)| {
            let key = folded(key);
            let is_key = KEYS.contains(&key.as_str()) || key == "permissiondecision";
            is_key && decision(word).is_some()
        })
    });
    found.filter(|_| is_one_line)
}

impl Recorded {
    /// Describes a plain text that was an object in the hook's script: the shell removed its quotes and braces.
    pub(super) fn lost_quotes(&self) -> Option<String> {
        let text = String::from_utf8_lossy(&self.heard.as_ref()?.stdout).into_owned();
        let word = unquoted_decision(&text)?;
        let (key, _) = word.split_once(':')?;
        let mut sources = self.command_texts();
        sources.extend(self.scripts());
        let begins = [format!("{{\"{key}\""), format!("{{{key}:")];
        let is_source = |text: &String| begins.iter().any(|begin| text.contains(begin.as_str()));
        sources.iter().any(is_source).then(|| {
            format!(
                "`{}` printed plain text: the shell removed the quotes and braces of its JSON; put the whole object in \
                 single quotes: {}",
                short_name(&self.spec.id),
                quoted(text.trim().as_bytes(), QUOTED)
            )
        })
    }

    /// Describes a decision of a native hook under keys or in objects that our format does not have. `None` if the
    /// answer has a `decision` of its own, or if its event does not accept the decision.
    pub(super) fn in_own_words(&self) -> Option<String> {
        let answer = object(&self.heard.as_ref()?.stdout)?;
        let is_foreign = FOREIGN.iter().any(|key| answer.get(key).is_some());
        if is_foreign || answer.get("decision").is_some_and(Value::is_string) {
            return None;
        }
        let found = strictest(&answer)?;
        if !self.spec.event.traits().carries(found.kind) {
            return None;
        }
        let reason = Meaning::of(found.around).reason;
        let reason = reason.or_else(|| Meaning::of(&answer).reason);
        let reason = reason.map_or("why".to_owned(), |(_, reason)| reason);
        Some(format!(
            "`{}` means to {} (`{}`: {}), but a decision is a word in the key `decision`; print {}",
            short_name(&self.spec.id),
            found.kind,
            quoted(found.path.as_bytes(), QUOTED),
            quoted(found.value.to_string().as_bytes(), QUOTED),
            quoted(ours(found.kind, &reason).as_bytes(), SUGGESTED)
        ))
    }

    /// Returns the object that a hook of this format prints for this outcome at this event; `None` if the format has no
    /// such object.
    pub(super) fn object_of(&self, kind: OutcomeKind) -> Option<String> {
        match (self.spec.form.dialect.is_native(), kind) {
            (true, kind) => self
                .spec
                .event
                .traits()
                .carries(kind)
                .then(|| ours(kind, "why")),
            (false, OutcomeKind::Block) => self.blocking_object("decision"),
            _ => None,
        }
    }
}

/// Returns an answer in our own format.
pub(super) fn ours(kind: OutcomeKind, reason: &str) -> String {
    match kind {
        OutcomeKind::Block | OutcomeKind::Ask => {
            json!({ "decision": kind.code(), "message": reason }).to_string()
        }
        _ => json!({ "decision": kind.code() }).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_found_under_the_keys_that_hooks_make_up() {
        for (answer, path) in [
            (json!({"action": "block", "message": "no"}), Some("action")),
            (json!({"status": "blocked"}), Some("status")),
            (
                json!({"response": {"decision": "block"}}),
                Some("response.decision"),
            ),
            (
                json!({"decision": {"behavior": "deny"}}),
                Some("decision.behavior"),
            ),
            (json!({"blocked": true}), Some("blocked")),
            (json!({"allowed": false}), Some("allowed")),
            (json!({"status": "ok"}), None),
            (json!({"blocked": false}), None),
            (json!({"note": "block"}), None),
            (json!({}), None),
        ] {
            let found = strictest(&answer).map(|found| found.path);
            assert_eq!(found.as_deref(), path, "{answer}");
        }
    }

    #[test]
    fn of_several_decisions_the_block_is_explained() {
        for (answer, path) in [
            (
                json!({"action": "allow", "decision": {"behavior": "deny"}}),
                "decision.behavior",
            ),
            (json!({"allowed": true, "blocked": true}), "blocked"),
            (json!({"blocked": true, "approved": true}), "blocked"),
            (
                json!({"status": "approved", "review": {"verdict": "block"}}),
                "review.verdict",
            ),
        ] {
            let found = strictest(&answer).unwrap();
            assert_eq!(
                (found.path.as_str(), found.kind),
                (path, OutcomeKind::Block)
            );
        }
    }

    #[test]
    fn a_restriction_is_found_wherever_the_text_names_it() {
        for (text, kind) in [
            (
                r#"{"hookSpecificOutput":{"decision":{"behavior":"Deny"}}}"#,
                Some(OutcomeKind::Block),
            ),
            (
                r#"{"permissionDecision":"deny","permissionDecision":"allow"}"#,
                Some(OutcomeKind::Block),
            ),
            (
                r#"[{"decision":"allow"},{"decision":"ask"}]"#,
                Some(OutcomeKind::Ask),
            ),
            (
                r#"{"allow":true,"permitted":false}"#,
                Some(OutcomeKind::Block),
            ),
            (r#"{"permissionDecision":"allow"}"#, None),
            ("", None),
        ] {
            assert_eq!(restriction(text), kind, "{text}");
        }
    }

    #[test]
    fn an_object_that_lost_its_quotes_and_braces_is_known_by_its_decision() {
        for (text, word) in [
            ("decision:block reason:no\n", Some("decision:block")),
            ("reason:no push decision:deny", Some("decision:deny")),
            (
                "hookEventName:x permissionDecision:deny",
                Some("permissionDecision:deny"),
            ),
            ("decision:block", None),
            ("rule:7 decision:none", None),
            ("a\ndecision:block b", None),
            ("", None),
        ] {
            assert_eq!(unquoted_decision(text), word, "{text}");
        }
    }

    #[test]
    fn a_plain_text_is_a_decision_only_if_it_is_one_word() {
        for text in ["block", "decision: block", "Action = \"deny\"", "BLOCKED\n"] {
            assert_eq!(plain_decision(text), Some(OutcomeKind::Block), "{text}");
        }
        for other in ["blocked: no push", "do not block this", "note: block", ""] {
            assert_eq!(plain_decision(other), None, "{other}");
        }
    }
}
