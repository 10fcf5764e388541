//! Runs one test case of `hooks test`.

use std::path::{Path, PathBuf};

use hooks_config::DiagnosticCode;
use hooks_router::DispatchOptions;
use hooks_types::near::nearest;
use hooks_types::text::{quoted, short_name};
use hooks_types::wire::{Expected, decode};
use hooks_types::{EventName, HookSpec, Payload};
use serde_json::Value;

use super::case::{Case, read};
use super::difference::{changed_files, differences};
use super::folders::{above, fresh_folder, is_of_project, project_of, start_folder};
use super::idle::{elsewhere, listed, remarks, unheld, without_run};
use super::{Failed, Verdict};
use crate::advice::{advice, of_skipped};
use crate::cli::SampleOptions;
use crate::configuration::of_files;
use crate::engine::Engine;
use crate::explain::unawaited_here;
use crate::list::Remedy;
use crate::recording::Record;
use crate::sample::{Wanted, sample};
use crate::show::called;

/// Reads a case, sends its event through its hooks and compares the result with the expected result. Adds remarks on
/// the case itself to `notes`.
pub(super) async fn run(path: &Path, config: &[PathBuf], notes: &mut Vec<String>) -> Verdict {
    match tried(path, config, notes).await {
        Ok(verdict) => verdict,
        Err(problem) => Verdict::Broken(problem),
    }
}

/// Like [`run`]; an error says why the case could not be run.
async fn tried(
    path: &Path,
    config: &[PathBuf],
    notes: &mut Vec<String>,
) -> Result<Verdict, String> {
    let case = read(path)?;
    // The parent of a bare file name is the empty path, which `absolute` refuses. So use `.` in its place.
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let folder = std::path::absolute(parent.unwrap_or(Path::new(".")))
        .map_err(|error| format!("its folder is unknown: {error}"))?;
    // Configuration files that the command line names take precedence over the files that the case names. The case's
    // files take precedence over the nearest `hooks.toml`.
    let config = match (config.is_empty(), case.config.is_empty()) {
        (false, _) => config.to_vec(),
        (true, false) => case.config.iter().map(|file| folder.join(file)).collect(),
        (true, true) => vec![above(&folder)?],
    };
    // Keep `fresh` until the hooks have ended, because dropping it deletes the folder.
    let fresh = fresh_folder(&case)?;
    let root = match &fresh {
        Some(fresh) => fresh.path().to_path_buf(),
        None => project_of(&config, &folder),
    };
    let cwd = start_folder(&case, &root)?;
    let project = is_of_project(&config).then_some(root.as_path());
    let payload = payload(&case, &cwd, project, notes)?;
    let mut configured = of_files(&config, case.format.as_ref(), &root)?;
    // Choose the case's hook only after loading, because a misspelt name is compared with the names of the loaded
    // hooks.
    let event = payload.event.name();
    let loaded = std::mem::take(&mut configured.loaded);
    let unheld = unheld(&configured.hooks, &event);
    if let Some(hook) = &case.hook {
        keep_one(&mut configured.hooks, hook, &event)?;
    }
    let background = background(&configured.hooks, &event);
    let record = Record::default();
    let engine = Engine::listening(configured, Some(record.clone()))
        .map_err(|failure| failure.to_string())?;
    // Describe the call before the dispatch, which takes the payload.
    let call = called(&payload);
    let session = engine.session((*payload.meta).clone());
    let dispatched = session
        .dispatch(payload, DispatchOptions::awaiting_background())
        .await;
    // End the workers now: a worker outlives an event, but must not outlive its test case.
    engine.end().await;
    let report = dispatched.report();
    let waited_for = background.iter().filter(|hook| record.has_run(&hook.id));
    notes.extend(waited_for.map(unawaited_here));
    let mut differences = differences(&case.expect, &report);
    if let Some(fresh) = &fresh {
        differences.extend(changed_files(&case.expect.files, fresh.path()));
    }
    differences.extend(without_run(&case, &report, unheld));
    if differences.is_empty() {
        notes.extend(remarks(&report));
        return Ok(Verdict::Passed);
    }
    let of_rows = |known: &Remedy| report.hooks.iter().any(|row| known.is_below(row));
    // The report already says where an exit code came from, so leave out the finding (`BorrowedExit`) that says the
    // same.
    let mut advice = advice(&loaded, &[DiagnosticCode::BorrowedExit]);
    advice.extend(of_skipped(&loaded, &report));
    advice.retain(of_rows);
    Ok(Verdict::Failed(Box::new(Failed {
        differences,
        advice,
        call,
        report,
        unheard: record.unheard(),
    })))
}

