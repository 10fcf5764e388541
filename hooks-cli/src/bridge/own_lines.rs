//! Shows the change of an agent's file as a diff that has only our lines. Other settings in that file can hold secrets,
//! so their lines are not shown, not even as context.

use std::fmt::Write;
use std::ops::Range;

use similar::{DiffTag, TextDiff};

/// The maximum number of keys that are named above the lines of one place.
const PARENTS: usize = 4;

/// What is shown in the place of other settings in the same line.
const OTHERS: &str = "…";

/// Returns the change as a unified diff without context. Of a line that also holds other settings, only our part is
/// shown. The keys around the lines follow the line numbers.
pub(super) fn own_lines(before: &str, after: &str, (old_name, new_name): (&str, &str)) -> String {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let diff = TextDiff::from_slices(&old, &new);
    let mut text = format!("--- {old_name}\n+++ {new_name}\n");
    let changes = diff
        .ops()
        .iter()
        .filter(|op| op.tag() != DiffTag::Equal)
        .map(|op| (op.old_range(), op.new_range()));
    let part = |(from, to): &(Range<usize>, Range<usize>)| {
        (old[from.clone()].concat(), new[to.clone()].concat())
    };
    let mut changes: Vec<_> = changes.collect();
    // If all places only add text, or all only remove text, this text is ours. Otherwise a setting of others can be in a
    // removed line and in an added line, so all places are compared as one.
    let only = |adds: bool| {
        changes.iter().map(part).all(|(old, new)| match adds {
            true => is_within_order(&old, &new),
            false => is_within_order(&new, &old),
        })
    };
    if !only(true)
        && !only(false)
        && let (Some(first), Some(last)) = (changes.first(), changes.last())
    {
        changes = vec![(first.0.start..last.0.end, first.1.start..last.1.end)];
    }
    for change in changes {
        let (from, to) = &change;
        let (removed, added) = part(&change);
        let lines = match (removed.is_empty(), added.is_empty()) {
            (true, _) => marked('+', &added),
            (_, true) => marked('-', &removed),
            _ => replaced(&removed, &added),
        };
        // Without lines of ours, only a comma behind another setting was added or removed.
        if lines.is_empty() {
            continue;
        }
        let keys = parents(&new[..to.start], new.get(to.start).unwrap_or(&""));
        let _ = writeln!(text, "@@ -{} +{} @@{keys}", numbers(from), numbers(to));
        text += &lines;
    }
    text.trim_end_matches('\n').to_owned()
}

/// Returns whether a text has all characters of another text in their order, so that it only adds some.
fn is_within_order(part: &str, whole: &str) -> bool {
    let mut rest = whole.chars();
    part.chars()
        .all(|wanted| rest.by_ref().any(|letter| letter == wanted))
}

/// Formats the numbers of lines for the head of a place in a unified diff.
fn numbers(lines: &Range<usize>) -> String {
    // A place without lines is named by the line before it, as in other diffs.
    let start = lines.start + usize::from(!lines.is_empty());
    match lines.len() {
        1 => start.to_string(),
        count => format!("{start},{count}"),
    }
}

/// Puts a sign before each line.
fn marked(sign: char, text: &str) -> String {
    text.lines().fold(String::new(), |mut all, line| {
        let _ = writeln!(all, "{sign}{line}");
        all
    })
}

/// Returns the lines of a place where lines were changed. The old text and the new text differ only by our text, and
/// everything else is replaced by `…`. If our text is at several places of the lines, returns a sentence instead.
fn replaced(old: &str, new: &str) -> String {
    let same = |(a, b): &(char, char)| a == b;
    let start: usize = old
        .chars()
        .zip(new.chars())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end: usize = old_rest
        .chars()
        .rev()
        .zip(new_rest.chars().rev())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let removed = &old_rest[..old_rest.len() - end];
    let added = &new_rest[..new_rest.len() - end];
    let (sign, own) = match (removed.is_empty(), added.is_empty()) {
        (true, _) => ('+', added),
        (_, true) => ('-', removed),
        _ => {
            return "(these lines are not shown, because they can hold other settings)\n"
                .to_owned();
        }
    };
    let mut own = own.to_owned();
    let is_within = |text: &str, at: Option<char>| !text.is_empty() && at != Some('\n');
    if is_within(&old[..start], old[..start].chars().next_back()) {
        own.insert_str(0, OTHERS);
    }
    let behind = &old_rest[old_rest.len() - end..];
    if is_within(behind, behind.chars().next()) && !own.ends_with('\n') {
        own += OTHERS;
    }
    let is_own = |line: &&str| !line.trim_matches([' ', ',', '…']).is_empty();
    let lines: Vec<&str> = own.lines().filter(is_own).collect();
    marked(sign, &lines.join("\n"))
}

