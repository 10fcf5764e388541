//! One run of a hook program, from the request to the judged result.

use std::io;
use std::sync::Arc;

use hooks_types::answer::{Note, NoteCode};
use hooks_types::output::{Delivery, Ending, Exit, RunFacts, RunOutput};
use hooks_types::report::Cause;
use hooks_types::spec::OnFailure;
use hooks_types::{Failure, HookAnswer};
use rustix::io::Errno;
use rustix::process::Signal;
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::{Instant, timeout_at};

use super::end::{End, EndFacts};
use super::env_file::EnvFile;
use super::exit_watch::ExitWatch;
use super::feed::Feeder;
use super::first_line;
use super::group::Group;
use super::launch::{Launched, launch};
use super::outlet::Outlet;
use super::pump::Pump;
use super::registry::{Registry, Starting};
use super::settings::Settings;
use crate::capture::Capture;
use crate::panicked::panicked;
use crate::request::HookRequest;
use crate::run::HookRun;

/// Runs one hook and measures its duration.
pub(super) async fn run(
    registry: &Arc<Registry>,
    settings: &Arc<Settings>,
    request: HookRequest,
) -> HookRun {
    let started = Instant::now();
    let mut facts = RunFacts::default();
    let (deadline, order) = (request.deadline, (Arc::clone(settings), request.clone()));
    let begun = begin(registry, deadline, move |starting| {
        launch(starting, &order.0, &order.1, deadline.into_std())
    });
    let mut result = match begun.await {
        Ok(launched) => conduct(settings, &request, launched, &mut facts).await,
        Err(failure) => Err(failure),
    };
    // With these exit codes, a shell or `env` reports that it could not find or could not execute a program. So search
    // for the reason, and begin the message with it.
    if let (Err(failure), Exit::Code(126 | 127)) = (&mut result, &facts.exit) {
        // The search reads files, so run it on a blocking thread. Stop waiting at the deadline, because an explanation
        // is not worth a delay.
        let look = spawn_blocking(move || first_line::of_command(&request));
        if let Ok(Ok(Some(why))) = timeout_at(deadline, look).await {
            failure.message = format!("{why}; {}", failure.message);
        }
    }
    facts.duration = started.elapsed();
    HookRun::new(result, facts)
}

/// Starts a program on a blocking thread. At the deadline, stops waiting for a start that hangs, for example on a
/// network file system. If the process appears later, it is killed at once, because its `Group` is dropped.
pub(super) async fn begin<T: Send + 'static>(
    registry: &Arc<Registry>,
    deadline: Instant,
    launch: impl FnOnce(Starting) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let too_late = || {
        let message = "the hook could not be started within its time limit";
        Failure::new(Cause::Timeout, message)
    };
    // Check the deadline first, because a start costs a thread and a process.
    if deadline <= Instant::now() {
        return Err(too_late());
    }
    // Announce the start before the thread exists. A shutdown then waits for the start.
    let starting = registry.starting().ok_or_else(shut_down)?;
    let launching = spawn_blocking(move || launch(starting));
    match timeout_at(deadline, launching).await {
        Ok(Ok(launched)) => launched,
        Ok(Err(error)) => Err(not_finished(error)),
        Err(_) => Err(too_late()),
    }
}

/// Makes the failure of a start whose thread returned no result: the thread panicked, for example in a start check of
/// the embedder, or the runtime dropped the start.
fn not_finished(error: JoinError) -> Failure {
    match error.try_into_panic() {
        Ok(panic) => panicked("the start of the hook", &*panic),
        Err(_) => Failure::new(Cause::Io, "the runtime was shut down"),
    }
}

/// Makes the failure of a hook that cannot start because the host was shut down.
fn shut_down() -> Failure {
    Failure::new(Cause::Cancelled, "the host was shut down")
}

/// Runs a started hook to its end and judges its output.
async fn conduct(
    settings: &Settings,
    request: &HookRequest,
    launched: Launched,
    facts: &mut RunFacts,
) -> Result<HookAnswer, Failure> {
    facts.notes = launched.notes;
    // This function owns the group. Every early return drops the group, which kills the hook.
    let (group, env_file) = (launched.group, launched.env_file);
    let capture = |cap| Capture::new(&request.spec, cap);
    let connected = || -> io::Result<Pump> {
        Ok(Pump {
            feeder: Feeder::new(launched.bytes, launched.written, launched.feed)?,
            stdout: Outlet::new(launched.stdout, capture(settings.stdout_cap))?,
            stderr: Outlet::new(launched.stderr, capture(settings.stderr_cap))?,
            watch: ExitWatch::new(group.pid(), launched.pid_fd)?,
            exit: None,
        })
    };
    let mut pump = connected().map_err(|error| io_failed(&error))?;
    let mut under_way = UnderWay {
        request,
        group: &group,
        pump: &mut pump,
        is_over: false,
    };
    let end = End {
        settings,
        request,
        group: &group,
    };
    let over = end.reach(under_way.pump, &mut facts.notes).await;
    under_way.is_over = true;
    drop(under_way);
    // Drop the group even if ending the hook failed: the drop kills the remaining processes of the hook.
    drop(group);
    judge(request, pump, over, env_file.as_ref(), facts)
}

