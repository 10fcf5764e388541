//! The fields of a call under a dialect's names, and what a hook returned under the call's own.

use hooks_types::{SessionMeta, ToolCall};
use serde_json::{Map, Value};

use super::paths::absolute;
use super::{claims, tools};
use crate::Agent;

/// Tools whose `file_path` is absolute before hooks see it, or a guard over paths could be walked
/// round.
const PATH_TOOLS: &[&str] = &["Read", "Write", "Edit", "MultiEdit"];

/// The fields that `dialect` spells otherwise than the call does.
pub(crate) struct Rename {
    /// As the call spells it.
    pub(crate) own: String,
    /// As the dialect spells it.
    pub(crate) theirs: String,
    /// As Claude Code spells it.
    pub(crate) claude: String,
}

/// The fields of a call with the dialect's names for them, where it has any.
pub(crate) fn renames(
    dialect: Agent,
    call: &ToolCall,
    own: &Map<String, Value>,
    meta: &SessionMeta,
) -> Vec<Rename> {
    let row = tools::row_of(tools::hub_name(call, &meta.tools));
    let theirs = |claude: &str| {
        let field = row.and_then(|row| row.field(claude));
        field.map_or_else(|| claude.to_owned(), |field| field.name(dialect).to_owned())
    };
    let mut renames: Vec<Rename> = meta
        .tools
        .get(&call.tool_name)
        .into_iter()
        .flat_map(|alias| &alias.fields)
        .map(|(own, claude)| Rename {
            own: own.clone(),
            theirs: theirs(claude),
            claude: claude.clone(),
        })
        .collect();
    for field in row.map_or(&[] as &[_], |row| row.fields) {
        let told = |rename: &Rename| rename.claude == field.claude;
        if renames
            .iter()
            .any(|rename| told(rename) && own.contains_key(&rename.own))
        {
            continue;
        }
        if let Some(spelled) = field.spelled(own).first() {
            renames.retain(|rename| !told(rename));
            renames.push(Rename {
                own: (*spelled).to_owned(),
                theirs: field.name(dialect).to_owned(),
                claude: field.claude.to_owned(),
            });
        }
    }
    renames
}

/// The input of a call with the fields of `dialect`.
pub(crate) fn shape_function(
    dialect: Agent,
    call: &ToolCall,
    own: &Map<String, Value>,
    meta: &SessionMeta,
) -> Map<String, Value> {
    let mut shaped = own.clone();
    for Rename { own, theirs, .. } in renames(dialect, call, own, meta) {
        if own != theirs
            && shaped.get(&theirs).is_none_or(Value::is_null)
            && let Some(value) = shaped.remove(&own)
        {
            shaped.insert(theirs, value);
        }
    }
    let hub = tools::hub_name(call, &meta.tools);
    claims::made_text(dialect, hub, &mut shaped);
    if PATH_TOOLS.contains(&hub)
        && let Some(row) = tools::row_of(hub)
        && let Some(Value::String(path)) = shaped.get_mut(row.field_name(dialect, "file_path"))
    {
        *path = absolute(path, &meta.cwd, meta.home.as_deref());
    }
    shaped
}

/// What a hook of `dialect` returned, with the call's own fields.
///
/// # Errors
///
/// It cannot be taken apart into them.
pub(crate) fn fields_back(
    call: &ToolCall,
    own: &Map<String, Value>,
    dialect: Agent,
    meta: &SessionMeta,
    mut fields: Map<String, Value>,
) -> Result<Map<String, Value>, String> {
    let hub = tools::hub_name(call, &meta.tools);
    let shown = shape_function(dialect, call, own, meta);
    let renames = renames(dialect, call, own, meta);
    if claims::is_shell_name(hub) {
        let program = renames.iter().find(|rename| rename.claude == "command");
        let program = program.and_then(|rename| own.get(&rename.own));
        claims::program_back(own, program, &shown, &mut fields)?;
    }
    if hub == "WebFetch" {
        let spells_url = renames
            .iter()
            .any(|rename| rename.claude == "url" && own.contains_key(&rename.own));
        claims::fetch_back(own, spells_url, &shown, &mut fields)?;
    }
    for rename in renames {
        if (rename.own == rename.theirs || !fields.contains_key(&rename.own))
            && let Some(value) = fields.remove(&rename.theirs)
        {
            let value = claims::text_back(&rename.claude, own.get(&rename.own), value);
            fields.insert(rename.own, value);
        }
    }
    Ok(fields)
}
