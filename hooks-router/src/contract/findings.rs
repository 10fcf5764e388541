//! The results of the contract suite: one verdict for each promise on each tool path.

use std::fmt;

use super::trials::{Broken, Kept};

/// The result of one promise on one tool path.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The agent keeps the promise.
    Kept,
    /// The agent breaks the promise; the text says how.
    Broken(String),
    /// The promise does not apply to this path; the text says why.
    NotHere(String),
}

/// One promise on one tool path, with its result.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The tool path; empty if the promise is about the agent as a whole.
    pub path: String,
    /// The promise.
    pub promise: &'static str,
    /// The result.
    pub verdict: Verdict,
}

/// All results of the suite. `Display` prints them as a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "check the results: a broken promise lets a call run without its hooks"]
pub struct Findings {
    findings: Vec<Finding>,
}

impl Findings {
    /// Adds a result.
    pub(super) fn add(&mut self, path: &str, promise: &'static str, verdict: Verdict) {
        self.findings.push(Finding {
            path: path.to_owned(),
            promise,
            verdict,
        });
    }

    /// Returns all results, path by path.
    #[must_use]
    pub fn all(&self) -> &[Finding] {
        &self.findings
    }

    /// Yields the promises that are broken.
    pub fn broken(&self) -> impl Iterator<Item = &Finding> {
        let broken = |finding: &&Finding| matches!(finding.verdict, Verdict::Broken(_));
        self.findings.iter().filter(broken)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.verdict {
            Verdict::Kept => write!(f, "{} is kept", self.promise)?,
            Verdict::Broken(_) => write!(f, "{} is broken", self.promise)?,
            Verdict::NotHere(_) => write!(f, "{} was not checked", self.promise)?,
        }
        if !self.path.is_empty() {
            write!(f, " on the tool path `{}`", self.path)?;
        }
        match &self.verdict {
            Verdict::Kept => Ok(()),
            Verdict::Broken(why) | Verdict::NotHere(why) => write!(f, ": {why}"),
        }
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut path = None;
        for finding in &self.findings {
            if path != Some(&finding.path) {
                path = Some(&finding.path);
                match finding.path.as_str() {
                    "" => writeln!(f, "the agent")?,
                    name => writeln!(f, "tool path `{name}`")?,
                }
            }
            // The name of a promise is a sentence in snake_case, so turn the underscores back into
            // spaces.
            let promise = finding.promise.replace('_', " ");
            match &finding.verdict {
                Verdict::Kept => writeln!(f, "  kept         {promise}")?,
                Verdict::Broken(why) => writeln!(f, "  BROKEN       {promise}: {why}")?,
                Verdict::NotHere(why) => writeln!(f, "  not checked  {promise}: {why}")?,
            }
        }
        Ok(())
    }
}

/// Converts the result of a check to a verdict.
pub(super) fn kept_or_broken(kept: Kept) -> Verdict {
    match kept {
        Ok(()) => Verdict::Kept,
        Err(Broken::Promise(why)) => Verdict::Broken(why),
        Err(Broken::NotHere(why)) => Verdict::NotHere(why),
    }
}
