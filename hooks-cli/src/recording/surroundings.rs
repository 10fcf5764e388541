//! Explains errors that come from the surroundings of a hook: it has no terminal, and it starts in the session's
//! folder.

use std::path::Path;

use hooks_dialects::agents;
use hooks_types::output::Ending;
use hooks_types::spec::{Program, WorkDir};
use hooks_types::text::{quoted, short_name};

use super::Recorded;
use crate::variables::{module_elsewhere, not_passed_on, unless_named, unset_in_scripts};

/// Error texts of programs that miss a terminal.
const NO_TERMINAL: &[&str] = &[
    "not a tty",
    "is not a terminal",
    "no tty present",
    "terminal is required",
    "Inappropriate ioctl for device",
    // The error of Python's `input()` if stdin was already read to its end.
    "EOFError: EOF when reading a line",
];

/// The path under which programs open the terminal.
const TERMINAL: &str = "/dev/tty";

impl Recorded {
    /// Returns a sentence that says that a hook has no terminal, if its stderr or its script shows that the hook needs
    /// a terminal.
    pub(super) fn without_terminal(&self, id: &str) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let stderr = String::from_utf8_lossy(&heard.stderr);
        let says = |line: &&str| {
            line.contains(TERMINAL) && line.contains("o such device")
                || NO_TERMINAL.iter().any(|text| line.contains(text))
        };
        let is_ended = matches!(heard.ending, Ending::TimedOut | Ending::Signaled(_));
        // Returns whether the hook probably waited for input from a terminal, which it does not have.
        let waits = || {
            let texts = self.scripts();
            let own = self.shell_text().unwrap_or_default();
            texts.iter().any(|text| text.contains(TERMINAL)) || own.contains(TERMINAL)
        };
        let seen = match stderr.lines().find(says) {
            // At exit code 2 the text on stderr is the reason, which the report's row and heading show. So do not quote
            // it again.
            Some(_) if heard.ending == Ending::Exited(2) => String::new(),
            Some(line) => format!(" ({})", quoted(line.trim().as_bytes(), 200)),
            None if is_ended && waits() => format!(", and its script reads `{TERMINAL}`"),
            None if self.prompts() => {
                ", and its script asks a question with `read -p`, which the user does not see"
                    .to_owned()
            }
            None => return None,
        };
        let cure = match self.could_block() {
            true => "to let the user decide, answer `ask`",
            false => "read the input from the payload on stdin",
        };
        Some(format!("`{id}`: a hook has no terminal{seen}; {cure}"))
    }

    /// Returns whether a script of the hook asks a question with bash's `read -p`, from its own stdin.
    fn prompts(&self) -> bool {
        let texts = self.scripts();
        let own = self.shell_text().unwrap_or_default();
        texts.iter().map(String::as_str).chain([own]).any(prompts)
    }

    /// Returns a sentence about the variables that the hook reads, and that are set in this process but not passed to
    /// the hook. `None` if the hook decided the call.
    pub(super) fn without_variable(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let (spec, payload) = (&self.spec, &self.payload);
        let has_decided = heard.answer.is_some() && !heard.lets_pass;
        let said = not_passed_on(spec, payload).or_else(|| unless_named(spec, payload));
        let said = said.filter(|_| !has_decided)?;
        Some(format!("`{}`: {said}", short_name(&spec.id)))
    }

    /// Returns a sentence about the variables that the hook's script reads and that are set nowhere. `None` unless the
    /// hook said nothing.
    pub(super) fn unset_variable(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let has_said =
            !heard.stdout.trim_ascii().is_empty() || !heard.stderr.trim_ascii().is_empty();
        if has_said || !self.has_missed() || !self.could_block() {
            return None;
        }
        let unset = unset_in_scripts(&self.spec, &self.payload)?;
        Some(format!(
            "`{}` {} could be because it reads {unset}",
            short_name(&self.spec.id),
            self.came()
        ))
    }

    /// Returns a sentence about a module that the hook's interpreter did not find, because the variable that names the
    /// module's folder was not passed to the hook.
    pub(super) fn missing_module(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let stderr = String::from_utf8_lossy(&heard.stderr);
        let said = module_elsewhere(&self.spec, &self.payload, &stderr)?;
        Some(format!("`{}`: {said}", short_name(&self.spec.id)))
    }

    /// Returns a sentence that names the folder in which the hook started, if the last line of stderr says that a
    /// relative path was not found.
    pub(super) fn without_folder(&self, id: &str) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let stderr = String::from_utf8_lossy(&heard.stderr);
        let last = stderr.lines().rfind(|line| !line.trim().is_empty())?.trim();
        let wanted = missing_path(last)?;
        // An operator such as `&&` in an array is passed to the program as a word. The program then takes words after
        // it for files that the author never meant, so say nothing about them.
        if self.has_operator() {
            return None;
        }
        let folder = self.start_folder();
        let start = Path::new(&folder);
        if start.join(wanted).exists() {
            return None;
        }
        if wanted.contains('*') && self.has_word(wanted) {
            return Some(format!(
                "`{id}`: nothing replaces `{}` by the names of files, because no shell reads an array of words; write \
                 the command as one string, which a shell reads",
                quoted(wanted.as_bytes(), 80)
            ));
        }
        let mut said = format!(
            "`{id}` started in {}, which has no `{}` ({})",
            quoted(folder.as_bytes(), 200),
            quoted(wanted.as_bytes(), 80),
            quoted(last.as_bytes(), 200)
        );
        let project = self.payload.meta.project_dir.as_deref();
        let is_there = project.is_some_and(|project| Path::new(project).join(wanted).exists());
        if let Some(name) = self.root_variable().filter(|_| is_there) {
            let wanted = quoted(wanted.as_bytes(), 80);
            said += &format!("; it is in the project: write `\"{name}/{wanted}\"`");
        }
        Some(said)
    }

    /// Returns the variable that holds the path of the project for this hook.
    pub(super) fn root_variable(&self) -> Option<&'static str> {
        let dialect = &self.spec.form.dialect;
        match dialect.is_native() {
            true => Some("$HOOKS_PROJECT_DIR"),
            false => agents()
                .get(dialect)
                .and_then(|agent| agent.root_in_command),
        }
    }

    /// Returns whether the command is an array with this word.
    fn has_word(&self, word: &str) -> bool {
        match self.command().map(|command| &command.program) {
            Some(Program::Argv(argv)) => argv.iter().any(|own| own == word),
            _ => false,
        }
    }

    /// Returns whether the command is an array with an operator of a shell among its words.
    fn has_operator(&self) -> bool {
        let is_operator =
            |word: &String| matches!(word.as_str(), "&&" | "||" | "|" | ";" | ">" | ">>" | "<");
        match self.command().map(|command| &command.program) {
            Some(Program::Argv(argv)) => argv.iter().any(is_operator),
            _ => false,
        }
    }

    /// Returns the folder in which the hook was started.
    pub(super) fn start_folder(&self) -> String {
        match self.command().map(|command| &command.work_dir) {
            Some(WorkDir::Fixed(folder)) => folder.display().to_string(),
            _ => self.payload.meta.cwd.clone(),
        }
    }
}

