//! Decides whether the first words of a command alone determine what the command runs, whatever words follow them.
//!
//! Words cannot prove what a program does. So if in doubt, the answer is no, and the user is asked again.

/// Returns whether the first `agreed` words of a command say what the command runs, and no later word can make it run
/// something different.
pub(super) fn says_what_runs(words: &[String], agreed: usize) -> bool {
    let Some(program) = words.first().filter(|_| agreed > 0) else {
        return false;
    };
    let further = words.get(1..).unwrap_or_default();
    // Check every word and not only the first: a program can start its arguments as a command, and this command can be
    // a shell.
    !words.iter().any(|word| is_one_of(WRAPPERS, word))
        // `git -c core.pager=x` runs a program that is not `git`. So no word after the first may be an option like
        // `-c`.
        && !further.iter().any(|word| is_code_option(word))
        // `make SHELL=x`, `env X=y` and other programs read a word such as `SHELL=x` as a variable. So no word after
        // the first may have this form.
        && !further.iter().any(|word| is_assignment(word))
        // `npm run` alone does not say what runs; `npm run build` does.
        && words
            .iter()
            .enumerate()
            .skip(1)
            .filter(|(_, word)| STARTS_NEXT.contains(&word.as_str()))
            .all(|(at, _)| names_target(words, at + 1, agreed))
        // `python` alone does not say what runs; `python manage.py` and `python -m pytest` do.
        && (!is_one_of(INTERPRETERS, program)
            || names_target(words, 1, agreed)
            || (further.first().is_some_and(|word| word == "-m") && names_target(words, 2, agreed)))
}

/// Returns whether the word at this index is one that the user agreed to, and not an option.
fn names_target(words: &[String], at: usize, agreed: usize) -> bool {
    at < agreed && words.get(at).is_some_and(|word| !word.starts_with('-'))
}

/// Programs that run their arguments: as text in the program's language (`awk`), or as the command line of a
/// second program (`env`).
// Keep this list in alphabetical order. Versions and paths are removed before a word is compared.
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

/// Programs that run the script, module or package that their first argument names.
const INTERPRETERS: &[&str] = &[
    "bun", "bunx", "deno", "elixir", "erl", "groovy", "guile", "ipython", "java", "julia", "lua",
    "luajit", "node", "nodejs", "npx", "ocaml", "perl", "php", "pipx", "pypy", "python", "pythonw",
    "racket", "rscript", "ruby", "runghc", "sbcl", "scala", "tclsh", "ts-node", "tsx", "uvx",
];

/// Words such as `run` in `npm run build` or `git bisect run`: the word after them says what the command starts.
const STARTS_NEXT: &[&str] = &["dlx", "exec", "execute", "foreach", "run", "x"];

/// Letters of options that can change what the agreed words run: code or a command (`-c`, `-e`, `-E`, `-x`), a program
/// (`-I`, `-S`), a configuration (`-K`), the folder (`-C`).
const CODE_LETTERS: &[char] = &['c', 'C', 'e', 'E', 'I', 'K', 'S', 'x'];

/// Words in the names of long options. Such an option can change what the agreed words run, like an option with a
/// letter in [`CODE_LETTERS`].
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

/// Returns whether an option can carry code, a program, a configuration or a folder. The option can be written with its
/// value attached (`-ccore.pager=x`), in a group (`-Ic`), abbreviated (`--exe=x`) or with one dash (`-exec`).
fn is_code_option(word: &str) -> bool {
    let Some(option) = word.strip_prefix('-').filter(|option| !option.is_empty()) else {
        return false;
    };
    match option.strip_prefix('-') {
        Some(long) => is_code_name(long) || is_abbreviated_code_name(long),
        None => {
            let value = option.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            let letters = &option[..option.len() - value.len()];
            // A value that is a number, as in `-n20`, is harmless. Any other value could be a program.
            !value.chars().all(|c| c.is_ascii_digit())
                || letters.contains(CODE_LETTERS)
                || is_code_name(option)
                // The name of a program can follow the option's letter directly, as in `git grep -Obash`.
                || option
                    .char_indices()
                    .nth(1)
                    .is_some_and(|(at, _)| is_one_of(WRAPPERS, &option[at..]))
        }
    }
}

/// Returns whether a word of an option's name ends with one of [`CODE_NAMES`].
fn is_code_name(option: &str) -> bool {
    let name = option.split('=').next().unwrap_or(option);
    let name = name.to_ascii_lowercase();
    name.split(['-', '_', '.'])
        // Use `ends_with`, because some programs join the words of a name (`--rootdir`).
        .any(|part| CODE_NAMES.iter().any(|known| part.ends_with(known)))
}

/// Returns whether a long option could be an abbreviation of a name in [`CODE_NAMES`]: most programs accept any unique
/// beginning of an option's name.
fn is_abbreviated_code_name(long: &str) -> bool {
    let name = long.split('=').next().unwrap_or(long);
    let name = name.to_ascii_lowercase();
    let last = name.rsplit('-').next().unwrap_or(&name);
    !last.is_empty() && CODE_NAMES.iter().any(|known| known.starts_with(last))
}

/// Returns whether a word has the form `NAME=value`, which many programs read as a variable.
fn is_assignment(word: &str) -> bool {
    let name = word.split('=').next().unwrap_or(word);
    name.len() < word.len()
        && name.contains(|c: char| c.is_ascii_uppercase())
        && name
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "_:+?".contains(c))
}

/// Returns whether a word is one of these programs, with any path and version.
fn is_one_of(programs: &[&str], word: &str) -> bool {
    // Accept the separators and spelling of Windows on every system: the call can run on another machine.
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let name = name.to_ascii_lowercase();
    let stem = [".exe", ".cmd", ".bat", ".com"]
        .iter()
        .find_map(|extension| name.strip_suffix(extension))
        .unwrap_or(&name);
    // Remove a version: `python3.12` becomes `python`. `su-exec` has no version, so it stays unchanged.
    let plain = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    programs.contains(&stem) || programs.contains(&plain)
}

#[cfg(test)]
#[path = "argv_tests.rs"]
mod tests;
