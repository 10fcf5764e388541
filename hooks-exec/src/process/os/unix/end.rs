//! Ends a hook: waits for its exit or forces it, and handles the processes that it leaves behind.
//!
//! The order of events:
//!
//! 1. The hook exits before the deadline. Its outputs are read until they are closed. If a process that the hook
//!    started holds them open, they are read only for a short time (`drain_quiet`, `drain_total`).
//! 2. Or the deadline passes. The group gets SIGTERM, and SIGKILL after `grace`. Then the leader (the hook's own
//!    process) may take at most `reap` to exit, and is collected (reaped).
//! 3. Then the rest of the group is killed. Only a hook that exits before its deadline may leave processes behind, if
//!    its spec allows this.

use std::io;
use std::pin::{Pin, pin};
use std::time::Duration;

use hooks_types::answer::{Note, NoteCode};
use hooks_types::output::{Ending, Exit};
use hooks_types::spec::Leftovers;
use hooks_types::text::short_name;
use rustix::process::Signal;
use tokio::time::{Instant, Sleep, sleep_until};

use super::executor::command_of;
use super::exit_watch::stopped_by;
use super::group::Group;
use super::members::{LeftProcesses, started_by};
use super::pump::{Pump, Waited};
use super::settings::Settings;
use crate::request::HookRequest;

/// Ends one hook. Holds the request, the hook's process group and the limits.
#[derive(Debug)]
pub(super) struct End<'a> {
    pub(super) settings: &'a Settings,
    pub(super) request: &'a HookRequest,
    pub(super) group: &'a Group,
}

/// The facts about a hook that has ended.
#[derive(Debug)]
pub(super) struct EndFacts {
    /// How the hook ended, for judging its output.
    pub(super) ending: Ending,
    /// The hook's exit code, if the hook exited after it was asked to end. The code can still mean a block.
    pub(super) late_exit: Option<i32>,
    /// Whether a process that the hook started outlived the hook.
    pub(super) leaked: bool,
    /// The processes that were left in the hook's group, if they were ended.
    pub(super) rest: Option<LeftProcesses>,
    /// Whether a process held an output of the hook when the hook had exited.
    pub(super) held: bool,
    /// Whether a process outside the hook's group holds an output of the hook.
    pub(super) not_contained: bool,
}

/// The cure for a process that holds an output of its hook.
const REDIRECT: &str = "start it with `>/dev/null 2>&1 &`";

