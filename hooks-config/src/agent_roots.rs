//! The project roots that an agent names to its hooks.

use std::ffi::OsString;
use std::path::PathBuf;

use hooks_types::{Dialect, Payload};

/// The roots that the agent names: in a field of its payload, else in its own variable. Never its
/// working folder, which moves with every `cd`. A [`RootSearch`](crate::RootSearch) takes them.
#[must_use]
pub fn roots_of_agent(
    agent: Dialect,
    payload: Option<&Payload>,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Vec<PathBuf> {
    let named = payload.map(in_payload).unwrap_or_default();
    if !named.is_empty() {
        return named;
    }
    variables(agent)
        .iter()
        .filter_map(|name| variable(name))
        .find(|value| !value.is_empty())
        .map(PathBuf::from)
        .into_iter()
        .collect()
}

/// Every root of a workspace where the agent has such, else the one that the payload names.
fn in_payload(payload: &Payload) -> Vec<PathBuf> {
    let workspace = payload
        .origin
        .as_ref()
        .and_then(|origin| origin.object.get("workspace_roots")?.as_array());
    let roots: Vec<&str> = match workspace {
        Some(roots) => roots.iter().filter_map(|root| root.as_str()).collect(),
        None => payload.meta.project_dir.as_deref().into_iter().collect(),
    };
    let filled = roots.into_iter().filter(|root| !root.is_empty());
    filled.map(PathBuf::from).collect()
}

/// The variables in which an agent tells its hooks where the project is, its own first. Codex
/// documents none; the one we set for its hooks counts.
fn variables(agent: Dialect) -> &'static [&'static str] {
    match agent {
        Dialect::Native => &["HOOKS_PROJECT_DIR"],
        Dialect::Claude | Dialect::Copilot => &["CLAUDE_PROJECT_DIR"],
        Dialect::Codex => &["CODEX_PROJECT_DIR"],
        Dialect::Gemini => &["GEMINI_PROJECT_DIR", "CLAUDE_PROJECT_DIR"],
        Dialect::Cursor => &["CURSOR_PROJECT_DIR", "CLAUDE_PROJECT_DIR"],
        _ => &[],
    }
}

#[cfg(all(test, feature = "foreign"))]
mod tests {
    use hooks_types::{Expected, decode};
    use serde_json::{Value, json};

    use super::*;

    fn roots(agent: Dialect, payload: &Value, set: &[(&str, &str)]) -> Vec<String> {
        let payload = decode(payload.to_string().as_bytes(), Expected::new(agent)).expect("valid");
        let variable = |name: &str| {
            let (_, value) = set.iter().find(|(set, _)| *set == name)?;
            Some(OsString::from(value))
        };
        let roots = roots_of_agent(agent, Some(&payload), variable);
        roots
            .iter()
            .map(|root| root.display().to_string())
            .collect()
    }

    #[test]
    fn a_field_of_the_payload_wins_over_the_variable_and_the_working_folder_names_nothing() {
        let cursor = |roots: Value| {
            json!({"hook_event_name": "stop", "conversation_id": "c", "generation_id": "g",
                   "workspace_roots": roots, "status": "completed", "cwd": "/w"})
        };
        let set = [("CURSOR_PROJECT_DIR", "/v"), ("CLAUDE_PROJECT_DIR", "/c")];
        let two = cursor(json!(["/a", "/b", "", 7]));
        assert_eq!(roots(Dialect::Cursor, &two, &set), ["/a", "/b"]);
        assert_eq!(roots(Dialect::Cursor, &cursor(json!([])), &set), ["/v"]);
        let claude = json!({"hook_event_name": "Stop", "session_id": "s", "cwd": "/w"});
        assert_eq!(roots(Dialect::Claude, &claude, &set), ["/c"]);
        assert_eq!(roots(Dialect::Claude, &claude, &[]), [""; 0]);
        assert_eq!(roots(Dialect::Codex, &claude, &set), [""; 0]);
        let native = json!({"session_id": "s", "cwd": "/w", "project_dir": "/p",
                            "hook_event": {"event_type": "stop"}});
        assert_eq!(roots(Dialect::Native, &native, &set), ["/p"]);
    }
}
