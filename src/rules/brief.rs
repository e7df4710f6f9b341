//! A verdict in short, as one line of text: what changes with the answers, for pages that judge at every key or
//! thousands of leads. JSON for all findings would take JavaScript longer to read than the rules take to run.

use super::Outcome;
use super::compile::Rules;
use super::judging::Judging;
use crate::compensation;
use std::fmt::Write;

impl Judging {
    /// The verdict in short, with the findings of these rules. Separated by tabs: status, score, plan, fee, currency
    /// and route, empty where there is none; then for each finding the rule's place in the script and the first
    /// letter of its outcome (`m`, `u`, `p`, `e`), such as `3u`.
    #[must_use]
    pub fn brief(&self, rules: &Rules, findings: &[usize]) -> String {
        let mut line = String::with_capacity(64 + 4 * findings.len());
        let summary = self.summary(rules);
        let _ = write!(line, "{}\t{}\t", summary.status.as_str(), summary.score);
        plain(&mut line, summary.plan);
        let paying = self.paying(rules, &summary);
        match paying.and_then(|(plan, basis)| Some((plan, compensation::fee(&rules.program, plan, basis)?))) {
            Some((plan, (fee, _))) => {
                let _ = write!(line, "\t{fee}\t{}\t", compensation::currency(&rules.program, plan));
            }
            None => line.push_str("\t\t\t"),
        }
        plain(&mut line, summary.route);
        for rule in findings {
            if let Some(ran) = self.ran(*rule) {
                let _ = write!(line, "\t{rule}");
                line.push(match ran.outcome {
                    Outcome::Met => 'm',
                    Outcome::Unmet => 'u',
                    Outcome::Pending => 'p',
                    Outcome::Error => 'e',
                });
            }
        }
        line
    }
}

/// A name without what would end its column.
fn plain(line: &mut String, name: Option<&str>) {
    line.extend(name.unwrap_or_default().chars().filter(|letter| !letter.is_control()));
}
