//! `hooks list`: lists every configured hook in effective order.
//!
//! `text` lays out the list, `cells` makes the cells of its rows, `places` lists the searched places, `why_not`
//! explains why hooks do not run, and `decision` has the commands that let them run. `hooks explain` and `hooks fire`
//! use [`Remedy`] too.

mod cells;
mod decision;
mod json;
mod places;
mod remedy;
mod table;
mod text;
mod why_not;

use decision::{Decision, root_of};
pub(crate) use remedy::{Remedy, SAYS};
pub(crate) use text::of_strangers;
pub(crate) use why_not::also_unusable;
use why_not::{is_about_trust, is_unusable_too};

use hooks_config::{Diagnostic, changed_data, place_when_trusted};
use hooks_router::{Listed, Router};
use hooks_types::HookSpec;
use hooks_types::report::Cause;
use hooks_types::spec::OnFailure;

use crate::advice::{found, of_entry, sentence, that_stops, without_event, worth_telling};
use crate::cli::List;
use crate::configuration::{Survey, Whereabouts, survey};
use crate::engine::explaining;
use crate::exit_code;
use crate::failure::Failure;
use crate::show::{columns, complain, print_out, to_type};

/// Lists the hooks of the files that the options name, or of the files discovered from the working folder.
pub(crate) fn run(options: &List) -> Result<u8, Failure> {
    let folder = std::env::current_dir().unwrap_or_default();
    let survey = survey(&options.sources, &Whereabouts::folder(folder))?;
    let unused = Whereabouts::unused_variable(&options.sources, survey.first_root.as_deref());
    unused.iter().for_each(complain);
    let listed = listed(&survey, options.sources.files.trust_project);
    let told = remarks(&survey);
    let shown = (listed.as_slice(), told.as_slice());
    let printed = match options.output.is_json() {
        true => json::of(shown, &survey)?,
        false => {
            let trust_given = options.sources.files.trust_project;
            text::of(shown, &survey, (options.places, trust_given), columns())
        }
    };
    print_out(&printed)?;
    Ok(exit_code::DONE)
}

/// Returns, for each hook that does not run, what to type or change to let it run.
pub(crate) fn remedies(survey: &Survey, trust_given: bool) -> Vec<Remedy> {
    let listed = listed(survey, trust_given).into_iter();
    listed.filter_map(Remedy::of_listed).collect()
}

/// Returns the warnings about each hook that may run, to be shown below its row.
fn remarks(survey: &Survey) -> Vec<Remedy> {
    let found = found(&survey.loaded).into_iter();
    let told = found.filter(|(_, found)| worth_telling(found));
    told.map(|(spec, found)| Remedy::new(spec, sentence(&found)))
        .collect()
}

/// Returns the hooks in the router's order, each with the command to type if it does not run. A hook is listed as
/// running only if nothing keeps it from running: neither an error in a file, nor a cause of its own, nor a finding
/// about its program.
fn listed(survey: &Survey, trust_given: bool) -> Vec<Listed> {
    let router: Router = explaining(survey.loaded.hooks_despite_errors().to_vec());
    let found = found(&survey.loaded);
    let stopped = survey.loaded.forbids_use();
    let listed = |spec: &HookSpec| {
        let mut hook = Listed::from(spec);
        let dead = without_event(spec, &survey.loaded).filter(|_| hook.live);
        // Native hooks are excluded: an embedding agent can fire an event of its own whose name only resembles a known
        // name.
        if let Some(dead) = dead.filter(|_| !spec.form.dialect.is_native()) {
            hook.cause = Some(Cause::NotUsable);
            hook.reason = Some(dead.message.clone());
            hook.fix.clone_from(&dead.help);
        } else {
            hook.fix = fix(&hook, survey, trust_given);
        }
        // To the router a changed hook is live, because the hook must block its event. But its program never runs, so
        // the list does not show it as live.
        hook.live &= !matches!(hook.cause, Some(Cause::Changed | Cause::NotUsable)) && !stopped;
        let of_hook = found.iter().filter(|(of, _)| *of == spec);
        let about: Vec<&Diagnostic> = dead.into_iter().chain(of_hook.map(|(_, it)| it)).collect();
        if hook.cause.is_none()
            && let Some(found) = that_stops(spec, &about)
        {
            hook.reason = Some(found.message.clone());
            hook.fix.clone_from(&found.help);
        } else if hook.cause.is_none()
            && let Some(place) = survey.place_that_stops()
        {
            hook.reason = Some(format!("no hook runs until the error in {place} is fixed"));
        }
        if let Some(now) = survey.loaded.as_configured(spec) {
            show_changed(&mut hook, now);
        }
        // Only now look for an error in the entry of a changed hook: `show_changed` has just replaced the router's
        // stand-in with the kind and the command of the file's entry.
        if is_unusable_too(&hook) {
            hook.fix = fix(&hook, survey, trust_given);
            let said = also_unusable(&hook.event, &hook.id, &hook.source, &survey.loaded);
            hook.reason.get_or_insert_default().push_str(&said);
        } else if hook.cause.as_ref().is_some_and(is_about_trust) {
            hook.fix = fix(&hook, survey, trust_given);
        }
        for found in about {
            let code = found.code.to_string();
            if !hook.findings.contains(&code) {
                hook.findings.push(code);
            }
        }
        hook.runs = hook.live && hook.cause.is_none() && hook.reason.is_none();
        hook
    };
    router.hooks().map(listed).collect()
}

/// Shows the values that the file has now for a changed hook, such as its matcher and its command. These values have no
/// effect until the user trusts the changed hook.
fn show_changed(hook: &mut Listed, now: &HookSpec) {
    let now = Listed::from(now);
    hook.matcher = now.matcher;
    hook.conditions = now.conditions;
    hook.kind = now.kind;
    hook.command = now.command;
    hook.timeout_ms = now.timeout_ms;
    (hook.once, hook.background) = (now.once, now.background);
}

/// Returns the command or change that lets a hook run. `None` if the cause has no such cure.
fn fix(hook: &Listed, survey: &Survey, trust_given: bool) -> Option<String> {
    let file = hook.file.as_deref()?;
    match hook.cause.as_ref()? {
        cause @ (Cause::Untrusted | Cause::Changed | Cause::Revoked) => {
            let root = root_of(file, &survey.loaded.roots)?;
            let mut decision = Decision::of(root, cause, survey, trust_given);
            decision.is_moved = hook
                .reason
                .as_deref()
                .and_then(place_when_trusted)
                .is_some();
            decision.data = hook.reason.as_deref().and_then(changed_data);
            Some(match is_unusable_too(hook) {
                true => format!(
                    "when that is corrected, decide about it: type `{}`",
                    decision.trust
                ),
                false => decision.text("it"),
            })
        }
        Cause::NotUsable => {
            let found = of_entry(
                (&hook.event, &hook.id),
                (file, hook.reason.as_deref()?),
                &survey.loaded,
            );
            let help = found.and_then(|found| found.help.clone());
            let check = to_type(["hooks", "check", file]);
            let help = help.unwrap_or_else(|| format!("`{check}` says what is wrong"));
            let blocks = hook.on_failure == OnFailure::Block && !survey.loaded.forbids_use();
            Some(match blocks {
                true => {
                    format!("{help}; until that is corrected, it blocks every call that it matches")
                }
                false => help,
            })
        }
        _ => None,
    }
}
