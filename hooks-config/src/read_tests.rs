use super::*;

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    fs::write(path, text).expect("a file");
}

/// Reads a file that must lie in a folder.
fn read_inside(path: &Path, root: &Path, most: u64) -> Option<Result<String, String>> {
    let demands = Demands {
        inside: vec![root],
        most,
        of: None,
    };
    let read = read_found(path, &demands, &Paths::default())?;
    Some(read.map_err(|unread| unread.message))
}

#[test]
fn so_much_is_read_as_is_asked_for_and_no_more() {
    let root = tempfile::tempdir().expect("a folder");
    let file = root.path().join("a");
    write(&file, "12345");
    let read = read_inside(&file, root.path(), 5);
    assert_eq!(read, Some(Ok("12345".to_owned())));
    let refused = read_inside(&file, root.path(), 4);
    assert!(matches!(refused, Some(Err(problem)) if problem.contains("is larger")));
    assert_eq!(read_inside(&root.path().join("b"), root.path(), 5), None);
}

#[test]
fn a_file_that_must_lie_in_two_folders_is_refused_outside_either() {
    let folder = tempfile::tempdir().expect("a folder");
    let (outer, inner) = (folder.path().join("a"), folder.path().join("a/b"));
    write(&inner.join("file"), "in");
    write(&outer.join("file"), "out");
    for (file, read) in [(inner.join("file"), true), (outer.join("file"), false)] {
        for inside in [vec![&*outer, &*inner], vec![&*inner, &*outer]] {
            let opened = open_inside(&file, &inside);
            assert_eq!(opened.is_ok(), read, "{file:?} {inside:?}: {opened:?}");
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_link_that_stays_inside_is_followed_and_one_that_leaves_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("root");
        write(&root.join("in/file"), "in");
        write(&folder.path().join("out/file"), "secret");
        for (link, target, inside) in [
            ("a", "in/file", true),
            ("b", "../out/file", false),
            ("d", "in", true),
            ("e", "../out", false),
            ("f", "/proc/self/environ", false),
            ("g", "../root-twin/../root/in/file", false),
        ] {
            symlink(target, root.join(link)).expect("a link");
            let path = match link {
                "d" | "e" => root.join(link).join("file"),
                _ => root.join(link),
            };
            let read = read_inside(&path, &root, 100);
            assert_eq!(
                read == Some(Ok("in".to_owned())),
                inside,
                "{link}: {read:?}"
            );
        }
        let twin = folder.path().join("root-twin/file");
        write(&twin, "secret");
        symlink(&twin, root.join("h")).expect("a link");
        assert!(matches!(
            read_inside(&root.join("h"), &root, 100),
            Some(Err(_))
        ));
    }

    /// Opens a pipe that has replaced the file after its path was checked.
    #[test]
    fn a_file_swapped_for_a_pipe_after_the_look_is_opened_without_waiting_and_refused() {
        let root = tempfile::tempdir().expect("a folder");
        let pipe = root.path().join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo runs").success());
        for opened in [open_regular(&pipe), open_inside(&pipe, &[root.path()])] {
            assert_eq!(opened.expect_err("no file").to_string(), NOT_REGULAR);
        }
    }

    #[test]
    fn a_file_swapped_for_a_link_out_after_the_look_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("root");
        write(&root.join("file"), "in");
        write(&folder.path().join("secret"), "secret");
        stays_within(&root.join("file"), &root, &Paths::default()).expect("inside");
        fs::remove_file(root.join("file")).expect("removed");
        symlink("../secret", root.join("file")).expect("a link");
        assert!(open_inside(&root.join("file"), &[&root]).is_err());
        let root = root.canonicalize().expect("there");
        assert!(open_found(&root.join("file"), &root).is_err());
    }

    /// Gives a file or a link to another user. Only root can do that.
    fn given_away(path: &Path) -> bool {
        let given = std::os::unix::fs::lchown(path, Some(12_345), None).is_ok();
        if !given {
            eprintln!("skipped: only root gives files to other users");
        }
        given
    }

    /// Returns the text of a trusted root's file, or why it is refused.
    fn of_trusted(root: &Root, file: &str) -> Result<String, String> {
        let demands = Demands {
            of: Some(root),
            ..Demands::none()
        };
        let read = read_found(&root.path.join(file), &demands, &Paths::default());
        read.expect("there").map_err(|unread| unread.message)
    }

    #[test]
    fn a_hook_file_of_another_user_in_a_trusted_root_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let me = owner_of(&fs::metadata(folder.path()).expect("there"));
        let root = Root::new(folder.path()).with_user(me);
        for (file, theirs) in [
            ("a/hooks.toml", "a/hooks.toml"),
            ("b/hooks.toml", "b"),
            ("c/hooks.toml", "c/hooks.toml"),
        ] {
            let path = root.path.join(file);
            write(&path, "theirs");
            if theirs.starts_with('c') {
                // The file is the user's own, but another user made the link to it.
                fs::rename(&path, root.path.join("mine")).expect("moved");
                symlink("../mine", &path).expect("a link");
            }
            assert_eq!(of_trusted(&root, file), Ok("theirs".to_owned()));
            if !given_away(&root.path.join(theirs)) {
                return;
            }
            let refused = of_trusted(&root, file).expect_err(file);
            assert!(refused.contains("another user"), "{file}: {refused}");
            // Trust in a folder of that user includes the files of that user.
            let named = Root::new(folder.path()).with_user(Some(12_345));
            assert_eq!(of_trusted(&named, file), Ok("theirs".to_owned()));
        }
    }

    #[test]
    fn a_hook_file_that_everybody_can_write_in_a_trusted_root_is_refused() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().expect("a folder");
        let root = Root::new(folder.path());
        write(&folder.path().join("hooks.toml"), "x");
        for (mode, read) in [(0o644, true), (0o664, true), (0o646, false), (0o666, false)] {
            let mode = fs::Permissions::from_mode(mode);
            fs::set_permissions(folder.path().join("hooks.toml"), mode.clone()).expect("set");
            let text = of_trusted(&root, "hooks.toml");
            assert_eq!(text.is_ok(), read, "{mode:?}: {text:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_of_the_kernels_that_never_ends_is_not_waited_for() {
        // Opening this file needs read permission. Without the permission, the file is refused as
        // well.
        let read = read_text(Path::new("/proc/kmsg"));
        assert!(read.is_err() || read.is_ok_and(|text| text.len() <= 4 << 20));
    }
}
