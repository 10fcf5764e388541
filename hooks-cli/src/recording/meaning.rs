//! Finds out what an answer object means if it is read with the keys and words of all agents, including keys and words
//! that the hook's own agent does not read.

use hooks_types::answer::{HookAnswer, OutcomeKind};
use serde_json::Value;

/// Keys of the inner objects in which some agents expect parts of an answer.
const INNER: &[&str] = &["hookSpecificOutput", "decision"];

/// The keys under which agents read the decision in an answer.
const DECISION: &[&str] = &["permissionDecision", "permission", "decision", "behavior"];
/// Keys that seem to decide with `true` or `false`, although no agent reads them.
pub(super) const YES_OR_NO: &[&str] = &[
    "allowed",
    "allow",
    "approved",
    "approve",
    "permitted",
    "blocked",
    "block",
    "denied",
    "deny",
];
/// The keys under which agents read the reason of a decision.
const REASON: &[&str] = &[
    "permissionDecisionReason",
    "reason",
    "message",
    "agentMessage",
    "stopReason",
    "followupMessage",
    "userMessage",
];
/// The keys under which agents read a text for the model.
const CONTEXT: &[&str] = &["additionalContext", "context"];
/// The keys under which agents read a text for the user.
const NOTICE: &[&str] = &["systemMessage", "notice", "banner"];
/// The keys under which agents read a new input or prompt. No agent reads the last five, but hooks write them.
const CONTENT: &[&str] = &[
    "updatedInput",
    "modifiedArgs",
    "modifiedPrompt",
    "tool_input",
    "content",
    "modifiedInput",
    "newInput",
    "replacedInput",
    "input",
    "args",
];

/// A key, spelt as in the answer, and its value.
pub(super) type Said<T> = (String, T);

/// Returns a key without underscores, hyphens and capitals, so that `updated_input` and `updatedinput` are the same
/// key.
pub(super) fn folded(key: &str) -> String {
    let letters = key.chars().filter(|c| !matches!(c, '_' | '-'));
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// Returns the members of an object that have this key in any spelling.
fn members<'a>(object: &'a Value, key: &str) -> impl Iterator<Item = (String, &'a Value)> {
    let key = folded(key);
    let members = object.as_object().into_iter().flatten();
    let found = members.filter(move |(name, _)| folded(name) == key);
    found.map(|(name, value)| (name.clone(), value))
}

/// The parts of an answer.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    /// The decision with its key, and the word that the answer has for the decision.
    pub(super) decision: Option<(Said<OutcomeKind>, String)>,
    /// A key that is meant for a decision, and its value, if this value is not the name of a decision.
    pub(super) odd: Option<Said<Value>>,
    pub(super) reason: Option<Said<String>>,
    pub(super) context: Option<Said<String>>,
    pub(super) notice: Option<Said<String>>,
    pub(super) content: Option<Said<Value>>,
    /// Whether the answer asks the agent to end its run.
    pub(super) stops: bool,
}

/// Returns the decision that a word means in the answers of any agent.
pub(super) fn decision(word: &str) -> Option<OutcomeKind> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "block" | "blocked" | "deny" | "denied" | "reject" | "rejected" | "refuse" | "forbid" => {
            OutcomeKind::Block
        }
        "ask" | "confirm" => OutcomeKind::Ask,
        "allow" | "allowed" | "approve" | "approved" | "permit" | "permitted" => OutcomeKind::Allow,
        _ => return None,
    })
}

