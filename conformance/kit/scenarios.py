"""The promises of the bridge: one hooks.toml per scenario, and its effects in every agent."""

from dataclasses import dataclass, field

from .words import CONTEXT, NOTICE, REASON, REWRITTEN, STOP

READ = "cat >/dev/null"


@dataclass
class Seen:
    """The effects of a run: whether the tool ran, what the model read, what the user saw."""

    # "ran", "rewritten" or "not run"; None if the scenario does not concern a tool.
    tool: str = None
    model: tuple = ()
    user: tuple = ()
    # How often the hooks ran; None if that is not counted.
    runs: int = None


@dataclass
class Scenario:
    name: str
    # The table in hooks.toml. None means that `script` is the whole file, or that there is no file.
    event: str
    script: str
    promise: Seen
    # Further lines of the entry.
    extra: str = ""
    turn: str = "shell"
    # For agents that cannot keep the promise: what is promised instead, and why.
    but: dict = field(default_factory=dict)
    # Whether the bridge is in every file that the agent reads, not only in the user's.
    everywhere: bool = False


def answer(text):
    return f"{READ}; echo '{text}'"


def blocks():
    return f"{READ}; echo {REASON} >&2; exit 2"


def counted(script):
    return f"echo x >> @PROOFS@/runs; {script}"


# The agents whose project files also get an entry, for scenarios with the bridge everywhere.
ENTRIES = {"claude": ("claude",), "codex": ("codex",), "gemini": ("gemini",), "copilot": ("copilot", "claude")}

MODIFIED = '{"command":["bash","-c","@MODIFIED@"],"description":"changed"}'
AWAITED = "background = false"
FILES = 'matcher = ["write_file", "edit_file", "apply_patch"]'

NOT_RUN = Seen("not run", model=(REASON,))
RAN = Seen("ran")
REWRITES = Seen("rewritten")

# Reasons why a different promise applies to one agent.
UNREAD = {
    "codex": "`codex exec` prints that a hook ran or blocked, but none of its texts; the terminal interface shows them",
    "copilot": "`copilot -p` prints no progress lines; the terminal interface shows them",
}
LATER = "Gemini CLI accepts no text for the model before a tool call; the report and `bridge install` say so"
ABSENT = "Gemini CLI has no event for permissions"
YES = "the agent asks the user, who says yes in this run; a headless run of the other agents has no user to ask"
ASKED = "without a decision the agent asks the user, who says yes in this run"


def unread(promise):
    """Returns the promise without texts for the user, for agents whose headless runs print none."""
    return {agent: (Seen(promise.tool, promise.model), why) for agent, why in UNREAD.items()}


TOLD = Seen("ran", model=(CONTEXT,), user=(NOTICE,))
NOTICED = Seen("ran", user=(NOTICE,))
REWRITES_TOLD = Seen("rewritten", model=(CONTEXT,), user=(NOTICE,))
BROKEN = Seen("not run", user=("hooks.toml",))

def once(promise):
    return Seen(promise.tool, promise.model, promise.user, 1)


# Adds a prefix to the command, so that a second rewrite would show.
PREFIX = '''python3 -c 'import json,sys; c = json.load(sys.stdin)["hook_event"]["tool_input"]["command"][-1]
print(json.dumps({"decision": "modify", "content": {"command": ["bash", "-c", "echo x >> @PROOFS@/prefix; " + c]}}))' '''


def twice(name, event, script, promise, extra="", but=None):
    """Returns a scenario with the bridge in every file that the agent reads. The hooks must run only once."""
    others = {agent: (once(seen), why) for agent, (seen, why) in (but or {}).items()}
    return Scenario(f"everywhere-{name}", event, counted(script), once(promise), extra, but=others, everywhere=True)


