//! What is known of programs that are given the command of another, or text to run.

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
    ":", "basename", "cat", "cd", "cut", "date", "df", "dirname", "du", "echo", "egrep", "false",
    "fgrep", "grep", "head", "ls", "mkdir", "pwd", "readlink", "realpath", "sleep", "stat", "tail",
    "touch", "tr", "true", "type", "uname", "uniq", "wc", "which", "whoami",
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
    "ionice",
    "let",
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
    "unshare",
    "valgrind",
    "watch",
    "xargs",
    "-",
];

/// Wrappers whose command may come from their input.
pub(super) const FED: &[&str] = &["xargs"];

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
    "source",
    "ssh",
    "su",
    "trap",
    "unalias",
    "wsl",
];

const INTERPRETERS: &[&str] = &[
    "bun", "deno", "gdb", "guile", "irb", "lua", "luajit", "node", "nodejs", "perl", "php", "pypy",
    "python", "ruby", "scala", "tclsh",
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
    if INTERPRETERS.contains(&name.trim_end_matches(version)) {
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

/// Whether it is a shell, by its name.
pub(super) fn is_shell(program: &str) -> bool {
    SHELLS.contains(&base(program).as_str())
}

/// Whether it is awk, whose program is an argument.
pub(super) fn is_awk(program: &str) -> bool {
    AWK.contains(&base(program).as_str())
}

/// Whether an interpreter runs text that its arguments or its input give it.
pub(super) fn is_given_text(arguments: &[&str]) -> bool {
    match arguments.first() {
        None => true,
        Some(first) => first.starts_with('-') && !["-m", "--version", "-V"].contains(first),
    }
}
