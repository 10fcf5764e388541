//! `hooks explain`: explains for one call whether each hook runs, and why not.
//!
//! The reasons come from the router's own selection. This folder adds the facts that only the command line knows:
//! trust, findings of `hooks check`, and the commands to type. With `--run`, `run` also runs the hooks.

mod background;
mod failed_start;
mod ignored_matcher;
mod misses;
mod other_call;
mod outvoted;
mod problems;
mod run;
mod text;

use std::collections::HashMap;
use std::path::Path;

use hooks_config::{Diagnostic, DiagnosticCode, Loaded, Severity, TrustState};
use hooks_router::{Explained, Explanation, Listed, Prospect};
use hooks_types::report::Cause;
use hooks_types::text::{visible_json, visible_line};
use hooks_types::{HookSpec, Payload};
use serde::Serialize;

use background::unawaited;
pub(crate) use background::unawaited_here;
use failed_start::name_failing_starts;
use ignored_matcher::name_ignored_matchers;
pub(crate) use misses::misnamed;
use misses::{add_misses, name_missing_events};
use problems::{keep_one_guess, name_bad_patterns, warn};

use crate::advice::{finding, found, is_about_choice, of_unmatched, that_stops};
use crate::cli::Explain;
use crate::configuration::{Survey, survey, unread_files};
use crate::engine::explaining;
use crate::exit_code;
use crate::failure::Failure;
use crate::list::{Remedy, remedies};
use crate::loaded_files::uncovered;
use crate::sample::{Wanted, sample_in_project, whole};
use crate::show::{columns, complain, print_out, quoted_paragraph};
use crate::trust::status_of;
use crate::variables::{Settings, missing};

/// Builds a sample call and explains for each hook whether it runs. With `--run`, also runs the hooks.
///
/// # Errors
///
/// The sample cannot be built, the places of hook files cannot be searched, or stdout cannot be written. With
/// `--run`, also if errors in the configuration can hide hooks.
pub(crate) async fn run(options: &Explain) -> Result<u8, Failure> {
    let folder = std::env::current_dir()
        .map_err(|error| Failure::new(format!("cannot tell the working folder: {error}")))?;
    let project = options.sources.files.project.as_deref();
    let wanted = Wanted {
        event: &options.event,
        dialect: &options.speak,
        cwd: &folder.display().to_string(),
        project: project.map(whole),
        options: &options.sample,
    };
    let (sample, whereabouts) = sample_in_project(&wanted, &options.sources)?;
    sample.notes.iter().for_each(complain);
    let survey = survey(&options.sources, &whereabouts)?;
    // Take the hooks even if an error keeps every hook from running: the rows then show which hooks the error concerns.
    let hooks = survey.loaded.hooks_despite_errors().to_vec();
    let doubt = sample.doubt.as_ref();
    doubt
        .and_then(|doubt| doubt.beside(&hooks))
        .into_iter()
        .for_each(complain);
    let payload = sample.payload;
    let mut explanation = explaining(hooks.clone()).explain(&payload);
    name_missing_events(&mut explanation, &survey.loaded);
    add_misses(&mut explanation, &hooks, &payload, &survey.loaded);
    stop_all(&mut explanation, &survey);
    name_bad_patterns(&mut explanation, &survey.loaded);
    keep_one_guess(&mut explanation, &survey.loaded);
    let trust_given = options.sources.files.trust_project;
    let mut remedies = remedies(&survey, trust_given);
    let settings = Settings::default();
    remedies.extend(in_vain(&explanation, &survey, &payload, &settings));
    remedies.extend(advised(&explanation, &survey, &payload, &settings));
    remedies.extend(without_grant(&explanation, &survey.loaded));
    remedies.retain(|remedy| remedy.is_of(&explanation.event, &hooks));
    remedies.retain(|remedy| {
        let mut rows = explanation.hooks.iter();
        let row = rows.find(|row| remedy.is_for(&row.id, &row.source));
        row.is_none_or(|row| remedy.is_about(row.cause.as_ref()))
    });
    name_failing_starts(&mut explanation, &remedies);
    name_ignored_matchers(&mut explanation, &remedies);
    warn(&survey, &explanation, &remedies, options.output.is_json());
    if explanation.hooks.is_empty() {
        survey
            .misplaced
            .iter()
            .for_each(|found| complain(found.said()));
        survey.below().iter().for_each(complain);
        survey.moved().iter().for_each(complain);
        survey.unregistered().iter().for_each(complain);
    }
    let other = other_call::suggested(
        (options, &wanted),
        (&explanation, &payload),
        (&hooks, &remedies),
    );
    if options.run {
        let explained = (&explanation, remedies, other.as_deref());
        return run::run(options, payload, survey, explained).await;
    }
    let unread = unread_files(&survey.loaded);
    let explained = (&explanation, remedies.as_slice(), other.as_deref());
    print(options, explained, (&payload, &unread))?;
    Ok(exit_code::DONE)
}

