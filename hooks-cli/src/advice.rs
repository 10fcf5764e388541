//! Joins hooks with the findings of `hooks check` about them.

use hooks_config::{Diagnostic, DiagnosticCode, Loaded, findings_of_hooks};
use hooks_dialects::agents;
use hooks_types::text::visible_line;
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
            Remedy::new(spec, format!("`hooks check` says: {said}"))
        })
        .collect()
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
fn is_about_choice(code: DiagnosticCode) -> bool {
    matches!(
        code,
        DiagnosticCode::WayRound
            | DiagnosticCode::LoosePattern
            | DiagnosticCode::AgentName
            | DiagnosticCode::BadMatcher
    )
}

/// The diagnostic of a hook whose agent has no event of this name.
pub(crate) fn without_event<'l>(spec: &HookSpec, loaded: &'l Loaded) -> Option<&'l Diagnostic> {
    let file = spec.source.file.as_ref()?;
    let EventName::Other(_) = &spec.event else {
        return None;
    };
    let text = &loaded.files.iter().find(|read| read.path == *file)?.text;
    let names = |found: &&Diagnostic| {
        let key = text.get(found.span.clone()).unwrap_or_default();
        key.trim_matches('"') == spec.form.event
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
