//! The shape of `program.json`.

use super::{Amount, Detail, Drafts, FieldType, Layout, Outbox, Pattern, ResourceKind, Tiering};
use serde::{Deserialize, Serialize};

/// What a vendor publishes for one referral program.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// Lower-case letters, digits and hyphens. It is also the name of the program's folder, and part of URLs.
    pub id: String,
    /// The vendor's own version, such as `2026-11-01`. It is part of every submission.
    pub version: String,
    /// The name that partners see.
    pub name: String,
    /// One or two sentences above the form.
    pub summary: String,
    /// The language of the program's texts (BCP 47). It decides how typed numbers are read.
    pub language: String,
    /// Translations of the rules' messages, by rule code, if the script's own are in another language.
    pub messages: Vec<(String, String)>,
    /// The time zone that decides which day is today (IANA).
    #[cfg(feature = "engine")]
    pub time_zone: String,
    /// The currency of money fields and plans that name none (ISO 4217).
    pub currency: String,
    /// The company that pays.
    pub vendor: Vendor,
    /// The person or desk that answers partners' questions.
    pub contact: Contact,
    /// The products that may be referred.
    pub products: Vec<Product>,
    /// The countries where the vendor sells (ISO 3166-1 alpha-2).
    pub territory: Vec<String>,
    /// Reading for partners: product sheets, success stories.
    pub resources: Vec<Resource>,
    /// Hints on who fits best, one sentence each.
    pub ideal_customer: Vec<String>,
    /// The questions, in the order shown.
    pub fields: Vec<Field>,
    /// The steps, in the order shown. Empty if the form has none.
    pub steps: Vec<Step>,
    /// How the steps are shown.
    pub layout: Layout,
    /// How much of the verdict is shown before the lead is sent.
    pub verdict: Detail,
    /// Where the page keeps typed answers until they are sent.
    pub drafts: Drafts,
    /// How many days drafts on the device are kept, if not 30.
    pub draft_days: Option<u32>,
    /// Where a submission is kept until it has arrived.
    pub outbox: Outbox,
    /// How many days it is kept and sent again, if not 14.
    pub outbox_days: Option<u32>,
    /// The fields that URL parameters of the page may answer.
    pub prefill: Vec<String>,
    /// The facts of the partner that the rules may read, in the order listed.
    #[cfg(feature = "engine")]
    pub partner_facts: Vec<super::Fact>,
    /// Exchange rates, for rules that compare money in two currencies.
    pub rates: Option<Rates>,
    /// The compensation plans. The rules choose one by its id.
    pub compensation: Vec<Plan>,
    /// What the partner accepts when submitting.
    pub agreement: Agreement,
    /// The prospect's consent, which the partner confirms.
    pub consent: Option<Consent>,
    /// True if partners may give feedback on the program.
    pub feedback: bool,
    /// Where a submission goes.
    pub delivery: Delivery,
    /// The path of the rules script, relative to `program.json`.
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
    /// The field that asks for the partner's e-mail address.
    #[cfg(feature = "delivery")]
    pub partner_email: Option<String>,
    /// The program takes applications of partners, and no referrals of customers: which answers say what about the partner.
    #[cfg(feature = "delivery")]
    pub application: Option<Application>,
}

/// The fields of an application that say who the partner is.
#[cfg(feature = "delivery")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The field with the name of the partner's company.
    pub company: String,
    /// The field with the partner's e-mail address.
    pub email: String,
    /// The field with the person at the partner.
    pub contact: Option<String>,
    /// The field with the partner's website.
    pub website: Option<String>,
    /// The field with the partner's country.
    pub country: Option<String>,
    /// The ids of the programs that the partner will refer to. Empty for all.
    pub programs: Vec<String>,
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

/// The company that pays for referrals.
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
    /// The e-mail address.
    pub email: String,
    /// The telephone number.
    pub phone: Option<String>,
    /// The person's role, such as `Partner manager for hospitals`.
    pub role: String,
    /// The address of a page for making an appointment.
    pub appointments: Option<String>,
}

