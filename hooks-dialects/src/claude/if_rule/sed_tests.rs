//! Scripts and options of `sed`.

use super::*;

#[test]
fn a_script_that_runs_a_program_is_found() {
    for arguments in [
        &["s/X//;e"][..],
        &["s/x/y/e"],
        &["s/x/y/ge", "f"],
        &["-n", "1e rm x"],
        &["-ne", "e"],
        &["-e", "p", "-e", "e"],
        &["--expression=e"],
        &["--exp", "e"],
        &["-f", "script"],
        &["--file=/dev/stdin"],
        &["-Ee", "e"],
        &["b;e"],
        &[":a;e"],
        &["q5;e"],
        &["s/[/]/x/;e"],
        &["s/[]/]/x/;e"],
        &["1{e\n}"],
        &["/a/I,$!e"],
        &["\\|a|e"],
        &["s,a;b,c,;e"],
        &["s/e"],
        &["y/a/b/e"],
        &["a x\ne"],
        &["s/a/b/w f\ne"],
        &["-e", "s,a,b\\", "-e", "s/x,e#/y/"],
        &["/a\\/s/e/x/"],
        &["/[/]s/e/x/"],
        &["s\\e\\b\\e"],
        &["s/a\\/b/;s/e"],
        &["s/a\\/b/;p;/e"],
        &["/a\\/p;/e"],
        &["/[/]p;/e"],
        &["s/a;b/c/;e"],
        &["s/e/x/w f\ne"],
        &["-n", "/e/{p;e}"],
        &["-l", "5", "1e sh evil", "f"],
        &["-nl", "5", "1e sh evil", "f"],
        &["-l5", "1e sh evil", "f"],
        &["-l", "1e x", "p"],
        &["--line-length", "5", "1e sh evil", "f"],
        &["--l", "5", "1e sh evil", "f"],
        &["--line-length=5", "1e sh evil", "f"],
        &["-E", "1e sh evil", "f"],
        &["-s", "1e sh evil", "f"],
        &["-i", "1e sh evil", "f"],
        &["-i.bak", "1e sh evil", "f"],
        &["-i", "", "1e sh evil", "f"],
        &["-i", ".bak", "1e sh evil", "f"],
        &["--in-place", "1e sh evil", "f"],
        &["--in-place=.bak", "1e sh evil", "f"],
        &["-be", "1e sh evil", "-e", "p", "f"],
        &["-bf", "script"],
        &["--", "1e sh evil", "-e", "p"],
        &["1e sh evil", "-e", "p"],
        &["-e", "p", "-l", "5", "-e", "e"],
        &["-e", "-n", "-e", "e"],
    ] {
        assert!(runs(arguments, |_| true), "{arguments:?}");
    }
}

#[test]
fn a_script_of_which_a_part_is_not_known_may_run_a_program() {
    for (arguments, unknown) in [
        (&["1"][..], 0),
        (&["-n", "p;"], 1),
        (&["-e", "p", "-e", "1"], 3),
        (&["-e", "p", "-e1"], 2),
        (&["--expression=1"], 0),
        (&["-l", "5", "1"], 2),
        (&["-l", "5", "p"], 1),
        (&["--line-length", "5", "p"], 1),
    ] {
        assert!(runs(arguments, |at| at != unknown), "{arguments:?}");
    }
    assert!(!runs(&["-i", "s/a/b/", "*.txt"], |at| at != 2), "a file");
}

#[test]
fn a_script_that_only_edits_is_data() {
    for arguments in [
        &["-n", "s/a$/b/p", "f"][..],
        &["-i", "s/a/b/"],
        &["-i.bak", "s/e/e/g", "e"],
        &["s#/usr#/e#g; s/x/y/"],
        &["-n", "1,5p"],
        &["/^$/d"],
        &["$!N;P;D"],
        &["-E", "-e", "s/[0-9]+/e/", "file"],
        &["-n", "/e/p;/e/,/f/d;$q1"],
        &["s/[0-9]\\.[0-9]/version/g"],
        &[":a;N;$!ba;s/\\n/ /g"],
        &["s/[^]]*//;p"],
        &["-l", "5", "s/a/b/", "e"],
        &["-nl5", "s/a/b/", "e"],
        &["--line-length", "5", "p", "e"],
        &["--line-length=5", "p", "e"],
        &["-i", "", "s/a/b/", "e"],
        &["-e", "p", "e"],
        &["-be", "p", "e"],
        &["--", "p", "-e"],
        &["--version"],
        &[],
    ] {
        assert!(!runs(arguments, |_| true), "{arguments:?}");
    }
}
