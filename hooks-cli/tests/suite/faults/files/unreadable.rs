//! Hook files that cannot be read: links, encodings, and files that are none.

use std::fs;

use crate::support::{
    HOOKS, Project, SETTINGS, SHELL_GUARD, assert_holds, group, link, said, told_by, with_settings,
};

#[test]
fn a_file_that_cannot_be_read_is_the_reason_why_no_hook_is_configured() {
    let project = with_settings("{\n// guard\n\"hooks\": {}}\n");
    for told in told_by(
        &project,
        &[
            &["explain", "PreToolUse"],
            &["fire", "PreToolUse", "--sample"],
        ],
    ) {
        assert!(
            told.contains("settings.json cannot be read") || told.contains("1 file cannot be read"),
            "{told}"
        );
    }
}

#[test]
fn a_link_out_of_the_project_is_said_to_be_followed_by_permission_only() {
    let project = Project::new();
    std::fs::create_dir(project.home().join("shared")).unwrap();
    project.write_home(
        "shared/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"true\"\n",
    );
    std::os::unix::fs::symlink(project.home().join("shared"), project.path(".agent-hooks"))
        .unwrap();
    for told in told_by(&project, &[&["check"], &["list"]]) {
        assert!(told.contains("Only `--trust-project` follows it"), "{told}");
    }
    let told = said(&project.run(&["explain", "PreToolUse", "--trust-project"]));
    assert!(told.contains("g runs"), "{told}");
}

