//! Reads a test case: one TOML file with an event and the expected result.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use hooks_types::DialectRef;
use hooks_types::answer::OutcomeKind;
use hooks_types::near::nearest;
use hooks_types::report::Cause;
use hooks_types::text::quoted;
use serde_json::{Map, Value};
use toml_edit::{Document, Item, Table, Value as Toml};

use super::values::{dialect, failure, files, inner_folder, object, outcome, paths, string, value};

/// The contents of a case file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Case {
    /// The event's name; required unless `payload` names the event.
    pub(crate) event: Option<String>,
    /// The agent whose payload is sent.
    pub(crate) dialect: DialectRef,
    /// The tool of a sample call; `None` means the shell.
    pub(crate) tool: Option<String>,
    /// The input of a sample call.
    pub(crate) input: Option<Value>,
    /// Values to set in the sample payload, by key, as `--set` does.
    pub(crate) set: Map<String, Value>,
    /// A complete payload, used instead of a sample.
    pub(crate) payload: Option<Value>,
    /// Configuration files, relative to the case's folder; empty means the nearest `hooks.toml` above it.
    pub(crate) config: Vec<PathBuf>,
    /// The format of the files in `config`; `None` means that the format is detected.
    pub(crate) format: Option<DialectRef>,
    /// The name of the only hook that runs; `None` means that all hooks run.
    pub(crate) hook: Option<String>,
    /// Files, by name, for a fresh folder in which the session runs; `None` means that the session runs in the
    /// project's folder.
    pub(crate) files: Option<BTreeMap<String, String>>,
    /// The folder in which the session starts, relative to the project's root; `None` means the root.
    pub(crate) cwd: Option<String>,
    /// The expected result.
    pub(crate) expect: Expect,
}

/// The expected result of a case. Only the outcome is required; the rest is compared if it is given.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expect {
    pub(crate) outcome: Option<OutcomeKind>,
    /// A text that the message must contain.
    pub(crate) message: Option<String>,
    /// The complete content (for example the tool's new input) that the result must have.
    pub(crate) content: Option<Value>,
    /// A text that must occur in at least one of the texts for the model.
    pub(crate) context: Option<String>,
    /// A text that must occur in at least one of the texts for the user.
    pub(crate) notice: Option<String>,
    /// The expected cause of a hook's failure; `None` means that no hook may fail.
    pub(crate) failure: Option<Cause>,
    /// The expected text of files in the session's folder after the run, by name.
    pub(crate) files: BTreeMap<String, String>,
}

/// Every key of a case, to suggest the right key for a misspelt key.
const KEYS: &[&str] = &[
    "event", "dialect", "tool", "input", "set", "payload", "config", "as", "hook", "files", "cwd",
    "expect",
];
/// Every key below `[expect]`, to suggest the right key for a misspelt key.
const EXPECT_KEYS: &[&str] = &[
    "outcome", "message", "content", "context", "notice", "failure", "files",
];

/// Reads a case.
///
/// # Errors
///
/// The case has a problem. The message says the first problem, with its line.
pub(crate) fn read(path: &Path) -> Result<Case, String> {
    let text = read_case(path).map_err(|error| format!("cannot read it: {error}"))?;
    let text = String::from_utf8(text).map_err(|_| "it is not text (UTF-8)".to_owned())?;
    parse(&text)
}

