//! Reading dates in the notations of spreadsheets and people.

use super::countries::key;
use crate::lead::date;

/// The longest text that may be a date, in bytes.
const MAX_BYTES: usize = 100;

/// The order of day and month in dates that do not show it: `03/04/2027`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `03/04/2027` is 3 April.
    DayFirst,
    /// `03/04/2027` is 4 March.
    MonthFirst,
}

impl Order {
    /// The words in options.
    pub const WORDS: [(&str, Order); 2] =
        [("day-first", Order::DayFirst), ("month-first", Order::MonthFirst)];

    /// The word in options.
    #[must_use]
    pub fn word(self) -> &'static str {
        Order::WORDS[usize::from(self == Order::MonthFirst)].0
    }
}

/// The order of the dates in a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Dates {
    /// Unknown. Dates that fit both orders are not read.
    #[default]
    Unknown,
    /// Given in the options.
    Given(Order),
    /// Shown by a date that fits only one order.
    Shown(Order, String),
    /// One date has the day first, and another the month.
    Contradictory(String, String),
}

/// The result of reading a cell as a date.
#[derive(Debug, PartialEq)]
pub enum DateCell {
    /// A date (RFC 3339 full-date).
    Date(String),
    /// A date that fits only that order.
    Ordered(Order, String),
    /// A date that fits both orders: read with the day first, and with the month first.
    Either(String, String),
    /// The year has only two digits.
    ShortYear,
    /// Not a date.
    Not,
}

/// The names of months in the languages of the form and in Polish, in the forms that dates use. A beginning of three
/// letters or more also counts if only one month has it. Other abbreviations are listed after the names.
const MONTHS: [&str; 12] = [
    "january januar janvier enero janeiro gennaio januari يناير stycznia styczen jänner gen ene",
    "february februar fevrier febrero fevereiro febbraio februari فبراير lutego luty feber",
    "march marz mars marzo marco maart مارس marca marzec mrz mrt",
    "april avril abril aprile أبريل ابريل kwietnia kwiecien",
    "may mai mayo maio maggio mei مايو maja maj",
    "june juni juin junio junho giugno يونيو czerwca czerwiec",
    "july juli juillet julio julho luglio يوليو lipca lipiec",
    "august aout agosto augustus أغسطس اغسطس sierpnia sierpien",
    "september septembre septiembre setembro settembre سبتمبر wrzesnia wrzesien setiembre",
    "october oktober octobre octubre outubro ottobre أكتوبر اكتوبر pazdziernika pazdziernik",
    "november novembre noviembre novembro نوفمبر listopada listopad",
    "december dezember decembre diciembre dezembro dicembre ديسمبر grudnia grudzien",
];

/// Words that may be between day, month and year.
const BETWEEN: [&str; 10] = ["de", "del", "of", "er", "st", "nd", "rd", "th", "r", "o"];
/// The names of weekdays, which may precede a date, in full or shortened.
const DAYS: &str = "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag \
    samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes \
    sabado domingo segunda terca quarta quinta sexta lunedi martedi mercoledi giovedi venerdi sabato domenica maandag \
    dinsdag woensdag donderdag vrijdag zaterdag zondag poniedzialek wtorek sroda czwartek piatek sobota niedziela";

/// Reads a cell without knowing the order of its column.
pub fn read_date_cell(cell: &str) -> DateCell {
    if cell.len() > MAX_BYTES {
        return DateCell::Not;
    }
    let text = without_time(cell);
    let (mut numbers, mut months, mut separators) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let is_digit = c.is_ascii_digit();
        let is_word = c.is_alphabetic();
        let end = rest
            .find(|c: char| c.is_ascii_digit() != is_digit || is_word_part(c) != is_word)
            .unwrap_or(rest.len());
        let (token, behind) = rest.split_at(end);
        rest = behind;
        if is_digit {
            numbers.push(token);
        } else if is_word {
            let word = key(token);
            match month(&word) {
                Some(month) => months.push(month),
                None if BETWEEN.contains(&word.as_str()) => {}
                None if numbers.is_empty() && is_day(&word) => {}
                None => return DateCell::Not,
            }
        } else if !numbers.is_empty() && !rest.is_empty() {
            separators.push(token.trim());
        }
    }
    match (numbers.as_slice(), months.as_slice()) {
        ([only], []) if only.len() == 8 && text.len() == 8 => day(&only[..4], &only[4..6], &only[6..]),
        ([year, month, day_of], []) if year.len() == 4 => {
            if separators.iter().all(|separator| matches!(*separator, "-" | "/" | "." | "")) {
                day(year, month, day_of)
            } else {
                DateCell::Not
            }
        }
        ([first, second, year], []) => numeric(first, second, year, &separators),
        ([a, b], [month]) => match (a.len(), b.len()) {
            (1 | 2, 4) => day(b, month, a),
            (4, 1 | 2) => day(a, month, b),
            (1 | 2, 2) => DateCell::ShortYear,
            _ => DateCell::Not,
        },
        _ => DateCell::Not,
    }
}

