//! Explains faults that come from the language of a hook's script: an exception that was meant as a block, a file name
//! that does not fit the kind of module, a percent sign in the text of `printf`, and `read -d ''`, which ends with exit
//! code 1.

use hooks_types::output::Ending;
use hooks_types::text::{error_of_trace, quoted, short_name};

use super::Recorded;

/// The maximum length, in characters, of a quotation.
const QUOTED: usize = 80;

/// The minimum number of bytes of a thrown message that is searched in a script.
const SHORTEST: usize = 4;

/// The maximum number of bytes of the flags and the width of a conversion of `printf` that are examined.
const FLAGS: usize = 8;

impl Recorded {
    /// Returns a sentence about an exception whose message is in the script's own `throw` or `raise`, and which ended
    /// the script with exit code 1.
    pub(super) fn thrown(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        if heard.ending != Ending::Exited(1) || !self.spec.event.traits().gates() {
            return None;
        }
        let line = String::from_utf8_lossy(error_of_trace(&heard.stderr)?).into_owned();
        let (_, message) = line.split_once(": ")?;
        let message = message.trim();
        let scripts = self.scripts();
        let mut lines = scripts.iter().flat_map(|text| text.lines());
        let has_message = |line: &&str| message.len() >= SHORTEST && line.contains(message);
        let found = lines.find_map(|line| {
            let words = ["throw", "raise"].into_iter();
            let mut words = words.filter(|word| line.contains(&format!("{word} ")));
            words.next().filter(|_| has_message(&line))
        })?;
        let (verb, cure) = match found {
            "throw" => (
                "throws",
                "print it with `console.error(...)` and call `process.exit(2)`",
            ),
            _ => (
                "raises",
                "print it with `print(..., file=sys.stderr)` and call `sys.exit(2)`",
            ),
        };
        Some(format!(
            "`{}` {verb} its reason, which ends it with exit code 1, a failure; exit code 2 blocks: {cure}: {}",
            short_name(&self.spec.id),
            quoted(message.as_bytes(), 200)
        ))
    }

    /// Returns a sentence about a script of Node that has `import` where only `require` works, or the reverse.
    pub(super) fn kind_of_module(&self) -> Option<String> {
        let stderr = String::from_utf8_lossy(&self.heard.as_ref()?.stderr).into_owned();
        let texts = self.command_texts();
        let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/' | '}');
        let words = || texts.iter().flat_map(|text| text.split(is_end));
        let named = |ends: &[&str]| {
            let found = words().find(|word| ends.iter().any(|end| word.ends_with(end)));
            found.map(|name| quoted(name.as_bytes(), QUOTED))
        };
        let id = short_name(&self.spec.id);
        if stderr.contains("Cannot use import statement outside a module") {
            let file = named(&[".cjs", ".js"]);
            let file = file.map_or_else(|| "its script".to_owned(), |name| format!("`{name}`"));
            return Some(format!(
                "`{id}`: Node takes {file} for a CommonJS file, because its name does not end with `.mjs`, and `import` \
                 does not work there; rename the file, or write `require(...)`"
            ));
        }
        let is_module = stderr.contains("require is not defined in ES module scope");
        is_module.then(|| {
            let file = named(&[".mjs", ".js"]);
            let file = file.map_or_else(|| "its script".to_owned(), |name| format!("`{name}`"));
            format!(
                "`{id}`: Node takes {file} for an ES module, and `require` does not work there; end its name with \
                 `.cjs`, or write `import`"
            )
        })
    }

    /// Returns a sentence about a percent sign in an answer that `printf` took for a conversion.
    pub(super) fn formatted(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let begin = heard.stdout.get(..SEARCHED).unwrap_or(&heard.stdout);
        let stdout = String::from_utf8_lossy(begin);
        let mut sources = self.scripts();
        sources.extend(self.shell_text().map(str::to_owned));
        let lines = sources.iter().flat_map(|text| text.lines());
        let mut candidates = lines.filter_map(taken_for_conversion).take(CONVERSIONS);
        let taken = candidates.find_map(|(before, taken)| {
            // The line has run, and the sign is missing in the output.
            let is_lost = stdout.contains(before) && !stdout.contains(&format!("{before}%"));
            is_lost.then_some(taken)
        })?;
        Some(format!(
            "`{}`: `printf` takes `{}` in its first text for a conversion, so the output does not have it; write \
             `printf '%s' 'TEXT'`, or `%%` for a percent sign",
            short_name(&self.spec.id),
            quoted(taken.as_bytes(), 10)
        ))
    }
}

