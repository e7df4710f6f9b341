//! Shows a problem as text: what it is, where it is, the line with the place underlined, and how to fix it.

use crate::terminal::{clean, clean_source, wrapping};
use annotate_snippets::{AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet};
use referral_widget::phrasebook::Phrasebook;
use referral_widget::program::{At, Problem, Severity};
use std::ops::Range;

/// Columns that the library uses before and after a heading, for line numbers of up to four digits.
const BEFORE_HEADING: usize = 10;
/// How many characters of a line are kept before a place, and from it on.
const AROUND: usize = 500;
/// The narrowest width to which text is wrapped.
const NARROW: usize = 30;

/// A message about a place in a file.
pub struct Diagnostic<'a> {
    /// How bad it is.
    pub severity: Severity,
    /// The message, in one line.
    pub title: String,
    /// The file's name, as it is shown to a person.
    pub file: &'a str,
    /// The file's text.
    pub text: &'a str,
    /// The place in it.
    pub at: Option<&'a At>,
    /// Further paragraphs: a heading such as `help`, and its text.
    pub more: Vec<(String, String)>,
}

impl<'a> Diagnostic<'a> {
    /// Describes a problem of a file.
    pub fn new(problem: &'a Problem, file: &'a str, text: &'a str, book: &Phrasebook) -> Self {
        Diagnostic {
            severity: problem.severity,
            title: title(problem, file, book),
            file,
            text,
            at: problem.at.as_deref(),
            more: problem.help.iter().map(|help| (book.say("help"), book.say(help))).collect(),
        }
    }

    /// Renders the message in colour and with a line end, for a terminal of that width.
    pub fn render(&self, width: usize, book: &Phrasebook) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR.with_name(book.say("error")),
            Severity::Warning => Level::WARNING.with_name(book.say("warning")),
            Severity::Note => Level::NOTE.with_name(book.say("note")),
        };
        let file = clean(self.file);
        // The library does not wrap lines, but it indents the lines that follow.
        let wrap = |text: &str, taken: usize| {
            textwrap::wrap(&clean(text), wrapping(width.saturating_sub(taken).max(NARROW))).join("\n")
        };
        let title = wrap(&self.title, "warning: ".len());
        let mut group = level.primary_title(title).elements(Vec::<Message>::new());
        group = match self.at.and_then(|at| Some((at, excerpt(self.text, at)?))) {
            Some((at, excerpt)) => {
                let annotation = AnnotationKind::Primary.span(excerpt.span);
                let snippet = Snippet::source(excerpt.line).line_start(at.line).annotation(annotation);
                if excerpt.cut {
                    let origin = Origin::path(file).line(at.line).char_column(at.column);
                    group.element(origin).element(snippet)
                } else {
                    group.element(snippet.path(file))
                }
            }
            None => group.element(Origin::path(file)),
        };
        for (heading, text) in &self.more {
            let heading = clean(heading);
            let text = wrap(text, heading.chars().count() + BEFORE_HEADING);
            group = group.element(Level::NOTE.with_name(heading).message(text));
        }
        let renderer = Renderer::styled().term_width(width);
        let group: &[Group<'_>] = &[group];
        let mut text = renderer.render(group);
        text.push('\n');
        text
    }
}

/// The line with the place, without characters that could control a terminal.
struct Excerpt {
    line: String,
    /// The bytes that the place spans.
    span: Range<usize>,
    /// True if the beginning of the line was cut off.
    cut: bool,
}

fn excerpt(text: &str, at: &At) -> Option<Excerpt> {
    let text = text.trim_start_matches('\u{feff}');
    let line = text.split('\n').nth(at.line.checked_sub(1)?)?.trim_end_matches('\r');
    let start = at.column.saturating_sub(1);
    // The library also cuts long lines, but it is slow on a document of megabytes in one line.
    let skipped = start.saturating_sub(AROUND);
    let around: String = line.chars().skip(skipped).take(2 * AROUND).collect();
    let line = clean_source(&around);
    let byte = |character: usize| line.char_indices().nth(character).map_or(line.len(), |(byte, _)| byte);
    let span = byte(start - skipped)..byte(start - skipped + at.length);
    Some(Excerpt { line, span, cut: skipped > 0 })
}

/// Joins the place and the message. The place is left out if the excerpt shows it. For a JSON document it stays,
/// because the message continues the path: `fields[2] "country": has no options`.
fn title(problem: &Problem, file: &str, book: &Phrasebook) -> String {
    let place = problem.place.as_str();
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let is_script = !name.ends_with(".json");
    match place.strip_prefix(name) {
        Some(_) if problem.at.is_some() && is_script => book.say(&problem.message),
        Some(_) if problem.at.is_some() => format!("{name}: {}", book.say(&problem.message)),
        _ => format!("{}: {}", book.say(place), book.say(&problem.message)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use referral_widget::program::Code;

    fn shown(text: &str, column: usize, length: usize) -> String {
        let mut problem =
            Problem::new(Code::UnknownField, "qualify.rhai, line 2, column 9", "unknown field `nope`");
        problem.help = Some("did you mean `note`?".into());
        problem.at = Some(Box::new(At { line: 2, column, length, excerpt: String::new() }));
        let diagnostic = Diagnostic::new(&problem, "rules/a/qualify.rhai", text, &Phrasebook::default());
        anstream::adapter::strip_str(&diagnostic.render(60, &Phrasebook::default())).to_string()
    }

    #[test]
    fn a_place_in_a_script_is_underlined_after_tabs_and_wide_letters() {
        assert_eq!(
            shown("\u{feff}// one\r\n\t\"日本\" lead.nope\r\n", 12, 4),
            "error: unknown field `nope`\n --> rules/a/qualify.rhai:2:12\n  |\n2 |     \"日本\" lead.nope\n  |                 \
             ^^^^\n  |\n  = help: did you mean `note`?\n"
        );
    }

    #[test]
    fn a_place_far_in_a_line_or_beyond_it_is_shown_all_the_same() {
        let far = format!("\n{}nope{}", "x ".repeat(5_000), " y".repeat(5_000));
        let text = shown(&far, 10_001, 4);
        assert!(text.contains("rules/a/qualify.rhai:2:10001\n"), "{text}");
        assert!(text.contains(" x nope y ") && text.contains(" ^^^^\n"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 60), "{text}");
        for (column, length) in [(50, 4), (1, 0), (3, 400)] {
            assert!(shown("\nab", column, length).starts_with("error: unknown field `nope`\n"));
        }
        assert!(shown("only one line", 1, 1).contains("--> rules/a/qualify.rhai\n"));
    }
}
