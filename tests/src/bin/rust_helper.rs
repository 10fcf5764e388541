//! A hook with the Rust helper that `hooks new --worker` writes. It answers with the folder in which it runs.

#[path = "../../../hooks-cli/src/scaffold/worker_helpers/agent_hook.rs"]
#[expect(
    clippy::print_stdout,
    unreachable_pub,
    reason = "the helper is a module of another program, which prints its answers"
)]
mod agent_hook;

fn main() -> std::io::Result<()> {
    agent_hook::serve(|_| {
        let folder = std::env::current_dir().ok()?;
        Some(serde_json::json!({ "decision": "block", "message": folder }))
    })
}
