//! The files that a patch touches, in any spelling of the patch.

use serde_json::{Value, json};

use super::*;
use crate::known_tools::Kind;

const TWO: &str = "*** Begin Patch\n*** Update File: src/a.rs\n*** Move to: src/b.rs\n@@ fn\n a\n-b\n+c\n*** Delete File: old\n*** End Patch";

#[test]
fn names_every_file_a_patch_touches() {
    let patch = Patch::parse(TWO).unwrap();
    assert_eq!(patch.paths(), ["src/a.rs", "src/b.rs", "old"]);
    assert_eq!(patch.as_edit(), None);
    assert_eq!(patch.to_string(), TWO);
}

#[test]
fn a_change_of_one_file_is_a_write_or_an_edit() {
    let update = "*** Begin Patch\n*** Update File: a\n@@\n x\n-b\n+c\n\n*** End Patch\n";
    let edit = Patch::parse(update).unwrap().as_edit().unwrap();
    assert_eq!(edit.tool, "Edit");
    assert_eq!(
        Value::Object(edit.fields),
        json!({"file_path": "a", "old_string": "x\nb\n\n", "new_string": "x\nc\n\n"})
    );
    let add = "*** Begin Patch\n*** Add File: n\n+1\n+2\n*** End Patch";
    let edit = Patch::parse(add).unwrap().as_edit().unwrap();
    assert_eq!(
        Value::Object(edit.fields),
        json!({"file_path": "n", "content": "1\n2\n"})
    );
}

#[test]
fn an_edit_becomes_a_patch_and_comes_back() {
    let fields = json!({"file_path": "/p/a", "old_string": "1\n", "new_string": "2\n3\n"});
    let fields = fields.as_object().unwrap();
    let patch = of_edit(Kind::Edit, fields).unwrap();
    let text = patch.to_string();
    assert_eq!(
        text,
        "*** Begin Patch\n*** Update File: /p/a\n@@\n-1\n+2\n+3\n*** End Patch"
    );
    let back = Patch::parse(&text).unwrap().as_edit().unwrap();
    assert_eq!(&back.fields, fields);
}

fn paths(text: &str) -> Result<Vec<String>, String> {
    let patch = Patch::parse(text)?;
    Ok(patch.paths().into_iter().map(str::to_owned).collect())
}

fn around(inner: &str) -> String {
    format!("*** Begin Patch\n*** Update File: a\n@@\n-x\n+y\n{inner}\n*** End Patch")
}

#[test]
fn a_header_after_any_white_space_begins_a_change() {
    for blank in [
        "", " ", "  ", "\t", " \t", "\u{a0}", "\u{3000}", "\u{2003}", "\u{feff}", "\u{200b}",
        "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\r",
    ] {
        for (header, expected) in [
            ("*** Update File: b", vec!["a", "b"]),
            ("*** Add File: b", vec!["a", "b"]),
            ("*** Delete File: b", vec!["a", "b"]),
            ("*** Update File: b\n*** Move to: c", vec!["a", "b", "c"]),
            ("*** Update File:  b  \r", vec!["a", "b"]),
        ] {
            let header = header.replace("*** ", &format!("{blank}*** "));
            let found = paths(&around(&header));
            match found {
                Ok(found) => assert_eq!(found, expected, "{blank:?} {header:?}"),
                // The parser is also right if it refuses the patch because of the unusual line end.
                Err(problem) => assert!(problem.contains("unusual line ending"), "{problem}"),
            }
        }
    }
    let moved = "*** Begin Patch\n  *** Update File: a\n\t*** Move to: b\n@@\n*** End Patch";
    assert_eq!(paths(moved).unwrap(), ["a", "b"]);
}

#[test]
fn a_patch_may_be_wrapped_repeated_and_without_an_end() {
    for text in [
        "<<'EOF'\n*** Begin Patch\n*** Delete File: a\n*** End Patch\nEOF\n",
        "\u{feff}  *** Begin Patch\r\n*** Delete File: a\r\n*** End Patch\r\n",
        "*** Begin Patch\n*** Delete File: a",
        "\n\n*** Begin Patch\n\n*** Delete File: a\n\n*** End Patch\n\n",
    ] {
        assert!(is_patch(text), "{text:?}");
        assert_eq!(paths(text).unwrap(), ["a"], "{text:?}");
    }
    let one = "*** Begin Patch\n*** Delete File: a\n*** End Patch\n";
    assert_eq!(
        paths(&format!("{one}{}", one.replace(": a", ": b"))).unwrap(),
        ["a", "b"]
    );
    assert_eq!(
        paths(&format!("{one}*** Delete File: b")).unwrap(),
        ["a", "b"]
    );
}

#[test]
fn a_line_that_fits_no_rule_refuses_the_patch() {
    for line in [
        "*** update file: b",
        "***Update File: b",
        "*** Update  File: b",
        "*** Update File:b",
        "*** Update File b",
        "*** Update File:",
        "*** Add File: ",
        "*** Rename File: b",
        "*** Begin Patch",
        "*** Environment ID: far",
        "  *** ADD FILE: b",
        "b",
        "\tb",
        "--> b\u{0}\n#",
        "*** Move to: b",
        "+y\r*** Update File: b",
        "+y\u{2028} *** Delete File: b",
        "+y\u{c}*** update file: b",
        "*** Update File: b\u{7}c",
    ] {
        assert!(paths(&around(line)).is_err(), "{line:?}");
    }
    for text in [
        "*** Begin Patch\n*** End Patch",
        "*** Begin Patch\n+x\n*** Add File: a\n+x\n*** End Patch",
        "x\n*** Begin Patch\n*** Delete File: a\n*** End Patch",
        "*** Begin Patch\n*** Add File: a\n-x\n*** End Patch",
        "*** Begin Patch\n*** Delete File: a\n+x\n*** End Patch",
        "*** Begin Patch\n*** Delete File: a\n*** End of File\n*** End Patch",
        "*** Begin Patch\n*** Delete File: a\n*** End Patch\nrm x",
        "*** End Patch\n*** Delete File: a",
        "",
    ] {
        assert!(paths(text).is_err(), "{text:?}");
    }
}

#[test]
fn lines_of_content_may_look_like_anything_but_a_header() {
    for line in [
        "+*** Update File: b",
        "-*** Delete File: b",
        " *** note",
        "+x\u{c}y",
        " ***",
        "*** End of File",
        "@@ class A",
        "",
        "+\r",
        "+x\u{2028}y",
    ] {
        assert_eq!(paths(&around(line)).unwrap(), ["a"], "{line:?}");
    }
}

#[test]
fn a_path_that_a_header_cannot_hold_is_not_written_as_a_patch() {
    for path in ["a\n*** Delete File: b", "a ", " a", "a\rb", "a\u{a0}"] {
        let fields = json!({"file_path": path, "content": "x"});
        assert_eq!(
            of_edit(Kind::Write, fields.as_object().unwrap()),
            None,
            "{path:?}"
        );
    }
}
