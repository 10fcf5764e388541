//! Decides whether a call of `sed` runs programs. In a sed script, the command `e` and the flag `e` of the command `s`
//! run a program.
//!
//! Only simple scripts are examined. Any other script is treated as a script that runs a program.

/// The sed commands that take no argument, or only a number.
const BARE: &str = "=dDgGhHnNpPxFqQl";

/// Returns whether a script among the arguments of `sed` can run a program. If a script is not understood, or if
/// `exact` returns `false` for an argument, it is assumed to run a program.
///
/// Options are read as GNU sed reads them, because only GNU sed has the command `e`.
pub(super) fn runs(arguments: &[&str], exact: impl Fn(usize) -> bool) -> bool {
    // `scripts` holds the scripts given with `-e`. `first` is the first argument that is not an option; if there is no
    // `-e`, this argument is the script.
    let mut scripts = Vec::new();
    let mut first = None;
    let mut ended = false;
    let mut at = 0;
    while let Some(argument) = arguments.get(at).copied() {
        // Returns the argument at this position. If the text of the argument is not known exactly, assumes the worst:
        // the sed command `e`, which runs a program.
        let known = |at: usize| match arguments.get(at) {
            Some(text) if exact(at) => *text,
            Some(_) => "e",
            None => "",
        };
        if argument.starts_with('-') && !exact(at) {
            return true;
        }
        let (own, next) = (known(at), known(at + 1));
        at += 1;
        match if ended {
            Argument::Operand
        } else {
            Argument::read(argument)
        } {
            Argument::Operand => {
                first.get_or_insert((own, scripts.is_empty()));
            }
            Argument::Flag => {}
            Argument::End => ended = true,
            Argument::Script(script) => scripts.push(script),
            Argument::ScriptNext => {
                scripts.push(next);
                at += 1;
            }
            // The next argument should be a number. Some versions of `sed` take no number here, and read that argument
            // as the script. So it must be harmless as a script too.
            Argument::NumberNext => {
                if !is_harmless(next) {
                    return true;
                }
                at += 1;
            }
            // BSD sed takes the next argument as the suffix, while GNU sed takes it as the script. So skip only a text
            // that cannot be a script.
            Argument::SuffixNext if next.is_empty() || next.starts_with('.') => at += 1,
            Argument::SuffixNext => {}
            Argument::Unknown => return true,
        }
    }
    // With `-e`, the first argument that is not an option is a file. But if it precedes every `-e`, some versions of
    // `sed` stop reading options there (as with `POSIXLY_CORRECT`) and take this argument as the script. So it must be
    // harmless too.
    let operand = first.filter(|(_, precedes)| *precedes || scripts.is_empty());
    operand.is_some_and(|(script, _)| !is_harmless(script)) || !is_harmless(&scripts.join("\n"))
}

/// The role of one argument of `sed`.
enum Argument<'a> {
    /// Not an option: a script or a file.
    Operand,
    /// An option that has no value, or an option whose value is in the same argument and is not a script.
    Flag,
    /// `--`, the end of the options.
    End,
    /// An option with a script in the same argument: `-es/a/b/`.
    Script(&'a str),
    /// `-e`: the next argument is a script.
    ScriptNext,
    /// `-l`: the next argument is a number.
    NumberNext,
    /// `-i`: the next argument can be a suffix.
    SuffixNext,
    /// An option that names a file with a script, which is not examined, or an unknown option.
    Unknown,
}

impl<'a> Argument<'a> {
    /// Reads an argument that can be an option.
    fn read(text: &'a str) -> Self {
        if text == "--" {
            return Self::End;
        }
        if let Some(long) = text.strip_prefix("--") {
            return Self::long(long);
        }
        match text.strip_prefix('-') {
            None | Some("") => Self::Operand,
            Some(letters) => Self::short(letters),
        }
    }

    /// Reads a long option. GNU sed accepts any unambiguous prefix of its name.
    fn long(text: &'a str) -> Self {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        match value {
            _ if "file".starts_with(name) => Self::Unknown,
            Some(script) if "expression".starts_with(name) => Self::Script(script),
            None if "expression".starts_with(name) => Self::ScriptNext,
            None if "line-length".starts_with(name) => Self::NumberNext,
            _ => Self::Flag,
        }
    }

    /// Reads the option letters after a single dash. Letters without a value, such as `n` and `E`, can come first. The
    /// next letter takes the rest of the argument as its value.
    fn short(letters: &'a str) -> Self {
        let valued = letters.trim_start_matches(|c| "nErsuzb".contains(c));
        let mut chars = valued.chars();
        match (chars.next(), chars.as_str()) {
            (None, _) => Self::Flag,
            (Some('e'), "") => Self::ScriptNext,
            (Some('e'), script) => Self::Script(script),
            (Some('l'), "") => Self::NumberNext,
            (Some('l'), number) if number.chars().all(|c| c.is_ascii_digit()) => Self::Flag,
            (Some('i' | 'I'), "") => Self::SuffixNext,
            (Some('i' | 'I'), _) => Self::Flag,
            _ => Self::Unknown,
        }
    }
}

/// Returns whether a script certainly runs no program: it contains no letter `e`, or each of its commands is a known
/// command other than `e`. A text in the script can contain a `;` or a delimiter. The script is then split in the
/// middle of the text, the parts are not valid commands, and the result is `false`.
fn is_harmless(script: &str) -> bool {
    // Behind a backslash or a `[`, a `;` can be part of a text and not the end of a command. So do not split a script
    // that has a `;` and also a backslash or a `[`.
    let unsure = script.contains(';') && script.contains(['\\', '[']);
    !script.contains('e')
        || (!unsure && !script.contains('\n') && script.split(';').all(is_other_command))
}

/// Returns whether a text is one sed command, and neither the command `e` nor a command with the flag `e`.
fn is_other_command(text: &str) -> bool {
    let Some(command) = behind_addresses(text) else {
        return false;
    };
    let mut chars = command.trim_end().chars();
    let (name, rest) = (chars.next(), chars.as_str());
    match name {
        None => true,
        Some('s' | 'y') => {
            let delimiter = rest.chars().next().filter(char::is_ascii_punctuation);
            let texts: Vec<&str> = rest.split(|c| Some(c) == delimiter).collect();
            // Split at its delimiter, an `s` or `y` command has four parts: an empty text, two texts, and the flags.
            let flags = texts
                .get(3)
                .filter(|_| texts.len() == 4 && delimiter != Some('\\'));
            flags.is_some_and(|flags| flags.chars().all(|c| "gpiImM0123456789".contains(c)))
        }
        Some(name) => BARE.contains(name) && rest.chars().all(|c| c.is_ascii_digit()),
    }
}

/// Returns the rest of a command after its addresses: `p` for `1,/end/p`. Returns `None` if an address cannot be parsed
/// with certainty.
fn behind_addresses(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| " \t0123456789$,!~+".contains(c));
        let Some(pattern) = rest.strip_prefix('/') else {
            return Some(rest);
        };
        let (pattern, behind) = pattern.split_once('/')?;
        if pattern.contains(['\\', '[']) {
            return None;
        }
        rest = behind.trim_start_matches(['I', 'M']);
    }
}

#[cfg(test)]
#[path = "sed_tests.rs"]
mod tests;
