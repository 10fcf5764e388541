//! Explains an exit code that a script did not mean: `exit $?` behind `echo`, or `sys.exit("2")` in Python.

use hooks_types::text::quoted;

use super::Recorded;

/// The maximum length, in characters, of a quotation of a script in a sentence.
const QUOTED: usize = 80;

/// The forms in which shell scripts pass on the exit code of the command before.
const PASSED_ON: &[&str] = &["exit $?", "exit \"$?\"", "return $?"];

/// Commands that print a reason and succeed.
const PRINTS: &[&str] = &["echo", "printf", "logger"];

/// The beginnings of calls that end a Python script.
const EXITS: &[&str] = &["sys.exit(", "SystemExit("];

impl Recorded {
    /// Returns the end of a sentence about exit code 0: the script passes on the exit code of the command that prints
    /// the reason. Returns an empty text if the script does not.
    pub(super) fn passed_on(&self) -> String {
        let mut texts = self.scripts();
        texts.extend(self.command_texts());
        let found = texts.iter().find_map(|text| prints_before_exit(text));
        found.map_or_else(String::new, |(exit, command)| {
            format!(
                "; `{exit}` in its script has the exit code of the command before it, `{command}`, which succeeded: write \
                 `{} 2`",
                exit.split(' ').next().unwrap_or_default()
            )
        })
    }

    /// Returns the end of a sentence about exit code 1: the command is a program in Python (`python3 -c`) that calls
    /// `sys.exit` with a number in quotes, which was printed in the last line of stderr. Otherwise returns an empty
    /// text. Searches only the command, because `hooks check` finds such a line in a script.
    pub(super) fn number_in_quotes(&self, stderr: &[u8]) -> String {
        let last = stderr.trim_ascii().rsplit(|byte| *byte == b'\n').next();
        let printed = String::from_utf8_lossy(last.unwrap_or_default().trim_ascii());
        let is_number = !printed.is_empty() && printed.len() <= 3;
        if !is_number || !printed.chars().all(|c| c.is_ascii_digit()) {
            return String::new();
        }
        let texts = self.command_texts();
        let call = EXITS.iter().find(|call| {
            let is_quoted = |quote: &char| {
                let written = format!("{call}{quote}{printed}{quote}");
                // In the text of a shell the quotes can be escaped.
                texts
                    .iter()
                    .any(|text| text.replace('\\', "").contains(&written))
            };
            ['"', '\''].iter().any(is_quoted)
        });
        call.map_or_else(String::new, |call| {
            let printed = quoted(printed.as_bytes(), QUOTED);
            format!(
                "; `{call}\"{printed}\")` prints the text `{printed}` and ends with exit code 1: write `{call}{printed})`, \
                 without quotes"
            )
        })
    }
}

/// Finds an exit that passes on the exit code of a command that prints. Returns the exit and the command's name.
fn prints_before_exit(text: &str) -> Option<(&'static str, &'static str)> {
    let lines = text.lines().map(str::trim);
    let code = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut before = "";
    for statement in code.flat_map(|line| line.split(';')).map(str::trim) {
        let exit = PASSED_ON.iter().find(|exit| {
            let rest = statement.strip_prefix(**exit);
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        });
        if let Some(exit) = exit
            && let Some(command) = printing(before)
        {
            return Some((exit, command));
        }
        before = statement;
    }
    None
}

/// Returns the name of the command of a statement that only prints a text.
fn printing(statement: &str) -> Option<&'static str> {
    let statement = statement
        .rsplit_once("{ ")
        .map_or(statement, |(_, group)| group);
    // A part behind `&&`, `||` or `|` can fail.
    if statement.contains("&&") || statement.contains('|') {
        return None;
    }
    let words = ["then", "else", "do", "{", ">&2", "1>&2"];
    let mut words = statement
        .split_whitespace()
        .skip_while(|word| words.contains(word));
    let first = words.next()?;
    PRINTS.iter().copied().find(|command| *command == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_that_passes_on_the_code_of_a_command_that_prints_is_found() {
        for text in [
            "if ! make lint; then\n  echo \"lint failed\" >&2\n  exit $?\nfi",
            "make lint || { echo no >&2; exit $?; }\n",
            "printf 'no\\n' >&2\n\n# the reason\nexit \"$?\"",
            "if x; then >&2 echo no; exit $?; fi",
            "f() {\n  echo no >&2\n  return $?\n}",
        ] {
            assert!(prints_before_exit(text).is_some(), "{text}");
        }
        for fine in [
            "make lint\nexit $?",
            "make lint; rc=$?; echo no >&2; exit $rc",
            "echo x | grep -q y\nexit $?",
            "echo x && make\nexit $?",
            "echo no >&2\nmake\nexit $?",
            "# echo no\nexit $?",
            "echo no >&2; exit 2",
            "echo 'exit $?'",
            "exit $?",
            "",
        ] {
            assert_eq!(prints_before_exit(fine), None, "{fine}");
        }
    }
}
