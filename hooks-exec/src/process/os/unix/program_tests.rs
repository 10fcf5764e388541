use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::*;

struct Folders {
    root: tempfile::TempDir,
}

impl Folders {
    fn new() -> Self {
        Self {
            root: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self, name: &str, mode: u32) -> PathBuf {
        let file = self.root.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        file
    }

    fn path(&self, folders: &[&str]) -> OsString {
        let folders = folders.iter().map(|folder| match *folder {
            "" | "." => PathBuf::from(folder),
            folder => self.root.path().join(folder),
        });
        std::env::join_paths(folders).unwrap()
    }
}

fn argv(argv: &[&str]) -> Program {
    Program::Argv(argv.iter().map(|part| (*part).to_owned()).collect())
}

fn message(found: Result<Invocation, Failure>) -> String {
    found.unwrap_err().message
}

#[test]
fn a_bare_name_is_the_first_executable_on_path() {
    let folders = Folders::new();
    folders.file("one/guard", 0o644);
    let second = folders.file("two/guard", 0o755);
    folders.file("three/guard", 0o755);
    let path = folders.path(&["one", "two", "three"]);
    let found = resolve(&argv(&["guard", "-x"]), Some(&path), Path::new("/"));
    let expected = Invocation {
        program: second,
        arguments: vec!["-x".into()],
    };
    assert_eq!(found, Ok(expected));
}

#[test]
fn relative_entries_of_path_are_ignored() {
    let folders = Folders::new();
    folders.file("guard", 0o755);
    let path = folders.path(&["", "."]);
    let found = resolve(&argv(&["guard"]), Some(&path), folders.root.path());
    assert_eq!(
        message(found),
        "the program could not be started: `guard` is not in any folder of PATH (:.)"
    );
}

#[test]
fn a_relative_program_is_one_of_the_hooks_folder() {
    let folders = Folders::new();
    folders.file("hooks/guard", 0o755);
    let found = resolve(&argv(&["./hooks/guard"]), None, folders.root.path()).unwrap();
    assert_eq!(found.program, folders.root.path().join("./hooks/guard"));
}

#[test]
fn a_file_that_cannot_be_executed_is_named_with_the_reason() {
    let folders = Folders::new();
    let plain = folders.file("guard", 0o644);
    let tried = |program: &str| message(resolve(&argv(&[program]), None, folders.root.path()));
    assert_eq!(
        tried("./guard"),
        format!(
            "the program could not be started: {}/./guard: it is not executable",
            folders.root.path().display()
        )
    );
    assert_eq!(
        tried(plain.parent().unwrap().to_str().unwrap()),
        format!(
            "the program could not be started: {}: it is a folder",
            folders.root.path().display()
        )
    );
    assert_eq!(
        tried("/nowhere/guard"),
        "the program could not be started: /nowhere/guard: there is no such file"
    );
    let in_one = tried("bash /nowhere/guard.sh");
    assert!(
        in_one
            .ends_with("write each word as a separate element: [\"bash\", \"/nowhere/guard.sh\"]"),
        "{in_one}"
    );
    std::os::unix::fs::symlink("loop", folders.root.path().join("loop")).unwrap();
    let looped = tried("./loop");
    assert!(
        looped.ends_with("a link that leads back to itself"),
        "{looped}"
    );
}

#[test]
fn a_text_runs_through_bash_where_it_exists_else_through_sh() {
    let folders = Folders::new();
    let text = Program::Shell("exit 2".into());
    let sh = folders.file("sh-only/sh", 0o755);
    let path = folders.path(&["sh-only"]);
    let found = resolve(&text, Some(&path), Path::new("/")).unwrap();
    assert_eq!(found.program, sh);
    let bash = folders.file("both/bash", 0o755);
    let path = folders.path(&["sh-only", "both"]);
    let found = resolve(&text, Some(&path), Path::new("/"));
    let expected = Invocation {
        program: bash,
        arguments: vec!["-c".into(), "exit 2".into()],
    };
    assert_eq!(found, Ok(expected));
}

#[test]
fn nothing_to_start_is_a_failure() {
    for program in [argv(&[]), argv(&[""])] {
        let failure = resolve(&program, None, Path::new("/")).unwrap_err();
        assert_eq!(failure.cause, Cause::NotUsable);
    }
}

#[test]
fn nul_bytes_are_named_by_their_place_and_not_quoted() {
    let found = resolve(&argv(&["/bin/true", "a", "b\0c"]), None, Path::new("/"));
    assert_eq!(
        message(found),
        "argument 2 of the command contains a NUL byte"
    );
    let found = resolve(&Program::Shell("a\0b".into()), None, Path::new("/"));
    assert_eq!(message(found), "the command contains a NUL byte");
}
