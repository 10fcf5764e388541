//! Decides whether a call of `tar` starts another program, for example to compress, or for each file or volume.

/// Long options that start a program.
const STARTS: &[&str] = &[
    "--checkpoint-action",
    "--info-script",
    "--new-volume-script",
    "--rsh-command",
    "--to-command",
    "--use-compress-program",
];

/// The option letters that take a value, besides `F` and `I`.
const VALUED: &str = "bCfgHKLNTVX";

/// Programs that only compress. Any other value of the option `-I` is treated as a program that tar starts.
#[rustfmt::skip]
const COMPRESSORS: &[&str] = &[
    "brotli", "bzip2", "compress", "gzip", "lbzip2", "lrzip", "lz4", "lzip", "lzma", "lzop", "pbzip2",
    "pigz", "pixz", "plzip", "pxz", "xz", "zstd", "zstdmt",
];

/// Returns whether tar starts a program other than a known compressor. Values of options are not distinguished from
/// options, so a file named `-F` is treated as the option.
pub(super) fn starts(arguments: &[&str]) -> bool {
    let starts = |at: usize, text: &str| match text.strip_prefix('-') {
        Some(long) if long.starts_with('-') => is_starting(text),
        Some(letters) => letters_start(letters, arguments.get(at + 1)),
        // In the first argument the option letters need no dash, as in `tar xf`.
        None => at == 0 && old_letters_start(text, &arguments[1..]),
    };
    let mut texts = arguments.iter().enumerate();
    texts.any(|(at, text)| starts(at, text))
}

/// Returns whether a long option starts a program. GNU tar accepts any unambiguous prefix of its name.
fn is_starting(text: &str) -> bool {
    let option = text.split('=').next().unwrap_or(text);
    option.len() > 3 && STARTS.iter().any(|long| long.starts_with(option))
}

/// Returns whether one of the option letters after a dash starts a program. The first letter that takes a value gets
/// the rest of the argument or, if nothing is left, the next argument.
fn letters_start(letters: &str, next: Option<&&str>) -> bool {
    let with_value = letters.find(|c| c == 'F' || c == 'I' || VALUED.contains(c));
    let behind = with_value.map(|at| letters.split_at(at).1);
    let mut chars = behind.unwrap_or_default().chars();
    match (chars.next(), chars.as_str()) {
        (Some('F'), _) => true,
        (Some('I'), "") => !next.is_some_and(|program| is_compressor(program)),
        (Some('I'), program) => !is_compressor(program),
        _ => false,
    }
}

/// Returns whether one of the option letters starts a program. (In the first argument, option letters need no dash.)
/// The values of the letters are the next arguments, in the order of the letters.
fn old_letters_start(letters: &str, values: &[&str]) -> bool {
    let valued = letters
        .chars()
        .filter(|c| "FI".contains(*c) || VALUED.contains(*c));
    valued.enumerate().any(|(at, letter)| match letter {
        'F' => true,
        'I' => !values.get(at).is_some_and(|program| is_compressor(program)),
        _ => false,
    })
}

/// Returns whether a program is a compressor that belongs to the system.
fn is_compressor(program: &str) -> bool {
    let folders = ["/usr/bin/", "/bin/"];
    let name = folders
        .iter()
        .find_map(|folder| program.strip_prefix(folder));
    COMPRESSORS.contains(&name.unwrap_or(program))
}
