//! Lists of programs by how they use their arguments and input.
//!
//! A program that is in no list is treated as unknown: a rule matches if one of the program's arguments can be the
//! command that the rule names. The lists name programs that certainly run none of their arguments, and programs that
//! can run a text which is not examined.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::tar;

/// How a program uses its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The arguments and the input are data, never a command.
    Data,
    /// The program runs none of its arguments, but it can create a file that a later command runs.
    Inert,
    /// Some of the arguments are a command, which the program runs.
    Wrapper,
    /// The program is a shell.
    Shell,
    /// The program runs a text or input that is not examined here, or changes the meaning of later command names (such
    /// as `alias`).
    Runs,
    /// An interpreter such as `python`, which can run a text from an option.
    Interpreter,
    /// `sed`, which has a script among its arguments.
    Script,
    /// Any other program: each argument can be a command.
    Unknown,
}

/// Programs and shell builtins whose [`Kind`] depends on their name alone.
#[rustfmt::skip]
const PROGRAMS: &[(Kind, &str)] = &[
    (Kind::Data, "\
        : basename cat cd cmp comm cut date df diff join paste dirname du echo egrep false \
        fgrep grep head ls mkdir pwd readlink realpath sleep stat tail touch tr true type \
        uname uniq wc which whoami"),
    (Kind::Inert, "\
        [ break chgrp chmod chown continue cp curl declare exit export gunzip gzip jq kill \
        ln local mv read readonly return rm rmdir set shift tee test typeset unset unzip \
        wait"),
    (Kind::Wrapper, "\
        arch bunx builtin busybox bwrap caffeinate catchsegv choom chroot chrt command \
        compgen doas dumb-init entr env exec fakeroot fd fdfind find firejail flock gosu \
        hyperfine i386 ionice let linux32 linux64 ltrace mapfile nice nocorrect noglob \
        nohup nsenter numactl perf pkexec prlimit proot proxychains readarray repeat \
        rlwrap runuser screen script setarch setpriv setsid stdbuf strace su-exec sudo \
        systemd-run taskset time timeout tini torsocks tmux toybox unbuffer uname26 \
        unshare valgrind watch x86_64 xargs -"),
    (Kind::Shell, "\
        ash bash csh dash elvish fish ksh mksh nu powershell pwsh rbash sh tcsh xonsh yash \
        zsh"),
    (Kind::Runs, "\
        . alias at batch bind cmd complete crontab emulate enable eval expect fc hash icm \
        iex invoke-command invoke-expression mosh osascript parallel run-parts source ssh \
        su trap unalias wsl"),
    (Kind::Interpreter, "\
        bun dc deno ed elixir emacs erl ex gdb ghci gnuplot groovy guile irb jshell julia \
        lua luajit m4 node nodejs nvim ocaml octave perl php pypy python r racket rscript \
        ruby runghc sbcl scala swift tclsh vi view vim"),
];

/// The kind of each program in [`PROGRAMS`], by name.
static KINDS: LazyLock<HashMap<&str, Kind>> = LazyLock::new(|| {
    let named = |(kind, names): &(Kind, &'static str)| {
        let kind = *kind;
        names.split_whitespace().map(move |name| (name, kind))
    };
    PROGRAMS.iter().flat_map(named).collect()
});

/// Subcommands of git that never start a program named in an argument.
const GIT_DATA: &str = "\
    add branch checkout commit diff log merge mv reset restore rm show stash status switch \
    tag";

/// Python modules that run a text or a file that an argument names.
const RUNNING_MODULES: &str = "\
    asyncio bdb cProfile code doctest idlelib pdb profile runpy timeit trace";

/// Wrappers (programs that run another program) that can read the command to run from their input.
pub(super) const FED: &[&str] = &["xargs"];

/// Wrappers (programs that run another command) that add arguments to the command: they append the names that they read
/// or find, or put them in place of `{}`.
pub(super) const COMPLETES: &[&str] = &["fd", "fdfind", "find", "xargs"];

