//! Judging many leads with the same rules.
//!
//! Most rules read one field. Their results for an answer are computed once and then added up. So a lead costs one
//! look-up per answer, plus the few rules that read several fields.

use super::answers::{Fields, Scalar};
use super::compile::Rules;
use super::figures::{Figures, Figuring};
use super::judging::Judging;
use super::known::Known;
use super::totals::{Outcomes, Totals};
use crate::lead::PartnerFacts;
use jiff::civil::Date;
use std::rc::Rc;

/// Judges leads one after the other.
pub struct Batch {
    rules: Rc<Rules>,
    judging: Judging,
    figuring: Figuring,
    columns: Vec<Column>,
    /// Rules that read several of the varying fields, or whose fields are not known in advance.
    shared: Vec<usize>,
    /// The results of the rules that read none of the varying fields.
    base: Part,
    /// The outcomes of the last lead.
    outcomes: Outcomes,
}

/// A field whose answer varies from lead to lead.
struct Column {
    field: usize,
    /// The rules that read this field and no other varying field.
    own: Vec<usize>,
    /// True if anything else may read it.
    shared: bool,
    known: Known<Result<Answer, String>>,
    /// The index of the current lead's answer in `known`.
    place: usize,
}

struct Answer {
    value: Scalar,
    part: Part,
}

/// The results of some of the rules.
#[derive(Clone, Default)]
struct Part {
    totals: Totals,
    outcomes: Outcomes,
}

impl Batch {
    /// A batch for leads that are judged on `today`. `answers` are the answers that all leads share. The fields in
    /// `columns` vary from lead to lead. All leads are of one partner.
    #[must_use]
    pub fn new(
        rules: Rc<Rules>,
        today: Date,
        partner: &PartnerFacts,
        answers: Vec<Scalar>,
        columns: &[usize],
    ) -> Self {
        let mut judging = Judging::new(&rules, today);
        judging.know(&rules, partner);
        for (field, answer) in answers.into_iter().enumerate() {
            judging.place(&rules, field, answer);
        }
        let mut differ = Fields::default();
        for field in columns {
            differ.add(*field);
        }
        let (mut own, mut shared, mut fixed) = (vec![Vec::new(); columns.len()], Vec::new(), Vec::new());
        let mut read_by_shared = Fields::default();
        for basis in rules.bases.iter().flatten() {
            read_by_shared.add(*basis);
        }
        for (i, rule) in rules.rules.iter().enumerate() {
            let read = rule.formula.as_ref().and_then(|formula| formula.fields());
            // If answers can hide fields, no rule depends on a single answer.
            let read = read.filter(|_| rules.conditions.is_empty()).map(|read| read.both(differ));
            let only = |field: &usize| read.is_some_and(|read| read == Fields::only(*field));
            match columns.iter().position(only) {
                Some(column) => own[column].push(i),
                None if read == Some(Fields::default()) => fixed.push(i),
                None => {
                    shared.push(i);
                    read_by_shared = read_by_shared.or(read.unwrap_or(differ));
                }
            }
        }
        let column = |(field, own): (&usize, _)| Column {
            field: *field,
            own,
            shared: read_by_shared.contains(*field),
            known: Known::default(),
            place: 0,
        };
        let base = Part::judge(&rules, &mut judging, &fixed);
        Batch {
            columns: columns.iter().zip(own).map(column).collect(),
            outcomes: base.outcomes.clone(),
            judging,
            figuring: Figuring::default(),
            shared,
            base,
            rules,
        }
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &Rc<Rules> {
        &self.rules
    }

    /// Sets the answer in a column from a cell. `read` converts the cell if it was not seen before.
    ///
    /// # Errors
    ///
    /// The reason why the cell cannot be read.
    pub fn set(
        &mut self,
        column: usize,
        cell: &[u8],
        read: impl FnOnce(&Rules, usize) -> Result<Scalar, String>,
    ) -> Result<(), String> {
        let (rules, judging) = (&self.rules, &mut self.judging);
        let Some(Column { field, own, shared, known, place }) = self.columns.get_mut(column) else {
            return Ok(());
        };
        *place = known.place(cell, || {
            let value = read(rules, *field)?;
            judging.place(rules, *field, value.clone());
            Ok(Answer { value, part: Part::judge(rules, judging, own) })
        });
        match known.get(*place) {
            Some(Ok(answer)) => {
                if *shared {
                    judging.place(rules, *field, answer.value.clone());
                }
                Ok(())
            }
            Some(Err(why)) => Err(why.clone()),
            None => Ok(()),
        }
    }

    /// Judges the current lead. Returns the figures of its verdict, and the outcome of each rule.
    pub fn judge(&mut self) -> (Figures, &Outcomes) {
        let (rules, outcomes) = (&self.rules, &mut self.outcomes);
        let mut totals = self.base.totals.clone();
        outcomes.clone_from(&self.base.outcomes);
        for column in &self.columns {
            if let Some(Ok(Answer { part, .. })) = column.known.get(column.place) {
                totals.merge(&part.totals);
                outcomes.merge(&part.outcomes);
            }
        }
        self.judging.settle(rules);
        for rule in &self.shared {
            self.judging.add(rules, *rule, &mut totals, outcomes);
        }
        let figures = self.figuring.figures(rules, &totals.summary(rules), &self.judging.answers());
        (figures, &self.outcomes)
    }

    /// The names of the routes so far.
    #[must_use]
    pub fn routes(&self) -> &[String] {
        self.figuring.routes()
    }
}

impl Part {
    /// The results of these rules for the current answers.
    fn judge(rules: &Rules, judging: &mut Judging, these: &[usize]) -> Self {
        let mut part = Part::default();
        for rule in these {
            judging.add(rules, *rule, &mut part.totals, &mut part.outcomes);
        }
        part
    }
}
