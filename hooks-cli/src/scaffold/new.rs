//! `hooks new`: writes a working hook, its entry in `hooks.toml` and its test cases.

use std::fs;
use std::path::Path;

use hooks_config::{LoadOptions, Loaded, Severity, parse};
use hooks_types::EventName;
use hooks_types::event::Target;

use super::arguments::{HELPER, check_name, check_own, event};
use super::behaviour::Behaviour;
use super::init::FIRST;
use super::kept::kept;
use super::planned::{Planned, Used, write};
use super::registered::replaced;
use super::scripts::{Program, program};
use super::tests_of::cases;
use super::written_files::WrittenFiles;
use super::{home_of, shown, toml_string};
use crate::cli::{Home, New};
use crate::exit_code;
use crate::failure::Failure;
use crate::sample::canonical;
use crate::show::to_type;

/// Writes the program, its test cases and its entry: all of them or nothing.
///
/// # Errors
///
/// The name, the event or the tool cannot be used, a file exists already, or `hooks.toml` has errors.
pub(crate) fn run(options: &New) -> Result<u8, Failure> {
    check_name(&options.name)?;
    check_own(options)?;
    let event = event(&options.event)?;
    let about_a_call = event.traits().target == Target::ToolName;
    if options.tool.is_some() && !about_a_call {
        return Err(Failure::usage(format!(
            "{event} is not about a tool call: leave `--tool` out"
        )));
    }
    // In the entry use our own name of the tool, because our name matches the tool in every agent.
    let named = options.tool.as_deref().unwrap_or(usual_tool(&event));
    let tool = about_a_call.then(|| canonical(named).unwrap_or(named));
    let folder = home_of(&options.home)?;
    let does = Behaviour::of(&event, tool);
    let program = match options.worker {
        true => kept(&options.name, does, options.lang, &folder),
        false => program(&options.name, does, options.lang, &folder),
    };
    let config = folder.join("hooks.toml");
    let old = old_text(&config)?;
    let entry = entry(options, &event, tool, &program);
    let over = options.force.then(|| replaced(&old, &options.name, &entry));
    let new = over
        .flatten()
        .unwrap_or_else(|| format!("{}\n{entry}", old.trim_end()));
    // Check the new text before anything is written, because the new entry must not break `hooks.toml`.
    check_entry(&config, &old, &new)?;
    let build = program.build;
    let mut planned = program.files;
    planned.extend(cases(&options.name, &event, tool, does, &folder));
    // Write `hooks.toml` last, so that its entry never names a program that does not exist yet.
    planned.push(Planned::new(config, new).growing());
    let mut kept = Vec::new();
    planned.retain(|file| {
        // Do not write a shared helper that already has the planned text. Keep and report a helper with a different
        // text.
        let used = file.used(options.force);
        if used == Used::AsItIs {
            kept.push(file.path.clone());
        }
        used == Used::No
    });
    write(&planned, &folder, options.force)?;
    let made = WrittenFiles {
        written: &planned,
        kept: &kept,
        next: next(&event, tool, build, (&folder, &options.home)),
        remarks: remarks(options, &event, tool),
    };
    made.print(options.output.is_json())?;
    Ok(exit_code::DONE)
}

/// Returns the tool that a hook of this event is usually for. For an event after a call, returns `write_file`, because
/// such hooks often format files.
fn usual_tool(event: &EventName) -> &'static str {
    match event {
        EventName::PostToolUse => "write_file",
        _ => "shell",
    }
}

/// Returns the text of `hooks.toml`, or the text of a first `hooks.toml` if the file does not exist.
///
/// # Errors
///
/// The file is not a regular file, or cannot be read.
fn old_text(config: &Path) -> Result<String, Failure> {
    // Refuse anything but a regular file, because reading a pipe would never end.
    if fs::metadata(config).is_ok_and(|found| !found.is_file()) {
        let config = shown(config);
        return Err(Failure::new(format!("{config} is not a regular file")));
    }
    match fs::read_to_string(config) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(FIRST.to_owned()),
        Err(error) => Err(Failure::new(format!(
            "cannot read {}: {error}",
            shown(config)
        ))),
    }
}

