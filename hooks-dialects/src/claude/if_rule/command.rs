//! A permission rule over commands against a command text.
//!
//! # What is read
//!
//! A shell text is split into its simple commands by [`scan`], which reads the part of the grammar
//! that all POSIX-like shells agree on: words with their quotes and escapes, separators, pipes,
//! redirections, here-documents, comments, assignments, `if`, `while`, `for`, groups, subshells and
//! substitutions. Quotes and repeated blanks are taken out before the rule is compared, and the text
//! as it stands is compared as well. The rule *does not fit* only where all of this holds:
//!
//! - the whole text could be read (functions, `case`, `coproc`, `$((name))`, `${x@P}`, a carriage
//!   return and whatever else is not listed above are not read, so the rule fits);
//! - every command's name is a plain word;
//! - the rule covers no command, also behind options (`git -C x push` is a `git push`);
//! - no program but those that only take data is given a here-document;
//! - no command is a shell, `eval`, `source`, `ssh`, `alias`, a `sed` or `tar` that is told to run
//!   something, or an interpreter that is given anything but the plain name of a file;
//! - the command that the rule names is nowhere in the arguments of a program that might run it:
//!   every program counts as one but a short list (`echo`, `grep`, `git commit` ...);
//! - a known wrapper (`env`, `sudo`, `find` ...) has no argument that is substituted, nor has a
//!   variable that names a program (`GIT_EDITOR`);
//! - a wrapper that adds arguments (`xargs`, `find`) is not given the command that the rule names,
//!   nor `{}` as a command;
//! - no program but those that only take data is given a word that may become that command by
//!   substitution, as a pattern or by braces, or a path of an open file (`/dev/stdin`);
//! - where output is piped, nothing that any command prints names it, unless all are programs that
//!   only take data.
//!
//! What a script, a Makefile or an alias of the user's own does is not seen.
//!
//! # Why no shell parser
//!
//! The published parsers are large (a PEG or a C grammar), licensed otherwise, or abandoned, recurse
//! without a bound and accept one shell's grammar. What a guard needs is the opposite: a small
//! grammar, linear time, and "no" for everything else.

use super::pattern::CommandPattern;
use super::programs::{self, COMPLETES, EXECUTES, FED, Kind, OF_BUILTINS, base};
use super::scan::{Simple, scan};
use super::sed;
use super::word::Word;

/// Whether the rule `rule` of a shell tool fits a text for a shell like bash.
pub(super) fn fits(rule: &str, text: &str) -> bool {
    let rule = CommandPattern::new(rule);
    let Some(script) = scan(text) else {
        return true;
    };
    if script.substitutes && rule.arguments {
        return true;
    }
    let rebinds = |command: &Simple<'_>| {
        let words = command.assigned.iter().chain(&command.words);
        // `PATH=`, `PATH+=`, `export PATH`, `read PATH`, `printf -v PATH`, `printf -vPATH`.
        words.clone().any(|word| {
            let name = word.text.split(['=', '+', '[']).next().unwrap_or_default();
            name.strip_prefix("-v").unwrap_or(name) == "PATH" || word.text.starts_with("path=")
        })
    };
    // `printf` decodes what a backslash stands before.
    let prints = |word: &Word| rule.is_in(word) || word.hidden || word.text.contains('\\');
    let brings = |command: &Simple<'_>| command.fed || command.words.iter().skip(1).any(prints);
    let around = Around {
        familiar: !script.commands.iter().any(rebinds),
        brings: script.pipes && script.commands.iter().any(brings),
    };
    rule.covers_text(text.trim())
        || script
            .commands
            .iter()
            .any(|command| rule.may_run(command, around))
}

/// What the text around a command makes of it.
#[derive(Clone, Copy)]
struct Around {
    /// Programs are those of the system.
    familiar: bool,
    /// Through a pipe may come what the rule names, or a here-document.
    brings: bool,
}

