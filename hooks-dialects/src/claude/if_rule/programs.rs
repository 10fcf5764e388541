//! What is known of programs that are given the command of another, or text to run.

use super::sed;

/// What a program does with its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// They are data and never a command.
    Data,
    /// Some of them are another command.
    Wrapper,
    /// It runs text or input that is not read here, or gives names another meaning.
    Runs,
    /// Runs text that an option gives it.
    Interpreter,
    /// Nothing is known: an argument may be a command.
    Unknown,
}

const DATA: &[&str] = &[
    ":", "basename", "cat", "cd", "cmp", "comm", "cut", "date", "df", "diff", "join", "paste",
    "dirname", "du", "echo", "egrep", "false", "fgrep", "grep", "head", "ls", "mkdir", "pwd",
    "readlink", "realpath", "sleep", "stat", "tail", "touch", "tr", "true", "type", "uname",
    "uniq", "wc", "which", "whoami",
];

/// Programs and builtins that run none of their arguments, although an argument may be the file that
/// a later command runs.
const NEVER_WRAPS: &[&str] = &[
    "[", "break", "chgrp", "chmod", "chown", "continue", "cp", "curl", "declare", "exit", "export",
    "gunzip", "gzip", "jq", "kill", "ln", "local", "mv", "read", "readonly", "return", "rm",
    "rmdir", "set", "shift", "tee", "test", "typeset", "unset", "unzip", "wait",
];

/// Subcommands of git that start no program an argument could name.
const GIT_DATA: &[&str] = &[
    "add", "branch", "checkout", "commit", "diff", "log", "merge", "mv", "reset", "restore", "rm",
    "show", "stash", "status", "switch", "tag",
];

const WRAPPERS: &[&str] = &[
    "arch",
    "bunx",
    "builtin",
    "busybox",
    "bwrap",
    "caffeinate",
    "catchsegv",
    "choom",
    "chroot",
    "chrt",
    "command",
    "compgen",
    "doas",
    "dumb-init",
    "entr",
    "env",
    "exec",
    "fakeroot",
    "fd",
    "fdfind",
    "find",
    "firejail",
    "flock",
    "gosu",
    "hyperfine",
    "i386",
    "ionice",
    "let",
    "linux32",
    "linux64",
    "ltrace",
    "mapfile",
    "nice",
    "nocorrect",
    "noglob",
    "nohup",
    "nsenter",
    "numactl",
    "perf",
    "pkexec",
    "prlimit",
    "proot",
    "proxychains",
    "readarray",
    "repeat",
    "rlwrap",
    "runuser",
    "screen",
    "script",
    "setarch",
    "setpriv",
    "setsid",
    "stdbuf",
    "strace",
    "su-exec",
    "sudo",
    "systemd-run",
    "taskset",
    "time",
    "timeout",
    "tini",
    "torsocks",
    "tmux",
    "toybox",
    "unbuffer",
    "uname26",
    "unshare",
    "valgrind",
    "watch",
    "x86_64",
    "xargs",
    "-",
];

/// Wrappers whose command may come from their input.
pub(super) const FED: &[&str] = &["xargs"];

/// Wrappers that append to their command what they read or find, or put it in place of `{}`.
pub(super) const COMPLETES: &[&str] = &["fd", "fdfind", "find", "xargs"];

/// Options behind which such a wrapper's command begins.
pub(super) const EXECUTES: &[&str] = &[
    "-exec",
    "-execdir",
    "-ok",
    "-okdir",
    "-x",
    "-X",
    "--exec",
    "--exec-batch",
];

/// Wrappers that run builtins of the shell.
pub(super) const OF_BUILTINS: &[&str] = &["builtin", "command", "exec"];

const SHELLS: &[&str] = &[
    "ash",
    "bash",
    "csh",
    "dash",
    "elvish",
    "fish",
    "ksh",
    "mksh",
    "nu",
    "powershell",
    "pwsh",
    "rbash",
    "sh",
    "tcsh",
    "xonsh",
    "yash",
    "zsh",
];

const RUNS: &[&str] = &[
    ".",
    "alias",
    "at",
    "batch",
    "bind",
    "cmd",
    "complete",
    "crontab",
    "emulate",
    "enable",
    "eval",
    "expect",
    "fc",
    "hash",
    "icm",
    "iex",
    "invoke-command",
    "invoke-expression",
    "mosh",
    "osascript",
    "parallel",
    "run-parts",
    "source",
    "ssh",
    "su",
    "trap",
    "unalias",
    "wsl",
];

