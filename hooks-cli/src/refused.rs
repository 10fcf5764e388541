//! Foresees which hooks the executor will refuse to start, because their command leads to a file of an untrusted
//! project.

use std::collections::HashMap;
use std::sync::Arc;

use hooks_config::{Diagnostic, DiagnosticCode, Loaded, Severity, alike};
use hooks_exec::ProcessExecutor;
use hooks_types::event::Stop;
use hooks_types::spec::Liveness;
use hooks_types::{Failure, HookSpec, Payload, SessionMeta};

use crate::configuration::text_of;

/// The words between the reason of a refusal and its cure.
const BEFORE_CURE: &str = " that is not trusted; ";

/// Returns a warning for each hook that the executor would refuse in a session in this process's folder. The executor
/// itself checks the hook, so the warning has the reason and the cure that a run shows. `found` holds the findings so
/// far: a hook that already has such a warning gets no second one.
pub(crate) fn refused<'l>(
    loaded: &'l Loaded,
    found: &[(&'l HookSpec, Diagnostic)],
) -> Vec<(&'l HookSpec, Diagnostic)> {
    let Ok(folder) = std::env::current_dir() else {
        return Vec::new();
    };
    let mut meta = SessionMeta::new("sample-session", folder.display().to_string());
    let root = loaded.roots.first().map(|found| &found.root.path);
    meta.project_dir = root.map(|root| root.display().to_string());
    let payload = Payload::new(Arc::new(meta), Stop::default());
    let executor = ProcessExecutor::new();
    let is_told = |spec: &HookSpec| {
        let mut found = found.iter();
        found.any(|(of, finding)| std::ptr::eq(*of, spec) && is_refusal(finding))
    };
    let hooks = loaded.hooks_despite_errors().iter();
    let live = hooks.filter(|spec| spec.liveness == Liveness::Live && !is_told(spec));
    // Many hooks can run one command, which is then checked once.
    let mut known = HashMap::new();
    live.filter_map(|spec| {
        let failure = known.entry(alike(spec));
        let failure = failure.or_insert_with(|| executor.refusal(spec, &payload));
        Some((spec, warning(spec, failure.as_ref()?, loaded)?))
    })
    .collect()
}

/// Returns whether a finding means that the hook's program may not start, because it is a file of an untrusted project.
/// Other findings with this code are notes.
pub(crate) fn is_refusal(found: &Diagnostic) -> bool {
    found.code == DiagnosticCode::ProjectCode && found.severity == Severity::Warning
}

/// Makes the warning about a hook that would be refused. Marks the word that the failure quotes, or the first line of
/// the hook's entry if the file does not contain this word.
fn warning(spec: &HookSpec, failure: &Failure, loaded: &Loaded) -> Option<Diagnostic> {
    let (reason, cure) = match failure.message.rsplit_once(BEFORE_CURE) {
        Some((reason, cure)) => (format!("{reason} that is not trusted"), Some(cure)),
        None => (failure.message.clone(), None),
    };
    let file = spec.source.file.as_ref()?;
    let text = text_of(loaded, file);
    let before = usize::try_from(spec.source.line).ok()?.saturating_sub(1);
    let lines = text.split_inclusive('\n');
    let start = lines.take(before).map(str::len).sum::<usize>();
    let word = failure.message.split('`').nth(1).unwrap_or_default();
    let at = text[start..].find(word).filter(|_| !word.is_empty());
    let span = match at {
        Some(at) => start + at..start + at + word.len(),
        None => start..start + text[start..].lines().next().unwrap_or_default().len(),
    };
    let message = format!("it is refused (untrusted_program): {reason}");
    let (code, severity) = (DiagnosticCode::ProjectCode, Severity::Warning);
    let mut found = Diagnostic::new(code, severity, message, file, text, span);
    found.line = found.line.max(spec.source.line);
    Some(match cure {
        Some(cure) => found.with_help(cure.to_owned()),
        None => found,
    })
}
