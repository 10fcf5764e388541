use super::*;

/// Creates a folder that contains files, folders and links of every kind.
fn tree() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir_all(root.join("a/deep")).unwrap();
    fs::write(root.join("a/file"), "").unwrap();
    fs::write(root.join("a/deep/file"), "").unwrap();
    #[cfg(unix)]
    for (to, name) in [
        ("a", "to-folder"),
        ("a/file", "to-file"),
        ("../a/deep", "a/../to-deep"),
        ("nothing", "to-nothing"),
        ("loop", "loop"),
        ("/", "to-all"),
        ("to-folder/deep", "chain"),
    ] {
        std::os::unix::fs::symlink(to, root.join(name)).unwrap();
    }
    (folder, root)
}

/// Returns every path of up to four parts that these names can form.
fn paths() -> Vec<String> {
    let names = [
        "a",
        "deep",
        "file",
        "..",
        ".",
        "to-folder",
        "to-file",
        "to-deep",
        "to-nothing",
        "loop",
        "chain",
        "nothing",
    ];
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..4 {
        last = last
            .iter()
            .flat_map(|path| names.map(|name| format!("{path}{name}/")))
            .collect();
        all.extend(
            last.iter()
                .map(|path| path.trim_end_matches('/').to_owned()),
        );
    }
    all
}

#[test]
fn every_path_leads_where_the_system_says_and_is_of_that_kind() {
    let (_folder, root) = tree();
    let known = Paths::default();
    for path in paths() {
        // `Path` drops `.` in the middle and at the end.
        let path: PathBuf = Path::new(&path).components().collect();
        let (whole, path) = (root.join(&path), path.display().to_string());
        let expected = fs::canonicalize(&whole).ok();
        let found = known.find(&whole);
        let place = found.clone().ok();
        assert_eq!(
            place.as_ref().map(|it| &it.path),
            expected.as_ref(),
            "{path}"
        );
        assert_eq!(known.below(&root, Path::new(&path)), found, "{path}");
        if let Some(place) = place {
            assert_eq!(place.kind == Kind::Folder, whole.is_dir(), "{path}");
            assert_eq!(place.kind == Kind::File, whole.is_file(), "{path}");
        }
        if found == Err(Gap::Missing) {
            let error = fs::symlink_metadata(&whole).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotFound, "{path}");
        }
    }
}

#[test]
fn each_folder_on_the_way_is_examined_once() {
    let (_folder, root) = tree();
    let known = Paths::default();
    let above = root.components().count() - 1;
    for _ in 0..3 {
        for name in ["a/file", "a/deep/file", "a/nothing", "a/nothing/at/all"] {
            let _ = known.find(&root.join(name));
        }
        for name in ["file", "deep/../file", "./nothing/else"] {
            let _ = known.below(&root.join("a"), Path::new(name));
        }
    }
    // The queries are for the folders above, for `a`, and for the four names in it and in `deep`.
    assert_eq!(known.looks(), above + 1 + 4);
}

#[test]
fn a_long_path_costs_no_more_than_its_existing_part() {
    let (_folder, root) = tree();
    let known = Paths::default();
    let _ = known.find(&root);
    let before = known.looks();
    let long = "x/".repeat(100_000);
    for start in ["x", "a", "a/deep", "a/file"] {
        assert!(
            known
                .below(&root, Path::new(&format!("{start}/{long}")))
                .is_err()
        );
    }
    assert!(known.looks() - before <= 6);
}
