//! Finds executable scripts in folders for hook scripts, in a project in which no file configures hooks.

use std::path::Path;

use hooks_types::text::visible_path;

use super::entries_of;
use crate::os::is_executable;

/// The maximum number of scripts that are named.
const NAMED: usize = 3;

/// The folders in which people keep scripts of hooks, each with the file that would register them.
const FOLDERS: [(&str, &str); 3] = [
    (".agent-hooks", ".agent-hooks/hooks.toml"),
    (".agent-hooks/hooks", ".agent-hooks/hooks.toml"),
    (".claude/hooks", ".claude/settings.json"),
];

/// Returns a sentence for each executable script of a project in which no file configures hooks.
pub(crate) fn unregistered(project: &Path) -> Vec<String> {
    let scripts = FOLDERS.iter().flat_map(|(folder, file)| {
        let scripts = entries_of(&project.join(folder)).into_iter();
        let scripts = scripts.filter(|path| is_script(path));
        scripts.map(move |script| said(&script, file))
    });
    scripts.take(NAMED).collect()
}

/// Returns whether the path is an executable file, and is not a link.
fn is_script(path: &Path) -> bool {
    let at = std::fs::symlink_metadata(path);
    at.is_ok_and(|at| at.is_file() && is_executable(&at))
}

/// Names a script, and says where to register it.
fn said(script: &Path, file: &str) -> String {
    let path = visible_path(script);
    format!(
        "`{path}` never runs, because no file registers it as a hook: write an entry for it into {file}"
    )
}
