"""Native hooks of Gemini CLI."""

import json

from kit.case import *  # noqa: F403

E = "BeforeTool"
TOOL = "run_shell_command"


def inner(event=E, **more):
    return {"hookSpecificOutput": {"hookEventName": event, **more}}


DENY = say({"decision": "deny", "reason": REASON})
BLOCK = err(REASON, 2)
MODIFIED = {"command": "@MODIFIED@"}


def handlers(*list_, **top):
    return {"hooks": {E: [{"hooks": list(list_)}]}, **top}


CASES = [
    # exit codes
    pre("exit0-stderr", err(REASON, 0)),
    pre("exit1-silent", err("", 1)),
    pre("exit1-json-deny", say({"decision": "deny", "reason": REASON}, code=1)),
    pre("exit2-silent", err("", 2)),
    pre("exit2-stdout-text", err("", 2, stdout=REASON)),
    pre("exit2-json-allow", err("other", 2, stdout='{"decision":"allow"}')),
    pre("exit2-json-empty", err("other", 2, stdout="{}")),
    pre("exit2-json-deny", err("other", 2, stdout=json.dumps({"decision": "deny", "reason": REASON}))),
    pre("exit3-silent", err("", 3)),
    pre("exit3-stdout-text", err("", 3, stdout=REASON)),
    pre("signal", f"{READ}; kill -9 $$"),
    pre("signal-with-text", f"{READ}; echo {REASON} >&2; kill -9 $$"),
    pre("unread-exit2", f"echo {REASON} >&2; exit 2"),
    # time (milliseconds)
    pre("timeout", f"{READ}; sleep 4", handler={"timeout": 1000}),
    pre("timeout-after-deny", DENY + "; sleep 4", handler={"timeout": 1000}),
    # JSON forms
    pre("block", say({"decision": "block", "reason": REASON})),
    pre("approve", say({"decision": "approve"})),
    pre("unknown-decision", say({"decision": "maybe"})),
    pre("claude-deny", say(inner("PreToolUse", permissionDecision="deny", permissionDecisionReason=REASON))),
    pre("deny-extra", say({"decision": "deny", "reason": REASON, "extra": 1})),
    pre("deny-stop-reason", say({"decision": "deny", "stopReason": REASON})),
    pre("update", say(inner(tool_input=MODIFIED))),
    pre("update-wrong-name", say(inner("AfterTool", tool_input=MODIFIED))),
    pre("update-deny", say({"decision": "deny", "reason": REASON, **inner(tool_input=MODIFIED)})),
    pre("update-partial", say(inner(tool_input={"description": "only this"}))),
    pre("update-wrong-type", say(inner(tool_input={"command": 7}))),
    pre("update-string", say(inner(tool_input="echo hi"))),
    pre("update-extra-key", say(inner(tool_input={**MODIFIED, "zzz": 1}))),
    pre("context", say(inner(additionalContext=CONTEXT))),
    pre("continue-false-deny", say({"continue": False, "stopReason": STOP, "decision": "deny", "reason": REASON})),
    pre("continue-false-string", say({"continue": "false", "stopReason": STOP})),
    pre("empty-object", say({})),
    pre("unknown-only", say({"foo": "bar"})),
    # stdout that is not one object
    pre("text-before-deny", out("log line\n" + json.dumps({"decision": "deny", "reason": REASON}))),
    pre("text-after-deny", out(json.dumps({"decision": "deny", "reason": REASON}) + "\nlog line")),
    pre("number", out("7")),
    pre("string", out('"deny"')),
    pre("bom", out("\ufeff" + json.dumps({"decision": "deny", "reason": REASON}))),
    pre("trailing-comma", out('{"decision":"deny","reason":"%s",}' % REASON)),
    pre("duplicate-keys", out('{"decision":"allow","decision":"deny","reason":"%s"}' % REASON)),
    pre("json-on-stderr", err(json.dumps({"decision": "deny", "reason": REASON}), 0)),
    pre("json-on-both", err(json.dumps({"decision": "deny", "reason": REASON}), 0, stdout='{"decision":"allow"}')),
    pre("json-on-stderr-exit1", err(json.dumps({"decision": "deny", "reason": REASON}), 1)),
    # matchers; the hook blocks
    pre("matcher-case", BLOCK, matcher="Run_Shell_Command"),
    pre("matcher-regex", BLOCK, matcher="run_.*"),
    pre("matcher-anchored-wrong", BLOCK, matcher="^shell"),
    pre("matcher-pipe-spaces", BLOCK, matcher="write_file | " + TOOL),
    pre("matcher-comma", BLOCK, matcher="write_file," + TOOL),
    pre("matcher-empty", BLOCK, matcher=""),
    pre("matcher-dotstar", BLOCK, matcher=".*"),
    pre("matcher-invalid", BLOCK, matcher="shell("),
    pre("matcher-lookahead", BLOCK, matcher="^(?!write).*$"),
    pre("matcher-blank", BLOCK, matcher="  "),
    pre("mcp-double", BLOCK, matcher="mcp__memory__write", turn="mcp"),
    pre("mcp-server", BLOCK, matcher="mcp_memory", turn="mcp"),
    pre("mcp-tool", BLOCK, matcher="write", turn="mcp"),
    pre("mcp-regex", BLOCK, matcher="mcp_.*", turn="mcp"),
    pre("mcp-update", say(inner(tool_input={"note": "changed"})), turn="mcp"),
    pre("write-list", BLOCK, matcher="write_file|replace", turn="write"),
    # handlers and files
    pre("timeout-string", BLOCK, handler={"timeout": "5000"}),
    pre("empty-command", BLOCK, raw=lambda c: handlers({"type": "command", "command": ""})),
    pre("flat-entry", BLOCK, raw=lambda c: {"hooks": {E: [{"type": "command", "command": c[0]}]}}),
    pre("unknown-event-beside", BLOCK, raw=lambda c: {"hooks": {"Nonsense": [], E: [{"hooks": [{"type": "command", "command": c[0]}]}]}}),
    pre("hooks-disabled", BLOCK, raw=lambda c: handlers({"type": "command", "command": c[0]}, hooksConfig={"enabled": False})),
    pre("hook-disabled-by-name", BLOCK, raw=lambda c: handlers({"type": "command", "name": "it", "command": c[0]}, hooksConfig={"disabled": ["it"]})),
    pre("hook-disabled-by-command", BLOCK, raw=lambda c: handlers({"type": "command", "command": c[0]}, hooksConfig={"disabled": [c[0]]})),
    pre("file-trailing-comma", BLOCK, raw=lambda c: '{"hooks":{"BeforeTool":[{"hooks":[{"type":"command","command":"%s"}]}],}}' % c[0]),
    pre("file-comment", BLOCK, raw=lambda c: '{\n// why\n"hooks":{"BeforeTool":[{"hooks":[{"type":"command","command":"%s"}]}]}}' % c[0]),
    pre("bash-only-string", "", handler={"command": f"[[ -n x ]] && echo {REASON} >&2 && exit 2"}),
    pre("project-dir-variable", BLOCK, handler={"command": "$GEMINI_PROJECT_DIR/../scripts/hook-0.sh"}),
    pre("env-key", f'echo "$EXTRA" >&2; exit 2', handler={"env": {"EXTRA": REASON}}),
    # several hooks
    pre("deny-and-allow", say({"decision": "allow"}), DENY),
    pre("two-updates-sequential", say(inner(tool_input={"command": "true"})), say(inner(tool_input=MODIFIED)), group={"sequential": True}),
    pre("update-then-reads-parallel", say(inner(tool_input=MODIFIED)),
        f'sleep 0.3; case "$(cat)" in *modified*) echo {REASON} >&2; exit 2;; esac'),
    # after a tool
    post("post-exit2", BLOCK),
    post("post-exit1", err(REASON, 1)),
    post("post-deny-no-reason", say({"decision": "deny"})),
    post("post-text", out(CONTEXT)),
    post("post-on-failing-command", say(inner("AfterTool", additionalContext=CONTEXT)), turn="fail"),
    post("post-mcp-context", say(inner("AfterTool", additionalContext=CONTEXT)), turn="mcp"),
    # prompts
    prompt("prompt-exit2", BLOCK),
    prompt("prompt-deny", say({"decision": "deny", "reason": REASON})),
    prompt("prompt-deny-no-reason", say({"decision": "deny"})),
    prompt("prompt-text", out(CONTEXT)),
    prompt("prompt-context-wrong-name", say(inner("AfterTool", additionalContext=CONTEXT))),
    prompt("prompt-context-top", say({"additionalContext": CONTEXT})),
    prompt("prompt-continue-false", say({"continue": False, "stopReason": STOP})),
    # the end of a turn
    stop("stop-exit2", BLOCK),
    stop("stop-deny", say({"decision": "deny", "reason": REASON})),
    stop("stop-block", say({"decision": "block", "reason": REASON})),
    stop("stop-deny-no-reason", say({"decision": "deny"})),
    stop("stop-continue-false", say({"continue": False, "stopReason": STOP})),
    stop("stop-deny-continue-false", say({"decision": "deny", "reason": REASON, "continue": False, "stopReason": STOP})),
    # the start of a session
    start("start-text", out(CONTEXT)),
    start("start-context", say(inner("SessionStart", additionalContext=CONTEXT))),
    start("start-matcher-part", say(inner("SessionStart", additionalContext=CONTEXT)), matcher="start"),
    start("start-matcher-list", say(inner("SessionStart", additionalContext=CONTEXT)), matcher="resume|startup"),
]
