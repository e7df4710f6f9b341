//! Lists of referrals, narrowed by filters and by words, page by page.
//!
//! A page is found in one of two ways. Where one of the words is rare, the referrals that have it are looked up and put in
//! order. Otherwise the list is read in its order until the page is full. Either way the cost hardly depends on how many
//! referrals there are.

use crate::error::StoreError;
use crate::listing::Stored;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Pools, is_unknown};
use crate::rows::{Value, read_rows};
use referral_widget::office::LifecycleStatus;
use std::collections::BTreeSet;

/// A word that more referrals have than this is common.
const RARE: usize = 500;
/// How many words of a search are used.
const MOST_WORDS: usize = 8;
/// What comes after all words that begin in one way.
const LAST: char = char::MAX;

/// Which referrals to list. Each part that is given narrows the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The program's id.
    pub program: Option<String>,
    /// The status.
    pub status: Option<LifecycleStatus>,
    /// The stage.
    pub stage: Option<String>,
    /// The partner.
    pub partner: Option<String>,
    /// The id of the user who works on it.
    pub assignee: Option<String>,
    /// The vendor must do something before this.
    pub due_before: Option<Moment>,
    /// Whether a machine may have sent it, and nobody has said that none has.
    pub suspected: Option<bool>,
    /// It has a word that begins with each of these.
    pub words: Vec<String>,
    /// How its id begins. If one does, the words do not matter.
    pub reference: Option<String>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOrder {
    /// What is due first, and then what has nothing due, the newest first.
    Due,
    /// The newest first.
    Newest,
}

/// The place of a referral in a list. The next page begins after it, whatever has arrived meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// By when the vendor must do something next.
    pub due: Option<Moment>,
    /// The referral's number.
    pub number: i64,
}

impl Place {
    /// Returns the place of a referral.
    #[must_use]
    pub fn of(stored: &Stored) -> Self {
        Place { due: stored.standing.next_due, number: stored.number }
    }

    /// Compares as the order does.
    fn rank(self, order: ListOrder) -> (bool, Option<Moment>, i64) {
        match order {
            ListOrder::Due if self.due.is_some() => (false, self.due, self.number),
            ListOrder::Due => (true, None, -self.number),
            ListOrder::Newest => (false, None, -self.number),
        }
    }
}

/// A statement that is put together.
#[derive(Default)]
pub(crate) struct Statement {
    pub sql: String,
    pub values: Vec<Value>,
}

impl Statement {
    fn begin(sql: &str) -> Self {
        Statement { sql: sql.into(), values: Vec::new() }
    }

    fn add(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// Adds a piece with a value in the place of each `?`.
    fn bind<const N: usize>(&mut self, sql: &str, values: [Value; N]) {
        let mut pieces = sql.split('?');
        self.add(pieces.next().unwrap_or_default());
        for (piece, value) in pieces.zip(values) {
            self.values.push(value);
            self.sql.push_str(&format!("${}{piece}", self.values.len()));
        }
    }

    /// Adds the conditions of a filter, but those of its words.
    fn narrow(&mut self, filter: &Filter) {
        let status = filter.status.map(|status| status.as_str().to_string());
        for (column, wanted) in [
            ("program", &filter.program),
            ("status", &status),
            ("stage", &filter.stage),
            ("partner", &filter.partner),
            ("assignee", &filter.assignee),
        ] {
            if let Some(wanted) = wanted {
                self.bind(&format!(" AND {column} = ?"), [wanted.as_str().into()]);
            }
        }
        if let Some(before) = filter.due_before {
            self.bind(" AND next_due < ?", [before.into()]);
        }
        match filter.suspected {
            Some(true) => self.add(" AND suspicion IS NOT NULL AND cleared_at IS NULL"),
            Some(false) => self.add(" AND (suspicion IS NULL OR cleared_at IS NOT NULL)"),
            None => {}
        }
    }

    fn has_words(&mut self, words: &[&String]) {
        for word in words {
            self.bind(
                " AND EXISTS (SELECT 1 FROM referral_words WHERE referral = number AND word >= ? AND word < ?)",
                [word.as_str().into(), format!("{word}{LAST}").as_str().into()],
            );
        }
    }
}

/// What the words of a filter come to.
struct Found<'f> {
    /// The referrals that have all rare words, if one is rare.
    rare: Option<BTreeSet<i64>>,
    /// The words that many referrals have.
    common: Vec<&'f String>,
}

