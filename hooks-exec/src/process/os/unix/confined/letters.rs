//! The characters of a word with their quoting, and brace expansion.
//!
//! bash expands braces before everything else and only outside quotes. So a flag is kept for each character: whether it
//! was outside quotes. Every step of the expansion is limited, because a short text with several braces could become
//! millions of words.

/// A character, and whether it is outside quotes.
pub(super) type Letter = (char, bool);

/// The maximum number of opening braces in one word for which a matching end is searched.
const TRIED: usize = 64;

/// The maximum number of braces in one word that are expanded.
const TAKEN: usize = 16;

/// Expands braces such as `{a,b}` and `{1..3}` to at most `most` words. A word without braces is returned as it is.
pub(super) fn expanded(word: &[Letter], most: usize) -> Vec<Vec<Letter>> {
    let mut left = TAKEN;
    alternatives(word, most.max(1), &mut left)
}

/// Expands the first brace. Then expands the braces in each of its alternatives, and the braces in the rest of the
/// word.
fn alternatives(word: &[Letter], most: usize, left: &mut usize) -> Vec<Vec<Letter>> {
    let Some(brace) = first_brace(word).filter(|_| *left > 0) else {
        return vec![word.to_vec()];
    };
    *left -= 1;
    let mut middles = Vec::new();
    for middle in brace.middles.into_iter().take(most) {
        middles.extend(alternatives(&middle, most, left));
    }
    let ends = alternatives(word.get(brace.end..).unwrap_or_default(), most, left);
    let begin = word.get(..brace.begin).unwrap_or_default();
    let pairs = middles
        .iter()
        .flat_map(|middle| ends.iter().map(move |end| (middle, end)));
    let whole = pairs.map(|(middle, end)| [begin, middle, end].concat());
    whole.take(most).collect()
}

/// A brace expression that expands to several texts, such as `{a,b}`.
struct Brace {
    /// The index of the opening brace.
    begin: usize,
    /// The index after the closing brace.
    end: usize,
    /// The texts to which the expression expands.
    middles: Vec<Vec<Letter>>,
}

/// Finds the first brace that expands: a brace that contains a comma or a sequence.
fn first_brace(word: &[Letter]) -> Option<Brace> {
    let begins = word.iter().enumerate();
    let begins = begins.filter(|(_, letter)| **letter == ('{', true));
    // A brace that does not expand is a plain character, so try the next brace. The number of tries is limited, because
    // each try reads the rest of the word.
    begins.take(TRIED).find_map(|(begin, _)| {
        let inside = word.get(begin + 1..)?;
        let (mut depth, mut parts, mut from) = (0, Vec::new(), 0);
        for (at, letter) in inside.iter().enumerate() {
            match letter {
                ('{', true) => depth += 1,
                ('}', true) if depth > 0 => depth -= 1,
                (',', true) if depth == 0 => {
                    parts.push(inside.get(from..at)?.to_vec());
                    from = at + 1;
                }
                ('}', true) => {
                    let last = inside.get(from..at)?;
                    let middles = match parts.is_empty() {
                        true => sequence(last)?,
                        false => {
                            parts.push(last.to_vec());
                            parts
                        }
                    };
                    return Some(Brace {
                        begin,
                        end: begin + at + 2,
                        middles,
                    });
                }
                _ => {}
            }
        }
        None
    })
}

/// Expands a sequence such as `1..3`, `a..c` or `1..9..2`.
fn sequence(inside: &[Letter]) -> Option<Vec<Vec<Letter>>> {
    const MOST: usize = 256;
    let text: String = inside.iter().map(|(letter, _)| letter).collect();
    let mut parts = text.split("..");
    let (from, to) = (parts.next()?, parts.next()?);
    let step = parts.next().map_or(Some(1), |step| step.parse().ok());
    let step = usize::try_from(i32::unsigned_abs(step?)).ok()?.max(1);
    let texts: Vec<String> = match (from.parse::<i32>(), to.parse::<i32>()) {
        (Ok(from), Ok(to)) => {
            let all = from.min(to)..=from.max(to);
            all.step_by(step)
                .take(MOST)
                .map(|n| n.to_string())
                .collect()
        }
        _ => {
            let one = |text: &str| {
                let mut letters = text.chars();
                letters.next().filter(|_| letters.next().is_none())
            };
            let (from, to) = (one(from)?, one(to)?);
            let all = from.min(to)..=from.max(to);
            all.step_by(step).take(MOST).map(String::from).collect()
        }
    };
    // Mark the characters of the sequence as quoted, because a shell does not expand them again.
    let plain = |text: String| text.chars().map(|letter| (letter, false)).collect();
    Some(texts.into_iter().map(plain).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the characters of a text. Each has a flag that says whether the character is unquoted. A backslash
    /// quotes the character after it.
    fn letters(text: &str) -> Vec<Letter> {
        let mut letters = text.chars();
        std::iter::from_fn(|| match letters.next()? {
            '\\' => Some((letters.next()?, false)),
            letter => Some((letter, true)),
        })
        .collect()
    }

    fn expand(text: &str) -> Vec<String> {
        let words = expanded(&letters(text), 64);
        let text = |word: Vec<Letter>| word.into_iter().map(|(letter, _)| letter).collect();
        words.into_iter().map(text).collect()
    }

    #[test]
    fn braces_make_the_words_that_bash_makes_of_them() {
        for (text, words) in [
            ("./{guard,other}.sh", &["./guard.sh", "./other.sh"][..]),
            ("{a,{b,c}d}e", &["ae", "bde", "cde"]),
            ("{a,b}{1,2}", &["a1", "a2", "b1", "b2"]),
            ("x{1..3}", &["x1", "x2", "x3"]),
            ("x{1..5..2}", &["x1", "x3", "x5"]),
            ("{a..c}", &["a", "b", "c"]),
            ("{guard.sh,}", &["guard.sh", ""]),
            ("{a}{b,c}", &["{a}b", "{a}c"]),
            ("\\{a,b}", &["{a,b}"]),
            ("{a\\,b}", &["{a,b}"]),
            ("{a,b", &["{a,b"]),
            ("{}", &["{}"]),
            ("{x{a,b}", &["{xa", "{xb"]),
        ] {
            assert_eq!(expand(text), words, "{text}");
        }
    }

    #[test]
    fn no_word_becomes_more_words_than_were_asked_for() {
        assert_eq!(expand(&"{a,b}".repeat(100)).len(), 64);
        assert_eq!(expand("{1..1000000000}").len(), 64);
        assert_eq!(expand(&"{".repeat(4096)).len(), 1);
        assert_eq!(expand(&"{a,".repeat(1000)).len(), 1);
    }
}
