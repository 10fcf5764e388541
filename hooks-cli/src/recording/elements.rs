//! Explains why a hook might have let a call pass: its script looks for a text among the elements of the command, which
//! is a list, and no element is equal to the text.
//!
//! The explanation is given only if the script searches the list itself. In `text = p["command"][-1]`, `text` is one
//! element, and `JSON.stringify(p).includes("git push")` searches a text, where `git push` is found inside a longer
//! command.

use std::collections::BTreeMap;

use hooks_types::text::{quoted, short_name};
use hooks_types::wire::encode;
use serde_json::Value;

use super::Recorded;
use super::word_list::{LONG, TEXTS, lists_of, quotations};

/// The maximum number of places of one line that are examined. Without a limit, a long line takes quadratic time.
const PLACES: usize = 50;

/// The maximum length of an expression such as `p["tool_input"]["command"]`, in characters.
const LENGTH: usize = 200;

/// The key under which payloads hold a command.
const KEY: &str = "command";

impl Recorded {
    /// Returns a sentence that says that the script looks for a text as a whole element of a list, but in the payload
    /// the text is only a part of an element. `None` unless the hook let the call pass.
    pub(super) fn no_element(&self) -> Option<String> {
        if !self.heard.as_ref()?.lets_pass || !self.could_block() {
            return None;
        }
        let mut sources = self.scripts();
        sources.extend(self.command_texts());
        let makes_text = ["join", "str(", "any("];
        if sources
            .iter()
            .any(|text| makes_text.iter().any(|sign| text.contains(sign)))
        {
            return None;
        }
        let bytes = encode(&self.payload, &self.spec.form).ok()?;
        let payload = serde_json::from_slice::<Value>(&bytes).ok()?;
        let lists = lists_of(&payload);
        let contains = |text: &str| {
            lists.iter().any(|list| {
                let mut words = list.words.iter().filter_map(Value::as_str);
                let has = words.clone().any(|word| word == text);
                !has && words.any(|word| word.contains(text))
            })
        };
        let lines = sources.iter().flat_map(|source| source.lines());
        let code = lines.filter(|line| !line.trim_start().starts_with(['#', '/']));
        let code: Vec<&str> = code.collect();
        let named = names_of_lists(&code);
        let texts = code.iter().flat_map(|line| elements_in(line, &named));
        let mut texts = texts.take(TEXTS);
        let text = texts.find(|text| contains(text))?;
        let cure = match self.is_in_python(&sources) {
            true => "`\" \".join(command)`",
            false => "`command.join(\" \")`",
        };
        Some(format!(
            "`{}` let the call pass; that could be because it looks for `{}` among the elements of the command, and no \
             element is equal to it: the command is a list; {cure} makes one text of it",
            short_name(&self.spec.id),
            quoted(text.as_bytes(), LONG),
        ))
    }
}

/// Returns the names to which the lines assign values, and whether each value is the list of a command. A name that is
/// assigned several times counts as such a list only if each of its values is the list of a command.
pub(super) fn names_of_lists<'t>(lines: &[&'t str]) -> BTreeMap<&'t str, bool> {
    let mut names = BTreeMap::new();
    for line in lines {
        for (at, _) in line.match_indices('=').take(PLACES) {
            let (before, after) = (&line[..at], &line[at + 1..]);
            let is_comparison = after.starts_with(['=', '>'])
                || before.ends_with(['=', '!', '<', '>', '+', '-', '*', '/', '|', '?']);
            if is_comparison {
                continue;
            }
            let before = before.trim_end();
            let name = name_at_end(before);
            // `const { command } = input` takes the field `command` of an object.
            let fields = before.strip_suffix('}').and_then(|it| it.rsplit_once('{'));
            let field = fields.and_then(|(_, fields)| {
                let mut fields = fields.split(',').map(str::trim);
                fields.find(|field| *field == KEY)
            });
            if let Some(field) = field {
                names.entry(field).or_insert(true);
            } else if !name.is_empty() {
                let value = start_of(after);
                let value = value.split(';').next().unwrap_or(value);
                let is_list = is_list(value);
                let known = names.entry(name).or_insert(is_list);
                *known = *known && is_list;
            }
        }
    }
    names
}

/// Returns the texts that a line of a script looks for among the elements of a list: with `"text" in NAME` in Python,
/// or with `NAME.includes("text")` in JavaScript.
fn elements_in<'t>(
    line: &'t str,
    named: &BTreeMap<&'t str, bool>,
) -> impl Iterator<Item = &'t str> {
    let is_searched = |value: &str| match is_name(value) {
        true => named.get(value).copied().unwrap_or(false),
        false => is_list(value),
    };
    let is_member = move |text: &&str| {
        let places = line.match_indices(*text).take(PLACES);
        let mut around = places.map(|(at, found)| (&line[..at], &line[at + found.len()..]));
        around.any(|(before, after)| {
            let after = after.trim_start_matches(['"', '\'']);
            let behind = after
                .strip_prefix(" in ")
                .or_else(|| after.strip_prefix(" not in "));
            if let Some(behind) = behind {
                return is_searched(expression(behind));
            }
            let before = before.strip_suffix(['"', '\'']).unwrap_or(before);
            let value = before.strip_suffix(".includes(");
            value.is_some_and(|value| is_searched(expression_before(value)))
        })
    };
    let texts: Vec<&str> = quotations(line)
        .filter(|text| !text.trim().is_empty())
        .take(PLACES)
        .filter(is_member)
        .collect();
    texts.into_iter()
}

