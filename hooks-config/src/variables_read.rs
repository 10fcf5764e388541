//! Guesses from a text which environment variables it reads: commands of a shell, and scripts in any
//! language.

use std::collections::BTreeSet;

/// The maximum number of bytes of a shell text that are examined.
const MOST: usize = 64 * 1024;

/// The maximum number of names that are examined closely.
const NAMES: usize = 100;

/// Returns the names that a shell expands in a text: outside of single quotes, without a default,
/// and not set by the text itself. Only names in capital letters are returned, because names with
/// small letters are mostly variables that the text itself uses.
///
/// Only the first 64 KiB of the text and its first 100 names are examined.
#[must_use]
pub fn expanded_variables(text: &str) -> BTreeSet<String> {
    let text = beginning(text);
    let mut names = BTreeSet::new();
    // `eval "$(program)"` and `eval "$text"` can set any variable.
    let evals = ["eval \"$", "eval $", "eval \"`", "eval `"];
    if evals.iter().any(|eval| text.contains(eval)) {
        return names;
    }
    // Follow only quoting, not the grammar: a substitution or a here-document is scanned like any other text. A wrong
    // guess leads to a wrong note at most.
    let (mut single, mut double) = (false, false);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        match letter {
            // Inside double quotes, `'` opens no quotation. Inside single quotes, `"` does not either.
            '\'' if !double => single = !single,
            '"' if !single => double = !double,
            '\\' if !single => {
                let skipped = rest.chars().next().map_or(0, char::len_utf8);
                rest = &rest[skipped..];
            }
            '$' if !single => {
                let braced = rest.strip_prefix('{');
                let from = braced.unwrap_or(rest);
                let name = &from[..from.find(|c| !is_of_name(c)).unwrap_or(from.len())];
                // `${NAME:-x}`, `${NAME-x}` and the like have a default, so an unset variable does no
                // harm.
                let alone = braced.is_none() || from[name.len()..].starts_with('}');
                let is_capital = name.starts_with(|c: char| c.is_ascii_uppercase())
                    && !name.contains(|c: char| c.is_ascii_lowercase());
                if alone && is_capital && names.len() < NAMES {
                    names.insert(name.to_owned());
                }
            }
            _ => {}
        }
    }
    names.retain(|name| !is_set_by(text, name));
    names
}

/// Returns the first 64 KiB of a text, without a name that is cut off.
fn beginning(text: &str) -> &str {
    let first = up_to(text, MOST);
    match first.len() < text.len() {
        true => first.trim_end_matches(is_of_name),
        false => text,
    }
}

/// Returns the first bytes of a text, without a character that is cut off.
fn up_to(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Returns whether a variable's name can contain this character.
pub(crate) fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Yields the text before and the text after each occurrence of a name.
pub(crate) fn around<'t>(text: &'t str, name: &str) -> impl Iterator<Item = (&'t str, &'t str)> {
    let places = text.match_indices(name);
    places.map(move |(at, found)| (&text[..at], &text[at + found.len()..]))
}

/// Like [`around`], but only for the occurrences that are a whole word.
pub(crate) fn around_word<'t>(
    text: &'t str,
    name: &str,
) -> impl Iterator<Item = (&'t str, &'t str)> {
    around(text, name)
        .filter(|(before, after)| !before.ends_with(is_of_name) && !after.starts_with(is_of_name))
}

/// Returns whether a text seems to set a variable itself, as `NAME=`, `read NAME` and `for NAME` do.
fn is_set_by(text: &str, name: &str) -> bool {
    // Treat every mention of the name that does not read the variable as setting it, even a plain argument. A wrong
    // `true` only suppresses a warning, which is the safer mistake. Ignore a mention in a quoted text that a command
    // prints, as in `echo "set NAME=1 to push"`.
    let mut mentions = around_word(text, name).take(MENTIONS);
    mentions.any(|(before, after)| {
        if before.ends_with("${") {
            // `${NAME:=x}` and `${NAME=x}` set the variable.
            return after.starts_with([':', '=']) && after.trim_start_matches(':').starts_with('=');
        }
        match after.starts_with(['=', '+']) {
            true => is_assigned(before, after),
            false => !before.ends_with('$') && !is_printed(before),
        }
    })
}

/// The maximum number of places in a text at which a name is examined closely.
const MENTIONS: usize = 200;

