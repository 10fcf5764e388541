//! Evaluates a permission rule over paths against the path of a file tool.
//!
//! Rules read no files, so links are not followed. A path therefore matches whenever it may be another
//! spelling of a matched path: it contains `..` (behind a link that is another folder than by the
//! text), starts with `~`, or is in `/proc`. Case, `\` for `/`, `.` and `//` make no difference.
//!
//! A rule is relative to the folder of its project. The session's folder changes with every `cd`, so a
//! rule is tried relative to that folder, to every folder above it, and to the folders of the settings.

use serde_json::Value;

use crate::claude::glob::{MOST_PAIRS, covers_path};

/// The fields of file tools that hold a path.
const FIELDS: &[&str] = &["file_path", "notebook_path", "path"];

/// Tools that search a folder; `Glob` may have a path in its pattern too.
const FOLDER_TOOLS: &[&str] = &["Glob", "Grep", "LS"];

/// Folders whose entries are other names of files elsewhere.
const ALIASES: &[&str] = &["/proc/", "/dev/fd"];

/// The deepest folder that is supported; a deeper one matches every rule.
const DEEPEST: usize = 256;

/// Returns whether a rule's argument matches a path in the input of a tool with one of these names.
/// `others` are further folders to which the rule may be relative.
pub(super) fn fits(rule: &str, names: &[&str], input: &Value, cwd: &str, others: &[&str]) -> bool {
    let text = |key: &str| input.get(key).and_then(Value::as_str);
    let given = FIELDS.iter().filter_map(|key| input.get(key));
    let given = given.filter(|value| !value.is_null());
    // A value that is not one path, such as a list, may still be what the tool obeys.
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
    // In a rule, classes, alternatives and `..` are not supported.
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

/// Returns the paths that a tool may read from a text: with or without the white space around it, and
/// the path of a `file:` URL. Returns `None` if that is uncertain.
fn spellings(text: &str) -> Option<impl Iterator<Item = &str>> {
    let trimmed = text.trim();
    let addressed = match trimmed.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("file") => Some(of_address(rest)?),
        Some((scheme, rest)) if scheme.len() > 1 && rest.starts_with("//") => return None,
        _ => None,
    };
    Some([Some(text), Some(trimmed), addressed].into_iter().flatten())
}

/// Returns the path in the rest of a `file:` URL, if it is on this machine and has no escapes.
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
    // A drive follows a slash: `/C:/x`.
    let path = behind.get(host.len()..)?;
    let drive = path.get(1..).filter(|path| has_drive(path));
    here.then_some(drive.unwrap_or(path))
}

/// Returns a folder and those above it, except for the root, which is not a project: `/a/b`, `/a`.
fn above(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder.trim_end_matches('/')), |folder| {
        let (parent, _) = folder.rsplit_once('/')?;
        (!parent.is_empty()).then_some(parent)
    })
}

/// Returns whether one of the patterns matches a path, or may match it in another spelling.
fn covered(patterns: &Patterns, path: &str, bases: &[&str], cwd: &str, folder: bool) -> bool {
    let path = plain(path);
    // Names with characters outside ASCII have several Unicode spellings.
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
    // Rules write the drive `C:` as a folder: `//c/`.
    let mounted = has_drive(&path).then(|| format!("/{}", path.replacen(':', "", 1)));
    std::iter::once(path)
        .chain(mounted)
        .any(|path| patterns.cover(&path, bases, folder))
}

/// Returns whether file systems that ignore case read the character as an ASCII letter, or ignore it.
fn is_dropped_or_folded(c: char) -> bool {
    matches!(c,
        '\u{17f}' | '\u{212a}' | '\u{131}' | '\u{130}' | '\u{ad}' | '\u{feff}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

/// Returns whether a path has a `..` part.
fn leaves(path: &str) -> bool {
    path.split('/').any(|part| part == "..")
}

/// Returns whether a pattern may match a path below a folder: `/a/b/*.rs` may match below `/a`, and `/*`
/// below any folder.
fn reaches(folder: &str, pattern: &str) -> bool {
    // Compares the text before the first wildcard; either of the two may be the longer one.
    let fixed = pattern.split(['*', '?']).next().unwrap_or_default();
    let folder = format!("{}/", folder.trim_end_matches('/'));
    fixed.starts_with(&folder) || folder.starts_with(fixed)
}

/// Returns whether a path is not below the current folder by its text.
fn is_elsewhere(path: &str) -> bool {
    has_drive(path) || path.starts_with(['/', '~']) || leaves(path)
}

/// Returns whether an alternative of a pattern may start elsewhere (`{/etc,src}/x`) or contain `..`.
fn may_lead_elsewhere(pattern: &str) -> bool {
    let within = pattern.find(['{', '(', '[']).map(|at| &pattern[at..]);
    within.is_some_and(|rest| {
        let starts = [
            "{/", ",/", "(/", "|/", "~", "..", "{\\", ",\\", "[.]", "[/]",
        ];
        starts.iter().any(|start| rest.contains(start))
    })
}

/// Returns whether a path starts with a drive, such as `C:`.
fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// Returns a path in lower case, with exactly one `/` between its parts.
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

/// The patterns of a rule: the path it names and, in case that is a folder, everything below it.
struct Patterns {
    /// Patterns for absolute paths.
    whole: Vec<String>,
    /// Patterns that are resolved from each candidate folder: the session's, its parents, the project, the settings'.
    below: Vec<String>,
    /// Whether the rule is all ASCII, so that it has one spelling.
    ascii: bool,
}

impl Patterns {
    /// Builds the patterns of a rule from its prefix: `//`, `~/`, `/`, or none.
    fn of(rule: &str) -> Self {
        let (whole, below) = if let Some(rest) = rule.strip_prefix("//") {
            (vec![format!("/{}", plain(rest))], None)
        } else if let Some(rest) = rule.strip_prefix("~/") {
            // Only the agent knows which home folder is meant, so every folder may be it.
            (vec![format!("/**/{}", plain(rest))], None)
        } else if let Some(rest) = rule.strip_prefix('/') {
            // Documented as relative to the project. The root is tried too, since a rule may only err
            // towards running the hook.
            (vec![plain(rule)], Some(plain(rest)))
        } else {
            let mut whole = vec![plain(rule)];
            // As in ignore files, a name without a folder matches at any depth.
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

    /// Returns whether a pattern matches the path, or with `folder` anything a search of that folder
    /// may reach.
    fn cover(&self, path: &str, bases: &[&str], folder: bool) -> bool {
        let one = |pattern: &String, path: &str| {
            covers_path(pattern, path) || (folder && (path.is_empty() || reaches(path, pattern)))
        };
        // Bounds the work over all folders, not only for each of them.
        let mut pairs = 0_usize;
        let length: usize = self.below.iter().map(String::len).sum();
        self.whole.iter().any(|pattern| one(pattern, path))
            || bases.iter().any(|base| match below(path, base) {
                Some(rest) => {
                    // A comparison that would take too long counts as a match.
                    pairs = pairs.saturating_add(length.saturating_mul(rest.len()));
                    pairs > MOST_PAIRS || self.below.iter().any(|pattern| one(pattern, rest))
                }
                None => folder && !self.below.is_empty() && below(base, path).is_some(),
            })
    }
}

/// Returns the part of a path below a folder: `x/y` of `/a/x/y` and `/a`. It is empty for the folder
/// itself.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    match rest.is_empty() {
        true => Some(rest),
        false => rest.strip_prefix('/'),
    }
}

/// Returns the pattern and, in case it names a folder, patterns for the folder's entries. For `src/**` the folder `src`
/// is added too, because reading the folder reveals its entries.
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
