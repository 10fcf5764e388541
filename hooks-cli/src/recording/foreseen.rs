//! Foresees faults of a hook's answer from the text of its script, without a run. The answers that the script contains
//! are judged like answers of a run, and the sentences are those of a run.

use std::collections::HashMap;
use std::sync::Arc;

use hooks_config::{Diagnostic, DiagnosticCode, Loaded, Severity, alike};
use hooks_types::answer::OutcomeKind;
use hooks_types::event::BlockEffect;
use hooks_types::output::{Captured, Ending, RunOutput, interpret};
use hooks_types::spec::{Handler, Liveness};
use hooks_types::text::short_name;
use hooks_types::{HookAnswer, HookSpec, Payload, SessionMeta, sample};
use serde_json::Value;

use super::literal_answers::{code_lines, printed_objects};
use super::meaning::Meaning;
use super::{Heard, Recorded};
use crate::configuration::text_of;

/// Texts with which a script ends with exit code 2. Such a script blocks by its exit code, whatever it prints.
const BLOCKS_BY_CODE: &[&str] = &["exit 2", "exit(2)", "exitCode = 2"];

/// The path by which programs open the terminal.
const TERMINAL: &str = "/dev/tty";

/// Returns a note for each live hook whose script contains an answer that the hook's agent does not read, reads from
/// the terminal, or reads a file that only the project's root has.
pub(crate) fn foreseen(loaded: &Loaded) -> Vec<(&HookSpec, Diagnostic)> {
    let folder = std::env::current_dir().unwrap_or_default();
    let mut meta = SessionMeta::new("sample", folder.display().to_string());
    let root = loaded.roots.first().map(|found| &found.root.path);
    meta.project_dir = root.map(|root| root.display().to_string());
    let meta = Arc::new(meta);
    let hooks = loaded.hooks_despite_errors().iter();
    let live = hooks.filter(|spec| {
        spec.liveness == Liveness::Live && matches!(spec.handler, Handler::Command(_))
    });
    // Many hooks can run one script, which is then examined once.
    let mut known = HashMap::new();
    live.flat_map(|spec| {
        let notes = known.entry(alike(spec));
        let notes = notes.or_insert_with(|| of_hook(spec, &meta));
        let notes = notes.clone().into_iter();
        notes.filter_map(move |(code, said)| Some((spec, note(spec, code, said, loaded)?)))
    })
    .collect()
}

/// Returns the faults of one hook that can be foreseen.
fn of_hook(spec: &HookSpec, meta: &Arc<SessionMeta>) -> Vec<(DiagnosticCode, String)> {
    let event = sample::event(&spec.event, sample::call("shell", Some("shell")));
    let mut recorded = Recorded {
        run: 0,
        spec: Arc::new(spec.clone()),
        payload: Arc::new(Payload::new(Arc::clone(meta), event)),
        stdin: None,
        heard: None,
    };
    let mut texts = recorded.scripts();
    texts.extend(recorded.shell_text().map(str::to_owned));
    let mut found = Vec::new();
    if let Some(said) = unread_answer(&mut recorded, &texts) {
        found.push((DiagnosticCode::UnreadAnswer, said));
    }
    if texts.iter().any(|text| reads_terminal(text)) {
        let cure = match recorded.could_block() {
            true => "to let the user decide, answer `ask`",
            false => "read the input from the payload on stdin",
        };
        let said = format!("its script reads `{TERMINAL}`, but a hook has no terminal; {cure}");
        found.push((DiagnosticCode::NoTerminal, said));
    }
    if let Some(said) = recorded.file_elsewhere(&texts) {
        found.push((DiagnosticCode::RelativeProgram, said));
    }
    found
}

/// Describes the first answer in the script that is not read as it is meant. `None` if the script also has an answer
/// that is read, because the script can be written for several agents. Also `None` if the script blocks by its exit
/// code.
fn unread_answer(recorded: &mut Recorded, texts: &[String]) -> Option<String> {
    let blocks_by_code = |text: &String| BLOCKS_BY_CODE.iter().any(|exit| text.contains(exit));
    // At an event that hooks only observe, another finding (`ObserverBlock`) says that a block has no effect.
    let observes = recorded.spec.event.traits().block == BlockEffect::None;
    if observes || recorded.spec.background || texts.iter().any(blocks_by_code) {
        return None;
    }
    let answers = texts.iter().flat_map(|text| printed_objects(text));
    let mut first = None;
    for answer in answers {
        let kind = Meaning::of(&answer).kind();
        recorded.heard = Some(heard(recorded, &answer));
        let read = recorded
            .heard
            .as_ref()
            .and_then(|heard| heard.answer.as_ref());
        let read = read.map(|answer| answer.outcome.kind());
        if matches!(read, Some(OutcomeKind::Block | OutcomeKind::Ask)) && kind == read {
            return None;
        }
        if matches!(kind, Some(OutcomeKind::Block | OutcomeKind::Ask) | None) && first.is_none() {
            first = recorded.misread().or_else(|| recorded.foreign_answer());
        }
    }
    let said = first?;
    let id = format!("`{}` ", short_name(&recorded.spec.id));
    let said = said.strip_prefix(&id).unwrap_or(&said);
    Some(format!("an answer in its script {said}"))
}

/// Judges an answer as if the hook had printed it and ended with exit code 0.
fn heard(recorded: &Recorded, answer: &Value) -> Heard {
    let stdout = answer.to_string().into_bytes();
    let (out, empty) = (Captured::whole(&stdout), Captured::whole(b""));
    let ran = RunOutput::new(Ending::Exited(0), out, empty);
    let answer: Option<HookAnswer> = interpret(&recorded.spec, &recorded.payload, &ran)
        .result
        .ok();
    Heard {
        ending: Ending::Exited(0),
        total: stdout.len() as u64,
        stdout,
        stderr: Vec::new(),
        answer,
        is_no_answer: false,
        failed_by_code: false,
        lets_pass: false,
        no_hello: false,
        is_noted: false,
    }
}

/// Returns whether a script reads from the terminal, and does not test whether it has a terminal. Writing to the
/// terminal does no harm.
fn reads_terminal(text: &str) -> bool {
    const TESTS: &[&str] = &["-t 0", "-t 1", "isatty", "isTTY", "stty"];
    if TESTS.iter().any(|test| text.contains(test)) {
        return false;
    }
    code_lines(text)
        .filter(|line| !line.contains("||"))
        .any(|line| {
            let mut rest = line;
            while let Some((before, after)) = rest.split_once(TERMINAL) {
                let before = before.trim_end().trim_end_matches(['"', '\'']);
                let is_opened = before.ends_with("open(")
                    && !after
                        .trim_start_matches(['"', '\'', ',', ' '])
                        .starts_with(['w', 'a']);
                if before.trim_end().ends_with('<') || is_opened {
                    return true;
                }
                rest = after;
            }
            false
        })
}

/// Makes a note about a hook. Marks the first line of the hook's entry.
fn note(
    spec: &HookSpec,
    code: DiagnosticCode,
    said: String,
    loaded: &Loaded,
) -> Option<Diagnostic> {
    let file = spec.source.file.as_ref()?;
    let text = text_of(loaded, file);
    let before = usize::try_from(spec.source.line).ok()?.saturating_sub(1);
    let start = text
        .split_inclusive('\n')
        .take(before)
        .map(str::len)
        .sum::<usize>();
    let line = text[start..].lines().next().unwrap_or_default();
    let span = start..start + line.trim_end().len();
    let mut found = Diagnostic::new(code, Severity::Note, said, file, text, span);
    found.line = found.line.max(spec.source.line);
    Some(found)
}
