//! The shape of `program.json`.

use super::{Amount, Detail, Drafts, FieldType, Layout, Outbox, Pattern, ResourceKind, Tiering};
use serde::{Deserialize, Serialize};

/// What a vendor publishes for one referral program.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// Lower-case letters, digits and hyphens; the name of the program's folder and in URLs.
    pub id: String,
    /// The vendor's own version, such as `2026-11-01`. It travels with every submission.
    pub version: String,
    /// What partners call it.
    pub name: String,
    /// One or two sentences above the form.
    pub summary: String,
    /// The language of the program's texts (BCP 47). It decides how typed numbers are read.
    pub language: String,
    /// What the rules' messages are in that language, by rule, where the script has them in another.
    pub messages: Vec<(String, String)>,
    /// The time zone by which it is today (IANA).
    #[cfg(feature = "engine")]
    pub time_zone: String,
    /// The currency of money fields and plans that name none (ISO 4217).
    pub currency: String,
    /// Who pays.
    pub vendor: Vendor,
    /// Whom a partner asks.
    pub contact: Contact,
    /// What may be referred.
    pub products: Vec<Product>,
    /// Where the vendor sells (ISO 3166-1 alpha-2).
    pub territory: Vec<String>,
    /// What there is to read: product sheets, success stories.
    pub resources: Vec<Resource>,
    /// Hints on who fits best, one sentence each.
    pub ideal_customer: Vec<String>,
    /// What is asked, in the order shown.
    pub fields: Vec<Field>,
    /// The fields in steps, in their order. Empty where they are in none.
    pub steps: Vec<Step>,
    /// Whether the steps are shown one at a time.
    pub layout: Layout,
    /// How much of the verdict is shown before the lead is sent.
    pub verdict: Detail,
    /// Where what is typed is kept until it is sent.
    pub drafts: Drafts,
    /// How many days drafts on the device are kept, if not 30.
    pub draft_days: Option<u32>,
    /// Where a submission is kept until it has arrived.
    pub outbox: Outbox,
    /// How many days it is kept and sent again, if not 14.
    pub outbox_days: Option<u32>,
    /// The fields that parameters of the page's address may answer.
    pub prefill: Vec<String>,
    /// What currencies are worth, for rules that compare money in two.
    pub rates: Option<Rates>,
    /// What is paid. The rules choose a plan by its id.
    pub compensation: Vec<Plan>,
    /// What the partner accepts when submitting.
    pub agreement: Agreement,
    /// What the prospect agrees to, as the partner confirms.
    pub consent: Option<Consent>,
    /// Whether partners may say what they think of the program.
    pub feedback: bool,
    /// Where a submission goes.
    pub delivery: Delivery,
    /// The rules script, relative to `program.json`.
    pub rules: String,
    /// The stages of the vendor's sales, in their order. Without any, the usual ones hold.
    #[cfg(feature = "delivery")]
    pub stages: Vec<Choice>,
    /// Why the vendor declines leads, beside the codes of rules. Without any, the usual ones hold.
    #[cfg(feature = "delivery")]
    pub decline_reasons: Vec<Choice>,
    /// Why accepted referrals are lost. Without any, the usual ones hold.
    #[cfg(feature = "delivery")]
    pub loss_reasons: Vec<Choice>,
}

/// A word that commands to a referral name, and what people read.
#[cfg(feature = "delivery")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Lower-case letters, digits and hyphens.
    pub id: String,
    /// What people read.
    pub label: String,
}

/// Who pays for referrals.
#[derive(Clone, Debug, PartialEq)]
pub struct Vendor {
    /// The company's name.
    pub name: String,
    /// Its website.
    pub website: Option<String>,
}

/// The partner manager or desk that answers partners.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// A person or a desk.
    pub name: String,
    /// Where to write.
    pub email: String,
    /// Where to call.
    pub phone: Option<String>,
    /// What the person does, such as `Partner manager for hospitals`.
    pub role: String,
    /// A page on which to make an appointment.
    pub appointments: Option<String>,
}

