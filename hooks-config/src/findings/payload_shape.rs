//! Finds scripts that seem to expect the payload in a form that their hook does not get. This is a guess, so it is
//! reported as a note.
//!
//! Our payload has the fields of the event in `hook_event`; the payloads of other agents have them at the top level. A
//! script that was written for one of the two forms finds nothing in the other: `jq -r .tool_input.command` prints
//! `null`, and the guard lets everything pass.

use hooks_types::HookSpec;
use hooks_types::spec::{Command, PayloadChannel};

use super::Finding;
use super::lost_exit::shell_texts;
use super::script::{Scripts, command, files_of, source_of, words_of};
use super::taken_stdin;
use crate::diagnostic::DiagnosticCode;
use crate::variables_read::around;

/// Fields that are at the top level of other agents' payloads, and inside `hook_event` in our payload.
const FIELDS: &[&str] = &["tool_input", "tool_name", "tool_response"];

/// Returns a note about a script that reads fields where the payload of the hook's dialect does not have them. A script
/// that reads both forms is written for several agents, and gets no note.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let here = command(hook)?;
    let found = in_arguments(here, scripts)
        .or_else(|| read_twice(here, scripts))
        .or_else(|| taken_stdin::finding(here, scripts));
    if found.is_some() {
        return found;
    }
    // Claude Code's own key for the event's name is `hook_event_name`. It contains `hook_event`, so remove it before
    // the search.
    let source = source_of(command(hook)?, scripts).replace("hook_event_name", "");
    let (message, help) = match hook.form.dialect.is_native() {
        true if source.contains("hook_event") => return None,
        true => {
            let field = FIELDS.iter().find(|field| reads(&source, field))?;
            let message = format!(
                "it seems to read `{field}` at the top of the payload, where other agents have it"
            );
            (message, format!("read `hook_event.{field}`"))
        }
        false if reads(&source, "hook_event") => {
            let dialect = &hook.form.dialect;
            let message =
                format!("it seems to read `hook_event`, which is in no payload of {dialect}");
            let help = "its fields are at the top; `hooks fire EVENT --sample --print --speak \
                        AGENT` shows them";
            (message, help.to_owned())
        }
        false => return None,
    };
    let code = DiagnosticCode::PayloadShape;
    Some(Finding::note(code, "", message).help(help))
}

/// Texts with which scripts read their first argument.
const ARGUMENT: &[&str] = &["$1", "${1", "sys.argv[1]", "process.argv[2]"];
/// Signs that a script reads stdin. Common commands are included, because they might read stdin too.
const STDIN: &[&str] = &[
    "stdin",
    "cat",
    "read",
    "jq",
    "/dev/fd/0",
    "$(<",
    "mapfile",
    "tee",
    "awk",
    "sed",
    "python",
    "node",
    "input",
    "getopts",
    "shift",
];

/// Returns a note about a script that reads its first argument and never stdin, although the payload is on stdin.
/// Examines only commands that end with the script's name, and so pass no argument.
fn in_arguments(command: &Command, scripts: &Scripts<'_>) -> Option<Finding> {
    if command.payload != PayloadChannel::Stdin {
        return None;
    }
    let words = words_of(command);
    let last = words.last()?;
    let files = files_of(command);
    let script = files.last().filter(|path| path.ends_with(&last.text))?;
    let text = scripts.text(script)?;
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .collect();
    let code = code.join("\n");
    let argument = ARGUMENT.iter().find(|argument| code.contains(**argument))?;
    // Skip a script with functions: in a function, `$1` is the function's argument and not the
    // script's.
    let has_function = code.contains("()") || code.contains("function ");
    if has_function || STDIN.iter().any(|sign| code.contains(sign)) {
        return None;
    }
    let message =
        format!("it seems to read its argument (`{argument}`), but the command gives it none");
    let code = DiagnosticCode::PayloadShape;
    Some(
        Finding::note(code, "", message)
            .help("the payload is JSON on stdin: `input=$(cat)`, or `jq -r .` reads it"),
    )
}

/// Returns a note about a shell script in which two programs read stdin: the first program reads all of stdin, so the
/// second program gets nothing.
fn read_twice(command: &Command, scripts: &Scripts<'_>) -> Option<Finding> {
    let texts = shell_texts(command, scripts, "");
    let (first, second) = texts.iter().find_map(|text| two_readers(text))?;
    let message = format!(
        "`{first}` reads the whole payload, so `{second}` after it gets nothing: stdin can be read once"
    );
    let code = DiagnosticCode::PayloadShape;
    Some(Finding::note(code, "", message).help(
        "store the payload, `input=$(cat)`, and give it to each program: `printf '%s' \"$input\" | jq ...`",
    ))
}

