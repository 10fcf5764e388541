//! Valid configurations, one in each format, with a guard before every tool call.

use hooks_types::DialectRef;

pub(crate) struct Seed {
    pub(crate) dialect: DialectRef,
    /// The path at which the agent keeps the file, relative to a folder.
    pub(crate) path: &'static str,
    pub(crate) text: &'static str,
}

pub(crate) const SEEDS: &[Seed] = &[
    Seed {
        dialect: DialectRef::NATIVE,
        path: "hooks.toml",
        text: r#"# The program that is told of each notification.
notify = ["notify-send", "done"]

[hooks]
strategy = "parallel"
budget = "90s"
max_concurrency = 4

[[hooks.pre_tool_use]]
name = "guard"
command = ["${config_dir}/guard.sh", "--strict"]
matcher = ["shell", "mcp__*"]
timeout = 5
on_failure = "block"
env = { MODE = "strict", DIR = "${config_dir}" }
inherit_env = ["PATH", "HOME"]

[[hooks.pre_tool_use]]
command = """
set -e
./second.sh 'a b'
"""
dialect = "claude"

[[hooks.post_tool_use]]
command = "cargo fmt"
background = true

[[hooks.other."deploy"]]
command = ["true"]
"#,
    },
    Seed {
        dialect: hooks_dialects::CLAUDE,
        path: ".claude/settings.json",
        text: r#"{
  "permissions": { "allow": ["Bash(ls:*)", "Read"], "deny": [] },
  "disableAllHooks": false,
  "allowedHttpHookUrls": ["https://hooks.example/*"],
  "hooks": {
    "PreToolUse": [
      {
        "matcher": "Bash|Edit",
        "hooks": [
          { "type": "command", "command": "\"$CLAUDE_PROJECT_DIR\"/guard.sh", "timeout": 10, "if": "Bash(rm *)", "onFailure": "block" },
          { "type": "command", "command": "guard", "args": ["${CLAUDE_PROJECT_DIR}/x", "-v"] }
        ]
      },
      { "hooks": [{ "type": "http", "url": "https://hooks.example/a", "headers": { "X-Key": "$KEY" }, "allowedEnvVars": ["KEY"] }] }
    ],
    "Stop": [{ "hooks": [{ "type": "command", "command": "echo done", "async": true }] }]
  }
}
"#,
    },
    Seed {
        dialect: hooks_dialects::CODEX,
        path: ".codex/hooks.json",
        text: r#"{
  "description": "ours",
  "hooks": {
    "PreToolUse": [
      { "matcher": "^Bash$", "hooks": [{ "type": "command", "command": "python3 guard.py", "timeout": 30, "statusMessage": "looking" }] }
    ],
    "SessionEnd": [{ "hooks": [{ "type": "command", "command": "bye", "timeout": 2 }] }]
  }
}
"#,
    },
    Seed {
        dialect: hooks_dialects::CODEX,
        path: ".codex/config.toml",
        text: r#"model = "large"
notify = ["notify", "turn"]

[features]
hooks = true

[projects."/work/a"]
trust_level = "trusted"

[[hooks.PreToolUse]]
matcher = "Bash|apply_patch"

[[hooks.PreToolUse.hooks]]
type = "command"
command = "guard"
timeout = 10

[[hooks.Stop]]
hooks = [{ type = "command", command = "check" }, { type = "command", command = "log", async = true }]

[hooks.state."/h/.codex/config.toml:stop:0:1"]
enabled = false
"#,
    },
    Seed {
        dialect: hooks_dialects::GEMINI,
        path: ".gemini/settings.json",
        text: r#"{
  "hooksConfig": { "enabled": true, "disabled": [] },
  "hooks": {
    "BeforeTool": [
      {
        "matcher": "run_shell_command|write_file",
        "sequential": true,
        "hooks": [
          { "name": "guard", "type": "command", "command": "guard --strict", "timeout": 5000 },
          { "type": "command", "command": "second", "description": "b", "env": { "A": "b" } }
        ]
      }
    ],
    "SessionStart": [{ "matcher": "startup", "hooks": [{ "type": "command", "command": "hello" }] }]
  }
}
"#,
    },
    Seed {
        dialect: hooks_dialects::CURSOR,
        path: ".cursor/hooks.json",
        text: r#"{
  "version": 1,
  "hooks": {
    "preToolUse": [{ "command": "./guard.sh", "matcher": "Shell|Write", "timeout": 10, "failClosed": true }],
    "beforeShellExecution": [{ "command": "./shell.sh", "matcher": "rm|curl" }, { "command": "second" }],
    "stop": [{ "command": "./stop.sh", "loop_limit": 3 }]
  }
}
"#,
    },
    Seed {
        dialect: hooks_dialects::COPILOT,
        path: ".github/hooks/guard.json",
        text: r#"{
  "version": 1,
  "hooks": {
    "preToolUse": [
      { "type": "command", "bash": "./guard.sh", "powershell": "./guard.ps1", "cwd": "scripts", "env": { "A": "b" }, "timeoutSec": 15, "matcher": "bash|edit" },
      { "exec": "guard", "args": ["-v"] }
    ],
    "PreToolUse": [{ "matcher": "Bash", "hooks": [{ "type": "command", "command": "second" }] }],
    "sessionEnd": [{ "type": "command", "bash": "echo bye" }]
  }
}
"#,
    },
    Seed {
        dialect: hooks_dialects::GOOSE,
        path: ".agents/plugins/guard/hooks/hooks.json",
        text: r#"{
  "hooks": {
    "PreToolUse": [
      { "matcher": "developer__shell|developer__write", "hooks": [
        { "type": "command", "command": "guard --strict", "timeout": 10, "on_failure": "block" },
        { "command": "second" }
      ] }
    ],
    "BeforeShellExecution": [{ "matcher": "^sudo", "hooks": [{ "command": "third" }] }],
    "SessionStart": [{ "hooks": [{ "command": "hello" }] }]
  }
}
"#,
    },
];
