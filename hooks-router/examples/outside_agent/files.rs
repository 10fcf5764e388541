//! Where lantern's hook files are, and how they are read.

use std::path::Path;

use hooks_config::DiagnosticCode;
use hooks_config::format::{AgentFiles, Fields, FileAt, Flaw, Node, Reader, wrong_type};
use hooks_types::spec::{Command, Handler, Matcher};
use hooks_types::text::short_name;
use hooks_types::{DialectRef, EventName, HookSpec};

use crate::dialect::{self, BEFORE_TOOL};

/// The agent's hook file in a project, relative to the project's root.
pub(crate) const FILE: &str = ".lantern/hooks.json";

static DIALECT: DialectRef = dialect::LANTERN;

/// Describes lantern's hook files. The fields that are left out have the value of an agent without this feature.
pub(crate) static LANTERN: AgentFiles = AgentFiles {
    dialect: &DIALECT,
    project_folder: Some(".lantern"),
    project_files: &[FILE],
    home_folder: Some(".lantern"),
    places: &[FileAt::Projects, FileAt::User("hooks.json")],
    owns: |path: &Path| path.ends_with(FILE),
    event_names: |event| match event {
        EventName::PreToolUse => vec![BEFORE_TOOL],
        _ => Vec::new(),
    },
    own_events: || vec![BEFORE_TOOL],
    read,
    ..AgentFiles::NONE
};

/// Reads a file: `{"hooks": [{"on": "before_tool", "tool": "run_it", "run": "a command"}]}`.
fn read(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the file")?;
    match fields.get("hooks") {
        Some(hooks) => {
            let items = hooks.items();
            let items = items.ok_or_else(|| wrong_type(hooks, "`hooks`", "a list"))?;
            for item in items {
                let mut spec = reader.spec(EventName::PreToolUse, BEFORE_TOOL, &item.span);
                let read = fill(reader, item, &mut spec);
                // A broken entry is kept too: it blocks the calls that it might have been a guard for.
                reader.keep_read(spec, &item.span, read);
            }
        }
        None => reader.no_hooks(),
    }
    reader.unread(&fields, "the file");
    Ok(())
}

/// Reads one hook into `spec`.
fn fill(reader: &mut Reader<'_>, item: &Node, spec: &mut HookSpec) -> Result<(), Flaw> {
    let mut fields = Fields::of(item, "a hook")?;
    // Read the matcher first, so that a hook with a flaw blocks only the calls of its tool.
    if let Some(tool) = fields.text("tool")? {
        spec.matchers = vec![Matcher::Names(vec![tool.text.to_owned()])];
    }
    let event = fields.required("on", "a hook")?;
    if event.text != BEFORE_TOOL {
        let message = format!("lantern has no event `{}`", short_name(event.text));
        return Err(Flaw::new(DiagnosticCode::BadValue, event.span, message));
    }
    let command = fields.required("run", "a hook")?;
    spec.handler = Handler::Command(Command::shell(command.text));
    reader.unread(&fields, "a hook");
    Ok(())
}
