//! Wasm module 3: judges leads for other programs, one by one or in long lists. It has the same rules engine, built for
//! speed.

#[cfg(target_arch = "wasm32")]
mod exports {
    use jiff::civil::Date;
    use referral_widget::exchange::{Direct, numbers};
    use referral_widget::json::parse;
    use referral_widget::lead::PartnerFacts;
    use referral_widget::phrasebook::Phrasebook;
    use referral_widget::precheck::{Judgement, List, Mistake, Options, encoding};
    use referral_widget::program::Problem;
    use referral_widget::rules::Rules;
    use std::cell::RefCell;
    use std::fmt::Write;
    use std::rc::Rc;
    use wasm_bindgen::prelude::*;

    /// The size of the buffer for the answers of a lead, in bytes. Longer answers are set one by one.
    const ROOM: usize = 16 * 1024;

    /// A program's rules, and the lead that is being judged.
    #[wasm_bindgen]
    pub struct LeadJudge {
        direct: RefCell<Direct>,
        today: Date,
        partner: PartnerFacts,
        /// Buffers for incoming answers and for the outgoing verdict. They never grow, because JavaScript knows their
        /// addresses.
        answers: RefCell<Vec<u8>>,
        verdict: RefCell<Vec<f64>>,
    }

    #[wasm_bindgen]
    impl LeadJudge {
        /// Compiles a program's script for leads that are judged on `today` (RFC 3339 full-date). `partner` is what is
        /// known of the partner, as JSON (`PartnerFacts`).
        ///
        /// # Errors
        ///
        /// All mistakes found, as a text.
        #[wasm_bindgen(constructor)]
        pub fn new(
            program: &str,
            script: &str,
            today: &str,
            partner: Option<String>,
        ) -> Result<LeadJudge, JsError> {
            let mut direct = Direct::new(program, script, today).map_err(|problems| error(&problems))?;
            let partner = partner.map_or(Ok(PartnerFacts::default()), |json| facts(&json))?;
            direct.know(&partner);
            let today = today.parse().map_err(|error: jiff::Error| JsError::new(&error.to_string()))?;
            let verdict = vec![0.0; 5 + direct.rules().len().div_ceil(16)];
            Ok(LeadJudge {
                direct: RefCell::new(direct),
                today,
                partner,
                answers: RefCell::new(vec![0; ROOM]),
                verdict: RefCell::new(verdict),
            })
        }

        /// The codes of the rules in the script's order, one per line.
        pub fn codes(&self) -> String {
            self.direct.borrow().rules().codes().collect::<Vec<_>>().join("\n")
        }

        /// True if a rule or a plan may read the field with that index.
        pub fn concern(&self, field: usize) -> bool {
            self.direct.borrow().rules().concern(field)
        }

        /// Changes an answer of any length (`Direct::set`).
        pub fn set(&self, field: usize, answer: &str) {
            self.direct.borrow_mut().set(field, answer);
        }

        /// The addresses of the buffers, so that no call is needed for each answer: address and size of the answers in
        /// bytes, then address and size of the verdict in numbers.
        pub fn places(&self) -> Vec<usize> {
            let (answers, verdict) = (self.answers.borrow(), self.verdict.borrow());
            vec![answers.as_ptr().addr(), answers.len(), verdict.as_ptr().addr(), verdict.len()]
        }

        /// Reads the answers in the buffer (`Direct::set_packed`), judges, and writes the verdict to its buffer
        /// (`numbers::of_lead`).
        pub fn judge(&self, length: usize) {
            let mut direct = self.direct.borrow_mut();
            direct.set_packed(self.answers.borrow().get(..length).unwrap_or_default());
            let (figures, outcomes) = direct.judge();
            let all = numbers::of_lead(&figures, &outcomes).chain(std::iter::repeat(0.0));
            self.verdict.borrow_mut().iter_mut().zip(all).for_each(|(place, it)| *place = it);
        }

        /// The name of a route.
        pub fn route_name(&self, route: usize) -> Option<String> {
            self.direct.borrow().routes().get(route).cloned()
        }

