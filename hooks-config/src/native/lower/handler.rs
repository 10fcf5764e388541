//! Builds the handler that an entry runs, and the payload format that the handler gets.

use hooks_types::dialect::WireForm;
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Leftovers};
use hooks_types::text::{one_line, short_name};
use hooks_types::wire::form_of;
use hooks_types::{EventName, Failure};

use super::super::command::CommandToml;
use super::super::entry::Slot;
use super::super::environment::of_strangers;
use super::Lowering;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;

impl Lowering<'_> {
    /// Builds the program of a valid entry.
    ///
    /// If `${config_dir}` has no value, reports an error and returns a handler that always fails. Without
    /// `inherit_env`, a hook of a project or plugin gets a short list of variables, because the agent's environment
    /// often holds secrets.
    pub(super) fn command(
        &mut self,
        event: &EventName,
        id: &str,
        slot: &Slot,
        command: &CommandToml,
    ) -> Handler {
        let entry = &slot.entry;
        let lowered = command.lower(&self.folder).and_then(|mut command| {
            for (name, value) in &entry.env {
                command.env.insert(name.clone(), self.folder.expand(value)?);
            }
            Ok(command)
        });
        match lowered {
            Ok(mut command) => {
                command.launch = entry.launch.unwrap_or_default();
                if let Some(inherit) = &entry.inherit_env {
                    command = command.with_inherit_env(inherit.0.clone());
                } else if self.options.scope.needs_trust() {
                    command = command.with_inherit_env(of_strangers());
                }
                if entry.dialect.as_ref().is_some_and(|it| !it.is_native()) {
                    // Scripts for other agents can start a server or a notifier and exit. These agents let the server
                    // or notifier run on, so do not end it after the hook.
                    command.leftovers = Leftovers::Leave;
                }
                Handler::Command(command)
            }
            Err(problem) => {
                self.error(
                    slot.start.unwrap_or_default(),
                    DiagnosticCode::BadValue,
                    &format!(
                        "{} hook `{}`: {problem}",
                        short_name(event.as_str()),
                        short_name(id)
                    ),
                );
                self.unusable(slot, &problem)
            }
        }
    }

    /// Builds the handler of an entry that cannot be used. The handler always fails with `problem`, which becomes the
    /// reason of a block.
    pub(super) fn unusable(&self, slot: &Slot, problem: &str) -> Handler {
        let source = self.source(slot.start);
        // The path and the problem can quote a repository, and models and terminals read the failure. So keep its
        // message on one line.
        let message = format!("its entry at {source} cannot be used: {problem}");
        Handler::Unusable(Failure::new(Cause::NotUsable, one_line(&message)))
    }

    /// Returns the payload format of the hook: the format of its `dialect`, else the native format. It is an error if
    /// the dialect is not among the agents, or if the dialect has no such event.
    pub(super) fn form(&self, event: &EventName, slot: &Slot) -> Result<WireForm, String> {
        let dialect = slot.entry.dialect.clone().unwrap_or_default();
        let dialect = match self.options.agents.get(&dialect) {
            Some(agent) => agent.dialect,
            None if dialect.is_native() => &dialect,
            None => return Err(self.options.agents.lacks(dialect.name())),
        };
        form_of(dialect, event).ok_or_else(|| {
            format!(
                "{dialect} has no event like `{}`",
                short_name(event.wire_name())
            )
        })
    }

    /// Reports a hook without a payload format, at its `dialect` key if there is one.
    pub(super) fn no_form(&mut self, event: &EventName, id: &str, slot: &Slot, problem: &str) {
        let code = DiagnosticCode::BadValue;
        match slot.dialect.clone() {
            Some(span) => self.say(Flaw::new(code, &span, problem.to_owned())),
            None => {
                let start = slot.start.unwrap_or_default();
                self.error(
                    start,
                    code,
                    &format!(
                        "{} hook `{}`: {problem}",
                        short_name(event.as_str()),
                        short_name(id)
                    ),
                );
            }
        }
    }
}
