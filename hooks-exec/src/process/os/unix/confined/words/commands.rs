//! Lists of commands and variables with a known meaning.

/// Words after which a program follows: reserved words of the shell, and programs that start another program.
pub(super) const BEFORE_PROGRAM: &[&str] = &[
    "!", "{", "coproc", "if", "then", "elif", "else", "while", "until", "do", "time", "exec",
    "command", "builtin", "env", "eval", "nohup", "nice", "setsid", "sudo", "doas",
];

/// Programs that start a second program, whose name is one of their arguments. Options with values can come before
/// the name, so any argument can be the name.
pub(in super::super) const WRAPPERS: &[&str] = &[
    "timeout",
    "nice",
    "sudo",
    "doas",
    "env",
    "stdbuf",
    "ionice",
    "chrt",
    "taskset",
    "xargs",
    "nohup",
    "setsid",
    "time",
    "command",
    "exec",
    "builtin",
    "flock",
    "strace",
    "ltrace",
    "chroot",
    "runuser",
    "setpriv",
    "prlimit",
    "numactl",
    "unshare",
    "nsenter",
    "firejail",
    "bwrap",
    "systemd-run",
    "watch",
    "parallel",
    "script",
    "unbuffer",
    "rlwrap",
    "fakeroot",
    "faketime",
    "dbus-run-session",
    "xvfb-run",
    "ssh-agent",
    "direnv",
    "nix-shell",
    "npx",
    "bunx",
    "pnpm",
    "yarn",
    "uv",
    "poetry",
    "pipenv",
    "mise",
    "asdf",
    "gtimeout",
    "busybox",
    "toybox",
    "perf",
    "valgrind",
    "gdb",
];

/// Interpreters that complete the path of a module: `node ./guard` runs `./guard.js`.
pub(in super::super) const COMPLETES: &[&str] = &[
    "node",
    "nodejs",
    "bun",
    "deno",
    "tsx",
    "ts-node",
    "ts-node-esm",
    "esno",
    "jiti",
    "babel-node",
    "electron",
    "pwsh",
    "powershell",
    "ruby",
];

/// Subcommands of the interpreters in [`COMPLETES`]. They are not paths of modules.
pub(in super::super) const SUBCOMMANDS: &[&str] = &["run", "watch", "exec", "x", "test"];

/// Variables that hold options of the interpreters in [`COMPLETES`].
pub(in super::super) const OPTIONS_OF_COMPLETERS: &[&str] =
    &["NODE_OPTIONS", "BUN_OPTIONS", "RUBYOPT"];

/// Commands that set the variables that their arguments assign (`NAME=value`).
pub(super) const DECLARES: &[&str] = &["export", "declare", "typeset", "local", "readonly"];

/// The commands of [`DECLARES`] that can hide the value of a variable: they make a new variable of the same name,
/// without a value.
pub(super) const LOCAL: &[&str] = &["declare", "typeset", "local"];

/// Commands that can change any variable: they run a text or a file in the same shell, or assign variables in
/// arithmetic.
pub(super) const CHANGES_ANY: &[&str] = &[".", "source", "eval", "trap", "let"];

/// Commands that run their arguments, or change to the folders that the arguments name. So if one of these arguments is
/// a pattern, the files that match it are checked even if the pattern contains no slash.
pub(super) const RUNS: &[&str] = &[
    ".", "source", "bash", "sh", "dash", "zsh", "ksh", "fish", "busybox", "python", "node", "deno",
    "bun", "tsx", "pwsh", "ruby", "perl", "php", "lua", "xargs", "for", "cd", "pushd",
];

/// The command of [`RUNS`] whose arguments can be another program and its script, as in `xargs bash guard.sh`.
pub(super) const RUNS_ANY: &str = "xargs";

/// Commands whose arguments are names of variables, which the commands set or remove.
pub(super) const NAMES: &[&str] = &[
    "for",
    "select",
    "read",
    "unset",
    "mapfile",
    "readarray",
    "getopts",
];

/// The commands of [`NAMES`] whose first argument is the name of a variable. Their other arguments are not names.
pub(super) const NAMES_ONE: &[&str] = &["for", "select"];

/// Programs that start another program with a changed environment, in which the hook's variables are missing or
/// replaced.
pub(super) const CLEARS: &[&str] = &[
    "sudo",
    "doas",
    "su",
    "runuser",
    "pkexec",
    "run0",
    "login",
    "systemd-run",
    "machinectl",
    "launchctl",
    "tmux",
    "screen",
    "direnv",
    "mise",
];

/// The programs of [`WRAPPERS`] that have no option to remove variables from the program that they start.
pub(super) const KEEPS: &[&str] = &[
    "timeout", "gtimeout", "nice", "ionice", "chrt", "taskset", "stdbuf", "xargs", "nohup",
    "setsid", "time", "command", "builtin", "flock", "prlimit", "numactl", "watch",
];

/// Variables that shells set by themselves.
pub(super) const SET_BY_SHELLS: &[&str] = &[
    "_",
    "BASHOPTS",
    "BASHPID",
    "BASH_ARGC",
    "BASH_ARGV",
    "BASH_ARGV0",
    "BASH_COMMAND",
    "BASH_LINENO",
    "BASH_SOURCE",
    "BASH_SUBSHELL",
    "BASH_VERSINFO",
    "BASH_VERSION",
    "COLUMNS",
    "COMP_WORDBREAKS",
    "DIRSTACK",
    "EPOCHREALTIME",
    "EPOCHSECONDS",
    "EUID",
    "FUNCNAME",
    "GROUPS",
    "HISTCMD",
    "HOSTNAME",
    "HOSTTYPE",
    "KSH_VERSION",
    "LINENO",
    "LINES",
    "MACHTYPE",
    "MAPFILE",
    "OPTARG",
    "OPTERR",
    "OPTIND",
    "OSTYPE",
    "PIPESTATUS",
    "PPID",
    "PS4",
    "PWD",
    "RANDOM",
    "REPLY",
    "SECONDS",
    "SHELL",
    "SHELLOPTS",
    "SHLVL",
    "SRANDOM",
    "TERM",
    "UID",
    "ZSH_NAME",
    "ZSH_VERSION",
];

/// The commands of [`RUNS`] that change to a folder.
pub(super) const GOES: &[&str] = &["cd", "pushd"];

/// Programs that are shells, or that start a shell.
pub(super) const SHELLS: &[&str] = &["bash", "sh", "dash", "zsh", "ksh", "fish", "busybox", "su"];

/// Commands that print their arguments, to a person or into a pipe.
pub(super) const SAYS: &[&str] = &["echo", "printf", "logger", "notify-send"];

/// Commands that search for their arguments as text, or compare their arguments.
pub(super) const LOOKS_FOR: &[&str] = &["grep", "egrep", "fgrep", "rg", "jq", "test", "[", "[["];

/// The shells of [`SHELLS`] that always read a start file of the user, whatever their options are.
pub(super) const READ_START_FILES: &[&str] = &["zsh", "fish"];

/// Variables that name a start file for shells that are not in [`READ_START_FILES`].
pub(super) const START_FILES: &[&str] = &["BASH_ENV", "ENV"];

/// Variables that lead to the user's own folders. Their values do not depend on the project of the session. The
/// confinement adds the variables of agents.
pub(super) const USER_FOLDERS: &[&str] =
    &["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "config_dir"];