/// Reads a cell of a column with a known order.
pub fn read_in(cell: &str, dates: &Dates) -> DateCell {
    let order = match dates {
        Dates::Given(order) | Dates::Shown(order, _) => *order,
        Dates::Unknown | Dates::Contradictory(..) => match read_date_cell(cell) {
            DateCell::Ordered(_, date) => return DateCell::Date(date),
            read => return read,
        },
    };
    match (read_date_cell(cell), order) {
        (DateCell::Either(date, _), Order::DayFirst) | (DateCell::Either(_, date), Order::MonthFirst) => {
            DateCell::Date(date)
        }
        (DateCell::Ordered(own, date), order) if own == order => DateCell::Date(date),
        (read, _) => read,
    }
}

/// Reads `11/23/2026` and `23.11.2026`. With points, the day is always first.
fn numeric(first: &str, second: &str, year: &str, separators: &[&str]) -> DateCell {
    let short = |part: &str| matches!(part.len(), 1 | 2);
    let [separator, other] = separators else { return DateCell::Not };
    if separator != other || !matches!(*separator, "/" | "-" | "." | "") || !short(first) || !short(second) {
        return DateCell::Not;
    }
    if year.len() == 2 {
        return DateCell::ShortYear;
    }
    if year.len() != 4 {
        return DateCell::Not;
    }
    let day_first = day(year, second, first);
    if *separator == "." {
        return day_first;
    }
    match (day_first, day(year, first, second)) {
        (DateCell::Date(one), DateCell::Date(other)) if one == other => DateCell::Date(one),
        (DateCell::Date(one), DateCell::Date(other)) => DateCell::Either(one, other),
        (DateCell::Date(date), _) => DateCell::Ordered(Order::DayFirst, date),
        (_, DateCell::Date(date)) => DateCell::Ordered(Order::MonthFirst, date),
        _ => DateCell::Not,
    }
}

fn day(year: &str, month: &str, day: &str) -> DateCell {
    let text = format!("{year}-{month:0>2}-{day:0>2}");
    if date::parse_date(&text).is_some() { DateCell::Date(text) } else { DateCell::Not }
}

/// The month with that name or a name that begins so, as two digits.
fn month(word: &str) -> Option<&'static str> {
    const NUMBERS: [&str; 12] = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"];
    let of = |is: &dyn Fn(&str) -> bool| {
        let mut found = MONTHS.iter().zip(NUMBERS).filter(|(names, _)| names.split(' ').any(is));
        found.next().filter(|_| found.next().is_none()).map(|(_, number)| number)
    };
    of(&|name| name == word)
        .or_else(|| if word.chars().count() < 3 { None } else { of(&|name| name.starts_with(word)) })
}

fn is_day(word: &str) -> bool {
    word.chars().count() > 1 && DAYS.split(' ').any(|day| day.starts_with(word))
}

/// True for a letter, or an accent after one.
fn is_word_part(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}')
}

/// The date with ASCII digits, without a time after it and without invisible characters. The characters for year, month
/// and day in Chinese, Japanese and Korean become separators.
fn without_time(cell: &str) -> String {
    let digit = |c: char, zero: char| char::from_u32(u32::from(c) - u32::from(zero) + u32::from('0'));
    let plain = |c: char| match c {
        '٠'..='٩' => digit(c, '٠'),
        '０'..='９' => digit(c, '０'),
        '／' => Some('/'),
        '．' | '。' => Some('.'),
        '年' | '月' | '日' | '년' | '월' | '일' => Some('-'),
        '－' | '‐' | '‑' | '–' | '−' => Some('-'),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    };
    // For example `2027年3月1日(月)`.
    let day = cell.find(['(', '（']).filter(|end| *end > 0).map_or(cell, |end| &cell[..end]);
    let text: String = day.chars().filter_map(plain).collect();
    let colon = text.find(':').unwrap_or(text.len());
    let hour = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    let date = if colon < text.len() { hour.trim_end_matches([' ', 'T', ',']) } else { &text };
    date.trim_end_matches(['-', '.', ' ']).to_string()
}

#[cfg(test)]
mod tests;
