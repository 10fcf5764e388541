//! Builds the entry of our bridge (this project's program, run as a hook of Gemini CLI) in Gemini CLI's
//! `settings.json`.

use hooks_config::format::{BridgeEntry, BridgedEvent, Ordered};

use crate::config::bridge::{group, handler};

/// The events for which our bridge (this project's program, run as a hook) is registered.
const EVENTS: &[BridgedEvent] = &[
    BridgedEvent::gate("BeforeTool"),
    BridgedEvent::told("AfterTool"),
    BridgedEvent::gate("BeforeAgent"),
    BridgedEvent::told("AfterAgent"),
    BridgedEvent::told("Notification"),
    BridgedEvent::told("SessionStart"),
    BridgedEvent::told("SessionEnd"),
    BridgedEvent::told("PreCompress"),
];

/// Describes the entry of our bridge (this project's program, run as a hook) in Gemini CLI's file.
pub(super) static BRIDGE: BridgeEntry = BridgeEntry {
    after_install: &[
        "Gemini CLI works with `-p` only in folders you have trusted there, else it ends with code 55; with `--skip-trust` it runs the user's hooks and silently skips a project's, with GEMINI_CLI_TRUST_WORKSPACE=true it runs both",
        "Gemini CLI accepts no text for the model before a tool: the `context` of pre_tool_use is left out, and the `context` of post_tool_use is used",
        "Gemini CLI asks in its interactive screen only: elsewhere (`-p`, `--acp`, a pipe) an `ask` is a block with its reason",
    ],
    trust_list: Some(("trustedFolders.json", false)),
    asks_at_terminal: true,
    headless_options: &["-p", "--prompt"],
    headless_variables: &["CI", "GITHUB_ACTIONS"],
    ..BridgeEntry::of("settings.json", EVENTS, |_, command, limit| {
        let mut fields = vec![("name", Ordered::plain("hooks-bridge"))];
        // Gemini CLI reads the time limit in milliseconds.
        fields.extend(handler(command, limit * 1000));
        group(fields)
    })
};
