//! Prints the problems of the configuration that concern a call, each text once: on stderr or in the row of its hook.

use hooks_config::{Diagnostic, DiagnosticCode, Loaded};
use hooks_router::{Explained, Explanation, Prospect};
use hooks_types::text::visible_line;
use hooks_types::{EventName, HookSpec};

use crate::advice::sentence;
use crate::configuration::Survey;
use crate::list::{Remedy, of_strangers};
use crate::show::complain;

/// The word that refers to the rows of hooks, which are printed after these problems. The row of a hook gives the text
/// of its problem.
const BELOW: &str = "below";

/// Replaces the reason of each hook whose pattern cannot be compiled. The replaced reason is the error of the pattern's
/// compiler. The new reason is the diagnostic, which says the same in plainer words.
pub(super) fn name_bad_patterns(explanation: &mut Explanation, loaded: &Loaded) {
    let event = explanation.event.clone();
    let failed = explanation.hooks.iter_mut();
    let failed = failed.filter(|row| row.status == Prospect::Fails);
    for row in failed.filter(|row| row.reason.contains("cannot be compiled")) {
        let mut all = loaded.diagnostics.iter();
        let is_it = |found: &&Diagnostic| {
            found.code == DiagnosticCode::BadMatcher && is_of_row(found, row, &event)
        };
        if let Some(found) = all.find(is_it) {
            row.reason = sentence(found);
        }
    }
}

/// Removes the router's guess of a tool's name from the row of another agent's hook if a finding names the tool in that
/// agent's own words: the guess is our name for the tool.
pub(super) fn keep_one_guess(explanation: &mut Explanation, loaded: &Loaded) {
    const GUESS: &str = "; did you mean \"";
    let event = explanation.event.clone();
    for row in &mut explanation.hooks {
        let is_of = |spec: &&HookSpec| spec.id == row.id && spec.source.to_string() == row.source;
        let mut all = loaded.hooks_despite_errors().iter();
        let is_foreign = all.any(|spec| is_of(&spec) && !spec.form.dialect.is_native());
        let named = loaded.diagnostics.iter().any(|found| {
            let is_bad = found.code == DiagnosticCode::BadMatcher && !found.is_summary();
            is_bad && found.help.is_some() && is_of_row(found, row, &event)
        });
        let Some(start) = row.reason.find(GUESS).filter(|_| is_foreign && named) else {
            continue;
        };
        if let Some(end) = row.reason[start..].find("\"?") {
            row.reason.replace_range(start..start + end + 2, "");
        }
    }
}

/// Returns whether a problem is about the entry of the hook in this row.
fn is_of_row(found: &Diagnostic, row: &Explained, event: &EventName) -> bool {
    found.is_of_hook_at(event, &row.id, &row.source)
}

/// Returns whether the row of a hook, or a remark below it, gives the text of a problem in the entry of this hook.
fn is_in_row(found: &Diagnostic, explanation: &Explanation, remedies: &[Remedy]) -> bool {
    let message = visible_line(&found.message);
    explanation.hooks.iter().any(|row| {
        let below = remedies.iter();
        let mut below = below.filter(|known| known.is_for(&row.id, &row.source));
        is_of_row(found, row, &explanation.event)
            && (visible_line(&row.reason).contains(&message)
                || below.any(|known| known.text.contains(&message)))
    })
}

/// Prints errors, because an error can keep hooks of this call from running, and warnings that no row shows. Warnings
/// about hooks of other events are left out. If a row gives the text of a problem, prints only its place and code.
pub(super) fn warn(survey: &Survey, explanation: &Explanation, remedies: &[Remedy], is_json: bool) {
    let is_told = |found: &Diagnostic| !is_json && is_in_row(found, explanation, remedies);
    let errors = match survey.errors() {
        0 => None,
        1 => Some("1 error".to_owned()),
        many => Some(format!("{many} errors")),
    };
    let stops = match survey.loaded.forbids_use() {
        true => "no hook runs until that is fixed",
        false => "the hooks concerned fail or do not run",
    };
    if let Some(errors) = errors {
        complain(format!(
            "{errors} in the configuration: {stops}; `hooks check` shows more"
        ));
        let errors = survey.first_errors_but(is_told, BELOW);
        errors.iter().for_each(complain);
    }
    let is_empty = explanation.hooks.is_empty();
    let warnings = survey.first_warnings(&explanation.event);
    warnings.iter().for_each(complain);
    if survey.errors_of_strangers() > 0 || (is_empty && survey.problems_of_strangers() > 0) {
        complain(of_strangers(survey));
    }
    let event = Some(&explanation.event);
    let of_strangers = survey.first_of_strangers_but(event, is_told, BELOW);
    of_strangers.iter().for_each(complain);
}
