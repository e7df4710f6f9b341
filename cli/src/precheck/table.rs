//! Writes rows as an aligned table.

use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The least width to which a column is cut.
const NARROWEST: usize = 6;
/// The widest that a column may be in a file. A longer cell shifts the rest of its row.
const WIDEST: usize = 200;
const GAP: &str = "  ";

/// A table whose columns are as wide as its first rows need. In a terminal, cells and lines are cut to its width.
pub struct Table {
    header: Vec<String>,
    widths: Vec<usize>,
    /// The width of the terminal in columns. `None` if the output goes to a file.
    limit: Option<usize>,
}

impl Table {
    pub fn new(header: Vec<String>, limit: Option<usize>) -> Self {
        Table { header, widths: Vec::new(), limit }
    }

    /// Returns the lines of some rows. The header comes before the first ones.
    pub fn lines(&mut self, rows: &[Vec<String>]) -> String {
        let mut text = String::new();
        if self.widths.is_empty() {
            self.measure(rows);
            self.line(&mut text, &self.header);
        }
        for row in rows {
            self.line(&mut text, row);
        }
        text
    }

    fn measure(&mut self, rows: &[Vec<String>]) {
        let all = || std::iter::once(&self.header).chain(rows);
        let widest = |i: usize| all().filter_map(|row| row.get(i)).map(|cell| shown(cell).width()).max();
        let most = self.limit.unwrap_or(WIDEST).min(usize::from(u16::MAX));
        self.widths = (0..self.header.len()).map(|i| widest(i).unwrap_or_default().min(most)).collect();
        let Some(limit) = self.limit else { return };
        let gaps = GAP.len() * self.widths.len().saturating_sub(1);
        let room = limit.saturating_sub(gaps);
        let cut_to = |widest: usize| self.widths.iter().map(|width| *width.min(&widest)).sum::<usize>();
        // Binary search for the greatest column width with which everything fits.
        let (mut widest, mut too_wide) = (NARROWEST, most.max(NARROWEST) + 1);
        while widest + 1 < too_wide {
            let middle = widest.midpoint(too_wide);
            *(if cut_to(middle) <= room { &mut widest } else { &mut too_wide }) = middle;
        }
        // The width that is left goes to the first of the columns that are cut, one each.
        let mut left = room.saturating_sub(cut_to(widest));
        for width in self.widths.iter_mut().filter(|width| **width > widest) {
            *width = widest + usize::from(left > 0);
            left = left.saturating_sub(1);
        }
    }

    fn line(&self, text: &mut String, row: &[String]) {
        let mut line = String::new();
        for (i, (cell, width)) in row.iter().zip(&self.widths).enumerate() {
            let cell = shown(cell);
            let cell = if self.limit.is_some() { cut(&cell, *width) } else { cell };
            let padding = width.saturating_sub(cell.width());
            if i > 0 {
                line.push_str(GAP);
            }
            line.push_str(&cell);
            let _ = write!(line, "{:padding$}", "");
        }
        let line = line.trim_end();
        text.push_str(&self.limit.map_or_else(|| line.to_string(), |limit| cut(line, limit)));
        text.push('\n');
    }
}

/// Makes a text harmless: it cannot move the cursor, change colours or turn the writing direction.
pub fn shown(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            c if hidden(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_string();
    }
    let (mut cut, mut used) = (String::new(), 1);
    for c in text.chars() {
        used += c.width().unwrap_or_default();
        if used > width {
            break;
        }
        cut.push(c);
    }
    cut.push('…');
    cut
}
