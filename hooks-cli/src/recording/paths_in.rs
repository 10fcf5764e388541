//! Finds the paths of fields in a line of a script, written as `.a.b`, `["a"]["b"]`, `.get("a")` or a mixture of these.

/// Returns the paths in a line, written as `.a.b`, `["a"]["b"]`, `.get("a")` or a mixture of these. Leaves out a path
/// with a default value that is not empty (`// 1`, `?? 1`, `or 1`), because the script's author knows that the field
/// can be missing.
pub(super) fn paths_in(line: &str) -> Vec<Vec<&str>> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(start) = rest.find(['.', '[']) {
        rest = &rest[start..];
        let mut path = Vec::new();
        while let Some((key, behind)) = key(rest) {
            path.push(key);
            rest = behind;
        }
        // In `a.b.includes(`, the last name is a method and not a key, so drop it.
        if rest.starts_with('(') {
            path.pop();
        }
        let behind = rest.trim_start_matches([')', ' ', '"', '\'']);
        // In jq, `.a?` reads `a` like `.a`, but gives no error without `a`. So drop the `?`.
        let behind = match behind.strip_prefix('?') {
            Some(more) if !more.starts_with('?') => more.trim_start(),
            _ => behind,
        };
        let has_default = ["//", "??", "||", "or ", ","].iter().any(|sign| {
            let default = behind.strip_prefix(sign).map(str::trim_start);
            default.is_some_and(|default| !is_nothing(default))
        });
        if path.is_empty() {
            rest = &rest[1..];
        } else if !has_default {
            found.push(path);
        }
    }
    found
}

/// Returns whether a default value is empty. An empty default keeps the script from failing, but does not show that the
/// script's author knows of calls without the field.
fn is_nothing(default: &str) -> bool {
    ["empty", "\"\"", "''", "None", "null"]
        .iter()
        .any(|nothing| default.starts_with(nothing))
}

/// Reads one key at the start of a text, and returns it with the rest of the text.
fn key(text: &str) -> Option<(&str, &str)> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let opens = [".get(\"", ".get('", "[\"", "['", "?.", "."];
    let open = opens.iter().find(|open| text.starts_with(**open))?;
    let text = &text[open.len()..];
    let end = text.find(|c| !is_of_name(c)).unwrap_or(text.len());
    let (key, behind) = text.split_at(end);
    if key.is_empty() {
        return None;
    }
    let behind = match open.ends_with(['"', '\'']) {
        true => behind
            .get(1..)
            .filter(|_| behind.starts_with(['"', '\'']))?,
        false => behind,
    };
    // In Python, `.get("a", {})` yields an empty object if `a` is missing, and then the rest of the path is missing
    // too. So skip this default value.
    let empty = [", {}", ",{}"].iter();
    let behind = empty
        .filter_map(|empty| behind.strip_prefix(*empty))
        .next()
        .unwrap_or(behind);
    Some((
        key,
        behind
            .strip_prefix([']', ')'])
            .filter(|_| open.len() > 1)
            .unwrap_or(behind),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_in_the_forms_of_each_language() {
        for (line, path) in [
            (
                "jq -r .hook_event.tool_input.command",
                "hook_event.tool_input.command",
            ),
            ("jq -r '.tool_input.file_path'", "tool_input.file_path"),
            ("x = p[\"tool_input\"][\"path\"]", "tool_input.path"),
            ("x = p.get('tool_input').get('path')", "tool_input.path"),
            ("const x = p.tool_input?.path;", "tool_input.path"),
            ("if (p.tool_input.path.includes('x')) {", "tool_input.path"),
            ("jq -r '.tool_input.path // empty'", "tool_input.path"),
            (
                "x = p.get('tool_input', {}).get('path', '')",
                "tool_input.path",
            ),
            ("p[\"tool_input\"].get(\"path\", \"\")", "tool_input.path"),
            (
                "p.get(\"tool_input\",{}).get(\"path\",\"\").endswith(x)",
                "tool_input.path",
            ),
            ("const x = p.tool_input?.path ?? '';", "tool_input.path"),
        ] {
            let paths: Vec<String> = paths_in(line).iter().map(|path| path.join(".")).collect();
            assert_eq!(paths, [path], "{line}");
        }
        for none in [
            "jq '.a.b // 1'",
            "jq '.a.b? // \"x\"'",
            "x = p.a.b ?? 1",
            "a. b",
            "[",
            ".",
            "..",
            "é.é",
            "p.get('a', 1)",
        ] {
            assert_eq!(paths_in(none), Vec::<Vec<&str>>::new(), "{none}");
        }
    }
}
