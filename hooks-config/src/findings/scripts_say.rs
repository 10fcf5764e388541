//! Guesses from a script's text how it answers. The checks are cheap and can be wrong, so the results are notes. Only
//! `background_guard` and `once_guard` are warnings.
//!
//! Each check searches for typical texts, such as `exit 2`, anywhere in the command and in the scripts that it names,
//! comments included. No language is parsed: the scripts are written in shell, Python, JavaScript and others, and a
//! hook of ten lines says what it does in one of a few ways. A script that builds its answer from parts is not
//! recognized, and then only a note is missing.
//!
//! | finding | what the script seems to do |
//! |---|---|
//! | `background_guard` | judges calls that it could block, but the agent does not wait for it |
//! | `background_answer` | answers in the background, where no answer has an effect |
//! | `once_guard` | judges one call of a session and none after it |
//! | `exit_one` | blocks with code 1, which is a failure |
//! | `stop_loop` | keeps the agent from stopping each time, for ever |

use std::path::PathBuf;
use std::sync::Arc;

use hooks_types::event::{Stop, SubagentStop};
use hooks_types::spec::{Command, OnFailure};
use hooks_types::wire::encode;
use hooks_types::wire::meaning_of_crash;
use hooks_types::{EventName, HookSpec, Payload, SessionMeta};

use super::Finding;
use super::script::{Scripts, command, files_of, source_of};
use super::shell_of::text_of;
use crate::diagnostic::DiagnosticCode;

/// Texts that end a script with exit code 1, in shell, Python and JavaScript.
const EXIT_ONE: &[&str] = &["exit 1", "sys.exit(1)", "process.exit(1)", "exit(1)"];
/// Texts that block: exit code 2, and the words of a decision in the formats of all agents.
pub(super) const BLOCKS: &[&str] = &[
    "exit 2",
    "sys.exit(2)",
    "process.exit(2)",
    "exitCode = 2",
    "exit(2)",
    "\"block\"",
    "'block'",
    "\"deny\"",
    "'deny'",
    "\"ask\"",
];
/// Texts that block by exit code 2.
pub(super) const BLOCKS_BY_CODE: &[&str] = &[
    "exit 2",
    "sys.exit(2)",
    "process.exit(2)",
    "exitCode = 2",
    "exit(2)",
];

/// Texts that show that a script prints a decision.
const ANSWERS: &[&str] = &[
    "\"decision\"",
    "'decision'",
    "decision:",
    "permissionDecision",
];

/// Texts that show that a script rewrites an input or output.
pub(super) const REWRITES: &[&str] = &[
    "\"modify\"",
    "'modify'",
    "updatedInput",
    "updated_input",
    "modifiedArgs",
    "updatedToolOutput",
    "updatedMCPToolOutput",
];

/// The fields that tell a hook whether the agent already goes on because of a hook.
const GUARDED: &[&str] = &["stop_hook_active", "stopHookActive", "loop_count"];

/// Returns the field of a hook's payload that tells whether the agent already goes on because of a hook. Returns `None`
/// if the hook's agent has no such field.
fn field_of_a_loop(hook: &HookSpec) -> Option<&'static str> {
    let meta = Arc::new(SessionMeta::new("sample", "/"));
    let payload = match hook.event {
        EventName::SubagentStop => {
            let mut stop = SubagentStop::new("sample");
            stop.stop_hook_active = true;
            Payload::new(meta, stop)
        }
        _ => {
            let mut stop = Stop::default();
            stop.stop_hook_active = true;
            Payload::new(meta, stop)
        }
    };
    let bytes = encode(&payload, &hook.form).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    GUARDED.iter().copied().find(|field| text.contains(field))
}

/// Returns whether a hook's command or one of its scripts contains one of these texts. Returns `false` for a hook
/// without a program.
pub(super) fn says(hook: &HookSpec, texts: &'static [&'static str], scripts: &Scripts<'_>) -> bool {
    let search = |source: &str| texts.iter().any(|text| contains(source, text));
    command(hook).is_some_and(|command| scripts.said(command, (texts, false), search))
}

/// Returns whether a source contains a text. A number at the end of the text is compared whole: `exit 2` is not in
/// `exit 255`.
pub(super) fn contains(source: &str, text: &str) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = source.match_indices(text);
    found.any(|(at, _)| {
        let after = source[at + text.len()..].chars().next();
        !text.ends_with(|c: char| c.is_ascii_digit()) || !after.is_some_and(in_word)
    })
}

