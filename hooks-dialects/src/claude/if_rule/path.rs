//! Evaluates a permission rule over paths against the path of a file tool.
//!
//! The file system is not read, so links are not followed. So a path also matches if its text does not show which file
//! it names: it contains `..` (behind a link, this can be a different folder than the text suggests), starts with `~`,
//! or is in `/proc`. Case, `\` instead of `/`, `.` and `//` make no difference.
//!
//! The paths in a rule are relative to the folder of its project. This folder is not always known here, because the
//! session's folder changes with every `cd`. So a rule is tried relative to the session's folder, to every folder above
//! it, to the project's folder if it is known, and to the folders of the settings.

use serde_json::Value;

use crate::claude::glob::{MOST_PAIRS, covers_path};

/// The input fields of file tools that hold a path.
const FIELDS: &[&str] = &["file_path", "notebook_path", "path"];

/// Tools that search a folder. In `Glob`, the pattern can contain a path too.
const FOLDER_TOOLS: &[&str] = &["Glob", "Grep", "LS"];

/// Folders whose entries are further names of files in other folders.
const ALIASES: &[&str] = &["/proc/", "/dev/fd"];

/// The deepest folder that is supported, in levels. A path in a deeper folder matches every rule.
const DEEPEST: usize = 256;

/// Returns whether a rule's argument matches a path in the input of a tool with one of these names. The argument can be
/// relative to `cwd`, to a folder above `cwd`, or to one of the folders in `others`.
pub(super) fn fits(rule: &str, names: &[&str], input: &Value, cwd: &str, others: &[&str]) -> bool {
    let text = |key: &str| input.get(key).and_then(Value::as_str);
    let given = FIELDS.iter().filter_map(|key| input.get(key));
    let given = given.filter(|value| !value.is_null());
    // A value that is not a text, such as a list of paths, can still name files for the tool. So it matches every rule.
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
    // A rule with a character class, alternatives or `..` is not understood here, so it matches every path.
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

/// Returns the paths that a text can mean to a tool: the text with or without surrounding white space, or the path of a
/// `file:` URL. Returns `None` if the path in a URL is uncertain.
fn spellings(text: &str) -> Option<impl Iterator<Item = &str>> {
    let trimmed = text.trim();
    let addressed = match trimmed.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("file") => Some(of_address(rest)?),
        Some((scheme, rest)) if scheme.len() > 1 && rest.starts_with("//") => return None,
        _ => None,
    };
    Some([Some(text), Some(trimmed), addressed].into_iter().flatten())
}

/// Returns the path in `rest`, the text after `file:` in a URL, if the file is on this machine and the path contains no
/// escapes.
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
    // In a `file:` URL, the path of a drive starts with a slash: `/C:/x`. So drop the slash.
    let path = behind.get(host.len()..)?;
    let drive = path.get(1..).filter(|path| has_drive(path));
    here.then_some(drive.unwrap_or(path))
}

/// Returns a folder and the folders above it: `/a/b`, `/a`. The root is left out, because it is never a project.
fn above(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder.trim_end_matches('/')), |folder| {
        let (parent, _) = folder.rsplit_once('/')?;
        (!parent.is_empty()).then_some(parent)
    })
}

/// Returns whether one of the patterns matches a path in one of its possible spellings.
fn covered(patterns: &Patterns, path: &str, bases: &[&str], cwd: &str, folder: bool) -> bool {
    let path = plain(path);
    // Names with characters outside ASCII can have several spellings in Unicode, and a comparison of bytes would miss
    // some of them. So treat such a path as a match.
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
    // In rules, a drive such as `C:` is written as a folder: `//c/`. So compare the path in this form too.
    let mounted = has_drive(&path).then(|| format!("/{}", path.replacen(':', "", 1)));
    std::iter::once(path)
        .chain(mounted)
        .any(|path| patterns.cover(&path, bases, folder))
}