impl CommandPattern {
    /// Whether a command may be, or may run, what the rule is about.
    fn may_run(&self, command: &Simple<'_>, around: Around) -> bool {
        let set = |word: &Word| self.is_in(word) || runs_text(word) || sets_program(word);
        if command.assigned.iter().any(set) {
            return true;
        }
        let Some((first, arguments)) = command.words.split_first() else {
            return false;
        };
        let opaque = |c: char| matches!(c, '=' | '%' | '!');
        let unexpanded = first.text.starts_with('~') && !first.text.contains('/');
        if !first.exact || first.text.is_empty() || first.text.starts_with(opaque) || unexpanded {
            return true;
        }
        if self.covers_text(command.raw) || self.covers_at(&first.text, arguments) {
            return true;
        }
        let texts: Vec<&str> = arguments.iter().map(|word| word.text.as_str()).collect();
        let exact = |at: usize| arguments.get(at).is_some_and(|word| word.exact);
        let trusted = around.familiar && command.assigned.is_empty();
        match programs::kind(&first.text, &texts) {
            Kind::Data if trusted => false,
            Kind::Runs => true,
            Kind::Interpreter if programs::is_given_text(&texts, exact) => true,
            Kind::Wrapper if runs_anything(&base(&first.text), arguments) => true,
            Kind::Wrapper if self.is_completed(&base(&first.text), arguments) => true,
            Kind::Script if sed::runs(&texts, exact) => true,
            Kind::Unknown | Kind::Script if arguments.iter().any(|word| self.may_become(word)) => {
                true
            }
            // What reads its input as data is known.
            _ if command.fed || around.brings => true,
            _ => {
                let shell = |word: &Word| programs::is_shell(&word.text);
                let runs = |word: &Word| {
                    runs_text(word) || sets_program(word) || shell(word) || self.is_matched(word)
                };
                arguments.iter().any(runs) || self.is_among(arguments)
            }
        }
    }

    /// Whether a wrapper that adds arguments of its own to a command is given what it names.
    fn is_completed(&self, wrapper: &str, arguments: &[Word]) -> bool {
        let named = |word: &Word| self.names(&word.text) || self.is_matched(word);
        COMPLETES.contains(&wrapper) && arguments.iter().any(named)
    }
}

/// Whether a word is text in which something is substituted once more when it is run.
fn runs_text(word: &Word) -> bool {
    let begins = |c: char| c.is_ascii_alphanumeric() || "_({'\"@*".contains(c);
    let mut behind = word.text.split('$').skip(1);
    word.hidden || word.text.contains('`') || behind.any(|text| text.starts_with(begins))
}

/// Whether a word gives a variable that names a program a value that is not read here.
fn sets_program(word: &Word) -> bool {
    let Some((variable, value)) = word.text.split_once('=') else {
        return false;
    };
    let alias = variable.starts_with("GIT_CONFIG") && value.contains("alias.");
    let unread = !word.exact && (variable.is_empty() || programs::names_program(variable));
    alias || unread
}

/// Whether a wrapper is given something that is not read here in place of a command.
fn runs_anything(wrapper: &str, arguments: &[Word]) -> bool {
    let unread = |at: usize, word: &Word| {
        let next: Vec<&str> = arguments
            .get(at + 1)
            .map(|word| word.text.as_str())
            .into_iter()
            .collect();
        let kind = match programs::is_awk(&word.text) {
            true => Kind::Runs,
            false => programs::kind(&word.text, &next),
        };
        !word.exact
            || word.text.contains(['$', '`'])
            || (kind == Kind::Runs && (word.text != "." || OF_BUILTINS.contains(&wrapper)))
            || (kind == Kind::Interpreter
                && programs::is_given_text(&next, |next| {
                    arguments.get(at + 1 + next).is_some_and(|word| word.exact)
                }))
            || (kind == Kind::Script && sed::runs(&next, |_| true))
            || (kind == Kind::Wrapper && FED.contains(&wrapper))
    };
    // `-exec {}`: what is found is the program.
    let begins = |word: &Word| {
        EXECUTES.contains(&word.text.as_str())
            || programs::kind(&word.text, &[]) == Kind::Wrapper
            || word.text.starts_with("--")
    };
    let found = || {
        let is_found = |pair: &[Word]| pair[1].text.contains("{}") && begins(&pair[0]);
        COMPLETES.contains(&wrapper) && arguments.windows(2).any(is_found)
    };
    let replaced = |word: &Word| {
        let options = ["-I", "-i", "-J", "--replace", "{"];
        FED.contains(&wrapper) && options.iter().any(|option| word.text.starts_with(option))
    };
    arguments
        .iter()
        .enumerate()
        .any(|(at, word)| unread(at, word) || replaced(word))
        || found()
}

#[cfg(test)]
#[path = "command_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "fed_tests.rs"]
mod fed_tests;