/// Returns a remark for each hook that runs for this call and was trusted without the right to grant. A hook that only
/// `--trust-project` lets run gets no remark, because the user was not asked about its right yet.
fn without_grant(explanation: &Explanation, loaded: &Loaded) -> Vec<Remedy> {
    let runs = |spec: &HookSpec| {
        let mut rows = explanation.hooks.iter();
        let source = spec.source.to_string();
        rows.any(|row| row.cause.is_none() && row.id == spec.id && row.source == source)
    };
    let lacks_grant = |spec: &&HookSpec| {
        spec.event == explanation.event
            && Listed::from(*spec).may_grant == Some(false)
            && status_of(spec, loaded).is_some_and(|status| status.state == TrustState::Trusted)
            && runs(spec)
    };
    let lacking = loaded.hooks_despite_errors().iter().filter(lacks_grant);
    lacking
        .map(|spec| {
            Remedy::new(
                spec,
                "it may not grant: its `allow` counts as no objection".to_owned(),
            )
        })
        .collect()
}

/// The remark on a `once` hook. `hooks fire` and `hooks explain` know no earlier calls, so they cannot say whether the
/// hook has run before.
const ONCE: &str = "it is `once`: after it ran, later calls of the session skip it (each `hooks fire` \
                    or `hooks explain` is a session of its own)";

/// Returns remarks on hooks that run but might not work as expected: variables that they name but do not get, `once`,
/// files that their trust does not cover, and background hooks for which the agent does not wait.
fn in_vain(
    explanation: &Explanation,
    survey: &Survey,
    payload: &Payload,
    settings: &Settings,
) -> Vec<Remedy> {
    let hooks = survey.loaded.hooks_despite_errors();
    let runs = |spec: &&HookSpec| {
        let of_spec =
            |hook: &&Explained| hook.id == spec.id && hook.source == spec.source.to_string();
        let explained = explanation.hooks.iter().find(of_spec);
        explained.is_some_and(|hook| hook.cause.is_none())
    };
    let mut known = HashMap::new();
    let mut said = |spec: &HookSpec| {
        let once = spec.once.then(|| ONCE.to_owned());
        let all = missing(spec, payload, settings).into_iter().chain(once);
        let all = all.chain(unawaited(spec, &survey.loaded));
        let all = all.chain(uncovered(spec, &survey.loaded, payload, &mut known));
        let remarks = all.map(|text| Remedy::new(spec, text));
        remarks.collect::<Vec<_>>()
    };
    hooks.iter().filter(runs).flat_map(&mut said).collect()
}

