//! Breaks a text in ways that occur in real files and payloads, by accident or on purpose.

/// A generator of random numbers that are the same for the same seed (splitmix64).
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `bound`; 0 if `bound` is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = bound.max(1) as u64;
        usize::try_from(self.next() % bound).expect("below a usize")
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// Returns a range of at most `longest` bytes.
    fn range(&mut self, bytes: &[u8], longest: usize) -> std::ops::Range<usize> {
        let start = self.below(bytes.len() + 1);
        let length = self.below(longest.min(bytes.len() - start) + 1);
        start..start + length
    }
}

/// Pieces of text that have a special meaning in one of the formats.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"\n",
    b"\r",
    b"\r\n",
    b"\t",
    b" ",
    b"\x1b[2J",
    b"\x7f",
    b"\xc2\x9b",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"\\",
    b"\"",
    b"'",
    b"\"\"\"",
    b"'''",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[",
    b"]]",
    b",",
    b":",
    b"=",
    b".",
    b"#",
    b"//",
    b"/*",
    b"*/",
    b"\\u0000",
    b"\\ud800",
    b"\\u202e",
    b"\\x",
    b"${config_dir}",
    b"${CLAUDE_PLUGIN_ROOT}",
    b"$",
    b"*",
    b"|",
    b"(",
    b"(?",
    b"-",
];

/// Values that are put in place of values in the text.
const VALUES: &[&[u8]] = &[
    b"null",
    b"true",
    b"false",
    b"0",
    b"-1",
    b"1e999",
    b"-0.0",
    b"nan",
    b"inf",
    b"9223372036854775808",
    b"18446744073709551616",
    b"0.0001",
    b"1979-05-27T07:32:00Z",
    b"\"\"",
    b"[]",
    b"{}",
    b"[[]]",
    b"\"a\"",
    b"{\"a\":1}",
    b"{a=1}",
    b"[1,\"a\",null]",
    b"\"\\ud83d\"",
];

/// Returns `seed`, broken in one to four ways. Some ways insert pieces of `other`.
pub(crate) fn broken(seed: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    // Break more than half of the texts in only one way: texts that still parse test more.
    for _ in 0..=dice.below(2) * dice.below(4) {
        break_once(&mut bytes, other, dice);
        bytes.truncate(128 << 10);
    }
    bytes
}

fn break_once(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    let at = dice.below(bytes.len() + 1);
    match dice.below(12) {
        0 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = u8::try_from(dice.below(256)).expect("a byte");
            }
        }
        1 => put(bytes, at..at, dice.pick(PIECES)),
        2 => {
            let range = dice.range(bytes, 40);
            put(bytes, range, b"");
        }
        3 => {
            let range = dice.range(bytes, 200);
            let copy = bytes[range].to_vec();
            put(bytes, at..at, &copy);
        }
        4 => {
            let from = dice.range(other, 200);
            let range = dice.range(bytes, 60);
            put(bytes, range, &other[from]);
        }
        5 => bytes.truncate(at),
        6 => {
            let range = word(bytes, at);
            put(bytes, range, dice.pick(VALUES));
        }
        7 => {
            let (from, to) = (word(bytes, at), word(bytes, dice.below(bytes.len() + 1)));
            let copy = bytes[from].to_vec();
            put(bytes, to, &copy);
        }
        8 => {
            let (open, close): (&[u8], &[u8]) = match dice.below(3) {
                0 => (b"[", b"]"),
                1 => (b"{\"a\":", b"}"),
                _ => (b"{a=", b"}"),
            };
            let depth = dice.below(100);
            let range = word(bytes, at);
            let inner = bytes[range.clone()].to_vec();
            let nested = [open.repeat(depth), inner, close.repeat(depth)].concat();
            put(bytes, range, &nested);
        }
        9 => {
            let range = word(bytes, at);
            put(bytes, range, &b"k".repeat(dice.below(20_000)));
        }
        10 => {
            let range = dice.range(bytes, 120);
            let copy = bytes[range.clone()].to_vec();
            put(bytes, range, &copy.repeat(dice.below(100)));
        }
        _ => {
            let line = bytes[..at]
                .iter()
                .rposition(|byte| *byte == b'\n')
                .unwrap_or(0);
            put(bytes, line..at, b"");
        }
    }
}

fn put(bytes: &mut Vec<u8>, range: std::ops::Range<usize>, piece: &[u8]) {
    bytes.splice(range, piece.iter().copied());
}

/// Returns the range of the word around the byte at `at`, or of the string with its quotes.
fn word(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let of_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'"' | b'-');
    let start = bytes[..at].iter().rposition(|byte| !of_word(byte));
    let end = bytes[at..].iter().position(|byte| !of_word(byte));
    start.map_or(0, |before| before + 1)..end.map_or(bytes.len(), |length| at + length)
}
