//! Runs a command with its hooks: PreToolUse, the command, PostToolUse or PostToolUseFailure.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

use hooks_router::{
    After, ApprovedCall, DispatchOptions, Gate, PendingCall, Session, ToolResponse, ToolResult,
};
use hooks_types::text::{on_screen, short_name, visible_json};
use hooks_types::tool::{ShellInput, ToolNames};
use hooks_types::{Report, SessionMeta, ToolCall, ToolInput};
use serde_json::{Map, Value, json};

use super::ask::{Reply, ask};
use super::capture::Kept;
use super::child::{self, Ended, Outputs};
use crate::cli;
use crate::configuration::{Whereabouts, from_sources};
use crate::engine::{Engine, interrupts};
use crate::exit_code;
use crate::failure::Failure;
use crate::os::Interrupts;
use crate::show::{complain, error_columns, glance, relay, shell_words};

/// The tool name that hooks see: the command is shown to them as a call of this tool.
const TOOL: &str = "shell";

/// Runs the command unless a hook blocks it. Returns the exit code of the command, or 77 if it was blocked.
///
/// # Errors
///
/// The hooks cannot be loaded, the command cannot be shown to them, or a signal arrived while hooks ran.
pub(crate) async fn run(options: &cli::Exec) -> Result<u8, Failure> {
    let mut interrupts = interrupts()?;
    let cwd = current_dir()?;
    let configured = from_sources(&options.sources, &Whereabouts::folder(&cwd), None)?;
    let meta = session_meta(options, &cwd, configured.root.as_deref());
    let engine = Engine::new(configured)?;
    let session = engine.session(meta);
    let call = ToolCall::shell("call-1", TOOL, ShellInput::new(words(&options.command)?));
    let way = Way {
        engine: &engine,
        session: &session,
        options,
    };
    let code = way.go(&call, &mut interrupts).await;
    engine.end().await;
    code
}

/// The values that every step of running the command needs: the hooks' engine, the session and the options.
struct Way<'a> {
    engine: &'a Engine,
    session: &'a Session,
    options: &'a cli::Exec,
}

impl Way<'_> {
    /// Asks the PreToolUse hooks, and runs the command if they and the user agree. Returns the exit code.
    ///
    /// # Errors
    ///
    /// A signal arrived while hooks ran or the user was asked, or [`run_approved`](Self::run_approved) failed.
    async fn go(&self, call: &ToolCall, interrupts: &mut Interrupts) -> Result<u8, Failure> {
        let before = self
            .session
            .before_with(call, DispatchOptions::awaiting_background());
        let gate = self.engine.unless_interrupted(interrupts, before).await?;
        gate.notices().iter().for_each(|notice| relay(notice));
        let approved = match gate {
            Gate::Run(approved) => approved,
            Gate::Ask(pending) => {
                let asked = self.put_question(pending);
                match self.engine.unless_interrupted(interrupts, asked).await? {
                    Ok(approved) => approved,
                    Err(response) => return Ok(self.blocked(&response)),
                }
            }
            Gate::Blocked(response) => return Ok(self.blocked(&response)),
        };
        self.show(|| approved.report());
        self.run_approved(approved, interrupts).await
    }

    /// Asks the user at the terminal whether the command, as the hooks changed it, may run. Without a terminal the
    /// answer is no. If the answer is no, the error is the hooks' response for a call that the user did not approve.
    async fn put_question<'a>(
        &self,
        pending: PendingCall<'a>,
    ) -> Result<ApprovedCall<'a>, ToolResponse> {
        // Indent further lines of a hook's reason, so that these lines cannot look like messages of `hooks`.
        let indented = |text: &str| on_screen(text).replace('\n', "\n    ");
        let hook = short_name(&pending.hook());
        let why = pending
            .message()
            .map_or(String::new(), |why| format!(": {}", indented(why)));
        let command = match &pending.call().input {
            ToolInput::Shell(shell) => shell_words(shell.command.iter().map(String::as_str)),
            other => visible_json(&other.to_value().to_string()),
        };
        match ask(format!("hooks: `{hook}` asks{why}\n  {command}\nRun it?")).await {
            Reply::Yes => Ok(pending.granted()),
            Reply::No => Err(pending.denied("")),
            Reply::Nobody => Err(pending.nobody_to_ask()),
        }
    }

    /// Prints why the command does not run, and returns the exit code for it.
    fn blocked(&self, response: &ToolResponse) -> u8 {
        self.show(|| response.report());
        relay(&response.text());
        exit_code::BLOCKED
    }

    /// Runs the command that the hooks approved, perhaps in a form that the hooks changed, and then the post hooks.
    ///
    /// # Errors
    ///
    /// A hook turned the call into a call that is not a command, or a signal arrived. A command that fails is not an
    /// error.
    async fn run_approved(
        &self,
        approved: ApprovedCall<'_>,
        interrupts: &mut Interrupts,
    ) -> Result<u8, Failure> {
        let ToolInput::Shell(shell) = &approved.call().input else {
            return Err(Failure::new("the modified call is not a command"));
        };
        let program = shell.command.first().cloned().unwrap_or_default();
        let outputs = match self.options.tty {
            true => Outputs::Inherited,
            false => Outputs::Copied,
        };
        let ended = child::run(shell, &approved.env(), outputs, interrupts).await;
        let error = ended.how.error(&program);
        if ended.how.is_ours_to_tell() {
            complain(error.as_deref().unwrap_or_default());
        }
        // A signal can arrive while we read from processes that the command left behind. Then `hooks` ends, and the
        // post hooks do not run.
        if let Some(signal) = ended.interrupted {
            return Err(Failure::interrupted(signal));
        }
        let code = ended.how.exit_code();
        let result = result_of(&ended, error, outputs);
        let options = DispatchOptions::awaiting_background();
        let after = self.session.after_with(approved, result, options);
        let after = self.engine.unless_interrupted(interrupts, after).await?;
        self.tell(&after);
        Ok(code)
    }

    /// Prints the notices and objections of post hooks. Post hooks do not change the exit code, because the command has
    /// already run.
    fn tell(&self, after: &After) {
        self.show(|| after.report());
        after.notices().iter().for_each(|notice| relay(notice));
        if let Some(feedback) = &after.feedback {
            relay(&format!("a hook objects to the result: {feedback}"));
        }
        if let Some(stop) = after.stop() {
            relay(&format!("a hook ends the run: {stop}"));
        }
    }

    /// Prints the report on stderr if the options ask for it: stdout belongs to the command.
    fn show(&self, report: impl FnOnce() -> Report) {
        if !self.options.report && !self.options.json {
            return;
        }
        let report = report();
        let text = match self.options.json {
            false => glance(&report, error_columns()),
            true => match serde_json::to_string(&report) {
                Ok(json) => visible_json(&json) + "\n",
                Err(error) => return complain(format!("cannot write the report: {error}")),
            },
        };
        // Ignore the error: if stderr is closed, the text cannot be shown anywhere.
        let _ = anstream::stderr().write_all(text.as_bytes());
    }
}