/// Returns the keys of JSON in which a line is, the outermost first, with a blank before each.
fn parents(above: &[&str], line: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut inner = indent(line);
    let mut keys = Vec::new();
    for line in above.iter().rev() {
        if inner == 0 || keys.len() >= PARENTS {
            break;
        }
        let text = line.trim();
        if text.is_empty() || indent(line) >= inner {
            continue;
        }
        inner = indent(line);
        let key = text.strip_suffix(['{', '[']).map(str::trim_end);
        let key = key.and_then(|key| key.strip_suffix(':'));
        let is_key = |key: &&str| key.len() > 2 && key.matches('"').count() == 2;
        keys.extend(
            key.filter(|key| key.starts_with('"') && key.ends_with('"'))
                .filter(is_key),
        );
    }
    keys.iter().rev().map(|key| format!(" {key}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        own_lines(before, after, ("a", "b"))
    }

    #[test]
    fn a_line_of_other_settings_that_gets_a_comma_is_not_shown() {
        let before = "{\n  \"env\": {\n    \"TOKEN\": \"S1\"\n  },\n  \"key\": \"S2\"\n}\n";
        let after = before.replace(
            "\"S2\"\n",
            "\"S2\",\n  \"hooks\": {\n    \"Stop\": []\n  }\n",
        );
        let diff = shown(before, &after);
        assert_eq!(
            diff,
            "--- a\n+++ b\n@@ -5 +5,4 @@\n+  \"hooks\": {\n+    \"Stop\": []\n+  }"
        );
        let back = shown(&after, before);
        assert!(back.contains("-    \"Stop\": []"), "{back}");
        assert!(!back.contains("S1") && !back.contains("S2"), "{back}");
    }

    #[test]
    fn the_keys_in_which_a_line_is_are_named_without_values() {
        let before =
            "{\n  \"token\": \"S\",\n  \"hooks\": {\n    \"Stop\": [\n      1\n    ]\n  }\n}\n";
        let after = before.replace("      1\n", "      1,\n      2\n");
        let diff = shown(before, &after);
        assert_eq!(
            diff,
            "--- a\n+++ b\n@@ -5 +5,2 @@ \"hooks\" \"Stop\"\n+      2"
        );
    }

    #[test]
    fn of_one_line_only_our_part_is_shown() {
        let before = "{\"env\":{\"TOKEN\":\"S1\"}}";
        let after = "{\"env\":{\"TOKEN\":\"S1\"}, \"hooks\": {\"Stop\": []}}";
        for (before, after, sign) in [(before, after, '+'), (after, before, '-')] {
            let diff = shown(before, after);
            assert!(diff.contains(&format!("\n{sign}…")), "{diff}");
            assert!(diff.contains("\"hooks\": {\"Stop\": []}"), "{diff}");
            assert!(!diff.contains("S1"), "{diff}");
        }
        let two = "{\"x\":1, \"env\":{\"TOKEN\":\"S1\"}, \"hooks\": {}}";
        let diff = shown(before, two);
        assert!(!diff.contains("S1"), "{diff}");
        assert!(diff.contains("other settings"), "{diff}");
    }

    #[test]
    fn a_line_of_others_that_is_removed_at_one_place_and_added_at_another_is_not_shown() {
        let before = "{\n\"key\": \"S1\"\n}\n}\n";
        let after = "{\n\"hooks\": {\n}, \"key\": \"S1\"\n}\n}\n";
        let moved = "{\n}\n\"key\": \"S1\",\n}\n";
        for (before, after) in [
            (before, after),
            (after, before),
            (before, moved),
            (moved, before),
        ] {
            let diff = shown(before, after);
            assert!(!diff.contains("S1"), "{diff}");
        }
    }

    #[test]
    fn a_file_that_is_only_ours_is_shown_as_a_whole() {
        let diff = own_lines("", "a\nb\n", ("/dev/null", "b"));
        assert_eq!(diff, "--- /dev/null\n+++ b\n@@ -0,0 +1,2 @@\n+a\n+b");
        let diff = own_lines("a\nb\n", "", ("a", "/dev/null"));
        assert_eq!(diff, "--- a\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b");
    }
}
