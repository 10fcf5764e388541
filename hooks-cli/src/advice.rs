//! Joins hooks with the findings of `hooks check` about them.

use hooks_config::{Diagnostic, DiagnosticCode, Loaded, findings_of_hooks};
use hooks_dialects::agents;
use hooks_types::text::{quoted, visible_line};
use hooks_types::{EventName, HookSpec};

use crate::list::Remedy;

/// The findings about hooks that may run, each with its hook.
pub(crate) fn found(loaded: &Loaded) -> Vec<(&HookSpec, Diagnostic)> {
    let path = std::env::var_os("PATH");
    findings_of_hooks(loaded, &agents(), path.as_deref())
}

/// What `hooks check` says about the programs of hooks, to stand beside what became of them; without
/// the codes that are told otherwise.
pub(crate) fn advice(loaded: &Loaded, told: &[DiagnosticCode]) -> Vec<Remedy> {
    let all = found(loaded).into_iter();
    all.filter(|(_, found)| !is_about_choice(found.code) && !told.contains(&found.code))
        .map(|(spec, finding)| {
            let said = sentence(&finding);
            Remedy::new(spec, format!("`hooks check` says: {said}")).with_cure(cure(&finding))
        })
        .collect()
}

/// Returns the cure of a finding whose message says what the hook's failure says too.
fn cure(found: &Diagnostic) -> Option<String> {
    match found.code {
        code if keeps_from_starting(code) => {
            Some(visible_line(found.help.as_deref().unwrap_or_default()))
        }
        // The failure names the cure as well.
        DiagnosticCode::NotAWorker => Some(String::new()),
        _ => None,
    }
}

/// The message and its cure.
pub(crate) fn sentence(found: &Diagnostic) -> String {
    let message = visible_line(&found.message);
    match &found.help {
        Some(help) => format!("{message}; {}", visible_line(help)),
        None => message,
    }
}

/// Whether a finding means that the hook's program cannot start.
pub(crate) fn keeps_from_starting(code: DiagnosticCode) -> bool {
    matches!(
        code,
        DiagnosticCode::MissingFile
            | DiagnosticCode::NotExecutable
            | DiagnosticCode::NoInterpreter
            | DiagnosticCode::NotInPath
    )
}

/// Whether a finding is about the calls that a hook is for, and not about what it does with one.
pub(crate) fn is_about_choice(code: DiagnosticCode) -> bool {
    matches!(
        code,
        DiagnosticCode::WayRound
            | DiagnosticCode::LoosePattern
            | DiagnosticCode::AgentName
            | DiagnosticCode::BadMatcher
    )
}

/// The diagnostic of a hook whose agent has no event of this name, or whose event in our own file has a name that
/// was probably meant for another.
pub(crate) fn without_event<'l>(spec: &HookSpec, loaded: &'l Loaded) -> Option<&'l Diagnostic> {
    let file = spec.source.file.as_ref()?;
    let EventName::Other(_) = &spec.event else {
        return None;
    };
    let text = &loaded.files.iter().find(|read| read.path == *file)?.text;
    // The message in our own file is about the entry, and begins with the event's name.
    let named = format!("`{}`", quoted(spec.form.event.as_bytes(), 60));
    let names = |found: &&Diagnostic| {
        let key = text.get(found.span.clone()).unwrap_or_default();
        match spec.form.dialect.is_native() {
            true => found.message.starts_with(&named),
            false => key.trim_matches('"') == spec.form.event,
        }
    };
    let of_file = loaded.diagnostics.iter();
    of_file
        .filter(|found| found.code == DiagnosticCode::UnknownEvent && found.file == *file)
        .find(names)
}

/// The diagnostic that made an entry unusable: its message ends the reason.
pub(crate) fn of_entry<'l>(file: &str, reason: &str, loaded: &'l Loaded) -> Option<&'l Diagnostic> {
    let mut all = loaded.diagnostics.iter();
    all.find(|found| reason.ends_with(&found.message) && found.file.display().to_string() == file)
}
