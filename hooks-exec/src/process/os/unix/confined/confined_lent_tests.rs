//! Tests which files of a repository or of the home folder a hook may run because a project in this repository or
//! folder is trusted.

use super::*;

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
    // The project is a subfolder of its repository.
    for text in ["./guard.sh", "bash ../guard.sh", "bash $PWD/guard.sh"] {
        assert!(!refuses(text, &["+repo/sub"], "repo"), "{text}");
        assert!(!refuses(text, &["+repo/sub"], "repo/sub"), "{text}");
        assert_ne!(
            refuses(text, &["+repo/sub"], "clone"),
            text.contains(".."),
            "{text}"
        );
    }
    // An untrusted root is inside the trusted root.
    assert!(refuses("./inner.sh", &["+repo", "repo/evil"], "repo/evil"));
    assert!(!refuses(
        "../guard.sh",
        &["+repo", "repo/evil"],
        "repo/evil"
    ));
    // The project itself is not trusted.
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
    // A clone in the home folder is a separate repository.
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
