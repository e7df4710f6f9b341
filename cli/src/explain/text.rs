//! A verdict and its reasons, as text.

use super::explained::Explained;
use crate::terminal::{clean, width, wrapping};
use anstyle::{AnsiColor, Style};
use referral_widget::compensation::{Estimate, Part};
use referral_widget::phrasebook::Phrasebook;
use referral_widget::program::{AnswerKind, Field, FieldType, Program};
use referral_widget::rules::{Finding, Kind, Outcome, Status};
use serde_json::Value;
use textwrap::core::display_width;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const DOUBT: Style = AnsiColor::Yellow.on_default();
const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// The column in which text beside a heading begins.
const INDENT: &str = "           ";
/// The longest answer that is shown in full, in characters.
const MAX_VALUE: usize = 60;

/// Writes the explanation, in colour.
pub fn explanation(explained: &Explained, program: &Program, book: &Phrasebook) -> String {
    let verdict = &explained.verdict;
    let mut page = Page { text: String::new(), width: width(), book };
    let title = format!("{} ({}, version {})", program.name, program.id, program.version);
    page.paragraph("", BOLD, "", &format!("{}, judged on {}", book.say(&title), verdict.today));
    if !explained.errors.is_empty() {
        page.blank();
        page.paragraph("", BAD, "", "The lead has mistakes. These answers count as not given:");
        for error in &explained.errors {
            page.paragraph("  ", BAD, &error.field, &error.message);
        }
    }
    page.blank();
    let style = match verdict.status {
        Status::Qualified => GOOD,
        Status::Disqualified => BAD,
        Status::Review | Status::Incomplete => DOUBT,
    };
    page.paragraph("", style.bold(), "", &explained.reason);
    page.blank();
    let mut total = 0_i64;
    for finding in &verdict.findings {
        total = total.saturating_add(finding.points.unwrap_or_default());
        page.finding(finding, total, explained, program);
    }
    page.blank();
    if verdict.findings.iter().any(|finding| finding.kind == Kind::Score) || verdict.qualify_at.is_some() {
        let least = match verdict.qualify_at {
            Some(least) if verdict.score >= least => format!(", {least} are enough"),
            Some(least) => format!(", {least} are needed"),
            None => String::new(),
        };
        let so_far = if verdict.status == Status::Incomplete { " so far" } else { "" };
        page.row("Score", &format!("{}{so_far}{least}", points(verdict.score)));
    }
    let name = verdict.plan.as_deref().and_then(|plan| program.plan(plan)).map(|plan| plan.name.as_str());
    match (&verdict.plan, name) {
        (Some(plan), Some(name)) => page.row("Plan", &format!("{plan} ({name})")),
        _ => page.row("Plan", "none"),
    }
    match &verdict.estimate {
        Some(estimate) => page.estimate(estimate),
        None => page.row("Fee", "none"),
    }
    page.row("Route", verdict.route.as_deref().unwrap_or("none"));
    for (i, suggestion) in verdict.suggestions.iter().enumerate() {
        let field = program.field(&suggestion.field);
        let answers: Vec<String> =
            suggestion.answers.iter().map(|answer| value(field, Some(answer))).collect();
        let (answers, status) = (answers.join(" or "), suggestion.status.as_str());
        let heading = if i == 0 { "If it were" } else { "" };
        page.row(heading, &format!("{} = {answers}: {status}", suggestion.field));
    }
    page.text
}

struct Page<'a> {
    text: String,
    width: usize,
    book: &'a Phrasebook,
}

