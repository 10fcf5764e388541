//! Finds words of an array that only a shell would expand or take as operators: `["cat", "docs/*.md", "|", "wc"]`. No
//! shell reads an array, so the program gets these words as its arguments.
//!
//! Many programs have arguments that look the same and are their own patterns or code, such as `["awk", "$1 == 2"]`.
//! These words are not reported.

use std::ffi::OsStr;
use std::path::Path;

use hooks_types::text::quoted;

use super::Finding;
use super::project_code::LAUNCHERS;
use super::shell_of::program_at;
use super::unexpanded::unexpanded;
use super::whole_path::Format;
use crate::diagnostic::DiagnosticCode;

/// Warns about the words of an array that a shell would expand, and about the first operator and the first pattern of
/// file names.
pub(super) fn findings(
    words: &[&str],
    format: Format,
    is_program: impl Fn(&str) -> bool,
) -> Vec<Finding> {
    let has_own = takes_code(words);
    let is_examined = |word: &&&str| !has_own || is_path_of_variable(word);
    let words_of_path = words.iter().filter(is_examined);
    let mut found: Vec<Finding> = words_of_path
        .filter_map(|word| unexpanded(word, format))
        .collect();
    found.extend(operator(words, is_program).or_else(|| pattern(words)));
    found
}

/// Returns whether an array starts a program with arguments that are its own patterns or code.
pub(super) fn takes_code<W: AsRef<str>>(words: &[W]) -> bool {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let program = program_of(&words).unwrap_or_default();
    OWN_OPERATORS.contains(&program) || OWN_DOLLARS.contains(&program)
}

/// Returns the name of the program that an array starts, also behind a launcher.
fn program_of<'w>(words: &[&'w str]) -> Option<&'w str> {
    let word = *words.get(program_at(words)?)?;
    word.rsplit('/').next()
}

/// Returns whether a word is certainly a path: it begins with `~` or with a variable in capitals, and goes on with `/`.
fn is_path_of_variable(word: &str) -> bool {
    if word == "~" || word.starts_with("~/") {
        return true;
    }
    let Some(rest) = word.strip_prefix('$') else {
        return false;
    };
    let name = rest.trim_start_matches(|c: char| c.is_ascii_uppercase() || "_{".contains(c));
    let rest = name.strip_prefix('}').unwrap_or(name);
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+@".contains(c);
    rest.starts_with('/') && rest.chars().all(is_plain)
}

/// Warns about the first argument that is a pattern of file names, if the program is one of [`OF_FILES`].
fn pattern(words: &[&str]) -> Option<Finding> {
    let at = program_at(words)?;
    let name = program_of(words).filter(|program| OF_FILES.contains(program))?;
    let is_of_name = |c: char| c.is_alphanumeric() || "/._-+@*".contains(c);
    let is_pattern =
        |word: &str| word.contains('*') && !word.starts_with('-') && word.chars().all(is_of_name);
    let found = words.get(at..)?.windows(2).find(|pair| match pair {
        [before, word] => {
            is_pattern(word) && !can_take_value(name, before) && !Path::new(word).exists()
        }
        _ => false,
    });
    let word = found?.last()?;
    let message = format!(
        "`{}` is not replaced by the names of files: no shell reads an array of words, and `{}` looks for a file of this \
         name",
        quoted(word.as_bytes(), 80),
        quoted(name.as_bytes(), 40)
    );
    let found = Finding::warning(DiagnosticCode::NotExpanded, *word, message);
    Some(found.help("write the command as one string, which a shell reads"))
}

/// Letters of options that have no value in any program of [`OF_FILES`].
const SWITCHES: &str = "0123456789Raflpqrv";

