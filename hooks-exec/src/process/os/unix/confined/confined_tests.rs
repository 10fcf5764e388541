//! The words that lead to a stranger's file, and those that do not.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use hooks_types::spec::ProjectRoot;
use tempfile::TempDir;

use super::*;

/// A machine: a cloned repository with a program in it, and programs of the user's.
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

    /// The roots of these folders; `+` before one that is trusted.
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

    /// Checks a command with a confinement of its own.
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

/// Commands that lead into the repository from its root.
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

/// Texts that only a shell makes into the repository's program.
const SHELL_SPELLINGS: &[&str] = &[
    r"$'./gu\x61rd.sh'",
    r"bash $'\147uard.sh'",
    r"bash ./gu$'\u0061'rd.sh",
    "./g*.sh",
    "bash ./*.sh",
    "bash *.sh",
    "bash g?ard.sh",
    "source [a-h]uard.sh",
    "sh < ./g*.sh",
    "bash \"$PWD\"/g*.sh",
    "G='./g*.sh'; bash $G",
    "$CLAUDE_PROJECT_DIR/*/inner.sh",
    "bash $(git rev-parse --show-toplevel)/g*.sh",
    "cd s*b; ./inner.sh",
    "bash -c './g*.sh'",
    "for f in ./g*.sh; do bash \"$f\"; done",
    "for f in *.sh; do bash \"$f\"; done",
    "for d in sub; do bash $d/inner.sh; done",
    "case $x in a) ./g*.sh;; esac",
    "case $x in a) true;; esac; ./g*.sh",
    "cat ./g*.sh | bash",
    "./{guard,other}.sh",
    "bash {other,guard}.sh",
    "{bash,./guard.sh}",
    "./gu{a..b}rd.sh",
    "./{x,g*}.sh",
    "bash -c './{guard,other}.sh'",
    "ROOT=$(git rev-parse --show-toplevel); bash \"$ROOT/guard.sh\"",
    "ROOT=`git rev-parse --show-toplevel` && $ROOT/guard.sh",
    "export D=./sub; bash $D/inner.sh",
    "D=./; D+=sub; bash $D/inner.sh",
    "RUN='./guard.sh --strict'; $RUN",
    "bash ${NOBODY:+x}./guard.sh",
    "bash ${HOME:+./guard.sh}",
    "~+/guard.sh",
];

/// Texts that put a folder of the repository into `PATH`.
const SEARCH_PATHS: &[&str] = &[
    "PATH=$PWD/bin:$PATH; tool",
    "PATH=./bin:$PATH tool",
    "PATH=$PATH:./bin; tool",
    "PATH=.:$PATH guard.sh",
    "PATH=$PATH: guard.sh",
    "PATH=$NOBODY:$PATH guard.sh",
    "export PATH=\"./bin:$PATH\"; tool",
    "export PATH; PATH=./bin; tool",
    "declare -x PATH=bin; tool",
    "PATH+=:./bin; tool",
    "env PATH=\"$PWD/bin:$PATH\" tool --strict",
    "env -i PATH=./bin nice -n 5 tool",
    "B=$PWD/bin; PATH=\"$B:$PATH\"; command tool",
    "B=$PWD/bin; export PATH=$B:$PATH; if true; then tool; fi",
    "f() { tool; }; PATH=./bin:$PATH; f",
    "PATH=bin${PATH:+:$PATH} tool",
    "PATH=${PATH:+$PATH:}./bin tool",
    "PATH=\"$(git rev-parse --show-toplevel)/bin:$PATH\"; tool",
    "PATH=\"$(getconf PATH):./bin\"; tool",
    "PATH=\"./bin:$(getconf PATH)\"; tool",
    "PATH=`git root`/bin:$PATH; exec tool",
    "PATH=./bin:$PATH bash -c tool",
    "PATH=./bin:$PATH bash -c 'tool --strict'",
    "bash -c 'PATH=./bin:$PATH; tool'",
    "eval 'PATH=./bin:$PATH'; tool",
    "cd sub; PATH=../bin:$PATH; tool",
    "cd sub; PATH=.:$PATH; inner.sh",
    "PATH=\"~:$PATH\"; PATH=\"~/:$PATH\" tool",
    "PATH=./bin:$PATH; mine",
];

