use super::*;

#[test]
fn the_native_dialect_is_always_known() {
    let dialects = Dialects::native();
    assert_eq!(dialects.get("native").unwrap(), DialectRef::NATIVE);
    assert_eq!(
        dialects.get("klaude").unwrap_err().to_string(),
        "unknown dialect `klaude`; known dialects: native"
    );
}

#[test]
fn a_dialect_brought_twice_or_only_named_is_refused_by_name() {
    let twice = Dialects::native()
        .with_dialect(DialectRef::NATIVE)
        .unwrap_err();
    assert_eq!(
        twice.to_string(),
        "the dialect `native` is registered twice"
    );
    let named = Dialects::native().with_dialect(DialectRef::named("other"));
    assert_eq!(
        named.unwrap_err().to_string(),
        "the dialect `other` is only a name, not a dialect"
    );
    let odd = Dialects::native().with_dialect(DialectRef::named("no\u{1b}[1m name"));
    assert!(!odd.unwrap_err().to_string().contains('\u{1b}'));
}

#[test]
fn an_unknown_name_stays_unresolved_and_fails_visibly() {
    let dialect = DialectRef::named("other");
    let kept = Dialects::native().resolve(&dialect);
    assert_eq!(kept, dialect);
    let failure = kept.resolved().unwrap_err();
    assert_eq!(failure.cause, crate::report::Cause::NotUsable);
    assert!(failure.message.contains("`other`"), "{failure}");
}

#[test]
fn a_reference_is_written_as_its_name_and_read_unresolved() {
    let text = serde_json::to_string(&DialectRef::named("other")).unwrap();
    assert_eq!(text, "\"other\"");
    let read: DialectRef = serde_json::from_str(&text).unwrap();
    assert!(read.get().is_none());
    let native: DialectRef = serde_json::from_str("\"native\"").unwrap();
    assert!(native.get().is_some());
}