/// The options of the wrappers in [`COMPLETES`] after which a command follows.
#[rustfmt::skip]
pub(super) const EXECUTES: &[&str] =
    &["-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec", "--exec-batch"];

/// Wrappers (programs or builtins that run another command) that can run shell builtins.
pub(super) const OF_BUILTINS: &[&str] = &["builtin", "command", "exec"];

/// Returns the last part of a program's path without a Windows extension: `rm` for `/bin/RM.exe`. The result is in
/// lower case, because file systems can ignore case.
pub(super) fn base(program: &str) -> String {
    let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
    let name = name.to_ascii_lowercase();
    let cut = [".exe", ".cmd", ".bat", ".com"]
        .into_iter()
        .find_map(|extension| name.strip_suffix(extension))
        .map(str::len);
    match cut {
        None | Some(0) => name,
        Some(length) => name[..length].to_owned(),
    }
}

/// Returns how a program uses these arguments.
pub(super) fn kind(program: &str, arguments: &[&str]) -> Kind {
    let name = base(program);
    // Ignore the version at the end of the name: `python3.12` is treated as `python`.
    let unversioned = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    if KINDS.get(unversioned) == Some(&Kind::Interpreter) {
        return Kind::Interpreter;
    }
    // In any folder except these two, a different program can have the name of a system's program. So there,
    // `cat`, `git` or `printf` is not treated as `Kind::Data`.
    let folder = ["/bin/", "/usr/bin/"]
        .iter()
        .find_map(|folder| program.strip_prefix(folder));
    let is_standard = folder.unwrap_or(program) == name;
    match (KINDS.get(name.as_str()), name.as_str()) {
        (Some(Kind::Data), _) if !is_standard => Kind::Unknown,
        // A shell runs a text or a script that is not examined here.
        (Some(Kind::Shell), _) => Kind::Runs,
        (Some(kind), _) => *kind,
        (None, "git") => git(is_standard, arguments),
        // `printf -v NAME[...]` evaluates the text in the brackets, which can run a command. So only a `printf` without
        // `-v` treats its arguments as data.
        (None, "printf") if is_standard && !arguments.iter().any(|text| text.starts_with("-v")) => {
            Kind::Data
        }
        (None, "sed" | "gsed") => Kind::Script,
        (None, "tar" | "gtar" | "bsdtar") if tar::starts(arguments) => Kind::Runs,
        (None, _) if is_awk(&name) => awk(arguments),
        (None, _) => Kind::Unknown,
    }
}

/// Returns the kind of an awk command, whose program can run commands or read files.
fn awk(arguments: &[&str]) -> Kind {
    // These words can run commands in awk: `system()`, pipes, and gawk's `@load` and `@include`.
    let runs = ["system", "|", "getline", "@"];
    // Options such as `-f`, `-E`, `-i` and `-l` name a file with code, even behind other letters as in `-bf`. So assume
    // that every option names such a file, except `-F` (field separator) and `-v` (variable).
    let names_file = |text: &str| {
        text.len() > 1
            && text.starts_with('-')
            && !text.starts_with("-F")
            && !text.starts_with("-v")
    };
    let may_run = |text: &&str| names_file(text) || runs.iter().any(|it| text.contains(it));
    match arguments.iter().any(may_run) {
        true => Kind::Runs,
        false => Kind::Data,
    }
}

/// Returns the kind of a git command. An option before the subcommand can set the program that git runs, or define an
/// alias for a command.
fn git(is_standard: bool, arguments: &[&str]) -> Kind {
    let sets = |text: &&str| text.starts_with("-c") || text.starts_with("--config-env");
    // A git alias can run any command: `git -c alias.x='!rm' x` runs `rm`. So look for an argument that defines an
    // alias.
    let aliases = |text: &&str| text.to_ascii_lowercase().contains("alias.");
    match arguments.first() {
        Some(option) if option.starts_with('-') => {
            if arguments.iter().any(aliases) {
                return Kind::Runs;
            }
            match arguments.iter().any(sets) || option.starts_with("--exec-path") {
                true => Kind::Wrapper,
                false => Kind::Unknown,
            }
        }
        Some(sub) if is_standard && has(GIT_DATA, sub) => Kind::Data,
        _ => Kind::Unknown,
    }
}

