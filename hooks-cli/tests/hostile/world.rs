//! A home with a guard and a secret beside a repository that a stranger wrote.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The secret in the user's files.
pub(crate) const FILE_SECRET: &str = "hunter2-in-a-file";
/// The secret in the environment.
pub(crate) const ENV_SECRET: &str = "hunter2-in-the-environment";
/// The reason of the user's guard.
pub(crate) const REASON: &str = "refused by the guard of the user";

/// Everything that one attack needs.
pub(crate) struct World {
    dir: TempDir,
    listener: TcpListener,
}

impl World {
    /// Makes a home without hooks, with an empty repository below it.
    pub(crate) fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let world = Self { dir, listener };
        for name in ["home/.config", "home/work/repo/src/deep", "canaries", "log"] {
            fs::create_dir_all(world.dir.path().join(name)).unwrap();
        }
        world.write_home("secret", &format!("{FILE_SECRET} = \"x\"\n"));
        world
    }

    fn folder(&self, name: &str) -> PathBuf {
        fs::canonicalize(self.dir.path()).unwrap().join(name)
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.folder("home")
    }

    /// Returns the cloned repository, which lies below the home as most repositories do.
    pub(crate) fn repo(&self) -> PathBuf {
        self.folder("home/work/repo")
    }

    /// Returns a shell command for the repository to run. It creates a file, which proves that it ran.
    pub(crate) fn canary(&self, name: &str) -> String {
        format!("touch {}/{name}", self.folder("canaries").display())
    }

    /// Returns the URL of a listener that counts requests.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.listener.local_addr().unwrap())
    }

    /// Fills in `{CANARY}`, `{URL}`, `{HOME}` and `{REPO}` in a text.
    pub(crate) fn filled(&self, text: &str) -> String {
        text.replace("{CANARY}", &self.canary("hook"))
            .replace("{URL}", &self.url())
            .replace("{HOME}", self.home().to_str().unwrap())
            .replace("{REPO}", self.repo().to_str().unwrap())
            .replace("{LOG}", self.folder("log").to_str().unwrap())
    }

    /// Writes a file of the repository.
    pub(crate) fn plant(&self, name: &str, text: &str) {
        write(&self.repo().join(name), &self.filled(text));
    }

    /// Writes a program of the repository.
    pub(crate) fn plant_program(&self, name: &str) {
        self.plant(name, "#!/bin/sh\n{CANARY}\n");
        executable(&self.repo().join(name));
    }

    /// Makes a link in the repository.
    pub(crate) fn plant_link(&self, name: &str, target: &str) {
        let link = self.repo().join(name);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(self.filled(target), link).unwrap();
    }

    /// Writes a file of the user.
    pub(crate) fn write_home(&self, name: &str, text: &str) {
        write(&self.home().join(name), &self.filled(text));
    }

    /// Writes a program of the user.
    pub(crate) fn write_home_program(&self, name: &str, text: &str) {
        self.write_home(name, text);
        executable(&self.home().join(name));
    }

    /// Runs the program in a folder of the repository.
    pub(crate) fn hooks(&self, folder: &Path, arguments: &[&str], stdin: &str) -> Output {
        let program = env!("CARGO_BIN_EXE_hooks");
        // The program's own bounds stop an expensive file long before these limits. A program that hangs is killed.
        let script = "ulimit -v 2000000; exec timeout -s KILL 60 \"$@\"";
        let mut child = Command::new("bash")
            .args(["-c", script, "bash", program])
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home())
            .env("API_TOKEN", ENV_SECRET)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Ignore an error, because the program can end without reading its input.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// Returns how often the user's guard has run since the last call of this function.
    pub(crate) fn guard_runs(&self) -> usize {
        let log = self.folder("log/guard");
        let runs = fs::read_to_string(&log).unwrap_or_default().lines().count();
        let _ = fs::remove_file(log);
        runs
    }

    /// Returns the programs and requests that the repository caused.
    pub(crate) fn executed(&self) -> Vec<String> {
        let canaries = fs::read_dir(self.folder("canaries")).unwrap();
        let mut executed: Vec<String> = canaries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        if self.listener.accept().is_ok() {
            executed.push("a request to the listener".to_owned());
        }
        executed
    }

    /// Returns every file of the home and the repository with its bytes, mode and link target.
    pub(crate) fn digest(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut folders = vec![self.home()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                let (path, kind) = (entry.path(), entry.file_type().unwrap());
                if kind.is_dir() {
                    folders.push(path.clone());
                }
                let told = match kind {
                    kind if kind.is_symlink() => format!("{:?}", fs::read_link(&path).unwrap()),
                    kind if kind.is_file() => {
                        let bytes = fs::read(&path).unwrap();
                        let sum = bytes.iter().fold(0_u64, |sum, byte| {
                            sum.wrapping_mul(31).wrapping_add(u64::from(*byte))
                        });
                        format!("{} bytes, sum {sum}", bytes.len())
                    }
                    _ => String::new(),
                };
                let mode = fs::symlink_metadata(&path).unwrap().permissions().mode();
                lines.push(format!("{} {mode:o} {told}", path.display()));
            }
        }
        lines.sort();
        lines
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn executable(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}
