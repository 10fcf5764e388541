//! The agent's tools. They take an [`ApprovedCall`], so no tool can run without a verdict.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use hooks_router::{ApprovedCall, HostVerdict, ToolResult};
use hooks_types::tool::ShellInput;
use hooks_types::{ToolCall, ToolInput};
use serde_json::{Map, Value, json};

/// Runs an approved call.
pub(crate) async fn run(call: &ApprovedCall<'_>) -> ToolResult {
    match (call.call().tool_name.as_str(), &call.call().input) {
        ("shell", ToolInput::Shell(shell)) => run_shell(call, shell).await,
        ("write_file", ToolInput::Function(arguments)) => write_file(arguments),
        (name, _) => ToolResult::failed(format!("there is no tool `{name}` for such an input")),
    }
}

/// Returns the verdict of this agent's own permission system. It denies writing into `.git`, and asks the user before
/// writing outside the current folder.
pub(crate) fn verdict(call: &ToolCall) -> HostVerdict {
    let ToolInput::Function(arguments) = &call.input else {
        return HostVerdict::Allow;
    };
    let path = Path::new(text(arguments, "path").unwrap_or_default());
    let has = |name: &str| path.components().any(|part| part.as_os_str() == name);
    if has(".git") {
        return HostVerdict::Deny("nothing is written into `.git`".to_owned());
    }
    match path.is_absolute() || has("..") {
        true => HostVerdict::Ask,
        false => HostVerdict::Allow,
    }
}

async fn run_shell(call: &ApprovedCall<'_>, shell: &ShellInput) -> ToolResult {
    let Some((program, args)) = shell.command.split_first() else {
        return ToolResult::failed("the command is empty");
    };
    let mut command = tokio::process::Command::new(program);
    command
        .args(args)
        .current_dir(shell.workdir.as_deref().unwrap_or("."))
        // Set the variables that hooks have set for the commands of this session.
        .envs(call.env())
        .stdin(Stdio::null())
        .kill_on_drop(true);
    match command.output().await {
        Err(error) => ToolResult::failed(format!("{program}: {error}")),
        Ok(done) => {
            let output = json!({
                "exit_code": done.status.code(),
                "stdout": String::from_utf8_lossy(&done.stdout),
                "stderr": String::from_utf8_lossy(&done.stderr),
            });
            if done.status.success() {
                ToolResult::Completed(output)
            } else {
                ToolResult::failed_with(done.status.to_string(), output)
            }
        }
    }
}

fn write_file(arguments: &Map<String, Value>) -> ToolResult {
    let (Some(path), Some(content)) = (text(arguments, "path"), text(arguments, "content")) else {
        return ToolResult::failed("write_file takes `path` and `content`");
    };
    let path = PathBuf::from(path);
    match std::fs::write(&path, content) {
        Ok(()) => ToolResult::Completed(json!(format!(
            "wrote {} bytes to {}",
            content.len(),
            path.display()
        ))),
        Err(error) => ToolResult::failed(format!("{}: {error}", path.display())),
    }
}

fn text<'a>(arguments: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    arguments.get(key).and_then(Value::as_str)
}
