//! Expressions of a script, by the type of their result.

use super::Choices;
use super::program::{Field, Kind, OPTIONS};

/// The surroundings of an expression.
pub struct Place<'a> {
    pub choices: &'a mut Choices,
    pub fields: &'a [Field],
    /// The name of the rule's parameter.
    pub lead: &'a str,
    /// How many more levels it may nest.
    pub depth: usize,
    /// True if it is in a closure within the rule. Rhai does not let a closure within that one see the lead.
    pub enclosed: bool,
}

impl Place<'_> {
    fn deeper<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        self.depth -= 1;
        let written = write(self);
        self.depth += 1;
        written
    }

    /// Returns a field of that kind, as a script reads it.
    fn field(&mut self, is: impl Fn(Kind) -> bool) -> Option<String> {
        let names: Vec<&str> =
            self.fields.iter().filter(|field| is(field.kind)).map(|field| field.name.as_str()).collect();
        let name = *names.get(self.choices.below(names.len()))?;
        Some(match self.choices.below(8) {
            6 => format!("{}[\"{name}\"]", self.lead),
            7 => format!("{}?.{name}", self.lead),
            _ => format!("{}.{name}", self.lead),
        })
    }

    /// Returns any field.
    pub fn any_field(&mut self) -> String {
        self.field(|_| true).expect("a program has fields")
    }

    /// Returns an expression that is true or false.
    pub fn truth(&mut self) -> String {
        // Vendors make such mistakes.
        if self.choices.chance(3) {
            return self.ill_typed();
        }
        if self.depth == 0 {
            return self.comparison();
        }
        match self.choices.below(16) {
            0..=4 => self.comparison(),
            5 => self.deeper(|at| format!("{} && {}", at.truth(), at.truth())),
            6 => self.deeper(|at| format!("({} || {})", at.truth(), at.truth())),
            7 => self.deeper(|at| format!("!({})", at.truth())),
            8 => self
                .deeper(|at| format!("(if {} {{ {} }} else {{ {} }})", at.truth(), at.truth(), at.truth())),
            9 => self.switch(Self::truth),
            10 => format!("is_large({})", self.number()),
            11 => format!("both({}, {})", self.deeper(Self::truth), self.deeper(Self::truth)),
            12 => {
                let (value, of) = (self.number(), self.deeper(Self::comparison));
                format!("({{ let x = {value}; x == () || ({of}) }})")
            }
            13 | 14 if !self.enclosed => {
                self.enclosed = true;
                let closure = if self.choices.chance(50) {
                    format!("LIMITS.some(|limit| {} >= limit)", self.deeper(Self::number))
                } else {
                    format!("[1, 2, 3].all(|n| {})", self.deeper(Self::truth))
                };
                self.enclosed = false;
                closure
            }
            _ => {
                let test = self.deeper(Self::truth);
                format!("({{ let met = 0; for n in 0..3 {{ if {test} {{ met += 1; }} }} met > 1 }})")
            }
        }
    }

    fn comparison(&mut self) -> String {
        match self.choices.below(10) {
            0 | 1 => {
                let sign = self.choices.pick(&[">=", "<", ">", "<=", "==", "!="]);
                format!("{} {sign} {}", self.number(), self.number())
            }
            2 => format!("{} in TERRITORY", self.text()),
            3 => format!("{} == {}", self.text(), self.option()),
            4 => match self.field(|kind| kind == Kind::Truth) {
                Some(truth) => truth,
                None => "true".into(),
            },
            5 => match self.field(|kind| kind == Kind::Date) {
                Some(date) => {
                    let sign = self.choices.pick(&[">=", "<", "==", "!="]);
                    let other = self.choices.pick(&["today", "\"2026-12-31\"", "\"2026-11-23\""]);
                    format!("{date} {sign} {other}")
                }
                None => "today > \"2026-01-01\"".into(),
            },
            6 => format!("{} == ()", self.any_field()),
            7 => {
                let test = self.choices.pick(&["contains", "starts_with", "ends_with"]);
                format!("({} ?? \"\").{test}(\"{}\")", self.text(), self.choices.pick(&["G", "a", "", "AG"]))
            }
            8 => format!("{} in [{}, {}]", self.number(), self.number(), self.number()),
            _ if self.choices.chance(50) => self.rows(),
            _ => self.list(),
        }
    }

    /// Returns a condition on some rows, or on all of them.
    fn rows(&mut self) -> String {
        let rows = self.field(|kind| kind == Kind::Rows).filter(|_| !self.enclosed);
        let Some(rows) = rows else { return self.list() };
        let option = self.option();
        match self.choices.below(5) {
            0 => format!("{rows}.len() > 1"),
            1 => format!("{rows}.some(|row| row.role == {option})"),
            2 => format!("{rows}.all(|row| row.years == () || row.years > LIMIT)"),
            3 => format!("{rows}.filter(|row| row.sure).map(|row| row.fee ?? 0).len() > 1"),
            _ => format!("({{ let sum = 0; for row in {rows} {{ sum += row.fee ?? 1; }} sum > 100 }})"),
        }
    }

    /// Returns a number, with or without decimals.
    pub fn number(&mut self) -> String {
        if self.depth == 0 {
            return self.small_number();
        }
        match self.choices.below(10) {
            0..=5 => self.small_number(),
            6 => self.deeper(|at| {
                let sign = at.choices.pick(&["+", "-", "*", "/", "%"]);
                format!("({} {sign} {})", at.number(), at.small_number())
            }),
            7 => self.deeper(|at| format!("({} ?? {})", at.number(), at.literal())),
            8 => self.deeper(|at| {
                let of = at.choices.pick(&["min", "max"]);
                format!("{of}({}, {})", at.number(), at.literal())
            }),
            _ => format!(
                "(if {} {{ {} }} else {{ {} }})",
                self.deeper(Self::truth),
                self.literal(),
                self.literal()
            ),
        }
    }

    fn small_number(&mut self) -> String {
        if self.choices.chance(60)
            && let Some(field) = self.field(|kind| matches!(kind, Kind::Integer | Kind::Decimal(_)))
        {
            return field;
        }
        self.literal()
    }

    fn literal(&mut self) -> String {
        let literals =
            ["50", "0", "1", "10_000", "0.5", "12000.50", "-1", "LIMIT", "9_223_372_036_854_775_807", "1.0"];
        self.choices.pick(&literals).into()
    }

    fn text(&mut self) -> String {
        let field = self.field(|kind| matches!(kind, Kind::Text(_) | Kind::Option(_)));
        let field = field.unwrap_or_else(|| "\"DE\"".into());
        match self.choices.below(8) {
            6 => "partner.country".into(),
            7 => "partner.level".into(),
            4 => format!("`${{{field}}}`"),
            5 => format!("({field} ?? \"\").to_lower()"),
            _ => field,
        }
    }

    /// Returns a condition on the options that were chosen.
    fn list(&mut self) -> String {
        let Some(list) = self.field(|kind| kind == Kind::List) else { return "LIMITS.len() > 2".into() };
        match self.choices.below(5) {
            0 | 1 => format!("{} in {list}", self.option()),
            2 => format!("{list}.len() > 1"),
            3 => format!("any_of({list}, TERRITORY)"),
            _ => format!("{list} == [{}, {}]", self.option(), self.option()),
        }
    }

    fn option(&mut self) -> String {
        format!("\"{}\"", self.choices.pick(&OPTIONS))
    }

    /// Returns a switch whose arms all have the same type.
    pub fn switch(&mut self, mut arm: impl FnMut(&mut Self) -> String) -> String {
        if self.choices.chance(40) {
            let number = self.small_number();
            return self.deeper(|at| {
                format!("(switch {number} {{ 50 => {}, 0..50 => {}, _ => {} }})", arm(at), arm(at), arm(at))
            });
        }
        let text = self.text();
        self.deeper(|at| {
            let guard = if at.choices.chance(30) { format!(" if {}", at.truth()) } else { String::new() };
            format!(
                "(switch {text} {{ \"DE\"{guard} => {}, \"AT\" | \"CH\" => {}, _ => {} }})",
                arm(at),
                arm(at),
                arm(at)
            )
        })
    }

    /// Returns the mistake of a vendor who took one type for another, or forgot that an answer may be missing.
    pub fn ill_typed(&mut self) -> String {
        let field = self.any_field();
        match self.choices.below(12) {
            0 => field,
            1 => format!("{field} > \"50\""),
            2 => format!("{field} == 50"),
            3 => format!("{field} + 1 > 2"),
            4 => format!("{field}.len() > 2"),
            5 => format!("!{field}"),
            6 => format!("{field} / 0 > 1"),
            7 => format!("{field}.name == 1"),
            8 => "\"yes\"".into(),
            9 => format!("{field}[0] == 'a'"),
            10 => format!("({{ throw {field}; }})"),
            _ => format!("{field}.parse_int() > 1"),
        }
    }
}
