use std::fs;
use std::path::PathBuf;

use super::*;

struct World {
    _folder: tempfile::TempDir,
    root: PathBuf,
    command: Command,
    check: TrustedFiles,
}

/// Creates a trusted hook that runs `guard.sh` from the project's root.
fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir(root.join("sub")).unwrap();
    fs::write(root.join("guard.sh"), "old").unwrap();
    let command = Command::shell("./guard.sh; cat notes || true");
    let bases = Bases {
        root: root.clone(),
        folders: Vec::new(),
        home: None,
    };
    let (paths, mut marks) = (Paths::default(), Marks::default());
    let covered = Covered::of(&Words::of(&command), &bases, &paths, &mut marks);
    let check = TrustedFiles::new(bases, covered.files);
    World {
        _folder: folder,
        root,
        command,
        check,
    }
}

impl World {
    fn starts_in(&self, folder: &str) -> bool {
        let folder = self.root.join(folder);
        match self.check.check(&self.command, &folder, &folder) {
            Ok(()) => true,
            Err(failure) => {
                assert_eq!(failure.cause, Cause::Changed);
                false
            }
        }
    }
}

#[test]
fn a_hook_starts_as_long_as_its_files_are_those_that_were_trusted() {
    let world = world();
    assert!(world.starts_in(""));
    assert!(world.starts_in("sub"));
    fs::write(world.root.join("guard.sh"), "new").unwrap();
    assert!(!world.starts_in(""));
    fs::write(world.root.join("guard.sh"), "old").unwrap();
    assert!(world.starts_in(""));
}

#[test]
fn a_script_that_is_gone_or_a_folder_or_a_link_elsewhere_does_not_start() {
    let world = world();
    let path = world.root.join("guard.sh");
    fs::remove_file(&path).unwrap();
    assert!(!world.starts_in(""));
    fs::create_dir(&path).unwrap();
    assert!(!world.starts_in(""));
    fs::remove_dir(&path).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/bin/true", &path).unwrap();
        assert!(!world.starts_in(""));
    }
}

#[test]
fn a_file_of_the_working_folder_that_a_word_names_there_must_be_trusted_too() {
    let world = world();
    fs::write(world.root.join("sub/guard.sh"), "evil").unwrap();
    assert!(world.starts_in(""));
    assert!(!world.starts_in("sub"));
    // A copy of a trusted file has trusted content.
    fs::write(world.root.join("sub/guard.sh"), "old").unwrap();
    assert!(world.starts_in("sub"));
}

#[test]
fn a_file_that_a_word_named_nowhere_when_it_was_trusted_is_seen_when_it_appears() {
    let world = world();
    fs::write(world.root.join("notes"), "evil").unwrap();
    assert!(!world.starts_in(""));
}

#[test]
fn a_file_that_was_agreed_to_as_data_may_change() {
    let mut world = world();
    world
        .check
        .files
        .insert("guard.sh".to_owned(), DATA.to_owned());
    fs::write(world.root.join("guard.sh"), "new").unwrap();
    assert!(world.starts_in(""));
}
