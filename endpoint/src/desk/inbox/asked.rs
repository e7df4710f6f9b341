//! What the address of a list asks for: words, filters, and where its page begins.

use crate::http::refusal::Refusal;
use crate::search;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use jiff::{Timestamp, ToSpan};
use referral_store::{Filter, Moment, Place};
use referral_widget::office::LifecycleStatus;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many referrals are on a page.
pub const PAGE: usize = 50;

/// The words for when something is due.
pub const DUE: [&str; 3] = ["overdue", "day", "week"];

/// The parameters of the page, of the export and of `GET /api/referrals`. An empty one is as good as none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(default)]
pub struct Asked {
    /// Words of company, domain, person or reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// The program's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// Where it stands, such as `in-review`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// How far the vendor's sales have come, such as `meeting`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The partner's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// The id of the user who works on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// `overdue`, `day` or `week`: it is overdue, or will be within a day or a week.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// `true` or `false`: whether a machine may have sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspected: Option<String>,
    /// Of the page: the place of the last referral before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub after: Option<String>,
    /// The value of `next` in the page before. Without it, the list begins with the newest referral.
    #[serde(skip_serializing)]
    pub before: Option<i64>,
    /// How many referrals the answer has at most.
    #[serde(skip_serializing)]
    #[schemars(range(min = 1, max = 200))]
    pub limit: Option<u32>,
}

impl Asked {
    /// Reads the parameters of an address.
    pub fn read(asked: Result<Query<Self>, QueryRejection>) -> Result<Self, Refusal> {
        let Query(mut asked) = asked.map_err(|rejection| wrong(rejection.body_text()))?;
        for text in asked.texts() {
            *text = text.take().map(|text| text.trim().to_string()).filter(|text| !text.is_empty());
        }
        Ok(asked)
    }

    fn texts(&mut self) -> [&mut Option<String>; 9] {
        [
            &mut self.q,
            &mut self.program,
            &mut self.status,
            &mut self.stage,
            &mut self.partner,
            &mut self.assignee,
            &mut self.due,
            &mut self.suspected,
            &mut self.after,
        ]
    }

    /// True if a filter is set, besides the words.
    pub fn is_narrowed(&self) -> bool {
        Asked { q: None, after: None, ..self.clone() } != Asked::default()
    }

    /// The filter, at a point in time.
    pub fn filter(&self, now: Timestamp) -> Result<Filter, Refusal> {
        let status = self.status.as_deref().map(|word| {
            LifecycleStatus::from_word(word).ok_or_else(|| {
                let known = LifecycleStatus::WORDS.map(|(word, _)| format!("`{word}`")).join(", ");
                wrong(format!("`status` is `{word}`; it can be {known}."))
            })
        });
        let due_before = self.due.as_deref().map(|word| {
            let hours: i64 = match word {
                "overdue" => 0,
                "day" => 24,
                "week" => 7 * 24,
                _ => return Err(wrong(format!("`due` is `{word}`; it can be `{}`.", DUE.join("`, `")))),
            };
            Ok(Moment::from(now.checked_add(hours.hours()).unwrap_or(Timestamp::MAX)))
        });
        let suspected = self.suspected.as_deref().map(|word| {
            word.parse().map_err(|_| wrong(format!("`suspected` is `{word}`; it can be `true` or `false`.")))
        });
        Ok(Filter {
            program: self.program.clone(),
            status: status.transpose()?,
            stage: self.stage.clone(),
            partner: self.partner.clone(),
            assignee: self.assignee.clone(),
            due_before: due_before.transpose()?,
            suspected: suspected.transpose()?,
            words: self.words(),
            reference: self.q.as_deref().and_then(search::reference),
        })
    }

    /// The words that are looked for. No word of a lead begins with a text that has none.
    fn words(&self) -> Vec<String> {
        let Some(text) = &self.q else { return Vec::new() };
        let words = search::asked(text);
        if words.is_empty() { vec![text.clone()] } else { words }
    }

    /// The place after which the page begins.
    pub fn after(&self) -> Result<Option<Place>, Refusal> {
        let Some(text) = &self.after else { return Ok(None) };
        let place = || {
            let (due, number) = text.split_once('.')?;
            let due = match due {
                "" => None,
                due => Some(Timestamp::from_millisecond(due.parse().ok()?).ok()?.into()),
            };
            Some(Place { due, number: number.parse().ok()? })
        };
        let refused =
            || wrong("`after` is no place in the list. Take it from the link to the next page.".into());
        place().map(Some).ok_or_else(refused)
    }

    /// The address of the same list elsewhere, or of its page after a place.
    pub fn address(&self, path: &str, after: Option<Place>) -> String {
        let after = after.map(|Place { due, number }| {
            let due = due.map(|due| due.milliseconds().to_string()).unwrap_or_default();
            format!("{due}.{number}")
        });
        let query = serde_urlencoded::to_string(Asked { after, ..self.clone() }).unwrap_or_default();
        if query.is_empty() { path.into() } else { format!("{path}?{query}") }
    }
}

fn wrong(detail: String) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, detail)
}
