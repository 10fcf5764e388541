//! Finds scripts for Node that parse the payload before they have read it: Node reads stdin later, and calls the
//! functions of `process.stdin.on(...)` then.

use hooks_types::text::quoted;

use super::CANDIDATES;
use super::python_exits::Said;

/// Signs that the script waits for stdin, or reads it at once.
const WAITS: &[&str] = &[
    "await ",
    "readFileSync(0",
    "stdin.fd",
    "readSync(",
    "/dev/stdin",
    "Bun.stdin",
    "Deno.",
];

/// Signs before a call that runs later, or not in each run of the script.
const LATER: &[&str] = &[
    "=>", "function", "stdin.on", "//", "?", "&&", "||", "if (", "if(", "while", "for ", "for(",
    "case ",
];

/// Describes the first statement outside of functions that parses the payload too early.
pub(super) fn parsed_too_early(text: &str) -> Option<Said> {
    if !text.contains("JSON.parse(") || WAITS.iter().any(|sign| text.contains(sign)) {
        return None;
    }
    let outer = outer_lines(text)?;
    let read = "process.stdin.read()";
    if let Some((number, line)) = outer.iter().find(|(_, line)| line.contains(read)) {
        let name = name_set_in(line);
        let is_parsed = line.contains("JSON.parse(process.stdin.read()")
            || name.is_some_and(|name| text.contains(&format!("JSON.parse({name})")));
        let before = line.split(read).next().unwrap_or_default();
        let has_function = is_in_braces(before)
            || ["=>", "function", "while", "//", "if"]
                .iter()
                .any(|sign| before.contains(sign));
        return (is_parsed && !has_function).then(|| {
            (
                format!("line {number}: `{read}` returns `null`, because nothing was read from stdin yet"),
                "read all of stdin at once: `fs.readFileSync(0, 'utf8')`".to_owned(),
            )
        });
    }
    let listens = |event: &str| {
        [
            format!("stdin.on(\"{event}\""),
            format!("stdin.on('{event}'"),
        ]
        .iter()
        .any(|sign| text.contains(sign))
    };
    if !listens("data") && !listens("readable") {
        return None;
    }
    let parses = outer
        .iter()
        .filter(|(_, line)| line.contains("JSON.parse("));
    let (number, call) = parses.take(CANDIDATES).find_map(|(number, line)| {
        let (before, after) = line.split_once("JSON.parse(")?;
        let name = name_at_start(after)?;
        let is_called_later =
            LATER.iter().any(|sign| before.contains(sign)) || is_in_braces(before);
        let (call, _) = after.split_once(')')?;
        (!is_called_later && is_filled_later(text, name))
            .then(|| (*number, format!("JSON.parse({call})")))
    })?;
    Some((
        format!(
            "line {number}: `{}` runs before stdin was read, so it parses an empty text",
            quoted(call.as_bytes(), 60)
        ),
        "move it into the function of `process.stdin.on(\"end\", ...)`".to_owned(),
    ))
}

/// Returns whether a brace is open at the end of this code, as in a method that is written on one line.
fn is_in_braces(before: &str) -> bool {
    before.matches('{').count() > before.matches('}').count()
}

/// Returns whether the next line begins a statement of its own.
fn ends_statement(line: &str) -> bool {
    // The next line belongs to these words, if they have no braces.
    let heads = [
        "if", "else", "for", "while", "do", "function", "async", "class", "case",
    ];
    let is_head = heads.iter().any(|head| line.starts_with(head));
    let is_closed =
        |c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '"' | '\'' | '`' | '_' | '$');
    line.ends_with([';', '}']) || (line.ends_with(is_closed) && !is_head)
}

/// Returns the lines that begin a statement outside of all brackets and without indentation, with their numbers.
/// Returns `None` if the brackets do not match, because then the places of functions are not known.
fn outer_lines(text: &str) -> Option<Vec<(usize, &str)>> {
    let (mut open, mut found, mut is_comment) = (0_usize, Vec::new(), false);
    let mut begins = true;
    for (number, line) in text.lines().enumerate() {
        let code = line.trim_start();
        if is_comment || code.starts_with("/*") {
            is_comment = !code.contains("*/");
            continue;
        }
        if code.is_empty() || code.starts_with("//") {
            continue;
        }
        // `.`, `?` and other signs at the beginning of a line continue a statement too.
        let goes_on = code.starts_with(['.', '?', ':', '&', '|', '+', '=', ',']);
        if open == 0 && begins && !goes_on && code.len() == line.len() {
            found.push((number + 1, line));
        }
        let mut quote = None;
        let mut is_escaped = false;
        let code = code.split(" //").next().unwrap_or_default();
        begins = ends_statement(code.trim_end());
        for letter in code.chars() {
            match (quote, letter) {
                _ if is_escaped => is_escaped = false,
                (_, '\\') => is_escaped = true,
                (Some(mark), _) => quote = quote.filter(|_| letter != mark),
                (None, '"' | '\'' | '`') => quote = Some(letter),
                (None, '(' | '[' | '{') => open += 1,
                (None, ')' | ']' | '}') => open = open.checked_sub(1)?,
                _ => {}
            }
        }
        // Give up at a quoted text of several lines, because this loop would count the brackets in its other lines as
        // code.
        if quote.is_some() {
            return None;
        }
    }
    (open == 0).then_some(found)
}