/// Something that may be referred.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// A page about it.
    pub link: Option<String>,
}

/// Something to read about what may be referred.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// What it is about.
    pub title: String,
    /// Where it is.
    pub link: String,
    /// What it is.
    pub kind: ResourceKind,
}

/// One question of the form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// The name in leads and scripts: lower-case letters, digits and underscores.
    pub name: String,
    /// The question.
    pub label: String,
    /// What kind of answer it takes.
    pub kind: FieldType,
    /// Whether a lead is complete without it.
    pub required: bool,
    /// Help below the label.
    pub hint: String,
    /// An answer as it might be given. It stands with the hint, so that it does not vanish while one types.
    pub example: String,
    /// More help, which opens where it is asked for.
    pub help: String,
    /// What stands before the answer, in the control's frame. Before money it is the currency, if nothing else.
    pub prefix: String,
    /// What stands behind it, such as `seconds`. Behind a percentage it is `%`, if nothing else.
    pub suffix: String,
    /// The HTML autofill name, such as `organization`.
    pub autocomplete: Option<String>,
    /// The answers of a `select`, `radio`, `multiselect` or `country` field.
    pub options: Vec<FieldOption>,
    /// The smallest number.
    pub min: Option<Amount>,
    /// The largest number.
    pub max: Option<Amount>,
    /// The first day of a `date` that is taken (RFC 3339 full-date).
    pub earliest: Option<String>,
    /// The last one.
    pub latest: Option<String>,
    /// Digits after the decimal point of a `number` or a `percent`; 0 makes a number an integer. Money takes its
    /// currency's.
    pub decimals: u32,
    /// The currency of a `money` field, if not the program's (ISO 4217).
    pub currency: Option<String>,
    /// The shortest text, in characters.
    pub min_length: Option<u32>,
    /// The longest text, in characters.
    pub max_length: Option<u32>,
    /// What the answer to a `text` field must look like.
    pub pattern: Option<Pattern>,
    /// What is said of one that does not.
    pub pattern_message: String,
    /// The fewest options of a `multiselect` field, where any is chosen; or rows of a `group`.
    pub min_items: Option<u32>,
    /// The most options of a `multiselect` field, or rows of a `group`.
    pub max_items: Option<u32>,
    /// What each row of a `group` asks.
    pub fields: Vec<Field>,
    /// What a row of a `group` is called, such as `Contact`.
    pub item: String,
    /// Of a `url` field: the text field that gets the domain, where it has no answer yet.
    pub fills: Option<String>,
    /// When it is asked: an expression over the fields before it, `lead.existing_customer == "yes"`.
    pub visible_when: Option<String>,
    /// What must hold of the answer: an expression over it and the fields before it, `lead.end >= lead.start`. Only
    /// where all of them are answered.
    pub valid_when: Option<String>,
    /// What is said where it does not hold.
    pub valid_message: String,
    /// Whether suggestions may speak of it. `false` for facts that nobody should be taught to change.
    pub coach: bool,
    /// Whether its answer is never part of a draft, nor of an address.
    pub sensitive: bool,
}

/// What is earlier was a slip of the keyboard, such as the year 26, where the field says nothing else.
pub const EARLIEST: &str = "1900-01-01";

/// What is later was one, too.
pub const LATEST: &str = "2199-12-31";

/// The most rows that a group may have.
pub const MAX_ROWS: u32 = 20;

impl Field {
    /// The fewest rows of a group.
    #[must_use]
    pub fn least_rows(&self) -> u32 {
        self.min_items.unwrap_or(u32::from(self.required)).min(MAX_ROWS)
    }

    /// The most rows of a group.
    #[must_use]
    pub fn most_rows(&self) -> u32 {
        self.max_items.unwrap_or(10).clamp(self.least_rows(), MAX_ROWS)
    }
}

