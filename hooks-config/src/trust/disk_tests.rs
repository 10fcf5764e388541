use std::collections::BTreeMap;
use std::time::Duration;

use hooks_types::fingerprint::Fingerprint;

use super::super::entry::TrustEntry;
use super::super::shown::Shown;
use super::*;

fn entry(bytes: &str) -> TrustEntry {
    let shown = Shown {
        id: bytes.to_owned(),
        ..Shown::default()
    };
    TrustEntry::new(Fingerprint::of(bytes.as_bytes()), BTreeMap::new(), shown)
}

fn place(folder: &Path) -> StorePlace {
    StorePlace::new(folder.canonicalize().unwrap().join("state/agent-hooks"))
}

/// Returns why the store is refused. Checks that a cure follows.
fn said(place: &StorePlace) -> String {
    let said = place.read().unwrap_err().to_string();
    assert!(said.contains("; "), "no cure: {said}");
    said
}

#[test]
fn a_change_is_there_for_the_next_reader_and_for_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(folder.path());
    assert_eq!(place.read(), Ok(TrustStore::new()));
    assert!(!place.folder.exists(), "reading writes nothing");
    place
        .change(|store| store.trust(Path::new("/p"), entry("1")))
        .unwrap();
    place
        .change(|store| store.trust(Path::new("/p"), entry("2")))
        .unwrap();
    assert_eq!(place.read().unwrap().entries(Path::new("/p")).len(), 2);
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!(mode(&place.file()), 0o600);
        assert_eq!(mode(&place.folder), 0o700);
    }
}

#[test]
fn writers_at_the_same_time_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(folder.path());
    std::thread::scope(|scope| {
        for n in 0..16 {
            let place = &place;
            scope.spawn(move || {
                let root = format!("/p{}", n % 2);
                let added = entry(&n.to_string());
                place
                    .change(|store| store.trust(Path::new(&root), added))
                    .unwrap();
            });
        }
    });
    let store = place.read().unwrap();
    let count: usize = store.roots().map(|(_, entries)| entries.len()).sum();
    assert_eq!(count, 16);
}

#[test]
fn a_broken_or_newer_store_is_neither_read_nor_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(folder.path());
    place.change(|_| ()).unwrap();
    for (text, expected) in [
        ("{\"version\": 7}", "is of version 7"),
        ("{\"version\": 1, \"roo", "is broken"),
        ("\u{fffd}", "is broken"),
    ] {
        fs::write(place.file(), text).unwrap();
        assert!(said(&place).contains(expected), "{}", said(&place));
        assert!(
            place
                .change(|store| store.trust(Path::new("/p"), entry("1")))
                .is_err()
        );
        assert_eq!(fs::read_to_string(place.file()).unwrap(), text);
    }
}

#[cfg(unix)]
#[test]
fn a_store_that_others_could_have_written_is_refused() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let place = place(folder.path());
    place.change(|_| ()).unwrap();
    let set =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let state = place.folder.parent().unwrap().to_owned();
    for (path, open, safe) in [
        (place.file(), 0o620, 0o600),
        (place.file(), 0o602, 0o600),
        (place.folder.clone(), 0o770, 0o700),
        (state, 0o777, 0o755),
    ] {
        set(&path, open);
        assert!(
            said(&place).contains("can be written by"),
            "{}",
            said(&place)
        );
        set(&path, safe);
        assert!(place.read().is_ok());
    }
    let user = fs::metadata(place.file()).unwrap().uid();
    assert!(place.clone().with_user(user).read().is_ok());
    let other = place.clone().with_user(user + 1);
    assert!(
        said(&other).contains("belongs to another user"),
        "{}",
        said(&other)
    );
    let real = place.folder.join("real.json");
    fs::rename(place.file(), &real).unwrap();
    symlink(&real, place.file()).unwrap();
    assert!(said(&place).contains("is a link"), "{}", said(&place));
    fs::remove_file(place.file()).unwrap();
    fs::create_dir(place.file()).unwrap();
    assert!(
        said(&place).contains("is not a regular file"),
        "{}",
        said(&place)
    );
    let linked = StorePlace::new(place.folder.with_file_name("linked"));
    symlink(&place.folder, &linked.folder).unwrap();
    assert!(said(&linked).contains("is a link"), "{}", said(&linked));
}

#[test]
fn a_lock_that_is_held_is_an_error_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trust.lock");
    let held = Lock::take(&path).unwrap();
    let refused = Lock::take_within(&path, Duration::from_millis(50)).unwrap_err();
    assert!(refused.to_string().contains("is locked"), "{refused}");
    drop(held);
    assert!(Lock::take_within(&path, Duration::ZERO).is_ok());
}
