"""Undocumented outputs, endings and matchers of hooks. Every agent has the same cases."""

import json

from kit.case import *  # noqa: F403

X = "x" * 300_000


def of_agent(deny, tool):
    """Returns the cases of an agent. `deny` is its deny as an object, `tool` the name of its shell tool."""
    text = json.dumps(deny)
    pretty = json.dumps(deny, indent=2)
    return [
        # how a hook ends
        *(pre(f"exit{code}", err(REASON, code)) for code in (3, 77, 127, 130, 255)),
        pre("exit3-json-deny", say(deny, code=3)),
        pre("exit127-json-deny", say(deny, code=127)),
        pre("exit2-in-subshell", f"{READ}; (echo {REASON} >&2; exit 2)"),
        pre("exit2-behind-a-pipe", f"{READ}; (echo {REASON} >&2; exit 2) | cat"),
        pre("exit2-in-background", f"{READ}; (echo {REASON} >&2; exit 2) & exit 0"),
        pre("exec-other", f"exec bash -c 'cat >/dev/null; echo {REASON} >&2; exit 2'"),
        pre("term-self-after-deny", f"{out(text)}; kill -TERM $$"),
        pre("closes-stdout", f"{READ}; exec >&-; echo {REASON} >&2; exit 2"),
        pre("closes-stderr", f"{out(text)}; exec 2>&-; exit 0"),
        pre("reads-one-line", f"head -c 10 >/dev/null; echo {REASON} >&2; exit 2"),
        # what a hook prints
        pre("json-crlf", out(pretty.replace("\n", "\r\n"), end="\r\n")),
        pre("json-pretty", out(pretty)),
        pre("json-no-newline", out(text, end="")),
        pre("json-blank-lines-before", out("\n\n  " + text)),
        pre("json-tabs-after", out(text + "\t\n\n")),
        pre("json-form-feed-before", out("\f" + text)),
        pre("json-nbsp-before", out("\u00a0" + text)),
        pre("json-escaped-keys", out("".join(f"\\u{ord(c):04x}" if c == "D" or c == "d" else c for c in text))),
        pre("json-nul-after", out(text, end="") + "; printf '\\0'"),
        pre("json-in-fence", out("```json\n" + text + "\n```")),
        pre("json-twice", out(text + "\n" + text)),
        pre("json-empty-before", out("{}\n" + text)),
        pre("json-list", out("[" + text + "]")),
        pre("json-single-quotes", out(text.replace('"', "'"))),
        pre("json-nan-beside", out(text[:-1] + ', "n": NaN}')),
        pre("json-comment", out(text[:-1] + "/* why */}")),
        pre("json-cut", out(text[:-1])),
        pre("json-invalid-utf8", f"{READ}; printf '%s\\377%s\\n' {quote(text[:-2])} {quote(text[-2:])}"),
        pre("json-bytes-in-text", f"{READ}; printf '%s\\377%s\\n' {quote(text.split(REASON)[0] + REASON)} {quote(text.split(REASON, 1)[1])}"),
        pre("json-deny-noisy-stderr", out(text) + "; echo noise >&2"),
        pre("large-field-before", out(json.dumps({"zzz": X, **deny}))),
        pre("large-field-after", out(json.dumps({**deny, "zzz": X}))),
        pre("large-stderr-exit2", f"{READ}; echo {REASON} >&2; head -c 2000000 /dev/zero | tr '\\0' x >&2; exit 2"),
        pre("large-stdout-exit2", f"{READ}; head -c 2000000 /dev/zero | tr '\\0' x; echo {REASON} >&2; exit 2"),
        # where a hook runs
        pre("folder", f'{READ}; [ "$PWD" = "@PROJECT@" ] || exit 0; echo {REASON} >&2; exit 2'),
        pre("stdin-ends", f'[ -n "$(cat)" ] || exit 0; [ -z "$(cat)" ] || exit 0; echo {REASON} >&2; exit 2'),
        pre("no-terminal", f'{READ}; [ -t 1 ] && exit 0; echo {REASON} >&2; exit 2'),
        pre("home", f'{READ}; [ -d "$HOME" ] || exit 0; echo {REASON} >&2; exit 2'),
        # which calls a hook is for
        *(pre(f"matcher-{name}", err(REASON, 2), matcher=pattern) for name, pattern in (
            ("class", f"[{tool[0]}]{tool[1:]}"), ("group", f"({tool})"), ("or-nothing", f"{tool}|"), ("word", f"\\b{tool}\\b"),
            ("negative", f"^(?!{tool}).*$"), ("trailing-space", f"{tool} "), ("leading-space", f" {tool}"),
            ("slashes", f"/{tool}/"), ("glob", f"{tool[:3]}*"), ("glob-question", f"{tool[:-1]}?"), ("empty-pattern", "^$"),
            ("newline", f"{tool}\n"), ("or-spaces", f"Zzz | {tool}"), ("prefix", tool[:-1]), ("dot", f"{tool[:-1]}."),
            ("not-it", f"{tool}x"), ("anchors", f"^{tool}$"), ("posix-class", "[[:alpha:]_]+"), ("unicode-class", "\\p{L}+"),
            ("backreference", "(.)\\1"), ("star-star", "**"), ("plus", "+"))),
    ]