/// Reads a case from its text. An unknown key is an error, because a case with a misspelt `expect` would always pass.
fn parse(text: &str) -> Result<Case, String> {
    // Use `Document`, because `DocumentMut` does not keep the places of keys.
    let document = Document::parse(text).map_err(|error| {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        // A message of the parser can have several lines, so join them.
        format!("line {line}: {}", error.message().replace('\n', "; "))
    })?;
    let reader = Reader { text };
    let mut case = Case::default();
    for (key, item) in document.as_table() {
        let at = |problem: String| reader.at(document.as_table(), key, &problem);
        match key {
            "event" => case.event = Some(string(item).map_err(at)?),
            "dialect" => case.dialect = dialect(item).map_err(at)?,
            "tool" => case.tool = Some(string(item).map_err(at)?),
            "input" => case.input = Some(value(item).map_err(at)?),
            "set" => case.set = object(item).map_err(at)?,
            "payload" => case.payload = Some(Value::Object(object(item).map_err(at)?)),
            "config" => case.config = paths(item).map_err(at)?,
            "as" => case.format = Some(dialect(item).map_err(at)?),
            "hook" => case.hook = Some(string(item).map_err(at)?),
            "files" => case.files = Some(files(item).map_err(at)?),
            "cwd" => case.cwd = Some(inner_folder(item).map_err(at)?),
            "expect" => {
                case.expect = reader.expect(item).map_err(|problem| match problem {
                    Problem::Here(problem) => at(problem),
                    Problem::Placed(problem) => problem,
                })?
            }
            unknown => return Err(at(unknown_key(unknown, KEYS))),
        }
    }
    if case.event.is_none() && case.payload.is_none() {
        return Err(
            "`event` is missing: name the event to send (`event = \"pre_tool_use\"`)".into(),
        );
    }
    let describes_sample = case.tool.is_some() || case.input.is_some() || !case.set.is_empty();
    if case.payload.is_some() && describes_sample {
        return Err("`payload` is complete: leave `tool`, `input` and `set` out".into());
    }
    if case.payload.is_some() && case.cwd.is_some() {
        return Err(
            "`payload` is complete: leave `cwd` out and set the folder in `payload`".into(),
        );
    }
    if case.expect.outcome.is_none() {
        return Err(
            "`expect.outcome` is missing: \"proceed\", \"allow\", \"ask\", \"block\" or \
                    \"modify\""
                .into(),
        );
    }
    if !case.expect.files.is_empty() && case.files.is_none() {
        return Err(
            "`expect.files` is about the session's folder: give it files with `files = { \"NAME\" = \"TEXT\" }`"
                .into(),
        );
    }
    Ok(case)
}

/// Finds the lines of keys in the text of a case.
struct Reader<'t> {
    text: &'t str,
}

/// Which part of `[expect]` has a problem.
enum Problem {
    /// The problem is `expect` as a whole; the line must still be added to the message.
    Here(String),
    /// The problem is one key of `expect`; the message already names the line.
    Placed(String),
}

impl Reader<'_> {
    /// Puts the line of the key before the message of a problem.
    fn at(&self, table: &Table, key: &str, problem: &str) -> String {
        let span = table.key(key).and_then(toml_edit::Key::span);
        match span {
            Some(span) => format!("line {}: {problem}", line_of(self.text, span.start)),
            None => problem.to_owned(),
        }
    }

    /// Reads `expect`, a TOML table in either notation.
    fn expect(&self, item: &Item) -> Result<Expect, Problem> {
        let no_table = || Problem::Here("`expect` is a table: `[expect]`".to_owned());
        let inline;
        let table = match item {
            Item::Table(table) => table,
            Item::Value(Toml::InlineTable(table)) => {
                inline = table.clone().into_table();
                &inline
            }
            _ => return Err(no_table()),
        };
        let mut expect = Expect::default();
        for (key, item) in table {
            let at = |problem: String| Problem::Placed(self.at(table, key, &problem));
            match key {
                "outcome" => expect.outcome = Some(outcome(item).map_err(at)?),
                "message" => expect.message = Some(string(item).map_err(at)?),
                "content" => expect.content = Some(value(item).map_err(at)?),
                "context" => expect.context = Some(string(item).map_err(at)?),
                "notice" => expect.notice = Some(string(item).map_err(at)?),
                "failure" => expect.failure = Some(failure(item).map_err(at)?),
                "files" => expect.files = files(item).map_err(at)?,
                unknown => return Err(at(unknown_key(unknown, EXPECT_KEYS))),
            }
        }
        Ok(expect)
    }
}