/// Returns whether a list of words, separated by single blanks, contains a word.
fn has(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

/// Returns whether some program runs the value of a variable of this name as a command.
pub(super) fn names_program(variable: &str) -> bool {
    // Variables such as `GIT_SSH_COMMAND`, `PAGER`, `RUSTC_WRAPPER` and `BASH_ENV` are recognised by the end of their
    // names.
    let ends = [
        "EDITOR", "PAGER", "ASKPASS", "WRAPPER", "SHELL", "BROWSER", "COMMAND", "_CMD", "_ENV",
        "LESSOPEN", "VISUAL",
    ];
    variable.starts_with("GIT_") || ends.iter().any(|end| variable.ends_with(end))
}

/// Returns whether a program is a shell, by its name.
pub(super) fn is_shell(program: &str) -> bool {
    KINDS.get(base(program).as_str()) == Some(&Kind::Shell)
}

/// Returns whether a word starts a shell when it is run as a command line: `sh x`, `!sh x`, `pager=sh x`. If `anywhere`
/// is true, any word of the command line can be the shell's name. Otherwise only the first word of each command can be
/// the shell's name, because other words can be ordinary text.
pub(super) fn starts_shell(text: &str, anywhere: bool) -> bool {
    // `-Ssh` can be the option `-S` with the value `sh`, so a shell's name after an option letter is recognised too.
    let behind_option = |word: &str| {
        let value = word.strip_prefix('-').and_then(|letters| letters.get(1..));
        value.is_some_and(is_shell)
    };
    let shell = |word: &str| {
        let word = word.trim_matches(['\'', '"']);
        is_shell(word) || behind_option(word)
    };
    let commands = text.split([';', '|', '&', '(', '{', '!', '=', '`', '\n']);
    is_shell(text)
        || commands.into_iter().any(|command| {
            let mut words = command.split_whitespace();
            match anywhere {
                true => words.any(shell),
                false => words.next().is_some_and(shell),
            }
        })
}

/// Returns whether all arguments of a program must be examined to determine its kind.
pub(super) fn reads_arguments(program: &str) -> bool {
    matches!(
        &*base(program),
        "git" | "printf" | "sed" | "gsed" | "tar" | "gtar" | "bsdtar"
    )
}

/// Returns whether a program is awk, whose argument is code.
pub(super) fn is_awk(program: &str) -> bool {
    matches!(&*base(program), "awk" | "gawk" | "mawk" | "nawk")
}

/// Returns whether an interpreter runs a text from its arguments or its input. `exact` returns whether the argument at
/// an index is known exactly.
pub(super) fn is_given_text(arguments: &[&str], exact: impl Fn(usize) -> bool) -> bool {
    let is_file = |at: usize| {
        let file = arguments.get(at);
        file.is_some_and(|file| exact(at) && !file.starts_with('-') && !is_stream(file))
    };
    match arguments.first().copied() {
        Some("--version" | "-V") => false,
        // In `python -m MODULE FILE`, some modules of the standard library run the file. So check the module's name
        // too.
        Some("-m") => {
            let module = arguments.get(1).and_then(|module| module.split('.').next());
            !is_file(1) || module.is_some_and(|module| has(RUNNING_MODULES, module))
        }
        // If the argument is the plain name of a file, the interpreter runs that file. In all other cases (no argument,
        // an option, a substitution, an open file) it can be given a text to run.
        _ => !is_file(0),
    }
}

/// Returns whether a path can be one of the process's open files, which can contain any text.
pub(super) fn is_stream(path: &str) -> bool {
    // A path such as `/dev/stdin` or `/proc/self/fd/0` is an open file.
    let has_folder = |folder: &str| path.split('/').any(|part| part == folder);
    path.starts_with('/') && (has_folder("dev") || has_folder("proc"))
}
