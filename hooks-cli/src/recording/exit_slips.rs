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
        let stderr = self.heard.as_ref().map(|heard| heard.stderr.as_slice());
        let stderr = String::from_utf8_lossy(stderr.unwrap_or_default());
        let found = texts
            .iter()
            .flat_map(|text| prints_before_exit(text))
            .find(|slip| stderr.contains(slip.printed));
        found.map_or_else(String::new, |slip| {
            format!(
                "; `{}` in its script has the exit code of the command before it, `{}`, which succeeded: to block, write \
                 `{} 2`",
                slip.exit,
                slip.command,
                slip.exit.split(' ').next().unwrap_or_default()
            )
        })
    }

    /// Returns the end of a sentence about exit code 1: the command is a program in Python (`python3 -c`) that calls
    /// `sys.exit` with a number in quotes, which was printed in the last line of stderr. Otherwise returns an empty
    /// text. Searches only the command, because `hooks check` finds such a line in a script.
    pub(super) fn number_in_quotes(&self, stderr: &[u8]) -> String {
        let last = stderr.trim_ascii().rsplit(|byte| *byte == b'\n').next();
        let printed = String::from_utf8_lossy(last.unwrap_or_default().trim_ascii());
        // Another code is a failure without quotes too.
        if !matches!(&*printed, "0" | "2") {
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

/// An exit that passes on the exit code of a command that prints.
#[derive(Debug, PartialEq, Eq)]
struct PassedOn<'t> {
    exit: &'static str,
    /// The name of the command before the exit.
    command: &'static str,
    /// The longest plain part of the text that the command prints. If it is in the output, the command ran: it is not
    /// text for another program, or in a function that is never called.
    printed: &'t str,
}

/// Finds the exits that pass on the exit code of a command that prints.
fn prints_before_exit(text: &str) -> Vec<PassedOn<'_>> {
    let lines = text.lines().map(str::trim);
    let code = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut before = "";
    let mut found = Vec::new();
    for statement in code.flat_map(|line| line.split(';')).map(str::trim) {
        let exit = PASSED_ON.iter().find(|exit| {
            let rest = statement.strip_prefix(**exit);
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        });
        if let Some(exit) = exit
            && let Some(command) = printing(before)
            && let Some((_, words)) = before.split_once(command)
        {
            let is_plain = |c: char| c.is_alphanumeric() || " ,.:-".contains(c);
            let parts = words.split(|c| !is_plain(c)).map(str::trim);
            let printed = parts.max_by_key(|part| part.len()).unwrap_or_default();
            found.extend((printed.len() > 1).then_some(PassedOn {
                exit,
                command,
                printed,
            }));
        }
        before = statement;
    }
    found
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
            assert!(!prints_before_exit(text).is_empty(), "{text}");
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
            assert_eq!(prints_before_exit(fine), [], "{fine}");
        }
    }
}