/// Returns the number of the line that holds this byte, counted from 1.
fn line_of(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().get(..byte).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// Describes an unknown key, and suggests the key that was probably meant.
fn unknown_key(key: &str, known: &[&str]) -> String {
    let key = quoted(key.as_bytes(), 60);
    match nearest(&key, known.iter().copied()) {
        Some(meant) => format!("unknown key `{key}`; did you mean `{meant}`?"),
        None => format!("unknown key `{key}`; there are {}", known.join(", ")),
    }
}

/// The maximum size of a case's file, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Reads a case's bytes. Refuses pipes, which can never end, and files larger than the limit.
fn read_case(path: &Path) -> io::Result<Vec<u8>> {
    // Check this before opening the file, because opening a pipe waits for its writer.
    let is_file = fs::metadata(path)?.is_file();
    if !is_file {
        return Err(io::Error::other("it is not a file"));
    }
    let mut text = Vec::new();
    fs::File::open(path)?
        // Read one byte beyond the limit, to notice a file that is too large.
        .take(LONGEST + 1)
        .read_to_end(&mut text)?;
    if text.len() as u64 > LONGEST {
        return Err(io::Error::other("it is larger than 4 MiB"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_read_whole() {
        let case = parse(
            "event = \"pre_tool_use\"\ntool = \"shell\"\nset = { command = \"git push\" }\n\
             [files]\n\"a/b.txt\" = \"text\"\n\
             [expect]\noutcome = \"modify\"\ncontent = { command = [\"ls\"] }\n",
        );
        let case = case.unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(case.set["command"], Value::from("git push"));
        assert_eq!(case.expect.outcome, Some(OutcomeKind::Modify));
        assert_eq!(
            case.expect.content,
            Some(serde_json::json!({ "command": ["ls"] }))
        );
        assert!(
            case.files
                .is_some_and(|files| files.contains_key("a/b.txt"))
        );
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        for (text, said) in [
            (
                "evnt = \"x\"",
                "line 1: unknown key `evnt`; did you mean `event`?",
            ),
            ("event = 1", "line 1: a string is needed"),
            ("event = \"a\"\nevent = \"b\"", "line 2: duplicate key"),
            (
                "event = \"stop\"\n[expect]\noutcom = \"block\"",
                "line 3: unknown key `outcom`; did you mean `outcome`?",
            ),
            (
                "event = \"stop\"\n[expect]\noutcome = \"blocked\"",
                "line 3: unknown outcome `blocked`; there are proceed, allow, ask, block, modify",
            ),
            ("event = \"stop\"", "`expect.outcome` is missing"),
            ("[expect]\noutcome = \"block\"", "`event` is missing"),
            ("event = \"stop\"\ndialect = \"cloude\"\n", "line 2: "),
            (
                "event = \"stop\"\nfiles = { \"../x\" = \"\" }",
                "line 2: `../x` leads out of the folder",
            ),
            (
                "event = \"stop\"\n[expect]\noutcome = \"block\"\nfailure = \"timout\"",
                "line 4: unknown failure `timout`; did you mean `timeout`?",
            ),
            (
                "event = \"stop\"\n[expect]\noutcome = \"block\"\nfiles = { a = \"\" }",
                "`expect.files` is about the session's folder",
            ),
            (
                "event = \"stop\"\nexpect = 1",
                "line 2: `expect` is a table: `[expect]`",
            ),
            (
                "event = \"stop\"\ncwd = \"/tmp\"",
                "line 2: `/tmp` leads out of the folder",
            ),
            (
                "payload = { a = 1 }\ncwd = \"a\"\n[expect]\noutcome = \"block\"",
                "`payload` is complete: leave `cwd` out",
            ),
            ("= 1", "line 1: "),
            (
                "payload = { a = 1 }\nset = { command = \"ls\" }\n[expect]\noutcome = \"block\"",
                "`payload` is complete: leave `tool`, `input` and `set` out",
            ),
        ] {
            let problem = parse(text).err().unwrap_or_default();
            assert!(problem.starts_with(said), "{text}: {problem}");
        }
    }
}