/// Words that can precede an assignment.
const BEFORE_ASSIGNMENTS: &[&str] = &[
    "export", "local", "readonly", "declare", "typeset", "env", "then", "do", "else", "elif", "if",
    "while", "until", "!", "time", "const", "let", "var", "global", "command", "builtin",
];

/// Words after which several names can be assigned or only named: `export PATH A=1`.
const DECLARATIONS: &[&str] = &["export", "local", "readonly", "declare", "typeset"];

/// Words after which a text in quotes is run: `eval "A=1"`, `bash -c "A=1"`.
const RUNS: &[&str] = &["eval", "trap", "-c", "-lc", "-ec"];

/// Returns whether `NAME=` assigns the variable and is not a part of a plain text. Outside of quotes, only other
/// assignments and words such as `export` may precede the name in its command. In quotes, the name must usually be at
/// the beginning: `export "A=1"`.
fn is_assigned(before: &str, after: &str) -> bool {
    // If the line is too long to be examined, assume that the variable is set.
    let (Some(line), Some(rest)) = (line_before(before), line_after(after)) else {
        return true;
    };
    let place = Place::at_end_of(line);
    let Some((quote, inner)) = place.quoted else {
        return is_after_assignments(&place.command);
    };
    // In `"$(A=1 program)"` the quoted text contains a command of its own. So examine only that command.
    if quote == '"'
        && let Some((_, code)) = inner.rsplit_once("$(")
        && code.matches(')').count() <= code.matches('(').count()
    {
        return is_assigned(code, rest);
    }
    if place
        .command
        .split_whitespace()
        .any(|word| RUNS.contains(&word))
    {
        return true;
    }
    // A quote that stays open on this line belongs to a text of several lines. Then the quote might also have been
    // opened on an earlier line, so it is unknown whether the name is in quotes. Assume that the name is assigned.
    let is_open = || Place::at_end_of(&format!("{line}{rest}")).quoted.is_some();
    let is_code = inner.replace("\\`", "").contains('`');
    !place.prints() && (inner.is_empty() || is_code || is_open())
}

/// Returns whether an assignment can follow this beginning of a command: it has only assignments, options and words
/// such as `export`, or a declaration.
fn is_after_assignments(command: &str) -> bool {
    // Look only at the words after the last bracket or backtick: `)` can end a pattern of `case`, for example, and the
    // command begins after it.
    let start = command
        .rfind(['(', ')', '{', '}', '`'])
        .map_or(0, |at| at + 1);
    let mut words = command[start..].split_whitespace();
    let is_before = |word: &str| {
        BEFORE_ASSIGNMENTS.contains(&word) || word.starts_with('-') || word.contains('=')
    };
    // All words after a declaration such as `export` are names or assignments, so stop at the declaration.
    words
        .find(|word| DECLARATIONS.contains(word) || !is_before(word))
        .is_none_or(|word| DECLARATIONS.contains(&word))
}

/// Returns whether a mention of a name is in a quoted text that a command prints. `before` is the text before the
/// mention.
fn is_printed(before: &str) -> bool {
    line_before(before).is_some_and(|line| {
        let place = Place::at_end_of(line);
        place.quoted.is_some() && place.prints()
    })
}

/// The maximum number of bytes of a line that are examined on one side of a name.
const OF_LINE: usize = 1024;

/// Returns the last line of a text; `None` if it is too long.
fn line_before(text: &str) -> Option<&str> {
    let mut first = text.len().saturating_sub(OF_LINE);
    while !text.is_char_boundary(first) {
        first += 1;
    }
    match text[first..].rsplit_once('\n') {
        Some((_, line)) => Some(line),
        None => (first == 0).then_some(text),
    }
}

/// Returns the first line of a text; `None` if it is too long.
fn line_after(text: &str) -> Option<&str> {
    let start = up_to(text, OF_LINE);
    match start.split_once('\n') {
        Some((line, _)) => Some(line),
        None => (start.len() == text.len()).then_some(text),
    }
}

/// The command and the quote in which a line, or the beginning of a line, ends.
struct Place<'l> {
    /// The command in which the line ends, without quoted texts. If a quote is open, the command ends at that quote.
    command: String,
    /// The quote that is open at the end of the line, and the text after that quote.
    quoted: Option<(char, &'l str)>,
}

