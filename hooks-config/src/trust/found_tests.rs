use super::*;

#[test]
fn the_reason_why_a_hook_cannot_be_trusted_is_one_line_whatever_its_files_are_called() {
    let mut identity = Identity {
        own: Fingerprint::of(b"x"),
        files: BTreeMap::new(),
        unseen: Vec::new(),
        problem: None,
        unread: [(
            "a\nhooks: all is well\u{1b}[2J".to_owned(),
            "is a pipe".to_owned(),
        )]
        .into(),
        words: BTreeSet::new(),
    };
    let said = identity.problem(&[]).unwrap();
    assert_eq!(said, "a\\u{a}hooks: all is well\\u{1b}[2J is a pipe");
    identity.problem = Some("b\n has a name that is not UTF-8".to_owned());
    let said = identity.problem(&[]).unwrap();
    assert_eq!(said, "b\\u{a} has a name that is not UTF-8");
}