impl End<'_> {
    /// Waits until the hook exits, and ends it by force after its deadline. Returns at the latest after the deadline
    /// plus the allowance. Adds notes about processes that the hook left behind.
    ///
    /// # Errors
    ///
    /// A pipe or the process cannot be watched, or the host collected the process.
    pub(super) async fn reach(
        &self,
        pump: &mut Pump,
        notes: &mut Vec<Note>,
    ) -> io::Result<EndFacts> {
        let mut timer = pin!(sleep_until(self.request.deadline));
        let over = match pump.until_exit(timer.as_mut()).await? {
            Waited::Done => self.after_exit(pump, timer).await?,
            Waited::TimeUp => self.by_force(pump, timer, notes).await?,
        };
        if over.leaked {
            // If a process has left the group, the note `NotContained` below gives the cure. So leave it out of this
            // note.
            let holds = over.held && !over.not_contained;
            notes.push(Note::new(
                NoteCode::Leaked,
                outlived(
                    over.rest.as_ref(),
                    holds,
                    self.request.spec.event.traits().gates(),
                ),
            ));
        }
        if over.not_contained {
            let message = format!(
                "a process that the hook started left its group and holds its output; {REDIRECT}"
            );
            notes.push(Note::new(NoteCode::NotContained, message));
        }
        Ok(over)
    }

    /// Returns the time by which the run must have returned.
    fn last(&self) -> Instant {
        later(self.request.deadline, self.request.allowance.total())
    }

    /// Reads the rest of the outputs after the leader has exited, and ends the rest of the group, unless the hook's
    /// spec lets these processes run on.
    async fn after_exit(
        &self,
        pump: &mut Pump,
        mut timer: Pin<&mut Sleep>,
    ) -> io::Result<EndFacts> {
        if pump.is_open() {
            self.drain(pump, timer.as_mut(), self.settings.drain_total)
                .await?;
        }
        // If a pipe is still open after the exit, a process that the hook started holds the pipe.
        let held = pump.is_open();
        let leftovers = command_of(&self.request.spec).map(|command| command.leftovers);
        let (others, rest, not_contained) = if leftovers == Ok(Leftovers::Leave) {
            let others = self.group.collect_and_leave_others();
            (others, None, held && !others)
        } else {
            self.end_others(pump, timer).await?
        };
        let (ending, late_exit) = match pump.exit {
            // A shutdown of the host ended the hook, so the status is not the hook's decision. Use `Cancelled`, with
            // which a block in the output still takes effect.
            _ if self.group.ended_by_host() => (Ending::Cancelled, code_of(pump.exit)),
            Some(Exit::Code(code)) => (Ending::Exited(code), None),
            Some(Exit::Signal(signal)) => (Ending::Signaled(signal), None),
            _ => (Ending::Cancelled, None),
        };
        Ok(EndFacts {
            ending,
            late_exit,
            leaked: held || others,
            rest,
            held,
            not_contained,
        })
    }

    /// Ends a hook that has not exited by its deadline.
    async fn by_force(
        &self,
        pump: &mut Pump,
        mut timer: Pin<&mut Sleep>,
        notes: &mut Vec<Note>,
    ) -> io::Result<EndFacts> {
        // SIGTTIN stops a background process that reads from a terminal. So report the signal, and not only a timeout.
        if let Some(signal) = stopped_by(self.group.pid()) {
            let message =
                format!("signal {signal} had stopped it; a hook has no terminal to read or write");
            notes.push(Note::new(NoteCode::Stopped, message));
        } else if let Some(name) = started_by(self.group.pid()) {
            let message = format!(
                "`{}`, which the hook had started, was still running at the deadline",
                short_name(&name)
            );
            notes.push(Note::new(NoteCode::Awaited, message));
        }
        // Ask the whole group: a shell does not pass SIGTERM on to its children.
        let allowance = self.request.allowance;
        self.group.leader().ask_to_end();
        timer.as_mut().reset(later(Instant::now(), allowance.grace));
        // A hook can still print a block while it ends, so its outputs are read until they close.
        pump.until_over(timer.as_mut()).await?;
        // Kill the whole group even if the leader has exited: other processes of the group might still run, although
        // they do not hold our pipes.
        self.group.leader().signal(Signal::KILL);
        timer.as_mut().reset(later(Instant::now(), allowance.reap));
        pump.until_exit(timer.as_mut()).await?;
        let (.., not_contained) = self.end_others(pump, timer).await?;
        Ok(EndFacts {
            ending: if self.group.ended_by_host() {
                Ending::Cancelled
            } else {
                Ending::TimedOut
            },
            late_exit: code_of(pump.exit),
            // The hook and its processes were ended by force. So do not report these processes as leaked.
            leaked: false,
            rest: None,
            held: false,
            not_contained,
        })
    }

    /// Collects (reaps) the leader and kills the rest of the group. Returns three facts: whether processes besides the
    /// leader were left in the group, a description of these processes, and whether a process outside the group still
    /// holds a pipe.
    async fn end_others(
        &self,
        pump: &mut Pump,
        timer: Pin<&mut Sleep>,
    ) -> io::Result<(bool, Option<LeftProcesses>, bool)> {
        let rest = self.group.collect_and_end_others();
        let others = rest.is_some();
        if pump.is_open() && others {
            // Killed processes close their pipes as soon as the system schedules them. If a pipe is still open
            // afterwards, the process that holds it does not belong to the group.
            let bound = self.request.allowance.reap;
            let end = later(Instant::now(), bound).min(self.last());
            pump.drain(bound, end, timer).await?;
        }
        Ok((others, rest, pump.is_open()))
    }

    /// Reads the outputs for at most `total`, and never beyond [`last`](Self::last).
    async fn drain(
        &self,
        pump: &mut Pump,
        timer: Pin<&mut Sleep>,
        total: Duration,
    ) -> io::Result<()> {
        let end = later(Instant::now(), total).min(self.last());
        pump.drain(self.settings.drain_quiet, end, timer).await
    }
}

/// Makes the sentence of a note: a process outlived the hook, and was ended or still runs. `holds` says whether the
/// process holds an output of the hook, and `gates` whether the agent waits for the hook's decision, so that the hook
/// cannot do its work in the background.
fn outlived(rest: Option<&LeftProcesses>, holds: bool, gates: bool) -> String {
    let Some(rest) = rest else {
        let said = "a process that the hook started still ran when the hook had ended; its later output is \
                    not read";
        return match holds {
            true => format!("{said}; {REDIRECT}"),
            false => said.to_owned(),
        };
    };
    let name = rest
        .name
        .as_deref()
        .map(|name| format!(" (`{}`)", short_name(name)));
    let cure = match gates {
        true => "if it has work to finish, let the hook wait for it (`wait` in a shell)",
        false => {
            "move the long work to a separate hook with `background = true` and a `timeout` that is long enough"
        }
    };
    format!(
        "a process that the hook started{} still ran when the hook had ended, so it was ended too; {cure}",
        name.unwrap_or_default()
    )
}

/// Returns the exit code, if the process exited by itself.
fn code_of(exit: Option<Exit>) -> Option<i32> {
    match exit {
        Some(Exit::Code(code)) => Some(code),
        _ => None,
    }
}

/// Returns `from` plus `duration`, or `from` if an [`Instant`] cannot represent the sum.
fn later(from: Instant, duration: Duration) -> Instant {
    from.checked_add(duration).unwrap_or(from)
}
