//! The summary of a whole file on standard error.

use referral_widget::phrasebook::Phrasebook;
use referral_widget::precheck::Mistake;
use referral_widget::rules::{Brief, Outcome, Status};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Write;

/// The most unreadable rows that are reported one by one. The output has all of them.
pub const NAMED: usize = 20;

/// Counts of rows.
#[derive(Default)]
pub struct Tally {
    qualified: u64,
    review: u64,
    disqualified: u64,
    incomplete: u64,
    pub unreadable: u64,
    blank: u64,
    /// Messages about the first rows that cannot be read.
    pub named: Vec<String>,
    unmet: Counts,
    failed: Counts,
}

/// Counts by the codes of rules, in the order in which the codes first came up.
#[derive(Default)]
struct Counts {
    counts: Vec<Count>,
    places: HashMap<String, usize>,
}

struct Count {
    code: String,
    /// The first reason why it failed.
    says: String,
    rows: u64,
}

impl Tally {
    pub fn judged(&mut self, verdict: &Brief) {
        *match verdict.status {
            Status::Qualified => &mut self.qualified,
            Status::Review => &mut self.review,
            Status::Disqualified => &mut self.disqualified,
            Status::Incomplete => &mut self.incomplete,
        } += 1;
        for finding in &verdict.findings {
            match finding.outcome {
                Outcome::Unmet => self.unmet.add(finding.code, "", 1),
                Outcome::Error => {
                    self.failed.add(finding.code, finding.error.as_deref().unwrap_or_default(), 1);
                }
                Outcome::Met | Outcome::Pending => {}
            }
        }
    }

    pub fn unreadable(&mut self, line: u64, last_line: u64, mistakes: &[Mistake], book: &Phrasebook) {
        self.unreadable += 1;
        if self.named.len() < NAMED {
            let says: Vec<String> = mistakes.iter().map(|mistake| said(mistake, book)).collect();
            let lines = if line == last_line {
                format!("line {line}")
            } else {
                format!("lines {line} to {last_line}")
            };
            self.named.push(format!("{}: {}", book.say(&lines), says.join("; ")));
        }
    }

    pub fn blank(&mut self) {
        self.blank += 1;
    }

    /// Adds the counts of other rows. Their messages are not kept.
    pub fn add(&mut self, other: &Tally) {
        self.qualified += other.qualified;
        self.review += other.review;
        self.disqualified += other.disqualified;
        self.incomplete += other.incomplete;
        self.unreadable += other.unreadable;
        self.blank += other.blank;
        for (counts, others) in [(&mut self.unmet, &other.unmet), (&mut self.failed, &other.failed)] {
            for other in &others.counts {
                counts.add(&other.code, &other.says, other.rows);
            }
        }
    }

    /// Returns the number of rows with or without a verdict. Blank rows do not count.
    pub fn rows(&self) -> u64 {
        self.qualified + self.review + self.disqualified + self.incomplete + self.unreadable
    }

    /// Writes the summary. `criteria` are the codes of the rules, each with what it demands.
    pub fn summary(&self, seconds: f64, criteria: &[(String, String)], book: &Phrasebook) -> String {
        let mut text = format!("{} in {seconds:.1} s", counted(self.rows(), "row"));
        let counts = [
            (self.qualified, "qualified"),
            (self.review, "for review"),
            (self.disqualified, "disqualified"),
            (self.incomplete, "incomplete"),
            (self.unreadable, "unreadable"),
        ];
        let counts: Vec<String> = (counts.iter().filter(|(rows, _)| *rows > 0))
            .map(|(rows, word)| format!("{} {word}", grouped(*rows)))
            .collect();
        if !counts.is_empty() {
            let _ = write!(text, ": {}", counts.join(", "));
        }
        text = book.say(&format!("{text}."));
        text.push('\n');
        if self.blank > 0 {
            let left_out = format!("{} left out.", counted(self.blank, "blank row"));
            let _ = writeln!(text, "{}", book.say(&left_out));
        }
        for (counts, title) in
            [(&self.unmet, "Not met:"), (&self.failed, "Rules that failed, for the vendor:")]
        {
            let mut counts: Vec<&Count> = counts.counts.iter().collect();
            if !counts.is_empty() {
                let _ = writeln!(text, "{}", book.say(title));
            }
            counts.sort_by_key(|count| Reverse(count.rows));
            let width = counts.first().map(|count| grouped(count.rows).len()).unwrap_or_default();
            for Count { code, says, rows } in counts {
                let criterion = criteria.iter().find(|(known, _)| known == code).map(|(_, says)| says);
                let says = if says.is_empty() { criterion.unwrap_or(says).clone() } else { book.say(says) };
                let _ = writeln!(text, "  {:>width$}  {code}: {says}", grouped(*rows));
            }
        }
        text
    }
}

/// Writes a mistake with its place: ``column `budget`, `lots`: Budget must be a number``.
fn said(mistake: &Mistake, book: &Phrasebook) -> String {
    let place = match (&mistake.column, &mistake.value) {
        (Some(column), Some(value)) => format!("column `{column}`, `{value}`"),
        (Some(column), None) => format!("column `{column}`"),
        (None, _) => return mistake.to_string(),
    };
    format!("{}: {mistake}", book.say(&place))
}

impl Counts {
    fn add(&mut self, code: &str, says: &str, rows: u64) {
        match self.places.get(code) {
            Some(place) => self.counts[*place].rows += rows,
            None => {
                self.places.insert(code.to_string(), self.counts.len());
                self.counts.push(Count { code: code.to_string(), says: says.to_string(), rows });
            }
        }
    }
}

fn counted(number: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// Writes a number with separators, such as `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