impl Meaning {
    /// Finds the parts of an answer in an object, which can be in the format of any agent.
    pub(super) fn of(answer: &Value) -> Self {
        let mut levels = vec![answer];
        for key in INNER {
            let inner: Vec<&Value> = levels.iter().filter_map(|level| level.get(*key)).collect();
            levels.extend(inner.into_iter().filter(|inner| inner.is_object()));
        }
        let values = |keys: &'static [&'static str]| {
            let levels = levels.clone();
            keys.iter().flat_map(move |key| {
                let found = levels.iter().flat_map(|level| members(level, key));
                found.collect::<Vec<_>>()
            })
        };
        let text = |keys| {
            let mut texts = values(keys).filter_map(|(key, value)| Some((key, value.as_str()?)));
            let found = texts.find(|(_, text)| !text.trim().is_empty());
            found.map(|(key, text)| (key, text.to_owned()))
        };
        let decisions = values(DECISION).filter_map(|(key, value)| {
            let word = value.as_str()?;
            Some(((key, decision(word)?), word.to_owned()))
        });
        let mut odd = values(DECISION).filter(|(_, value)| {
            let is_word = |word: &str| decision(word).is_some();
            !value.is_object() && !value.is_null() && !value.as_str().is_some_and(is_word)
        });
        let mut contents = values(CONTENT).filter(|(_, value)| value.is_object());
        Self {
            // Of several decisions take the strictest: advice must not turn a block into permission.
            decision: decisions.min_by_key(|((_, kind), _)| match kind {
                OutcomeKind::Block => 0,
                OutcomeKind::Ask => 1,
                _ => 2,
            }),
            odd: odd
                .next()
                .or_else(|| values(YES_OR_NO).find(|(_, value)| value.is_boolean()))
                .map(|(key, value)| (key, value.clone())),
            reason: text(REASON),
            context: text(CONTEXT),
            notice: text(NOTICE),
            content: contents.next().map(|(key, value)| (key, value.clone())),
            stops: answer.get("continue") == Some(&Value::Bool(false)),
        }
    }

    /// Returns the decision.
    pub(super) fn kind(&self) -> Option<OutcomeKind> {
        self.decision.as_ref().map(|((_, kind), _)| *kind)
    }

    /// Returns the first part of this answer that was lost: it is missing in `read`, the answer as the agent reads it.
    /// `read` is `None` if the agent cannot read the answer.
    pub(super) fn lost(&self, read: Option<&HookAnswer>) -> Option<Lost> {
        let stops = read.is_some_and(|read| read.stop.is_some());
        let outcome = read.map(|read| read.outcome.kind());
        let restricts = stops || matches!(outcome, Some(OutcomeKind::Block | OutcomeKind::Ask));
        match self.kind() {
            Some(OutcomeKind::Block) if outcome != Some(OutcomeKind::Block) && !stops => {
                return Some(Lost::Decision);
            }
            Some(OutcomeKind::Ask) if !restricts => return Some(Lost::Decision),
            // Some agents ignore an allow. So an allow counts as lost only if the whole answer could not be read.
            Some(OutcomeKind::Allow) if read.is_none() => return Some(Lost::Decision),
            _ => {}
        }
        if self.stops && !stops && outcome != Some(OutcomeKind::Block) {
            return Some(Lost::Stop);
        }
        let told = |text: &str| {
            let is_in = |told: &str| told.contains(text.trim());
            read.is_some_and(|read| {
                let mut all = read.context.iter().chain(&read.notices).chain(&read.stop);
                all.any(|told| is_in(told)) || read.message().is_some_and(is_in)
            })
        };
        let holds =
            |part: &Option<Said<String>>| part.as_ref().is_some_and(|(_, text)| !told(text));
        if restricts && holds(&self.reason) {
            return Some(Lost::Reason);
        }
        if !restricts
            && self.content.is_some()
            && read.is_none_or(|read| read.outcome.content().is_none())
        {
            return Some(Lost::Content);
        }
        if !restricts && holds(&self.context) {
            return Some(Lost::Context);
        }
        holds(&self.notice).then_some(Lost::Notice)
    }
}

/// A part of an answer that was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    Decision,
    Reason,
    Stop,
    Content,
    Context,
    Notice,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_contradicting_decisions_the_strictest_is_meant() {
        for answer in [
            json!({ "permissionDecision": "allow", "decision": { "behavior": "deny" } }),
            json!({
                "decision": "block",
                "hookSpecificOutput": { "permissionDecision": "allow" },
            }),
            json!({ "permission": "ask", "decision": "deny" }),
        ] {
            let kind = Meaning::of(&answer).kind();
            assert_eq!(kind, Some(OutcomeKind::Block), "{answer}");
        }
    }
}
