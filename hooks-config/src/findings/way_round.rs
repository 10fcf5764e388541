//! Finds guards (hooks that can block) of one tool that the model can bypass with another tool.
//!
//! A guard that forbids writing to a file is often for `write_file` alone, and the model then uses `edit_file`. All
//! guards of an event are examined together: a tool that one of these guards sees needs no other guard. If a guard is
//! for every tool, or for tools that cannot be determined, nothing is reported.
//!
//! A shell can do everything that other tools can. That is not reported for a guard of files: no matcher would help,
//! only a guard that understands commands.

use hooks_types::HookSpec;
use hooks_types::event::Target;
use hooks_types::spec::{Liveness, Role};

use super::Finding;
use super::reach::Reach;
use super::script::{Scripts, command};
use super::scripts_say::{BLOCKS, contains};
use crate::diagnostic::DiagnosticCode;
use crate::format::{AgentFiles, Agents};

/// Tools that write files.
const WRITERS: &[&str] = &["write_file", "edit_file", "apply_patch"];

/// The maximum number of guards that are examined.
const MOST: usize = 64;

/// The hooks that can run and seem to block tool calls, in load order.
pub(super) struct Guards<'h> {
    /// The guards, each with the tools that its matchers match.
    hooks: Vec<(&'h HookSpec, Reach)>,
    /// The known agents, for the names of their tools.
    agents: Agents,
}

/// Returns whether the hook's own script seems to block. Only this script is searched. All other files that a command
/// array names are helpers or data, which can contain or describe a block that the hook never makes.
fn blocks(hook: &HookSpec, scripts: &Scripts<'_>) -> bool {
    let search = |source: &str| BLOCKS.iter().any(|text| contains(source, text));
    command(hook).is_some_and(|command| scripts.said(command, (BLOCKS, true), search))
}

impl<'h> Guards<'h> {
    /// Collects the guards of tool calls. A guard is a hook of an event that can block. In addition, it has the role of
    /// a validator, or its command or script contains a text that blocks.
    ///
    /// Hooks that only observe and hooks in the background block nothing, so they are left out.
    pub(super) fn of(hooks: &'h [HookSpec], agents: &Agents, scripts: &Scripts<'_>) -> Self {
        let guards = |hook: &&HookSpec| {
            let traits = hook.event.traits();
            hook.liveness == Liveness::Live
                && traits.gates()
                && traits.target == Target::ToolName
                && !hook.background
                && (hook.role == Role::Validate || blocks(hook, scripts))
        };
        let found = hooks.iter().filter(guards).take(MOST);
        Self {
            hooks: found.map(|hook| (hook, Reach::of(hook, agents))).collect(),
            agents: agents.clone(),
        }
    }

    /// Returns a note about the tools that neither this guard nor any other guard sees.
    pub(super) fn findings(&self, hook: &HookSpec) -> Option<Finding> {
        let (_, reach) = self
            .hooks
            .iter()
            .find(|(known, _)| std::ptr::eq(*known, hook))?;
        // Report nothing if there is a guard of every tool, or a guard whose matcher is unclear: such a guard might see
        // all tools.
        let sees_all = |(other, reach): &(&HookSpec, Reach)| {
            other.event == hook.event && (reach.is_all() || !reach.is_sure())
        };
        if self.hooks.iter().any(sees_all) {
            return None;
        }
        let (message, help) = self.writers(hook, reach).or_else(|| self.commands(hook))?;
        Some(Finding::note(DiagnosticCode::WayRound, "matcher", message).help(help))
    }

    /// Returns whether `is_seen` returns `true` for at least one guard of the event.
    fn guarded(&self, hook: &HookSpec, is_seen: impl Fn(&Reach) -> bool) -> bool {
        let mut guards = self.hooks.iter();
        guards.any(|(other, reach)| other.event == hook.event && is_seen(reach))
    }

    /// Returns a note about the tools that write files and that no guard sees, if this hook guards a tool that writes
    /// files.
    fn writers(&self, hook: &HookSpec, reach: &Reach) -> Option<(String, String)> {
        if !WRITERS.iter().any(|tool| reach.fits(tool)) {
            return None;
        }
        let is_seen = |tool: &&str| self.guarded(hook, |reach| reach.fits(tool));
        let (seen, open): (Vec<&str>, Vec<&str>) = WRITERS.iter().copied().partition(is_seen);
        // An agent can have one tool in the place of several of our tools (Codex: `apply_patch`, which a matcher of
        // `Edit` matches too). A guard of any of these tools then sees the agent's tool.
        let seen: Vec<_> = seen.iter().map(|tool| self.name(hook, tool)).collect();
        let open = open.iter().map(|tool| self.name(hook, tool));
        let open: Vec<&str> = open.filter(|name| !seen.contains(name)).flatten().collect();
        // An agent that lacks a tool needs no guard for that tool. For such a tool `name` has returned `None`, so the
        // tool is not in `open`.
        let names = match open.as_slice() {
            [] => return None,
            [one] => format!("`{one}` writes"),
            many => format!("`{}` write", many.join("` and `")),
        };
        Some((
            format!("{names} files too, and no guard checks that"),
            "add the named tools to `matcher`".to_owned(),
        ))
    }

    /// Returns a note for a guard of `shell`: agents might have other tools that run commands. Such tools cannot be
    /// listed, so the note is made once, at the first guard of `shell`.
    fn commands(&self, hook: &HookSpec) -> Option<(String, String)> {
        let is_shell = |other: &HookSpec, reach: &Reach| {
            other.event == hook.event && other.form.dialect.is_native() && reach.fits("shell")
        };
        let mut shells = self.hooks.iter();
        let first = shells.find(|(other, reach)| is_shell(other, reach));
        // MCP servers and embedders can declare tools that run commands, but only at run time, so no agent's list of
        // tools has them. Report this once, at the first guard of `shell`.
        let is_first = first.is_some_and(|(first, _)| std::ptr::eq(*first, hook));
        if !is_first || self.guarded(hook, Reach::fits_mcp) {
            return None;
        }
        Some((
            "a matcher of `shell` misses tools of MCP servers, and tools that run commands \
             but are not declared as `shell`"
                .to_owned(),
            "if this agent has such tools, add them (`mcp__*`), or leave `matcher` out".to_owned(),
        ))
    }

    /// Returns the name of our tool in the hook's agent; `None` if the agent lacks that tool.
    fn name(&self, hook: &HookSpec, tool: &'static str) -> Option<&'static str> {
        if hook.form.dialect.is_native() {
            return Some(tool);
        }
        let mut agents = self.agents.iter();
        let of = |agent: &&'static AgentFiles| agent.dialect == &hook.form.dialect;
        (agents.find(of)?.tool_names)(tool).first().copied()
    }
}
