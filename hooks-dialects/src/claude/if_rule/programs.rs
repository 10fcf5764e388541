//! What is known of programs that are given the command of another, or text to run.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a program does with its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// They are data and never a command.
    Data,
    /// It runs none of them, although one may be the file that a later command runs.
    Inert,
    /// Some of them are another command.
    Wrapper,
    /// It is a shell.
    Shell,
    /// It runs text or input that is not read here, or gives names another meaning.
    Runs,
    /// Runs text that an option gives it.
    Interpreter,
    /// It is `sed`, which an argument tells what to do.
    Script,
    /// Nothing is known: an argument may be a command.
    Unknown,
}

/// Programs and builtins whose name alone tells their kind.
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

static KINDS: LazyLock<HashMap<&str, Kind>> = LazyLock::new(|| {
    let named = |(kind, names): &(Kind, &'static str)| {
        let kind = *kind;
        names.split_whitespace().map(move |name| (name, kind))
    };
    PROGRAMS.iter().flat_map(named).collect()
});

/// Subcommands of git that start no program an argument could name.
const GIT_DATA: &str = "\
    add branch checkout commit diff log merge mv reset restore rm show stash status switch \
    tag";

/// Modules of Python that run text or a file that their arguments name.
const RUNNING_MODULES: &str = "\
    asyncio bdb cProfile code doctest idlelib pdb profile runpy timeit trace";

/// Long options of tar that start a program.
const TAR_STARTS: &str = "\
    --checkpoint-action --info-script --new-volume-script --rsh-command --to-command \
    --use-compress-program";

/// Wrappers whose command may come from their input.
pub(super) const FED: &[&str] = &["xargs"];

/// Wrappers that append to their command what they read or find, or put it in place of `{}`.
pub(super) const COMPLETES: &[&str] = &["fd", "fdfind", "find", "xargs"];

/// Options behind which such a wrapper's command begins.
#[rustfmt::skip]
pub(super) const EXECUTES: &[&str] =
    &["-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec", "--exec-batch"];

/// Wrappers that run builtins of the shell.
pub(super) const OF_BUILTINS: &[&str] = &["builtin", "command", "exec"];

/// The last part of a program's path as names are compared: file systems may ignore case, and
/// Windows adds an extension.
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

/// What is known of a command with these arguments.
pub(super) fn kind(program: &str, arguments: &[&str]) -> Kind {
    let name = base(program);
    let unversioned = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    if KINDS.get(unversioned) == Some(&Kind::Interpreter) {
        return Kind::Interpreter;
    }
    // A program of that name somewhere else may be another.
    let folder = ["/bin/", "/usr/bin/"]
        .iter()
        .find_map(|folder| program.strip_prefix(folder));
    let is_standard = folder.unwrap_or(program) == name;
    match (KINDS.get(name.as_str()), name.as_str()) {
        (Some(Kind::Data), _) if !is_standard => Kind::Unknown,
        (Some(Kind::Shell), _) => Kind::Runs,
        (Some(kind), _) => *kind,
        (None, "git") => git(is_standard, arguments),
        // `-v` evaluates a subscript.
        (None, "printf") if is_standard && !arguments.iter().any(|text| text.starts_with("-v")) => {
            Kind::Data
        }
        (None, "sed" | "gsed") => Kind::Script,
        (None, "tar" | "gtar" | "bsdtar") if starts(arguments) => Kind::Runs,
        (None, _) if is_awk(&name) => awk(arguments),
        (None, _) => Kind::Unknown,
    }
}

fn awk(arguments: &[&str]) -> Kind {
    let runs = ["system", "|", "getline", "@"];
    let may_run = |text: &&str| {
        text.starts_with("-f") || text.starts_with("--") || runs.iter().any(|it| text.contains(it))
    };
    match arguments.iter().any(may_run) {
        true => Kind::Runs,
        false => Kind::Data,
    }
}

/// What git is: behind options a setting names programs, and an alias is a command.
fn git(is_standard: bool, arguments: &[&str]) -> Kind {
    let sets = |text: &&str| text.starts_with("-c") || text.starts_with("--config-env");
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

fn has(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

/// Whether a variable of this name tells some program which other to run.
pub(super) fn names_program(variable: &str) -> bool {
    let ends = [
        "EDITOR", "PAGER", "ASKPASS", "WRAPPER", "SHELL", "BROWSER", "COMMAND", "_CMD", "_ENV",
        "LESSOPEN", "VISUAL",
    ];
    variable.starts_with("GIT_") || ends.iter().any(|end| variable.ends_with(end))
}

/// Whether it is a shell, by its name.
pub(super) fn is_shell(program: &str) -> bool {
    KINDS.get(base(program).as_str()) == Some(&Kind::Shell)
}

/// Whether it is awk, whose program is an argument.
pub(super) fn is_awk(program: &str) -> bool {
    matches!(&*base(program), "awk" | "gawk" | "mawk" | "nawk")
}

/// Whether tar is told to start a program; of an option GNU takes any unambiguous beginning.
fn starts(arguments: &[&str]) -> bool {
    arguments.iter().any(|text| {
        let option = text.split('=').next().unwrap_or(text);
        let begun = |long: &str| option.len() > 3 && long.starts_with(option);
        (text.starts_with("--") && TAR_STARTS.split(' ').any(begun))
            || text.starts_with("-F")
            || (text.starts_with("-I") && text.contains(' '))
    })
}

/// Whether an interpreter runs text that its arguments or its input give it. `exact` says of each
/// argument whether it is that text.
pub(super) fn is_given_text(arguments: &[&str], exact: impl Fn(usize) -> bool) -> bool {
    let is_file = |at: usize| {
        let file = arguments.get(at);
        file.is_some_and(|file| exact(at) && !file.starts_with('-') && !is_stream(file))
    };
    match arguments.first().copied() {
        Some("--version" | "-V") => false,
        Some("-m") => {
            let module = arguments.get(1).and_then(|module| module.split('.').next());
            !is_file(1) || module.is_some_and(|module| has(RUNNING_MODULES, module))
        }
        // Whatever is no plain name of a file: nothing, an option, a substitution, an open file.
        _ => !is_file(0),
    }
}

/// Whether a path leads to an open file of the process, which may hold any text.
pub(super) fn is_stream(path: &str) -> bool {
    let stands = |folder: &str| path.split('/').any(|part| part == folder);
    path.starts_with('/') && (stands("dev") || stands("proc"))
}
