//! What the program says about itself.

use crate::support::Project;

#[test]
fn every_command_explains_itself() {
    let project = Project::new();
    for (name, arguments) in [
        ("hooks", &["--help"][..]),
        ("exec", &["exec", "--help"]),
        ("fire", &["fire", "--help"]),
        ("init", &["init", "--help"]),
        ("new", &["new", "--help"]),
        ("test", &["test", "--help"]),
        ("list", &["list", "--help"]),
        ("explain", &["explain", "--help"]),
        ("check", &["check", "--help"]),
        ("schema", &["schema", "--help"]),
        ("completions", &["completions", "--help"]),
        ("bridge", &["bridge", "--help"]),
        ("bridge_install", &["bridge", "install", "--help"]),
        ("trust", &["trust", "--help"]),
        ("trust_revoke", &["trust", "revoke", "--help"]),
        ("bridge_uninstall", &["bridge", "uninstall", "--help"]),
    ] {
        let ran = project.run(arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
        insta::assert_snapshot!(name, ran.stdout);
    }
}
