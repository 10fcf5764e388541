//! Replaces the entry of a hook in the text of a `hooks.toml`, and leaves every other byte as it is.

use std::ops::Range;

use toml_edit::{Document, Item, Table};

/// Returns the text with `entry` in place of the only entry with this name. `None` if no entry or several have this
/// name, or if the end of the entry is uncertain because the entry contains tables.
pub(super) fn replaced(text: &str, name: &str, entry: &str) -> Option<String> {
    let document = Document::parse(text).ok()?;
    let hooks = document.as_table().get("hooks")?.as_table()?;
    let entries = hooks
        .iter()
        .filter_map(|(_, item)| item.as_array_of_tables());
    let mut named = entries.flat_map(|entries| entries.iter()).filter(|table| {
        let own = table.get("name").and_then(Item::as_str);
        own == Some(name)
    });
    let (table, None) = (named.next()?, named.next()) else {
        return None;
    };
    let place = place(text, table)?;
    Some([&text[..place.start], entry.trim_start(), &text[place.end..]].concat())
}

/// Returns the byte range of an entry, from its header to the end of its last line.
fn place(text: &str, table: &Table) -> Option<Range<usize>> {
    let start = table.span()?.start;
    let is_header = text.get(start..)?.starts_with("[[");
    let mut end = start;
    for (key, item) in table {
        let Item::Value(value) = item else {
            return None;
        };
        let of_key = table.key(key).and_then(toml_edit::Key::span)?;
        end = end.max(value.span()?.end).max(of_key.end);
    }
    let line = text.get(end..)?;
    let end = line.find('\n').map_or(text.len(), |at| end + at + 1);
    is_header.then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# ours\n[hooks]\nbudget = 3\n\n[[hooks.stop]]\nname = \"a\"\ncommand = \"x\" # why\n\n\
                        # of b\n[[hooks.stop]]\nname = \"b\"\ncommand = [\n  \"y\",\n]\n";

    #[test]
    fn only_the_entry_of_that_name_changes() {
        let a = replaced(TEXT, "a", "\n[[hooks.stop]]\nname = \"a\"\n");
        assert_eq!(a.unwrap(), TEXT.replace("command = \"x\" # why\n", ""));
        let b = replaced(TEXT, "b", "NEW\n").unwrap();
        assert!(b.ends_with("# of b\nNEW\n"), "{b}");
    }

    #[test]
    fn an_entry_that_is_not_there_or_has_tables_of_its_own_is_not_replaced() {
        assert_eq!(replaced(TEXT, "c", "NEW"), None);
        let tables = format!("{TEXT}[hooks.stop.env]\nA = \"1\"\n");
        assert_eq!(replaced(&tables, "b", "NEW"), None);
        let twice = TEXT.replace("\"b\"", "\"a\"");
        assert_eq!(replaced(&twice, "a", "NEW"), None);
    }
}
