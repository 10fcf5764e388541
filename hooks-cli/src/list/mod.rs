//! `hooks list`: lists every configured hook in effective order.
//!
//! `text` lays out the list, `cells` makes the cells of its rows, `places` lists the searched places, and `why_not`
//! explains why hooks do not run. `hooks explain` and `hooks fire` use [`Remedy`] too.

mod cells;
mod json;
mod places;
mod table;
mod text;
mod why_not;

pub(crate) use text::of_strangers;
pub(crate) use why_not::also_unusable;
use why_not::{is_about_trust, is_unusable_too};

use hooks_config::{Diagnostic, LoadedRoot, changed_data, place_when_trusted};
use hooks_router::{Listed, Router};
use hooks_types::answer::OutcomeKind;
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::spec::OnFailure;
use hooks_types::text::short_name;
use hooks_types::{EventName, HookSpec};

use crate::advice::{
    failed_to_start, found, of_entry, sentence, that_stops, without_event, worth_telling,
};
use crate::cli::List;
use crate::configuration::{Survey, Whereabouts, survey};
use crate::engine::explaining;
use crate::exit_code;
use crate::failure::Failure;
use crate::show::{columns, complain, errors_below, for_one_run, permission, print_out, to_type};

/// Lists the hooks of the files that the options name, or of the files discovered from the working folder.
pub(crate) fn run(options: &List) -> Result<u8, Failure> {
    let folder = std::env::current_dir().unwrap_or_default();
    let survey = survey(&options.sources, &Whereabouts::folder(folder))?;
    let unused = Whereabouts::unused_variable(&options.sources, survey.first_root.as_deref());
    unused.iter().for_each(complain);
    let listed = listed(&survey, options.sources.files.trust_project);
    let printed = match options.output.is_json() {
        true => json::of(&listed, &survey)?,
        false => {
            let trust_given = options.sources.files.trust_project;
            let told = remarks(&survey);
            let shown = (listed.as_slice(), told.as_slice());
            text::of(shown, &survey, (options.places, trust_given), columns())
        }
    };
    print_out(&printed)?;
    Ok(exit_code::DONE)
}

/// A remark on one hook: how to let it run, or what keeps it from doing its work.
#[derive(Debug)]
pub(crate) struct Remedy {
    /// The id and the place of the hook, as rows of reports show them.
    id: String,
    source: String,
    event: EventName,
    /// The cause for which the hook does not run, if the remark says how to remove that cause. `None` for a remark on a
    /// hook that runs.
    cause: Option<Cause>,
    /// The remark, worded as the end of a sentence.
    pub(crate) text: String,
    /// The part of the text to show below the row of a hook that failed to start, because the row already says the
    /// rest. Can be empty. `None` means that the whole text is shown.
    cure: Option<String>,
    /// Whether the text explains why the hook was skipped.
    of_skipped: bool,
    /// Whether the remark means that the hook's program cannot start.
    stops: bool,
    /// The outcome that counts if the hook's program cannot start, if the outcome is known.
    outcome: Option<OutcomeKind>,
}

/// The first words of a remark that is a finding of `hooks check`.
pub(crate) const SAYS: &str = "`hooks check` says: ";

impl Remedy {
    /// Makes a remark on a hook. The whole text is shown unless [`with_cure`](Self::with_cure) sets a shorter text.
    pub(crate) fn new(spec: &HookSpec, text: String) -> Self {
        Self {
            id: spec.id.clone(),
            source: spec.source.to_string(),
            event: spec.event.clone(),
            cause: None,
            text,
            cure: None,
            of_skipped: false,
            stops: false,
            outcome: None,
        }
    }

    /// Returns whether the remark is a finding of `hooks check`, which its first words show.
    pub(crate) fn is_finding(&self) -> bool {
        self.text.starts_with(SAYS)
    }

