//! What `bridge install`, `status` and `list` say about the entries of the bridge.

use crate::support::{Project, with_users_hooks};

#[test]
fn a_hook_that_may_take_longer_than_the_bridge_is_named_wherever_the_bridge_is_looked_at() {
    let project = with_users_hooks(
        "[[hooks.stop]]\nname = \"tests\"\ncommand = \"true\"\ntimeout = \"10m\"\n",
    );
    let said = "`tests` (`timeout` 10 min)";
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let silent = project.run(&["check"]);
    assert!(!silent.stderr.contains("the bridge ends"), "{silent:?}");
    for typed in [
        &["bridge", "install", "--for", "claude"][..],
        &["bridge", "status", "--for", "claude"],
        &["check"],
    ] {
        let ran = project.run(typed);
        let text = flat(&format!("{}{}", ran.stdout, ran.stderr));
        assert!(
            text.contains("the bridge ends every hook after 50 s"),
            "{typed:?} {ran:?}"
        );
        assert!(
            text.contains(said) && text.contains("--budget"),
            "{typed:?} {ran:?}"
        );
    }
    let status = project
        .run(&["bridge", "status", "--for", "claude", "--json"])
        .json();
    assert!(status["bridges"][0]["too_short"].is_string(), "{status}");
}

#[test]
fn install_names_the_command_that_writes_the_file_it_names() {
    let project = Project::new();
    let user = project.run(&["bridge", "install", "--for", "claude"]);
    assert!(
        user.stdout.contains("`hooks init --user`") || user.stdout.contains("hooks init --user"),
        "{user:?}"
    );
    let one = project.run(&["bridge", "install", "--for", "claude", "--project", "."]);
    assert!(one.stdout.contains("hooks init --project"), "{one:?}");
}

#[test]
fn entries_of_the_bridge_are_not_counted_as_hooks() {
    let project = with_users_hooks("[[hooks.stop]]\nname = \"mine\"\ncommand = \"true\"\n");
    project.run(&["bridge", "install", "--for", "claude"]);
    let listed = project.run(&["list"]).stdout;
    assert!(listed.contains("1 hook, 1 live"), "{listed}");
}
