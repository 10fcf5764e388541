//! `hooks explain --run`: runs the hooks and prints each answer and the final outcome.

use hooks_router::{DispatchOptions, Explanation};
use hooks_types::answer::OutcomeKind;
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::spec::{Role, Strategy};
use hooks_types::text::{short_name, visible_line};
use hooks_types::{HookSpec, Payload, Report};
use serde::Serialize;

use super::background::UNAWAITED;
use super::outvoted::outvoted;
use crate::cli::Explain;
use crate::configuration::{Survey, unread_files};
use crate::engine::{Engine, interrupts};
use crate::exit_code;
use crate::failure::Failure;
use crate::list::Remedy;
use crate::recording::Record;
use crate::show::{
    FAINT, MOVED, STRONG, cause_word, columns, glance_of_run, paragraph, placed, print_out,
    quoted_paragraph, styled, styled_lines,
};
use crate::trust::refused_grants;

/// The output of `explain --run --json`: the explanation's own keys, `report` and `remarks`.
#[derive(Serialize)]
struct Printed<'a> {
    /// The keys of `explain --json`.
    #[serde(flatten)]
    explanation: &'a Explanation,
    /// The report, which says what each hook did.
    report: &'a Report,
    /// Sentences about facts that the rows of the report do not show.
    remarks: &'a [String],
}

/// Runs the hooks of the explained payload, and prints the explanation with their answers.
///
/// # Errors
///
/// The configuration has errors that can hide hooks, a signal arrived, or stdout cannot be written.
pub(super) async fn run(
    options: &Explain,
    payload: Payload,
    survey: Survey,
    (explanation, mut remedies, other): (&Explanation, Vec<Remedy>, Option<&str>),
) -> Result<u8, Failure> {
    let loaded = survey.loaded.clone();
    let unread = unread_files(&loaded);
    let configured = match survey.into_explained(&options.sources.files) {
        Ok(configured) => configured,
        Err(failure) => {
            // An error keeps every hook from running. Still print the explanation of what each hook would have done.
            if !options.output.is_json() {
                let explained = (explanation, remedies.as_slice(), other);
                super::print(options, explained, (&payload, &unread))?;
            }
            return Err(failure);
        }
    };
    // Copy the hooks: the engine takes `configured`, and the remarks below need the roles of its hooks.
    let hooks = configured.hooks.clone();
    let record = Record::default();
    let engine = Engine::listening(configured, Some(record.clone()))?;
    let session = engine.session((*payload.meta).clone());
    let mut interrupts = interrupts()?;
    let fired = session.dispatch(payload.clone(), DispatchOptions::awaiting_background());
    let dispatched = engine.unless_interrupted(&mut interrupts, fired).await;
    engine.end().await;
    let report = dispatched?.report();
    let unheard = record.unheard();
    // The remedies only predict a hook's mistake, and a sentence in `unheard` reports the mistake that the run showed.
    // So drop each remedy that such a sentence repeats.
    remedies.retain(|known| !unheard.iter().any(|said| known.is_told_by(said)));
    remedies.iter_mut().for_each(|known| {
        known.leave_to(report.hooks.iter());
    });
    // The remarks suggest the setting `strategy = "chain"`. If a remedy (a finding about two rewriting hooks) suggests
    // it already, leave it out of the remarks.
    let names_chain = |known: &Remedy| known.text.contains(IN_A_CHAIN);
    let is_told = remedies.iter().any(names_chain);
    let mut remarks = remarks(&report, &hooks, &remedies, is_told);
    if options.output.is_json() {
        // Add the remedies to the remarks only in JSON. In the text output, the remedies are printed below each hook.
        remarks.extend(remedies.iter().map(Remedy::sentence));
        remarks.extend(other.map(str::to_owned));
    }
    remarks.extend(outvoted(&report));
    remarks.extend(unheard);
    let grants = refused_grants(&report, &loaded);
    if options.output.is_json() {
        remarks.extend(grants);
        let printed = Printed {
            explanation,
            report: &report,
            remarks: &remarks,
        };
        let json = serde_json::to_string(&printed)
            .map_err(|error| Failure::new(format!("cannot write the report: {error}")))?;
        print_out(&(hooks_types::text::visible_json(&json) + "\n"))?;
        return Ok(exit_code::DONE);
    }
    let explained = (explanation, remedies.as_slice(), other);
    super::print(options, explained, (&payload, &unread))?;
    let room = columns();
    let mut text = format!("\n{}\n", styled(STRONG, "what the hooks answered"));
    let (mut shown, skipped) = without_told(&report, explanation);
    // Take the places from the whole report: the rows of other hooks with the same name can be among the removed rows.
    shown.message = (report.message.as_deref()).map(|message| placed(message, &report));
    text += &glance_of_run(&shown, skipped > 0, room);
    if skipped > 0 {
        let hooks = match skipped {
            1 => "1 hook was".to_owned(),
            many => format!("{many} hooks were"),
        };
        let said = format!("{hooks} skipped, for the reasons above");
        text += &styled_lines(FAINT, &paragraph(&said, 2, room));
    }
    for said in &grants {
        text += &paragraph(said, 2, room);
    }
    for remark in &remarks {
        text += &quoted_paragraph(remark, 2, room);
    }
    print_out(&text)?;
    Ok(exit_code::DONE)
}