/// An answer of a `select`, `radio`, `multiselect` or `country` field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldOption {
    /// What scripts compare with.
    pub value: String,
    /// What partners read.
    pub label: String,
}

/// A part of the form with a title of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is about.
    pub title: String,
    /// The names of its fields. All of a program's fields stand in a step, in their order.
    pub fields: Vec<String>,
    /// When it is asked, as for a field: an expression over the fields of the steps before it.
    pub visible_when: Option<String>,
}

/// What the prospect agrees to: worded by the vendor, confirmed and dated by the partner, kept with the lead.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    /// What the partner confirms, such as `The customer knows that I pass on this contact, and agrees.`
    pub text: String,
    /// What the data is used for.
    pub purpose: String,
    /// How long it is kept.
    pub retention: String,
}

/// What currencies are worth, at the vendor's choice of day and source.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    /// The currency that the rates are for one unit of (ISO 4217).
    pub base: String,
    /// How much of each currency one unit of the base buys: `("CHF", 0.94)` where a euro is 0.94 francs.
    pub buys: Vec<(String, Amount)>,
    /// The day they are of (RFC 3339 full-date).
    pub as_of: String,
    /// Who says so, such as `European Central Bank`.
    pub source: String,
}

#[cfg(feature = "engine")]
impl Rates {
    /// How much of a currency one unit of the base buys.
    #[must_use]
    pub fn of(&self, currency: &str) -> Option<rust_decimal::Decimal> {
        if currency == self.base {
            return Some(rust_decimal::Decimal::ONE);
        }
        self.buys.iter().find(|(code, _)| code == currency).map(|(_, rate)| rate.0)
    }
}

/// A way to pay a partner: a flat fee, a tiered percentage, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What scripts name it.
    pub id: String,
    /// What partners call it.
    pub name: String,
    /// The currency, if not the program's (ISO 4217).
    pub currency: Option<String>,
    /// Paid whatever the deal's size.
    pub flat: Option<Amount>,
    /// The field the percentage is taken of.
    pub basis: Option<String>,
    /// Percentages by size of the basis, smallest first.
    pub tiers: Vec<Tier>,
    /// Whether a tier's percentage holds for the whole basis or for the slice within the tier.
    pub tiering: Tiering,
    /// The most that is paid.
    pub cap: Option<Amount>,
    /// When it is paid.
    pub payment: Payment,
}

/// A percentage up to a size of the basis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tier {
    /// The largest basis it holds for (inclusive); none on the last tier.
    pub up_to: Option<Amount>,
    /// Percent of the basis: `8` is 8 %.
    pub percent: Amount,
}

/// The longest answer that is taken, in characters, where the field names no limit of its own.
pub const MAX_TEXT: u32 = 10_000;

/// When a fee is paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Payment {
    /// Days after the event.
    pub days: u32,
    /// The event, as it stands in "30 days after …", such as `the customer's first payment`.
    pub after: String,
}

/// What a partner accepts, and the protection it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// It is recorded with the submission.
    pub version: String,
    /// What it is called.
    pub title: String,
    /// What matters in it, in a sentence or two.
    pub summary: String,
    /// The full text, its paragraphs parted by blank lines.
    pub text: String,
    /// A page with the full text.
    pub link: Option<String>,
    /// How long a lead stays the partner's, in days from its receipt.
    pub protection_days: u32,
    /// The fields by which the endpoint knows a customer again: one that another referral protects is refused.
    #[cfg(feature = "delivery")]
    pub known_by: Vec<String>,
}

/// Where a submission goes and how soon the vendor answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// The address that takes a POST, relative to `program.json`.
    pub endpoint: String,
    /// Days within which the vendor decides on a lead in review.
    pub decision_days: u32,
    /// How it is posted there.
    #[cfg(feature = "delivery")]
    pub destination: super::Destination,
    /// Where else it goes once it has arrived there: the name and how.
    #[cfg(feature = "delivery")]
    pub also: Vec<(String, super::Destination)>,
}
