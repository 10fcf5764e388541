//! Claude Code's tools. Its names are understood in `ToolNames` too.

use crate::tools::{Kind, Tools, mcp_with_underscores};

/// Claude Code's tools and their fields.
pub(crate) static TOOLS: Tools = Tools {
    names: &[
        (Kind::Shell, &["Bash", "PowerShell"]),
        (Kind::Write, &["Write"]),
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
    timeout: "timeout",
    ..Tools::new(&super::Claude, mcp_with_underscores)
};

/// Tools that Claude Code renamed: what matchers still say, what the payload says today.
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

/// Its further tools, today's and former ones (tools reference, permission rules).
pub(super) const FURTHER: &str = "BashOutput CronCreate CronDelete CronList EnterPlanMode EnterWorktree \
    ExitPlanMode ExitWorktree LS LSP Monitor NotebookEdit NotebookRead SendMessage Skill SlashCommand \
    TaskCreate TaskGet TaskList TaskOutput TaskUpdate TeamCreate TeamDelete TodoRead ToolSearch";
