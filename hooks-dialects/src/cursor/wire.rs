//! Cursor's implementation of `Dialect`.

use hooks_types::dialect::{Dialect, WireForm};
use hooks_types::env::EnvironmentPlan;
use hooks_types::wire::{EventRef, Subjects};
use hooks_types::{HookSpec, Payload, SessionMeta, ToolInput};

use super::events::{Calls, EventRow, TABLE, Target};
use super::payload::{PAYLOADS, WIRE_VERSION};
use super::{TOOLS, speak};
use crate::tools::Kind;
use crate::view::View;
use crate::wire::{from_tables, only_for, told_by_own};
use crate::{CURSOR, targets};

/// The dialect of Cursor.
#[derive(Debug)]
pub(crate) struct Cursor;

impl Dialect for Cursor {
    from_tables!("cursor", TABLE, PAYLOADS, TOOLS, speak::speak);

    /// Returns the names for matchers. On some events this is a fixed word, and the hook runs for one
    /// kind of call only.
    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        let row = TABLE.row(&form.event);
        let mut subjects = targets::subjects(&TOOLS, event, meta);
        subjects.applies = applies(row, form, event, meta);
        // An undeclared tool may be any tool, but this form describes one kind of call only.
        if row.calls != Calls::Any {
            only_for(&mut subjects, row.calls.tools());
        }
        if let Target::Word(word) = row.target {
            subjects.names = vec![word.to_owned()];
        }
        subjects
    }

    /// Returns whether a block refuses the action, as for `subagentStart`: a refused subagent is not started.
    fn refuses(&self, form: &WireForm) -> bool {
        TABLE.row(&form.event).says.refuses()
    }

    /// Sets Cursor's variables, with the values of the payload if Cursor sent it.
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

/// Returns whether a form's hooks run for an event. The call must be of the form's kind, and a payload
/// from Cursor runs only the hooks of the event it names.
fn applies(row: &EventRow, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> bool {
    if let Some(told) = told_by_own(form, event, &CURSOR) {
        return told;
    }
    // Events without a call are described by the general forms only.
    let Some(call) = event.call() else {
        return row.calls == Calls::Any;
    };
    let view = View::new(&TOOLS, call, meta);
    match row.calls {
        Calls::Any => true,
        Calls::Shell => view.is_shell(),
        Calls::Mcp => matches!(call.input, ToolInput::Mcp { .. }),
        Calls::Read => view.is(Kind::Read),
        Calls::Write => view.changes_files() || view.patch().is_some(),
    }
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