impl<'l> Place<'l> {
    /// Follows the quotes of a line to its end.
    fn at_end_of(line: &'l str) -> Self {
        let mut command = String::new();
        let mut quoted: Option<(char, &'l str)> = None;
        let mut letters = line.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            match (quoted, letter) {
                (Some(('"', _)) | None, '\\') => {
                    letters.next();
                    command.push_str(if quoted.is_none() { "\\" } else { "" });
                }
                (Some((quote, _)), _) => quoted = quoted.filter(|_| letter != quote),
                (None, '\'' | '"') => {
                    command.push(letter);
                    quoted = Some((letter, &line[at + 1..]));
                }
                (None, ';' | '|') => command.clear(),
                // In `2>&1`, `<&3` and `&>file`, the `&` ends no command.
                (None, '&') => {
                    let next = letters.peek().map(|(_, next)| *next);
                    if !command.ends_with(['>', '<']) && next != Some('>') {
                        command.clear();
                    }
                }
                (None, _) => command.push(letter),
            }
        }
        Self { command, quoted }
    }

    /// Returns whether the command prints a text.
    fn prints(&self) -> bool {
        const PRINTS: &[&str] = &[
            "echo ", "printf ", "print(", "write(", "console.", "raise ", "exit(",
        ];
        !self.command.contains("printf -v") && PRINTS.iter().any(|word| self.command.contains(word))
    }
}

/// Returns a script without its comment lines. Comments often list the variables of all agents, or say how to set one,
/// so they do not show what the script reads.
pub(crate) fn without_comments(source: &str) -> String {
    let is_code = |line: &&str| {
        let line = line.trim_start();
        !line.starts_with('#') && !line.starts_with("//")
    };
    let lines: Vec<&str> = source.lines().filter(is_code).collect();
    lines.join("\n")
}