impl Page<'_> {
    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Writes `head: text`, wrapped and in that style. Without a head, it writes only the text.
    fn paragraph(&mut self, indent: &str, style: Style, head: &str, text: &str) {
        let (head, text) = (clean(head), clean(&self.book.say(text)));
        let whole = if head.is_empty() { text } else { format!("{head}: {text}") };
        let inner = format!("{indent}  ");
        let options = wrapping(self.width).initial_indent(indent).subsequent_indent(&inner);
        for line in textwrap::wrap(&whole, options) {
            self.text.push_str(&format!("{style}{line}{style:#}\n"));
        }
    }

    /// Writes a heading in the left column, and text beside it.
    fn row(&mut self, heading: &str, text: &str) {
        self.beside(BOLD, heading, Style::new(), &self.book.say(text));
    }

    fn beside(&mut self, style: Style, heading: &str, text_style: Style, text: &str) {
        let options = wrapping(self.width.saturating_sub(INDENT.len()));
        let heading = self.book.say(heading);
        for (i, line) in textwrap::wrap(&clean(text), options).iter().enumerate() {
            let heading = if i == 0 { heading.as_str() } else { "" };
            let gap = " ".repeat(INDENT.len().saturating_sub(display_width(heading)).max(1));
            self.text.push_str(&format!("{style}{heading}{style:#}{gap}{text_style}{line}{text_style:#}\n"));
        }
    }

    fn finding(&mut self, finding: &Finding, total: i64, explained: &Explained, program: &Program) {
        let (style, sign) = match (finding.outcome, finding.kind) {
            (Outcome::Met, _) => (GOOD, "✓ met"),
            (Outcome::Unmet, Kind::Review) => (DOUBT, "✗ unmet"),
            (Outcome::Unmet, _) => (BAD, "✗ unmet"),
            (Outcome::Pending, _) => (DOUBT, "… pending"),
            (Outcome::Error, _) => (BAD, "! error"),
        };
        let (verdict, book) = (&explained.verdict, self.book);
        let chosen = |name: Option<&str>| name.map_or_else(|| book.say("none"), ToString::to_string);
        let said = match (finding.outcome, finding.kind) {
            (Outcome::Met, Kind::Score) => {
                book.say(&format!("{}, {total} so far", points(finding.points.unwrap_or_default())))
            }
            (Outcome::Met, Kind::Plan) => chosen(verdict.plan.as_deref()),
            (Outcome::Met, Kind::Route) => chosen(verdict.route.as_deref()),
            _ => finding.message.clone(),
        };
        // Plans and routes show their code only: the kind would add nothing.
        let head = match finding.kind {
            Kind::Plan | Kind::Route => finding.code.clone(),
            kind => book.say(&format!("{} ({})", finding.code, kind.as_str())),
        };
        let line = if said.is_empty() { head } else { format!("{head}: {said}") };
        self.beside(style, sign, Style::new(), &line);
        if let Some(error) = &finding.error {
            self.beside(BAD, "", BAD, &book.say(error));
        }
        if !finding.waiting_for.is_empty() {
            let waits = format!("waits for {}", finding.waiting_for.join(", "));
            self.beside(DOUBT, "", DOUBT, &book.say(&waits));
        }
        if !finding.unknown.is_empty() {
            let waits = format!("waits for the endpoint, which knows {}", finding.unknown.join(", "));
            self.beside(DOUBT, "", DOUBT, &book.say(&waits));
        }
        let is_known =
            |field: &&String| !finding.waiting_for.contains(field) && !finding.unknown.contains(field);
        let read = finding.read.iter().filter(is_known);
        let value = |field: &String| book.say(&value(program.field(field), explained.values.get(field)));
        let read: Vec<String> = read.map(|field| format!("{field} = {}", value(field))).collect();
        if !read.is_empty() {
            self.beside(FAINT, "", FAINT, &read.join(", "));
        }
    }

    fn estimate(&mut self, estimate: &Estimate) {
        self.row("Fee", &format!("{} {}", estimate.currency, estimate.amount));
        for (i, part) in estimate.parts.iter().enumerate() {
            let sign = if i == 0 { "=" } else { "+" };
            self.beside(FAINT, "", FAINT, &format!("{sign} {}", self.book.say(&term(part))));
        }
        if let Some(cap) = estimate.capped_at {
            self.beside(FAINT, "", FAINT, &self.book.say(&format!("cut at the cap of {cap}")));
        }
        let days = if estimate.payment.days == 1 { "day" } else { "days" };
        let paid = format!("paid {} {days} after {}", estimate.payment.days, estimate.payment.after);
        self.beside(FAINT, "", FAINT, &self.book.say(&paid));
    }
}

fn term(part: &Part) -> String {
    match &part.share {
        Some(share) => {
            format!("{} % of {} = {} ({})", share.percent, share.of, part.amount.0.normalize(), share.basis)
        }
        None => format!("{} flat", part.amount),
    }
}

fn points(points: i64) -> String {
    if points == 1 { "1 point".to_string() } else { format!("{points} points") }
}

/// Writes an answer as a script would. Decimals are strings in JSON, but not in scripts.
fn value(field: Option<&Field>, answer: Option<&Value>) -> String {
    let number = field.is_some_and(|it| it.kind.answer_kind() == AnswerKind::Number);
    match answer {
        None => "no answer".to_string(),
        Some(Value::String(text)) if number => text.clone(),
        Some(Value::String(text)) if text.chars().count() > MAX_VALUE => {
            format!("\"{}…\"", text.chars().take(MAX_VALUE).collect::<String>())
        }
        Some(Value::String(text)) => format!("\"{text}\""),
        Some(Value::Array(rows)) if field.is_some_and(|it| it.kind == FieldType::Group) => {
            let rows: Vec<String> = rows.iter().map(|row| of_row(field, row)).collect();
            format!("[{}]", rows.join(", "))
        }
        Some(other) => other.to_string(),
    }
}

/// Writes one row of a group, such as `{ role: "sponsor", years: 3 }`.
fn of_row(group: Option<&Field>, row: &Value) -> String {
    let asked = group.iter().flat_map(|group| &group.fields);
    let answers = asked.filter_map(|field| Some((field, row.get(&field.name)?)));
    let answers: Vec<String> = answers
        .map(|(field, answer)| format!("{}: {}", field.name, value(Some(field), Some(answer))))
        .collect();
    format!("{{ {} }}", answers.join(", "))
}