/// Returns whether file systems that ignore case can treat the character as an ASCII letter, or skip it.
fn is_dropped_or_folded(c: char) -> bool {
    matches!(c,
        '\u{17f}' | '\u{212a}' | '\u{131}' | '\u{130}' | '\u{ad}' | '\u{feff}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

/// Returns whether a path has a `..` part.
fn leaves(path: &str) -> bool {
    path.split('/').any(|part| part == "..")
}

/// Returns whether a pattern can match a path below a folder. For example, `/a/b/*.rs` can match below `/a`, and `/*`
/// can match below any folder.
fn reaches(folder: &str, pattern: &str) -> bool {
    // The text before the first wildcard is compared with the folder. Either can be longer; the longer text must begin
    // with the shorter text.
    let fixed = pattern.split(['*', '?']).next().unwrap_or_default();
    let folder = format!("{}/", folder.trim_end_matches('/'));
    fixed.starts_with(&folder) || folder.starts_with(fixed)
}

/// Returns whether a path, judged by its text alone, can be outside the current folder.
fn is_elsewhere(path: &str) -> bool {
    has_drive(path) || path.starts_with(['/', '~']) || leaves(path)
}

/// Returns whether an alternative in a pattern can begin at a different folder (`{/etc,src}/x`) or contain `..`.
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

/// The patterns of a rule: the path that it names and, for the case that this path is a folder, everything below the
/// folder.
struct Patterns {
    /// The patterns for absolute paths.
    whole: Vec<String>,
    /// The patterns for paths relative to each candidate folder: the session's folder, the folders above it, the
    /// project's folder and the settings' folder.
    below: Vec<String>,
    /// Whether the rule consists of ASCII characters. If so, it has only one spelling in Unicode.
    ascii: bool,
}

impl Patterns {
    /// Builds the patterns of a rule. The folder to which the patterns are relative depends on the rule's prefix: `//`,
    /// `~/`, `/`, or no prefix.
    fn of(rule: &str) -> Self {
        let (whole, below) = if let Some(rest) = rule.strip_prefix("//") {
            (vec![format!("/{}", plain(rest))], None)
        } else if let Some(rest) = rule.strip_prefix("~/") {
            // Only the agent knows which folder `~` means, so the rest of the rule can match below any folder.
            (vec![format!("/**/{}", plain(rest))], None)
        } else if let Some(rest) = rule.strip_prefix('/') {
            // The documentation says that a rule with one leading slash is relative to the project. Match it from the
            // file system's root too: at worst, the hook runs on a call that the rule does not mean.
            (vec![plain(rule)], Some(plain(rest)))
        } else {
            let mut whole = vec![plain(rule)];
            // A name without a folder matches at any depth, as in `.gitignore` files.
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

    /// Returns whether a pattern matches the path. If `folder` is true, the path is a folder that a tool searches: a
    /// pattern that can match something below the folder then matches too.
    fn cover(&self, path: &str, bases: &[&str], folder: bool) -> bool {
        let one = |pattern: &String, path: &str| {
            covers_path(pattern, path) || (folder && (path.is_empty() || reaches(path, pattern)))
        };
        // Count the comparisons for all folders together, because a limit for each folder would not bound the total
        // work.
        let mut pairs = 0_usize;
        let length: usize = self.below.iter().map(String::len).sum();
        self.whole.iter().any(|pattern| one(pattern, path))
            || bases.iter().any(|base| match below(path, base) {
                Some(rest) => {
                    // A comparison that would take too long is treated as a match.
                    pairs = pairs.saturating_add(length.saturating_mul(rest.len()));
                    pairs > MOST_PAIRS || self.below.iter().any(|pattern| one(pattern, rest))
                }
                None => folder && !self.below.is_empty() && below(base, path).is_some(),
            })
    }
}

/// Returns a path relative to a folder: `x/y` for the path `/a/x/y` and the folder `/a`; an empty text for the folder
/// itself.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    match rest.is_empty() {
        true => Some(rest),
        false => rest.strip_prefix('/'),
    }
}

/// Returns the pattern, and a second pattern for everything below it, for the case that the pattern names a folder. For
/// `src/**` the folder `src` itself is added too, because reading the folder reveals its entries.
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
