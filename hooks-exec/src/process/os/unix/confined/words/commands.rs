//! Commands and variables whose meaning is known.

/// Words behind which a shell still looks for a program: its reserved words, and programs that start
/// another.
pub(super) const BEFORE_PROGRAM: &[&str] = &[
    "!", "{", "if", "then", "elif", "else", "while", "until", "do", "time", "exec", "command",
    "builtin", "env", "nohup", "nice", "setsid", "sudo", "doas",
];

/// Commands that set the variables they are given.
pub(super) const DECLARES: &[&str] = &["export", "declare", "typeset", "local", "readonly"];

/// Commands that run, or go to, what they are given, so that a pattern without a folder counts too.
pub(super) const RUNS: &[&str] = &[
    ".", "source", "bash", "sh", "dash", "zsh", "ksh", "fish", "busybox", "python", "node", "deno",
    "bun", "ruby", "perl", "php", "lua", "xargs", "for", "cd", "pushd",
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
