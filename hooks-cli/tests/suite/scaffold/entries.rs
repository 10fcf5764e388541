//! What `init` and `new` write: the tool of an event, a replaced entry, and nothing half written.

use crate::support::{HOOKS, Project, fed};

#[test]
fn a_new_hook_takes_the_tool_that_fits_its_event_and_gets_a_test_that_passes() {
    let project = Project::new();
    for (name, lang) in [("b", "bash"), ("p", "python")] {
        for worker in [&[][..], &["--worker"]] {
            let name = format!("{name}{}", worker.len());
            let new = ["new", &name, "--event", "post_tool_use", "--lang", lang];
            let made = project.run(&[&new[..], worker].concat());
            assert_eq!(made.code, Some(0), "{made:?}");
            assert!(made.stdout.contains("no `--tool` was given"), "{made:?}");
        }
    }
    let hooks = project.read(".agent-hooks/hooks.toml");
    assert_eq!(
        hooks
            .matches("matcher = [\"write_file\", \"edit_file\"]")
            .count(),
        4,
        "{hooks}"
    );
    let ran = project.run(&["test"]);
    assert!(ran.stdout.contains("8 passed, 0 failed"), "{ran:?}");
}

#[test]
fn force_replaces_the_entry_that_new_wrote_and_no_other() {
    let project = Project::new();
    let new = |name: &str, more: &[&str]| {
        let new = ["new", name, "--event", "pre_tool_use", "--lang", "bash"];
        let ran = project.run(&[&new[..], more].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        project.read(".agent-hooks/hooks.toml")
    };
    new("a", &[]);
    let before = new("b", &[]);
    let same = new("a", &["--force"]);
    assert_eq!(same, before);
    let changed = new("a", &["--force", "--tool", "write_file"]);
    assert_eq!(changed.matches("name = \"a\"").count(), 1, "{changed}");
    assert!(changed.contains("matcher = \"write_file\""), "{changed}");
}

#[test]
fn new_says_that_the_agent_waits_for_a_hook_after_a_call_and_why() {
    let project = Project::new();
    let new = |name: &str, event: &str| {
        let ran = project.run(&["new", name, "--event", event, "--lang", "bash"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran.stdout
    };
    let said = new("after", "post_tool_use");
    assert!(said.contains("run in the background by default"), "{said}");
    assert!(said.contains("`background = false`"), "{said}");
    let said = new("before", "pre_tool_use");
    assert!(!said.contains("background"), "{said}");
}

#[test]
fn a_write_that_is_interrupted_leaves_nothing_half_written() {
    // No file can grow beyond zero bytes: the write fails, or the signal ends the program half way.
    for (trap, code) in [("trap '' XFSZ; ", Some(125)), ("", None)] {
        for words in [
            &["init"][..],
            &["new", "guard", "--event", "stop", "--lang", "bash"],
        ] {
            let project = Project::new();
            let known = project.command(words);
            let mut limited = std::process::Command::new("bash");
            limited
                .arg("-c")
                .arg(format!("{trap}ulimit -f 0; exec \"$@\""))
                .arg("bash")
                .arg(known.get_program())
                .args(known.get_args())
                .env_clear()
                .envs(
                    known
                        .get_envs()
                        .filter_map(|(name, value)| Some((name, value?))),
                )
                .env("PATH", std::env::var_os("PATH").unwrap_or_default())
                .current_dir(known.get_current_dir().unwrap());
            let ran = fed(&mut limited, "");
            assert_eq!(ran.code, code, "{words:?} {ran:?}");
            assert!(!project.has(HOOKS), "{words:?} {ran:?}");
            assert!(!project.has(".agent-hooks/guard.sh"), "{words:?} {ran:?}");
            let again = project.run(words);
            assert_eq!(again.code, Some(0), "{words:?} {again:?}");
        }
    }
}
