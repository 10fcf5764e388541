//! Selects the findings of `hooks check` that other commands show beside a hook.

use hooks_config::{
    Diagnostic, DiagnosticCode, Loaded, Severity, findings_of_hooks, never_matches,
};
use hooks_dialects::agents;
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::spec::{Handler, Program};
use hooks_types::text::visible_line;
use hooks_types::{EventName, HookSpec, Report};

use crate::list::{Remedy, SAYS};
use crate::recording::foreseen;
use crate::refused::{is_refusal, refused};

/// Returns the findings about hooks that may run, each with its hook; the most severe findings come first.
pub(crate) fn found(loaded: &Loaded) -> Vec<(&HookSpec, Diagnostic)> {
    let path = std::env::var_os("PATH");
    let mut found = findings_of_hooks(loaded, &agents(), path.as_deref());
    found.extend(refused(loaded, &found));
    found.extend(foreseen(loaded));
    // Among equally severe findings, put the findings first that were found while the hook's own config entry was read.
    found.sort_by_key(|(_, found)| std::cmp::Reverse((found.severity, found.is_of_a_hook())));
    found
}

/// Returns the findings of `hooks check` about the programs of hooks, to be shown beside the hooks' results. Leaves out
/// findings whose code is in `told`, because the caller reports them itself. Also leaves out findings that cannot
/// explain a result, for example findings about the calls that a hook matches.
pub(crate) fn advice(loaded: &Loaded, told: &[DiagnosticCode]) -> Vec<Remedy> {
    let all = found(loaded).into_iter();
    let about_others = [
        DiagnosticCode::ProjectCode,
        DiagnosticCode::SwitchedOff,
        // The run shows how the answer was read.
        DiagnosticCode::UnreadAnswer,
        DiagnosticCode::NoTerminal,
    ];
    let explains = |code| !is_about_choice(code) && !about_others.contains(&code);
    all.filter(|(_, found)| explains(found.code) && !told.contains(&found.code))
        .map(|(spec, found)| finding(spec, &found))
        .collect()
}

/// Returns the findings that explain why hooks of the report do not match the call.
pub(crate) fn of_skipped(loaded: &Loaded, report: &Report) -> Vec<Remedy> {
    let explains = |(spec, found): &(&HookSpec, Diagnostic)| {
        let source = spec.source.to_string();
        report.hooks.iter().any(|row| {
            let reason = row.reason.as_deref().unwrap_or_default();
            row.cause == Some(Cause::Unmatched)
                && (&row.id, &row.source) == (&spec.id, &source)
                && of_unmatched(found, reason)
        })
    };
    let all = found(loaded).into_iter().filter(explains);
    all.map(|(spec, found)| finding(spec, &found).of_skipped())
        .collect()
}

/// Returns a finding about a hook as a remark on the hook's row.
pub(crate) fn finding(spec: &HookSpec, found: &Diagnostic) -> Remedy {
    let said = sentence(found);
    Remedy::new(spec, format!("{SAYS}{said}")).with_cure(cure(found))
}

/// Returns whether to show this finding about a hook that does not match the call. Shows warnings about the hook
/// itself, and doubts about its matcher. `told` is the reason in the hook's row.
pub(crate) fn of_unmatched(found: &Diagnostic, told: &str) -> bool {
    let is_warning = found.severity == Severity::Warning;
    match found.code {
        // If the row already says "did you mean NAME", hide the finding, because it would say the same.
        DiagnosticCode::BadMatcher if told.contains("did you mean") => false,
        DiagnosticCode::BadMatcher => is_warning || found.is_of_a_hook(),
        _ => is_warning && found.is_of_a_hook(),
    }
}

/// Returns the finding that says why the hook never runs: its program cannot start, its event does not exist, or its
/// matcher matches nothing.
pub(crate) fn that_stops<'f>(spec: &HookSpec, about: &[&'f Diagnostic]) -> Option<&'f Diagnostic> {
    let mut all = about.iter().copied();
    let keeps = |found: &&Diagnostic| {
        (keeps_from_starting(found) && !goes_on(spec))
            || is_refusal(found)
            || found.code == DiagnosticCode::UnknownEvent
            || (found.code == DiagnosticCode::NotExpanded && is_about_program(spec, found))
    };
    all.find(keeps)
        .or_else(|| never_matches(spec, about.iter().copied()))
}

