//! Every spelling of a field, in a call that also has a second value for the field.

use super::*;

/// Keys that some tool reads as a path, a command, a text or a patch, and keys that no tool reads.
const KEYS: &[&str] = &[
    "file_path",
    "path",
    "Path",
    "filePath",
    "file",
    "paths",
    "target",
    "destination",
    "command",
    "cmd",
    "CMD",
    "argv",
    "input",
    "patch",
    "diff",
    "content",
    "file_text",
    "text",
    "new_string",
    "edits",
    "url",
    "uri",
    "urls",
    "link",
    "workdir",
    "cwd",
    "args",
    "chars",
    "x",
];

proptest::proptest! {
    /// Checks calls that are shown to a guard as a known tool: every key that this tool can obey has the value that the
    /// guard reads.
    #[test]
    fn what_a_guard_reads_is_what_every_key_of_that_field_says(
        tool in proptest::sample::select(&[
            "Write", "Edit", "MultiEdit", "Read", "create", "edit_file", "apply_patch", "WebFetch",
            "exec", "write_stdin", "Bash", "str_replace_editor", "view", "run_it",
        ][..]),
        fields in proptest::collection::vec(
            (proptest::sample::select(KEYS), proptest::sample::select(&["/p/a", "/p/b", "x", DECOY][..])),
            0..6,
        ),
    ) {
        let own: Map<String, Value> = fields.iter().map(|(key, text)| ((*key).to_owned(), json!(text))).collect();
        let call = ToolCall::function("c", tool, own.clone());
        let meta = SessionMeta::new("s", "/p");
        let Ok(shown) = crate::project::project(&crate::claude::TOOLS, &call, &meta) else {
            return Ok(());
        };
        let known = crate::identity::known(&call, &meta.tools);
        let Some(known) = known else {
            // An undeclared tool keeps its name and fields.
            proptest::prop_assert_eq!((shown.name.as_str(), &shown.input), (tool, &Value::Object(own)));
            return Ok(());
        };
        for (name, keys) in [
            ("file_path", &["file_path", "path", "Path", "filePath", "file", "paths", "target", "destination"][..]),
            ("url", &["url", "uri", "urls", "link"]),
            ("command", &["command", "cmd", "CMD", "argv"]),
        ] {
            let patches = known.kind == crate::tools::Kind::Patch;
            if known.field(name).is_none() && !(patches && name != "url") || (patches && name == "command") {
                continue;
            }
            for text in keys.iter().filter_map(|key| own.get(*key)?.as_str()) {
                let said = match name {
                    "file_path" => crate::paths::absolute(text, "/p", None),
                    _ => text.to_owned(),
                };
                // The command that is shown can end with arguments from a different field.
                let read = shown.input[name].as_str().unwrap_or_default();
                let alike = read == said || (name == "command" && read.starts_with(&said));
                proptest::prop_assert!(alike, "{} {} {}", name, read, said);
            }
        }
    }
}
