//! Chooses the behaviour of a new hook by its event and tool.

use hooks_types::EventName;

/// The behaviour of a new hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behaviour {
    /// Blocks a shell command that has the words of a force push in this order, anywhere in an argv or in the text for
    /// a shell. The hook can block other commands too, but it finds every spelling in which these words come in this
    /// order.
    ForbidsForcePush,
    /// Blocks if a certain text of the event contains `forbidden`.
    Blocks {
        /// The path of the text that is searched, in payloads of our own format, below `hook_event`.
        at: &'static str,
        forbidden: &'static str,
        why: &'static str,
    },
    /// Keeps the agent from stopping at the agent's first attempt, and lets it stop at the second.
    GoesOnOnce,
    /// Rewrites the file that the tool has written: removes blanks at the ends of lines.
    Formats,
    /// Adds a text to the model's context.
    Tells,
}

/// The reason for blocking a force push.
pub(super) const NO_FORCE_PUSH: &str = "force pushes are not allowed here";

/// The comment that every program has at the place where the program reads the words of the command.
pub(super) const WORDS: &str =
    "The words of the command: those of the argv, or those of TEXT in `bash -c TEXT`.";

/// The reason for not stopping yet.
pub(super) const WHY_NOT_YET: &str = "look over the change once more before you stop";

/// The comment in the program of a hook that formats files.
pub(super) const FORMATTER: &str =
    "Put your formatter here. This one removes blanks at the ends of lines.";

impl Behaviour {
    /// Chooses the behaviour of a new hook by its event and tool.
    pub(super) fn of(event: &EventName, tool: Option<&str>) -> Self {
        match event {
            EventName::Stop | EventName::SubagentStop => Self::GoesOnOnce,
            EventName::UserPromptSubmit => Self::Blocks {
                at: "user_message",
                forbidden: "deploy",
                why: "deploying is done by hand",
            },
            EventName::PreToolUse | EventName::PermissionRequest => Self::before(tool),
            EventName::PostToolUse if matches!(tool, Some("write_file" | "edit_file")) => {
                Self::Formats
            }
            _ => Self::Tells,
        }
    }

    /// Chooses what to block before a call. The choice depends on the input of the tool, if that input is known here.
    fn before(tool: Option<&str>) -> Self {
        match tool {
            Some("write_file" | "edit_file" | "read_file") => Self::Blocks {
                at: "tool_input.file_path",
                forbidden: "/etc/",
                why: "this file is outside the project",
            },
            Some("shell") => Self::ForbidsForcePush,
            // Only the agent knows the input of any other tool. So this hook blocks nothing and only adds a context.
            _ => Self::Tells,
        }
    }

    /// Returns the message that the test cases of the new hook expect.
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::ForbidsForcePush => NO_FORCE_PUSH,
            Self::Blocks { why, .. } => why,
            Self::GoesOnOnce => WHY_NOT_YET,
            Self::Formats => "",
            Self::Tells => "the hook has seen the event",
        }
    }
}
