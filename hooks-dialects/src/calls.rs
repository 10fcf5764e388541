//! The tool calls for which an agent fires an event: every call, or calls of one kind.
//!
//! Cursor and goose fire several events for one tool call, for example a general event and an event for shell commands.
//! Each of these events has its own payload.

use hooks_types::dialect::WireForm;
use hooks_types::wire::{EventRef, Likeness, Subjects};
use hooks_types::{SessionMeta, ToolInput};

use crate::tools::{Kind, Tools};
use crate::view::View;

/// The tool calls for which one event of an agent is fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calls {
    /// Every tool call. Events that are not about a tool call have this value too.
    Any,
    /// Only calls that run a shell command.
    Shell,
    /// Only calls of tools of MCP servers.
    Mcp,
    /// Only calls that read a file.
    Read,
    /// Only calls that write or edit a file.
    Write,
}

impl Calls {
    /// Returns the canonical names (our own names, the same for all agents) of the tools whose calls are of this kind.
    fn tools(self) -> &'static [&'static str] {
        match self {
            Self::Any | Self::Mcp => &[],
            Self::Shell => &["shell"],
            Self::Read => &["read_file"],
            Self::Write => &["write_file", "edit_file"],
        }
    }

    /// Returns whether an agent fires an event for calls of this kind when our `event` happens.
    pub(crate) fn tell(
        self,
        tools: &'static Tools,
        event: EventRef<'_>,
        meta: &SessionMeta,
    ) -> bool {
        // If our event is not about a tool call, the agent fires only its general event (`Any`). It does not fire the
        // events that are for one kind of call.
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

    /// Sets `subjects.applies`, which says whether a hook applies to the event. If the hook's own agent sent the
    /// payload, the payload must name the hook's event. Otherwise the event must be about a call of this kind.
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
        // A tool that the agent has not declared can be of any kind, but the payload of this event describes only one
        // kind of call. It would describe all other calls wrongly, for example a fetch as a shell command. So the hook
        // runs only if the undeclared tool resembles a tool of this kind.
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

/// Returns whether a payload that the hook's own agent sent names the agent's event in `form`. If it does not, the hook
/// does not run. Returns `None` for a payload of a different agent and for an event without a payload.
///
/// We map all of the agent's events for one call to a single event of ours. Without this check each hook would run for
/// the payload of each of these events.
fn told_by_own(form: &WireForm, event: EventRef<'_>) -> Option<bool> {
    let EventRef::Payload(payload) = event else {
        return None;
    };
    let origin = payload.origin.as_ref()?;
    (origin.form.dialect == form.dialect).then(|| origin.form.event == form.event)
}
