use hooks_types::fingerprint::Fingerprint;

use super::super::shown::Shown;
use super::*;

fn entry(id: &str, bytes: &str) -> TrustEntry {
    let shown = Shown {
        file: "f".to_owned(),
        event: "stop".to_owned(),
        id: id.to_owned(),
        ..Shown::default()
    };
    TrustEntry::new(Fingerprint::of(bytes.as_bytes()), BTreeMap::new(), shown)
}

#[test]
fn a_written_value_reads_back() {
    let mut store = TrustStore::new();
    assert!(store.trust(Path::new("/p"), entry("a", "1").with_may_grant(true)));
    store.revoke(Path::new("/p"), |_| true);
    assert!(store.trust(Path::new("/q"), entry("b", "2")));
    assert_eq!(TrustStore::read(&store.written().unwrap()), Ok(store));
}

#[test]
fn a_store_of_another_version_or_a_torn_one_trusts_nobody() {
    let mut store = TrustStore::new();
    store.trust(Path::new("/p"), entry("a", "1"));
    let text = store.written().unwrap();
    for end in (1..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let torn = TrustStore::read(&text[..end]);
        assert!(matches!(torn, Err(Problem::Broken(_))), "{end}");
    }
    let newer = text.replacen("\"version\": 1", "\"version\": 2", 1);
    assert_eq!(TrustStore::read(&newer), Err(Problem::Newer(2)));
    // A later version can write fields that this version does not know.
    let later = r#"{"version":9,"roots":[1],"more":null}"#;
    assert_eq!(TrustStore::read(later), Err(Problem::Newer(9)));
    for wrong in [
        "",
        "[]",
        "{}",
        r#"{"version":0}"#,
        r#"{"version":1,"roots":[]}"#,
    ] {
        assert!(
            matches!(TrustStore::read(wrong), Err(Problem::Broken(_))),
            "{wrong}"
        );
    }
}

#[test]
fn revoking_takes_every_version_and_trusting_again_brings_only_one_back() {
    let root = Path::new("/p");
    let mut store = TrustStore::new();
    for (id, bytes) in [("a", "1"), ("a", "2"), ("b", "3")] {
        store.trust(root, entry(id, bytes));
    }
    let second = Fingerprint::of(b"2");
    assert_eq!(store.revoke(root, |entry| entry.fingerprint == second), 1);
    let live = |store: &TrustStore| -> Vec<Fingerprint> {
        let entries = store.entries(root).iter();
        entries
            .filter(|entry| !entry.revoked)
            .map(|entry| entry.fingerprint)
            .collect()
    };
    assert_eq!(live(&store), [Fingerprint::of(b"3")]);
    assert_eq!(store.revoke(root, |entry| entry.fingerprint == second), 0);
    store.trust(root, entry("a", "2"));
    assert_eq!(live(&store), [Fingerprint::of(b"3"), second]);
    assert!(store.entries(root).iter().all(|entry| !entry.revoked));
    assert!(store.forget(root));
    assert_eq!(store, TrustStore::new());
}

#[cfg(unix)]
#[test]
fn a_root_whose_path_is_not_text_cannot_be_trusted_by_a_similar_name() {
    use std::os::unix::ffi::OsStrExt;
    let root = Path::new(std::ffi::OsStr::from_bytes(b"/p\xff"));
    let mut store = TrustStore::new();
    assert!(!store.trust(root, entry("a", "1")));
    store.trust(Path::new("/p\u{fffd}"), entry("a", "1"));
    assert_eq!(store.entries(root), []);
}
