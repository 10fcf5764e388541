use std::fs;

use hooks_types::spec::Command;

use super::super::pattern::fits;
use super::*;

/// Returns the files that a command covers in a project with these files.
fn covered(files: &[(&str, &str)], command: &Command) -> Covered {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    for (name, text) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    in_root(&root, command)
}

fn in_root(root: &Path, command: &Command) -> Covered {
    let bases = Bases {
        root: root.to_owned(),
        folders: vec![root.join(".agent-hooks")],
        home: Some(root.join("home")),
    };
    let (paths, mut marks) = (Paths::default(), Marks::default());
    Covered::of(&Words::of(command), &bases, &paths, &mut marks)
}

fn names(covered: &Covered) -> Vec<&str> {
    assert_eq!((&covered.problem, covered.unread.len()), (&None, 0));
    covered.files.keys().map(String::as_str).collect()
}

#[test]
fn every_file_that_a_word_names_is_covered() {
    let files = [
        ("guard.sh", "1"),
        (".agent-hooks/own.sh", "2"),
        ("hooks/a.sh", "3"),
        ("hooks/b.py", "4"),
        ("home/rc", "5"),
        ("lib.sh", "6"),
        ("hooks/deep/z.sh", "7"),
        ("pkg/__init__.py", "8"),
        ("pkg/guard.py", "9"),
    ];
    for (text, expected) in [
        ("./guard.sh", vec!["guard.sh"]),
        ("bash own.sh", vec![".agent-hooks/own.sh"]),
        ("cd hooks && ./a.sh", vec!["hooks/a.sh"]),
        ("\"$CLAUDE_PROJECT_DIR\"/hooks/a.sh", vec!["hooks/a.sh"]),
        ("for f in hooks/*.sh; do . $f; done", vec!["hooks/a.sh"]),
        ("cat hooks/{a.sh,b.py}", vec!["hooks/a.sh", "hooks/b.py"]),
        ("sh */a.sh", vec!["hooks/a.sh"]),
        (
            "sh h*/[a]?sh ./{guard,lib}.sh",
            vec!["guard.sh", "hooks/a.sh", "lib.sh"],
        ),
        ("echo \"$(printf \">\" ; ./guard.sh)\"", vec!["guard.sh"]),
        (". ~/rc", vec!["home/rc"]),
        ("bash -c '. lib.sh; ./guard.sh'", vec!["guard.sh", "lib.sh"]),
        ("cd hooks; cd deep; ./z.sh", vec!["hooks/deep/z.sh"]),
        (
            "cd deep; cd hooks; cd ../hooks/deep; ./z.sh",
            vec!["hooks/deep/z.sh"],
        ),
        (
            "python3 -m pkg.guard",
            vec!["pkg/__init__.py", "pkg/guard.py"],
        ),
        ("sh \"$DIR\"/hooks/[!b].sh", vec!["hooks/a.sh"]),
        ("sh {guard,{lib,none}}.sh", vec!["guard.sh", "lib.sh"]),
        ("sh hooks/{a..b}.sh", vec!["hooks/a.sh"]),
        ("sh ./{l,x}{i,x}{b,x}{.,x}{s,x}{h,x}", vec!["lib.sh"]),
        ("shopt -s extglob; sh hooks/@(a|x).sh", vec!["hooks/a.sh"]),
        (
            "shopt -s globstar; cat **/[az].sh",
            vec!["hooks/a.sh", "hooks/deep/z.sh"],
        ),
        ("fish -c 'cat h**z.sh'", vec!["hooks/deep/z.sh"]),
        ("echo nothing", vec![]),
    ] {
        let found = covered(&files, &Command::shell(text));
        assert_eq!(names(&found), expected, "{text}");
    }
    let command = Command::argv(["python3", "hooks/b.py"]).with_env("BASH_ENV", "lib.sh");
    assert_eq!(names(&covered(&files, &command)), ["hooks/b.py", "lib.sh"]);
    let found = covered(&files, &Command::argv(["./guard.sh"]));
    let digest = hooks_types::fingerprint::Digest::of(b"1");
    assert_eq!(found.files["guard.sh"], format!("sha256:{digest}"));
}

#[cfg(unix)]
#[test]
fn trust_covers_the_target_of_a_link_inside_the_root_and_the_path_of_a_target_outside() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap().join("p");
    fs::create_dir_all(root.join("d")).unwrap();
    let outside = root.with_file_name("outside.sh");
    fs::write(&outside, "secret").unwrap();
    fs::write(root.join("d/real.sh"), "x").unwrap();
    symlink("d/real.sh", root.join("in.sh")).unwrap();
    symlink(&outside, root.join("out.sh")).unwrap();
    symlink(root.parent().unwrap(), root.join("up")).unwrap();
    let found = in_root(&root, &Command::shell("./in.sh; ./out.sh; up/outside.sh"));
    assert_eq!(names(&found), ["d/real.sh", "out.sh", "up/outside.sh"]);
    let link = format!("link:{}", outside.display());
    assert_eq!(found.files["out.sh"], link);
    assert_eq!(found.files["up/outside.sh"], link);
}

