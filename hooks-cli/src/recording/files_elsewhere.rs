//! Finds a file that a script reads by a relative path, if the project's root has the file, but the folder in which the
//! hook starts does not. The script then often goes on without the file, and says nothing.
//!
//! Only words at places where a file is read are examined: `< list.txt`, `cat list.txt`, `grep -f list.txt`,
//! `open("list.txt")`. A script that changes its folder, or names a folder of its own, gets no finding.

use std::path::Path;

use hooks_types::text::quoted;

use super::Recorded;
use super::literal_answers::code_lines;

/// Texts that show that a script sets or finds out its own folder.
const KNOWS: &[&str] = &[
    "cd ",
    "pushd",
    "chdir",
    "show-toplevel",
    "__file__",
    "__dirname",
    "import.meta",
    "BASH_SOURCE",
    "dirname",
    "PROJECT_DIR",
    "PROJECT_ROOT",
    "getcwd",
];

/// Words of shell scripts before the name of a file that is read.
const READERS: &[&str] = &[
    "<", "cat", "source", ".", "mapfile", "bash", "sh", "python3", "node",
];

/// Programs that can read their arguments after the first as files.
const SEARCHERS: &[&str] = &[
    "grep", "egrep", "fgrep", "jq", "awk", "sed", "head", "tail", "sort",
];

/// Calls of Python and JavaScript before the name of a file that is read.
const CALLS: &[&str] = &[
    "open(",
    "readFileSync(",
    "readFile(",
    "Path(",
    "exists(",
    "isfile(",
];

/// The maximum number of words of a script that are looked for in the project.
const WORDS: usize = 200;

impl Recorded {
    /// Returns a sentence about the first file that the script reads, and that only the project's root has.
    pub(super) fn file_elsewhere(&self, texts: &[String]) -> Option<String> {
        let folder = self.start_folder();
        let (start, root) = (
            Path::new(&folder),
            self.payload.meta.project_dir.as_deref()?,
        );
        let root = Path::new(root);
        if start == root || !start.starts_with(root) {
            return None;
        }
        let is_open = |text: &&String| !KNOWS.iter().any(|sign| text.contains(sign));
        let words = texts.iter().filter(is_open).flat_map(|text| files_in(text));
        let is_lost = |word: &&str| root.join(word).is_file() && !start.join(word).exists();
        let file = words.take(WORDS).find(is_lost)?;
        let file = quoted(file.as_bytes(), 80);
        let cure = match self.root_variable() {
            Some(name) => {
                format!("write `\"{name}/{file}\"`, or start the agent in the project's root")
            }
            None => {
                "name it by its whole path, or start the agent in the project's root".to_owned()
            }
        };
        Some(format!(
            "its script reads `{file}`, which the project has, but not the folder in which the hook starts ({}); {cure}",
            quoted(folder.as_bytes(), 120)
        ))
    }
}

/// Returns the relative paths that a script seems to read.
fn files_in(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for line in code_lines(text) {
        for call in CALLS {
            found.extend(line.match_indices(call).filter_map(|(at, _)| {
                let inner = line[at + call.len()..].trim_start_matches('r');
                let quote = inner.chars().next().filter(|c| matches!(c, '"' | '\''))?;
                let (file, rest) = inner[1..].split_once(quote)?;
                let writes = ["\"w", "'w", "\"a", "'a"].iter().any(|mode| {
                    let rest = rest.trim_start_matches([',', ' ']);
                    rest.starts_with(mode)
                });
                (!writes).then_some(file)
            }));
        }
        let commands = line.split(['|', ';', '&', '(', ')']);
        found.extend(commands.flat_map(files_of_command));
    }
    found.retain(|word| is_path(word));
    found
}

/// Returns the words of a command of a shell that seem to be files that it reads.
fn files_of_command(command: &str) -> Vec<&str> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let mut found = Vec::new();
    let is_word_of_shell =
        |word: &&&str| matches!(**word, "if" | "!" | "while" | "then" | "do" | "else");
    let program = words.iter().find(|word| !is_word_of_shell(word));
    let searches = program.is_some_and(|program| SEARCHERS.contains(program));
    for (at, word) in words.iter().enumerate() {
        let before = at
            .checked_sub(1)
            .and_then(|at| words.get(at))
            .copied()
            .unwrap_or_default();
        let is_list = before.starts_with('-') && before.ends_with('f') && searches;
        let is_test = matches!(before, "-f" | "-r" | "-e" | "-s") && word.contains('/');
        let is_operand = searches
            && !word.starts_with('-')
            && !before.starts_with('-')
            && at > 1
            && Some(before) != program.copied();
        let given = word
            .strip_prefix('<')
            .filter(|word| !word.starts_with(['<', '(']));
        if let Some(given) = given.filter(|given| !given.is_empty()) {
            found.push(trimmed(given));
        } else if READERS.contains(&before) || is_list || is_test || is_operand {
            found.push(trimmed(word));
        }
    }
    found
}

/// Removes the quotes around a word.
fn trimmed(word: &str) -> &str {
    word.trim_matches(['"', '\'', '`', ']'])
}

/// Returns whether a word can be a relative path: the word has an extension or a folder, and only characters that are
/// usual in paths.
fn is_path(word: &str) -> bool {
    let is_of_path = |c: char| c.is_ascii_alphanumeric() || "._-/+@".contains(c);
    word.len() > 2
        && word.len() < 200
        && word.chars().all(is_of_path)
        && word.contains(['.', '/'])
        && !word.starts_with(['/', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_a_script_reads_are_found() {
        for (text, file) in [
            (
                "if grep -qFf .agent-hooks/deny.txt 2>/dev/null; then exit 2; fi",
                ".agent-hooks/deny.txt",
            ),
            ("grep -q \"$cmd\" deny.txt && exit 2", "deny.txt"),
            (
                "while read -r w; do x; done < conf/deny.txt",
                "conf/deny.txt",
            ),
            ("list=$(cat conf/deny.txt)", "conf/deny.txt"),
            ("[ -f conf/on ] || exit 0", "conf/on"),
            ("jq -r '.a' conf/rules.json", "conf/rules.json"),
            ("with open(\"rules.json\") as f:", "rules.json"),
            (
                "fs.readFileSync('conf/rules.json', 'utf8')",
                "conf/rules.json",
            ),
        ] {
            assert_eq!(files_in(text), [file], "{text}");
        }
        for text in [
            "[ \"$f\" = CHANGELOG.md ] && found=1",
            "case $x in conf/deny.txt) exit 2;; esac",
            "echo 'see CONTRIBUTING.md' >&2",
            "[ -f package.json ] || exit 0",
            "grep -q package.json && exit 2",
            "open(\"log.txt\", \"a\")",
            "echo x >> log/a.txt",
            "cat \"$HOME/a.txt\" /etc/hosts",
            "# cat a.txt",
            "cat <<EOF",
        ] {
            assert_eq!(files_in(text), [""; 0], "{text}");
        }
    }
}