/// Returns whether a word is an option that could take the next word as its value, as in `diff -x '*.pyc'`.
fn can_take_value(program: &str, word: &str) -> bool {
    // The value of this option is code.
    if program == "gofmt" && word == "-r" {
        return true;
    }
    let is_switch = |letters: &str| letters.chars().all(|letter| SWITCHES.contains(letter));
    let long = ["--", "--all", "--force", "--recursive", "--verbose"];
    let letters = word.strip_prefix('-');
    letters.is_some_and(|letters| !long.contains(&word) && !is_switch(letters))
}

/// Words with which a shell joins commands.
const JOINS: &[&str] = &["&&", "||", "|", "|&", ";", "&"];
/// Programs for which a word such as `|` or `;` can be an argument: a separator, a pattern or an expression.
const OWN_OPERATORS: &[&str] = &[
    "find", "test", "[", "expr", "awk", "gawk", "mawk", "jq", "echo", "printf", "cut", "tr",
    "grep", "egrep", "fgrep", "rg", "sed", "sort", "paste", "column", "xargs",
];
/// More programs with arguments that are patterns or code. A `$` in such an argument is for the program itself.
const OWN_DOLLARS: &[&str] = &[
    "ag", "ack", "bun", "deno", "git", "gh", "lua", "node", "perl", "php", "python", "python3",
    "ruby", "envsubst", "yq", "fd",
];
/// Programs whose arguments are files, and that expand nothing themselves.
const OF_FILES: &[&str] = &[
    "cat",
    "chmod",
    "chown",
    "cmp",
    "cp",
    "diff",
    "du",
    "gofmt",
    "head",
    "ls",
    "md5sum",
    "mv",
    "rm",
    "sha1sum",
    "sha256sum",
    "shellcheck",
    "shfmt",
    "stat",
    "tac",
    "tail",
    "touch",
    "wc",
];

/// Warns about the first operator of a shell among the words of an array: the program gets it as an argument. A word
/// counts only where a shell would take it as an operator, because a separator or a pattern can look the same.
fn operator(words: &[&str], is_program: impl Fn(&str) -> bool) -> Option<Finding> {
    let (program, rest) = words.split_first()?;
    let operates = |at: usize| {
        let next = rest.get(at + 1).copied();
        match JOINS.contains(&rest[at]) {
            true => next.is_some_and(|next| is_path(next) || is_program(next)),
            false => redirects(rest[at], next),
        }
    };
    let at = (0..rest.len()).find(|at| operates(*at))?;
    let named = |word: &str| word.rsplit('/').next().unwrap_or_default().to_owned();
    let name = named(program);
    let takes_operators = |word: &str| OWN_OPERATORS.contains(&&*named(word));
    // A launcher's own options have arguments too, so each word before the operator can be the program that the
    // launcher starts.
    let is_own = takes_operators(program)
        || (LAUNCHERS.contains(&&*name) && rest[..at].iter().any(|word| takes_operators(word)));
    // A word before `exit` and a code is always an operator: these two words never follow a separator or a pattern.
    let exits = matches!(rest[at + 1..], ["exit", code] if code.parse::<u8>().is_ok());
    if is_own && !exits {
        return None;
    }
    let word = rest[at];
    let message = format!(
        "`{}` is an argument of `{}`: no shell reads an array of words",
        quoted(word.as_bytes(), 80),
        quoted(name.as_bytes(), 40)
    );
    let found = Finding::warning(DiagnosticCode::NotExpanded, word, message);
    Some(found.help("write the command as one string, which a shell reads"))
}

/// Returns whether a shell would take the word as a redirection: `2>&1`, `>/dev/null`, or `>` before a path.
fn redirects(word: &str, next: Option<&str>) -> bool {
    let after = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '&');
    let target = [">>", ">", "<"]
        .iter()
        .find_map(|sign| after.strip_prefix(sign));
    match target {
        _ if word.len() - after.len() > 1 => false,
        None => false,
        Some("") => next.is_some_and(is_file),
        Some("&1" | "&2" | "&-") => true,
        Some(target) => target.starts_with(['/', '.', '~', '$']) && is_path(target),
    }
}

