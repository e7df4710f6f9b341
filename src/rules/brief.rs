//! A verdict in short: what changes with the answers, without what the program and the script say anyway.

use super::compile::Rules;
use super::judging::{Judging, Said};
use super::place::place;
use super::{Outcome, Status};
use crate::compensation;
use crate::program::Amount;
use std::fmt::Write;

/// A verdict in short.
#[derive(Debug, PartialEq)]
pub struct Brief<'a> {
    /// The answer.
    pub status: Status,
    /// The sum of the scores that are known.
    pub score: i64,
    /// The id of the compensation plan chosen.
    pub plan: Option<&'a str>,
    /// The fee under that plan, in major units.
    pub fee: Option<Amount>,
    /// Its currency (ISO 4217).
    pub currency: Option<&'a str>,
    /// Where the vendor should send the lead.
    pub route: Option<&'a str>,
    /// The findings asked for, in the script's order.
    pub findings: Vec<BriefFinding<'a>>,
}

/// The outcome of one rule, in short.
#[derive(Debug, PartialEq)]
pub struct BriefFinding<'a> {
    /// The rule's code.
    pub code: &'a str,
    /// What came out.
    pub outcome: Outcome,
    /// Points, for a score that is known.
    pub points: Option<i64>,
    /// The required fields that were read and have no answer.
    pub waiting_for: Vec<&'a str>,
    /// Why it failed, with its place in the script.
    pub error: Option<String>,
}

impl Judging {
    /// The verdict in short, with the findings of these rules.
    pub fn brief<'a>(&'a self, rules: &'a Rules, findings: impl Iterator<Item = usize>) -> Brief<'a> {
        let summary = self.summary(rules);
        let paying = self.paying(rules, &summary);
        let fee = paying.and_then(|(plan, basis)| compensation::fee(&rules.program, plan, basis));
        let currency = paying.filter(|_| fee.is_some()).map(|(plan, _)| plan);
        Brief {
            status: summary.status,
            score: summary.score,
            plan: summary.plan,
            fee: fee.map(|(amount, _)| amount),
            currency: currency.map(|plan| compensation::currency(&rules.program, plan)),
            route: summary.route,
            findings: findings.filter_map(|rule| self.brief_finding(rules, rule)).collect(),
        }
    }

    /// The verdict as one line of text, for pages that judge at every key or thousands of leads: JavaScript takes
    /// longer to read JSON of all findings than the rules take to run. Separated by tabs: status, score, plan, fee, currency
    /// and route, empty where there is none; then for each finding the rule's place in the script and the first
    /// letter of its outcome (`m`, `u`, `p`, `e`), such as `3u`.
    #[must_use]
    pub fn line(&self, rules: &Rules, findings: &[usize]) -> String {
        let mut line = String::with_capacity(64 + 4 * findings.len());
        self.write_line(rules, findings.iter().copied(), &mut line);
        line
    }

    /// The same, added to a text.
    pub(crate) fn write_line(&self, rules: &Rules, findings: impl Iterator<Item = usize>, line: &mut String) {
        let summary = self.summary(rules);
        line.push_str(summary.status.as_str());
        line.push('\t');
        whole(line, summary.score);
        line.push('\t');
        plain(line, summary.plan);
        let paying = self.paying(rules, &summary);
        match paying.and_then(|(plan, basis)| Some((plan, compensation::fee(&rules.program, plan, basis)?))) {
            Some((plan, (fee, _))) => {
                line.push('\t');
                amount(line, fee);
                line.push('\t');
                line.push_str(compensation::currency(&rules.program, plan));
                line.push('\t');
            }
            None => line.push_str("\t\t\t"),
        }
        plain(line, summary.route);
        for rule in findings {
            if let Some(ran) = self.ran(rule) {
                line.push('\t');
                whole(line, rule as i64);
                line.push(match ran.outcome {
                    Outcome::Met => 'm',
                    Outcome::Unmet => 'u',
                    Outcome::Pending => 'p',
                    Outcome::Error => 'e',
                });
            }
        }
    }

    /// The rules that are not met.
    pub(crate) fn not_met(&self) -> impl Iterator<Item = usize> + '_ {
        self.all_ran().filter(|(_, ran)| ran.outcome != Outcome::Met).map(|(rule, _)| rule)
    }

    fn brief_finding<'a>(&'a self, rules: &'a Rules, i: usize) -> Option<BriefFinding<'a>> {
        let (rule, ran) = (rules.rules.get(i)?, self.ran(i)?);
        let outcome = ran.outcome;
        let name = |field: usize| rules.program.fields.get(field).map(|field| field.name.as_str());
        Some(BriefFinding {
            code: &rule.code,
            outcome,
            points: match ran.said {
                Said::Points(points) if outcome == Outcome::Met => Some(points),
                _ => None,
            },
            waiting_for: self.waits_for(ran).filter_map(name).collect(),
            error: match &ran.said {
                Said::Wrong(wrong) if outcome == Outcome::Error => {
                    Some(format!("{}: {}", place(&rules.program.rules, wrong.0), wrong.1))
                }
                _ => None,
            },
        })
    }
}

/// A name without what would end its column.
fn plain(line: &mut String, name: Option<&str>) {
    let name = name.unwrap_or_default();
    // In UTF-8 a control character begins with one of these.
    if name.bytes().any(|byte| matches!(byte, 0..0x20 | 0x7f | 0xc2)) {
        line.extend(name.chars().filter(|letter| !letter.is_control()));
    } else {
        line.push_str(name);
    }
}

/// A whole number, without the formatting machinery: half the time of a line.
fn whole(line: &mut String, number: i64) {
    digits(line, number.unsigned_abs(), number < 0, 0);
}

/// An amount, as it displays itself.
fn amount(line: &mut String, amount: Amount) {
    match u64::try_from(amount.0.mantissa().unsigned_abs()) {
        Ok(mantissa) => digits(line, mantissa, amount.0.is_sign_negative(), amount.0.scale() as usize),
        Err(_) => {
            let _ = write!(line, "{amount}");
        }
    }
}

/// The digits of a number of which so many stand behind the point.
fn digits(line: &mut String, number: u64, negative: bool, decimals: usize) {
    let (mut reversed, mut rest) = ([0; 32], number);
    let mut length = 0;
    while (rest > 0 || length <= decimals)
        && let Some(place) = reversed.get_mut(length)
    {
        *place = b'0' + (rest % 10) as u8;
        rest /= 10;
        length += 1;
    }
    if negative {
        line.push('-');
    }
    for place in (0..length).rev() {
        line.push(char::from(reversed[place]));
        if place == decimals && place > 0 {
            line.push('.');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_they_display_themselves() {
        for number in [0, 7, -7, 10, i64::MAX, i64::MIN] {
            let mut line = String::new();
            whole(&mut line, number);
            assert_eq!(line, number.to_string());
        }
        for text in [
            "0",
            "0.00",
            "-0.05",
            "12.50",
            "1500",
            "-18446744073709551615.5",
            "79228162514264337593543950335",
            "0.0000000000000000000000000001",
        ] {
            let decimal = Amount(text.parse().expect("a decimal"));
            let mut line = String::new();
            amount(&mut line, decimal);
            assert_eq!(line, decimal.to_string());
        }
    }

    #[test]
    fn a_name_ends_no_column() {
        for (name, written) in [("a\tb\u{85}\u{7f}é", "abé"), ("Größe ©", "Größe ©"), ("", "")] {
            let mut line = String::new();
            plain(&mut line, Some(name));
            assert_eq!(line, written);
        }
    }
}