        /// A list of leads for the same rules (`precheck::List`). `program` is the same text as before. `columns` has
        /// names of columns, each followed by its field. The other parameters are those of `precheck::Options::named`.
        ///
        /// # Errors
        ///
        /// An option is wrong.
        pub fn list(
            &self,
            program: &str,
            columns: Vec<String>,
            delimiter: Option<String>,
            decimal: Option<String>,
            dates: Option<String>,
            language: Option<String>,
        ) -> Result<LeadList, JsError> {
            let rules: Rc<Rules> = self.direct.borrow().rules().clone();
            let pairs = columns.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
            let said = Options { language, ..Options::default() };
            let book = said.sentences(rules.program());
            let options = Options::named(pairs, delimiter.as_deref(), decimal.as_deref(), dates.as_deref())
                .map_err(|problem| error(&[problem.said(&book)]))?;
            let options = Options { language: said.language, partner: self.partner.clone(), ..options };
            let list = List::new(rules, program, options, self.today);
            Ok(LeadList { list: RefCell::new(list), said: RefCell::default() })
        }
    }

    /// The encoding that the first bytes of a sheet or bytes beyond ASCII suggest. `None` if there are no such bytes
    /// yet.
    #[wasm_bindgen]
    pub fn encoding_of(bytes: &[u8], is_start: bool, is_all: bool) -> Option<String> {
        let marked = if is_start { encoding::marked(bytes) } else { None };
        marked.or_else(|| encoding::guess(bytes, is_all)).map(|encoding| encoding.name().to_string())
    }

    /// The name of an encoding that `TextDecoder` understands.
    #[wasm_bindgen]
    pub fn encoding_name(name: &str) -> String {
        encoding::standard_name(name).to_string()
    }

    /// If the bytes are a spreadsheet's own file: what to do about it, in a language (BCP 47).
    #[wasm_bindgen]
    pub fn workbook(bytes: &[u8], language: &str) -> Option<String> {
        encoding::is_workbook(bytes).then(|| Phrasebook::of_lists(language).say(encoding::IS_WORKBOOK))
    }

    /// A list of leads that is being judged.
    #[wasm_bindgen]
    pub struct LeadList {
        list: RefCell<List>,
        /// The reasons why rows are unreadable, as one line of JSON per row.
        said: RefCell<String>,
    }

    #[wasm_bindgen]
    impl LeadList {
        /// Judges the next piece of the text, or without a piece, its end. Returns the rows that are now complete, one
        /// after the other (`numbers::of_row`). For an unreadable row, returns the line and 4.
        ///
        /// # Errors
        ///
        /// The reason why the columns cannot be matched to the fields.
        pub fn feed(&self, piece: Option<Vec<u8>>) -> Result<Vec<f64>, JsError> {
            let (mut rows, mut said) = (Vec::new(), self.said.borrow_mut());
            said.clear();
            let mut list = self.list.borrow_mut();
            let words = list.rules().len().div_ceil(16);
            let see = |line: u64, judgement: Judgement| match judgement {
                Judgement::Unreadable(mistakes) => {
                    rows.extend([line as f64, numbers::UNREADABLE]);
                    let _ = writeln!(said, "{}", json(&mistakes));
                }
                Judgement::Lead(figures, outcomes) => {
                    rows.extend(numbers::of_row(line, &figures, outcomes, words));
                }
            };
            let judged = match piece {
                Some(piece) => list.feed(&piece, see),
                None => list.end(see),
            };
            judged.map_err(|problems| error(&problems))?;
            Ok(rows)
        }

        /// Columns and notes of the sheet, as JSON, once its first rows are judged.
        pub fn sheet(&self) -> String {
            let list = self.list.borrow();
            let notes = list.notes().iter().map(ToString::to_string).collect::<Vec<_>>();
            let columns = list.columns().into_iter();
            let columns =
                columns.map(|(column, field)| serde_json::json!({ "column": column, "field": field }));
            serde_json::json!({ "columns": columns.collect::<Vec<_>>(), "notes": notes }).to_string()
        }

        /// The reasons for the unreadable rows of the last call: one line per row, each a JSON list.
        pub fn said(&self) -> String {
            self.said.borrow().clone()
        }

        /// The number of routes so far.
        pub fn routes(&self) -> usize {
            self.list.borrow().routes().len()
        }

        /// The name of a route.
        pub fn route_name(&self, route: usize) -> Option<String> {
            self.list.borrow().routes().get(route).cloned()
        }
    }

    fn facts(json: &str) -> Result<PartnerFacts, JsError> {
        let json = parse(json).map_err(|error| JsError::new(&error.to_string()))?;
        PartnerFacts::from_json(&json).map_err(|why| JsError::new(&["`partner` ", why].concat()))
    }

    fn json(mistakes: &[Mistake]) -> String {
        serde_json::to_string(mistakes).unwrap_or_default()
    }

    fn error(problems: &[Problem]) -> JsError {
        JsError::new(&problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }
}

fn main() {}
