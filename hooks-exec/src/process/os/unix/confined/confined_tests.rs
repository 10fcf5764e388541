//! Tests which words lead to a file of an untrusted project, and which do not.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use hooks_types::report::Cause;
use hooks_types::spec::ProjectRoot;
use tempfile::TempDir;

use super::*;

#[path = "confined_choice_tests.rs"]
mod choice;
#[path = "confined_expansion_tests.rs"]
mod expansion;
#[path = "confined_lent_tests.rs"]
mod lent;
#[path = "confined_search_tests.rs"]
mod search;
#[path = "confined_spelling_tests.rs"]
mod spelling;

/// The files of a test: a cloned repository with a program in it, and programs of the user.
struct Machine {
    top: PathBuf,
    _folder: TempDir,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        for (file, text) in [
            ("repo/.git/HEAD", ""),
            ("repo/guard.sh", "canary"),
            ("repo/src/main.rs", ""),
            ("repo/sub/inner.sh", "canary"),
            ("repo/a b.sh", "canary"),
            ("repo/bin/tool", "canary"),
            ("repo/~/guard.sh", "canary"),
            ("repo/~/tool", "canary"),
            ("home/guard.sh", ""),
            ("home/bin/mine", ""),
            ("repo/bin/mine", "canary"),
            ("other/x.sh", ""),
        ] {
            let path = top.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(top.join("home/bin/mine"), executable).unwrap();
        symlink(top.join("repo/guard.sh"), top.join("home/into")).unwrap();
        symlink(top.join("home/guard.sh"), top.join("repo/out")).unwrap();
        symlink(top.join("home"), top.join("repo/outside")).unwrap();
        symlink(top.join("repo"), top.join("home/link")).unwrap();
        Self {
            top,
            _folder: folder,
        }
    }

    fn at(&self, path: &str) -> String {
        self.top.join(path).to_str().unwrap().to_owned()
    }

    /// Returns a confinement with these folders as roots. A `+` before a folder means that the root is trusted.
    fn roots(&self, roots: &[&str]) -> Confinement {
        Confinement::new(roots.iter().map(|root| {
            let path = root.trim_start_matches('+');
            ProjectRoot::new(self.top.join(path), root.starts_with('+'))
        }))
    }

    /// Checks a command that runs in a folder.
    fn check(&self, mut command: Command, roots: &[&str], folder: &str) -> Result<(), Failure> {
        command.confinement = Some(self.roots(roots));
        self.checked(&command, folder)
    }

    /// Checks a command that already has a confinement.
    fn checked(&self, command: &Command, folder: &str) -> Result<(), Failure> {
        let folder = self.top.join(folder);
        let home = self.at("home");
        let repo = self.at("repo");
        let path = format!("{}:{}", self.at("home/bin"), self.at("repo/bin"));
        check(&Start {
            program: Path::new("/bin/sh"),
            folders: [&folder, &folder],
            path: OsStr::new(&path),
            variable: &|name| match name {
                "HOME" => Some(home.clone()),
                "PWD" => Some(folder.to_str().unwrap().to_owned()),
                "CLAUDE_PROJECT_DIR" => Some(repo.clone()),
                "PATH" => Some(path.clone()),
                _ => None,
            },
            command,
        })
    }

    fn refuses(&self, command: &Command, roots: &[&str], folder: &str) -> bool {
        match self.check(command.clone(), roots, folder) {
            Ok(()) => false,
            Err(failure) => {
                assert_eq!(failure.cause, Cause::UntrustedProgram);
                assert_eq!(failure.means, None);
                true
            }
        }
    }
}