const INTERPRETERS: &[&str] = &[
    "bun", "dc", "deno", "ed", "elixir", "emacs", "erl", "ex", "gdb", "ghci", "gnuplot", "groovy",
    "guile", "irb", "jshell", "julia", "lua", "luajit", "m4", "node", "nodejs", "nvim", "ocaml",
    "octave", "perl", "php", "pypy", "python", "r", "racket", "rscript", "ruby", "runghc", "sbcl",
    "scala", "swift", "tclsh", "vi", "view", "vim",
];

/// Modules of Python that run text or a file that their arguments name.
const RUNNING_MODULES: &[&str] = &[
    "asyncio", "bdb", "cProfile", "code", "doctest", "idlelib", "pdb", "profile", "runpy",
    "timeit", "trace",
];

/// Long options of tar that start a program.
const TAR_STARTS: &[&str] = &[
    "--checkpoint-action",
    "--info-script",
    "--new-volume-script",
    "--rsh-command",
    "--to-command",
    "--use-compress-program",
];

const AWK: &[&str] = &["awk", "gawk", "mawk", "nawk"];

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
    let name = name.as_str();
    if RUNS.contains(&name) || SHELLS.contains(&name) {
        return Kind::Runs;
    }
    if WRAPPERS.contains(&name) {
        return Kind::Wrapper;
    }
    if let ("git", Some(option)) = (name, arguments.first().filter(|text| text.starts_with('-'))) {
        return git_with_settings(option, arguments);
    }
    let version = |c: char| c.is_ascii_digit() || c == '.';
    if INTERPRETERS.contains(&name) || INTERPRETERS.contains(&name.trim_end_matches(version)) {
        return Kind::Interpreter;
    }
    if is_awk(name) {
        let runs = |text: &&str| {
            ["system", "|", "getline", "@"]
                .iter()
                .any(|w| text.contains(w))
        };
        let reads = |text: &&str| text.starts_with("-f") || text.starts_with("--");
        return match arguments.iter().any(|text| runs(text) || reads(text)) {
            true => Kind::Runs,
            false => Kind::Data,
        };
    }
    if (matches!(name, "sed" | "gsed") && sed::runs(arguments))
        || (is_tar(name) && starts(arguments))
    {
        return Kind::Runs;
    }
    // A program of that name somewhere else may be another.
    let standard = ["/bin/", "/usr/bin/"];
    let bare = standard
        .into_iter()
        .find_map(|folder| program.strip_prefix(folder))
        .unwrap_or(program);
    let data = match bare {
        "git" => arguments.first().is_some_and(|sub| GIT_DATA.contains(sub)),
        // `-v` evaluates a subscript.
        "printf" => !arguments.iter().any(|argument| argument.starts_with("-v")),
        name => DATA.contains(&name),
    };
    match data {
        true => Kind::Data,
        false => Kind::Unknown,
    }
}

/// What git is behind options: a setting names programs, and an alias is a command.
fn git_with_settings(option: &str, arguments: &[&str]) -> Kind {
    let sets = |text: &&str| text.starts_with("-c") || text.starts_with("--config-env");
    if arguments
        .iter()
        .any(|text| text.to_ascii_lowercase().contains("alias."))
    {
        return Kind::Runs;
    }
    match arguments.iter().any(sets) || option.starts_with("--exec-path") {
        true => Kind::Wrapper,
        false => Kind::Unknown,
    }
}

/// Whether a variable of this name tells some program which other to run.
pub(super) fn names_program(variable: &str) -> bool {
    let ends = [
        "EDITOR", "PAGER", "ASKPASS", "WRAPPER", "SHELL", "BROWSER", "COMMAND", "_CMD", "_ENV",
        "LESSOPEN", "VISUAL",
    ];
    variable.starts_with("GIT_") || ends.iter().any(|end| variable.ends_with(end))
}

/// Whether it runs none of its arguments, by its name.
pub(super) fn never_wraps(program: &str) -> bool {
    NEVER_WRAPS.contains(&base(program).as_str())
}

/// Whether it is a shell, by its name.
pub(super) fn is_shell(program: &str) -> bool {
    SHELLS.contains(&base(program).as_str())
}

/// Whether it is awk, whose program is an argument.
pub(super) fn is_awk(program: &str) -> bool {
    AWK.contains(&base(program).as_str())
}

fn is_tar(name: &str) -> bool {
    matches!(name, "tar" | "gtar" | "bsdtar")
}

/// Whether tar is told to start a program; of an option GNU takes any unambiguous beginning.
fn starts(arguments: &[&str]) -> bool {
    arguments.iter().any(|text| {
        let option = text.split('=').next().unwrap_or(text);
        let begun = |long: &&str| option.len() > 3 && long.starts_with(option);
        (text.starts_with("--") && TAR_STARTS.iter().any(begun))
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
            !is_file(1) || module.is_some_and(|module| RUNNING_MODULES.contains(&module))
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