SCENARIOS = [
    # A block in every form and for every kind of call.
    Scenario("block-exit2", "pre_tool_use", blocks(), NOT_RUN),
    Scenario("block-json", "pre_tool_use", answer(f'{{"decision":"block","message":"{REASON}"}}'), NOT_RUN),
    Scenario("block-shell-matcher", "pre_tool_use", blocks(), NOT_RUN, 'matcher = "shell"'),
    Scenario("block-write-matcher", "pre_tool_use", blocks(), NOT_RUN, FILES, "write"),
    Scenario("block-mcp-tool", "pre_tool_use", blocks(), NOT_RUN, 'matcher = "mcp__memory__write"', "mcp"),
    Scenario("block-mcp-server", "pre_tool_use", blocks(), NOT_RUN, 'matcher = "mcp__memory__*"', "mcp"),
    Scenario("block-large", "pre_tool_use", blocks(), NOT_RUN, 'matcher = "shell"', "large"),
    Scenario("block-large-unread", "pre_tool_use", f"echo {REASON} >&2; exit 2", NOT_RUN, turn="large"),
    # A rewrite.
    Scenario("modify", "pre_tool_use", answer(f'{{"decision":"modify","content":{MODIFIED}}}'), REWRITES),
    Scenario("modify-argv", "pre_tool_use",
             answer('{"decision":"modify","content":{"command":["touch","@PROOFS@/modified"]}}'), REWRITES),
    Scenario("modify-string", "pre_tool_use", answer('{"decision":"modify","content":{"command":"@MODIFIED@"}}'),
             Seen("not run")),
    Scenario("modify-context-notice", "pre_tool_use",
             answer(f'{{"decision":"modify","content":{MODIFIED},"context":"{CONTEXT}","notice":"{NOTICE}"}}'),
             REWRITES_TOLD, but={**unread(REWRITES_TOLD), "gemini": (Seen("rewritten", user=(NOTICE,)), LATER)}),
    # Texts, permission, a question, the end of the run.
    Scenario("context", "pre_tool_use", answer(f'{{"context":"{CONTEXT}"}}'), Seen("ran", model=(CONTEXT,)),
             but={"gemini": (RAN, LATER)}),
    Scenario("notice", "pre_tool_use", answer(f'{{"notice":"{NOTICE}"}}'), NOTICED, but=unread(NOTICED)),
    Scenario("allow", "pre_tool_use", answer(f'{{"decision":"allow","message":"{REASON}"}}'), RAN),
    Scenario("allow-context", "pre_tool_use", answer(f'{{"decision":"allow","context":"{CONTEXT}","notice":"{NOTICE}"}}'),
             TOLD, but={**unread(TOLD), "gemini": (NOTICED, LATER)}),
    Scenario("stop", "pre_tool_use", answer(f'{{"stop":"{STOP}"}}'), Seen("not run")),
    Scenario("ask", "pre_tool_use", answer(f'{{"decision":"ask","message":"{REASON}"}}'), NOT_RUN,
             but={"claude": (Seen("ran", user=(REASON,)), YES)}),
    Scenario("ask-modified", "pre_tool_use", answer(f'{{"decision":"ask","message":"{REASON}","content":{MODIFIED}}}'), NOT_RUN,
             but={"claude": (Seen("rewritten", user=(REASON,)), YES)}),
    # Broken configurations and slow hooks.
    Scenario("broken-toml", None, "[[hooks.pre_tool_use]\ncommand = 1\n", BROKEN),
    Scenario("typo-key", None, '[[hooks.pre_tool_use]]\ncommand = ["true"]\nmatchr = "shell"\n', BROKEN),
    Scenario("missing-program", "pre_tool_use", None, Seen("not run"), 'command = ["/nonexistent/guard"]'),
    Scenario("no-config", None, None, RAN),
    Scenario("timeout", "pre_tool_use", f"{READ}; sleep 30", Seen("not run"), "timeout = 1"),
    Scenario("timeout-open", "pre_tool_use", f"{READ}; sleep 30", RAN, 'timeout = 1\non_failure = "proceed"'),
    Scenario("budget", "pre_tool_use", f"{READ}; sleep 100", Seen("not run"), "timeout = 90"),
    Scenario("budget-open", "pre_tool_use", f"{READ}; sleep 100", RAN, 'timeout = 90\non_failure = "proceed"'),
    # A prompt, the end of a turn, the start and the end of a session.
    Scenario("prompt-block", "user_prompt_submit", blocks(), Seen("not run", user=(REASON,)),
             but={"codex": (Seen("not run"), UNREAD["codex"])}),
    Scenario("prompt-context", "user_prompt_submit", answer(f'{{"context":"{CONTEXT}","notice":"{NOTICE}"}}'), TOLD,
             but=unread(TOLD)),
    Scenario("prompt-modify", "user_prompt_submit", answer(f'{{"decision":"modify","content":"{REWRITTEN}"}}'), Seen("not run"),
             but={"copilot": (Seen("ran", model=(REWRITTEN,)), "Copilot can replace a prompt; in the other agents the rewrite becomes a block that shows the wanted prompt")}),
    Scenario("prompt-stop", "user_prompt_submit", answer(f'{{"stop":"{STOP}"}}'), Seen("not run")),
    Scenario("stop-continues-once", "stop",
             f"if [ -e @PROOFS@/once ]; then {READ}; exit 0; fi; touch @PROOFS@/once; "
             + answer(f'{{"decision":"block","message":"{REASON}"}}'), Seen("ran", model=(REASON,))),
    Scenario("stop-reads-active", "stop",
             """case "$(cat)" in *'"stop_hook_active":true'*) exit 0;; esac; """
             f"""echo '{{"decision":"block","message":"{REASON}"}}'""", Seen("ran", model=(REASON,))),
    Scenario("session-context", "session_start", answer(f'{{"context":"{CONTEXT}","notice":"{NOTICE}"}}'), TOLD,
             but={**unread(TOLD), "claude": (Seen("ran", model=(CONTEXT,)),
                                             "a headless run of Claude Code prints no notice of a session's start")}),
    Scenario("session-stop", "session_start", answer(f'{{"stop":"{STOP}"}}'), Seen()),
    Scenario("session-end", "session_end", f"{READ}; touch @PROOFS@/session-end", Seen("ran")),
    # After a tool.
    Scenario("post-block", "post_tool_use", answer(f'{{"decision":"block","message":"{REASON}"}}'),
             Seen("ran", model=(REASON,)), AWAITED),
    Scenario("post-modify", "post_tool_use", answer(f'{{"decision":"modify","content":"{REWRITTEN}"}}'),
             Seen("ran", model=(REWRITTEN,)), AWAITED),
    Scenario("post-context", "post_tool_use", answer(f'{{"context":"{CONTEXT}","notice":"{NOTICE}"}}'), TOLD, AWAITED,
             but=unread(TOLD)),
    Scenario("post-background-slow", "post_tool_use", f"{READ}; sleep 4; echo '{{\"decision\":\"block\",\"message\":\"{REASON}\"}}'",
             Seen("ran", model=(REASON,))),
    Scenario("post-background-context", "post_tool_use", answer(f'{{"context":"{CONTEXT}","notice":"{NOTICE}"}}'), TOLD,
             but=unread(TOLD)),
    Scenario("post-sees-failure", "post_tool_use", answer(f'{{"context":"{CONTEXT}"}}'), RAN, AWAITED, "fail"),
    Scenario("failure-context", "post_tool_use_failure", answer(f'{{"context":"{CONTEXT}"}}'),
             Seen("ran", model=(CONTEXT,)), AWAITED, "fail",
             {"codex": (RAN, "Codex reports a failed command like any other, so post_tool_use gets it"),
              "gemini": (RAN, "Gemini CLI does not treat an exit code as a failure of the tool, so post_tool_use gets it"),
              "copilot": (RAN, "Copilot does not treat an exit code as a failure of the tool, so post_tool_use gets it")}),
    # A permission.
    Scenario("permission-allow", "permission_request", answer('{"decision":"allow"}'), RAN),
    Scenario("permission-block", "permission_request", answer(f'{{"decision":"block","message":"{REASON}"}}'), NOT_RUN,
             but={"gemini": (RAN, ABSENT)}),
    Scenario("permission-ask", "permission_request", answer(f'{{"decision":"ask","message":"{REASON}"}}'), RAN,
             but={"claude": (RAN, ASKED), "codex": (RAN, ASKED), "gemini": (RAN, ABSENT),
                  "copilot": (NOT_RUN, "without a decision Copilot's own rules may allow the call, so `ask` becomes a block")}),
    Scenario("permission-fails", "permission_request", f"{READ}; exit 1", RAN,
             but={"claude": (RAN, ASKED), "codex": (RAN, ASKED), "gemini": (RAN, ABSENT),
                  "copilot": (Seen("not run"), "without a decision Copilot's own rules may allow the call, so `ask` becomes a block")}),
    # The bridge in the user's and in the project's file; for Copilot also in Claude Code's file of the project.
    twice("proceeds", "pre_tool_use", READ, RAN),
    twice("blocks", "pre_tool_use", blocks(), NOT_RUN),
    twice("rewrites", "pre_tool_use", PREFIX, RAN),
    twice("prompt", "user_prompt_submit", READ, RAN),
    twice("prompt-blocks", "user_prompt_submit", blocks(), Seen("not run")),
    twice("prompt-context", "user_prompt_submit", answer(f'{{"context":"{CONTEXT}"}}'), Seen("ran", model=(CONTEXT,))),
    twice("post", "post_tool_use", answer(f'{{"decision":"block","message":"{REASON}"}}'), Seen("ran", model=(REASON,)), AWAITED),
    twice("start", "session_start", answer(f'{{"context":"{CONTEXT}"}}'), Seen("ran", model=(CONTEXT,))),
    twice("end", "session_end", READ, RAN),
    Scenario("everywhere-permission-blocks", "permission_request", counted(blocks()), once(NOT_RUN), everywhere=True,
             but={"gemini": (RAN, ABSENT)}),
]