/// Returns the hooks of the event that run in the background. An agent would not wait for these hooks.
fn background(hooks: &[HookSpec], event: &EventName) -> Vec<HookSpec> {
    let of_event = hooks.iter().filter(|hook| hook.event == *event);
    of_event.filter(|hook| hook.background).cloned().collect()
}

/// Removes all hooks except the hook that a case names, so that no other hook decides first.
///
/// # Errors
///
/// The event has no hook of this name.
fn keep_one(hooks: &mut Vec<HookSpec>, id: &str, event: &EventName) -> Result<(), String> {
    let of_event = hooks.iter().filter(|hook| hook.event == *event);
    let known: Vec<String> = of_event.map(|hook| hook.id.clone()).collect();
    if !known.iter().any(|known| known == id) {
        let near = nearest(id, known.iter().map(String::as_str));
        let meant = match (near, known.is_empty()) {
            (Some(near), _) => format!("did you mean `{}`?", short_name(near)),
            (None, _) if hooks.iter().any(|hook| hook.id == id) => elsewhere(hooks, Some(id)),
            (None, true) => match elsewhere(hooks, None) {
                others if others.is_empty() => "this event has no hooks".to_owned(),
                others => format!("this event has no hooks; {others}"),
            },
            (None, false) => {
                let known = known.iter().map(|id| format!("`{}`", short_name(id)));
                format!("there are {}", listed(known.collect()))
            }
        };
        let id = quoted(id.as_bytes(), 60);
        return Err(format!("no hook of {event} is called `{id}`; {meant}"));
    }
    hooks.retain(|hook| hook.event == *event && hook.id == id);
    Ok(())
}

/// Returns the payload of the case, or a sample with the case's values.
///
/// # Errors
///
/// The dialect cannot read the payload, or the sample cannot be built.
fn payload(
    case: &Case,
    cwd: &Path,
    project: Option<&Path>,
    notes: &mut Vec<String>,
) -> Result<Payload, String> {
    if let Some(payload) = &case.payload {
        let mut expected = Expected::new(&case.dialect);
        if let Some(event) = &case.event {
            expected = expected.with_event(event);
        }
        return decode(payload.to_string().as_bytes(), expected)
            .map_err(|error| format!("its payload is not for {}: {error}", case.dialect));
    }
    // Build the sample in the same way as a command line does, so that a case and `hooks fire` agree.
    let options = SampleOptions {
        tool: case.tool.clone(),
        input: case.input.as_ref().map(Value::to_string),
        set: case
            .set
            .iter()
            .map(|(key, value)| assignment(key, value))
            .collect(),
    };
    let cwd = cwd.display().to_string();
    let wanted = Wanted {
        event: case.event.as_deref().unwrap_or_default(),
        dialect: &case.dialect,
        cwd: &cwd,
        // Agents name the project in their payloads, so the sample names it too.
        project: project.map(|root| root.display().to_string()),
        options: &options,
    };
    let sample = sample(&wanted).map_err(|failure| failure.to_string())?;
    notes.extend(sample.notes);
    Ok(sample.payload)
}

/// Writes a value in the form that `--set` reads.
fn assignment(key: &str, value: &Value) -> String {
    match value {
        Value::String(text) => format!("{key}={text}"),
        other => format!("{key}={other}"),
    }
}