#[test]
fn a_root_whose_path_looks_like_a_pattern_hides_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap().join("[x] *");
    fs::create_dir_all(root.join("hooks")).unwrap();
    fs::write(root.join("hooks/a.sh"), "1").unwrap();
    let whole = format!("cat '{}'/hooks/*.sh", root.display());
    for text in ["cat hooks/*.sh", &whole] {
        assert_eq!(
            names(&in_root(&root, &Command::shell(text))),
            ["hooks/a.sh"],
            "{text}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_device_is_not_read_and_an_endless_file_blocks_no_reader() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir(root.join("guard.sh")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(root.join("pipe"))
        .status();
    assert!(made.unwrap().success());
    assert_eq!(
        names(&in_root(&root, &Command::shell("./guard.sh"))),
        [""; 0]
    );
    let found = in_root(&root, &Command::shell("sh ./pipe"));
    assert_eq!(found.unread["pipe"], "is not a regular file");
    // A file elsewhere does not belong to the project.
    let found = in_root(&root, &Command::shell("cat </dev/null >/dev/zero"));
    assert_eq!(names(&found), [""; 0]);
    // A sparse file: 2 GB in size, but no disk space.
    let big = fs::File::create(root.join("big.sh")).unwrap();
    big.set_len(2 << 30).unwrap();
    let found = in_root(&root, &Command::shell("./big.sh"));
    assert_eq!(found.unread["big.sh"], "is larger than 16 MiB");
}

#[test]
fn many_large_files_are_named_and_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::write(root.join("s"), "12345").unwrap();
    let bases = Bases {
        root: root.clone(),
        folders: Vec::new(),
        home: None,
    };
    let problem = |left: u64| {
        let mut marks = Marks::with_left(left);
        let words = Words::of(&Command::shell("./s"));
        Covered::of(&words, &bases, &Paths::default(), &mut marks)
            .unread
            .remove("s")
    };
    assert_eq!(problem(5), None);
    let problem = problem(4).unwrap();
    assert!(
        problem.ends_with("the hooks name more than 64 MiB"),
        "{problem}"
    );
}

#[test]
fn a_pattern_fits_as_in_a_shell() {
    for (pattern, name, expected) in [
        ("*.sh", "a.sh", true),
        ("*.sh", ".sh", true),
        ("*.sh", "a.py", false),
        ("a*b*c", "aXbYbc", true),
        ("a*b*c", "aXbY", false),
        ("?.sh", "a.sh", true),
        ("?.sh", "ab.sh", false),
        ("[ab].sh", "a.sh", true),
        ("[ab].sh", "ab.sh", false),
        ("[ab].sh", ".sh", false),
        ("[", "[", true),
        ("*", "", true),
        ("", "", true),
        ("", "a", false),
    ] {
        assert_eq!(fits(pattern, name.as_bytes()), expected, "{pattern} {name}");
    }
    let long = "*a".repeat(500) + "b";
    assert!(!fits(&long, &b"a".repeat(255)));
}

#[test]
fn a_pattern_fits_every_name_that_some_shell_expands_it_to() {
    for (pattern, name) in [
        // A bracket does not end at its first `]`.
        ("[[:alpha:]]*.sh", "x.sh"),
        ("[[:alpha:][:digit:]_]x", "_x"),
        ("[![:space:]]x", "yx"),
        ("[]a]x", "ax"),
        ("[]a]x", "]x"),
        ("[!]a]x", "bx"),
        ("[^]a]x", "bx"),
        ("[]-a]x", "^x"),
        ("[[.a.]b]x", "ax"),
        ("[[.].]b]x", "]x"),
        ("[[=a=]b]x", "bx"),
        ("[a[:upper:]]x", "Ax"),
        // The bracket contains a `]` that was quoted before the quotes were removed.
        ("[a]b]x", "bx"),
        // Quoted brackets, and brackets without a partner.
        ("[a]*", "[a]x"),
        ("[a*", "[ab"),
        ("a]*", "a]b"),
        ("[[a]x", "[ax"),
        ("[[]x", "[x"),
        // dash matches bytes, not characters.
        ("??.sh", "\u{e9}.sh"),
        ("?.sh", "\u{e9}.sh"),
        ("[a]?.sh", "\u{e9}.sh"),
        ("[\u{e9}].sh", "\u{e9}.sh"),
        ("**", "a"),
        ("*", ".hidden"),
    ] {
        assert!(fits(pattern, name.as_bytes()), "{pattern} {name}");
    }
    assert!(fits("*.sh", b"\xff.sh"));
    assert!(fits("?.sh", b"\xff.sh"));
    assert!(!fits("?.py", b"\xff.sh"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_pattern_that_fits_a_name_that_is_not_utf8_is_a_problem() {
    use std::os::unix::ffi::OsStrExt;

    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::write(root.join(std::ffi::OsStr::from_bytes(b"\xff.sh")), "x").unwrap();
    let covered = in_root(&root, &Command::shell("cat *.sh | sh"));
    assert!(covered.problem.unwrap().contains("UTF-8"));
    let covered = in_root(&root, &Command::shell("cat *.py | python3"));
    assert_eq!(covered.problem, None);
}

#[cfg(unix)]
#[test]
fn a_socket_is_nobodys_file_and_a_pipe_counts_only_where_it_would_run() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(root.join("s")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(root.join("p"))
        .status();
    assert!(made.unwrap().success());
    for text in ["curl --unix-socket ./s http://x/", "nc -U s", "bash s"] {
        let covered = in_root(&root, &Command::shell(text));
        assert_eq!(covered, Covered::default(), "{text}");
    }
    for text in [
        "cat p",
        "tail -f ./p | head -1",
        "while read x; do :; done < p",
    ] {
        let covered = in_root(&root, &Command::shell(text));
        assert!(names(&covered).is_empty(), "{text}");
        assert_eq!(covered.streams.len(), 1, "{text}");
    }
    let argv = Command::argv(["bash", "-e", "p"]);
    let texts = [
        "./p",
        "bash ./p",
        "true; . ./p",
        "python3.12 -B p",
        "sh -s < p",
        "bash -c 'source p'",
        "bash \"$CLAUDE_PROJECT_DIR\"/p",
        "X=$(sh ./p)",
    ];
    for command in texts.map(Command::shell).iter().chain([&argv]) {
        let covered = in_root(&root, command);
        assert_eq!(covered.unread.len(), 1, "{command:?}");
    }
}