/// A product that may be referred.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// A description in one sentence.
    pub summary: String,
    /// The address of a page about it.
    pub link: Option<String>,
}

/// Something to read about a product.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its subject.
    pub title: String,
    /// Its address.
    pub link: String,
    /// The type of document.
    pub kind: ResourceKind,
}

/// One question of the form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// The name in leads and scripts: lower-case letters, digits and underscores.
    pub name: String,
    /// The question.
    pub label: String,
    /// The type of question.
    pub kind: FieldType,
    /// True if a lead is incomplete without an answer.
    pub required: bool,
    /// Help below the label.
    pub hint: String,
    /// An example of an answer. It is shown with the hint, not in the control, so that it does not vanish while the
    /// partner types.
    pub example: String,
    /// More help, which opens on request.
    pub help: String,
    /// The text before the answer, in the control's frame. The default before money is its currency.
    pub prefix: String,
    /// The text after the answer, such as `seconds`. The default after a percentage is `%`.
    pub suffix: String,
    /// The HTML autofill name, such as `organization`.
    pub autocomplete: Option<String>,
    /// The answers of a `select`, `radio`, `multiselect` or `country` field.
    pub options: Vec<FieldOption>,
    /// The smallest number.
    pub min: Option<Amount>,
    /// The largest number.
    pub max: Option<Amount>,
    /// The first day that a `date` field accepts (RFC 3339 full-date).
    pub earliest: Option<String>,
    /// The last day that it accepts.
    pub latest: Option<String>,
    /// Digits after the decimal point of a `number` or a `percent`. With 0, a number is a whole number. Money has the
    /// decimals of its currency.
    pub decimals: u32,
    /// The currency of a `money` field, if not the program's (ISO 4217).
    pub currency: Option<String>,
    /// The shortest text, in characters.
    pub min_length: Option<u32>,
    /// The longest text, in characters.
    pub max_length: Option<u32>,
    /// The pattern that an answer to a `text` field must match.
    pub pattern: Option<Pattern>,
    /// The message for an answer that does not match.
    pub pattern_message: String,
    /// The fewest options of a `multiselect` field if any is chosen, or the fewest rows of a `group`.
    pub min_items: Option<u32>,
    /// The most options of a `multiselect` field, or rows of a `group`.
    pub max_items: Option<u32>,
    /// The questions in each row of a `group`.
    pub fields: Vec<Field>,
    /// The name of a row of a `group`, such as `Contact`.
    pub item: String,
    /// For a `url` field: the text field that receives the domain, if it has no answer yet.
    pub fills: Option<String>,
    /// When the field is asked: an expression over the fields before it, such as `lead.existing_customer == "yes"`.
    pub visible_when: Option<String>,
    /// A condition on the answer: an expression over it and the fields before it, such as `lead.end >= lead.start`. It
    /// applies only if all of them are answered.
    pub valid_when: Option<String>,
    /// The message if the condition is not met.
    pub valid_message: String,
    /// True if suggestions may mention the field. `false` for facts that nobody should be taught to change.
    pub coach: bool,
    /// True if the answer must never be in a draft or a URL.
    pub sensitive: bool,
}

/// The default first day of a date. An earlier date, such as one in the year 26, is a typing error.
pub const EARLIEST: &str = "1900-01-01";

/// The default last day of a date. A later date is a typing error.
pub const LATEST: &str = "2199-12-31";

/// The largest number of rows of any group.
pub const MAX_ROWS: u32 = 20;

impl Field {
    /// The fewest rows of this group.
    #[must_use]
    pub fn least_rows(&self) -> u32 {
        self.min_items.unwrap_or(u32::from(self.required)).min(MAX_ROWS)
    }

    /// The most rows of this group.
    #[must_use]
    pub fn most_rows(&self) -> u32 {
        self.max_items.unwrap_or(10).clamp(self.least_rows(), MAX_ROWS)
    }
}

/// An answer of a `select`, `radio`, `multiselect` or `country` field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldOption {
    /// The value that scripts compare with.
    pub value: String,
    /// The text that partners read.
    pub label: String,
}

