//! Guesses whether the script of a worker answers one event and exits. (A worker must say hello first and then serve
//! many events.)

use std::path::PathBuf;

use hooks_types::HookSpec;
use hooks_types::spec::{Command, Launch};

use super::Finding;
use super::script::{Scripts, command, files_of};
use super::shell_of::text_of;
use crate::diagnostic::DiagnosticCode;

/// Texts which show that a program speaks the protocol of workers, by itself or through one of our helper files.
const SPEAKS: &[&str] = &["hello", "agent_hook", "AGENT_HOOKS_WORKER"];
/// The names of our helper files without their extensions.
const HELPERS: &[&str] = &["agent_hook", "agent-hook"];
/// The file extensions of scripts.
const SCRIPTS: &[&str] = &[
    "sh", "bash", "zsh", "py", "js", "mjs", "cjs", "ts", "rb", "pl",
];
/// Texts that show that a shell command writes its answer itself, without starting a program.
const ANSWERS: &[&str] = &["exit ", "echo ", "printf "];

pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let command = command(hook).filter(|command| command.launch == Launch::Worker)?;
    let texts = texts_of(command, scripts);
    let speaks = |text: &String| SPEAKS.iter().any(|known| text.contains(known));
    if texts.is_empty() || texts.iter().any(speaks) {
        return None;
    }
    let code = DiagnosticCode::NotAWorker;
    let message =
        "the script seems to answer one event and exit: nothing in it says hello, as a worker must";
    let help = "remove `launch = \"worker\"`, or write it anew with `hooks new NAME --event EVENT --lang python --worker`";
    // A worker's input stays open, so a program that first reads all of it never answers. If the hook's event can
    // block, every call then waits for the time limit and is blocked. So warn about such a program. Any other program
    // might send the hello (a worker's first message) from a file that is not read here, so the finding about it is
    // only a note.
    let waits = texts.iter().any(|text| reads_to_end(text));
    let found = match waits && hook.event.traits().gates() {
        true => {
            let message = "it reads its input to the end before it answers, and does not say hello: the input of a \
                           worker does not end, so every call waits for the time limit and then fails";
            Finding::warning(code, "worker", message)
        }
        false => Finding::note(code, "worker", message),
    };
    Some(found.in_value_of("launch").help(help))
}

/// Texts that read the whole input, in shell, Python, JavaScript and Ruby.
const READS_ALL: &[&str] = &[
    "$(cat)",
    "`cat`",
    "json.load(sys.stdin)",
    "sys.stdin.read()",
    "readFileSync(0",
    "readFileSync('/dev/stdin'",
    "readFileSync(\"/dev/stdin\"",
    "STDIN.read",
];

/// Returns whether a script reads its whole input in a line that is not a comment.
fn reads_to_end(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with('#') && !line.starts_with("//")
    });
    lines.any(|line| READS_ALL.iter().any(|known| line.contains(known)))
}

/// Returns the texts of the hook's scripts, and its command text if the command answers by itself. Programs that are
/// not scripts are left out.
fn texts_of(command: &Command, scripts: &Scripts<'_>) -> Vec<String> {
    let is_script = |path: &PathBuf, text: &str| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        text.starts_with("#!") || ending.is_some_and(|ending| SCRIPTS.contains(&ending))
    };
    let all = files_of(command);
    let is_helper = |path: &PathBuf| {
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        stem.is_some_and(|stem| HELPERS.contains(&stem))
    };
    // Skip our helper files if the command names any other file. A helper contains the text of the hello (a worker's
    // first message), but sends the hello only for a script that uses the helper.
    let has_other = all.iter().any(|path| !is_helper(path));
    let files = all
        .into_iter()
        .filter(|path| !has_other || !is_helper(path));
    let read = files.filter_map(|path| {
        let text = scripts.text(&path)?;
        is_script(&path, &text).then(|| text.to_string())
    });
    let own = text_of(command).filter(|text| ANSWERS.iter().any(|known| text.contains(known)));
    read.chain(own.map(str::to_owned)).collect()
}
