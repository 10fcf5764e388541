//! A session whose hooks are reloaded when their files change.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hooks_config::LoadError;
use hooks_exec::ProcessExecutor;
use hooks_router::{Messages, Router, Session};
use hooks_types::SessionMeta;

use crate::watch::Watch;

pub(crate) struct Reloading {
    files: Vec<PathBuf>,
    /// Runs the hooks of every router. It is kept across reloads, because it knows the programs that still run.
    executor: ProcessExecutor,
    session: Session,
    watch: Watch,
}

impl Reloading {
    pub(crate) fn begin(files: Vec<PathBuf>) -> Result<Self, LoadError> {
        let executor = ProcessExecutor::new();
        // Begin to watch before the files are read. If a file changes while it is read, the next check notices the
        // change.
        let mut watch = Watch::new(&files);
        let router = load(&files, &executor, &mut watch)?;
        // Hooks run in this folder, so its path is absolute.
        let cwd = std::env::current_dir().unwrap_or_default();
        Ok(Self {
            session: router.session(SessionMeta::new("session-1", cwd.display().to_string())),
            files,
            executor,
            watch,
        })
    }

    /// Returns the current session. Call this before every use, because a reload replaces the session.
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// Checks the files, and replaces the hooks if the files have changed and are complete. Returns a message
    /// if something happened.
    pub(crate) fn look(&mut self) -> Option<String> {
        if !self.watch.has_changed() {
            return None;
        }
        Some(match load(&self.files, &self.executor, &mut self.watch) {
            Ok(router) => {
                // The new session keeps the state: which `once` hooks have run, how often stops were blocked,
                // variables, and texts that are not delivered yet. Events that are being handled keep the hooks with
                // which they began.
                self.session = self.session.with_router(&router);
                format!("reloaded: {} hooks", router.hooks().len())
            }
            // A configuration with errors is not used at all: the previous hooks stay.
            Err(error) => format!("the previous hooks stay: {error}"),
        })
    }

    /// Ends background hooks, including those from before a reload, and returns their last texts.
    pub(crate) async fn end(self, grace: Duration) -> Messages {
        self.session.shutdown(grace).await;
        self.executor.shutdown(grace).await;
        self.session.take_pending()
    }
}

/// Loads the hooks from the files.
fn load(
    files: &[PathBuf],
    executor: &ProcessExecutor,
    watch: &mut Watch,
) -> Result<Router, LoadError> {
    let loaded = hooks_config::load_files(files);
    watch.follow(loaded.paths());
    let limits = loaded.limits;
    let executor = Arc::new(executor.clone());
    Ok(Router::new(loaded.into_hooks()?, limits, executor))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use hooks_router::Gate;
    use hooks_types::tool::ShellInput;
    use hooks_types::{SessionMeta, ToolCall};

    use super::*;

    const BEFORE: &str = r#"
        [[hooks.pre_tool_use]]
        name = "once"
        command = ["sh", "-c", "echo '{\"context\":\"said once\"}'"]
        once = true

        [[hooks.pre_tool_use]]
        name = "slow"
        command = ["sh", "-c", "mkfifo go; read _ < go; echo '{\"context\":\"late\"}'"]
        background = true
    "#;

    /// Returns the changed configuration, which has a guard instead of the slow hook.
    fn after() -> String {
        let kept = BEFORE.split("\n\n").next().unwrap();
        let guard = r#"
            [[hooks.pre_tool_use]]
            name = "guard"
            command = ["sh", "-c", "echo no >&2; exit 2"]
        "#;
        format!("{kept}\n{guard}")
    }

    fn begun(folder: &Path) -> Reloading {
        let file = folder.join("hooks.toml");
        fs::write(&file, BEFORE).unwrap();
        let agent = Reloading::begin(vec![file]).unwrap();
        let cwd = folder.display().to_string();
        let change = |meta: &mut SessionMeta| meta.cwd = cwd;
        agent.session().update_meta(change);
        agent
    }

    async fn one_call(session: &Session) -> (bool, String) {
        let call = ToolCall::shell("call-1", "shell", ShellInput::new(["ls"]));
        let gate = session.before(&call).await;
        (matches!(gate, Gate::Run(_)), gate.messages().for_model())
    }

    #[tokio::test]
    async fn an_edit_brings_other_hooks_and_loses_nothing_of_those_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut agent = begun(folder.path());
        assert_eq!(
            one_call(agent.session()).await,
            (true, "said once".to_owned())
        );

        fs::write(folder.path().join("hooks.toml"), after()).unwrap();
        assert_eq!(agent.look(), None, "it may still be written");
        assert_eq!(agent.look().unwrap(), "reloaded: 2 hooks");
        let (runs, said) = one_call(agent.session()).await;
        assert!(!runs, "the new guard blocks");
        assert!(!said.contains("said once"), "it has run: {said}");

        // While the file has an error, the previous hooks stay. When the error is corrected, the new hooks are loaded.
        fs::write(folder.path().join("hooks.toml"), "[[hooks.pre_tool").unwrap();
        assert_eq!(agent.look(), None);
        let said = agent.look().unwrap();
        assert!(said.starts_with("the previous hooks stay"), "{said}");
        assert!(!one_call(agent.session()).await.0);
        fs::write(folder.path().join("hooks.toml"), "").unwrap();
        assert_eq!(agent.look(), None);
        assert_eq!(agent.look().unwrap(), "reloaded: 0 hooks");
        assert!(one_call(agent.session()).await.0);

        // The slow hook belongs to a router that has been replaced.
        fs::write(folder.path().join("go"), "").unwrap();
        let last = agent.end(Duration::from_secs(60)).await;
        assert_eq!(last.for_model(), "late");
    }

    #[tokio::test]
    async fn a_change_while_the_files_are_read_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let mut agent = begun(folder.path());
        let file = folder.path().join("hooks.toml");
        let mut watch = Watch::new([&file]);
        fs::write(&file, "").unwrap();
        watch.follow([&file]);
        agent.watch = watch;
        assert_eq!(agent.look().unwrap(), "reloaded: 0 hooks");
        assert_eq!(agent.look(), None, "that was told");
    }
}