/// Returns the findings of `hooks check` about the hooks that are started, and the problems that loading found in hooks
/// that the call does not match.
fn advised(
    explanation: &Explanation,
    survey: &Survey,
    payload: &Payload,
    settings: &Settings,
) -> Vec<Remedy> {
    // Leave out these findings, because `in_vain` reports the same facts for this call.
    let told = |spec: &HookSpec, found: &Diagnostic| match found.code {
        DiagnosticCode::OnceGuard | DiagnosticCode::BackgroundAnswer => true,
        // `in_vain` does not report a variable that only a script names. So keep such a finding here.
        DiagnosticCode::UnsetVariable => {
            let name = found.message.split('`').nth(1).unwrap_or_default();
            let name = name.trim_matches(['$', '{', '}']);
            missing(spec, payload, settings)
                .iter()
                .any(|said| said.contains(name))
        }
        DiagnosticCode::ProjectCode => found.severity < Severity::Warning,
        // The hook's entry calls a tool by a name that the hook's agent never uses. Keep this finding, because the row
        // alone would say that the hook runs.
        DiagnosticCode::BadMatcher if found.is_of_a_hook() => false,
        code => is_about_choice(code) && found.severity < Severity::Warning,
    };
    let mut remedies = Vec::new();
    for (spec, found) in found(&survey.loaded) {
        let source = spec.source.to_string();
        let mut rows = explanation.hooks.iter();
        let row = rows.find(|row| row.id == spec.id && row.source == source);
        let is_said = spec.event == explanation.event
            && row.is_some_and(|row| match &row.cause {
                // `NotUsable` can come from an error in another entry. So show the findings about this hook, as for a
                // hook that runs.
                None | Some(Cause::NotUsable) => {
                    !told(spec, &found)
                        && !visible_line(&row.reason).contains(&visible_line(&found.message))
                }
                Some(Cause::Unmatched) => of_unmatched(&found, &row.reason),
                Some(Cause::Disabled) => found.code == DiagnosticCode::SwitchedOff,
                Some(_) => false,
            });
        if is_said {
            let stops = that_stops(spec, &[&found]).is_some();
            let outcome = failed_start::outcome(spec, &found, payload);
            remedies.push(finding(spec, &found).that_stops(stops, outcome));
        }
    }
    remedies
}

/// Changes the row of each hook that would otherwise run, if an error in a file keeps every hook from running: the row
/// then says that the hook is not usable, and names the place of that error.
fn stop_all(explanation: &mut Explanation, survey: &Survey) {
    let Some(place) = survey.place_that_stops() else {
        return;
    };
    for hook in &mut explanation.hooks {
        if hook.cause.is_none() {
            hook.status = Prospect::Skipped;
            hook.cause = Some(Cause::NotUsable);
            hook.reason = format!("no hook runs until the error in {place} is fixed");
        }
    }
}

/// Prints the explanation without running anything. `other` suggests a different call.
fn print(
    options: &Explain,
    (explanation, remedies, other): (&Explanation, &[Remedy], Option<&str>),
    (payload, unread): (&Payload, &[&Path]),
) -> Result<(), Failure> {
    if options.output.is_json() {
        return print_out(&json(explanation, remedies, other)?);
    }
    let room = columns();
    let text = text::of(explanation, remedies, payload, unread, room);
    let other = other.map(|said| quoted_paragraph(said, 2, room));
    print_out(&(text + &other.unwrap_or_default()))
}

/// The output of `explain --json`: the explanation's own keys, and `remarks`.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    explanation: &'a Explanation,
    /// Sentences about facts that the rows do not show. `explain --run --json` prints these sentences and further
    /// sentences about the run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<String>,
}

/// Formats the explanation as JSON.
fn json(
    explanation: &Explanation,
    remedies: &[Remedy],
    other: Option<&str>,
) -> Result<String, Failure> {
    let remarks = remedies.iter().map(Remedy::sentence);
    let printed = Printed {
        explanation,
        remarks: remarks.chain(other.map(str::to_owned)).collect(),
    };
    serde_json::to_string(&printed)
        .map(|json| visible_json(&json) + "\n")
        .map_err(|error| Failure::new(format!("cannot write the explanation: {error}")))
}