/// Builds the tool output that post hooks read, from the command's ending and its outputs.
fn result_of(ended: &Ended, error: Option<String>, outputs: Outputs) -> ToolResult {
    let mut output = Map::new();
    if outputs == Outputs::Copied && ended.how.started() {
        add_output(&mut output, "stdout", &ended.stdout);
        add_output(&mut output, "stderr", &ended.stderr);
    }
    if let Some(code) = ended.how.code() {
        output.insert("exit_code".to_owned(), json!(code));
    }
    match error {
        None => ToolResult::Completed(Value::Object(output)),
        Some(error) if output.is_empty() => ToolResult::failed(error),
        Some(error) => ToolResult::failed_with(error, Value::Object(output)),
    }
}

/// Adds the text of one output. If bytes were dropped, adds the number of all bytes as well (`stdout_bytes`).
fn add_output(output: &mut Map<String, Value>, name: &str, kept: &Kept) {
    // JSON strings hold only UTF-8. So replace the bytes that are not UTF-8.
    let text = String::from_utf8_lossy(&kept.bytes).into_owned();
    output.insert(name.to_owned(), Value::String(text));
    if kept.is_cut() {
        output.insert(format!("{name}_bytes"), json!(kept.total));
    }
}

/// Returns the data about the session that every hook gets. The project's root is the root that `--project` names, else
/// the outermost root that was found, else the working folder.
fn session_meta(options: &cli::Exec, cwd: &str, root: Option<&Path>) -> SessionMeta {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanos = since_epoch.map_or(0, |time| time.as_nanos());
    // The time makes the id unique, because the system reuses process ids.
    let id = format!("exec-{}-{nanos:x}", std::process::id());
    let project = options.sources.files.project.as_deref();
    let project = project.and_then(|dir| std::path::absolute(dir).ok());
    let project = project.or(root.map(Path::to_path_buf));
    let project = project.map_or(cwd.to_owned(), |dir| dir.display().to_string());
    SessionMeta::new(id, cwd)
        .with_project_dir(project)
        // Declare that this tool is the tool that Claude Code calls `Bash`, because matchers can contain Claude Code's
        // names.
        .with_tools(ToolNames::new().with_name(TOOL, "Bash"))
}

/// Returns the working folder. Payloads are JSON, so the path must be UTF-8.
fn current_dir() -> Result<String, Failure> {
    let dir = std::env::current_dir()
        .map_err(|error| Failure::new(format!("cannot tell the current folder: {error}")))?;
    dir.into_os_string().into_string().map_err(|dir| {
        Failure::new(format!(
            "the current folder is not UTF-8: {}",
            dir.display()
        ))
    })
}

/// Returns the words of the command as hooks see them.
///
/// # Errors
///
/// A word is not UTF-8. Hooks could see only a changed form of the word, so the command does not run.
fn words(command: &[OsString]) -> Result<Vec<String>, Failure> {
    let words = command.iter().map(|word| {
        word.clone().into_string().map_err(|word| {
            Failure::new(format!(
                "an argument is not UTF-8, so no hook can judge it: {}",
                word.display()
            ))
        })
    });
    words.collect()
}
