//! The findings in a program's folder, as text.

use super::report::{CaseReport, ProgramReport};
use crate::diagnostic::Diagnostic;
use crate::folder::CASES;
use crate::terminal::{clean, width, wrapping};
use anstyle::{AnsiColor, Style};
use referral_widget::program::Severity;
use std::path::Path;

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Writes the reports, in colour. A report of more than one line is set apart by blank lines.
pub fn all(reports: &[ProgramReport]) -> String {
    let texts: Vec<String> = reports.iter().map(program_text).collect();
    let long = |text: &String| text.lines().count() > 1;
    let mut page = String::new();
    for (i, text) in texts.iter().enumerate() {
        if i > 0 && (long(text) || long(&texts[i - 1])) {
            page.push('\n');
        }
        page.push_str(text);
    }
    page
}

fn program_text(report: &ProgramReport) -> String {
    let (mut text, width, book) = (String::new(), width(), &report.book);
    for problem in &report.problems {
        let file = path(report, &problem.file);
        let source = report.texts.get(&problem.file).map_or("", String::as_str);
        text.push_str(&Diagnostic::new(&problem.found, &file, source, book).render(width, book));
        text.push('\n');
    }
    for case in report.cases.iter().flatten().filter(|case| !case.passed) {
        text.push_str(&failed(report, case, width));
        text.push('\n');
    }
    text.push_str(&summary(report));
    // Without cases everything is untried, and a note says so already.
    let tried = report.cases.as_ref().is_some_and(|cases| !cases.is_empty());
    for gap in report.coverage.iter().filter(|_| tried).flat_map(|coverage| coverage.gaps()) {
        let gap = clean(&book.say(&format!("untried: {gap}.")));
        let options = wrapping(width).initial_indent("  ").subsequent_indent("    ");
        text.push_str(&textwrap::fill(&gap, options));
        text.push('\n');
    }
    text
}

fn failed(report: &ProgramReport, case: &CaseReport, width: usize) -> String {
    let (source, book) = (report.texts.get(CASES).map_or("", String::as_str), &report.book);
    let mut more = Vec::new();
    for difference in &case.differences {
        more.push((
            difference.what.clone(),
            book.say(&format!("expected {}, got {}", difference.expected, difference.got)),
        ));
    }
    more.push((book.say("why"), book.say(&case.reason)));
    let diagnostic = Diagnostic {
        severity: Severity::Error,
        title: book.say(&format!("the case \"{}\" fails", case.name)),
        file: &path(report, CASES),
        text: source,
        at: case.at.as_ref(),
        more,
    };
    diagnostic.render(width, book)
}

/// Writes one line: `cloud-migration: 15 rules, 27 cases pass`.
fn summary(report: &ProgramReport) -> String {
    let count = |severity| report.problems.iter().filter(|it| it.found.severity == severity).count();
    let mut parts = Vec::new();
    for (severity, one, many) in
        [(Severity::Error, "1 error", "errors"), (Severity::Warning, "1 warning", "warnings")]
    {
        match count(severity) {
            0 => {}
            1 => parts.push(one.to_string()),
            count => parts.push(format!("{count} {many}")),
        }
    }
    if let Some(rules) = report.rules {
        parts.push(if rules == 1 { "1 rule".to_string() } else { format!("{rules} rules") });
    }
    parts.push(match report.cases.as_deref() {
        None if report.rules.is_some() => "no cases".to_string(),
        None => "cases not tried".to_string(),
        Some([]) => "no cases".to_string(),
        Some(cases) => match (cases.iter().filter(|case| !case.passed).count(), cases.len()) {
            (0, 1) => "1 case passes".to_string(),
            (0, all) => format!("{all} cases pass"),
            (1, all) => format!("1 of {all} cases fails"),
            (failed, all) => format!("{failed} of {all} cases fail"),
        },
    });
    let style = if report.passed { GOOD } else { BAD };
    let name = clean(report.program.as_deref().unwrap_or(&report.folder));
    let parts: Vec<String> = parts.iter().map(|part| report.book.say(part)).collect();
    format!("{style}{name}{style:#}: {}\n", parts.join(&report.book.say(", ")))
}

fn path(report: &ProgramReport, file: &str) -> String {
    Path::new(&report.folder).join(file).display().to_string()
}