/// Texts that hand a text on to a shell, or to a program that starts one.
const HANDED_ON: &[&str] = &[
    "bash -ce './guard.sh x'",
    "sh -ceu './guard.sh --strict'",
    "bash -cl './guard.sh x'",
    "bash -c -- './guard.sh x'",
    "bash -c -e './guard.sh x'",
    "bash -c +x './guard.sh x'",
    "bash -co pipefail './guard.sh x'",
    "bash -c -- 'cd sub; bash inner.sh'",
    "bash -ce 'true;./guard.sh'",
    "bash -ce 'X=1 ./guard.sh'",
    "trap 'X=1 ./guard.sh' EXIT",
    "env -S 'X=1 ./guard.sh y'",
    "bash -ce 'PATH=./bin:$PATH; tool'",
    "bash -ce 'X=1 source guard.sh'",
    "bash -c \"./guard.sh $1\"",
    "bash -ce \"bash guard.sh $(cat)\"",
    "export D=.; bash -c '$D/guard.sh x'",
    "R=$(git rev-parse --show-toplevel); bash -c \"$R/guard.sh x\"",
    "env -S './guard.sh x'",
    "env -S'./guard.sh x'",
    "env -S'bash guard.sh'",
    "env --split-string='./guard.sh x'",
    "env --split-string='bash guard.sh'",
    "trap './guard.sh x' EXIT",
    "trap 'rm -f /tmp/x; ./guard.sh x' EXIT",
    "flock /tmp/lock --command './guard.sh x'",
    "script -q --command './guard.sh x' /dev/null",
    "su -lc './guard.sh x'",
    "GIT_SSH_COMMAND='./guard.sh x' git fetch",
    "export GIT_SSH_COMMAND='bash guard.sh'; git fetch",
    "NODE_OPTIONS='--require ./guard.sh' node -e 1",
    "git -c alias.x='!./guard.sh' x",
    "git config alias.x '!./guard.sh'; git x",
    "bash <<< './guard.sh x'",
    "bash <<< \"bash guard.sh\"",
    "echo './guard.sh x' | bash",
    "echo 'bash guard.sh' | sudo sh",
    "printf './guard.sh\\n' | sh",
    "{ echo 'set -e'; echo './guard.sh x'; } | sh",
    "echo './guard.sh x' |& bash",
    "eval \"$(echo './guard.sh x')\"",
    "bash -c \"$(printf 'bash guard.sh')\"",
    "bash -c \"`echo './guard.sh x'`\"",
    "alias g='./guard.sh x'; g",
    "shopt -s expand_aliases; alias g='bash guard.sh'\ng",
    "G='./guard.sh x'; $G",
    "G='bash ./guard.sh'; $G",
    "G='bash guard.sh'; eval \"$G\"",
    "export G='bash ./guard.sh'; bash -c \"$G\"",
    "${G:-bash ./guard.sh}",
    "${G:-${H:-./guard.sh}}",
    "${G:-bash $(x)/guard.sh}",
    ": ${G:=bash ./guard.sh}; $G",
    ": ${G:=./guard.sh}; bash $G",
    "bash -c \"${G:-bash ./guard.sh}\"",
    "find . -exec sh -c './guard.sh x' {} +",
    "ls | xargs -I{} sh -c 'cd sub && ./inner.sh {}'",
];

/// Texts with a program that starts others, and values of its own options before those.
const WRAPPED: &[&str] = &[
    "trap 'timeout 5 ./guard.sh' EXIT",
    "trap 'timeout 5 bash guard.sh' EXIT",
    "trap 'nice -n 5 ./guard.sh' EXIT",
    "trap 'nice -n 5 bash guard.sh' EXIT",
    "trap 'ionice -c 3 nice -n 5 ./guard.sh' EXIT",
    "trap 'stdbuf -o L ./guard.sh x' EXIT",
    "trap 'timeout 5 ./gu$1.sh' EXIT",
    "trap 'env -C sub ./inner.sh' EXIT",
    "trap 'flock -w 5 /tmp/l ./guard.sh' EXIT",
    "echo 'sudo -u me ./guard.sh' | sh",
    "echo 'sudo -u me bash guard.sh' | timeout 5 sh",
    "echo 'setpriv --reuid 1 ./guard.sh' | sudo -u me bash",
    "env --chdir=sub ./inner.sh",
    "env -Csub ./inner.sh",
];

