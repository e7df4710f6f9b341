//! Judges one lead without messages, for programs that judge at every keystroke, or one lead after the other.

use crate::json::parse;
use crate::lead::{NumberStyle, PartnerFacts, date, read_field, split};
use crate::program::{AnswerKind, Code, Problem, Program};
use crate::rules::{Figures, Figuring, Judging, Known, Outcomes, Rules, Scalar};
use serde_json::Value;
use std::rc::Rc;

/// A program's rules, and the lead that is being judged.
pub struct Direct {
    rules: Rc<Rules>,
    judging: Judging,
    figuring: Figuring,
    /// For each field, the answers seen so far and their values.
    known: Vec<Known<Option<Scalar>>>,
}

impl Direct {
    /// Compiles a program's script for leads that are judged on `today` (RFC 3339 full-date).
    ///
    /// # Errors
    ///
    /// All mistakes found in program and script, or an invalid date.
    pub fn new(program_json: &str, script: &str, today: &str) -> Result<Self, Vec<Problem>> {
        let today = date::parse_date(today).ok_or_else(|| {
            vec![Problem::new(Code::NotADate, "today", "must be a date that exists, such as 2027-03-31")]
        })?;
        let program = Program::parse(program_json)?;
        let rules = Rc::new(Rules::compile(&program, program_json, script)?);
        Ok(Direct {
            judging: Judging::new(&rules, today),
            figuring: Figuring::default(),
            known: program.fields.iter().map(|_| Known::default()).collect(),
            rules,
        })
    }

    /// Takes over what is known of the partner.
    pub fn know(&mut self, partner: &PartnerFacts) {
        self.judging.know(&self.rules, partner);
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &Rc<Rules> {
        &self.rules
    }

    /// Changes the answer to the field with that index in the program: a text in plain style, options separated by
    /// semicolons, or the rows of a group as JSON. Returns true if it fits the field. An answer that does not fit
    /// counts as missing.
    pub fn set(&mut self, field: usize, answer: &str) -> bool {
        let Direct { rules, judging, known, .. } = self;
        let (program, Some(known)) = (rules.program(), known.get_mut(field)) else { return false };
        let Some(of) = program.fields.get(field) else { return false };
        let place = known.place(answer.as_bytes(), || {
            let answer = match (of.kind.answer_kind(), answer) {
                (AnswerKind::Truth, "true") => Value::Bool(true),
                (AnswerKind::Truth, "false" | "") => Value::Bool(false),
                (AnswerKind::Options, options) => split(options).collect(),
                (AnswerKind::Rows, "") => Value::Null,
                (AnswerKind::Rows, rows) => parse(rows).unwrap_or_else(|_| Value::from(rows)),
                (
                    AnswerKind::Text
                    | AnswerKind::Number
                    | AnswerKind::Date
                    | AnswerKind::Option
                    | AnswerKind::Truth,
                    answer,
                ) => Value::from(answer),
            };
            let value = read_field(program, of, Some(&answer), NumberStyle::Plain).ok()?;
            Some(value.as_ref().map(Scalar::from).unwrap_or_default())
        });
        let value = known.get(place).cloned().flatten();
        let fits = value.is_some();
        judging.set(rules, field, value.unwrap_or_default());
        fits
    }

    /// Changes several answers. Each is packed as the index of its field in two bytes and its length in four, both
    /// little endian, followed by its text as for [`Direct::set`]. Reading stops at the first incomplete answer.
    pub fn set_packed(&mut self, answers: &[u8]) {
        let mut rest = answers;
        while let Some((&[a, b, c, d, e, f], text)) = rest.split_first_chunk() {
            let length = u32::from_le_bytes([c, d, e, f]) as usize;
            let Some((answer, others)) = text.split_at_checked(length) else { break };
            self.set(usize::from(u16::from_le_bytes([a, b])), &String::from_utf8_lossy(answer));
            rest = others;
        }
    }

    /// Runs the rules that read a changed answer. Returns the figures of the verdict, and the outcome of each rule.
    pub fn judge(&mut self) -> (Figures, Outcomes) {
        self.judging.run(&self.rules);
        let (summary, outcomes) = (self.judging.summary(&self.rules), self.judging.outcomes());
        (self.figuring.figures(&self.rules, &summary, &self.judging.answers()), outcomes)
    }

    /// The names of the routes so far.
    #[must_use]
    pub fn routes(&self) -> &[String] {
        self.figuring.routes()
    }
}

#[cfg(test)]
mod tests {
    use super::Direct;
    use crate::exchange::numbers;

