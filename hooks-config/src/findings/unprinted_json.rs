//! Finds JSON texts that a script in Python or JavaScript makes and does not print, so that the answer in them is lost.

use hooks_types::text::quoted;

use super::CANDIDATES;
use super::python_exits::{Said, depth};

/// Describes a line that makes a JSON text and does not use it: `json.dumps(answer)` alone on its line.
pub(super) fn unprinted_json(text: &str, call: &str, print: &str) -> Option<Said> {
    let lines: Vec<&str> = text.lines().collect();
    let candidates = lines.iter().enumerate();
    let candidates = candidates.filter(|(_, line)| line.trim_start().starts_with(call));
    let (at, line) = candidates.take(CANDIDATES).find(|(at, line)| {
        let before = lines.get(..*at).unwrap_or_default();
        let is_code = |line: &&&str| {
            let line = line.trim_start();
            !line.is_empty() && !line.starts_with(['#']) && !line.starts_with("//")
        };
        let before = before.iter().rfind(is_code);
        // If the line before ends within an expression, this line is a part of that expression.
        let before = before.map_or("", |line| without_remark(line));
        let is_part = before.ends_with(['(', '[', ',', '=', '\\', '+', '?', ':', '>', '&', '|'])
            && !is_head(before);
        // In `try: json.dumps(x)` the call only tests whether the value can be written.
        let is_tried = is_try(before) || head_above(&lines, *at).is_some_and(is_try);
        let is_part = is_part || is_tried || before.ends_with("${");
        let after = lines
            .iter()
            .skip(at + 1)
            .find(|line| !line.trim().is_empty());
        // A function that makes the JSON text and returns in the next line might only test whether the text can be made.
        let is_part = is_part
            || after.is_some_and(|line| {
                let line = line.trim_start();
                line.starts_with(['.', '+']) || line.starts_with("return ")
            });
        let code = line.trim().trim_end_matches(';');
        let depth = code.matches(['(', '{', '[']).count();
        !is_part && code.ends_with(')') && depth == code.matches([')', '}', ']']).count()
    })?;
    let code = line.trim().trim_end_matches(';');
    // In `json.dumps(a).encode()` and `json.dumps(a) if x`, the call is only a part of the expression. Do not report
    // it.
    let is_whole = closing_of(code, call.len() - 1) == Some(code.len() - 1);
    is_whole.then(|| {
        let shown = quoted(call.trim_end_matches('(').as_bytes(), 40);
        (
            format!(
                "line {}: the text that `{shown}` makes is not printed, so the answer is lost",
                at + 1
            ),
            format!("write `{print}{}...))`", quoted(call.as_bytes(), 40)),
        )
    })
}

/// Returns a line without the comment of JavaScript at its end.
fn without_remark(line: &str) -> &str {
    line.split(" //").next().unwrap_or_default().trim_end()
}

/// Returns the head of the block in which a line is: the last line above it with less indentation.
fn head_above<'t>(lines: &[&'t str], at: usize) -> Option<&'t str> {
    let own = lines.get(at).and_then(|line| depth(line))?;
    let above = lines.get(..at)?;
    let mut above = above.iter().rev();
    let head = above.find(|line| depth(line).is_some_and(|depth| depth < own));
    head.map(|line| without_remark(line))
}

/// Returns whether a line begins a block whose errors are caught.
fn is_try(head: &str) -> bool {
    head.trim_start() == "try:"
        || head.ends_with("try {")
        || (head.contains("suppress(") && head.ends_with(':'))
}

/// Returns whether a line of Python begins a block: `if x:`.
fn is_head(line: &str) -> bool {
    let words = [
        "if ", "elif ", "else", "for ", "while ", "def ", "try", "except", "with ", "finally",
    ];
    let code = line.trim_start();
    line.ends_with(':') && words.iter().any(|word| code.starts_with(word))
}

/// Returns the place of the bracket that closes the one at `open`. Brackets in quotes are counted too.
pub(super) fn closing_of(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    code.char_indices()
        .skip_while(|(at, _)| *at < open)
        .find_map(|(at, c)| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            (depth == 0).then_some(at)
        })
}

#[cfg(test)]
mod tests {
    use super::super::python_text::statements;
    use super::*;

    #[test]
    fn a_json_text_that_is_not_printed_is_found() {
        let python = |text: &str| {
            let code = statements(text)?;
            unprinted_json(&code.join("\n"), "json.dumps(", "print(")
        };
        for slip in [
            "if x:\n    json.dumps({\"decision\": \"block\"})\n",
            "json.dumps(answer)",
        ] {
            let (_, help) = python(slip).unwrap_or_default();
            assert_eq!(help, "write `print(json.dumps(...))`", "{slip}");
        }
        for fine in [
            "print(json.dumps(answer))",
            "print(\n    json.dumps(answer)\n)",
            "x = \\\n    json.dumps(answer)",
            "send(a,\n    json.dumps(answer))",
            "json.dumps(answer).encode()",
            "f = lambda x: (\n json.dumps(x))",
            // The call only tests whether the value can be written.
            "try:  # can it be written?\n    json.dumps(x)\nexcept TypeError:\n    y()",
            "try:\n    x = dict(y)\n    json.dumps(x)\n    ok()\nexcept TypeError:\n    y()",
            "with contextlib.suppress(TypeError):\n    json.dumps(x)\n    ok()",
            "text = (\n    x or\n    json.dumps(x)\n)",
            "text = (x if x else\n    json.dumps(x))",
            "print([y for y in\n    json.dumps(x)])",
            "\"\"\"\nUsage\njson.dumps(x)\n\"\"\"",
        ] {
            assert_eq!(python(fine), None, "{fine}");
        }
        let said = unprinted_json("JSON.stringify(a);", "JSON.stringify(", "console.log(");
        let (_, help) = said.unwrap_or_default();
        assert_eq!(help, "write `console.log(JSON.stringify(...))`");
        assert_eq!(
            unprinted_json(
                "const f = () =>\n  JSON.stringify(a);",
                "JSON.stringify(",
                "console.log("
            ),
            None
        );
        let tried = "try { // circular?\n  JSON.stringify(a);\n  return true;\n} catch {}";
        assert_eq!(
            unprinted_json(tried, "JSON.stringify(", "console.log("),
            None
        );
    }
}
