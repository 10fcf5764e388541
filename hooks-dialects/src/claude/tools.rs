//! Claude Code's tool names. An embedding agent can use these names too when it declares its tools with `ToolNames`.

use crate::tools::{Kind, Tools, mcp_with_underscores};

/// Claude Code's names for the kinds of tools that most agents have.
pub(crate) static TOOLS: Tools = Tools {
    names: &[
        (Kind::Shell, &["Bash", "PowerShell"]),
        (Kind::Write, &["Write"]),
        // Claude Code no longer has `MultiEdit`. But a matcher or the embedding agent (the program that uses this
        // library) can still use this name.
        (Kind::Edit, &["Edit", "MultiEdit"]),
        (Kind::Read, &["Read"]),
        (Kind::Search, &["Grep"]),
        (Kind::List, &["Glob"]),
        (Kind::Fetch, &["WebFetch"]),
        (Kind::WebSearch, &["WebSearch"]),
        (Kind::Subagent, &["Agent", "Task"]),
        (Kind::Todo, &["TodoWrite"]),
        (Kind::Question, &["AskUserQuestion"]),
    ],
    further: FURTHER,
    // The field `timeout` is in milliseconds (types of SDK 0.3.330).
    timeout: "timeout",
    ..Tools::new("Claude Code", &super::Claude, mcp_with_underscores)
};

/// Tools that Claude Code renamed: the former name in matchers, and the current name in payloads.
pub(crate) const RENAMED: &[(&str, &str)] = &[
    ("Task", "Agent"),
    ("KillShell", "TaskStop"),
    ("KillBash", "TaskStop"),
    ("ListPeers", "ListAgents"),
    ("Brief", "SendUserMessage"),
    ("ListMcpResources", "ListMcpResourcesTool"),
    ("ReadMcpResource", "ReadMcpResourceTool"),
    ("ReadMcpResourceDir", "ReadMcpResourceDirTool"),
    ("ProposeGoal", "SetGoal"),
];

/// The names of Claude Code's tools, current and former, that `names` above does not list (tools reference, permission
/// rules).
pub(super) const FURTHER: &str = "BashOutput CronCreate CronDelete CronList EnterPlanMode EnterWorktree \
    ExitPlanMode ExitWorktree LS LSP Monitor NotebookEdit NotebookRead SendMessage Skill SlashCommand \
    TaskCreate TaskGet TaskList TaskOutput TaskUpdate TeamCreate TeamDelete TodoRead ToolSearch";