/// Texts with here-documents, whose quotes close nothing.
const DOCUMENTS: &[&str] = &[
    "cat >/tmp/n <<'E'\necho it's fine\nE\n./guard.sh\n",
    "cat >/tmp/n <<E\nI don't\nE\ntimeout 5 ./guard.sh\n",
    "cat <<-E >/dev/null\n\tit's\n\tE\nbash guard.sh",
    "cat << \"E F\"; true\nit's\nE F\n./guard.sh",
    "cat <<\\E\nit's\nE\n./guard.sh",
    "cat <<A 3<<'B'\nit's\nA\nthat's\nB\n./guard.sh",
    "cat <<E && ./guard.sh\nit's\nE",
    "cat <<'E'\nit's\nE\n\ncat <<'E'\nit's\nE\n./guard.sh",
    "x=$(cat <<E\nit's\nE\n); ./guard.sh",
    "x=$((1<<2)); ./guard.sh",
    "x=$((1<<2))\necho it\\'s\n./guard.sh",
    "bash <<E\n./guard.sh x\nE\n",
    "sh <<'E'\necho \"it's\"\nbash guard.sh\nE",
    "cat <<E\nit's $(./guard.sh)\nE\n",
    "cat <<E\nit's `bash guard.sh`\nE\n",
    "cat <<E\nsay \"it's $(bash \"./guard.sh\")\nE\n",
    "cat <<E\nit's $(bash <<F\nthat's $(./guard.sh)\nF\n)\nE\n",
    "echo 'I do not\n./guard.sh x\n'",
];

/// Texts with a part that nobody knows, and other names of the folder.
const PARTLY_KNOWN: &[&str] = &[
    "for g in guard; do ./$g.sh; done",
    "for g in guard; do bash $g.sh; done",
    "./guard.sh$1",
    "bash ./guard.sh${2%x}",
    "./$(echo guard).sh",
    "./guard.$(printf sh)",
    "./`echo guard`.sh",
    "bash \"./gu$1.sh\"",
    "bash -e $PWD/gu$1.sh",
    "$CLAUDE_PROJECT_DIR/$1.sh",
    "R=$(git root); \"$R\"/guard.sh$1",
    "R=$(git root); \"$R\"/gu$1.sh",
    "sub/$1",
    "<guard.sh bash",
    "make -fguard.sh",
    "awk -fguard.sh",
    "bash${IFS}guard.sh",
    "IFS=,; G=bash,guard.sh; $G",
    "/proc/self/cwd/guard.sh",
    "bash /proc/self/cwd/guard.sh",
    "bash /proc/thread-self/cwd//guard.sh",
    "bash /proc/$$/cwd/guard.sh",
    "bash /proc/$PPID/cwd/guard.sh",
    "bash /proc/1/cwd/guard.sh",
];

/// Texts that go to the root first, whose name they ask for.
const TO_THE_ROOT: &[&str] = &[
    "cd \"$(git rev-parse --show-toplevel)\" && ./guard.sh",
    "cd `git rev-parse --show-toplevel`; ./guard.sh",
    "cd $(git rev-parse --show-toplevel) && bash guard.sh",
    "R=$(git rev-parse --show-toplevel); cd $R; ./guard.sh",
    "R=$(git rev-parse --show-toplevel); cd \"$R/sub\" && ./inner.sh",
    "cd ./$(git rev-parse --show-cdup); ./guard.sh",
    "cd \"$(git rev-parse --show-toplevel)\"; bash -c './guard.sh x'",
    "bash -c 'cd \"$(git rev-parse --show-toplevel)\" && ./guard.sh'",
    "pushd $(git root) && source guard.sh",
    "R=$(git rev-parse --show-toplevel); \"$R\"/guard.sh",
];