impl Store {
    /// Lists one page of referrals, without their history. It begins after a place, or with the first referral.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn page(
        &self,
        filter: &Filter,
        order: ListOrder,
        after: Option<Place>,
        limit: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        let numbers = self.page_numbers(filter, order, after, limit).await?;
        self.numbered(&numbers).await
    }

    /// Lists one page of referrals, the newest first, with their history.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn list(
        &self,
        filter: &Filter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        let after = before.map(|number| Place { due: None, number });
        let page = self.page(filter, ListOrder::Newest, after, limit).await?;
        self.with_history(page).await
    }

    async fn page_numbers(
        &self,
        filter: &Filter,
        order: ListOrder,
        after: Option<Place>,
        limit: usize,
    ) -> Result<Vec<i64>, StoreError> {
        let texts = [&filter.program, &filter.stage, &filter.partner, &filter.assignee, &filter.reference];
        if texts.into_iter().flatten().chain(&filter.words).any(|text| is_unknown(text)) {
            return Ok(Vec::new());
        }
        let found = self.of_words(filter).await?;
        if let Some(rare) = found.rare {
            let statement = of_numbers(&self.pools, &rare, filter, &found.common);
            let rows: Vec<(i64, Option<Moment>)> =
                read_rows(&self.pools, statement.sql, &statement.values).await?;
            let mut places: Vec<Place> =
                rows.into_iter().map(|(number, due)| Place { due, number }).collect();
            places.retain(|place| after.is_none_or(|after| place.rank(order) > after.rank(order)));
            places.sort_unstable_by_key(|place| place.rank(order));
            return Ok(places.into_iter().take(limit).map(|place| place.number).collect());
        }
        let mut numbers = Vec::new();
        for part in Part::ALL.into_iter().filter(|part| part.order() == order) {
            let left = limit - numbers.len();
            let Some(statement) = part.statement(&self.pools, filter, &found.common, after, left) else {
                continue;
            };
            let rows: Vec<(i64,)> = read_rows(&self.pools, statement.sql, &statement.values).await?;
            numbers.extend(rows.into_iter().map(|(number,)| number));
        }
        Ok(numbers)
    }

    /// Looks up the words of a filter.
    async fn of_words<'f>(&self, filter: &'f Filter) -> Result<Found<'f>, StoreError> {
        let mut found = Found { rare: None, common: Vec::new() };
        if let Some(reference) = &filter.reference {
            let numbers = self.some(of_reference(reference)).await?;
            if !numbers.is_empty() && numbers.len() <= RARE {
                return Ok(Found { rare: Some(numbers.into_iter().collect()), ..found });
            }
        }
        for word in filter.words.iter().take(MOST_WORDS) {
            let numbers = self.some(of_word(word)).await?;
            if numbers.len() > RARE {
                found.common.push(word);
                continue;
            }
            let numbers: BTreeSet<i64> = numbers.into_iter().collect();
            found.rare = Some(match found.rare {
                Some(rare) => rare.intersection(&numbers).copied().collect(),
                None => numbers,
            });
        }
        Ok(found)
    }

    async fn some(&self, statement: Statement) -> Result<Vec<i64>, StoreError> {
        let rows: Vec<(i64,)> = read_rows(&self.pools, statement.sql, &statement.values).await?;
        Ok(rows.into_iter().map(|(number,)| number).collect())
    }
}

/// The referrals with a word that begins like this, or so many of them that it is common.
pub(crate) fn of_word(word: &str) -> Statement {
    let mut statement = Statement::default();
    // In this order PostgreSQL takes the index, and stops early. It would read the whole table otherwise.
    statement.bind(
        &format!(
            "SELECT referral FROM referral_words WHERE word >= ? AND word < ? ORDER BY word LIMIT {}",
            RARE + 1
        ),
        [word.into(), format!("{word}{LAST}").as_str().into()],
    );
    statement
}

