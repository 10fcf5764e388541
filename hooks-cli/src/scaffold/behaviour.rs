//! Chooses the behaviour of a new hook by its event and tool.

use hooks_types::EventName;

/// The behaviour of a new hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behaviour {
    /// Blocks a shell command that has the words of a force push in this order, anywhere in an argv or in the
    /// text for a shell. It may block too much, but misses none of these spellings.
    ForbidsForcePush,
    /// Blocks if a text of the event contains `forbidden`.
    Blocks {
        /// The path of the text in the native payload, below `hook_event`.
        at: &'static str,
        forbidden: &'static str,
        why: &'static str,
    },
    /// Lets the agent stop only at its second attempt.
    GoesOnOnce,
    /// Rewrites the file that was written: removes blanks at the ends of lines.
    Formats,
    /// Adds a text to the model's context.
    Tells,
}

/// The reason for blocking a force push.
pub(super) const NO_FORCE_PUSH: &str = "force pushes are not allowed here";

/// The comment on the words in the program of every language.
pub(super) const WORDS: &str = "The words of the command, an argv or the text in `bash -c TEXT`.";

/// The reason for not stopping yet.
pub(super) const WHY_NOT_YET: &str = "look over the change once more before you stop";

/// What the program of a formatter says of itself.
pub(super) const FORMATTER: &str =
    "Put your formatter here. This one removes blanks at the ends of lines.";

impl Behaviour {
    /// Chooses the likely purpose of a hook of this event and tool.
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

    /// Chooses what to judge before a call, by the tool's input that is known to us.
    fn before(tool: Option<&str>) -> Self {
        match tool {
            Some("write_file" | "edit_file" | "read_file") => Self::Blocks {
                at: "tool_input.file_path",
                forbidden: "/etc/",
                why: "this file is outside the project",
            },
            Some("shell") => Self::ForbidsForcePush,
            // Only the agent knows the input of this tool.
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
            Self::Tells => "the hook has seen it",
        }
    }
}