#[test]
fn a_text_that_is_handed_on_is_read_in_every_spelling() {
    refuse_in_every_shell(HANDED_ON);
    refuse_in_every_shell(PARTLY_KNOWN);
}

#[test]
fn a_program_that_starts_others_hides_none_behind_its_options() {
    refuse_in_every_shell(WRAPPED);
}

#[test]
fn a_quote_in_a_here_document_hides_nothing_behind_it() {
    refuse_in_every_shell(DOCUMENTS);
}

#[track_caller]
fn refuse_in_every_shell(texts: &[&str]) {
    let machine = Machine::new();
    for text in texts {
        for command in [Command::shell(*text), Command::argv(["bash", "-ce", text])] {
            for roots in [&["repo"][..], &[]] {
                assert!(machine.refuses(&command, roots, "repo"), "{command:?}");
            }
            assert!(
                !machine.refuses(&command, &["+repo"], "repo"),
                "{command:?}"
            );
        }
    }
}

#[test]
fn a_folder_that_the_text_asks_for_may_be_the_root() {
    let machine = Machine::new();
    fs::create_dir_all(machine.top.join("repo/src/deep")).unwrap();
    for text in TO_THE_ROOT {
        let command = Command::shell(*text);
        for roots in [&["repo"][..], &[]] {
            assert!(machine.refuses(&command, roots, "repo/src/deep"), "{text}");
        }
        assert!(
            !machine.refuses(&command, &["+repo"], "repo/src/deep"),
            "{text}"
        );
    }
}

#[test]
fn options_of_an_argv_count_with_their_values() {
    let machine = Machine::new();
    for argv in [
        &["make", "-fguard.sh"][..],
        &["env", "-S./guard.sh x"],
        &["env", "-Sbash guard.sh"],
        &["bash", "-c", "--", "./guard.sh x"],
        &["bash", "-co", "pipefail", "./guard.sh x"],
        &["git", "-c", "alias.x=!./guard.sh", "x"],
        &["/proc/self/cwd/guard.sh"],
        &["bash", "/proc/self/cwd/guard.sh"],
    ] {
        let command = Command::argv(argv.iter().copied());
        for roots in [&["repo"][..], &[]] {
            assert!(machine.refuses(&command, roots, "repo"), "{argv:?}");
        }
    }
}

#[test]
fn a_folder_among_the_arguments_is_one_that_the_program_may_go_to() {
    let machine = Machine::new();
    for argv in [
        &["env", "-C", "sub", "./inner.sh"][..],
        &["env", "-Csub", "./inner.sh"],
        &["env", "--chdir=sub", "./inner.sh"],
        &["env", "--chdir", "sub", "bash", "inner.sh"],
        &["sudo", "-D", "sub", "./inner.sh"],
        &["git", "-C", "sub", "-c", "alias.x=!./inner.sh", "x"],
        &["make", "-C", "sub", "-f", "inner.sh"],
        &["env", "-C", &machine.at("repo/sub"), "./inner.sh"],
    ] {
        let command = Command::argv(argv.iter().copied());
        let text = Command::shell(argv.join(" "));
        for command in [command, text] {
            for roots in [&["repo"][..], &[]] {
                assert!(machine.refuses(&command, roots, "repo"), "{command:?}");
            }
            assert!(
                !machine.refuses(&command, &["+repo"], "repo"),
                "{command:?}"
            );
        }
    }
}