/// Returns whether a script seems to read a variable: `$NAME`, `${NAME}`, `environ["NAME"]`, `env.NAME`.
#[must_use]
pub fn reads_variable(text: &str, name: &str) -> bool {
    let mut reads = false;
    for (before, after) in around_word(&without_comments(text), name).take(MENTIONS) {
        if before.ends_with(['$', '{', '"', '\'', '.']) {
            // The script reads the name in one of these forms: `$NAME`, `${NAME}`, `process.env.NAME`,
            // `environ["NAME"]` or `getenv('NAME')`.
            reads = true;
        } else if after.starts_with('=') && is_assigned(before, after) {
            // The script sets the variable itself, so it does not depend on the environment.
            return false;
        }
    }
    reads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_shell_expands_and_the_text_does_not_set_is_named() {
        let names = |text| expanded_variables(text).into_iter().collect::<Vec<_>>();
        assert_eq!(names("$HOOKDIR/g.sh \"${TOKEN}\""), ["HOOKDIR", "TOKEN"]);
        for quiet in [
            "awk '{print $NF}'",
            "echo \\$HOME_OF",
            "${X:-none} ${X-} ${X:=y}",
            "X=1; echo $X",
            "while read LINE; do echo $LINE; done",
            "for F in *; do cat $F; done",
            "$1 $? $$ $name",
            "eval \"$(jq -r '@sh \"CMD=\\(.x)\"')\"; echo $CMD",
            "eval $(program); echo $CMD",
            "line=\"export CMD=1\"; eval \"$line\"; echo $CMD",
            "$",
            "${",
        ] {
            assert!(names(quiet).is_empty(), "{quiet}");
        }
        assert_eq!(names("echo \"it's $TOKEN\""), ["TOKEN"]);
        let said = "[ -n \"$ALLOW\" ] || { echo \"set ALLOW=1\" >&2; exit 2; }";
        assert_eq!(names(said), ["ALLOW"]);
    }

    #[test]
    fn a_long_text_is_examined_only_in_part() {
        let many: Vec<String> = (0..300).map(|number| format!("$A{number}")).collect();
        assert_eq!(expanded_variables(&many.join(" ")).len(), NAMES);
        let long = format!("$FIRST {} $LAST", "x ".repeat(MOST));
        let names = expanded_variables(&long);
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["FIRST"]);
        let cut = format!("{} $NAMES", "é".repeat(MOST / 2 - 3));
        assert!(expanded_variables(&cut).is_empty());
        // In a line that is too long to be examined, a name is assumed to be set.
        let line = format!("echo \"{} ALLOW=1\"", "x".repeat(OF_LINE));
        assert!(is_set_by(&line, "ALLOW"));
        assert!(!is_set_by("echo \"ALLOW=1\"", "ALLOW"));
    }

    #[test]
    fn a_script_reads_a_variable_in_every_language() {
        for text in [
            "curl -H \"$MY_TOKEN\"",
            "echo ${MY_TOKEN:-none}",
            "os.environ[\"MY_TOKEN\"]",
            "os.getenv('MY_TOKEN')",
            "process.env.MY_TOKEN",
            "# export MY_TOKEN=1 in your shell\n[ \"$MY_TOKEN\" = 1 ]",
            "[ \"$MY_TOKEN\" = 1 ] || echo \"set MY_TOKEN=1 to push\" >&2",
            "echo type MY_TOKEN=1; echo $MY_TOKEN",
            "cat <<EOF\nrun it with MY_TOKEN=1\nEOF\n: $MY_TOKEN",
        ] {
            assert!(reads_variable(text, "MY_TOKEN"), "{text}");
        }
        for text in [
            "MY_TOKEN=1\necho $MY_TOKEN",
            "  export MY_TOKEN=1; echo $MY_TOKEN",
            "A=1 MY_TOKEN=2 run $MY_TOKEN",
            "if x; then MY_TOKEN=2; fi; echo $MY_TOKEN",
            "# MY_TOKEN",
            "# reads $MY_TOKEN",
            "$MY_TOKENS",
            "$A_MY_TOKEN",
        ] {
            assert!(!reads_variable(text, "MY_TOKEN"), "{text}");
        }
    }

    #[test]
    fn an_assignment_in_any_form_of_the_shell_sets_the_variable() {
        for (text, name) in [
            (
                "case $T in Bash) MODE=1;; *) MODE=2;; esac; [ $MODE = 1 ]",
                "MODE",
            ),
            ("if a; then b; elif OUT=$(c); then echo $OUT; fi", "OUT"),
            ("! GONE=$(c); echo $GONE", "GONE"),
            ("until NEXT=$(c); do echo $NEXT; done", "NEXT"),
            ("export \"TOKEN=$(c)\"; echo $TOKEN", "TOKEN"),
            ("export PATH AB=1; echo $AB", "AB"),
            ("read -r \"LINE\"; echo $LINE", "LINE"),
            ("printf -v \"TODAY\" x; echo $TODAY", "TODAY"),
            ("eval \"WORD=1\"; echo $WORD", "WORD"),
            (": \"${CACHE:=/tmp}\"; ls \"$CACHE\"", "CACHE"),
            (": ${CACHE=/tmp}; ls $CACHE", "CACHE"),
            ("echo 'it'\\''s' >&2; TOKEN=1; echo $TOKEN", "TOKEN"),
            ("echo don\\'t >&2; TOKEN=1; echo $TOKEN", "TOKEN"),
            ("echo start >&2; export \"TOKEN=$(date)\"", "TOKEN"),
            ("echo start >&2; read -r \"LINE\"; echo $LINE", "LINE"),
            ("echo a && eval \"A=1 WORD=1\"; echo $WORD", "WORD"),
            ("export A=\"x (y)\" AB=1; echo $AB", "AB"),
            ("A=${B} AB=1; echo $AB", "AB"),
            ("echo \"$(AB=1; echo $AB)\"", "AB"),
            ("x=$(jq '\n.a' ); AB=1\n", "AB"),
            ("x=$(jq '\n.a'); AB=1; echo $AB", "AB"),
            ("exec {FD}>/dev/null; echo $FD", "FD"),
        ] {
            assert!(is_set_by(text, name), "{text}");
        }
        for text in [
            "echo \"set ALLOW=1 to push\" >&2; [ \"$ALLOW\" = 1 ]",
            "printf 'ALLOW=1 allows it\\n'",
            "echo >&2 \"set ALLOW=1 to push\"",
            "msg=\"set ALLOW=1 to push\"; [ -n \"$ALLOW\" ] || echo \"$msg\" >&2",
            "[ -n \"$ALLOW\" ] || die \"set ALLOW=1 to push\"",
            "cat >&2 <<E\nTo allow it: export ALLOW=1\nE",
            "echo \"set ALLOW=1\nto push\"",
            "msg=\"$(basename \"$0\"): set ALLOW=1\"",
        ] {
            assert!(!is_set_by(text, "ALLOW"), "{text}");
        }
    }
}