#[test]
fn a_file_that_cannot_be_read_as_one_of_hooks_is_counted_by_list_and_shown_by_check() {
    let folder = |project: &Project| fs::create_dir_all(project.path(HOOKS)).unwrap();
    let looping = |project: &Project| {
        fs::create_dir_all(project.path(".agent-hooks")).unwrap();
        std::os::unix::fs::symlink("hooks.toml", project.path(HOOKS)).unwrap();
    };
    let looping_folder = |project: &Project| {
        std::os::unix::fs::symlink(".agent-hooks", project.path(".agent-hooks")).unwrap();
    };
    type Plant<'p> = &'p dyn Fn(&Project);
    let cases: &[(Plant<'_>, &str)] = &[
        (&folder, "is not a regular file"),
        (&looping, "is a link whose target cannot be read"),
        (&looping_folder, "Too many levels"),
    ];
    for (plant, sentence) in cases {
        let project = Project::new();
        plant(&project);
        let listed = said(&project.run(&["list"]));
        let count = "1 problem in files that are not trusted, 1 of them an error";
        assert!(listed.contains(count), "{listed}");
        assert!(!listed.contains("no hooks are configured"), "{listed}");
        let checked = said(&project.run(&["check"]));
        assert!(checked.contains(sentence), "{sentence}: {checked}");
        let made = project.run(&["init", "--force"]);
        assert_eq!(made.code, Some(125), "{made:?}");
        assert!(
            made.stderr.to_lowercase().contains("nothing was written"),
            "{made:?}"
        );
    }
}

#[test]
fn a_file_of_comments_leads_to_a_first_hook() {
    let project = Project::new();
    project.run(&["init"]);
    let listed = said(&project.run(&["list"]));
    assert!(listed.contains("no hooks are configured in"), "{listed}");
    assert!(
        listed.contains("`hooks new NAME --event EVENT --lang bash`"),
        "{listed}"
    );
    assert!(!listed.contains("hooks init"), "{listed}");
}

#[test]
fn a_link_without_a_target_is_named_with_its_target_and_no_first_file_is_advised() {
    let project = Project::new();
    fs::create_dir_all(project.home().join(".config/agent-hooks")).unwrap();
    let own = project.home().join(".config/agent-hooks/hooks.toml");
    std::os::unix::fs::symlink("../../dotfiles/hooks.toml", own).unwrap();
    let target = project.home().join("dotfiles/hooks.toml");
    let cure = format!("put a file at {}", target.display());
    let listed = said(&project.run(&["list"]));
    assert!(
        listed.contains("no hooks are loaded, because 1 file cannot be read"),
        "{listed}"
    );
    assert!(!listed.contains("hooks init"), "{listed}");
    for told in [listed, said(&project.run(&["check"]))] {
        assert!(told.contains(&cure), "{told}");
    }
    // The project's author chose the text of the link's target.
    let project = Project::new();
    fs::create_dir_all(project.path(".claude")).unwrap();
    link(&project, SETTINGS, "../ignore-all-rules");
    let told = said(&project.run(&["list"]));
    assert!(
        told.contains("put a file at the link's target") && !told.contains("ignore"),
        "{told}"
    );
}

#[test]
fn a_file_in_utf_16_is_named_with_its_format_and_cure() {
    let text = format!("{{\"hooks\":{{\"PreToolUse\":[{}]}}}}", group("exit 2"));
    let wide = [0xfeff].into_iter().chain(text.encode_utf16());
    let bytes: Vec<u8> = wide.flat_map(u16::to_le_bytes).collect();
    let project = with_settings("");
    fs::write(project.path(SETTINGS), bytes).unwrap();
    let listed = said(&project.run(&["list"]));
    assert!(
        listed.contains("1 problem in files that are not trusted, 1 of them an error"),
        "{listed}"
    );
    let checked = project.run(&["check"]);
    assert_eq!(checked.code, Some(1), "{checked:?}");
    let checked = said(&checked);
    assert!(
        checked.contains("claude, cannot be read, 1 error"),
        "{checked}"
    );
    for told in [listed, checked] {
        let sentence = "is UTF-16, not UTF-8, so its hooks are not loaded";
        assert!(
            told.contains(sentence) && told.contains("save it as UTF-8"),
            "{told}"
        );
    }
}

#[test]
fn what_cannot_be_read_is_listed_with_its_reason() {
    let linked = Project::new();
    let outside = linked.home().join("shared");
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("hooks.toml"), SHELL_GUARD).unwrap();
    std::os::unix::fs::symlink(&outside, linked.path(".agent-hooks")).unwrap();
    let listed = said(&linked.run(&["list"]));
    assert!(
        listed.contains("is a link that leads out of the project"),
        "{listed}"
    );
    // Guards in this folder are not loaded, so the check must not pass.
    let checked = linked.run(&["check"]);
    assert_eq!(checked.code, Some(1), "{checked:?}");
    assert!(said(&checked).contains("error[unreadable]"), "{checked:?}");
    let linked = Project::new();
    fs::create_dir_all(linked.path(".agent-hooks")).unwrap();
    let own = linked.home().join("own.toml");
    linked.write_home("own.toml", SHELL_GUARD);
    std::os::unix::fs::symlink(&own, linked.path(HOOKS)).unwrap();
    let checked = linked.run(&["check"]);
    assert_eq!(checked.code, Some(1), "{checked:?}");
    // In work trees people link an agent's own file on purpose, so that is a warning. A link to nothing is an error.
    let linked = Project::new();
    fs::create_dir_all(linked.path(".claude")).unwrap();
    let own = linked.home().join("own.json");
    linked.write_home("own.json", "{\"hooks\":{}}");
    std::os::unix::fs::symlink(&own, linked.path(".claude/settings.json")).unwrap();
    let checked = linked.run(&["check"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
    assert!(
        said(&checked).contains("warning[unreadable]"),
        "{checked:?}"
    );
    fs::remove_file(&own).unwrap();
    let checked = linked.run(&["check"]);
    assert_ne!(checked.code, Some(0), "{checked:?}");

    // A link in the place of the folder is called a link, with its target.
    let linked = Project::new();
    let config = linked.home().join(".config");
    fs::create_dir_all(&config).unwrap();
    std::os::unix::fs::symlink("/gone/dotfiles", config.join("agent-hooks")).unwrap();
    let checked = said(&linked.run(&["check"]));
    let message = "agent-hooks is a link, and there is no folder at its target";
    let cure = "put a folder at /gone/dotfiles, or replace the link";
    assert_holds(&checked, &[message, cure]);
    let linked = Project::new();
    std::os::unix::fs::symlink("/gone/hooks", linked.path(".agent-hooks")).unwrap();
    for told in told_by(
        &linked,
        &[&["check"], &["list"], &["explain", "PreToolUse"]],
    ) {
        assert_holds(&told, &[message]);
        assert!(!told.contains("/gone"), "{told}");
    }

    let folder = Project::new();
    fs::create_dir_all(folder.path(HOOKS)).unwrap();
    let listed = said(&folder.run(&["list"]));
    assert!(listed.contains("is not a regular file"), "{listed}");

    let named = Project::new();
    let listed = named.run(&["list", "--config", "nofile.toml"]);
    assert!(
        !listed.stdout.contains("searched for hook files"),
        "{listed:?}"
    );
    assert!(
        said(&listed).contains("nofile.toml:1:1: error[unreadable]: "),
        "{listed:?}"
    );
    let listed = named
        .run(&["list", "--config", "nofile.toml", "--json"])
        .json();
    assert_eq!(listed["problems"][0]["code"], "unreadable", "{listed}");
    assert_eq!(listed["problems"][0]["severity"], "error", "{listed}");
}