/// A part of the form with a title of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The title.
    pub title: String,
    /// The names of its fields. All fields of a program with steps belong to one, in their order.
    pub fields: Vec<String>,
    /// When the step is asked: an expression over the fields of the steps before it.
    pub visible_when: Option<String>,
}

/// The prospect's consent. The vendor words it, the partner confirms it, and it is stored with its date in the lead.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    /// The text that the partner confirms, such as `The customer knows that I pass on this contact, and agrees.`
    pub text: String,
    /// The purpose for which the data is used.
    pub purpose: String,
    /// How long the data is kept.
    pub retention: String,
}

/// Exchange rates. The vendor chooses the day and the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    /// The base currency (ISO 4217). Each rate is for one unit of it.
    pub base: String,
    /// The amount of each currency that one unit of the base buys: `("CHF", 0.94)` if a euro is 0.94 francs.
    pub buys: Vec<(String, Amount)>,
    /// The day of the rates (RFC 3339 full-date).
    pub as_of: String,
    /// The source, such as `European Central Bank`.
    pub source: String,
}

#[cfg(feature = "engine")]
impl Rates {
    /// The amount of a currency that one unit of the base buys.
    #[must_use]
    pub fn buys_of(&self, currency: &str) -> Option<rust_decimal::Decimal> {
        if currency == self.base {
            return Some(rust_decimal::Decimal::ONE);
        }
        self.buys.iter().find(|(code, _)| code == currency).map(|(_, rate)| rate.0)
    }
}

/// A way to pay a partner: a flat fee, a tiered percentage, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The id that scripts use.
    pub id: String,
    /// The name that partners see.
    pub name: String,
    /// The currency, if not the program's (ISO 4217).
    pub currency: Option<String>,
    /// A fee that does not depend on the deal's size.
    pub flat: Option<Amount>,
    /// The field that the percentage is taken of.
    pub basis: Option<String>,
    /// Percentages by size of the basis, smallest first.
    pub tiers: Vec<Tier>,
    /// How a tier's percentage applies: to the whole basis, or to the slice within the tier.
    pub tiering: Tiering,
    /// The highest fee.
    pub cap: Option<Amount>,
    /// When the fee is paid.
    pub payment: Payment,
}

/// A percentage for a basis up to some size.
#[derive(Clone, Debug, PartialEq)]
pub struct Tier {
    /// The largest basis that it applies to, inclusive. `None` on an open last tier.
    pub up_to: Option<Amount>,
    /// Percent of the basis: `8` is 8 %.
    pub percent: Amount,
}

/// The longest answer, in characters, if the field sets no limit of its own.
pub const MAX_TEXT: u32 = 10_000;

/// When a fee is paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Payment {
    /// The number of days after the event.
    pub days: u32,
    /// The event, worded to follow “30 days after …”, such as `the customer's first payment`.
    pub after: String,
}

/// The agreement that a partner accepts, and the protection that it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// The version, which is recorded with the submission.
    pub version: String,
    /// The title.
    pub title: String,
    /// The main points, in a sentence or two.
    pub summary: String,
    /// The full text. Blank lines separate paragraphs.
    pub text: String,
    /// The address of a page with the full text.
    pub link: Option<String>,
    /// How long a lead is protected for the partner, in days from its receipt.
    pub protection_days: u32,
    /// The fields by which the endpoint recognises a customer. A customer whom another referral protects is refused.
    #[cfg(feature = "delivery")]
    pub known_by: Vec<String>,
    /// The questions that narrow the protection: two referrals of one customer with different answers to one of them are both
    /// protected.
    #[cfg(feature = "delivery")]
    pub scope: Vec<String>,
}

/// Where a submission goes, and how soon the vendor answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// The address that takes a POST, relative to `program.json`.
    pub endpoint: String,
    /// Days within which the vendor decides on a lead in review.
    pub decision_days: u32,
    /// How it is posted to the endpoint.
    #[cfg(feature = "delivery")]
    pub destination: super::Destination,
    /// Further destinations, each with its name. They follow once the endpoint has the submission.
    #[cfg(feature = "delivery")]
    pub also: Vec<(String, super::Destination)>,
}
