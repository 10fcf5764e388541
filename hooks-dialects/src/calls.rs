//! The calls for which an agent fires an event: all, or those of one kind.
//!
//! Such an agent (Cursor, goose) sends one call as several of its events, each with a payload of its own.

use hooks_types::dialect::WireForm;
use hooks_types::wire::{EventRef, Likeness, Subjects};
use hooks_types::{SessionMeta, ToolInput};

use crate::tools::{Kind, Tools};
use crate::view::View;

/// The calls for which an event is fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calls {
    /// Every call. Events without a call have this value too.
    Any,
    /// Shell commands.
    Shell,
    /// Tools of MCP servers.
    Mcp,
    /// Reading a file.
    Read,
    /// Writing or editing a file.
    Write,
}

impl Calls {
    /// Returns the canonical names of the tools of such calls.
    fn tools(self) -> &'static [&'static str] {
        match self {
            Self::Any | Self::Mcp => &[],
            Self::Shell => &["shell"],
            Self::Read => &["read_file"],
            Self::Write => &["write_file", "edit_file"],
        }
    }

    /// Returns whether an event for such calls is fired for this event of ours.
    pub(crate) fn tell(
        self,
        tools: &'static Tools,
        event: EventRef<'_>,
        meta: &SessionMeta,
    ) -> bool {
        // Events without a call are described by the general forms only.
        let Some(call) = event.call() else {
            return self == Self::Any;
        };
        let view = View::new(tools, call, meta);
        match self {
            Self::Any => true,
            Self::Shell => view.is_shell(),
            Self::Mcp => matches!(call.input, ToolInput::Mcp { .. }),
            Self::Read => view.is(Kind::Read),
            Self::Write => view.changes_files() || view.patch().is_some(),
        }
    }

    /// Restricts a hook to these calls. The call must be of this kind, and a payload from the hook's own agent runs
    /// only the hooks of the event it names.
    pub(crate) fn restrict(
        self,
        subjects: &mut Subjects,
        tools: &'static Tools,
        form: &WireForm,
        event: EventRef<'_>,
        meta: &SessionMeta,
    ) {
        let told = told_by_own(form, event);
        subjects.applies = told.unwrap_or_else(|| self.tell(tools, event, meta));
        // An undeclared tool may be any tool, but the form describes one kind of call only: it would describe any other
        // tool wrongly, for example a fetch as a shell command. Without a likeness of this kind the hook does not run.
        if self != Self::Any
            && let Some(undeclared) = &mut subjects.undeclared
        {
            let of_form = |like: &Likeness| self.tools().contains(&like.tool.as_str());
            undeclared.like.retain(of_form);
            undeclared.concerns_all = !undeclared.like.is_empty();
            subjects.applies = undeclared.concerns_all;
        }
    }
}

/// Returns whether a hook of this form runs for a payload that its own agent sent: only if the payload
/// has the form's event. Returns `None` for another agent's payload and for an event without one.
///
/// All events of one call are the same event here, so without this check each hook would run for every payload.
fn told_by_own(form: &WireForm, event: EventRef<'_>) -> Option<bool> {
    let EventRef::Payload(payload) = event else {
        return None;
    };
    let origin = payload.origin.as_ref()?;
    (origin.form.dialect == form.dialect).then(|| origin.form.event == form.event)
}
