//! An administrator's hooks of other agents.

use super::*;

/// Tries the user's settings against the administrator's guard in Gemini CLI's own file.
#[track_caller]
fn gemini_guard_resists(attack: &str, user: String) {
    let guard = gemini(20_000, &json!({}));
    let file = "gemini-cli/settings.json";
    resists(file, &guard, ".gemini/settings.json", &[(attack, user)]);
}

#[test]
fn a_user_does_not_switch_off_gemini_hooks_of_the_administrator() {
    let off = json!({ "hooksConfig": { "enabled": false } });
    gemini_guard_resists("enabled", off.to_string());
}

#[test]
fn a_user_does_not_disable_a_gemini_hook_of_the_administrator_by_its_name() {
    let off = json!({ "hooksConfig": { "disabled": ["guard"] } });
    gemini_guard_resists("disabled", off.to_string());
}

#[test]
fn a_user_does_not_disable_a_gemini_hook_of_the_administrator_by_its_command() {
    let off = json!({ "hooksConfig": { "disabled": [GUARD] } });
    gemini_guard_resists("disabled", off.to_string());
}

#[test]
fn a_copy_with_a_millisecond_does_not_replace_a_gemini_hook_of_the_administrator() {
    gemini_guard_resists("copy", gemini(1, &json!({})));
}

#[test]
fn everything_a_user_can_say_removes_no_gemini_hook_of_the_administrator() {
    let config = json!({ "enabled": false, "disabled": ["guard", GUARD] });
    gemini_guard_resists("all of it", gemini(1, &config));
}

#[test]
fn a_user_removes_no_claude_hook_of_the_administrator() {
    let hook = |timeout: f64| json!({ "type": "command", "command": GUARD, "timeout": timeout });
    resists(
        "claude-code/managed-settings.json",
        &json_hooks("PreToolUse", &hook(20.0)).to_string(),
        ".claude/settings.json",
        &[
            (
                "disableAllHooks",
                json!({ "disableAllHooks": true }).to_string(),
            ),
            (
                "a copy that gets a millisecond",
                json_hooks("PreToolUse", &hook(0.001)).to_string(),
            ),
            (
                "a copy in the background",
                json_hooks(
                    "PreToolUse",
                    &json!({ "type": "command", "command": GUARD, "timeout": 1, "async": true }),
                )
                .to_string(),
            ),
        ],
    );
}

#[test]
fn a_user_removes_no_codex_hook_of_the_administrator() {
    let hook = |timeout: u32| json!({ "type": "command", "command": GUARD, "timeout": timeout });
    let guard = json_hooks("PreToolUse", &hook(20)).to_string();
    resists(
        "codex/hooks.json",
        &guard,
        ".codex/config.toml",
        &[
            (
                "features",
                "[features]\nhooks = false\ncodex_hooks = false\n".to_owned(),
            ),
            (
                "state",
                "[hooks.state.\"/etc/codex/hooks.json:pre_tool_use:0:0\"]\nenabled = false\n"
                    .to_owned(),
            ),
        ],
    );
    let copy = json_hooks("PreToolUse", &hook(1)).to_string();
    resists(
        "codex/hooks.json",
        &guard,
        ".codex/hooks.json",
        &[("a copy", copy)],
    );
}

#[test]
fn a_user_removes_no_cursor_hook_of_the_administrator() {
    let of = |timeout: f64| {
        json!({ "version": 1, "hooks": { "preToolUse": [{ "command": GUARD, "timeout": timeout }] } }).to_string()
    };
    resists(
        "cursor/hooks.json",
        &of(20.0),
        ".cursor/hooks.json",
        &[("a copy that gets a millisecond", of(0.001))],
    );
}

#[test]
fn a_user_removes_no_copilot_hook_of_the_administrator() {
    let of = |seconds: f64| {
        json!({ "version": 1, "hooks": { "preToolUse": [
            { "type": "command", "bash": GUARD, "timeoutSec": seconds }] } })
    };
    let file = "github-copilot/policy.d/guard.json";
    let off = json!({ "disableAllHooks": true });
    resists(
        file,
        &of(20.0).to_string(),
        ".copilot/hooks/own.json",
        &[
            ("a copy that gets a millisecond", of(0.001).to_string()),
            ("disableAllHooks in a file of hooks", with(of(1.0), &off)),
        ],
    );
    resists(
        file,
        &of(20.0).to_string(),
        ".copilot/settings.json",
        &[("disableAllHooks", off.to_string())],
    );
}
