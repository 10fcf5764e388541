//! Finds hooks in parts of agents' files that are read for other purposes, such as the frontmatter of a subagent. Like
//! the hooks of a file at a wrong place, these hooks are ignored without a message.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use hooks_config::{AgentFiles, Places};
use hooks_dialects::{CLAUDE, agents};
use serde::Deserialize;
use serde_json::Value;

use super::{Misplaced, entries_of};
use crate::os::open_regular;

/// The maximum number of bytes of a settings file that are read. The agent keeps its state in one settings file, which
/// can be large.
const SETTINGS: u64 = 4 << 20;

/// The maximum number of bytes in which the frontmatter of a file must end.
const START: u64 = 1 << 14;

/// The maximum number of lines of a frontmatter.
const LINES: usize = 200;

/// The maximum number of files with a frontmatter that are read.
const MOST: usize = 100;

/// The part of a file that is not read, as messages name it.
const KEY: &str = "the key `hooks`";
const FRONTMATTER: &str = "the key `hooks` in the frontmatter";

/// A settings file, of which only the hooks matter.
#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    hooks: Value,
}

/// Finds hooks in unread parts of files, in every project and in the user's folders.
pub(crate) fn parts_of_files(around: &Places) -> Vec<Misplaced> {
    let all = agents();
    let agent = all.get(&CLAUDE);
    let mut found = Vec::new();
    if let Some(home) = around.home.as_deref() {
        let folder = around.agent_homes.get(&CLAUDE);
        let folder = folder.map_or_else(|| home.join(".claude"), Clone::clone);
        let belongs = folder.join("settings.json");
        let mut settings = vec![
            folder.join("settings.local.json"),
            home.join(".claude.json"),
        ];
        settings.retain(|path| has_hooks(path));
        for path in settings {
            found.push(part(path, &belongs, None, KEY, agent));
        }
        for path in in_frontmatters(&folder) {
            found.push(part(path, &belongs, None, FRONTMATTER, None));
        }
    }
    for root in &around.roots {
        let folder = root.path.join(".claude");
        for path in in_frontmatters(&folder) {
            let belongs = folder.join("settings.json");
            found.push(part(path, &belongs, Some(&root.path), FRONTMATTER, None));
        }
    }
    found
}

/// Describes a file of which one part is not read.
fn part(
    path: PathBuf,
    belongs: &Path,
    root: Option<&Path>,
    part: &'static str,
    agent: Option<&AgentFiles>,
) -> Misplaced {
    Misplaced {
        path,
        belongs: belongs.to_path_buf(),
        root: root.map(Path::to_path_buf),
        agent: agent.map(AgentFiles::title),
        part: Some(part),
        loses_hooks: true,
    }
}

/// Returns whether the file is JSON with hooks in it.
fn has_hooks(path: &Path) -> bool {
    let text = start_of(path, SETTINGS).unwrap_or_default();
    // Most such files have no hooks, and then need not be parsed.
    let settings = text
        .contains("\"hooks\"")
        .then(|| serde_json::from_str::<Settings>(&text));
    match settings {
        Some(Ok(Settings { hooks })) => hooks.as_object().is_some_and(|hooks| !hooks.is_empty()),
        _ => false,
    }
}

/// Returns the subagents and skills in an agent's folder that have hooks in their frontmatter.
fn in_frontmatters(folder: &Path) -> Vec<PathBuf> {
    let mut files = entries_of(&folder.join("agents"));
    files.retain(|path| path.extension().is_some_and(|kind| kind == "md"));
    let skills = entries_of(&folder.join("skills")).into_iter();
    files.extend(skills.map(|skill| skill.join("SKILL.md")));
    files.truncate(MOST);
    files.retain(|path| start_of(path, START).is_some_and(|text| names_hooks(&text)));
    files
}

/// Returns whether the frontmatter at the start of the text has the key `hooks`.
fn names_hooks(text: &str) -> bool {
    let mut lines = text.lines();
    let begins = lines.next().is_some_and(|line| line.trim_end() == "---");
    let inside = lines
        .take(LINES)
        .take_while(|line| line.trim_end() != "---");
    begins && inside.into_iter().any(|line| line.starts_with("hooks:"))
}

/// Reads the first bytes of a file; `None` for everything that is not a file. A link is not followed: in a project of a
/// stranger it could lead to any file.
fn start_of(path: &Path, most: u64) -> Option<String> {
    let at = fs::symlink_metadata(path).ok()?;
    if !at.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    let file = open_regular(path).ok()?;
    file.take(most).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::names_hooks;

    #[test]
    fn only_the_key_of_a_frontmatter_counts() {
        assert!(names_hooks("---\nname: x\nhooks:\n  Stop: []\n---\n"));
        for none in [
            "",
            "hooks:\n",
            "---\nname: x\n---\nhooks:\n",
            "---\nname: x\n  hooks:\n---\n",
        ] {
            assert!(!names_hooks(none), "{none}");
        }
    }
}
