//! Explains a hook whose script went on after one of its tools failed: the tool printed an error, the script ended with
//! exit code 0, and the hook said nothing.

use hooks_types::output::Ending;
use hooks_types::text::{error_of_trace, quoted, short_name};

use super::Recorded;

/// Tools of scripts that begin each of their errors with their name.
const TOOLS: &[&str] = &[
    "jq", "yq", "grep", "egrep", "fgrep", "sed", "awk", "gawk", "mawk", "cat", "cut", "tr", "head",
    "tail", "xargs", "find", "git", "python", "python3", "node", "perl", "ruby", "curl",
    "realpath", "readlink", "stat", "wc", "sort",
];

/// The beginnings of errors that tools print without their name.
const ERRORS: &[&str] = &["parse error", "fatal: ", "error: "];

/// The ends of a line in which a shell says that it did not find a program.
const NOT_FOUND: &[&str] = &[": command not found", ": not found"];

/// What a line of stderr says about a tool.
#[derive(Debug, PartialEq, Eq)]
enum Failed<'l> {
    /// A shell did not find the program of this name.
    Missing(&'l str),
    /// A tool took the payload as the name of a file.
    Payload(&'l str),
    /// A script passed a variable without quotes to `[`, and the value became several words or no word.
    Test,
    /// A tool failed for another reason.
    Tool,
}

/// The ends of a line in which a tool says that a file does not exist.
const NO_FILE: &[&str] = &[": No such file or directory", ": File name too long"];

/// The ends of a line in which `[` says that it got more or fewer words than it needs.
const BAD_TESTS: &[&str] = &[
    "too many arguments",
    "operator expected",
    "unexpected operator",
];

/// The number of bytes at the end of an error that are always shown, because the end names the cause.
const END: usize = 80;

impl Recorded {
    /// Returns a sentence that says that a tool of the script failed, if the hook said nothing.
    pub(super) fn failed_tool(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let is_silent = heard.stdout.trim_ascii().is_empty() && self.has_missed();
        if heard.ending != Ending::Exited(0) || !is_silent {
            return None;
        }
        let mut texts = self.scripts();
        texts.extend(self.command_texts());
        let stderr = String::from_utf8_lossy(&heard.stderr);
        let of_line = |line: &'_ str| failed(line, &texts).map(|_| line.to_owned());
        let line = stderr.lines().find_map(of_line).or_else(|| {
            let error = error_of_trace(&heard.stderr)?;
            Some(String::from_utf8_lossy(error).into_owned())
        })?;
        let cure = match failed(&line, &texts) {
            Some(Failed::Missing(name)) => {
                format!(
                    "install `{}`, or write its path",
                    quoted(name.as_bytes(), 60)
                )
            }
            Some(Failed::Payload(tool)) => format!(
                "`{tool}` took the payload as the name of a file; give it the payload on stdin: `printf '%s' \"$input\" | \
                 {tool} ...`"
            ),
            Some(Failed::Test) => {
                "a variable in `[ ... ]` is not in quotes; write `[ \"$name\" = ... ]`, or, for a \
                                   pattern with `*`, `[[ $name == ... ]]` in a script for bash"
                    .to_owned()
            }
            _ => {
                "correct that command; `|| exit 1` behind it makes such a run a failure of the hook"
                    .to_owned()
            }
        };
        let effect = match self.could_block() {
            true => "decided nothing",
            false => "said nothing",
        };
        Some(format!(
            "`{}` {effect}: a command in its script failed (`{}`), but the script went on to exit code 0; {cure}",
            short_name(&self.spec.id),
            shown(line.trim()),
        ))
    }
}

/// Quotes an error. Leaves out the middle of a long error, because its end names the cause.
fn shown(line: &str) -> String {
    if line.len() <= 200 {
        return quoted(line.as_bytes(), 200);
    }
    let mut end = line.len() - END;
    while !line.is_char_boundary(end) {
        end += 1;
    }
    let (start, end) = line.split_at(end);
    format!(
        "{} {}",
        quoted(start.as_bytes(), 100),
        quoted(end.as_bytes(), 2 * END)
    )
}

/// Returns the failure of a tool that a line of stderr reports. `texts` are the texts of the script. If the message is
/// in the script's text, the script probably printed it, so it does not count as [`Failed::Tool`].
fn failed<'l>(line: &'l str, texts: &[String]) -> Option<Failed<'l>> {
    let line = line.trim();
    if let Some(before) = NOT_FOUND.iter().find_map(|end| line.strip_suffix(end)) {
        let name = before.rsplit(": ").next().unwrap_or(before);
        return names(texts, name).then_some(Failed::Missing(name));
    }
    if line.contains(": [: ") && BAD_TESTS.iter().any(|end| line.ends_with(end)) {
        return Some(Failed::Test);
    }
    let (name, said) = line.split_once(':')?;
    if TOOLS.contains(&name)
        && said.trim_start().starts_with('{')
        && NO_FILE.iter().any(|end| line.ends_with(end))
    {
        return Some(Failed::Payload(name));
    }
    let is_own = || texts.iter().any(|text| text.contains(said.trim()));
    let is_error = ERRORS.iter().any(|begin| line.starts_with(begin));
    ((is_error || TOOLS.contains(&name)) && !is_own()).then_some(Failed::Tool)
}

/// Returns whether a script has the name of a program as a word.
fn names(texts: &[String], name: &str) -> bool {
    let is_end = |c: char| !(c.is_alphanumeric() || "_-.".contains(c));
    let mut words = texts.iter().flat_map(|text| text.split(is_end));
    words.any(|word| word == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_long_error_is_shown() {
        let long = format!(
            "grep: {{\"a\":\"{}\"}}: No such file or directory",
            "ö".repeat(5000)
        );
        let shown = shown(&long);
        assert!(shown.starts_with("grep: {\"a\":"), "{shown}");
        assert!(shown.ends_with(": No such file or directory"), "{shown}");
        assert!(shown.len() < 500, "{shown}");
    }

    #[test]
    fn a_line_of_stderr_that_says_that_a_tool_failed_is_told_from_other_text() {
        let texts = [
            "jqq .x | grep -q y && { echo 'git: no push' >&2; echo \"error: no force push\" >&2; }"
                .to_owned(),
        ];
        for (line, what) in [
            (
                "/usr/bin/bash: line 1: jqq: command not found",
                Some(Failed::Missing("jqq")),
            ),
            ("g.sh: 3: jqq: not found", Some(Failed::Missing("jqq"))),
            (
                "jq: error (at <stdin>:1): Cannot index string",
                Some(Failed::Tool),
            ),
            ("jq: Unknown option -p", Some(Failed::Tool)),
            (
                "parse error: Invalid numeric literal at line 1, column 5",
                Some(Failed::Tool),
            ),
            (
                "grep: list.txt: No such file or directory",
                Some(Failed::Tool),
            ),
            (
                "grep: {\"cwd\":\"/\"}: No such file or directory",
                Some(Failed::Payload("grep")),
            ),
            ("/p/g.sh: line 3: [: too many arguments", Some(Failed::Test)),
            ("g.sh: 3: [: git: unexpected operator", Some(Failed::Test)),
            ("deploy: too many arguments", None),
            ("git: no push", None),
            ("error: no force push", None),
            ("no push: use the deploy script", None),
            ("module: not found", None),
            ("", None),
        ] {
            assert_eq!(failed(line, &texts), what, "{line}");
        }
    }
}
