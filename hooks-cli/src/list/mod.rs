//! `hooks list`: lists every configured hook in effective order.

mod cells;
mod json;
mod text;
mod why_not;

pub(crate) use text::of_strangers;

use hooks_config::{Diagnostic, DiagnosticCode, LoadedRoot};
use hooks_router::{Listed, Router};
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::text::visible_line;
use hooks_types::{EventName, HookSpec};

use crate::advice::{found, keeps_from_starting, of_entry, without_event};
use crate::cli::List;
use crate::configuration::{Survey, Whereabouts, survey};
use crate::engine::explaining;
use crate::exit_code;
use crate::failure::Failure;
use crate::show::{columns, permission, print_out, shell_words};

/// Lists the hooks of the files that the options name, or of those discovered from the working folder.
pub(crate) fn run(options: &List) -> Result<u8, Failure> {
    let folder = std::env::current_dir().unwrap_or_default();
    let survey = survey(&options.sources, &Whereabouts::folder(folder))?;
    let listed = listed(&survey, options.sources.files.trust_project);
    let printed = match options.output.is_json() {
        true => json::of(&listed, &survey)?,
        false => {
            let trust_given = options.sources.files.trust_project;
            text::of(&listed, &survey, (options.places, trust_given), columns())
        }
    };
    print_out(&printed)?;
    Ok(exit_code::DONE)
}

/// What changes whether a hook may run, or whether it can do its work.
#[derive(Debug)]
pub(crate) struct Remedy {
    id: String,
    source: String,
    event: EventName,
    pub(crate) text: String,
    /// What is left of the text below a failure whose reason says the same; may be empty.
    cure: Option<String>,
}

impl Remedy {
    pub(crate) fn new(spec: &HookSpec, text: String) -> Self {
        Self {
            id: spec.id.clone(),
            source: spec.source.to_string(),
            event: spec.event.clone(),
            text,
            cure: None,
        }
    }

    /// Sets what is left of the text below a failure whose reason says the same.
    pub(crate) fn with_cure(mut self, cure: Option<String>) -> Self {
        self.cure = cure;
        self
    }

    /// Returns what to say below a row; nothing if the row says it already.
    pub(crate) fn below(&self, row: &Row) -> Option<&str> {
        let said = match (&self.cure, row.status) {
            (Some(cure), RowStatus::Failed) => cure,
            _ => &self.text,
        };
        Some(said.as_str()).filter(|said| !said.is_empty())
    }

    /// The same as a sentence by itself.
    pub(crate) fn sentence(&self) -> String {
        format!("`{}`: {}", visible_line(&self.id), self.text)
    }

    /// Whether this is about the hook with this name and place.
    pub(crate) fn is_for(&self, id: &str, source: &str) -> bool {
        self.id == id && self.source == source
    }

    /// Whether this is about a hook of this event, and not about its namesake on the same line.
    pub(crate) fn is_of(&self, event: &EventName, hooks: &[HookSpec]) -> bool {
        let is_namesake = |hook: &HookSpec| {
            hook.event == *event && self.is_for(&hook.id, &hook.source.to_string())
        };
        self.event == *event || !hooks.iter().any(is_namesake)
    }
}

/// Returns the command to type for each hook that does not run.
pub(crate) fn remedies(survey: &Survey, trust_given: bool) -> Vec<Remedy> {
    let listed = listed(survey, trust_given).into_iter();
    let remedy = |hook: Listed| {
        hook.cause.as_ref()?;
        hook.fix.map(|text| Remedy {
            id: hook.id,
            source: hook.source,
            event: hook.event,
            text,
            cure: None,
        })
    };
    listed.filter_map(remedy).collect()
}