/// Returns whether an expression is the whole field `command`, and not an element or a part of the field, or a text
/// made of it. An empty list as the default value, `or []`, does not matter.
fn is_list(value: &str) -> bool {
    let value = value.split(" #").next().unwrap_or(value);
    let value = value.split(" //").next().unwrap_or(value);
    let Some((above, tail)) = value.rsplit_once(KEY) else {
        return false;
    };
    let is_field = above.ends_with(['.', '"', '\'']);
    let tail = tail.replace("[]", "");
    let mut words = tail.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ')'));
    let is_whole = words.all(|word| matches!(word, "" | "]" | "or" | "||" | "??" | "?"));
    is_field && is_whole && !is_argument(above)
}

/// Returns whether the end of an expression is an argument of a call, as in `str(p["command`. A call of the method
/// `get` of an object does not count, because `get` returns the field itself.
fn is_argument(above: &str) -> bool {
    let mut open = Vec::new();
    for (at, sign) in above.char_indices() {
        match sign {
            '(' => open.push(at),
            ')' => {
                open.pop();
            }
            _ => {}
        }
    }
    open.iter().any(|at| {
        let before = above.get(..*at).unwrap_or_default();
        before.ends_with(is_of_name) && !before.ends_with(".get")
    })
}

/// Returns the expression at the start of a text: a name with the keys and calls behind it.
fn expression(text: &str) -> &str {
    let text = start_of(text);
    let mut depth = 0_usize;
    let end = text.char_indices().find(|(_, sign)| {
        match sign {
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => return true,
            ')' | ']' => depth -= 1,
            _ => return depth == 0 && !is_of_name(*sign) && *sign != '.',
        }
        false
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// Returns the expression at the end of a text.
fn expression_before(text: &str) -> &str {
    let mut depth = 0_usize;
    let signs = text.char_indices().rev().take(LENGTH);
    let start = signs.into_iter().find(|(_, sign)| {
        match sign {
            ')' | ']' => depth += 1,
            '(' | '[' if depth == 0 => return true,
            '(' | '[' => depth -= 1,
            _ => return depth == 0 && !is_of_name(*sign) && !matches!(sign, '.' | '?'),
        }
        false
    });
    start.map_or(text, |(at, sign)| &text[at + sign.len_utf8()..])
}

/// Returns the name at the end of a text. Returns an empty text if the last character is not part of a name, or if a
/// dot before the name makes it a key of an object.
fn name_at_end(text: &str) -> &str {
    let before = text.trim_end_matches(is_of_name);
    match before.ends_with('.') {
        true => "",
        false => &text[before.len()..],
    }
}

/// Returns whether a text is one name.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_of_name)
}

/// Returns whether a character can be in a name.
fn is_of_name(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// Returns the beginning of a text, of at most [`LENGTH`] characters.
fn start_of(text: &str) -> &str {
    let end = text.char_indices().nth(LENGTH);
    end.map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(lines: &[&'t str]) -> Vec<&'t str> {
        let named = names_of_lists(lines);
        let texts = lines.iter().flat_map(|line| elements_in(line, &named));
        texts.collect()
    }

    #[test]
    fn a_text_is_looked_for_among_elements_where_the_list_itself_is_searched() {
        for lines in [
            &["if \"git push\" in p[\"tool_input\"][\"command\"]:"][..],
            &["if 'git push' not in p.get('tool_input', {}).get('command', []):"],
            &["c = p['tool_input']['command']", "if 'git push' in c:"],
            &[
                "c = p.get('command') or []  # its words",
                "if 'git push' in c:",
            ],
            &["c=json.load(sys.stdin)['command']; 'git push' in c and sys.exit(2)"],
            &[
                "const c = JSON.parse(data).tool_input.command;",
                "if (c.includes('git push')) {",
            ],
            &[
                "const c = (p.tool_input || {}).command ?? [];",
                "c.includes(\"git push\")",
            ],
            &[
                "const { command } = p.tool_input;",
                "if (!command.includes('git push')) return;",
            ],
            &["if (p.tool_input?.command.includes('git push'))"],
            &["if ((p.tool_input.command || []).includes('git push'))"],
        ] {
            assert_eq!(found(lines), ["git push"], "{lines:?}");
        }
    }

    #[test]
    fn a_text_made_of_the_list_or_one_of_its_elements_is_not_the_list() {
        for lines in [
            &["if 'git push' in p['tool_input']['command'][-1]:"][..],
            &["c = p['tool_input']['command'][2]", "if 'git push' in c:"],
            &["c = p['command']", "c = c[-1]", "if 'git push' in c:"],
            &["if 'git push' in json.dumps(p['command']):"],
            &["c = json.dumps(p['command'])", "if 'git push' in c:"],
            &["if (JSON.stringify(p).includes('git push'))"],
            &["if (JSON.stringify(p.command).includes('git push'))"],
            &[
                "const c = String(p.command);",
                "if (c.includes('git push'))",
            ],
            &["if (data.includes('git push'))"],
            &["if (p.command.at(-1).includes('git push'))"],
            &["for word in p['command']:", "  if 'git push' in word:"],
            &[
                "==",
                "=",
                "(((",
                ")))includes(",
                "é in é",
                "'é'.includes('é')",
            ],
        ] {
            assert_eq!(found(lines), [""; 0], "{lines:?}");
        }
    }
}
