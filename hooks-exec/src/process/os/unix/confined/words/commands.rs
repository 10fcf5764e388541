//! Commands and variables whose meaning is known.

/// Words behind which a shell still looks for a program: its reserved words, and programs that start
/// another.
pub(super) const BEFORE_PROGRAM: &[&str] = &[
    "!", "{", "if", "then", "elif", "else", "while", "until", "do", "time", "exec", "command",
    "builtin", "env", "nohup", "nice", "setsid", "sudo", "doas",
];

/// Programs that start another, wherever in their arguments it stands: options with values of their
/// own may come before it.
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

/// Words of theirs that name no module.
pub(in super::super) const SUBCOMMANDS: &[&str] = &["run", "watch", "exec", "x", "test"];

/// Variables that hold options of theirs.
pub(in super::super) const OPTIONS_OF_COMPLETERS: &[&str] =
    &["NODE_OPTIONS", "BUN_OPTIONS", "RUBYOPT"];

/// Commands that set the variables they are given.
pub(super) const DECLARES: &[&str] = &["export", "declare", "typeset", "local", "readonly"];

/// Commands that run, or go to, what they are given, so that a pattern without a folder counts too.
pub(super) const RUNS: &[&str] = &[
    ".", "source", "bash", "sh", "dash", "zsh", "ksh", "fish", "busybox", "python", "node", "deno",
    "bun", "tsx", "pwsh", "ruby", "perl", "php", "lua", "xargs", "for", "cd", "pushd",
];

/// Those of them that go to a folder.
pub(super) const GOES: &[&str] = &["cd", "pushd"];

/// Shells.
pub(super) const SHELLS: &[&str] = &["bash", "sh", "dash", "zsh", "ksh", "fish", "busybox", "su"];

/// Commands that say what they are given, to whoever reads their output.
pub(super) const SAYS: &[&str] = &["echo", "printf", "logger", "notify-send"];

/// Commands that look for what they are given in a text, and compare.
pub(super) const LOOKS_FOR: &[&str] = &["grep", "egrep", "fgrep", "rg", "jq", "test", "[", "[["];

/// Variables that hold folders of the user's own, wherever he works.
pub(super) const HIS_FOLDERS: &[&str] = &[
    "HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "config_dir",
    "CLAUDE_CONFIG_DIR",
    "CODEX_HOME",
    "COPILOT_HOME",
];
