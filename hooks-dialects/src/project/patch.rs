//! Projects calls that write, edit or patch files into edits or patches, and maps replacements back.
//!
//! Codex's hooks read a patch for every change of a file; hooks of other agents read the path and the texts of one
//! write or edit. So a patch that makes exactly one write or edit is shown to other agents' hooks as this write or
//! edit, and an edit is shown to Codex's hooks as a patch. In both cases details can be lost. So a replacement that
//! would lose a part of the original call is refused.

use std::sync::Arc;

use hooks_types::{SessionMeta, ToolCall, ToolInput};
use serde_json::{Map, Value};

use super::{Projected, project};
use crate::claude;
use crate::identity;
use crate::known_tools::Kind;
use crate::patch::{self, Patch};
use crate::paths::absolute;
use crate::shell_text;
use crate::view::View;

impl View<'_> {
    /// Returns whether the call writes, edits or patches files.
    pub(crate) fn changes_files(&self) -> bool {
        [Kind::Write, Kind::Edit, Kind::Patch]
            .iter()
            .any(|kind| self.is(*kind))
    }

    /// Returns the patch text of a call of a patch tool, and the keys that can hold it. If the call has only a
    /// free-form text, this text is the patch, whatever it contains, because the tool reads it as a patch.
    pub(crate) fn patch_field(&self) -> Option<(&str, Vec<&str>)> {
        let field = self
            .known
            .filter(|tool| tool.kind == Kind::Patch)?
            .field("command")?;
        let keys = self.keys_of(field);
        let text = self.fields.get(*keys.first()?)?.as_str()?;
        Some((text, keys))
    }

    /// Returns the patch that the call applies. The command text of a shell call is a patch only if the program applies
    /// patches. A command text that merely starts like a patch is not a patch.
    pub(crate) fn patch(&self) -> Option<&str> {
        match &self.call.input {
            ToolInput::Shell(shell) => match shell.command.as_slice() {
                [program, text] if is_patcher(program) => Some(text),
                // A tool named `apply_patch` can be declared as a shell tool; its single argument is then the patch.
                [text] if identity::is_patch_name(&self.call.tool_name) => Some(text),
                _ => None,
            },
            _ => Some(self.patch_field()?.0),
        }
    }

    /// Shows a patch to hooks as the write or the edit that it makes.
    ///
    /// # Errors
    ///
    /// Programs that apply patches could read the text in different ways, or the patch touches several files, and a
    /// hook that judges one `file_path` would not see the other files.
    pub(super) fn project_patch(&self, text: &str) -> Result<Projected, String> {
        let patch = Patch::parse(text).map_err(|problem| {
            format!("programs that apply patches could read this patch differently: {problem}")
        })?;
        let edit = patch.as_edit().ok_or_else(|| {
            format!(
                "the patch touches {} files, and hooks of {} judge one file at a time; \
                 send one patch per file",
                patch.paths().len(),
                self.tools
            )
        })?;
        let mut meta = self.meta.clone();
        // Drop the tool declarations of the embedding agent (the program that uses this library): they can give `Write`
        // or `Edit` a different meaning.
        meta.tools = Arc::default();
        let shell = match &self.call.input {
            ToolInput::Shell(shell) => Some(shell),
            _ => None,
        };
        // A program that applies a patch resolves the patch's paths from its working folder. So use the folder of the
        // shell call.
        if let Some(folder) = shell.and_then(|shell| shell.workdir.as_ref()) {
            meta.cwd = absolute(folder, &meta.cwd, meta.home.as_deref());
        }
        let call = ToolCall::function("", edit.tool, edit.fields);
        let mut projected = project(self.tools, &call, &meta)?;
        // Hooks that judge commands must also see a shell command that applies a patch. So add the command to the
        // input.
        if let (Some(shell), Some(input)) = (shell, projected.input.as_object_mut()) {
            input.insert(
                "command".to_owned(),
                shell_text::of_call(self.call, shell).into(),
            );
        }
        Ok(projected)
    }

    /// Returns a write or an edit as a patch. Returns `None` for all other tools, and if a field is missing.
    pub(super) fn as_patch(&self) -> Option<Patch> {
        let tool = self
            .known
            .filter(|tool| matches!(tool.kind, Kind::Write | Kind::Edit))?;
        patch::of_edit(tool.kind, &self.canonical().project_fields())
    }

    /// Maps a hook's replacement back to the fields of a function call. A rewritten patch is put under
    /// every key that held the original, since the tool can obey any of them.
    pub(super) fn function_back(
        &self,
        fields: Map<String, Value>,
    ) -> Result<Map<String, Value>, String> {
        if !(self.tools.edits_are_patches && self.changes_files()) {
            return self.fields_back(fields);
        }
        let text = fields.get("command").and_then(Value::as_str);
        if let Some((_, keys)) = self.patch_field() {
            // If the replacement has no patch, return its fields unchanged, because the caller checks them.
            let Some(text) = text else {
                return Ok(fields);
            };
            let mut back = self.fields.clone().into_owned();
            back.extend(keys.into_iter().map(|key| (key.to_owned(), text.into())));
            return Ok(back);
        }
        // If the hook did not change the patch, return the call's own fields, because a patch cannot express all
        // details of these fields, such as `replace_all`.
        let shown = self.as_patch().map(|patch| patch.to_string());
        if text.is_some() && text == shown.as_deref() {
            return Ok(self.fields.clone().into_owned());
        }
        let canonical = self.canonical();
        // A rewritten patch can replace a write or a single edit, but not a list of edits.
        let edit = text
            .filter(|_| of_one_place(&canonical.project_fields()))
            .and_then(|text| Patch::parse(text).ok())
            .and_then(|patch| patch.as_edit());
        let edit = edit.ok_or("the rewritten patch does not edit exactly one file")?;
        canonical.fields_back(edit.fields)
    }
}

/// Returns the path of a file tool's call, as the call spells it, if the path contains `..`. Hooks are shown a path in
/// which `..` was resolved without reading the file system; behind a symbolic link, the tool can open a different file.
pub(crate) fn path_upwards(call: &ToolCall, meta: &SessionMeta) -> Option<String> {
    let upwards = |path: &&str| path.split(['/', '\\']).any(|part| part == "..");
    let view = View::new(&claude::TOOLS, call, meta);
    // A patch has no path field: its paths are in the text.
    if let Some(text) = view.patch() {
        let patch = Patch::parse(text).ok()?;
        return patch.paths().into_iter().find(upwards).map(str::to_owned);
    }
    let key = view.own_key("file_path")?;
    let path = view.fields.get(&key)?.as_str().filter(upwards)?;
    Some(path.to_owned())
}

/// Returns whether an edit changes a single place of the file. If an edit changes several places, a hook's edit cannot
/// replace it.
fn of_one_place(fields: &Map<String, Value>) -> bool {
    !fields.contains_key("edits")
        && (fields.contains_key("content") || fields.contains_key("old_string"))
}

/// Returns whether a program applies the patch in its argument.
fn is_patcher(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    matches!(name, "apply_patch" | "applypatch")
}
