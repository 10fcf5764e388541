//! Files of a trusted hook that may change, and files that appear after trust.

use super::*;

#[test]
fn a_file_that_is_data_may_change() {
    let project = guarded();
    project.write("notes.json", "1");
    let hook = GUARD.replace("./guard.sh", "./guard.sh notes.json");
    project.write(".agent-hooks/hooks.toml", &hook);
    trust_with(&project, &["--data", "notes.json"]);
    project.write("notes.json", "2");
    runs(&project, "data changed");
    script(&project, "guard.sh", &format!("{SCRIPT}#"));
    is_closed(&project, "the script beside the data changed");
}

#[test]
fn a_hook_may_write_a_log_and_name_data_that_is_not_there_yet() {
    let project = guarded();
    let hook = GUARD.replace("./guard.sh", "./guard.sh | tee -a seen.txt >> log.txt");
    project.write(".agent-hooks/hooks.toml", &hook);
    trust_with(&project, &["--data", "seen.txt"]);
    for _ in 0..2 {
        runs(&project, "it wrote");
    }
    assert!(project.has("log.txt") && project.has("seen.txt"));
}

/// The arguments of `tee` stay covered, because the word can mean another program. So the first run ends the trust, and
/// the message names the option that prevents this.
#[test]
fn a_log_that_tee_creates_is_named_with_the_option_that_lets_it_change() {
    let project = guarded();
    let command = "./guard.sh | tee -a new.log";
    project.write(
        ".agent-hooks/hooks.toml",
        &GUARD.replace("./guard.sh", command),
    );
    trust(&project);
    runs(&project, command);
    let told = crate::support::said(&project.run(&["explain", "PreToolUse"]));
    assert!(told.contains("its file `new.log` did not exist"), "{told}");
    assert!(told.contains("--data new.log"), "{told}");
}

#[test]
fn a_file_that_appeared_after_trust_is_named_if_the_command_names_it() {
    for (command, new, sentence) in [
        (
            "./guard.sh out.txt",
            "out.txt",
            "its file `out.txt` did not exist when the user trusted the hook",
        ),
        (
            "./guard.sh; make -f rules.mk all",
            "rules.mk",
            "`rules.mk` did not exist when the user trusted the hook",
        ),
        (
            "./guard.sh page.tmpl",
            "page.tmpl",
            "its file `page.tmpl` did not exist when the user trusted the hook",
        ),
        (
            "./guard.sh; sh lib.sh",
            ".agent-hooks/lib.sh",
            "its script `.agent-hooks/lib.sh` did not exist when the user trusted the hook",
        ),
        (
            "./guard.sh; sh sub/*.sh",
            "sub/evil-ran.sh",
            "a file that its command can read or run did not exist when the user trusted the hook",
        ),
    ] {
        let project = guarded();
        project.write(
            ".agent-hooks/hooks.toml",
            &GUARD.replace("./guard.sh", command),
        );
        trust(&project);
        project.write(new, "x");
        let told = crate::support::said(&project.run(&["explain", "PreToolUse"]));
        assert!(told.contains(sentence), "{told}");
        assert!(!told.contains("evil-ran"), "{told}");
        let cure = format!("--data {new}");
        assert_eq!(told.contains(&cure), new == "out.txt", "{told}");
    }
}
