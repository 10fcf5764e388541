//! Which known word a misspelt one was meant to be.

/// The word of `known` that `word` is nearest to, if it is near enough to be meant: at most two
/// letters wrong, missing, added or swapped, and less than half of it.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    // Longer than any known word by more than the distance: no need to measure a megabyte.
    let longest = known.iter().map(|known| known.len()).max()?;
    if word.len() > longest + 2 {
        return None;
    }
    let word = word.to_lowercase();
    known
        .iter()
        .map(|known| (distance(&word, known), *known))
        .filter(|(wrong, known)| *wrong <= 2 && wrong * 2 < known.chars().count())
        .min_by_key(|(wrong, _)| *wrong)
        .map(|(_, known)| known)
}

/// Letters to change, add, remove or swap with a neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (above[j] + usize::from(x != y))
                .min(above[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let known = [
            "decision", "message", "content", "context", "notice", "stop",
        ];
        for (word, meant) in [
            ("decison", Some("decision")),
            ("Decision", Some("decision")),
            ("descision", Some("decision")),
            ("mesage", Some("message")),
            ("contex", Some("context")),
            ("sotp", Some("stop")),
            ("st", None),
            ("permission", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, &known), meant, "{word}");
        }
        assert_eq!(nearest(&"x".repeat(1 << 20), &known), None);
    }
}
