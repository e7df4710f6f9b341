//! What happened to referrals. Events are added, and never changed; what was written along with one can be erased.

use crate::error::StoreError;
use crate::json::{Json, in_json};
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, is_unknown, read, within};
use crate::standing::Kept;
use referral_widget::json::parse;
use referral_widget::office::{Actor, Event, Order, Past, Referral, Undone, WorkingHours};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

/// What a person of the vendor is, as it is stored.
const USER: &str = "user";

/// Something that happened to a referral.
#[derive(FromRow, JsonSchema, Serialize)]
pub struct Happened {
    /// 1 for the first event of a referral, 2 for the second, and so on.
    pub revision: i64,
    /// When (RFC 3339, UTC).
    pub at: Moment,
    /// Who did it: `user`, `partner` or `clock`.
    #[schemars(extend("enum" = ["user", "partner", "clock"]))]
    pub actor: String,
    /// The id of the user or of the token, where one did it.
    #[sqlx(rename = "user_id")]
    pub user: Option<String>,
    /// What happened.
    #[schemars(with = "Event")]
    pub event: Json,
    /// What was written to the other side. Partner and desk both see it.
    pub message: Option<String>,
    /// What was written for the desk alone.
    pub note: Option<String>,
}

/// All that happened to the referral with an id.
pub(crate) const OF_REFERRAL: &str = "SELECT events.revision, at, actor, user_id, events.event, message, note FROM events \
     JOIN referrals ON referrals.number = events.referral \
     LEFT JOIN event_texts ON event_texts.event = events.number \
     WHERE referrals.id = $1 ORDER BY events.revision";

impl Store {
    /// All that happened to a referral, in order.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn events(&self, referral: &str) -> Result<Vec<Happened>, StoreError> {
        if is_unknown(referral) {
            return Ok(Vec::new());
        }
        Ok(read!(self, rows, OF_REFERRAL, referral)?)
    }
}

/// A row of an event.
#[derive(FromRow)]
struct Row {
    at: Moment,
    actor: String,
    event: Json,
}

/// Finds the step of a referral that can be taken back.
pub(crate) async fn last_step(
    transaction: &mut Transaction,
    number: i64,
    referral: &Referral,
) -> Result<Option<Undone>, sqlx::Error> {
    let rows: Vec<Row> = within!(
        transaction,
        rows,
        "SELECT at, actor, event FROM events WHERE referral = $1 ORDER BY revision",
        number
    )?;
    Ok(past(rows.iter().map(|row| (row.at, row.actor.as_str(), &row.event)))
        .and_then(|past| Undone::last_step(&past, referral)))
}

/// The step that can be taken back of a referral to which something happened.
#[must_use]
pub fn step_to_undo(events: &[Happened], referral: &Referral) -> Option<Undone> {
    let events = events.iter().map(|happened| (happened.at, happened.actor.as_str(), &happened.event));
    past(events).and_then(|past| Undone::last_step(&past, referral))
}

/// Reads events. `None` if this version cannot read one.
fn past<'a>(events: impl Iterator<Item = (Moment, &'a str, &'a Json)>) -> Option<Vec<Past>> {
    let read = |(at, actor, event): (Moment, &str, &Json)| {
        let event = parse(event.get()).ok()?;
        Some(Past { event, is_by_user: actor == USER, at: at.timestamp() })
    };
    events.map(read).collect()
}

/// Something that somebody does to a referral.
pub(crate) struct Deed<'a> {
    pub events: &'a [Event],
    pub actor: &'a Actor,
    pub at: Moment,
    /// The command, if it was one: what was written along with it is kept beside the first event.
    pub order: Option<&'a Order>,
}

/// Returns what an actor is, as it is stored.
pub(crate) fn kind(actor: &Actor) -> &'static str {
    match actor {
        Actor::User { .. } => USER,
        Actor::Partner => "partner",
        Actor::Clock => "clock",
    }
}

/// Adds the events of a deed.
pub(crate) async fn add_events(
    transaction: &mut Transaction,
    number: i64,
    referral: &mut Referral,
    deed: &Deed<'_>,
) -> Result<(), sqlx::Error> {
    let Deed { events, actor, at, order } = *deed;
    let mut written = order.filter(|order| order.message.is_some() || order.note.is_some());
    for event in events {
        referral.apply(event, actor, at.timestamp());
        let user = match actor {
            Actor::User { id, .. } => Some(transaction.text(id).into_owned()),
            Actor::Partner | Actor::Clock => None,
        };
        let name = event.name();
        let event = in_json(event)?;
        let event: Option<i64> = within!(
            transaction,
            value,
            "INSERT INTO events (referral, revision, at, actor, user_id, name, event) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             RETURNING number",
            number,
            referral.revision.cast_signed(),
            at,
            kind(actor),
            &user,
            name,
            event
        )?;
        let Some(order) = written.take() else { continue };
        let text = |text: &Option<String>| text.as_deref().map(|text| transaction.text(text).into_owned());
        let (message, note) = (text(&order.message), text(&order.note));
        within!(
            transaction,
            execute,
            "INSERT INTO event_texts (event, message, note) VALUES ($1, $2, $3)",
            event,
            message,
            note
        )?;
    }
    Ok(())
}

/// Adds the events of a deed, and stores where the referral stands after them and what is owed.
pub(crate) async fn record(
    transaction: &mut Transaction,
    number: i64,
    kept: &mut Kept,
    deed: &Deed<'_>,
    hours: &WorkingHours,
) -> Result<(), sqlx::Error> {
    let Kept { referral, duties } = kept;
    add_events(transaction, number, referral, deed).await?;
    duties.after(deed.events, &referral.owed(), deed.at.timestamp(), hours);
    let deal = referral.deal.as_ref();
    within!(
        transaction,
        execute,
        "UPDATE referrals SET status = $2, stage = $3, protected_until = $4, partner_asks = $5, desk_asks = $6, \
         assignee = $7, deal_value = $8, deal_currency = $9, deal_on = $10, touched_at = $11, revision = $12, \
         duties = $13, next_due = $14, next_reminder = $15 \
         WHERE number = $1",
        number,
        referral.status.as_str(),
        &referral.stage,
        referral.protected_until.map(|day| day.to_string()),
        referral.partner_asks,
        referral.desk_asks,
        &referral.assignee,
        deal.map(|deal| deal.value),
        deal.map(|deal| deal.currency.clone()),
        deal.map(|deal| deal.on.to_string()),
        Moment::from(referral.touched_at),
        referral.revision.cast_signed(),
        in_json(duties)?,
        duties.due().map(Moment::from),
        duties.next_reminder().map(Moment::from)
    )?;
    Ok(())
}