/// Returns whether a shell text contains the command `read` with the option `-p` and without a redirection.
fn prompts(text: &str) -> bool {
    let lines = text.lines().map(str::trim_start);
    let code = lines.filter(|line| !line.starts_with('#') && !line.contains('<'));
    let mut commands = code.flat_map(|line| line.split([';', '(', '{', '&', '|']));
    commands.any(|command| {
        let is_word_of_shell = |word: &&str| {
            matches!(
                *word,
                "if" | "!" | "while" | "until" | "then" | "do" | "else"
            )
        };
        let mut words = command.split_whitespace().skip_while(is_word_of_shell);
        words.next() == Some("read")
            && words
                .take_while(|word| word.starts_with('-'))
                .any(|word| word.ends_with('p'))
    })
}

/// Returns the relative path that a line of stderr reports as missing: `bash: line 1: cd: web: No such file or
/// directory`, or `sh: 1: cd: can't cd to web`.
fn missing_path(line: &str) -> Option<&str> {
    let path = match line.split_once("can't cd to ") {
        Some((_, path)) => path,
        None => {
            let (before, _) = line.split_once(": No such file or directory")?;
            let (_, path) = before.rsplit_once(": ")?;
            path.strip_prefix("cannot open ").unwrap_or(path)
        }
    };
    let path = path.trim_matches(['\'', '"', '`']);
    let is_path = !path.is_empty() && path.len() < 200 && !path.contains([' ', '$']);
    (is_path && !path.starts_with(['/', '~', '-'])).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_relative_path_that_is_missing_is_read_from_the_error() {
        for (line, path) in [
            (
                "bash: line 1: cd: web: No such file or directory",
                Some("web"),
            ),
            ("sh: 1: cd: can't cd to web", Some("web")),
            (
                "cat: src/a.txt: No such file or directory",
                Some("src/a.txt"),
            ),
            (
                "sh: 1: cannot open a.txt: No such file or directory",
                Some("a.txt"),
            ),
            ("cat: /etc/none: No such file or directory", None),
            ("no such file", None),
            ("", None),
        ] {
            assert_eq!(missing_path(line), path, "{line}");
        }
    }
}
