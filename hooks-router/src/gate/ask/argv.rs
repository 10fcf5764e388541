//! Whether the first words of a command say what it runs, whatever follows them.
//!
//! Words do not prove what a program does, so this errs on one side: a command that it wrongly
//! refuses is asked about again.

/// Whether a command that begins with its first `agreed` words runs what these name: no further word
/// makes it start something else.
pub(super) fn says_what_runs(words: &[String], agreed: usize) -> bool {
    let Some(program) = words.first().filter(|_| agreed > 0) else {
        return false;
    };
    let further = words.get(1..).unwrap_or_default();
    // Any word, not the first alone: what starts a shell names it.
    !words.iter().any(|word| is_one_of(WRAPPERS, word))
        && !further.iter().any(|word| is_code_option(word))
        && !further.iter().any(|word| is_assignment(word))
        && words
            .iter()
            .enumerate()
            .skip(1)
            .filter(|(_, word)| STARTS_NEXT.contains(&word.as_str()))
            .all(|(at, _)| names_target(words, at + 1, agreed))
        && (!is_one_of(INTERPRETERS, program)
            || names_target(words, 1, agreed)
            || (further.first().is_some_and(|word| word == "-m") && names_target(words, 2, agreed)))
}

/// Whether the word there is one that was agreed to, and no option.
fn names_target(words: &[String], at: usize, agreed: usize) -> bool {
    at < agreed && words.get(at).is_some_and(|word| !word.starts_with('-'))
}

/// Programs that run what their arguments say, in a language of their own or as another program.
const WRAPPERS: &[&str] = &[
    "ash",
    "awk",
    "bash",
    "busybox",
    "bwrap",
    "caffeinate",
    "chroot",
    "chrt",
    "cmd",
    "command",
    "cscript",
    "csh",
    "dash",
    "doas",
    "ed",
    "emacs",
    "entr",
    "env",
    "eval",
    "ex",
    "exec",
    "expect",
    "fakeroot",
    "find",
    "firejail",
    "fish",
    "flock",
    "gawk",
    "gdb",
    "gmake",
    "gosu",
    "hyperfine",
    "ionice",
    "just",
    "ksh",
    "lldb",
    "ltrace",
    "m4",
    "make",
    "mawk",
    "mshta",
    "nawk",
    "nice",
    "nix-shell",
    "nohup",
    "nsenter",
    "nu",
    "numactl",
    "nvim",
    "osascript",
    "parallel",
    "perf",
    "pkexec",
    "powershell",
    "pwsh",
    "rake",
    "rlwrap",
    "run-parts",
    "rundll32",
    "runuser",
    "scp",
    "screen",
    "script",
    "sed",
    "setsid",
    "sftp",
    "sh",
    "ssh",
    "start-stop-daemon",
    "stdbuf",
    "strace",
    "su",
    "su-exec",
    "sudo",
    "systemd-run",
    "taskset",
    "tcsh",
    "time",
    "timeout",
    "tmux",
    "unbuffer",
    "unshare",
    "valgrind",
    "vi",
    "vim",
    "watch",
    "watchexec",
    "wscript",
    "xargs",
    "zsh",
];

/// Programs that run the script, module or package which their first argument names.
const INTERPRETERS: &[&str] = &[
    "bun", "bunx", "deno", "elixir", "erl", "groovy", "guile", "ipython", "java", "julia", "lua",
    "luajit", "node", "nodejs", "npx", "ocaml", "perl", "php", "pipx", "pypy", "python", "pythonw",
    "racket", "rscript", "ruby", "runghc", "sbcl", "scala", "tclsh", "ts-node", "tsx", "uvx",
];

/// Words behind which a command names what it starts (`npm run build`, `git bisect run`).
const STARTS_NEXT: &[&str] = &["dlx", "exec", "execute", "foreach", "run", "x"];

/// Letters of options behind which other agreed words lose their meaning: code or a command (`-c`,
/// `-e`, `-E`, `-x`), a program (`-I`, `-S`), a configuration (`-K`), another folder (`-C`).
const CODE_LETTERS: &[char] = &['c', 'C', 'e', 'E', 'I', 'K', 'S', 'x'];

/// The same in the names of long options, as words between their dashes.
const CODE_NAMES: &[&str] = &[
    "action",
    "chdir",
    "cmd",
    "code",
    "command",
    "config",
    "cwd",
    "dir",
    "directory",
    "editor",
    "env",
    "eval",
    "exec",
    "execute",
    "filter",
    "hook",
    "hooks",
    "import",
    "interpreter",
    "launcher",
    "load",
    "loader",
    "pack",
    "pager",
    "path",
    "plugin",
    "plugins",
    "prefix",
    "preload",
    "program",
    "require",
    "rsh",
    "runner",
    "script",
    "shell",
    "tree",
    "workdir",
    "wrapper",
];

/// An option that may carry code, a program, a configuration or another folder, also glued to its
/// value (`-ccore.pager=x`), in a cluster (`-Ic`), abbreviated (`--exe=x`) or with one dash (`-exec`).
fn is_code_option(word: &str) -> bool {
    let Some(option) = word.strip_prefix('-').filter(|option| !option.is_empty()) else {
        return false;
    };
    match option.strip_prefix('-') {
        Some(long) => is_code_name(long) || is_abbreviated_code_name(long),
        None => {
            let value = option.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            let letters = &option[..option.len() - value.len()];
            // `-n20` counts; any other value could be a program.
            !value.chars().all(|c| c.is_ascii_digit())
                || letters.contains(CODE_LETTERS)
                || is_code_name(option)
                || option
                    .char_indices()
                    .nth(1)
                    .is_some_and(|(at, _)| is_one_of(WRAPPERS, &option[at..]))
        }
    }
}

fn is_code_name(option: &str) -> bool {
    let name = option.split('=').next().unwrap_or(option);
    let name = name.to_ascii_lowercase();
    name.split(['-', '_', '.'])
        .any(|part| CODE_NAMES.iter().any(|known| part.ends_with(known)))
}

/// Most programs take a long option for the one whose beginning it is.
fn is_abbreviated_code_name(long: &str) -> bool {
    let name = long.split('=').next().unwrap_or(long);
    let name = name.to_ascii_lowercase();
    let last = name.rsplit('-').next().unwrap_or(&name);
    !last.is_empty() && CODE_NAMES.iter().any(|known| known.starts_with(last))
}

/// `NAME=value`, which many programs take for a variable.
fn is_assignment(word: &str) -> bool {
    let name = word.split('=').next().unwrap_or(word);
    name.len() < word.len()
        && name.contains(|c: char| c.is_ascii_uppercase())
        && name
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "_:+?".contains(c))
}

/// Whether a word is one of these programs, by whatever path, in whatever version.
fn is_one_of(programs: &[&str], word: &str) -> bool {
    // Windows' separators and spelling on every system: the call may be for another one.
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let name = name.to_ascii_lowercase();
    let stem = [".exe", ".cmd", ".bat", ".com"]
        .iter()
        .find_map(|extension| name.strip_suffix(extension))
        .unwrap_or(&name);
    let plain = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    programs.contains(&stem) || programs.contains(&plain)
}

#[cfg(test)]
#[path = "argv_tests.rs"]
mod tests;
