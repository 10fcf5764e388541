//! Evaluates a permission rule over commands against a command text.
//!
//! # Algorithm
//!
//! [`scan`] splits a shell text into its simple commands. It parses the part of the grammar that all POSIX-like shells
//! agree on: words with their quotes and escapes, separators, pipes, redirections, here-documents, comments,
//! assignments, `if`, `while`, `for`, groups, subshells and substitutions. The rule is compared with the text as it is,
//! and with the commands without quotes and repeated blanks. The rule *does not match* only if all of this holds:
//!
//! - the whole text could be parsed (functions, `case`, `coproc`, `$((name))`, `${x@P}`, a carriage
//!   return and everything else not listed above are not parsed, so the rule matches);
//! - every command's name is a plain word;
//! - the rule matches no command, even if options are left out of the command (`git -C x push` is a `git push`);
//! - only programs that treat their input as data get a here-document;
//! - no command is a shell, `eval`, `source`, `ssh`, `alias`, a `sed` or `tar` that starts a program, or an interpreter
//!   whose first argument is anything except the plain name of a file, `-m` with a module, or `--version`;
//! - no argument of another program is a command line that starts a shell (`env -S 'sh x'`);
//! - the command that the rule names is not in the arguments of a program that might run it, which is
//!   every program outside a short list (`echo`, `grep`, `git commit` ...);
//! - no argument of a known wrapper (`env`, `sudo`, `find` ...) and no variable that names a program (`GIT_EDITOR`)
//!   contains a substitution;
//! - a wrapper that adds arguments (`xargs`, `find`) has as its command neither the command that the rule names nor
//!   `{}`;
//! - no argument of `sed`, or of a program that is in no list, can become the rule's command by substitution,
//!   globbing or braces, or is the path of an open file (`/dev/stdin`);
//! - if the output of a command is piped, either no argument names the rule's command, or all programs treat their
//!   input as data.
//!
//! The contents of scripts, Makefiles and the user's aliases are not examined.
//!
//! # Why not a shell parser
//!
//! The published parsers are large (a PEG or a C grammar), incompatibly licensed or abandoned. They recurse without a
//! bound and accept the grammar of one shell. A guard needs the opposite: a small grammar, linear time, and an error
//! for every other text.

use super::pattern::CommandPattern;
use super::programs::{self, COMPLETES, EXECUTES, FED, Kind, OF_BUILTINS, base};
use super::scan::{Simple, scan};
use super::sed;
use super::word::Word;

/// The maximum number of arguments of a wrapper (a program that starts another program) that name a program such as
/// `git` or `tar`. For each such argument all later arguments are examined, so the maximum bounds the work. A wrapper
/// with more such arguments is treated as a match.
const MOST_PROGRAMS: usize = 8;

/// Returns whether a shell tool's rule matches a text for a shell like bash.
pub(super) fn fits(rule: &str, text: &str) -> bool {
    let rule = CommandPattern::new(rule);
    let Some(script) = scan(text) else {
        return true;
    };
    // The arguments are known only after the shell has made the substitutions. So a rule about arguments matches.
    if script.substitutes && rule.arguments {
        return true;
    }
    let rebinds = |command: &Simple<'_>| {
        let words = command.assigned.iter().chain(&command.words);
        // `PATH` can be set in these ways: `PATH=`, `PATH+=`, `export PATH`, `read PATH`, `printf -v PATH`,
        // `printf -vPATH`.
        words.clone().any(|word| {
            let name = word.text.split(['=', '+', '[']).next().unwrap_or_default();
            // In zsh the array `path` holds the folders of `PATH`, so `path=` sets `PATH` too.
            name.strip_prefix("-v").unwrap_or(name) == "PATH" || word.text.starts_with("path=")
        })
    };
    // `printf` decodes escapes, so a word with a backslash can become the name of the rule's command.
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

/// Facts about the whole text, which are needed to check each single command.
#[derive(Clone, Copy)]
struct Around {
    /// Whether the text leaves `PATH` unchanged. If so, each program name means the system's program.
    familiar: bool,
    /// Whether a command can get a here-document, or the name of the rule's command, through a pipe.
    brings: bool,
}