/// Returns the name at the start of an expression.
fn name_at_start(text: &str) -> Option<&str> {
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let name = text.split(|c| !is_of_name(c)).next()?;
    (!name.is_empty()).then_some(name)
}

/// Returns the name that a line such as `const text = ...` declares.
fn name_set_in(line: &str) -> Option<&str> {
    let words = ["const ", "let ", "var "];
    let rest = words.iter().find_map(|word| line.strip_prefix(word))?;
    name_at_start(rest)
}

/// Returns whether a variable is empty at first, gets no other value, and is filled piece by piece.
fn is_filled_later(text: &str, name: &str) -> bool {
    let code = || text.lines().map(str::trim_start);
    let is_declared = |line: &str| {
        let rest = ["let ", "var ", "const "]
            .iter()
            .find_map(|word| line.strip_prefix(word));
        let value = rest.and_then(|rest| rest.strip_prefix(name)?.trim_start().strip_prefix('='));
        value.is_some_and(|value| {
            matches!(
                value.trim().trim_end_matches(';'),
                "''" | "\"\"" | "``" | "[]"
            )
        })
    };
    let is_set = |line: &str| line.starts_with(&format!("{name} = "));
    let (adds, pushes) = (format!("{name} += "), format!("{name}.push("));
    code().any(is_declared)
        && !code().any(is_set)
        && code().any(|line| line.contains(&adds) || line.contains(&pushes))
}

#[cfg(test)]
mod tests {
    use super::parsed_too_early;

    #[test]
    fn a_payload_that_is_parsed_before_it_was_read_is_found() {
        for (text, said) in [
            (
                "let input = '';\nprocess.stdin.on('data', (c) => { input += c; });\nconst p = JSON.parse(input);\nif (p.x) process.exit(2);",
                "line 3: `JSON.parse(input)` runs before stdin was read",
            ),
            (
                "const chunks = [];\nprocess.stdin.on(\"data\", c => chunks.push(c));\nprocess.stdin.on(\"end\", () => {\n  done();\n});\nconst p = JSON.parse(chunks.join(''));",
                "line 6: `JSON.parse(chunks.join('')` runs before",
            ),
            (
                "const p = JSON.parse(process.stdin.read());\n",
                "line 1: `process.stdin.read()` returns `null`",
            ),
            (
                "const text = process.stdin.read();\nconst p = JSON.parse(text);\n",
                "line 1: `process.stdin.read()` returns `null`",
            ),
        ] {
            let found = parsed_too_early(text).map(|(message, _)| message);
            let found = found.unwrap_or_default();
            assert!(found.starts_with(said), "{text}: {found}");
        }
    }

    #[test]
    fn a_payload_that_is_parsed_later_is_fine() {
        let data = "let input = '';\nprocess.stdin.on('data', (c) => { input += c; });\n";
        for fine in [
            format!("{data}process.stdin.on('end', () => {{\n  const p = JSON.parse(input);\n}});"),
            format!("{data}process.stdin.on('end', () => {{\nconst p = JSON.parse(input);\n}});"),
            format!("{data}process.stdin.on('end', () => run(JSON.parse(input)));"),
            format!("{data}process.stdin.on('end', run);\nfunction run() {{\n  JSON.parse(input);\n}}"),
            format!("{data}const run = () => JSON.parse(input);\nprocess.stdin.on('end', run);"),
            format!("{data}setTimeout(() => {{\n  JSON.parse(input);\n}}, 10);"),
            format!("{data}await done;\nJSON.parse(input);"),
            format!("{data}const config = JSON.parse(other);"),
            format!("{data}// JSON.parse(input)\n"),
            format!("{data}const p = input ? JSON.parse(input) : {{}};"),
            format!("{data}/*\nJSON.parse(input)\n*/"),
            "let input = '';\ninput = fs.readFileSync(0, 'utf8');\nJSON.parse(input);".to_owned(),
            "let input = '';\nfor await (const c of process.stdin) input += c;\nJSON.parse(input);".to_owned(),
            "process.stdin.on('readable', () => {\n  const t = process.stdin.read();\n  JSON.parse(t);\n});".to_owned(),
            "process.stdin.on('readable', () => { JSON.parse(process.stdin.read()); });".to_owned(),
            "const t = process.stdin.read();\nif (t) run(t);".to_owned(),
            "const t = `\n${x}`;\nJSON.parse(t);".to_owned(),
            format!("{data}class P {{ run() {{ return JSON.parse(input); }} }}"),
            format!("{data}module.exports = {{ parse() {{ return JSON.parse(input); }} }};"),
            format!("{data}const parse = () =>\nJSON.parse(input);"),
            format!("{data}const parse = (x) => x ||\nJSON.parse(input);"),
            format!("{data}const p = input\n? JSON.parse(input)\n: {{}};"),
            format!("{data}if (input)\nJSON.parse(input);"),
            format!("{data}if (input) JSON.parse(input);"),
            format!("{data}if (process.argv[2]) {{ input += 1; JSON.parse(input); }}"),
            "class P { run() { return JSON.parse(process.stdin.read()); } }".to_owned(),
            "const parse = () =>\nJSON.parse(process.stdin.read());".to_owned(),
            "JSON.parse(process.argv[2]);".to_owned(),
            "}}\nJSON.parse(input);".to_owned(),
            String::new(),
        ] {
            assert_eq!(parsed_too_early(&fine), None, "{fine}");
        }
    }
}