/// Returns commands that lead into the repository if they run in its root.
fn into_the_repository(machine: &Machine) -> Vec<Command> {
    let shell = |text: &str| Command::shell(text);
    let argv = |argv: &[&str]| Command::argv(argv.iter().copied());
    vec![
        argv(&["./guard.sh"]),
        argv(&["bash", "./guard.sh"]),
        argv(&["bash", "guard.sh"]),
        argv(&["env", "X=1", "./guard.sh"]),
        argv(&["tool", "--config=./guard.sh"]),
        argv(&["tool", "--a=b=guard.sh"]),
        argv(&["bash", "-c", "./guard.sh --strict"]),
        argv(&["bash", "-c", "cd sub && ./inner.sh"]),
        argv(&["sh", "-c", "$CLAUDE_PROJECT_DIR/guard.sh"]),
        argv(&["./a b.sh"]),
        argv(&["./out"]),
        argv(&["./outside/guard.sh"]),
        argv(&["sub/../guard.sh"]),
        shell("./guard.sh"),
        shell("bash ./guard.sh"),
        shell("bash guard.sh"),
        shell("bash './a b.sh'"),
        shell("bash ./gu\"ard\".sh"),
        shell("source guard.sh"),
        shell(". ./guard.sh"),
        shell("true && ./guard.sh"),
        shell("true;./guard.sh"),
        shell("sh < guard.sh"),
        shell("sh<guard.sh"),
        shell("FOO=1 ./guard.sh"),
        shell("GUARD=./guard.sh; bash $GUARD"),
        shell("bash \"$PWD/guard.sh\""),
        shell("bash ${PWD}/guard.sh"),
        shell("bash $(pwd)/guard.sh"),
        shell("bash \"$CLAUDE_PROJECT_DIR\"/guard.sh"),
        shell("${CLAUDE_PROJECT_DIR:-.}/guard.sh"),
        shell("${NOBODY:-.}/guard.sh"),
        shell("$(git rev-parse --show-toplevel)/guard.sh"),
        shell("bash \"`git rev-parse --show-toplevel`/guard.sh\""),
        shell("cd sub && ./inner.sh"),
        shell("./inner.sh || cd sub && ./inner.sh"),
        shell("cd \"$CLAUDE_PROJECT_DIR/sub\" && bash inner.sh"),
        shell("echo \"$(./guard.sh)\""),
        shell("bash -c './guard.sh'"),
        shell("bash -c 'cd sub; ./inner.sh'"),
        shell("bash -lc \"sh -c 'cd sub; ./inner.sh'\""),
        shell("eval 'cd sub && sh inner.sh'"),
        argv(&["bash", "-c", "bash -ec 'cd sub && sh inner.sh'"]),
        shell("tool"),
        shell("timeout 5 tool"),
        argv(&["env", "tool"]),
        argv(&["timeout", "5", "tool"]),
        Command::argv(["true"]).with_env("BASH_ENV", "./guard.sh"),
        Command::argv(["node"]).with_env("NODE_OPTIONS", "--require ./guard.sh"),
        argv(&["bash", &machine.at("repo/guard.sh")]),
    ]
}

#[test]
fn a_word_that_leads_into_an_untrusted_root_is_refused() {
    let machine = Machine::new();
    for command in into_the_repository(&machine) {
        assert!(machine.refuses(&command, &["repo"], "repo"), "{command:?}");
    }
}

#[test]
fn a_trusted_root_lends_its_files() {
    let machine = Machine::new();
    for command in into_the_repository(&machine) {
        assert!(
            !machine.refuses(&command, &["+repo"], "repo"),
            "{command:?}"
        );
        assert!(
            !machine.refuses(&command, &["+repo", "other"], "repo"),
            "{command:?}"
        );
    }
}

#[test]
fn the_innermost_root_decides() {
    let machine = Machine::new();
    let inner = Command::argv(["bash", "sub/inner.sh"]);
    assert!(machine.refuses(&inner, &["+repo", "repo/sub"], "repo"));
    assert!(!machine.refuses(&inner, &["repo", "+repo/sub"], "repo"));
}