/// Returns whether a word looks like a path with a folder, and is neither a URL nor markup.
fn is_path(word: &str) -> bool {
    let has_folder = word.contains('/') || word.starts_with('$');
    word.len() > 1 && has_folder && !word.contains("://") && !word.contains(['<', '>'])
}

/// Returns whether a word looks like a file to write to: a path, or a name with an extension.
fn is_file(word: &str) -> bool {
    let extension = Path::new(word).extension().and_then(OsStr::to_str);
    is_path(word) || extension.is_some_and(|it| it.starts_with(|c: char| c.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use hooks_types::spec::Command;
    use hooks_types::{EventName, HookSpec};

    use super::*;

    fn about(words: &[&str]) -> Vec<String> {
        let agents = crate::format::Agents::default();
        let hook = HookSpec::command("g", EventName::Stop, Command::argv(["g"]));
        let format = Format::of(&hook.form.dialect, &agents);
        let is_program = |word: &str| ["grep", "true"].contains(&word);
        let found = findings(words, format, is_program).into_iter();
        found.map(|found| found.about).collect()
    }

    #[test]
    fn a_word_that_only_a_shell_reads_is_found() {
        for (words, word) in [
            (&["cat", "docs/*.md"][..], "docs/*.md"),
            (&["/bin/ls", "-l", "*.py"], "*.py"),
            (
                &["env", "A=1", "shellcheck", "hooks/**/*.sh"],
                "hooks/**/*.sh",
            ),
            (&["rm", "-rf", "--", "build/*.o"], "build/*.o"),
            (&["diff", "-x", "*.pyc", "a/*.py", "b"], "a/*.py"),
            (&["guard", "|", "grep", "b"], "|"),
            (&["guard", "&&", "true"], "&&"),
            (&["guard", "2>/dev/null"], "2>/dev/null"),
            (&["guard", "~/x"], "~/x"),
            (&["guard", "$HOME/x"], "$HOME/x"),
            (&["grep", "-q", "x", "$HOME/x"], "$HOME/x"),
            (
                &["python3", "${CLAUDE_PROJECT_DIR}/x.py"],
                "${CLAUDE_PROJECT_DIR}/x.py",
            ),
        ] {
            assert_eq!(about(words), [word], "{words:?}");
        }
    }

    #[test]
    fn a_pattern_or_code_of_the_program_itself_is_fine() {
        for fine in [
            &["awk", "$1 == \"x\" { exit 2 }"][..],
            &["env", "LANG=C", "awk", "$1"],
            &["sudo", "-u", "root", "awk", "$1 == 2"],
            &["jq", "-n", "$ENV.PATH"],
            &["jq", ".a[] | select(.b)", "*"],
            &["perl", "-e", "$x = 1; print ${y}"],
            &["node", "-e", "`${x}`"],
            &["python3", "-c", "print('*.md')"],
            &["grep", "-rq", "${x}", "*.md"],
            &["rg", "-g", "*.md", "a|b"],
            &["find", ".", "-name", "*.md", "-o", "-name", "*.py"],
            &["git", "ls-files", "*.md"],
            &["git", "log", "--format=${x}"],
            &["sed", "-n", "$p"],
            &["prettier", "--check", "docs/*.md"],
            &["eslint", "src/**/*.ts"],
            &["guard", "Bash(git *)"],
            &["cat", "-", "--show=*"],
            &["cat", "a b*c"],
            &["diff", "-r", "-x", "*.pyc", "a", "b"],
            &["diff", "-rx", "*.pyc", "a", "b"],
            &["du", "--exclude", "*.git", "/etc"],
            &["ls", "-I", "*.bak", "/etc"],
            &["ls", "-a", "--ignore", "*.bak"],
            &["gofmt", "-r", "*a", "."],
            &["ls"],
            &[],
        ] {
            assert_eq!(about(fine), [""; 0], "{fine:?}");
        }
    }
}