/// Returns the first two programs of a shell text that read stdin. The first program must run in every case, so an
/// indented line, which can be one of two branches, ends the search.
fn two_readers(text: &str) -> Option<(&'static str, &'static str)> {
    if ["else", "elif", ";;"]
        .iter()
        .any(|sign| text.contains(sign))
    {
        return None;
    }
    let is_code = |line: &&str| !line.trim_start().starts_with('#');
    let mut first = None;
    let mut continues = false;
    for line in text.lines().filter(is_code) {
        // Give up at a here-document, a function, a loop or a separator in quotes: this function does not follow them.
        if line.contains("<<")
            || line.contains("()")
            || line.split_whitespace().any(|word| LOOPS.contains(&word))
            || quotes_a_separator(line)
        {
            return None;
        }
        // Skip the line after a trailing `|`, because that line reads the pipe and not stdin. Skip the line after a
        // trailing `\`, because that line holds only more words of the same command.
        let end = line.trim_end();
        let is_rest = continues;
        continues = (end.ends_with('|') && !end.ends_with("||")) || end.ends_with('\\');
        if is_rest {
            continue;
        }
        let lists = line.split([';', '&']).flat_map(|part| part.split("||"));
        for reader in lists.filter_map(reader) {
            match first {
                Some(first) => return Some((first, reader)),
                None if line.starts_with([' ', '\t']) => return None,
                None => first = Some(reader),
            }
        }
    }
    None
}

/// Words that show a loop. A loop is not examined, because its body might read from a pipe, or might never run.
const LOOPS: &[&str] = &["while", "until", "for", "select", "do", "done"];

/// Returns whether a quoted text of the line contains `;`, `&` or `||`, or a quote is not closed on the line. Inside of
/// quotes these signs separate no commands, as in `jq -r '.a; .b'`. A single `|` does no harm: only the program before
/// it is looked at.
fn quotes_a_separator(line: &str) -> bool {
    let mut quote = None;
    let mut signs = line.chars();
    while let Some(sign) = signs.next() {
        match (quote, sign) {
            (None | Some('"'), '\\') => {
                signs.next();
            }
            (None, '\'' | '"') => quote = Some(sign),
            (Some(open), sign) if sign == open => quote = None,
            (Some(_), ';' | '&') => return true,
            (Some(_), '|') if signs.as_str().starts_with('|') => return true,
            _ => {}
        }
    }
    quote.is_some()
}

/// Returns the program at the start of a pipe, if that program reads all of stdin.
fn reader(list: &str) -> Option<&'static str> {
    let (pipe, _) = list.split_once('|').unwrap_or((list, ""));
    if pipe.contains('<') {
        return None;
    }
    let pipe = pipe.rsplit_once("$(").map_or(pipe, |(_, inner)| inner);
    let mut words = pipe
        .split_whitespace()
        .map(|word| word.trim_end_matches([')', '"']));
    let program = words.find(|word| !matches!(*word, "if" | "!" | "then"))?;
    let rest: Vec<&str> = words.collect();
    match program {
        // These forms read stdin: `cat > log`, `cat >> log` and `cat` alone.
        "cat" if rest.first().is_none_or(|word| word.starts_with('>')) => Some("cat"),
        "tee" if !rest.is_empty() => Some("tee"),
        // `jq` with a filter and without a file reads stdin.
        "jq" => {
            // Skip `jq -n`, which reads no input.
            let is_silent = |word: &&str| {
                word.starts_with("--null-input")
                    || (word.starts_with('-') && !word.starts_with("--") && word.contains('n'))
            };
            let operands = rest.iter().filter(|word| !word.starts_with('-'));
            (operands.count() == 1 && !rest.iter().any(is_silent)).then_some("jq")
        }
        "grep" => {
            let (_, after) = pipe.split_once("grep")?;
            let words = shlex::split(after.trim_end_matches([')', ' ']))?;
            // Skip a command with one of these options, because its pattern or its files do not come from the operands.
            let is_other = |word: &String| {
                let is_long = word.starts_with("--");
                word.starts_with('-') && (is_long || word.contains(['e', 'f', 'r', 'R']))
            };
            let is_operand =
                |word: &&String| !word.starts_with('-') && !matches!(word.as_str(), "then" | "do");
            let before_file: Vec<&String> = words
                .iter()
                .take_while(|word| !word.starts_with(['>', '2']))
                .collect();
            let operands = before_file.iter().filter(|word| is_operand(word)).count();
            (operands == 1 && !before_file.into_iter().any(is_other)).then_some("grep")
        }
        _ => None,
    }
}

