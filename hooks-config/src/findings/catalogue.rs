//! Explains each diagnostic code with cause, example and cure. `hooks check --why` prints these texts,
//! and docs/findings.md is generated from them.

use crate::diagnostic::DiagnosticCode;

/// The explanation of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explained {
    /// The code.
    pub code: DiagnosticCode,
    /// What causes it.
    pub cause: &'static str,
    /// An example of it.
    pub example: &'static str,
    /// How to fix it.
    pub cure: &'static str,
}

macro_rules! catalogue {
    ($($code:ident: $cause:literal, $example:literal, $cure:literal;)+) => {
        /// Every code with its words.
        const CATALOGUE: &[Explained] = &[$(Explained {
            code: DiagnosticCode::$code,
            cause: $cause,
            example: $example,
            cure: $cure,
        }),+];
    };
}

catalogue! {
    Unreadable:
        "The file, or a folder on the way to it, cannot be read, is not a regular file, or is larger than what is read.",
        "hooks check /dev/null",
        "Name a regular file that you may read.";
    Syntax:
        "The text is not TOML or JSON. Nothing of the file can be used, so no hook of it runs.",
        "[[hooks.pre_tool_use]\ncommand = \"true\"",
        "Mend the line that is marked.";
    UnknownKey:
        "Nobody reads this key. Most often it is a slip, and what it was to say is not said.",
        "[[hooks.pre_tool_use]]\ncommand = \"true\"\ntimeuot = 5",
        "Write the key that is suggested, or take it out.";
    UnknownEvent:
        "No agent fires an event of this name, so its hooks never run.",
        "[[hooks.pre_tol_use]]\ncommand = \"true\"",
        "Write the event that is suggested. An event of your own stands under `[[hooks.other.\"Name\"]]`.";
    WrongType:
        "The value has another type than the key takes.",
        "[[hooks.stop]]\ncommand = 5",
        "Write a value of the type that the message names.";
    BadValue:
        "The value is of the right type, and not one that the key takes.",
        "[[hooks.stop]]\ncommand = \"true\"\ntimeout = \"5 parsecs\"",
        "Write a value that the message names.";
    MissingKey:
        "The entry lacks a key that it cannot do without, mostly `command`.",
        "[[hooks.stop]]\nname = \"tests\"",
        "Add the key.";
    DuplicateName:
        "Two hooks of one event and file have one name, so that a report could not tell them apart.",
        "[[hooks.stop]]\nname = \"a\"\ncommand = \"true\"\n[[hooks.stop]]\nname = \"a\"\ncommand = \"true\"",
        "Give each its own name.";
    DuplicateKey:
        "One key appears twice in one object. Readers differ in which they believe.",
        "{ \"hooks\": {}, \"hooks\": {} }",
        "Keep one of them.";
    BadMatcher:
        "The matcher fits no tool, or cannot be understood. Names are compared letter by letter.",
        "[[hooks.pre_tool_use]]\nmatcher = \"Shell\"\ncommand = \"true\"",
        "Write the name that is suggested: `shell`, `write_file` and the like in hooks.toml, the agent's own names (`Bash`) in its files. Several names are an array, and all tools `*`.";
    Conflict:
        "Two keys contradict each other, and no order between them could be guessed.",
        "[[hooks.notification]]\ncommand = \"true\"\nbackground = true\non_failure = \"block\"",
        "Keep the one that is meant.";
    NoEffect:
        "The key is understood, and does nothing where it stands.",
        "{ \"hooks\": { \"Stop\": [{ \"matcher\": \"Bash\", \"hooks\": [] }] } }",
        "Take it out, or move it to where it counts.";
    UnsupportedHandler:
        "The handler is of a kind that needs an executor of the embedding agent (`prompt`, `agent`).",
        "{ \"type\": \"prompt\", \"prompt\": \"Is this safe?\" }",
        "Use `command` or `http`, or run it in an agent that has an executor for it.";
    SuspiciousUnit:
        "The number looks as if it were meant in another unit: milliseconds where seconds are read, or the other way round. A note is given for numbers that may well be right: 2 minutes and more on a guard that every call waits for, and round numbers such as 500.",
        "[[hooks.stop]]\ncommand = \"true\"\ntimeout = 30000",
        "Write the unit: `timeout = \"30s\"`. In another agent's file use its unit.";
    MissingFile:
        "The program or script is not at the path that the entry names. The hook fails when it runs, and on a gate that blocks.",
        "[[hooks.stop]]\ncommand = [\"${config_dir}/hooks/gone.sh\"]",
        "Write the file, or correct the path.";
    UnknownFormat:
        "Neither path nor content tells whose file it is.",
        "hooks check notes.json",
        "Say it with `--as DIALECT`.";
    Deviation:
        "The value is read otherwise than the hook's own agent reads it, mostly more strictly.",
        "{ \"type\": \"command\", \"command\": \"guard\", \"asyncRewake\": true }",
        "The message says how it is read. Nothing has to be done if that is what was meant.";
    NotExecutable:
        "The file is there, and has no permission to be executed.",
        "[[hooks.stop]]\ncommand = [\"${config_dir}/hooks/guard.sh\"]   # mode 0644",
        "chmod +x the file, or start it through its interpreter: [\"bash\", \"...\"].";
    NoInterpreter:
        "The program is a text without `#!` in its first line, so the system does not know what reads it.",
        "echo 'exit 2' > guard.sh; chmod +x guard.sh",
        "Begin it with `#!/usr/bin/env bash`, or start it through its interpreter.";
    CarriageReturns:
        "The script has Windows line ends. Its interpreter takes the carriage return for a letter: `bash\\r` is not found, and `exit 2\\r` is no number.",
        "printf '#!/bin/bash\\r\\nexit 2\\r\\n' > guard.sh",
        "sed -i 's/\\r$//' guard.sh";
    NotExpanded:
        "The command is an array of words, which no shell reads: `~`, `$NAME` and `${NAME}` stay as they are.",
        "[[hooks.stop]]\ncommand = [\"~/bin/guard\"]",
        "Write the path, or `${config_dir}/` for the folder of the file. A string runs through a shell.";
    RelativeProgram:
        "A relative path is looked for in the session's working folder, which is another one after each `cd`.",
        "[[hooks.pre_tool_use]]\ncommand = [\"./hooks/guard.sh\"]",
        "Write `${config_dir}/hooks/guard.sh`; in another agent's file use the variable that it has for the root of the project.";
    NotInPath:
        "No folder of PATH has a program of this name.",
        "[[hooks.stop]]\ncommand = [\"pyhton3\", \"guard.py\"]",
        "Install it, or write its path. An agent may have another PATH than your shell.";
    LoosePattern:
        "The pattern is not anchored, so it fits each tool whose name contains it.",
        "{ \"matcher\": \"Edit.*\", \"hooks\": [] }",
        "Write `^(Edit|Write)$` if only these are meant.";
    ExitOne:
        "The script of a guard or of a Stop hook ends with code 1 and never with 2, which would block. Code 1 is a failure: what it means is up to `on_failure`, and other agents go on.",
        "echo no >&2; exit 1",
        "exit 2 blocks; stderr is the reason.";
    LostExit:
        "The script blocks with `exit 2` in a loop behind a pipe, which ends that loop alone, in parentheses, or its code is followed by a pipe, of which the last program decides, or by `|| true` or `&`. The hook ends with 0, and the call runs.",
        "jq -r .x | while read -r x; do\n  test -n \"$x\" && exit 2\ndone\nexit 0",
        "Feed the loop without a pipe: `done < <(jq ...)`, or `set -o pipefail` and `done || exit`.";
    PayloadShape:
        "The script reads fields at the top of the payload, as other agents' hooks find them, where ours are in `hook_event`, or the other way round. It finds nothing, and lets everything pass.",
        "jq -r .tool_input.command   # in a hook of hooks.toml",
        "`.hook_event.tool_input.command`; `hooks fire EVENT --sample --print` shows the whole payload.";
    BackgroundGuard:
        "The hook is for an event that waits for leave, and runs in the background, where nobody waits for it.",
        "[[hooks.pre_tool_use]]\ncommand = \"guard\"\nbackground = true",
        "Take `background` (`async`) out.";
    BackgroundAnswer:
        "The script seems to answer, and runs in the background. Its texts come with a later event, its decision never counts.",
        "[[hooks.post_tool_use]]\ncommand = \"lint || exit 2\"",
        "`background = false`, or `post = \"await\"` under `[hooks]`.";
    StopLoop:
        "The script keeps the agent from stopping and does not ask whether it did so before. The agent then goes on until a limit ends it (`max_stop_blocks`, 8).",
        "[[hooks.stop]]\ncommand = \"cargo test || exit 2\"",
        "Let the agent stop when `stop_hook_active` is true.";
    SwitchedOff:
        "A switch in this file turns hooks off: those of its scope and of lower ones.",
        "[hooks]\ndisable_all = true",
        "Take the key out.";
    AgentName:
        "The matcher in hooks.toml names a tool as one agent does. It fits there, and misses the same tool of an agent that calls it otherwise.",
        "[[hooks.pre_tool_use]]\nmatcher = \"Bash\"\ncommand = \"guard\"",
        "Write the name that is suggested (`shell`): it fits the tool in every agent. Keep yours if only that agent is meant.";
    TwoRewriters:
        "Two hooks of one event seem to rewrite the same input or output. Unless the file says `strategy = \"chain\"`, each sees the original, and what the last one says replaces what the others said.",
        "[[hooks.pre_tool_use]]\nmatcher = \"shell\"\ncommand = [\"add-sudo\"]\n[[hooks.pre_tool_use]]\nmatcher = \"shell\"\ncommand = [\"use-pnpm\"]",
        "Set `strategy = \"chain\"` under `[hooks]`, so that each sees what the one before made of it, or make one hook of them.";
    WayRound:
        "The guard blocks calls of one tool, and another tool does the same thing without being looked at: `edit_file` beside `write_file`; beside `shell` an undeclared tool or a tool of an MCP server that runs commands.",
        "[[hooks.pre_tool_use]]\nmatcher = \"write_file\"\ncommand = [\"inside-the-project\"]",
        "Add the tools that are named to `matcher`, or leave `matcher` out and let the hook decide what it looks at.";
    OnceGuard:
        "The guard is marked `once`. After its first answer it is skipped for the rest of the session, and later calls pass without it.",
        "[[hooks.pre_tool_use]]\ncommand = \"guard\"\nonce = true",
        "Take `once` out. A hook that only adds context belongs under `session_start`.";
    UnsetVariable:
        "The hook reads a variable that nobody sets for it: one of another agent, or a misspelt one (`HOOKS_PROJET_DIR`). It reads nothing in its place.",
        "[[hooks.pre_tool_use]]\ncommand = \"$HOOKS_PROJET_DIR/guard.sh\"",
        "Write the variable that is suggested, or `${config_dir}` for the folder of hooks.toml, or set it with `env` in the entry.";
    NoPath:
        "`inherit_env` lists variables, and PATH is not among them. Programs named without a folder are then looked for in the system's folders only (`/usr/local/bin`, `/usr/bin`, `/bin`), and those that the hook starts itself too.",
        "[[hooks.stop]]\ncommand = [\"cargo\", \"test\"]\ninherit_env = [\"TOKEN\"]",
        "Add \"PATH\" (and mostly \"HOME\") to the list, or name the program by its whole path.";
}

/// Returns the explanation of a code; `None` for a code that the catalogue lacks.
#[must_use]
pub fn explained(code: DiagnosticCode) -> Option<&'static Explained> {
    CATALOGUE.iter().find(|known| known.code == code)
}

/// Renders the page docs/findings.md.
#[must_use]
pub fn findings_page() -> String {
    let mut page = "# What `hooks check` finds\n\n\
        Generated by `cargo xtask schema` from the code; `hooks check --why CODE` prints one entry.\n"
        .to_owned();
    for known in CATALOGUE {
        page += &format!("\n## `{}`\n\n{known}", known.code);
    }
    page
}

impl std::fmt::Display for Explained {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            cause,
            example,
            cure,
            ..
        } = self;
        let example = example.replace('\n', "\n    ");
        write!(f, "{cause}\n\n    {example}\n\n{cure}\n")
    }
}
