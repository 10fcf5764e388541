//! Guesses from a text which environment variables it reads: commands of a shell, and scripts in any
//! language.

use std::collections::BTreeSet;

/// Returns the names that a shell expands in a text: outside of single quotes, without a default,
/// and not set by the text itself. Only names in capital letters are returned, because names with
/// small letters are mostly variables that the text itself uses.
#[must_use]
pub fn expanded_variables(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    // Follow only quoting, not the grammar: a substitution or a here-document is scanned like any other text. A wrong
    // guess leads to a wrong note at most.
    let (mut single, mut double) = (false, false);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        match letter {
            // Inside double quotes `'` opens no quotation, and inside single quotes `"` opens none.
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
                if alone && is_capital {
                    names.insert(name.to_owned());
                }
            }
            _ => {}
        }
    }
    names.retain(|name| !is_set_by(text, name));
    names
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

/// Returns whether a text names a variable without reading it, as `NAME=`, `read NAME` and `for NAME` do.
fn is_set_by(text: &str, name: &str) -> bool {
    // Every mention of the name that is not a read is treated as setting the variable, even a plain argument. A wrong
    // `true` only suppresses a warning, which is the safer mistake.
    // A mention in quotes that is printed is text, as in `echo "set NAME=1 to push"`.
    let mut mentions = around_word(text, name).take(MENTIONS);
    mentions.any(|(before, after)| match after.starts_with(['=', '+']) {
        true => is_assigned(before),
        false => !before.ends_with(['$', '{']) && !is_printed(line_of(before)),
    })
}

/// Returns whether the text after this beginning of a line is in quotes, in a line that prints a text.
fn is_printed(line: &str) -> bool {
    const PRINTS: &[&str] = &[
        "echo ", "printf ", "print(", "write(", "console.", "raise ", "exit(",
    ];
    open_quote(line).is_some()
        && !line.contains("printf -v")
        && PRINTS.iter().any(|word| line.contains(word))
}

/// The maximum number of places in a text at which a name is examined closely.
const MENTIONS: usize = 200;

/// Words that can precede an assignment.
const BEFORE_ASSIGNMENTS: &[&str] = &[
    "export", "local", "readonly", "declare", "typeset", "env", "then", "do", "else", "elif", "if",
    "while", "until", "!", "time", "const", "let", "var", "global",
];

/// Words after which several names can be assigned or only named: `export PATH A=1`.
const DECLARATIONS: &[&str] = &["export", "local", "readonly", "declare", "typeset"];

/// Returns whether a name with `=` behind it is assigned, and is not only text: before it, its command has other
/// assignments and words such as `export` alone.
fn is_assigned(before: &str) -> bool {
    let line = line_of(before);
    if open_quote(line).is_some() {
        return !is_printed(line);
    }
    // A `)` ends the pattern of a branch of `case`.
    let start = line
        .rfind([';', '&', '|', '(', ')', '{', '`'])
        .map_or(0, |at| at + 1);
    let mut words = line[start..].split_whitespace();
    let is_declaration = words.clone().any(|word| DECLARATIONS.contains(&word));
    is_declaration
        || words.all(|word| {
            BEFORE_ASSIGNMENTS.contains(&word) || word.starts_with('-') || word.contains('=')
        })
}

/// Returns the last line of a text.
fn line_of(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or_default()
}

/// Returns the quote that is open at the end of a line.
fn open_quote(line: &str) -> Option<char> {
    let quotes = line.chars().filter(|c| matches!(c, '\'' | '"'));
    quotes.fold(None, |open, c| match open {
        None => Some(c),
        Some(quote) if quote == c => None,
        open => open,
    })
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
            // `.` is for `process.env.NAME`; quotes are for `environ["NAME"]` and `getenv('NAME')`.
            reads = true;
        } else if after.starts_with('=') && is_assigned(before) {
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
        ] {
            assert!(is_set_by(text, name), "{text}");
        }
        for text in [
            "echo \"set ALLOW=1 to push\" >&2; [ \"$ALLOW\" = 1 ]",
            "printf 'ALLOW=1 allows it\\n'",
        ] {
            assert!(!is_set_by(text, "ALLOW"), "{text}");
        }
    }
}