    /// Returns whether a sentence about the same hook already contains the whole text, or the same cure.
    pub(crate) fn is_told_by(&self, said: &str) -> bool {
        let text = self.text.strip_prefix(SAYS).unwrap_or(&self.text);
        let cure = text.rsplit_once("; ").map(|(_, cure)| cure);
        // In a JSON file the words are written with escaped quotes.
        let cure = cure.filter(|cure| cure.starts_with("write `") || cure.starts_with("print {"));
        let has_cure =
            |cure: &str| said.contains(cure) || said.contains(&cure.replace("\\\"", "\""));
        let is_same = said.contains(text) || cure.is_some_and(has_cure);
        said.starts_with(&format!("`{}`", short_name(&self.id))) && is_same
    }

    /// Marks the remark as an explanation why the hook was skipped.
    pub(crate) fn of_skipped(mut self) -> Self {
        self.of_skipped = true;
        self
    }

    /// Marks the remark as one that means that the hook's program cannot start, and sets the outcome of that failure.
    pub(crate) fn that_stops(mut self, stops: bool, outcome: Option<OutcomeKind>) -> Self {
        self.stops = stops;
        self.outcome = outcome;
        self
    }

    /// Shortens a remark that the hook is refused, if a row of the run gives the same reason and cure.
    pub(crate) fn leave_to<'r>(&mut self, mut rows: impl Iterator<Item = &'r Row>) {
        let is_refused = |row: &Row| {
            row.cause == Some(Cause::UntrustedProgram) && self.is_for(&row.id, &row.source)
        };
        if self.stops && rows.any(is_refused) {
            self.text = format!("{SAYS}it is refused (untrusted_program), as the run shows");
        }
    }

    /// Returns the outcome that counts if the hook's program cannot start.
    pub(crate) fn outcome(&self) -> Option<OutcomeKind> {
        self.outcome
    }

    /// Returns whether the remark means that the hook's program cannot start.
    pub(crate) fn stops(&self) -> bool {
        self.stops
    }

    /// Returns whether the remark fits a row with this cause. A remark on how to remove one cause fits only rows with
    /// the same cause; a remark without a cause fits every row.
    pub(crate) fn is_about(&self, cause: Option<&Cause>) -> bool {
        self.cause.is_none() || self.cause.as_ref() == cause
    }

    /// Sets the text to show below the row of a hook that failed to start, because the row already gives the rest.
    pub(crate) fn with_cure(mut self, cure: Option<String>) -> Self {
        self.cure = cure;
        self
    }

    /// Returns the text to print below a row of the report, or `None` if the row already says it.
    pub(crate) fn below(&self, row: &Row) -> Option<&str> {
        let said = match &self.cure {
            Some(cure) if failed_to_start(row) => cure,
            _ => &self.text,
        };
        Some(said.as_str()).filter(|said| !said.is_empty())
    }

    /// Returns whether the remark belongs below this row. A row of a skipped hook gets only remarks on why the hook was
    /// skipped: the program was not started, so advice about the program would not explain the row.
    pub(crate) fn is_below(&self, row: &Row) -> bool {
        (row.status == RowStatus::Skipped) == self.of_skipped && self.is_for(&row.id, &row.source)
    }

    /// Returns the remark as a sentence that names the hook, for output without rows.
    pub(crate) fn sentence(&self) -> String {
        format!("`{}`: {}", short_name(&self.id), self.text)
    }

    /// Returns whether the remark is about the hook with this id and place.
    pub(crate) fn is_for(&self, id: &str, source: &str) -> bool {
        self.id == id && self.source == source
    }

    /// Returns whether the remark is about a hook of this event.
    pub(crate) fn is_at(&self, event: &EventName) -> bool {
        self.event == *event
    }

    /// Returns whether the remark can be about a hook of this event. Returns false if the remark was made for another
    /// event and a hook of this event has the same name and place.
    pub(crate) fn is_of(&self, event: &EventName, hooks: &[HookSpec]) -> bool {
        let is_namesake = |hook: &HookSpec| {
            hook.event == *event && self.is_for(&hook.id, &hook.source.to_string())
        };
        self.event == *event || !hooks.iter().any(is_namesake)
    }
}