/// Returns the hook's entry for `hooks.toml`.
fn entry(options: &New, event: &EventName, tool: Option<&str>, program: &Program) -> String {
    let mut text = format!(
        "\n[[hooks.{}]]\nname = \"{}\"\n",
        event.wire_name(),
        options.name
    );
    match tool {
        // A hook that formats written files should also format edited files, so match both tools.
        Some("write_file") if options.tool.is_none() => {
            text += "matcher = [\"write_file\", \"edit_file\"]\n";
        }
        Some(tool) => text += &format!("matcher = {}\n", toml_string(tool)),
        None => {}
    }
    let command: Vec<String> = program
        .command
        .iter()
        .map(|word| toml_string(word))
        .collect();
    if command.iter().skip(1).any(|word| word.contains(HELPER)) {
        text += "# The helper is named too: trust covers it, and the worker starts anew when it changes.\n";
    }
    text += &format!("command = [{}]\n", command.join(", "));
    if options.worker {
        text += "# It is started once and answers every event.\nlaunch = \"worker\"\n";
    }
    if let Some(timeout) = program.timeout {
        text += &format!("timeout = \"{timeout}\"\n");
    }
    // After a call, a hook runs in the background by default, and its block would come too late. Authors do not expect
    // that, so make the agent wait.
    if is_after_a_call(event) {
        text += "# The agent waits for it; without this line it runs in the background.\nbackground = false\n";
    }
    text
}

/// Returns whether hooks of this event run in the background unless their entry says otherwise.
fn is_after_a_call(event: &EventName) -> bool {
    matches!(
        event,
        EventName::PostToolUse | EventName::PostToolUseFailure
    )
}

/// Checks that `hooks.toml` has no errors, neither now nor with the new entry.
///
/// # Errors
///
/// The file has an error, which the message quotes. Nothing was written yet.
fn check_entry(config: &Path, old: &str, new: &str) -> Result<(), Failure> {
    let parsed = |text: &str| -> Loaded {
        let mut options = LoadOptions::new(config);
        if let Ok(folder) = std::path::absolute(config.parent().unwrap_or(config)) {
            options = options.with_folder(folder);
        }
        parse(text, &options)
    };
    let errors = |loaded: &Loaded| -> Vec<String> {
        let errors = loaded.diagnostics.iter();
        let errors = errors.filter(|found| found.severity == Severity::Error);
        errors.map(|found| found.message.clone()).collect()
    };
    let path = shown(config);
    // Check the old text first. Its errors must not be blamed on the new entry.
    let before = errors(&parsed(old));
    if let Some(first) = before.first() {
        return Err(Failure::new(format!(
            "{path} has errors ({first}): `{}` shows them. Nothing was written",
            to_type(["hooks", "check", path.as_str()])
        )));
    }
    match errors(&parsed(new)).first() {
        Some(problem) => Err(Failure::new(format!(
            "the hook cannot be added to {path}: {problem}. Nothing was written"
        ))),
        None => Ok(()),
    }
}

/// Returns the commands that build, test, trust and explain the new hook, in the order in which the user needs them.
fn next(
    event: &EventName,
    tool: Option<&str>,
    build: Option<Vec<String>>,
    (folder, home): (&Path, &Home),
) -> Vec<Vec<String>> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let tests = shown(&folder.join("tests"));
    let mut then: Vec<Vec<String>> = vec![words(&["hooks", "test", tests.as_str()])];
    let mut explain = words(&["hooks", "explain", event.wire_name()]);
    if let Some(tool) = tool {
        explain.extend(words(&["--tool", tool]));
    }
    // A project's hook runs only after it was trusted. Before that, `explain` could only say that it is not trusted.
    if !home.user {
        let mut trust = words(&["hooks", "trust"]);
        trust.extend(home.flags());
        then.push(trust);
        explain.extend(home.flags());
    }
    then.push(explain);
    build.into_iter().chain(then).collect()
}

/// Returns remarks for the author in addition to the commands.
fn remarks(options: &New, event: &EventName, tool: Option<&str>) -> Vec<&'static str> {
    let mut remarks = Vec::new();
    match tool.filter(|_| options.tool.is_none()) {
        Some("write_file") => remarks.push(
            "The hook runs for calls of `write_file` and `edit_file`, because no `--tool` was given. `matcher` in its \
             entry changes that.",
        ),
        Some(_) => remarks.push(
            "The hook runs for calls of `shell`, because no `--tool` was given. `matcher` in its entry changes that.",
        ),
        None => {}
    }
    if is_after_a_call(event) {
        remarks.push(
            "Hooks after a tool call run in the background by default; the agent waits for this \
             one, because its entry says `background = false`.",
        );
    }
    if !options.home.user {
        remarks
            .push("The hook belongs to the project. Each user must trust it before it runs: `hooks trust`.");
    }
    remarks
}