#[test]
fn a_module_that_an_interpreter_finds_for_a_path_is_refused() {
    let machine = Machine::new();
    for file in [
        "repo/hooks/guard.js",
        "repo/hooks/mod/index.mjs",
        "repo/hooks/pkg/package.json",
        "repo/hooks/source.ts",
        "repo/hooks/pre.cjs",
        "repo/hooks/posh.ps1",
        "repo/gem.rb",
        "repo/src/index.js",
        "home/guard.js",
    ] {
        let path = machine.top.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "canary").unwrap();
    }
    let argvs: &[&[&str]] = &[
        &["node", "./hooks/guard"],
        &["node", "hooks/guard"],
        &["node", "hooks/mod"],
        &["node", "./hooks/pkg"],
        &["node", "."],
        &["node", "--require", "./hooks/pre", "/x.js"],
        &["node", "-r./hooks/pre", "-e", "1"],
        &["node", "--import=./hooks/guard", "-e", "1"],
        &["tsx", "watch", "./hooks/source"],
        &["tsx", "hooks/source.js"],
        &["bun", "run", "./hooks/guard"],
        &["deno", "run", "-A", "hooks/source"],
        &["pwsh", "-File", "./hooks/posh"],
        &["pwsh", "./hooks/posh"],
        &["ruby", "-r", "./gem", "-e", "1"],
        &["env", "node", "hooks/guard"],
        &["npx", "tsx", "hooks/source"],
        &["timeout", "5", "node", "./hooks/guard"],
        &["env", "-C", "hooks", "node", "guard"],
    ];
    let node = "node".to_owned();
    fs::write(machine.top.join("repo/package.json"), "{}").unwrap();
    let mut commands = vec![
        Command::argv([node]).with_env("NODE_OPTIONS", "--require ./hooks/pre"),
        Command::shell("NODE_OPTIONS='--require ./hooks/pre' node -e 1"),
        Command::shell("export NODE_OPTIONS=--require=./hooks/pre; node -e 1"),
        Command::shell("trap 'node hooks/guard' EXIT"),
        Command::shell("cd hooks && node guard"),
        Command::shell("node \"$(git rev-parse --show-toplevel)/hooks/guard\""),
        Command::shell("pwsh -c './hooks/posh x'"),
        Command::argv(["bash", "-c", "node hooks/guard"]),
    ];
    for argv in argvs {
        commands.push(Command::argv(argv.iter().copied()));
        commands.push(Command::shell(argv.join(" ")));
    }
    for command in commands {
        for roots in [&["repo"][..], &[]] {
            assert!(machine.refuses(&command, roots, "repo"), "{command:?}");
        }
        assert!(
            !machine.refuses(&command, &["+repo"], "repo"),
            "{command:?}"
        );
    }
    for command in [
        Command::argv(["node", &machine.at("home/guard"), "src", "hooks/mod"]),
        Command::shell("node ~/guard src hooks/mod"),
        Command::argv(["mine", "src"]),
        Command::shell("mine hooks/guard; grep -r guard hooks"),
    ] {
        assert_eq!(machine.check(command, &["repo"], "repo"), Ok(()));
    }
}

/// Nobody keeps a history, or not with Git, and there is no hook file.
#[test]
fn a_stranger_s_folder_without_git_lends_no_program_either() {
    let machine = Machine::new();
    for marker in [".jj", ".hg", ".svn", ".bzr", "_darcs", "CVS", ""] {
        let clone = machine.top.join(format!("home/Downloads/clone{marker}"));
        fs::create_dir_all(clone.join("sub")).unwrap();
        fs::write(clone.join("guard.sh"), "canary").unwrap();
        if !marker.is_empty() {
            fs::create_dir(clone.join(marker)).unwrap();
        }
        let sub = clone.join("sub");
        for (text, folder, refused) in [
            ("./guard.sh", &clone, true),
            ("bash guard.sh", &clone, true),
            ("cd sub && ../guard.sh", &clone, true),
            ("../guard.sh", &sub, !marker.is_empty()),
            ("bash ~/guard.sh", &clone, false),
        ] {
            let checked = machine.check(Command::shell(text), &[], folder.to_str().unwrap());
            assert_eq!(checked.is_err(), refused, "{marker} {text}: {checked:?}");
        }
    }
    // A hook that runs in its own folder has its own programs there.
    let mut command = Command::shell("./guard.sh");
    command.confinement = Some(machine.roots(&[]));
    let start = |folders: [&str; 2]| {
        let folders = folders.map(|folder| machine.top.join(folder));
        let home = machine.at("home");
        check(&Start {
            command: &command,
            program: Path::new("/bin/sh"),
            folders: [&folders[0], &folders[1]],
            path: OsStr::new(""),
            variable: &|name| (name == "HOME").then(|| home.clone()),
        })
    };
    fs::write(machine.top.join("home/bin/guard.sh"), "").unwrap();
    assert_eq!(start(["home/bin", "other"]), Ok(()));
    assert!(start(["home/bin", "home/bin"]).is_err());
}

