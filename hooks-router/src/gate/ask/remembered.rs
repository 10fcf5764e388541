//! The answer "always allow this", as a value that the agent stores.

use std::fmt;

use hooks_types::ToolInput;
use hooks_types::text::{quoted, short_name};
use hooks_types::tool::ShellInput;
use serde::{Deserialize, Serialize};

use super::argv::says_what_runs;
use super::digest;
use super::suspended::{asks_of, is_by_agent};
use crate::gate::approved::PendingCall;

/// A user's yes that also answers later calls. It is bound to a tool and its exact input, or to the first words of a
/// command that say what the command runs. It is also bound to the hooks that asked. So it does not apply if one of
/// these hooks has changed, or if a hook asks that did not ask before. It never overrides a block.
///
/// Store it where only your agent can write (it implements serde's traits), and search the stored answers before
/// you ask the user:
///
/// ```
/// # use hooks_router::{ApprovedCall, PendingCall, RememberedAnswer};
/// fn known<'a>(
///     pending: PendingCall<'a>,
///     store: &[RememberedAnswer],
/// ) -> Result<ApprovedCall<'a>, PendingCall<'a>> {
///     match store.iter().any(|answer| answer.answers(&pending)) {
///         true => Ok(pending.granted()),
///         false => Err(pending),
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[must_use = "it answers later calls only if it is kept"]
pub struct RememberedAnswer {
    /// The agent's name of the tool.
    tool: String,
    /// The calls that the answer applies to.
    bound: Bound,
    /// Whether the answer covers a question of the agent itself.
    by_agent: bool,
    /// The digests of the hooks whose questions the user answered.
    hooks: Vec<String>,
}

/// The calls that an answer applies to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Bound {
    /// The digest of a call.
    Exact(String),
    /// The first words of a command, and the digest of everything else in the call.
    Prefix {
        words: Vec<String>,
        surroundings: String,
    },
}

impl PendingCall<'_> {
    /// Returns a yes that answers every later call of the same tool with the same input. Needs feature `suspend`.
    pub fn remember_exact(&self) -> RememberedAnswer {
        self.remember(Bound::Exact(digest::of_call(self.call())))
    }

    /// Returns the user's yes to every command that begins with the first `count` words of this command, in the same
    /// folder and with the same settings of the call, except its time limit. Show your user these words. The yes covers
    /// any words after them, unless these could make the command run something else.
    ///
    /// Returns `None` if `count` is 0, or if the call is not a list of words, has fewer than `count` words, or contains
    /// one of the following. The yes does not cover a later call that contains one of these either:
    ///
    /// - a shell, or a program that runs its arguments, anywhere (`bash -c`, `env`, `sudo`, `sed`);
    /// - an interpreter without its script or module among the first words (`python`, `npx`), and `run` or `exec`
    ///   without the name of the script that it starts (`npm run`);
    /// - an option that takes code, a program, a configuration or another folder, in any spelling
    ///   (`git -ccore.pager=...`, `tar --to-command=...`, `git -C`), a value attached to a short option,
    ///   and a variable (`SHELL=...`).
    ///
    /// Use [`PendingCall::remember_exact`] for such calls. The lists of such programs cannot be complete. So if a
    /// program has many commands, let the first words include the command (`git commit`), and not only the program.
    /// Needs feature `suspend`.
    #[must_use]
    pub fn remember_prefix(&self, count: usize) -> Option<RememberedAnswer> {
        let shell = plain_argv(&self.call().input, count)?;
        let words = shell.command.get(..count)?.to_vec();
        let surroundings = digest::of_surroundings(shell);
        Some(self.remember(Bound::Prefix {
            words,
            surroundings,
        }))
    }

    /// Makes the answer for these calls and for the hooks that ask now.
    fn remember(&self, bound: Bound) -> RememberedAnswer {
        let asks = asks_of(self).into_iter();
        RememberedAnswer {
            tool: self.call().tool_name.clone(),
            bound,
            by_agent: is_by_agent(self),
            // Store only the fingerprints of the hooks, so that an edited hook asks again. Do not store the digests of
            // the content that the hooks saw, because later calls can have a different input.
            hooks: asks.map(|ask| ask.fingerprint).collect(),
        }
    }
}

impl RememberedAnswer {
    /// Returns whether the answer covers this pending call: its tool, its input and every hook that asks.
    #[must_use]
    pub fn answers(&self, pending: &PendingCall<'_>) -> bool {
        let call = pending.call();
        let fits = match &self.bound {
            Bound::Exact(exact) => *exact == digest::of_call(call),
            Bound::Prefix {
                words,
                surroundings,
            } => plain_argv(&call.input, words.len()).is_some_and(|shell| {
                shell.command.starts_with(words) && digest::of_surroundings(shell) == *surroundings
            }),
        };
        fits && self.tool == call.tool_name
            && (self.by_agent || !is_by_agent(pending))
            && asks_of(pending)
                .iter()
                .all(|ask| self.hooks.contains(&ask.fingerprint))
    }

    /// Returns the tool that the answer applies to.
    #[must_use]
    pub fn tool(&self) -> &str {
        &self.tool
    }

    /// Returns the first words of the commands that the answer covers; `None` if it covers one exact call.
    #[must_use]
    pub fn words(&self) -> Option<&[String]> {
        match &self.bound {
            Bound::Exact(_) => None,
            Bound::Prefix { words, .. } => Some(words),
        }
    }
}

impl fmt::Display for RememberedAnswer {
    /// Describes the answer for a list of allowed calls.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.words() {
            None => write!(f, "one exact call of `{}`", short_name(&self.tool)),
            Some(words) => write!(
                f,
                "calls of `{}` that begin with {}",
                short_name(&self.tool),
                quoted(format!("{words:?}").as_bytes(), 200)
            ),
        }
    }
}

/// Returns the shell call in `input` if its first `agreed` words say what it runs; otherwise `None`.
fn plain_argv(input: &ToolInput, agreed: usize) -> Option<&ShellInput> {
    match input {
        ToolInput::Shell(shell) => says_what_runs(&shell.command, agreed).then_some(shell),
        _ => None,
    }
}