/// Returns whether a script reads this field: `.name`, `["name"]` or `get("name"`.
fn reads(source: &str, field: &str) -> bool {
    around(source, field).any(|(before, after)| {
        let ends = |c: char| !(c.is_alphanumeric() || c == '_');
        let quoted = ["[\"", "['", "get(\"", "get('"];
        // After a dot, the name can be the beginning of a longer name (`tool_inputs`), so check where it ends. In
        // quotes the name is complete.
        match before.ends_with('.') {
            true => after.chars().next().is_none_or(ends),
            false => quoted.iter().any(|open| before.ends_with(open)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_reader_of_stdin_is_found() {
        for (text, readers) in [
            (
                "cat >> log\nif jq -r .a | grep -q x; then exit 2; fi",
                ("cat", "jq"),
            ),
            ("tool=$(jq -r .a)\npath=$(jq -r .b)\n", ("jq", "jq")),
            ("input=$(cat); x=$(jq -r .a)", ("cat", "jq")),
            ("cat > /tmp/x\n  jq .a", ("cat", "jq")),
            ("a=$(jq -r '.a | .b')\nb=$(jq -r .b)", ("jq", "jq")),
            ("cat |\n  grep x\njq .b", ("cat", "jq")),
            ("jq .a ||\njq .b", ("jq", "jq")),
            (
                "echo \"$(date) $(cat)\" >> log\nif grep -q 'push origin main'; then\n  exit 2\nfi",
                ("cat", "grep"),
            ),
            ("x=$(cat)\ngrep -qE \"a b\" && exit 2", ("cat", "grep")),
        ] {
            assert_eq!(two_readers(text), Some(readers), "{text}");
        }
        for other in [
            "input=$(cat)\nx=$(echo \"$input\" | jq -r .a)\ny=$(jq -r .b <<< \"$input\")",
            "cat > /tmp/x\njq .a /tmp/x",
            "cat |\njq -r .a",
            "tee log |\n# the tool\njq -r .a",
            "cat |   \n  jq -r .a",
            "jq \\\n  -r .a |\n  tee log",
            "cat \\\n  | jq -r .a",
            "x=$(cat |\n  jq -r .a)\n",
            "jq -r '.a; jq .b'",
            "jq -r '.a | jq .b' | tee log",
            "jq -r \"say \\\"a\\\"; jq .b\"",
            "jq -r '\n.a; jq .b\n'",
            "cat log.txt | while read -r l; do jq .a; done\njq .b",
            "jq -c '.a[]' |\nwhile read -r l; do\n  jq .b\ndone",
            "jq -c '.a[]' | while read -r l; do echo \"$l\" | jq .b; jq .c; done",
            "for x in a b; do\njq .b\ndone",
            "if true; then\n  jq .a\nelse\n  jq .b\nfi",
            "jq -r .a | grep -q x && exit 2",
            "cat config.json\njq .a",
            "if true; then jq .a; else jq .b; fi",
            "jq -r .a\njq -n '{}'",
            "x=$(cat)\ngrep -q x file && exit 2",
            "x=$(cat)\nif grep -q x <<< \"$x\"; then exit 2; fi",
            "x=$(cat)\ngrep -rq x && exit 2",
            "x=$(cat)\nif echo \"$x\" | grep -q x; then exit 2; fi",
            "cat\n",
            "",
        ] {
            assert_eq!(two_readers(other), None, "{other}");
        }
    }

    #[test]
    fn a_field_is_read_in_the_ways_of_jq_python_and_node() {
        for reading in [
            "jq -r .tool_input.command",
            "json.load(sys.stdin)[\"tool_input\"]",
            "payload.get('tool_input', {})",
            "payload.tool_input",
        ] {
            assert!(reads(reading, "tool_input"), "{reading}");
        }
        for other in [
            "grep tool_input",
            "payload.tool_inputs",
            "\"tool_input\":",
            "",
        ] {
            assert!(!reads(other, "tool_input"), "{other}");
        }
    }
}