/// A run whose future can be dropped at any time. If the request keeps [`LastWords`](crate::LastWords), dropping this
/// value kills the hook and judges its output, which stores the last words. The drop does not wait until the hook has
/// exited.
struct UnderWay<'a> {
    request: &'a HookRequest,
    group: &'a Group,
    pump: &'a mut Pump,
    /// Whether the hook has ended. If true, dropping this value does nothing.
    is_over: bool,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        if self.is_over || self.request.last_words.is_none() {
            return;
        }
        // Kill the hook before the read, because it could otherwise still print.
        self.group.leader().signal(Signal::KILL);
        // Ignore a read error, because the output that was read before is still judged.
        let _ = self.pump.stdout.read_rest();
        let _ = self.pump.stderr.read_rest();
        let (stdout, stderr) = (self.pump.stdout.finish(), self.pump.stderr.finish());
        let said = RunOutput::new(Ending::Cancelled, stdout.captured(), stderr.captured())
            .with_delivery(delivery(self.pump));
        let _ = self.request.judge(&said);
    }
}

/// Returns how much of the payload was written to the hook's pipe.
fn delivery(pump: &Pump) -> Delivery {
    if pump.feeder.is_whole() {
        return Delivery::Whole;
    }
    let written = pump.feeder.written();
    Delivery::Partial { written }
}

/// Judges a hook that has ended, and completes the facts of its run.
fn judge(
    request: &HookRequest,
    mut pump: Pump,
    over: io::Result<EndFacts>,
    env_file: Option<&EnvFile>,
    facts: &mut RunFacts,
) -> Result<HookAnswer, Failure> {
    // If the ending is unknown, use `Cancelled`: only restrictions (block, ask, stop) in the output then take effect.
    let ending = over.as_ref().map_or(Ending::Cancelled, |over| over.ending);
    let late_exit = over.as_ref().ok().and_then(|over| over.late_exit);
    match (ending, late_exit) {
        // A hook that was asked to end can still exit with a code. Report this code too.
        (Ending::Exited(code), _) | (_, Some(code)) => facts.exit = Exit::Code(code),
        (Ending::Signaled(signal), None) => facts.exit = Exit::Signal(signal),
        _ => {}
    }
    let delivery = delivery(&pump);
    facts.bytes_in = pump.feeder.written();
    let held = pump.stdout.is_open();
    let (stdout, stderr) = (pump.stdout.finish(), pump.stderr.finish());
    facts.bytes_out = stdout.total();
    facts.bytes_err = stderr.total();
    let (out, err) = (stdout.captured(), stderr.captured());
    facts.truncated = out.is_truncated() || err.is_truncated();
    let said = RunOutput::new(ending, out, err)
        .with_delivery(delivery)
        .with_stdout_held(held)
        .with_late_exit(late_exit);
    let interpretation = request.judge(&said);
    facts.notes.extend(interpretation.notes);
    match over {
        Ok(over) => {
            facts.leaked = over.leaked;
            facts.not_contained = over.not_contained;
        }
        // The ending is unknown. If the output contains a restriction such as a block, return it as the answer.
        // Otherwise report the error.
        Err(error) => return interpretation.result.map_err(|_| io_failed(&error)),
    }
    let mut answer = interpretation.result?;
    // Only a hook that answered may set variables. After a failure this code is not reached.
    if let Some(file) = env_file {
        match file.read() {
            Ok(variables) => answer.env.extend(variables),
            Err(error) => facts.notes.push(Note::new(
                NoteCode::Unsayable,
                format!("the variables that the hook wrote could not be read: {error}"),
            )),
        }
    }
    Ok(answer)
}

/// Makes the failure of a run whose pipes or process could not be watched.
fn io_failed(error: &io::Error) -> Failure {
    if Errno::from_io_error(error) == Some(Errno::CHILD) {
        let message = "the hook's exit status was lost, so the run is treated as a block: the host ignores \
                       SIGCHLD or collects any child; let it handle SIGCHLD by default and wait \
                       for its own children only";
        // Every dialect has an exit code that means a block, and the lost exit code could have meant a block. So treat
        // the failure as a block.
        return Failure::new(Cause::Io, message).with_means(OnFailure::Block);
    }
    let message = format!("the hook's pipes or process could not be watched: {error}");
    Failure::new(Cause::Io, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_start_that_panics_says_so_and_keeps_its_text() {
        let registry = Arc::new(Registry::default());
        let deadline = Instant::now() + std::time::Duration::from_secs(60);
        let panics = |text: &'static str| move |_| -> Result<(), Failure> { panic!("{text}") };
        let failure = begin(&registry, deadline, panics("no\u{1b}[2J table")).await;
        let failure = failure.unwrap_err();
        assert_eq!(failure.cause, Cause::Panicked);
        assert_eq!(failure.message, "the start of the hook panicked: no table");
    }

    #[test]
    fn an_exit_code_that_was_lost_to_another_waiter_counts_as_a_block() {
        let taken = io_failed(&Errno::CHILD.into());
        assert_eq!(taken.means, Some(OnFailure::Block));
        let other = io_failed(&Errno::IO.into());
        assert_eq!((other.cause, other.means), (Cause::Io, None));
    }
}
