//! Reads one answer object of Cursor (the JSON object that a hook prints).

use hooks_types::EventName;
use hooks_types::dialect::{Decision, Field, Key, Object, Reading, Replacement};
use hooks_types::text::{plain, short_name};
use serde_json::Value;

use super::events::{EventRow, Says, TABLE};
use crate::reading::first_text;

/// The keys of answers, in Cursor's newer and older spelling.
pub(super) static KEYS: &[Key] = &[
    Key::words("permission", PERMISSIONS),
    Key::words("decision", PERMISSIONS),
    Key::remark("reason"),
    Key::remark("user_message"),
    Key::remark("userMessage"),
    Key::remark("agent_message"),
    Key::remark("agentMessage"),
    Key::content("updated_input"),
    Key::content("updated_mcp_tool_output"),
    Key::remark("additional_context"),
    Key::flag("continue", false),
    Key::decision("followup_message", |value, _| {
        usize::from(value.as_str().is_some_and(|text| !plain(text).is_empty()))
    }),
    Key::remark("env"),
    Key::remark("pluginPaths"),
    Key::decision("ok", |value, _| usize::from(value.as_bool() != Some(true))),
];

/// The values of a permission, from the weakest to the strictest.
const PERMISSIONS: &[&str] = &["allow", "ask", "deny"];

/// The keys for a text for the user.
pub(super) const USER: &[&str] = &["user_message", "userMessage"];
/// The keys for a text for the model.
pub(super) const AGENT: &[&str] = &["agent_message", "agentMessage"];
/// The key for the reason in Cursor's older spelling.
pub(super) const REASON: &[&str] = &["reason"];

/// Returns whether a key has an effect on events that accept these parts of an answer.
fn is_heard(key: &str, says: Says) -> bool {
    match key {
        "permission" | "decision" | "updated_input" => says.permits(),
        "updated_mcp_tool_output" => says == Says::Result,
        "additional_context" => matches!(says, Says::Result | Says::Session),
        "followup_message" => says == Says::FollowUp,
        "env" => says == Says::Session,
        "user_message" | "userMessage" => shows_user(says),
        "agent_message" | "agentMessage" | "reason" => says.permits(),
        "pluginPaths" => false,
        _ => true,
    }
}

/// Returns whether Cursor shows the user a text of the answer on events that accept these parts of an answer.
fn shows_user(says: Says) -> bool {
    says.permits() || matches!(says, Says::Prompt | Says::Notice)
}

/// Reads the answer object for the event of this name.
pub(super) fn read(name: &str, fields: &Object) -> Reading {
    let row = TABLE.row(name);
    let mut reading = Reading::default();
    for key in KEYS.iter().filter(|key| !is_heard(key.name, row.says)) {
        if fields.has(key.name) {
            reading.no_effect(key.name);
        }
    }
    let stops = fields.flag("continue").ok() == Some(false);
    match row.says {
        Says::Prompt if stops => {
            reading.decision = Some(Decision::Block);
            reading.reason = first_text(fields, USER);
        }
        Says::FollowUp => {
            reading.reason = first_text(fields, &["followup_message"]);
            reading.decision = reading.reason.as_ref().map(|_| Decision::Block);
        }
        Says::Result => {
            let output = fields.value("updated_mcp_tool_output").ok();
            reading.replacement = output.map(Replacement::Output);
        }
        Says::Session => session(fields, &mut reading),
        Says::Prompt | Says::Notice | Says::Nothing => {}
        _ => permission(row, name, fields, &mut reading),
    }
    if matches!(row.says, Says::Result | Says::Session) {
        reading
            .context
            .extend(first_text(fields, &["additional_context"]));
    }
    if shows_user(row.says) {
        reading.notices.extend(first_text(fields, USER));
    }
    if row.says != Says::Prompt && stops && reading.refused.is_empty() {
        reading.no_effect("continue: false");
    }
    reading
}

/// Returns the value of `permission`, or of the older `decision`, with its key. If both are given, returns the stricter
/// value.
fn permission_word(fields: &Object) -> Option<(&'static str, String)> {
    let said = ["permission", "decision"].map(|key| Some((key, fields.text(key).ok()?)));
    let mut said: Vec<_> = said.into_iter().flatten().collect();
    let mut stricter = ["deny", "ask"].into_iter();
    let at = stricter.find_map(|word| said.iter().position(|(_, said)| said == word));
    (!said.is_empty()).then(|| said.swap_remove(at.unwrap_or_default()))
}

/// Reads a permission, and the texts that explain it.
fn permission(row: &EventRow, name: &str, fields: &Object, reading: &mut Reading) {
    let event = row.ours.clone().unwrap_or_else(|| EventName::named(name));
    let (key, word) = permission_word(fields).unzip();
    let without_ask = row.says == Says::PermissionWithoutAsk;
    let (keys, decision) = match word.as_deref() {
        Some("deny") => ([AGENT, USER, REASON], Some(Decision::Block)),
        // On these events Cursor treats an ask as a deny.
        Some("ask") if without_ask => ([AGENT, USER, REASON], Some(Decision::Block)),
        // The user will read the question, so the text for the user is preferred.
        Some("ask") => ([USER, AGENT, REASON], Some(Decision::Ask)),
        _ => ([REASON, &[], &[]], None),
    };
    (reading.decision, reading.reason) = (decision, first_text(fields, &keys.concat()));
    // Only a refusal or a question carries the text for the model.
    for key in AGENT
        .iter()
        .filter(|key| decision.is_none() && fields.has(key))
    {
        reading.no_effect(key);
    }
    if decision != Some(Decision::Block) {
        input(row, fields, reading);
    }
    match word.as_deref() {
        None | Some("deny" | "ask") => {}
        Some("allow") if reading.replacement.is_none() && event.traits().permission => {
            reading.decision = Some(Decision::Allow { grants: false });
        }
        Some("allow") => {}
        Some(word) => reading.refuse(format!(
            "unknown {} `{}`; Cursor knows `allow`, `deny` and `ask`{}",
            key.unwrap_or("permission"),
            short_name(word),
            if is_no(word) { ": write `deny`" } else { "" }
        )),
    }
}

/// Returns whether a word that Cursor does not know means a deny in other agents.
fn is_no(word: &str) -> bool {
    let words = [
        "block", "reject", "denied", "deny", "no", "forbid", "refuse",
    ];
    words.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Reads `updated_input`.
fn input(row: &EventRow, fields: &Object, reading: &mut Reading) {
    reading.replacement = match fields.map("updated_input") {
        Field::Is(_) | Field::Wrong(_) if row.says != Says::PermissionAndInput => {
            return reading.no_effect("updated_input");
        }
        Field::Is(input) => Some(Replacement::Input(Value::Object(input))),
        Field::Wrong(_) if reading.decision.is_some() => Some(Replacement::Unreadable),
        _ => None,
    };
}

/// Reads the environment variables that the answer sets for later commands of the session.
fn session(fields: &Object, reading: &mut Reading) {
    for (name, value) in fields.map("env").ok().unwrap_or_default() {
        match value {
            // In an environment, a name cannot contain `=`, and neither names nor values can contain NUL. So only a
            // valid variable is set.
            Value::String(text) if !name.contains(['=', '\0']) && !text.contains('\0') => {
                reading.env.insert(name, text);
            }
            _ => reading.no_effect(&format!("env.{}", plain(&name))),
        }
    }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
