//! Spellings of a command that a rule must match, and commands that it must not match.

#[cfg(unix)]
use std::process::Command;

use cases::{LEAVES, REMOVES};
use hidden::HIDDEN;
use proptest::prelude::*;

use super::*;

#[path = "command_cases_tests.rs"]
mod cases;
#[path = "command_property_tests.rs"]
mod generated;
#[path = "command_hidden_tests.rs"]
mod hidden;

fn rm(text: &str) -> bool {
    fits("rm *", text)
}

#[test]
fn a_command_is_found_however_it_is_written() {
    for (attack, texts) in REMOVES.iter().chain(HIDDEN) {
        for text in *texts {
            assert!(rm(text), "{attack}: {text:?}");
            let behind = format!("git status\n{text}");
            assert!(rm(&behind), "{attack}, behind another: {behind:?}");
        }
    }
}

#[test]
fn a_plain_command_does_not_run_the_hook_of_another() {
    for text in LEAVES {
        assert!(!rm(text), "{text:?}");
    }
}

#[test]
fn arguments_are_compared_without_quotes_blanks_and_options_before_them() {
    for (rule, text, expected) in [
        ("git push *", "git  push\t-f", true),
        ("git push *", "git 'push' -f", true),
        ("git push *", "\\git pu\"\"sh", true),
        ("git push *", "git -C sub push -f", true),
        ("git push *", "git --no-pager -c a=b push", true),
        ("git push *", "sudo git -C sub push", true),
        ("git push *", "git p{ush,} -f", true),
        ("git push *", "git &>log push", true),
        ("git push *", "git status", false),
        ("git push *", "git -C sub status", false),
        ("git push *", "git stash push", false),
        ("git push:*", "git push", true),
        ("git commit -m \"x\" *", "git commit -m x -a", true),
        ("npm run build", "npm run build", true),
        ("npm run build", "npm run 'build'", true),
        ("npm run build", "npm run build:prod", false),
        ("npm  run  build", "npm run build", true),
        ("* --force", "git push --force", true),
        ("* --force", "git push", false),
        ("/usr/bin/rm *", "rm x", true),
        ("./deploy.sh *", "cd a && ./deploy.sh b", true),
        ("rm -rf *", "rm -rf x", true),
        ("rm -rf *", "rm -i x", false),
        ("rm", "rm $A", true),
        ("rm", "rm x", false),
        ("npm-*", "sudo npm-x", true),
        ("a:b *", "sudo sh-c a:b", true),
    ] {
        assert_eq!(fits(rule, text), expected, "{rule} over {text:?}");
    }
}

#[test]
fn hostile_texts_are_judged_in_linear_time_and_bounded_depth() {
    let many = 10_000;
    for text in [
        "$(".repeat(many),
        "`".repeat(many),
        "(".repeat(many),
        "env rm ".repeat(many),
        "git -C push ".repeat(many),
        "env sed -l 5 ".repeat(many),
        "sudo tar -xI git -c ".repeat(many),
        format!("tar {}", "-xv ".repeat(many)),
        format!("sed {}", "-e p ".repeat(many)),
        format!("foo {}", "'=a|b;c' ".repeat(many)),
        "\"$(".repeat(many),
        "a;".repeat(many),
        "<<E ".repeat(many),
        format!("ls {}", "a ".repeat(many)),
        format!("foo {}", "'rmx' ".repeat(many)),
        format!("cat <<E\n{}", "F\n".repeat(many)),
        "A=1 ".repeat(many),
        "{ ".repeat(many),
        "\\\n".repeat(many),
        "${A}".repeat(many),
    ] {
        let _ = (rm(&text), fits("git push *", &text), fits("*a*b *", &text));
    }
}

#[test]
fn a_script_of_sed_of_which_a_part_is_not_known_is_not_missed() {
    for text in [
        "sed \"1$X\" f",
        "sed -n \"p;$X\" f",
        "sed -e p -e \"1$X\" f",
        "sed *",
        "sed -e 's,a,b\\' -e 's/x,e#/y/' f",
    ] {
        assert!(rm(text), "{text}");
    }
    for text in ["sed -i 's/one/two/' *.txt", "sed -n '/re/,/end/p' f"] {
        assert!(!rm(text), "{text}");
    }
}
