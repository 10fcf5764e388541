//! A permission rule over paths against the path of a file tool.
//!
//! Links are not followed, because rules read no files. A path therefore fits whenever another
//! spelling of a covered path cannot be ruled out: it holds `..` (which leaves through a link what
//! its text leaves by name), begins with `~` or lies in `/proc`. Case, `\` for `/`, `.` and `//` make
//! no difference.

use serde_json::Value;

use crate::claude::glob::covers_path;

/// Where file tools keep their path.
const FIELDS: &[&str] = &["file_path", "notebook_path", "path"];

/// Tools that go through a folder; `Glob` has a path in its pattern too.
const FOLDER_TOOLS: &[&str] = &["Glob", "Grep", "LS"];

/// Folders whose entries are other files.
const ALIASES: &[&str] = &["/proc/", "/dev/fd"];

/// Whether a rule's argument covers a path in the input of the tool with one of these names.
pub(super) fn fits(rule: &str, names: &[&str], input: &Value, cwd: &str) -> bool {
    let text = |key: &str| input.get(key).and_then(Value::as_str);
    let given = FIELDS.iter().filter_map(|key| input.get(key));
    let given = given.filter(|value| !value.is_null());
    // A list of paths beside a path may be what the tool obeys.
    let Some(paths) = given.map(Value::as_str).collect::<Option<Vec<&str>>>() else {
        return true;
    };
    if paths.is_empty() {
        return true;
    }
    let glob = text("pattern").filter(|_| names.contains(&"Glob"));
    if glob.is_some_and(|pattern| is_elsewhere(&plain(pattern)) || may_lead_elsewhere(pattern)) {
        return true;
    }
    // Classes, alternatives and steps upwards are not read in a rule.
    if rule.contains(['[', '{']) || leaves(&rule.replace('\\', "/")) {
        return true;
    }
    let folder = names.iter().any(|name| FOLDER_TOOLS.contains(name));
    let patterns = patterns(&rule.replace('\\', "/"), &plain(cwd));
    paths
        .iter()
        .any(|path| covered(&patterns, path, cwd, folder))
}

fn covered(patterns: &[String], path: &str, cwd: &str, folder: bool) -> bool {
    let path = plain(path);
    // Names that are not ASCII have several spellings.
    let spelled = !path.is_ascii() && patterns.iter().any(|pattern| !pattern.is_ascii());
    let spelled = spelled || path.contains(is_dropped_or_folded);
    if leaves(&path) || spelled || path.starts_with('~') || path.contains('\0') {
        return true;
    }
    let path = match is_elsewhere(&path) {
        true => path,
        false => plain(&format!("{cwd}/{path}")),
    };
    if ALIASES.iter().any(|alias| path.starts_with(alias)) {
        return true;
    }
    // Rules name the drive `C:` as a folder, `//c/`.
    let mounted = has_drive(&path).then(|| format!("/{}", path.replacen(':', "", 1)));
    std::iter::once(path).chain(mounted).any(|path| {
        patterns
            .iter()
            .any(|pattern| covers_path(pattern, &path) || (folder && reaches(&path, pattern)))
    })
}

/// What file systems that ignore case take for an ASCII letter, or for nothing.
fn is_dropped_or_folded(c: char) -> bool {
    matches!(c,
        '\u{17f}' | '\u{212a}' | '\u{131}' | '\u{130}' | '\u{ad}' | '\u{feff}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

fn leaves(path: &str) -> bool {
    path.split('/').any(|part| part == "..")
}

/// Whether what a pattern covers may lie below a folder.
fn reaches(folder: &str, pattern: &str) -> bool {
    let fixed = pattern.split(['*', '?']).next().unwrap_or_default();
    let folder = format!("{}/", folder.trim_end_matches('/'));
    fixed.starts_with(&folder) || folder.starts_with(fixed)
}

fn is_elsewhere(path: &str) -> bool {
    has_drive(path) || path.starts_with(['/', '~']) || leaves(path)
}

/// Whether alternatives of a pattern may begin elsewhere (`{/etc,src}/x`) or step upwards.
fn may_lead_elsewhere(pattern: &str) -> bool {
    let within = pattern.find(['{', '(', '[']).map(|at| &pattern[at..]);
    within.is_some_and(|rest| {
        let starts = [
            "{/", ",/", "(/", "|/", "~", "..", "{\\", ",\\", "[.]", "[/]",
        ];
        starts.iter().any(|start| rest.contains(start))
    })
}

fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// A path in lower case with `/` alone between its parts.
fn plain(path: &str) -> String {
    let path = path.replace('\\', "/").to_ascii_lowercase();
    let parts = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".");
    let joined = parts.collect::<Vec<&str>>().join("/");
    match path.starts_with('/') {
        true => format!("/{joined}"),
        false => joined,
    }
}

/// What a rule covers, as patterns of whole paths: what it names, and if that is a folder all
/// below it.
fn patterns(rule: &str, cwd: &str) -> Vec<String> {
    let below_cwd = |rest: &str| format!("{}/{}", cwd.trim_end_matches('/'), plain(rest));
    let whole = if let Some(rest) = rule.strip_prefix("//") {
        vec![format!("/{}", plain(rest))]
    } else if let Some(rest) = rule.strip_prefix("~/") {
        // Whose home it is only the agent knows.
        vec![format!("/**/{}", plain(rest))]
    } else if let Some(rest) = rule.strip_prefix('/') {
        vec![plain(rule), below_cwd(rest)]
    } else {
        let mut patterns = vec![below_cwd(rule), plain(rule)];
        // A name without a folder is one at any depth, as in ignore files.
        if !rule.trim_end_matches('/').contains('/') {
            patterns.push(format!("**/{}", plain(rule)));
        }
        patterns
    };
    whole
        .into_iter()
        .flat_map(|pattern| [format!("{pattern}/**"), pattern])
        .collect()
}

#[cfg(test)]
#[path = "path_tests.rs"]
mod tests;