/// Returns whether the hook's command text runs other commands after one of its programs could not be started, so that
/// the hook starts all the same. After `&&`, nothing more runs.
fn goes_on(spec: &HookSpec) -> bool {
    let Handler::Command(command) = &spec.handler else {
        return false;
    };
    let Program::Shell(text) = &command.program else {
        return false;
    };
    let mut quote = None;
    let mut letters = text.trim().trim_end_matches([';', ' ']).chars().peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None | Some('"'), '\\') => drop(letters.next()),
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            (None, '|' | ';' | '\n') => return true,
            (None, '>' | '<') => drop(letters.next_if_eq(&'&')),
            (None, '&') if letters.next_if(|next| matches!(next, '&' | '>')).is_none() => {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// Returns whether a finding about a word that is not expanded, such as `~/guard.sh`, is about the program or its
/// script, and not about another argument.
fn is_about_program(spec: &HookSpec, found: &Diagnostic) -> bool {
    let Handler::Command(command) = &spec.handler else {
        return false;
    };
    match &command.program {
        Program::Argv(argv) => argv.first().is_some_and(|first| {
            first.starts_with(['~', '$']) && found.message.contains(" is not replaced")
        }),
        // The finding is about a word in quotes: the program, or the script of an interpreter.
        Program::Shell(_) => found.message.contains("where a shell "),
        _ => false,
    }
}

/// Returns whether to show this finding about a hook in addition to the hook's row.
pub(crate) fn worth_telling(found: &Diagnostic) -> bool {
    let is_warning = found.severity == Severity::Warning;
    (is_warning && found.code != DiagnosticCode::ProjectCode)
        || matches!(
            found.code,
            DiagnosticCode::TwoRewriters
                | DiagnosticCode::UnsetVariable
                | DiagnosticCode::SwitchedOff
                | DiagnosticCode::DuplicateName
                | DiagnosticCode::UnreadAnswer
                | DiagnosticCode::NoTerminal
                // These notes say that a guard can never block.
                | DiagnosticCode::ExitOne
                | DiagnosticCode::LostExit
                | DiagnosticCode::ObserverBlock
                | DiagnosticCode::BackgroundAnswer
                | DiagnosticCode::PayloadShape
                | DiagnosticCode::QuotedPattern
        )
}

/// Returns only the finding's cure (what to do) if the finding means that the program cannot start: the hook's failure
/// already names the problem. Returns `None` for any other finding, which is shown whole.
fn cure(found: &Diagnostic) -> Option<String> {
    keeps_from_starting(found).then(|| visible_line(found.help.as_deref().unwrap_or_default()))
}

/// Returns whether a row says that the hook's program could not be started. Shells and `env` report that with exit code
/// 126 or 127.
pub(crate) fn failed_to_start(row: &Row) -> bool {
    let is_start = match row.cause {
        Some(Cause::SpawnFailed | Cause::WorkerUnavailable) => true,
        Some(Cause::ExitCode) => matches!(row.exit_code, Some(126 | 127)),
        _ => false,
    };
    is_start && row.status == RowStatus::Failed
}

/// Says what is wrong with the matcher of a hook that is not trusted. If the message would quote the untrusted file,
/// returns instead the command that shows the message.
pub(crate) fn of_untrusted_matcher(
    event: &EventName,
    (id, source): (&str, &str),
    loaded: &Loaded,
) -> Option<String> {
    let found = loaded.diagnostics.iter().find(|found| {
        found.code == DiagnosticCode::BadMatcher && found.is_of_hook_at(event, id, source)
    })?;
    Some(match found.is_summary() {
        true => "`hooks check` says what is wrong with its matcher or `if`".to_owned(),
        false => format!("{} (`hooks check` shows the line)", sentence(found)),
    })
}

/// Returns the finding's message and its cure (what to do) as one sentence.
pub(crate) fn sentence(found: &Diagnostic) -> String {
    let message = visible_line(&found.message);
    match &found.help {
        Some(help) => format!("{message}; {}", visible_line(help)),
        None => message,
    }
}

/// Returns whether a finding means that the hook's program cannot start.
pub(crate) fn keeps_from_starting(found: &Diagnostic) -> bool {
    match found.code {
        DiagnosticCode::MissingFile
        | DiagnosticCode::NotExecutable
        | DiagnosticCode::NoInterpreter
        | DiagnosticCode::NotInPath => true,
        // Only in the first line does a carriage return keep the script from starting.
        DiagnosticCode::CarriageReturns => found.message.ends_with("the system cannot start it"),
        _ => false,
    }
}

/// Returns whether a finding is about the choice of the calls for which a hook is run, and not about the hook's work on
/// a call.
pub(crate) fn is_about_choice(code: DiagnosticCode) -> bool {
    matches!(
        code,
        DiagnosticCode::WayRound
            | DiagnosticCode::LoosePattern
            | DiagnosticCode::AgentName
            | DiagnosticCode::BadMatcher
    )
}

/// Returns the diagnostic about the hook's event: the hook's agent has no event of this name, or the name in
/// `hooks.toml` was probably meant for another event.
pub(crate) fn without_event<'l>(spec: &HookSpec, loaded: &'l Loaded) -> Option<&'l Diagnostic> {
    let file = spec.source.file.as_ref()?;
    let EventName::Other(_) = &spec.event else {
        return None;
    };
    let is_it = |found: &&Diagnostic| {
        found.code == DiagnosticCode::UnknownEvent
            && found.file == *file
            && found.about.as_deref() == Some(&spec.form.event)
    };
    loaded.diagnostics.iter().find(is_it)
}

/// Returns the diagnostic that made the entry of a hook unusable. If the entry has several errors, returns the error
/// that the reason in the report ends with, else the first error.
pub(crate) fn of_entry<'l>(
    (event, id): (&EventName, &str),
    (file, reason): (&str, &str),
    loaded: &'l Loaded,
) -> Option<&'l Diagnostic> {
    let is_error = |found: &&Diagnostic| {
        let is_error = found.lowered || found.severity == Severity::Error;
        is_error && found.is_of_hook(event, id) && found.file.display().to_string() == file
    };
    let mut errors = loaded.diagnostics.iter().filter(is_error).peekable();
    let first = errors.peek().copied();
    errors
        .find(|found| reason.ends_with(&found.message))
        .or(first)
}
