//! "Always allow this", as a value that the agent stores.

use std::fmt;
use std::path::Path;

use hooks_types::ToolInput;
use hooks_types::tool::ShellInput;
use serde::{Deserialize, Serialize};

use super::digest;
use super::suspended::{asks_of, is_by_agent};
use crate::gate::approved::PendingCall;

/// The user's yes for later calls too: bound to a tool and its exact input, or to the first words of
/// a command that starts no shell, and to the hooks that asked as they are. A hook that changed, or
/// another one that asks, is not answered by it, and a block never is.
///
/// The agent stores it where only the agent writes (it implements serde's traits), and looks through
/// what it stored before it asks its user:
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
pub struct RememberedAnswer {
    tool: String,
    bound: Bound,
    /// Whether it answers a question of the agent itself.
    by_agent: bool,
    /// Digests of the hooks it answers.
    hooks: Vec<String>,
}

/// To what an answer is bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Bound {
    /// The digest of a call.
    Exact(String),
    /// The first words of a command, and the digest of all else in the call.
    Prefix {
        words: Vec<String>,
        surroundings: String,
    },
}

impl PendingCall<'_> {
    /// The user's yes to exactly this call, whenever it comes again. Needs feature `suspend`.
    #[must_use]
    pub fn remember_exact(&self) -> RememberedAnswer {
        self.remember(Bound::Exact(digest::of_call(self.call())))
    }

    /// The user's yes to every command with the first `count` words of this one, in the same folder
    /// and with the same further arguments. None for a call that is no argv, has fewer words, or runs
    /// a shell or a program that starts what it is told (`bash -c`, `env`, `sudo`): words do not say
    /// what those do. Needs feature `suspend`.
    #[must_use]
    pub fn remember_prefix(&self, count: usize) -> Option<RememberedAnswer> {
        let shell = plain_argv(&self.call().input)?;
        let words = shell.command.get(..count)?.to_vec();
        let surroundings = digest::of_surroundings(shell);
        (!words.is_empty()).then(|| {
            self.remember(Bound::Prefix {
                words,
                surroundings,
            })
        })
    }

    fn remember(&self, bound: Bound) -> RememberedAnswer {
        let asks = asks_of(self).into_iter();
        RememberedAnswer {
            tool: self.call().tool_name.clone(),
            bound,
            by_agent: is_by_agent(self),
            hooks: asks.map(|ask| ask.fingerprint).collect(),
        }
    }
}

impl RememberedAnswer {
    /// Whether it answers this question: the tool, the input and every hook that asks are covered.
    #[must_use]
    pub fn answers(&self, pending: &PendingCall<'_>) -> bool {
        let call = pending.call();
        let fits = match &self.bound {
            Bound::Exact(exact) => *exact == digest::of_call(call),
            Bound::Prefix {
                words,
                surroundings,
            } => plain_argv(&call.input).is_some_and(|shell| {
                // An edited store must not make this fit every command.
                !words.is_empty()
                    && shell.command.starts_with(words)
                    && digest::of_surroundings(shell) == *surroundings
            }),
        };
        fits && self.tool == call.tool_name
            && (self.by_agent || !is_by_agent(pending))
            && asks_of(pending)
                .iter()
                .all(|ask| self.hooks.contains(&ask.fingerprint))
    }

    /// The tool it is for.
    #[must_use]
    pub fn tool(&self) -> &str {
        &self.tool
    }

    /// The first words of the commands it answers; none: it answers one exact call.
    #[must_use]
    pub fn words(&self) -> Option<&[String]> {
        match &self.bound {
            Bound::Exact(_) => None,
            Bound::Prefix { words, .. } => Some(words),
        }
    }
}

impl fmt::Display for RememberedAnswer {
    /// For a list of what was allowed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.words() {
            None => write!(f, "one exact call of `{}`", self.tool),
            Some(words) => write!(f, "calls of `{}` that begin with {words:?}", self.tool),
        }
    }
}

/// Programs that run what their arguments say, in a language of their own or as another program.
const WRAPPERS: &[&str] = &[
    "ash",
    "awk",
    "bash",
    "busybox",
    "cmd",
    "command",
    "csh",
    "dash",
    "doas",
    "env",
    "eval",
    "exec",
    "find",
    "fish",
    "flock",
    "ionice",
    "ksh",
    "nice",
    "nohup",
    "nu",
    "parallel",
    "powershell",
    "pwsh",
    "script",
    "setsid",
    "sh",
    "ssh",
    "stdbuf",
    "su",
    "sudo",
    "tcsh",
    "time",
    "timeout",
    "unshare",
    "watch",
    "xargs",
    "zsh",
];

/// Options behind which an argument is code (`python -c`, `perl -e`, `git -c core.pager=...`).
const CODE: &[&str] = &[
    "-c",
    "-e",
    "-lc",
    "--command",
    "--eval",
    "-exec",
    "-execdir",
];

/// A command whose words are what it does.
fn plain_argv(input: &ToolInput) -> Option<&ShellInput> {
    let ToolInput::Shell(shell) = input else {
        return None;
    };
    // Any word, not the first alone: what starts a shell names it. Too often refused is asked again.
    let mut words = shell.command.iter();
    let wraps = words.any(|word| is_wrapper(word) || CODE.contains(&word.as_str()));
    (!wraps).then_some(shell)
}

fn is_wrapper(word: &str) -> bool {
    // Windows' separators on every system: the call may be for another one.
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let name = Path::new(name);
    let stem = match name.extension().and_then(|extension| extension.to_str()) {
        Some(extension)
            if ["exe", "cmd", "bat", "com"]
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known)) =>
        {
            name.file_stem()
        }
        _ => Some(name.as_os_str()),
    };
    let stem = stem.and_then(|stem| stem.to_str()).unwrap_or_default();
    WRAPPERS
        .iter()
        .any(|wrapper| stem.eq_ignore_ascii_case(wrapper))
}