/// The referrals whose id begins like this.
pub(crate) fn of_reference(reference: &str) -> Statement {
    let mut statement = Statement::default();
    statement.bind(
        &format!("SELECT number FROM referrals WHERE id >= ? AND id < ? LIMIT {}", RARE + 1),
        [reference.into(), format!("{reference}{LAST}").as_str().into()],
    );
    statement
}

/// Those of the referrals with these numbers that a filter lets through, and when they are due.
pub(crate) fn of_numbers(
    pools: &Pools,
    numbers: &BTreeSet<i64>,
    filter: &Filter,
    common: &[&String],
) -> Statement {
    // SQLite takes the tables of a CROSS JOIN in this order.
    let mut statement = Statement::begin("SELECT number, next_due FROM ");
    statement.bind(
        match pools {
            Pools::Sqlite(_) => "json_each(?)",
            Pools::Postgres(_) => "json_array_elements_text(?::json)",
        },
        [serde_json::json!(numbers).to_string().as_str().into()],
    );
    statement.add(match pools {
        Pools::Sqlite(_) => " AS found CROSS JOIN referrals WHERE number = found.value",
        Pools::Postgres(_) => " AS found (value) CROSS JOIN referrals WHERE number = found.value::bigint",
    });
    statement.narrow(filter);
    statement.has_words(common);
    statement
}

/// A part of a list that one index has in order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// What is due.
    Due,
    /// What has nothing due.
    NothingDue,
    /// All, by number.
    Newest,
}

impl Part {
    pub(crate) const ALL: [Part; 3] = [Part::Due, Part::NothingDue, Part::Newest];

    fn order(self) -> ListOrder {
        match self {
            Part::Due | Part::NothingDue => ListOrder::Due,
            Part::Newest => ListOrder::Newest,
        }
    }

    /// The index that SQLite takes. It does not know how many referrals a filter lets through, and would read and sort more than
    /// it must, or read the whole table. PostgreSQL knows.
    fn index(self, filter: &Filter) -> Option<&'static str> {
        match self {
            _ if filter.suspected == Some(true) => Some("referrals_suspected"),
            Part::Newest if filter.due_before.is_none() => None,
            Part::Due | Part::NothingDue | Part::Newest => Some("referrals_at_desk"),
        }
    }

    /// The numbers of the referrals after a place. `None` if all of this part come before it.
    pub(crate) fn statement(
        self,
        pools: &Pools,
        filter: &Filter,
        words: &[&String],
        after: Option<Place>,
        limit: usize,
    ) -> Option<Statement> {
        let mut statement = Statement::begin("SELECT number FROM referrals");
        if let (Pools::Sqlite(_), Some(index)) = (pools, self.index(filter)) {
            statement.add(&format!(" INDEXED BY {index}"));
        }
        match (self, after) {
            (Part::Due, None) => statement.add(" WHERE next_due IS NOT NULL"),
            (Part::Due, Some(Place { due: Some(due), number })) => {
                statement.bind(" WHERE (next_due, number) > (?, ?)", [due.into(), number.into()]);
            }
            (Part::Due, Some(Place { due: None, .. })) => return None,
            (Part::NothingDue, _) if filter.due_before.is_some() => return None,
            (Part::NothingDue, None | Some(Place { due: Some(_), .. })) => {
                statement.add(" WHERE next_due IS NULL");
            }
            (Part::NothingDue, Some(Place { due: None, number })) => {
                statement.bind(" WHERE next_due IS NULL AND number < ?", [number.into()]);
            }
            (Part::Newest, None) => statement.add(" WHERE TRUE"),
            (Part::Newest, Some(Place { number, .. })) => {
                statement.bind(" WHERE number < ?", [number.into()]);
            }
        }
        statement.narrow(filter);
        statement.has_words(words);
        statement.add(match self {
            Part::Due => " ORDER BY next_due, number",
            // PostgreSQL takes the index only in this order; the first column is the same for all.
            Part::NothingDue => " ORDER BY next_due DESC, number DESC",
            Part::Newest => " ORDER BY number DESC",
        });
        statement.bind(" LIMIT ?", [i64::try_from(limit).unwrap_or(i64::MAX).into()]);
        Some(statement)
    }
}
