//! Tests modules, patterns and search paths that lead into the repository.

use super::spelling::{SEARCH_PATHS, SHELL_SPELLINGS};
use super::*;

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

/// Checks folders that have no version control, or a version control system other than Git. None of them has a hook
/// file.
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
    // A hook may start programs in its working folder, if this folder is not the session's folder.
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

/// Checks that ordinary hooks of a user pass, although the repository of the session has files that match their
/// patterns.
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