#[test]
fn without_a_root_a_relative_word_may_not_lead_into_the_repository() {
    let machine = Machine::new();
    for text in [
        "./guard.sh",
        "bash guard.sh",
        "bash $PWD/guard.sh",
        "cd sub; ./inner.sh",
    ] {
        assert!(
            machine.refuses(&Command::shell(text), &[], "repo"),
            "{text}"
        );
    }
    for text in ["../guard.sh", "$(git rev-parse --show-toplevel)/guard.sh"] {
        assert!(
            machine.refuses(&Command::shell(text), &[], "repo/src"),
            "{text}"
        );
    }
    // Users who work on their own hooks in this repository can name them by absolute paths.
    let absolute = Command::argv(["bash", &machine.at("repo/guard.sh")]);
    assert!(!machine.refuses(&absolute, &[], "repo"));
    let link = Command::shell("bash ~/link/guard.sh; bash $HOME/link/guard.sh");
    assert!(!machine.refuses(&link, &[], "repo"));
}

#[test]
fn a_refusal_names_word_file_root_and_cure() {
    let machine = Machine::new();
    let failure = machine
        .check(Command::argv(["bash", "./guard.sh"]), &["repo"], "repo")
        .unwrap_err();
    let expected = format!(
        "its command names `./guard.sh`, which is {}, a file of the project {} that is not \
         trusted; `hooks trust` does not help, because the hook is not the project's: name a copy outside the project, or move the \
         hook into the project's `.agent-hooks/hooks.toml`, or trust the whole project for one run \
         (`--trust-project`)",
        machine.at("repo/guard.sh"),
        machine.at("repo")
    );
    assert_eq!(failure.message, expected);
}

#[test]
fn a_command_without_confinement_is_not_looked_at() {
    let machine = Machine::new();
    let mut command = Command::argv(["./guard.sh"]);
    assert!(machine.refuses(&command, &["repo"], "repo"));
    command.confinement = None;
    let start = Start {
        command: &command,
        program: Path::new("/bin/sh"),
        folders: [&machine.top, &machine.top],
        path: OsStr::new(""),
        variable: &|_| None,
    };
    assert_eq!(check(&start), Ok(()));
}

#[test]
fn a_long_text_is_looked_at_in_linear_time() {
    let machine = Machine::new();
    for long in [
        "./guard./sh=x ".repeat(50_000) + &"a=".repeat(500_000),
        "PATH=.:$PATH:".repeat(10_000),
        "PATH=./a:/b x y z;".repeat(10_000),
        "{a,b}".repeat(50_000),
        "x{a,b}{c,d}{e,f} ".repeat(10_000),
        "{".repeat(200_000),
        "/n*/*/x".repeat(20_000),
        "X='a b c d e f g h i j k l m n o p q r s t'; ".to_owned() + &"$X ".repeat(50_000),
        "$(`a`".repeat(10_000),
        "$(".repeat(50_000) + &"`a`".repeat(20_000),
        "PATH=$(".repeat(10_000),
        "case x in ".repeat(10_000),
        "'$X $X $X' ".repeat(10_000),
        "${A:-${A:-${A:-x}}} ".repeat(10_000),
        "${A:-".repeat(50_000),
        "a$1".repeat(50_000) + &"$(a)".repeat(20_000),
        "X='$X $X'; ".repeat(10) + &"sh -c \"sh -c '$X; {1..256}x'\"; ".repeat(2_000),
        "sh -c 'a b' ".repeat(20_000),
        "cd $(x); ".repeat(20_000),
        "cat <<E\n".repeat(20_000),
        "cat <<E\nit's $(x)\nE\n".repeat(20_000),
        "cat <<A <<B <<C\n".repeat(2_000) + &"x\n".repeat(200_000),
        "timeout 5 node a/b ".repeat(20_000),
        "env -C x=y ".repeat(20_000),
    ] {
        let begin: String = long.chars().take(40).collect();
        let checked = machine.check(Command::shell(long), &["repo"], "repo");
        assert_eq!(checked, Ok(()), "{begin}");
    }
}
