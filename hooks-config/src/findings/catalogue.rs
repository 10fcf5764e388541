//! Explains each diagnostic code with cause, example and cure. `hooks check --why` prints these texts,
//! and docs/findings.md is generated from them.

use crate::diagnostic::DiagnosticCode;

/// The explanation of a code. The three texts are for a user who has never seen the code before: complete
/// sentences, without words that only this crate uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explained {
    /// The code that is explained.
    pub code: DiagnosticCode,
    /// The cause of the finding.
    pub cause: &'static str,
    /// An example of the finding.
    pub example: &'static str,
    /// The cure for the finding.
    pub cure: &'static str,
}

macro_rules! catalogue {
    ($($code:ident: $cause:literal, $example:literal, $cure:literal;)+) => {
        /// Every code with its explanation.
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
        "The file is not a regular file, is not UTF-8, is larger than the limit, or cannot be read (perhaps because a folder on the way to it cannot be read). None of its hooks is loaded.",
        "hooks check /dev/null",
        "Name a regular file that you can read. If the file has another encoding, such as UTF-16, convert it to UTF-8.";
    NotRead:
        "The file looks like a hook file, but neither an agent nor this engine reads a file of this name at this place, so none of its hooks runs. This is an error if the project has no hooks in a file that is read, otherwise a warning.",
        ".agent-hooks/hook.toml   # .agent-hooks/hooks.toml is read",
        "Move the hooks to the file that the message names, or name the file with `--config FILE`.";
    Syntax:
        "The text is not TOML or JSON. The file cannot be used, so none of its hooks runs.",
        "[[hooks.pre_tool_use]\ncommand = \"true\"",
        "Fix the marked line.";
    UnknownKey:
        "This key is not read. It is usually a typo, so the intended setting has no effect.",
        "[[hooks.pre_tool_use]]\ncommand = \"true\"\ntimeuot = 5",
        "Use the suggested key, or remove this key.";
    UnknownEvent:
        "No agent fires an event of this name, so its hooks never run.",
        "[[hooks.pre_tol_use]]\ncommand = \"true\"",
        "Use the suggested event. An event of your own belongs under `[[hooks.other.\"Name\"]]`.";
    WrongType:
        "The key does not accept a value of this type.",
        "[[hooks.stop]]\ncommand = 5",
        "Write a value of the type that the message names.";
    BadValue:
        "The value has the right type, but the key does not accept it.",
        "[[hooks.stop]]\ncommand = \"true\"\ntimeout = \"5 parsecs\"",
        "Write a value that the message names.";
    MissingKey:
        "The entry lacks a required key, usually `command`.",
        "[[hooks.stop]]\nname = \"tests\"",
        "Add the key.";
    DuplicateName:
        "Two hooks of one event have the same name. In one file this is an error, because a report could not tell them apart. In different files it is only a note, and both hooks run: a hook never replaces a hook of another file.",
        "[[hooks.stop]]\nname = \"a\"\ncommand = \"true\"\n[[hooks.stop]]\nname = \"a\"\ncommand = \"true\"",
        "Give each hook its own name.";
    DuplicateKey:
        "A key appears twice in one object. Only the later occurrence counts. If the earlier occurrence holds hooks, these hooks are lost, even if they are guards.",
        "{ \"hooks\": { \"Stop\": [{ \"hooks\": [] }], \"Stop\": [] } }",
        "If both hold hooks, write the key once and put the entries of both lists into one list. For any other key, keep one of the two.";
    BadMatcher:
        "The matcher matches no tool, or cannot be understood. Names are compared letter by letter.",
        "[[hooks.pre_tool_use]]\nmatcher = \"Shell\"\ncommand = \"true\"",
        "Use the suggested name: `shell`, `write_file` and the like in hooks.toml, the agent's own names (`Bash`) in its files. Write several names as an array, and all tools as `*`.";
    Conflict:
        "Two settings contradict each other, such as `background` (the agent does not wait for the hook) and `on_failure = \"block\"`, so it is not known which was meant.",
        "[[hooks.notification]]\ncommand = \"true\"\nbackground = true\non_failure = \"block\"",
        "Keep the setting that you mean.";
    NoEffect:
        "The key is known, but has no effect in this place. Or a word of the command has no effect: words after the text of `bash -c` are the `$0`, `$1` of that text, and do not reach the script that the text starts.",
        "{ \"hooks\": { \"Stop\": [{ \"matcher\": \"Bash\", \"hooks\": [] }] } }",
        "Remove the key, or move it to a place where it has an effect. Write the words of a script inside the text: `bash -c \"guard.sh --strict\"`.";
    UnsupportedHandler:
        "The program `hooks` cannot run a handler of this kind (`prompt`, `agent`). An agent can, if it supplies code that runs such handlers (an executor).",
        "{ \"type\": \"prompt\", \"prompt\": \"Is this safe?\" }",
        "Use `command` or `http`, or run it in an agent that has an executor for it.";
    SuspiciousUnit:
        "The number seems to be in another unit: milliseconds where seconds are read, or the other way round. If the number could also be right, there is only a note: `timeout = 500`, for example, can be meant as 500 seconds.",
        "[[hooks.stop]]\ncommand = \"true\"\ntimeout = 30000",
        "Write the unit: `timeout = \"30s\"`. In another agent's file use its unit.";
    MissingFile:
        "The program or script is not at the path that the entry names, so the hook fails when it runs. `on_failure` says what such a failure does. By default, it blocks a tool call or a prompt, and asks the user at a permission request. The later words of an array are checked too. If such a word names a missing file in the folder of the configuration or the project, there is a warning for a file of code and a note for any other file. Files that the hook could write itself (`.log`, `.tmp`) and values of options are not reported. A file that a shell script loads with `.` or `source` is reported too, if its folder is known.",
        "[[hooks.stop]]\ncommand = [\"${config_dir}/hooks/gone.sh\"]",
        "Create the file at this path, or correct the path in the entry.";
    UnknownFormat:
        "Neither the path nor the content shows which agent the file belongs to.",
        "hooks check notes.json",
        "Name the agent with `--as DIALECT`.";
    Deviation:
        "This engine reads the value in another way than the hook's own agent does, usually more strictly. Or the command uses a variable that this engine sets and the agent does not.",
        "{ \"type\": \"command\", \"command\": \"guard\", \"asyncRewake\": true }",
        "The message shows the value as it is read, or names the variable. If this is intended, change nothing.";
    NotExecutable:
        "The file exists, but has no execute permission.",
        "[[hooks.stop]]\ncommand = [\"${config_dir}/hooks/guard.sh\"]   # mode 0644",
        "Type `chmod +x` and the path of the file, or start the file through its interpreter: [\"bash\", \"...\"].";
    NoInterpreter:
        "The program is a text file without `#!` in its first line, so the system does not know which interpreter runs it.",
        "echo 'exit 2' > guard.sh; chmod +x guard.sh",
        "Begin the file with `#!/usr/bin/env bash`, or start it through its interpreter: [\"bash\", \"guard.sh\"].";
    CarriageReturns:
        "The script has Windows line endings. The interpreter reads the carriage return at the end of a line as part of the last word: `bash\\r` is not found, and `2\\r` is not a number.",
        "printf '#!/bin/bash\\r\\nexit 2\\r\\n' > guard.sh",
        "Remove the carriage returns: sed -i 's/\\r$//' guard.sh";
    NotExpanded:
        "The command is an array of words, which no shell reads. `~`, `$NAME` and `${NAME}` stay as they are. Patterns stay too: `[\"cat\", \"docs/*.md\"]` looks for a file with this name. `&&`, `|` and `>` become arguments of the program. Or the word is in quotes: a shell replaces nothing in single quotes, and replaces `~` only outside of quotes.",
        "[[hooks.stop]]\ncommand = [\"~/bin/guard\"]",
        "Write the whole path, or `${config_dir}/` for the folder of the file. Or write the command as one string instead of an array: a shell reads a string and replaces `~`, variables and patterns of file names. In quotes, write `\"$HOME/...\"` in place of `~/...`.";
    SplitPath:
        "The variable is not in quotes, and the path that it stands for has a space. A shell splits the path at the space, so it starts another program or gives the program two arguments.",
        "# in the folder \"my project\"\n[[hooks.stop]]\ncommand = \"${config_dir}/guard.sh --strict\"",
        "Write the word in double quotes: `command = '\"${config_dir}/guard.sh\" --strict'`; in JSON, `\\\"$VARIABLE/guard.sh\\\"`.";
    RelativeProgram:
        "The path of the program is relative. It is resolved from the session's working folder, which changes with each `cd`, so the program is found in one folder and not in another. The same is true for a file that the script reads by a relative path: if only the project's root has the file, and the hook starts in another folder, the script reads nothing.",
        "[[hooks.pre_tool_use]]\ncommand = [\"./hooks/guard.sh\"]",
        "Write `${config_dir}/hooks/guard.sh`; in another agent's file use that agent's variable for the root of the project. In a script, begin the path with `$HOOKS_PROJECT_DIR`.";
    ProjectCode:
        "A hook of your own starts a program that runs code from the folder in which the hook is started: a Makefile, scripts of package.json, Python modules, build scripts, Git hooks. A hook runs in the folder of the session. So any person who can write to the project you work in decides what this hook does and answers. The answers count as yours. This is also true in projects that you have not trusted. This finding is a note. It is a warning if the command names a file of an untrusted project, because such a hook is not started.",
        "[[hooks.pre_tool_use]]\ncommand = \"python3 -m guard\"",
        "Write a guard as a program of your own and name it by its absolute path or `${config_dir}/`. For Python set `PYTHONSAFEPATH=1` or add `-P` (Python 3.11 or later); `-I` works in any version, but also ignores `PYTHONPATH` and the modules that you installed for your user. If the hook is meant to check the project itself (`make test` before a stop), nothing is wrong: you let the project decide what the hook answers.";
    NotInPath:
        "No folder in PATH has a program of this name.",
        "[[hooks.stop]]\ncommand = [\"pyhton3\", \"guard.py\"]",
        "Install the program, or write its path. An agent's PATH may differ from your shell's.";
    LoosePattern:
        "The pattern has no `^` at its start and no `$` at its end, so it also matches inside longer names of tools.",
        "{ \"matcher\": \"Edit.*\", \"hooks\": [] }   # matches NotebookEdit too",
        "Write `^Edit$` if only this tool is meant, or `^(Edit|Write)$` for two tools.";
    QuotedPattern:
        "In Bash, quotes turn the right side of `=~` into plain text. Quotes around a `*` do the same after `==` or `=`, and in a `case`. The test then looks for these exact characters, such as `.*`, and finds nothing, so the guard lets the call pass. `grep` without `-E` takes `|` and `+` as plain characters. `[ ... ]` takes a `*` after `=` as a plain character.",
        "[[ \"$cmd\" =~ \"git push.*--force\" ]] && exit 2",
        "Store the pattern in a variable, and write the variable without quotes: `pattern='git push.*--force'`, and then `[[ $cmd =~ $pattern ]]`. With `==` and in a `case`, leave the `*` out of the quotes: `[[ $cmd == *\"git push\"* ]]`. `sh` has no `[[`: write a `case` there. Write `grep -E` for a pattern with `|` or `+`, and `[[ ... ]]` or `case ... in` for a pattern with `*`.";
    ExitOne:
        "The script of a guard or of a Stop hook ends with exit code 1, and never with 2. Only code 2 means \"block\". Code 1 means \"the hook failed\", and a failed hook has decided nothing. In hooks.toml, `on_failure` of the entry says whether a failed hook blocks the call. For a hook of another agent, that agent decides what a failed hook means; in most agents the call then runs.",
        "echo no >&2; exit 1",
        "End with `exit 2` to block. The text that the script prints on stderr is the reason of the block.";
    LostExit:
        "The script's `exit 2` does not become the exit code of the hook. In a loop behind a pipe, in parentheses, in `$(...)` or in the background (`&`), it ends only that part of the script. A variable that a loop behind a pipe sets is lost after the loop, for the same reason. If `|| true`, `&` or a pipe such as `| tee log` follows the part that exits with 2, the hook ends with another exit code. `xargs` and `find -exec` do not pass on exit code 2 of a program that they run. An `exit 0` in an EXIT trap replaces the script's exit code 2. In all these cases the hook usually exits with 0, and the call runs. In Node, a `process.exit` in the last line ends the script before the functions of `process.stdin.on` run. In Python, a bare `except:` catches the exit, and an exit code 2 that `main()` returns is lost without `sys.exit(main())`. A `sys.exit(2)` never runs in a function that is not called, or below `if __name__ == \"main\"` (correct: `\"__main__\"`). `sys.exit(\"2\")` prints a text and ends with 1. An answer from `json.dumps` that is not printed is lost too. This finding also appears if the script's answer is written to a log file (`exec >> log`), which is not read. This finding is a note. It is a warning if the hook could block the event with the exit code that is lost.",
        "jq -r .x | while read -r x; do\n  test -n \"$x\" && exit 2\ndone\nexit 0",
        "Write `[ $? -ne 2 ] || exit 2` in the line below `done`. In Bash (but not in every `sh`) you can also feed the loop without a pipe: `done < <(jq ...)`. If the command of the entry ends with `2>&1 | tee -a log`, remove that, and let the script write the log.";
    BorrowedExit:
        "The script of a guard ends with a tool such as `grep` or `diff`, which exits with 2 if the tool itself fails. Then a missing file blocks the call, although the guard decided nothing. A last line such as `grep -q x && exit 2` ends with 1 if `grep` finds nothing, and code 1 is a failure of the hook.",
        "grep -qx \"$USER\" .allowed-users   # the last line of the script",
        "Test the tool's result with `if`, and decide in the script whether a missing file blocks the call. Write `exit 0` as the last line if the call may go on when nothing was found.";
    PayloadShape:
        "The script reads the fields in the wrong place. The payload of a hook in hooks.toml has them in `hook_event`; the payloads of other agents have them at the top. The script finds nothing, so it lets every call pass. This finding also appears if the script reads stdin after another program has already read it (stdin can be read only once), or if a here-document takes the place of the payload: `python3 - <<'EOF'`. It appears if a hook of another agent uses the exit code of `read`. The payload of that agent has no line end, so `read` stores it but returns 1. A loop such as `while read -r line` then never runs its commands. It appears if a script calls `jq` without `-r` and compares the output to a word: the output has quotes around it. It also appears if the hook looks for the call in its arguments (`$1`, `sys.argv`): a hook gets no arguments.",
        "jq -r .tool_input.command   # in a hook of hooks.toml",
        "Read `.hook_event.tool_input.command`. `hooks fire EVENT --sample --print` shows the whole payload.";
    UnreadAnswer:
        "The script contains an answer that the hook's agent reads in another way than its author seems to mean. For example, the answer has a key or a word of another agent, or a decision that has no effect at this event. The script is not run, so this is a guess.",
        "echo '{\"permissionDecision\":\"deny\"}'   # in a hook of hooks.toml",
        "Print the answer that the message shows. docs/answers.md lists the answers of each agent. `hooks explain EVENT --run` shows how an answer is read.";
    NoTerminal:
        "The script reads from `/dev/tty`, but a hook has no terminal. So it waits until its time limit, or fails.",
        "read -r yes < /dev/tty",
        "To let the user decide, answer `ask`. Read everything else from the payload on stdin.";
    BackgroundGuard:
        "The hook is for an event that a hook can block, but it runs in the background. The agent does not wait for a background hook, so the decision of this hook does not count.",
        "[[hooks.pre_tool_use]]\ncommand = \"guard\"\nbackground = true",
        "Remove `background` (in files of other agents: `async`).";
    BackgroundAnswer:
        "The script seems to answer, but the hook runs in the background. The texts of its answer arrive with a later event, and its decision never counts.",
        "[[hooks.post_tool_use]]\ncommand = \"lint || exit 2\"",
        "Write `background = false` in the entry. For all hooks after a tool call, write `post = \"await\"` under `[hooks]`.";
    ObserverBlock:
        "The script seems to block, but hooks only observe at this event. A block there is a failure of the hook, and the agent goes on as if the hook had said nothing.",
        "[[hooks.after_agent]]\ncommand = \"cargo test || exit 2\"",
        "Register the hook for the event that the message names, where a block has an effect.";
    StopLoop:
        "The script keeps the agent from stopping, and does not check whether a Stop hook has already kept the agent from stopping. The agent then goes on until a limit ends it (`max_stop_blocks`, 8).",
        "[[hooks.stop]]\ncommand = \"cargo test || exit 2\"",
        "Let the agent stop when `stop_hook_active` is true. If the agent's payload has `loop_count` in its place, let the agent stop when this number is above 0.";
    SwitchedOff:
        "A switch in this file turns off the hooks of the file's scope and of all lower scopes (docs/scopes.md lists the scopes). This finding also appears if a switch does less than it seems to: an entry has `enabled = false`, but a hook of the same name in another file still runs, because `enabled` concerns only its own entry.",
        "[hooks]\ndisable_all = true",
        "Remove the key. To switch off the hook of the other file, write `enabled = false` in its own entry.";
    AgentName:
        "The matcher in hooks.toml names a tool as one agent does. It matches in that agent, but misses the same tool in an agent with another name for it.",
        "[[hooks.pre_tool_use]]\nmatcher = \"Bash\"\ncommand = \"guard\"",
        "Use the suggested name (`shell`): it matches the tool in every agent. Keep the agent's name if the hook is only for that agent.";
    TwoRewriters:
        "Two hooks of one event seem to rewrite the same prompt, or the input or output of the same tool. Unless the file says `strategy = \"chain\"`, each sees the original, and the last replacement overwrites the others.",
        "[[hooks.pre_tool_use]]\nmatcher = \"shell\"\ncommand = [\"add-sudo\"]\n[[hooks.pre_tool_use]]\nmatcher = \"shell\"\ncommand = [\"use-pnpm\"]",
        "Set `strategy = \"chain\"` under `[hooks]`, so that each hook sees the result of the previous hook, or combine them into one hook.";
    WayRound:
        "The guard blocks calls of one tool, but another tool can do the same thing unchecked. For example, a guard of `write_file` misses `edit_file`. A guard of `shell` misses an undeclared tool, or an MCP tool, that runs commands.",
        "[[hooks.pre_tool_use]]\nmatcher = \"write_file\"\ncommand = [\"inside-the-project\"]",
        "Add the tools that the finding names to `matcher`, or omit `matcher` and let the hook decide which calls it checks.";
    OnceGuard:
        "The guard is marked `once`. After its first answer it is skipped for the rest of the session, and later calls pass without it.",
        "[[hooks.pre_tool_use]]\ncommand = \"guard\"\nonce = true",
        "Remove `once`. A hook that only adds context belongs under `session_start`.";
    UnsetVariable:
        "The hook reads a variable that is never set for it: a variable of another agent, a misspelt name (`HOOKS_PROJET_DIR`), or a variable from the `env` of an agent's settings file (only the agent itself gets this variable). Or a script sets one name, such as `input`, and reads another, such as `imput`. The hook reads an empty text instead. A header of an HTTP hook can name such a variable too.",
        "[[hooks.pre_tool_use]]\ncommand = \"$HOOKS_PROJET_DIR/guard.sh\"",
        "Use the suggested variable, or `${config_dir}` for the folder of hooks.toml, or set it with `env` in the entry.";
    NoPath:
        "`inherit_env` lists variables, and PATH is not among them. Then a program named without a folder is looked for only in `/usr/local/bin`, `/usr/bin` and `/bin`. This is also true for programs that the hook starts.",
        "[[hooks.stop]]\ncommand = [\"cargo\", \"test\"]\ninherit_env = [\"TOKEN\"]",
        "Add \"PATH\" (and usually \"HOME\") to the list, or name the program by its full path.";
    NotAWorker:
        "The hook has `launch = \"worker\"`, but nothing in its script writes the hello message, with which every worker begins. So the script seems to answer one event and exit. A worker is started once, says hello and then answers many events. A program that does not say hello is ended, and the hook fails. This is only a note, because the code that says hello can be in another file, which is not read here. It is a warning for a guard whose script reads its input to the end: a worker's input does not end, so every call waits for the time limit.",
        "[[hooks.pre_tool_use]]\ncommand = \"grep -q secret && exit 2\"\nlaunch = \"worker\"",
        "Remove `launch`, or write the hook anew with `hooks new NAME --event EVENT --lang python --worker`. The script that this command writes speaks the protocol (docs/workers.md).";
}

/// Returns the explanation of a code; `None` for a code that the catalogue lacks.
#[must_use]
pub fn explained(code: DiagnosticCode) -> Option<&'static Explained> {
    CATALOGUE.iter().find(|known| known.code == code)
}

/// Renders the page docs/findings.md, in the order of the catalogue. A test compares it with the checked-in
/// file.
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
    /// Writes cause, example and cure as paragraphs. The example is indented, which Markdown shows as code.
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
