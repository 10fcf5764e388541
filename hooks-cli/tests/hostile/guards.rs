//! The user's own guard, in our file or in another agent's.

use serde_json::json;

use crate::world::{REASON, World};

/// The kind of file that contains the guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    Native,
    Claude,
    Codex,
    Gemini,
    Cursor,
    Copilot,
    Goose,
}

impl Guard {
    pub(crate) const ALL: [Self; 7] = [
        Self::Native,
        Self::Claude,
        Self::Codex,
        Self::Gemini,
        Self::Cursor,
        Self::Copilot,
        Self::Goose,
    ];

    /// Returns the path of the user's file with the guard, below the home folder.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Self::Native => ".config/agent-hooks/hooks.toml",
            Self::Claude => ".claude/settings.json",
            Self::Codex => ".codex/hooks.json",
            Self::Gemini => ".gemini/settings.json",
            Self::Cursor => ".cursor/hooks.json",
            Self::Copilot => ".copilot/hooks/guard.json",
            Self::Goose => ".agents/plugins/guard/hooks/hooks.json",
        }
    }

    /// Puts the guard into the user's home.
    pub(crate) fn install(self, world: &World) {
        let script = format!(
            "#!/bin/sh\ncat >/dev/null\necho ran >> {{LOG}}/guard\necho {REASON} >&2\nexit 2\n"
        );
        world.write_home_program("bin/guard.sh", &script);
        let command = world.filled("{HOME}/bin/guard.sh");
        let hook = json!({ "type": "command", "command": command, "timeout": 20 });
        let named =
            json!({ "type": "command", "command": command, "timeout": 20_000, "name": "guard" });
        let text = match self {
            Self::Native => format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"{command}\"]\n"),
            Self::Claude => json!({ "hooks": { "PreToolUse": [{ "matcher": "*", "hooks": [hook] }] } }).to_string(),
            Self::Codex => json!({ "hooks": { "PreToolUse": [{ "matcher": "*", "hooks": [hook] }] } }).to_string(),
            Self::Goose => json!({ "hooks": { "PreToolUse": [{ "hooks": [hook] }] } }).to_string(),
            Self::Gemini => json!({ "hooks": { "BeforeTool": [{ "matcher": "*", "hooks": [named] }] } }).to_string(),
            Self::Cursor => json!({ "version": 1, "hooks": { "preToolUse": [{ "command": command }] } }).to_string(),
            Self::Copilot => json!({ "version": 1, "hooks": { "preToolUse": [{ "type": "command", "bash": command }] } })
                    .to_string(),
        };
        world.write_home(self.file(), &text);
    }
}