/// Returns the report without the rows of skipped hooks for which the explanation already gives the same cause, and
/// without the reasons that the explanation already gives. Also returns the number of rows that were removed.
fn without_told(report: &Report, explanation: &Explanation) -> (Report, usize) {
    let is_told = |row: &Row| {
        let mut explained = explanation.hooks.iter();
        row.status == RowStatus::Skipped
            && explained.any(|hook| {
                (&hook.id, &hook.source) == (&row.id, &row.source) && hook.cause == row.cause
            })
    };
    let mut shown = report.clone();
    shown.hooks.retain(|row| !is_told(row));
    let failed = |row: &&mut Row| row.status == RowStatus::Failed;
    for row in shown.hooks.iter_mut().filter(failed) {
        let mut explained = explanation.hooks.iter();
        let explained = explained.find(|hook| (&hook.id, &hook.source) == (&row.id, &row.source));
        let explained = explained.filter(|hook| hook.cause == row.cause);
        // Find out now whether the project was moved, because only the reason says so, and it is perhaps removed below.
        if cause_word(
            row.cause.as_ref(),
            row.reason.as_deref().unwrap_or_default(),
        ) == MOVED
        {
            row.cause = Some(Cause::Other(MOVED.to_owned()));
        }
        let is_new = |reason: &String| explained.is_none_or(|hook| !hook.reason.contains(reason));
        row.reason = row.reason.take().filter(is_new);
    }
    let skipped = report.hooks.len() - shown.hooks.len();
    (shown, skipped)
}

/// The setting with which several hooks can change one call and each change takes effect.
const IN_A_CHAIN: &str = "`strategy = \"chain\"`";

/// Returns remarks on facts that the rows do not show: whose change of the call took effect, which hook judged the call
/// before that change, and which hooks run in the background.
fn remarks(
    report: &Report,
    hooks: &[HookSpec],
    remedies: &[Remedy],
    chain_is_told: bool,
) -> Vec<String> {
    let spec_of = |row: &Row| {
        hooks
            .iter()
            .find(|hook| hook.id == row.id && hook.source.to_string() == row.source)
    };
    let changes = |row: &&Row| row.outcome == Some(OutcomeKind::Modify);
    // Changes are applied in config order, so the last change takes effect.
    let winner = report
        .hooks
        .iter()
        .rfind(changes)
        .filter(|_| report.content.is_some());
    let mut remarks = Vec::new();
    for (at, row) in report.hooks.iter().enumerate() {
        let Some(spec) = spec_of(row) else {
            continue;
        };
        let id = named(row, report);
        if let Some(winner) = winner.filter(|winner| !std::ptr::eq(*winner, row)) {
            // Say that a hook judged the original call, except for two kinds of hooks: a hook with `chain` sees the
            // changes of earlier hooks, and a validator sees the final input.
            let judged_original = spec.role != Role::Validate && spec.strategy != Strategy::Chain;
            let is_changed = changes(&row);
            // The next change replaces this change, unless its hook is in a chain. Such a hook got this change, so
            // nothing is lost.
            let next = report.hooks.iter().skip(at + 1).find(changes);
            let replaces =
                |row: &&Row| spec_of(row).is_none_or(|next| next.strategy != Strategy::Chain);
            if let Some(next) = next.filter(|next| is_changed && replaces(next)) {
                let by = named(next, report);
                let mut said = format!("the change of {id} was replaced by that of {by}");
                if spec.form.dialect.is_native() && !chain_is_told {
                    said += &format!(
                        "; {IN_A_CHAIN} lets each hook see the result of the previous hook"
                    );
                }
                remarks.push(said);
            } else if !is_changed
                && row.status == RowStatus::Ran
                && judged_original
                && !spec.background
            {
                let by = named(winner, report);
                let mut said = format!("{id} judged the original, not the change of {by}");
                if spec.form.dialect.is_native() {
                    said += "; `role = \"validate\"` lets it judge the final input";
                }
                remarks.push(said);
            }
        }
        // A remedy of the hook can already say that the agent does not wait. Then do not say it again.
        let says_so = |known: &Remedy| {
            known.is_for(&row.id, &row.source) && known.text.starts_with(UNAWAITED)
        };
        if spec.background && row.status != RowStatus::Skipped && !remedies.iter().any(says_so) {
            remarks.push(format!(
                "the agent does not wait for {id}: it runs in the background"
            ));
        }
    }
    remarks
}

/// Returns the name of the hook of a row. If another hook of the report has the same name, adds the place of the entry.
pub(super) fn named(row: &Row, report: &Report) -> String {
    let id = short_name(&row.id);
    let namesakes = report.hooks.iter().filter(|other| other.id == row.id);
    match namesakes.count() {
        0 | 1 => format!("`{id}`"),
        _ => format!("`{id}` ({})", visible_line(&row.source)),
    }
}
