//! Files that the trust in a hook does not cover.

use crate::support::{said, script, with_project_hooks};

#[test]
fn a_trusted_script_says_which_files_its_trust_does_not_cover() {
    let hooks = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"${config_dir}/guard.sh\"]\n\
                 [[hooks.pre_tool_use]]\nname = \"alone\"\ncommand = [\"${config_dir}/alone.sh\"]\n";
    let project = with_project_hooks(hooks);
    script(
        &project,
        ".agent-hooks/guard.sh",
        "#!/bin/sh\n. \"$(dirname \"$0\")/rules.sh\"\n",
    );
    script(
        &project,
        ".agent-hooks/alone.sh",
        "#!/bin/sh\n. /etc/profile\n",
    );
    project.write(".agent-hooks/rules.sh", "exit 2\n");
    let explain = ["explain", "PreToolUse"];
    let remark = "trusted: `guard.sh`; `rules.sh`, which it loads, may change without a question";
    let told = said(&project.run(&explain));
    assert!(!told.contains("which it loads"), "{told}");
    // The question says it before the user decides.
    let line = "`rules.sh`, which `guard.sh` loads";
    let told = said(&project.run(&["trust"]));
    assert_eq!(told.matches(line).count(), 1, "{told}");
    crate::trust::trust(&project);
    let told = said(&project.run(&["check"]));
    assert_eq!(told.matches(line).count(), 1, "{told}");
    let told = said(&project.run(&explain));
    assert_eq!(told.matches(remark).count(), 1, "{told}");
    assert_eq!(told.matches("which it loads").count(), 1, "{told}");
    let told = said(&project.run(&["fire", "PreToolUse", "--sample"]));
    assert!(!told.contains("which it loads"), "{told}");
}

#[test]
fn printed_words_are_not_reported_as_programs_that_trust_does_not_cover() {
    for (command, program) in [
        ("echo 'the tests fail, go on' >&2; exit 2", None),
        ("grep -q 'git push' && exit 2; exit 0", None),
        ("grep -q x && make check; exit 0", Some("make")),
        (
            "sh -c 'grep -q \"npm i\" && { echo \"no npm\" >&2; exit 2; }; exit 0'",
            None,
        ),
        ("bash -c \"echo 'use npm' | sh\"", Some("npm")),
    ] {
        let project = with_project_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = {command:?}\n"
        ));
        let told = said(&project.run(&["check"]));
        let runs = program.map(|name| format!("`{name}` runs "));
        assert_eq!(
            told.contains("` runs "),
            runs.is_some(),
            "{command}: {told}"
        );
        assert!(
            runs.is_none_or(|runs| told.contains(&runs)),
            "{command}: {told}"
        );
    }
}
