//! Explains errors of a shell: `~` in quotes, and a script for bash that another shell runs.

use hooks_types::output::Ending;
use hooks_types::spec::Program;
use hooks_types::text::quoted;

use super::Recorded;

/// Errors that a plain shell prints for words that only bash knows.
const OF_BASH: &[&str] = &[
    "[[: not found",
    "source: not found",
    "declare: not found",
    "shopt: not found",
    "typeset: not found",
    "mapfile: not found",
    "readarray: not found",
    "function: not found",
    "let: not found",
    "pushd: not found",
    "Bad substitution",
    "Syntax error: \"(\" unexpected",
    "Syntax error: redirection unexpected",
    "Illegal option -o pipefail",
];

impl Recorded {
    /// Returns a sentence about an error of the hook's shell, if the hook's stderr shows a shell error with a known
    /// cause.
    pub(super) fn error_of_shell(&self, id: &str) -> Option<String> {
        self.quoted_home(id).or_else(|| self.without_bash(id))
    }

    /// Returns a sentence that says that `~` was not expanded, if the last line of stderr names a path with it.
    fn quoted_home(&self, id: &str) -> Option<String> {
        let heard = self.heard.as_ref()?;
        if heard.ending == Ending::Exited(0) {
            return None;
        }
        let stderr = String::from_utf8_lossy(&heard.stderr);
        let last = stderr.lines().rfind(|line| !line.trim().is_empty())?;
        let path = unexpanded(last)?;
        Some(format!(
            "`{id}`: the shell does not expand `~` in quotes; write `\"$HOME/{}\"`",
            quoted(path.as_bytes(), 80)
        ))
    }

    /// Returns a sentence that says that bash must run the script, if `sh` ran it and did not know a word of bash.
    fn without_bash(&self, id: &str) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let stderr = String::from_utf8_lossy(&heard.stderr);
        let of_bash = |line: &&str| OF_BASH.iter().any(|text| line.trim_end().ends_with(text));
        let line = stderr.lines().find(of_bash)?;
        let is_sh = |word: &str| matches!(word, "sh" | "/bin/sh" | "/usr/bin/sh" | "dash");
        let is_named = match &self.command()?.program {
            Program::Argv(argv) => argv.first().is_some_and(|word| is_sh(word)),
            Program::Shell(text) => text.split_whitespace().any(is_sh),
            _ => false,
        };
        let begins = |text: &String| {
            let first = text.lines().next().and_then(|line| line.strip_prefix("#!"));
            let words = first.unwrap_or_default().split_whitespace();
            words.take(2).any(is_sh)
        };
        let cure = match (is_named, self.scripts().iter().any(begins)) {
            (true, _) => "write `bash` in place of `sh` in its command",
            (false, true) => "write `#!/bin/bash` as the first line of its script",
            (false, false) => return None,
        };
        Some(format!(
            "`{id}` is run by `sh`, which does not know all of bash ({}); {cure}",
            quoted(line.trim().as_bytes(), 200)
        ))
    }
}

/// Returns the part behind `~/` of the path that a line of stderr reports as missing.
fn unexpanded(line: &str) -> Option<&str> {
    let is_missing = |end: &&str| line.trim_end().ends_with(*end);
    let ends = [
        ": No such file or directory",
        ": not found",
        ": command not found",
    ];
    let end = ends.iter().find(|end| is_missing(end))?;
    let before = line.trim_end().strip_suffix(end)?;
    let (_, path) = before.rsplit_once(": ").unwrap_or(("", before));
    let path = path.trim_start_matches("cannot open ");
    let path = path.trim_matches(['\'', '"', '`', '\u{2018}', '\u{2019}']);
    path.strip_prefix("~/").filter(|path| !path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_begins_with_an_unexpanded_tilde_is_read_from_the_error() {
        for (line, path) in [
            (
                "bash: line 1: ~/bin/x: No such file or directory",
                Some("bin/x"),
            ),
            ("sh: 1: ~/bin/x: not found", Some("bin/x")),
            ("cat: '~/x': No such file or directory", Some("x")),
            ("cat: /home/u/x: No such file or directory", None),
            ("see ~/x", None),
            ("", None),
        ] {
            assert_eq!(unexpanded(line), path, "{line}");
        }
    }
}