#[test]
fn what_only_a_shell_makes_into_a_path_is_refused_as_well() {
    let machine = Machine::new();
    for text in SHELL_SPELLINGS.iter().chain(SEARCH_PATHS) {
        for command in [Command::shell(*text), Command::argv(["bash", "-c", text])] {
            assert!(machine.refuses(&command, &["repo"], "repo"), "{command:?}");
            assert!(
                !machine.refuses(&command, &["+repo"], "repo"),
                "{command:?}"
            );
        }
        let roots: &[&str] = &[];
        assert!(
            machine.refuses(&Command::shell(*text), roots, "repo"),
            "{text}"
        );
    }
}

#[test]
fn a_search_path_outside_a_text_counts_as_well() {
    let machine = Machine::new();
    let argv = |argv: &[&str]| Command::argv(argv.iter().copied());
    for command in [
        argv(&["env", "PATH=./bin:/usr/bin", "tool"]),
        argv(&["env", "-i", "PATH=bin", "nice", "tool"]),
        argv(&["bash", "-c", "tool"]),
    ] {
        assert!(machine.refuses(&command, &["repo"], "repo"), "{command:?}");
    }
    for path in ["./bin:/usr/bin", "/usr/bin:", ".:bin"] {
        let mut command = Command::shell("tool; guard.sh");
        command.confinement = Some(machine.roots(&["repo"]));
        let folder = machine.top.join("repo");
        let start = Start {
            command: &command,
            program: Path::new("/bin/sh"),
            folders: [&folder, &folder],
            path: OsStr::new(path),
            variable: &|_| None,
        };
        assert!(check(&start).is_err(), "{path}");
    }
}

/// Ordinary hooks of a user, who works in a repository that has files which their patterns fit.
#[test]
fn ordinary_patterns_and_search_paths_of_the_user_close_no_gate() {
    let machine = Machine::new();
    for text in [
        "PATH=$HOME/bin:$PATH; mine",
        "export PATH=\"$HOME/bin:/usr/local/bin:$PATH\"; mine --check",
        "PATH=~/bin:$PATH mine",
        "PATH=$PATH:./bin; mine",
        "PATH=\"$(getconf PATH)\"; jq -r .tool_input.command",
        "PATH=/usr/bin:/bin; jq . | grep -q guard",
        "case \"$(cat)\" in *rm*) exit 2;; */guard.sh|./*.sh) exit 2;; *) exit 0;; esac",
        "case $x in\n  (./g*.sh) exit 2;;\n  sub/*)\n exit 0\nesac",
        "x=1; if [[ $x == ./*.sh && $y != sub/* ]]; then exit 2; fi",
        "[ \"$x\" = ./*.sh ] || exit 0",
        "echo './*.sh' \"./{guard,other}.sh\" './g*.sh'",
        "jq -r '.a[] | {b,c}' | grep -E '^(./)?g.*sh$'",
        "find ~ -name *.sh",
        "rm -f ~/logs/*.log /tmp/hook-*.json",
        "for f in ~/hooks/*.sh; do bash \"$f\"; done",
        "bash ~/guard.{sh,bash}",
        "curl -s https://example.com/a?b=c&d={x,y}",
        "echo {a,b} *",
        "read -r line; echo \"$line\"; while read x; do echo $x; done",
        "printf '%s\\n' $'a\\tb'",
        "MESSAGE='do not run it * here'; echo $MESSAGE >&2; exit 2",
        "echo 'use ./guard.sh instead, not bash guard.sh' >&2; exit 2",
        "echo './guard.sh is not for you' >&2; exit 2",
        "printf '%s\\n' \"./guard.sh needs $USER\" | tee -a ~/log >&2",
        "MESSAGE='please use ./guard.sh'; echo \"$MESSAGE\" >&2; exit 2",
        "if grep -qE './guard.sh --prod|bash guard.sh'; then exit 2; fi",
        "jq -r '.tool_input.command // \"./guard.sh x\"' | grep -q './guard.sh x'",
        "[ \"$x\" = './guard.sh x' ] && exit 2",
        "[[ \"$x\" == './guard.sh x' ]] && exit 2; exit 0",
        "x=$(jq -r .tool_input.file_path); prettier --check \"$PWD/$x\"",
        "f=$(jq -r .file); bash ~/guard.sh \"$CLAUDE_PROJECT_DIR/$f\"",
        "f=$(jq -r .file); cat \"$f\" src/$f; cp $f /tmp/$f",
        "cd \"$(git rev-parse --show-toplevel)\" && ~/guard.sh && jq .",
        "cd \"$CLAUDE_PROJECT_DIR\" && mine --check $1",
        "~/bin/$1; $HOME/bin/mine$1; \"$1\"; $1 x",
        "trap 'rm -f \"$TMP\"' EXIT; TMP=$(mktemp)",
        "git log -1 --format='%h %s' -n1 -- src",
        "curl -sd '{\"text\": \"a hook has run\"}' https://example.com/$1",
        "sed -e 's/x y/z/' -n -i.bak ~/notes",
        "awk '{print $1; system(\"date\")}' ~/notes",
        "mine -c 'a b' -x 'do not'",
        "cat >&2 <<'E'\nDon't do that, please: it's not allowed\nE\nexit 2",
        "cat >&2 <<E\n$USER, it's \"not\" allowed\nE\nexit 2",
        "jq -r '\n  .tool_input\n  | .command\n' | grep -q 'rm -rf' && exit 2",
        "timeout 5 ~/guard.sh; nice -n 5 mine --check; trap 'timeout 5 mine' EXIT",
        "f=$(jq -r .file); time cat \"$f\" src/$f; exec cp $f /tmp/$f",
        "timeout 5 grep -q './guard.sh x' && exit 2",
        "node ~/guard.js src sub; node -e 1",
    ] {
        let command = Command::shell(text);
        for roots in [&["repo"][..], &[]] {
            let checked = machine.check(command.clone(), roots, "repo");
            assert_eq!(checked, Ok(()), "{text}");
        }
    }
}