/// Returns the text to point at: one of `texts` if the entry itself contains it, or else the name of the script.
pub(super) fn about_text(command: &Command, texts: &[&str], scripts: &Scripts<'_>) -> String {
    let inline = text_of(command);
    let inline = inline.and_then(|text| texts.iter().find(|known| contains(text, known)));
    let script = || {
        let files = files_of(command);
        let holds = |path: &&PathBuf| {
            let text = scripts.text(path).unwrap_or_default();
            texts.iter().any(|known| contains(&text, known))
        };
        // The command can name several files, such as a helper beside the script. Prefer the file that contains the
        // text.
        let file = files.iter().find(holds).or(files.last())?;
        Some(file.file_name()?.to_str()?.to_owned())
    };
    let inline = inline.map(|known| (*known).to_owned());
    inline.or_else(script).unwrap_or_default()
}

/// Returns the findings about how the command of a hook seems to answer its event.
pub(super) fn findings(hook: &HookSpec, scripts: &Scripts<'_>) -> Vec<Finding> {
    let Some(command) = command(hook) else {
        return Vec::new();
    };
    let source = source_of(command, scripts);
    let says = |texts: &[&str]| texts.iter().any(|text| contains(&source, text));
    let gates = hook.event.traits().gates();
    let about = |texts: &[&str]| about_text(command, texts, scripts);
    let note = |code, texts: &[&str], message: &str, help: &str| {
        Finding::note(code, about(texts), message).help(help)
    };
    let mut found = Vec::new();
    // The agent does not wait for a background hook, so the hook's answer cannot stop the call. So warn without
    // examining the script.
    if hook.background && gates {
        found.push(
            Finding::warning(
                DiagnosticCode::BackgroundGuard,
                match hook.form.dialect.is_native() {
                    true => "background",
                    false => "async",
                },
                "the agent does not wait for a background hook, so this hook cannot block anything",
            )
            .help(match hook.form.dialect.is_native() {
                true => "remove `background`, so that the hook's answer takes effect",
                false => "remove `async`, so that the hook's answer takes effect",
            }),
        );
    } else if hook.background && (says(BLOCKS) || says(ANSWERS)) {
        found.push(note(
            DiagnosticCode::BackgroundAnswer,
            BLOCKS,
            "the script seems to answer, but runs in the background, where no decision counts",
            match hook.form.dialect.is_native() {
                true => {
                    "write `background = false`, so that the agent waits for this hook; or write \
                     `post = \"await\"` under [hooks], so that it waits for every hook after a tool call"
                }
                false => "without `async` the agent waits for it",
            },
        ));
    }
    // A hook of one of these two events exists to judge calls. So treat it as a guard even if its script shows no
    // block.
    let judges_calls = matches!(
        hook.event,
        EventName::PreToolUse | EventName::PermissionRequest
    );
    if hook.once && gates && (judges_calls || says(BLOCKS)) {
        let code = DiagnosticCode::OnceGuard;
        let message = "it judges one call of a session: after its first answer, later calls pass \
                       without it";
        found.push(
            Finding::warning(code, "once", message)
                .help("remove `once`, so that the hook judges every call"),
        );
    }
    // These two events cannot block a call, but a hook of one of them can keep the agent from stopping.
    let stops = matches!(hook.event, EventName::Stop | EventName::SubagentStop);
    // Skip a script that also blocks properly: it might use code 1 for its own failures.
    if (gates || stops) && says(EXIT_ONE) && !says(BLOCKS) && !says(ANSWERS) {
        found.push(note(
            DiagnosticCode::ExitOne,
            EXIT_ONE,
            match (gates, meaning_of_crash(hook)) {
                (true, OnFailure::Block) if hook.on_failure != OnFailure::Block => {
                    "the script seems to use exit code 1 to block, but only code 2 means a block; code 1 means that \
                     the hook failed, and this hook's agent blocks after a failed hook"
                }
                (true, OnFailure::Block) => {
                    "the script seems to use exit code 1 to block, but only code 2 means a block; code 1 means that \
                     the hook failed, and this hook's `on_failure` turns the failure into a block"
                }
                (true, OnFailure::Ask) => {
                    "the script seems to use exit code 1 to block, but only code 2 means a block; code 1 means that \
                     the hook failed, and this hook's `on_failure` then asks the user"
                }
                _ => {
                    "the script seems to use exit code 1 to block, but only code 2 means a block; code 1 means that \
                     the hook failed, and a failed hook blocks nothing here"
                }
            },
            "end with `exit 2` to block, and print the reason on stderr",
        ));
    }
    // By these fields, agents tell a stop hook that an earlier block made the agent go on. Skip a
    // script that reads one of them.
    if stops && says(BLOCKS) && !says(GUARDED) {
        let help = match field_of_a_loop(hook) {
            Some("loop_count") => "let the agent stop when `loop_count` is above 0",
            Some(_) => "let the agent stop when `stop_hook_active` is true",
            None => "let the agent stop when there is nothing left to do",
        };
        found.push(note(
            DiagnosticCode::StopLoop,
            BLOCKS,
            "the script seems to block each time the agent wants to stop",
            help,
        ));
    }
    found
}
