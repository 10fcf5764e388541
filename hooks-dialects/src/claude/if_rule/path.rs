//! A permission rule over paths against the path of a file tool.
//!
//! Links are not followed, because rules read no files. A path therefore fits whenever another
//! spelling of a covered path cannot be ruled out: it holds `..` (which leaves through a link what
//! its text leaves by name), begins with `~` or lies in `/proc`. Case, `\` for `/`, `.` and `//` make
//! no difference.
//!
//! A rule counts from the folder of its project. The session's folder moves with every `cd`, so it
//! counts from there, from every folder above and from the folders of the settings alike.

use serde_json::Value;

use crate::claude::glob::{MOST_PAIRS, covers_path};

/// Where file tools keep their path.
const FIELDS: &[&str] = &["file_path", "notebook_path", "path"];

/// Tools that go through a folder; `Glob` has a path in its pattern too.
const FOLDER_TOOLS: &[&str] = &["Glob", "Grep", "LS"];

/// Folders whose entries are other files.
const ALIASES: &[&str] = &["/proc/", "/dev/fd"];

/// A session deeper in folders than this is nobody's.
const DEEPEST: usize = 256;

/// Whether a rule's argument covers a path in the input of the tool with one of these names; `others`
/// are folders beside the session's that the rule may count from.
pub(super) fn fits(rule: &str, names: &[&str], input: &Value, cwd: &str, others: &[&str]) -> bool {
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
    let patterns = Patterns::of(&rule.replace('\\', "/"));
    let (here, others) = (plain(cwd), others.iter().map(|other| plain(other)));
    let others: Vec<String> = others.collect();
    if here.matches('/').count() > DEEPEST {
        return true;
    }
    let mut bases: Vec<&str> = above(&here).collect();
    bases.extend(others.iter().map(|other| other.trim_end_matches('/')));
    paths.iter().any(|path| match spellings(path) {
        Some(mut paths) => paths.any(|path| covered(&patterns, path, &bases, cwd, folder)),
        None => true,
    })
}

/// The paths that a tool may take a text for: white space around it may be dropped, and a `file:`
/// address is its path. `None` where that cannot be told.
fn spellings(text: &str) -> Option<impl Iterator<Item = &str>> {
    let trimmed = text.trim();
    let addressed = match trimmed.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("file") => Some(of_address(rest)?),
        Some((scheme, rest)) if scheme.len() > 1 && rest.starts_with("//") => return None,
        _ => None,
    };
    Some([Some(text), Some(trimmed), addressed].into_iter().flatten())
}

/// The path of what stands behind `file:`, on this machine and without escapes.
fn of_address(rest: &str) -> Option<&str> {
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    if rest.contains('%') {
        return None;
    }
    let Some(behind) = rest.strip_prefix("//") else {
        return rest.starts_with('/').then_some(rest);
    };
    let (host, _) = behind.split_at_checked(behind.find('/')?)?;
    let here = host.is_empty() || host.eq_ignore_ascii_case("localhost");
    // A drive stands behind a slash.
    let path = behind.get(host.len()..)?;
    let drive = path.get(1..).filter(|path| has_drive(path));
    here.then_some(drive.unwrap_or(path))
}

/// A folder and those above it but the topmost, which is nobody's project.
fn above(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder.trim_end_matches('/')), |folder| {
        let (parent, _) = folder.rsplit_once('/')?;
        (!parent.is_empty()).then_some(parent)
    })
}

fn covered(patterns: &Patterns, path: &str, bases: &[&str], cwd: &str, folder: bool) -> bool {
    let path = plain(path);
    // Names that are not ASCII have several spellings.
    let plain_folders = || bases.iter().all(|base| base.is_ascii());
    let spelled = !(path.is_ascii() || (patterns.ascii && plain_folders()));
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
    std::iter::once(path)
        .chain(mounted)
        .any(|path| patterns.cover(&path, bases, folder))
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

/// What a rule covers: what it names, and if that is a folder all below it.
struct Patterns {
    /// Of whole paths.
    whole: Vec<String>,
    /// Of paths below a folder that the rule may count from.
    below: Vec<String>,
    ascii: bool,
}

impl Patterns {
    fn of(rule: &str) -> Self {
        let (whole, below) = if let Some(rest) = rule.strip_prefix("//") {
            (vec![format!("/{}", plain(rest))], None)
        } else if let Some(rest) = rule.strip_prefix("~/") {
            // Whose home it is only the agent knows.
            (vec![format!("/**/{}", plain(rest))], None)
        } else if let Some(rest) = rule.strip_prefix('/') {
            (vec![plain(rule)], Some(plain(rest)))
        } else {
            let mut whole = vec![plain(rule)];
            // A name without a folder is one at any depth, as in ignore files.
            if !rule.trim_end_matches('/').contains('/') {
                whole.push(format!("**/{}", plain(rule)));
            }
            (whole, Some(plain(rule)))
        };
        Self {
            whole: whole.into_iter().flat_map(with_folder).collect(),
            below: below.into_iter().flat_map(with_folder).collect(),
            ascii: rule.is_ascii(),
        }
    }

    /// Whether they cover a path, or what a tool that goes through that folder may reach.
    fn cover(&self, path: &str, bases: &[&str], folder: bool) -> bool {
        let one = |pattern: &String, path: &str| {
            covers_path(pattern, path) || (folder && (path.is_empty() || reaches(path, pattern)))
        };
        let mut pairs = 0_usize;
        let length: usize = self.below.iter().map(String::len).sum();
        self.whole.iter().any(|pattern| one(pattern, path))
            || bases.iter().any(|base| match below(path, base) {
                Some(rest) => {
                    // What takes too long to tell fits.
                    pairs = pairs.saturating_add(length.saturating_mul(rest.len()));
                    pairs > MOST_PAIRS || self.below.iter().any(|pattern| one(pattern, rest))
                }
                None => folder && !self.below.is_empty() && below(base, path).is_some(),
            })
    }
}

/// What of a path lies below a folder.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    match rest.is_empty() {
        true => Some(rest),
        false => rest.strip_prefix('/'),
    }
}

/// A pattern of a folder's entries is of the folder too: who reads it learns of them.
fn with_folder(pattern: String) -> Vec<String> {
    let folder = pattern.trim_end_matches(['*', '/']);
    let is_entries = pattern[folder.len()..].starts_with("/*") && !folder.is_empty();
    let folder = is_entries.then(|| folder.to_owned());
    let mut all = vec![format!("{pattern}/**"), pattern];
    all.extend(folder);
    all
}

#[cfg(test)]
#[path = "path_tests.rs"]
mod tests;