#[test]
fn a_folder_too_large_to_look_through_is_refused_in_a_stranger_s_project_alone() {
    let machine = Machine::new();
    let many = machine.top.join("repo/many");
    fs::create_dir(&many).unwrap();
    for number in 0..=NAMES {
        fs::hard_link(
            machine.top.join("other/x.sh"),
            many.join(number.to_string()),
        )
        .unwrap();
    }
    let failure = machine
        .check(Command::shell("bash many/x*.sh"), &["repo"], "repo")
        .unwrap_err();
    assert!(failure.message.contains("too many files"), "{failure}");
    fs::rename(many, machine.top.join("other/many")).unwrap();
    let own = Command::shell("bash ../other/many/x*.sh");
    assert!(!machine.refuses(&own, &["repo"], "repo"));
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
    // Who works on his own hooks names them by their absolute paths.
    let absolute = Command::argv(["bash", &machine.at("repo/guard.sh")]);
    assert!(!machine.refuses(&absolute, &[], "repo"));
    let link = Command::shell("bash ~/link/guard.sh; bash $HOME/link/guard.sh");
    assert!(!machine.refuses(&link, &[], "repo"));
}

#[test]
fn a_trusted_project_s_hook_runs_its_repository_s_files_and_no_other_repository_s() {
    let machine = Machine::new();
    for (file, text) in [
        ("clone/.git/HEAD", ""),
        ("clone/guard.sh", "canary"),
        ("repo/evil/inner.sh", "canary"),
    ] {
        let path = machine.top.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let refuses = |text: &str, roots: &[&str], folder: &str| {
        let mut command = Command::shell(text);
        let roots = machine.roots(roots).roots().to_vec();
        command.confinement = Some(Confinement::of_project(roots));
        machine.checked(&command, folder).is_err()
    };
    // The project is a folder of its repository.
    for text in ["./guard.sh", "bash ../guard.sh", "bash $PWD/guard.sh"] {
        assert!(!refuses(text, &["+repo/sub"], "repo"), "{text}");
        assert!(!refuses(text, &["+repo/sub"], "repo/sub"), "{text}");
        assert_ne!(
            refuses(text, &["+repo/sub"], "clone"),
            text.contains(".."),
            "{text}"
        );
    }
    // A root in it that nobody trusts.
    assert!(refuses("./inner.sh", &["+repo", "repo/evil"], "repo/evil"));
    assert!(!refuses(
        "../guard.sh",
        &["+repo", "repo/evil"],
        "repo/evil"
    ));
    // Nobody trusts the project itself.
    assert!(refuses("../guard.sh", &["repo/sub"], "repo/sub"));
}

#[test]
fn a_repository_s_folder_called_tilde_is_not_the_home_folder() {
    let machine = Machine::new();
    for argv in [&["~/guard.sh"][..], &["bash", "~/guard.sh"]] {
        let command = Command::argv(argv.iter().copied());
        assert!(machine.refuses(&command, &["repo"], "repo"), "{argv:?}");
        assert!(machine.refuses(&command, &[], "repo"), "{argv:?}");
    }
    assert!(!machine.refuses(&Command::shell("~/guard.sh"), &["repo"], "repo"));
}

#[test]
fn a_home_folder_kept_in_a_repository_lends_its_programs() {
    let machine = Machine::new();
    for (repository, folder) in [("home", "home"), ("", "home")] {
        fs::create_dir_all(machine.top.join(repository).join(".git")).unwrap();
        for text in [
            "D=$HOME; $D/guard.sh",
            "D=~; $D/guard.sh",
            "cd && bin/mine",
            "cd ~ && ./guard.sh",
            "bash -c ~/guard.sh",
        ] {
            let command = Command::shell(text);
            assert!(!machine.refuses(&command, &[], folder), "{text}");
        }
    }
    // A clone in it is a repository of its own.
    fs::create_dir_all(machine.top.join("home/clone/.git")).unwrap();
    fs::write(machine.top.join("home/clone/guard.sh"), "canary").unwrap();
    assert!(machine.refuses(&Command::shell("./guard.sh"), &[], "home/clone"));
}

#[test]
fn links_count_both_ways() {
    let machine = Machine::new();
    for path in [
        "home/into",
        "home/link/guard.sh",
        "home/link/outside/guard.sh",
    ] {
        let command = Command::argv(["bash", &machine.at(path)]);
        assert!(machine.refuses(&command, &["repo"], "other"), "{path}");
    }
    assert!(machine.refuses(&Command::shell("bash ~/into"), &["repo"], "other"));
}

#[test]
fn the_user_s_own_programs_run_wherever_he_works() {
    let machine = Machine::new();
    let mine = machine.at("home/guard.sh");
    let commands = [
        Command::argv([mine.as_str()]),
        Command::argv(["bash", &mine]),
        Command::argv(["guard.sh"]),
        Command::shell("mine --check"),
        Command::shell("guard.sh"),
        Command::shell("bash ~/guard.sh --root \"$CLAUDE_PROJECT_DIR\""),
        Command::shell("cd \"$CLAUDE_PROJECT_DIR\" && jq -r .tool_input.command"),
        Command::shell("bash ../other/x.sh"),
        Command::shell("echo 'do not run guard.sh' >&2; exit 2"),
        Command::shell("bash -c \"echo 'do not run guard.sh' >&2; exit 2\""),
        Command::shell("echo 'guard'").with_env("ROOT", machine.at("repo")),
    ];
    for command in commands {
        for roots in [&["repo"][..], &[]] {
            assert!(!machine.refuses(&command, roots, "repo"), "{command:?}");
        }
    }
}

#[test]
fn a_refusal_names_word_file_root_and_cure() {
    let machine = Machine::new();
    let failure = machine
        .check(Command::argv(["bash", "./guard.sh"]), &["repo"], "repo")
        .unwrap_err();
    let expected = format!(
        "its command names `./guard.sh`, which is {}, a file of the project {} that is not \
         trusted; trust the project, or name a file outside it",
        machine.at("repo/./guard.sh"),
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