/// The maximum number of lines with a percent sign in the text of `printf` that are compared with the output.
const CONVERSIONS: usize = 30;

/// The number of bytes at the beginning of the output in which the text before the percent sign is searched.
const SEARCHED: usize = 1 << 16;

/// Finds a percent sign in an object that a line gives to `printf` as its first text. Returns the plain text before the
/// sign, and the characters that `printf` takes for a conversion. Skips a conversion that was probably meant, such as
/// `%s` or `%5d`.
fn taken_for_conversion(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = line.split_once("printf ")?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let rest = &rest[1..];
    let mut is_escaped = false;
    let end = rest.find(|c: char| {
        let ends = c == quote && !(is_escaped && quote == '"');
        is_escaped = c == '\\' && !is_escaped;
        ends
    })?;
    let text = rest
        .get(..end)
        .filter(|text| text.trim_start().starts_with('{'))?;
    let mut from = 0;
    while let Some(at) = text.get(from..)?.find('%').map(|at| from + at) {
        let after = &text[at + 1..];
        let is_flag =
            |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | ' ' | '#' | '.' | '*');
        let flags = after.len() - after.trim_start_matches(is_flag).len();
        let conversion = after[flags..].chars().next();
        let is_meant = match conversion {
            Some('%') => flags == 0,
            Some(c) => "sdiqbuxXocfgeE".contains(c) && !after[..flags].contains(' '),
            None => false,
        };
        if !is_meant && flags < FLAGS {
            let plain = text[..at].rsplit(['%', '\\', '"', '$']).next()?;
            let width = 1 + flags + conversion.map_or(0, char::len_utf8);
            return (!plain.trim().is_empty()).then_some((plain, &text[at..at + width]));
        }
        from = at + 1 + flags + conversion.map_or(0, char::len_utf8);
    }
    None
}

/// Returns whether a line of a shell script calls `read -d ''`, which reads to the end of its input and then ends with
/// exit code 1, and does not handle that code.
pub(super) fn reads_to_the_end(line: &str) -> bool {
    let code = line.trim();
    let mut commands = code.split([';', '|', '&']);
    let reads = commands.any(|command| {
        let words: Vec<&str> = command.split_whitespace().collect();
        let name = words.iter().find(|word| !word.contains('='));
        let is_empty = |word: &&str| matches!(*word, "''" | "\"\"" | "$'\\0'");
        let delimiter = words
            .iter()
            .position(|word| word.starts_with('-') && word.ends_with('d'));
        name == Some(&"read") && delimiter.is_some_and(|at| words.get(at + 1).is_some_and(is_empty))
    });
    reads && !code.contains("||") && !code.starts_with("if ") && !code.starts_with("while ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_of_the_text_is_told_from_a_conversion() {
        for (line, taken) in [
            (
                r#"printf '{"reason":"below 80% now"}'"#,
                Some(("below 80", "% n")),
            ),
            (
                r#"printf "{\"reason\":\"at 100%\"}""#,
                Some(("at 100", "%\\")),
            ),
            (
                r#"x && printf '{"a":"%s","b":"5% of"}' "$x""#,
                Some(("5", "% o")),
            ),
            (r#"printf '{"a":"%s"}' "80% now""#, None),
            (r#"printf '{"a":"80%% now","b":%d}' 1"#, None),
            ("printf '80% now'", None),
            ("printf \"$text\"", None),
            ("echo '{\"a\":\"80% now\"}'", None),
            ("", None),
        ] {
            assert_eq!(taken_for_conversion(line), taken, "{line}");
        }
    }

    #[test]
    fn a_read_to_the_end_of_the_input_is_known_by_its_empty_delimiter() {
        for line in [
            "IFS= read -r -d '' payload",
            "read -rd \"\" x; echo",
            "  read -d '' x",
        ] {
            assert!(reads_to_the_end(line), "{line}");
        }
        for line in [
            "read -r payload",
            "read -r -d '' payload || true",
            "while read -r -d '' f; do",
            "cut -d '' -f 1",
            "read -d , x",
        ] {
            assert!(!reads_to_the_end(line), "{line}");
        }
    }
}
