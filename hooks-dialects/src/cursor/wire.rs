//! Cursor's implementation of the trait [`Dialect`].

use hooks_types::dialect::{Dialect, WireForm};
use hooks_types::env::EnvironmentPlan;
use hooks_types::wire::{EventRef, Subjects};
use hooks_types::{HookSpec, Payload, SessionMeta};

use super::events::{Subject, TABLE};
use super::payload::{PAYLOADS, WIRE_VERSION};
use super::{TOOLS, speak};
use crate::targets;
use crate::wire::from_tables;

/// The dialect of Cursor.
#[derive(Debug)]
pub(crate) struct Cursor;

impl Dialect for Cursor {
    from_tables!("cursor", TABLE, PAYLOADS, TOOLS, speak::speak);

    /// Returns the names that matchers are tested against. On some events this is a fixed word. Some events exist only
    /// for one kind of call, such as shell calls. For such an event, the result says that the hook does not apply to
    /// other calls.
    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        let row = TABLE.row(&form.event);
        let mut subjects = targets::subjects(&TOOLS, event, meta);
        row.calls.restrict(&mut subjects, &TOOLS, form, event, meta);
        if let Subject::Word(word) = row.subject {
            subjects.names = vec![word.to_owned()];
        }
        subjects
    }

    /// Returns whether a block refuses the event's action. This includes `subagentStart`: a refused subagent is not
    /// started.
    fn refuses(&self, form: &WireForm) -> bool {
        TABLE.row(&form.event).says.refuses()
    }

    /// Sets the variables that Cursor sets. If Cursor sent the payload, the values come from the payload.
    fn environment(&self, _spec: &HookSpec, payload: &Payload) -> EnvironmentPlan {
        let meta = &payload.meta;
        let root = meta.project_dir.as_ref().unwrap_or(&meta.cwd);
        let said = |key: &str| payload.event.extra().get(key)?.as_str().map(str::to_owned);
        let version = said("cursor_version");
        let version = version.unwrap_or_else(|| WIRE_VERSION.to_owned());
        let vars = [
            ("CURSOR_PROJECT_DIR", Some(root.clone())),
            ("CLAUDE_PROJECT_DIR", Some(root.clone())),
            ("CURSOR_VERSION", Some(version)),
            ("CURSOR_USER_EMAIL", said("user_email")),
            ("CURSOR_TRANSCRIPT_PATH", meta.transcript_path.clone()),
        ];
        let said = vars
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        EnvironmentPlan::of(said)
    }
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