/// Returns the hooks in the router's order, each with the command to type if it does not run.
fn listed(survey: &Survey, trust_given: bool) -> Vec<Listed> {
    let router: Router = explaining(survey.loaded.hooks_despite_errors().to_vec());
    let found = found(&survey.loaded);
    let stopped = survey.loaded.forbids_use();
    let listed = |spec: &HookSpec| {
        let mut hook = Listed::from(spec);
        let dead = without_event(spec, &survey.loaded).filter(|_| hook.live);
        // An agent may fire an event of its own whose name is only almost that of a known one.
        if let Some(dead) = dead.filter(|_| !spec.form.dialect.is_native()) {
            hook.cause = Some(Cause::NotUsable);
            hook.reason = Some(dead.message.clone());
            hook.fix.clone_from(&dead.help);
        } else {
            hook.fix = fix(&hook, survey, trust_given);
        }
        // It stays in the router, because it must close its gate although it never runs.
        hook.live &= !matches!(hook.cause, Some(Cause::Changed | Cause::NotUsable)) && !stopped;
        let of_hook = found.iter().filter(|(of, _)| *of == spec);
        let about: Vec<&Diagnostic> = dead.into_iter().chain(of_hook.map(|(_, it)| it)).collect();
        let keeps = |found: &&&Diagnostic| {
            keeps_from_starting(found.code) || found.code == DiagnosticCode::UnknownEvent
        };
        if hook.cause.is_none()
            && let Some(found) = about.iter().find(keeps)
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

/// Shows what the file says of a changed hook now: its matcher and its command, which do not count.
fn show_changed(hook: &mut Listed, now: &HookSpec) {
    let now = Listed::from(now);
    hook.matcher = now.matcher;
    hook.conditions = now.conditions;
    hook.kind = now.kind;
    hook.command = now.command;
    hook.timeout_ms = now.timeout_ms;
    (hook.once, hook.background) = (now.once, now.background);
}

/// What changes whether a hook may run.
fn fix(hook: &Listed, survey: &Survey, trust_given: bool) -> Option<String> {
    let file = hook.file.as_deref()?;
    match hook.cause.as_ref()? {
        cause @ (Cause::Untrusted | Cause::Changed | Cause::Revoked) => {
            let root = root_of(file, &survey.loaded.roots)?;
            let decision = Decision::of(root, cause, survey, trust_given);
            Some(decision.text("it"))
        }
        Cause::NotUsable => {
            let found = of_entry(file, hook.reason.as_deref()?, &survey.loaded);
            let help = found.and_then(|found| found.help.clone());
            let check = shell_words(["hooks", "check", file]);
            help.or_else(|| Some(format!("`{check}` says what is wrong")))
        }
        _ => None,
    }
}

/// What a person types to decide about hooks of one project or plugin.
struct Decision<'a> {
    cause: &'a Cause,
    /// The command that shows them and asks.
    trust: String,
    /// The option that runs them once; `None` for a plugin's hooks, and for those that no option runs.
    once: Option<String>,
    is_project: bool,
}

impl<'a> Decision<'a> {
    fn of(root: &LoadedRoot, cause: &'a Cause, survey: &Survey, trust_given: bool) -> Self {
        if let Some(plugin) = &root.root.plugin {
            return Self {
                cause,
                trust: shell_words(["hooks", "trust", "--plugin", plugin.name.as_str()]),
                once: None,
                is_project: false,
            };
        }
        let first = survey.first_root.as_deref() == Some(root.root.path.as_path());
        let folder = root.root.path.display().to_string();
        Self {
            cause,
            trust: shell_words(["hooks", "trust", "--project", folder.as_str()]),
            once: Some(permission(&folder, first && !trust_given))
                .filter(|_| *cause == Cause::Untrusted),
            is_project: true,
        }
    }

    /// Says what to type. `them` stands for the hooks: `it` or `them`.
    fn text(&self, them: &str) -> String {
        let trust = &self.trust;
        match (&self.once, self.cause) {
            (Some(option), _) => format!(
                "to decide about {them}, type `{trust}`; to run {them} once, add `{option}`"
            ),
            (None, Cause::Changed) if self.is_project => format!(
                "to see what changed and decide, type `{trust}`; `--trust-project` does not run {them}"
            ),
            (None, _) => format!("to look at {them} and decide, type `{trust}`"),
        }
    }
}

/// The innermost root that a file lies in.
fn root_of<'r>(file: &str, roots: &'r [LoadedRoot]) -> Option<&'r LoadedRoot> {
    let inside = roots.iter().filter(|found| {
        let file = std::path::Path::new(file);
        file.starts_with(&found.root.path)
    });
    inside.max_by_key(|found| found.root.path.components().count())
}