    const PROGRAM: &str = include_str!("../../rules/cloud-migration/program.json");
    const SCRIPT: &str = include_str!("../../rules/cloud-migration/qualify.rhai");

    fn direct() -> Direct {
        Direct::new(PROGRAM, SCRIPT, "2026-11-23").expect("a sample program")
    }

    fn place(direct: &Direct, field: &str) -> usize {
        let fields = &direct.rules().program().fields;
        fields.iter().position(|known| known.name == field).expect("a field of the sample")
    }

    fn packed(place: usize, length: usize, text: &[u8]) -> Vec<u8> {
        let place = u16::try_from(place).expect("few fields").to_le_bytes();
        let length = u32::try_from(length).expect("a length").to_le_bytes();
        [&place[..], &length, text].concat()
    }

    fn judged(direct: &mut Direct) -> Vec<String> {
        let (figures, outcomes) = direct.judge();
        // Compared as texts: a missing fee is NaN, which equals nothing.
        numbers::of_lead(&figures, &outcomes).map(|number| number.to_string()).collect()
    }

    /// The answers of a lead, by the indexes of their fields.
    fn answers(direct: &Direct) -> Vec<(usize, &'static str)> {
        let given = [
            ("company", "Müller Maschinenbau"),
            ("country", "DE"),
            ("employees", "320"),
            ("company", "Example"),
        ];
        given.map(|(field, answer)| (place(direct, field), answer)).into()
    }

    #[test]
    fn packed_answers_are_those_that_are_set_one_by_one() {
        let (mut packed_in, mut one_by_one) = (direct(), direct());
        assert_eq!(judged(&mut packed_in), judged(&mut one_by_one));
        let mut all = Vec::new();
        for (place, answer) in answers(&one_by_one) {
            all.extend(packed(place, answer.len(), answer.as_bytes()));
            one_by_one.set(place, answer);
        }
        let blank = judged(&mut packed_in);
        packed_in.set_packed(&all);
        assert_eq!(judged(&mut packed_in), judged(&mut one_by_one));
        assert_ne!(judged(&mut packed_in), blank);
    }

    #[test]
    fn what_is_cut_off_changes_nothing_and_takes_nothing_along() {
        let (mut all, mut ends) = (Vec::new(), vec![0]);
        for (place, answer) in answers(&direct()) {
            all.extend(packed(place, answer.len(), answer.as_bytes()));
            ends.push(all.len());
        }
        for length in 0..all.len() {
            let (mut cut, mut whole) = (direct(), direct());
            cut.set_packed(&all[..length]);
            let given = ends.iter().filter(|end| **end <= length).count() - 1;
            for (place, answer) in answers(&whole).into_iter().take(given) {
                whole.set(place, answer);
            }
            assert_eq!(judged(&mut cut), judged(&mut whole), "{length}");
        }
    }

    #[test]
    fn answers_that_lie_of_their_length_or_place_change_nothing() {
        let country = place(&direct(), "country");
        let good = packed(country, 2, b"DE");
        let mut only = direct();
        only.set_packed(&good);
        let expected = judged(&mut only);
        assert_ne!(expected, judged(&mut direct()));
        for hostile in [
            packed(country, u32::MAX as usize, b"AT"),
            packed(country, u32::MAX as usize - 5, b""),
            packed(country, 3, b"AT"),
            packed(usize::from(u16::MAX), 2, b"AT"),
            vec![0; 5],
            vec![0xff; 64],
        ] {
            let mut direct = direct();
            direct.set_packed(&[&good[..], &hostile].concat());
            assert_eq!(judged(&mut direct), expected, "{hostile:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_no_answer() {
        let country = place(&direct(), "country");
        let mut direct = direct();
        let blank = judged(&mut direct);
        direct.set_packed(&[packed(country, 2, b"DE"), packed(country, 2, b"\xff\xfe")].concat());
        assert_eq!(judged(&mut direct), blank);
    }
}