/// Returns, for each hook that does not run, what to type or change to let it run.
pub(crate) fn remedies(survey: &Survey, trust_given: bool) -> Vec<Remedy> {
    let listed = listed(survey, trust_given).into_iter();
    let remedy = |hook: Listed| {
        let cause = Some(hook.cause?);
        hook.fix.map(|text| Remedy {
            id: hook.id,
            source: hook.source,
            event: hook.event,
            cause,
            text,
            cure: None,
            of_skipped: false,
            stops: false,
            outcome: None,
        })
    };
    listed.filter_map(remedy).collect()
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
        // Check now whether the entry of a changed hook has an error. The router has only a stand-in for such a hook,
        // which the real handler has just replaced.
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

/// Shows the matcher and the command that the file has now for a changed hook. This matcher and this command have no
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

/// Returns what the user can type or change to let a hook run. `None` if the cause has no such cure.
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

/// What the user can type to decide about hooks of one project or plugin.
struct Decision<'a> {
    /// Why the hooks do not run.
    cause: &'a Cause,
    /// The command that shows the hooks and asks about them.
    trust: String,
    /// The option that runs the hooks once without a decision; `None` for hooks of a plugin, and for changed or
    /// revoked hooks.
    once: Option<String>,
    /// Whether the hooks belong to a project. If not, they belong to a plugin, and the commands take the plugin's
    /// options.
    is_project: bool,
    /// Whether the user trusted the project when it was at an earlier path. Then only the path has changed.
    is_moved: bool,
    /// The file that changed, if the hooks seem not to run it.
    data: Option<&'a str>,
    /// The number of errors in the files of the project.
    errors: usize,
}

impl<'a> Decision<'a> {
    /// Returns the commands with which the user decides about those hooks of this root that do not run because of
    /// `cause`.
    fn of(root: &LoadedRoot, cause: &'a Cause, survey: &Survey, trust_given: bool) -> Self {
        if let Some(plugin) = &root.root.plugin {
            return Self {
                cause,
                trust: to_type(["hooks", "trust", "--plugin", plugin.name.as_str()]),
                once: None,
                is_project: false,
                is_moved: false,
                errors: 0,
                data: None,
            };
        }
        let first = survey.first_root.as_deref() == Some(root.root.path.as_path());
        let folder = root.root.path.display().to_string();
        Self {
            cause,
            trust: to_type(["hooks", "trust", "--project", folder.as_str()]),
            once: Some(permission(&folder, first && !trust_given))
                // Offer `--trust-project` only for untrusted hooks, because it runs neither changed nor revoked hooks.
                .filter(|_| *cause == Cause::Untrusted),
            is_project: true,
            is_moved: false,
            errors: errors_below(&root.root.path, &survey.loaded.diagnostics),
            data: None,
        }
    }

    /// Returns the sentence with the command to type. `them` is the pronoun for the hooks: `it` or `them`.
    fn text(&self, them: &str) -> String {
        let trust = &self.trust;
        match (&self.once, self.cause) {
            (Some(option), _) => format!(
                "to decide about {them}, type `{trust}`; {}",
                for_one_run(option, self.errors)
            ),
            (None, Cause::Changed) if self.data.is_some() => {
                let file = to_type([self.data.unwrap_or_default()]);
                format!(
                    "if the hook itself writes to this file, `{trust} --data {file}` lets the file change; to see what \
                     changed and decide, type `{trust}`"
                )
            }
            (None, Cause::Changed) if self.is_moved => {
                format!(
                    "to decide about {them} at the new place, type `{trust}`; `--trust-project` does not run {them}"
                )
            }
            (None, Cause::Changed) if self.is_project => format!(
                "to see what changed and decide, type `{trust}`; `--trust-project` does not run {them}"
            ),
            (None, _) => format!("to look at {them} and decide, type `{trust}`"),
        }
    }
}

/// Returns the innermost root (the folder of a project or plugin) that a file lies in.
fn root_of<'r>(file: &str, roots: &'r [LoadedRoot]) -> Option<&'r LoadedRoot> {
    let inside = roots.iter().filter(|found| {
        let file = std::path::Path::new(file);
        file.starts_with(&found.root.path)
    });
    inside.max_by_key(|found| found.root.path.components().count())
}