impl CommandPattern {
    /// Returns whether a command might be the rule's command, or might run it.
    fn may_run(&self, command: &Simple<'_>, around: Around) -> bool {
        let set = |word: &Word| self.is_in(word) || runs_text(word) || sets_program(word);
        if command.assigned.iter().any(set) {
            return true;
        }
        let Some((first, arguments)) = command.words.split_first() else {
            return false;
        };
        let opaque = |c: char| matches!(c, '=' | '%' | '!');
        // The shell expands `~x` (a tilde without a slash) to the home folder of user `x`, whose path can end in any
        // name. So the program's name is unknown.
        let unexpanded = first.text.starts_with('~') && !first.text.contains('/');
        if !first.exact || first.text.is_empty() || first.text.starts_with(opaque) || unexpanded {
            return true;
        }
        if self.covers_text(command.raw) || self.covers_at(&first.text, arguments) {
            return true;
        }
        let texts: Vec<&str> = arguments.iter().map(|word| word.text.as_str()).collect();
        let exact = |at: usize| arguments.get(at).is_some_and(|word| word.exact);
        // If the text changes `PATH`, or if an assignment such as `LD_PRELOAD=x` precedes the command, even `cat` can
        // run any program. So a program is trusted only if neither is the case.
        let trusted = around.familiar && command.assigned.is_empty();
        let kind = programs::kind(&first.text, &texts);
        match kind {
            Kind::Data if trusted => false,
            Kind::Runs => true,
            Kind::Interpreter if programs::is_given_text(&texts, exact) => true,
            Kind::Wrapper if runs_anything(&base(&first.text), arguments) => true,
            Kind::Wrapper if self.is_completed(&base(&first.text), arguments) => true,
            Kind::Script if sed::runs(&texts, exact) => true,
            Kind::Unknown | Kind::Script if arguments.iter().any(|word| self.may_become(word)) => {
                true
            }
            // The program can run its input (a here-document or a pipe) as commands, so the rule matches. Programs that
            // treat their input as data (`Kind::Data`) were handled above.
            _ if command.fed || around.brings => true,
            _ => {
                // Any other program can run one of its arguments as a command. So look for the rule's command in the
                // arguments.
                let wraps = kind == Kind::Wrapper;
                let shell = |word: &Word| programs::starts_shell(&word.text, wraps);
                let runs = |word: &Word| {
                    runs_text(word) || sets_program(word) || shell(word) || self.is_matched(word)
                };
                arguments.iter().any(runs) || self.is_among(arguments)
            }
        }
    }

    /// Returns whether a wrapper (a program that starts another program) adds arguments to the rule's command. The
    /// arguments are then unknown.
    fn is_completed(&self, wrapper: &str, arguments: &[Word]) -> bool {
        let named = |word: &Word| self.names(&word.text) || self.is_matched(word);
        COMPLETES.contains(&wrapper) && arguments.iter().any(named)
    }
}

/// Returns whether a word contains a substitution that a shell makes only when it runs the word as a command.
fn runs_text(word: &Word) -> bool {
    let begins = |c: char| c.is_ascii_alphanumeric() || "_({'\"@*".contains(c);
    let mut behind = word.text.split('$').skip(1);
    word.hidden || word.text.contains('`') || behind.any(|text| text.starts_with(begins))
}

/// Returns whether a word sets a variable that names a program (such as `GIT_EDITOR`) to an unknown value. Also returns
/// `true` if a git variable defines an alias.
fn sets_program(word: &Word) -> bool {
    let Some((variable, value)) = word.text.split_once('=') else {
        return false;
    };
    let alias = variable.starts_with("GIT_CONFIG") && value.contains("alias.");
    let unread = !word.exact && (variable.is_empty() || programs::names_program(variable));
    alias || unread
}

/// Returns whether a wrapper (a program that starts another program) can run a command other than its arguments show.
fn runs_anything(wrapper: &str, arguments: &[Word]) -> bool {
    let texts: Vec<&str> = arguments.iter().map(|word| word.text.as_str()).collect();
    let programs_within = texts.iter().filter(|text| programs::reads_arguments(text));
    if programs_within.count() > MOST_PROGRAMS {
        return true;
    }
    let unread = |at: usize, word: &Word| {
        // Any argument after the program can be an option that makes the program run another program. So examine all
        // later arguments.
        let next = texts.get(at + 1..).unwrap_or_default();
        // If awk is started by a wrapper (a program that starts other programs), awk's own code is not examined. So
        // treat awk as a program that runs commands.
        let kind = match programs::is_awk(&word.text) {
            true => Kind::Runs,
            false => programs::kind(&word.text, next),
        };
        !word.exact
            || word.text.contains(['$', '`'])
            || (kind == Kind::Runs && (word.text != "." || OF_BUILTINS.contains(&wrapper)))
            || (kind == Kind::Interpreter
                && programs::is_given_text(next, |next| {
                    arguments.get(at + 1 + next).is_some_and(|word| word.exact)
                }))
            || (kind == Kind::Script && sed::runs(next, |_| true))
            || (kind == Kind::Wrapper && FED.contains(&wrapper))
    };
    // `-exec {}` runs each file that `find` has found, so the program's name is unknown.
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

#[cfg(test)]
#[path = "option_value_tests.rs"]
mod option_value_tests;
