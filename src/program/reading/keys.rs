//! The keys of `program.json`.

use super::{Amount, Object};
use crate::program::{
    Agreement, Consent, Contact, Delivery, Detail, Drafts, EARLIEST, Fact, Field, FieldOption, FieldType,
    LATEST, Layout, MAX_TEXT, Outbox, Payment, Plan, Product, Program, Rates, Resource, ResourceKind, Step,
    Tier, Tiering, Vendor, fill_countries,
};

#[cfg(feature = "delivery")]
use crate::program::{Application, Choice, Destination};

/// Ten years, in days. A longer period is a typing error.
const MAX_DAYS: u32 = 3_650;
/// A lead that is older than this is of no use to the vendor.
const MAX_OUTBOX_DAYS: u32 = 90;

pub fn program(o: &mut Object) -> Program {
    let mut program = Program {
        id: o.text("id"),
        version: o.text("version"),
        name: o.text("name"),
        summary: o.text_or_empty("summary"),
        language: o.optional_text("language").unwrap_or_else(|| "en".into()),
        messages: o.named_texts("messages", true),
        time_zone: o.optional_text("time_zone").unwrap_or_else(|| "UTC".into()),
        currency: o.text("currency"),
        vendor: o.object("vendor", vendor),
        contact: o.object("contact", contact),
        products: o.list("products", product),
        territory: o.texts("territory"),
        resources: o.list("resources", resource),
        ideal_customer: o.texts("ideal_customer"),
        fields: o.list("fields", field),
        steps: o.list("steps", step),
        layout: o.optional_word("layout", &Layout::WORDS).unwrap_or_default(),
        verdict: o.optional_word("verdict", &Detail::WORDS).unwrap_or_default(),
        drafts: o.optional_word("drafts", &Drafts::WORDS).unwrap_or_default(),
        draft_days: o.optional_whole("draft_days", MAX_DAYS),
        outbox: o.optional_word("outbox", &Outbox::WORDS).unwrap_or_default(),
        outbox_days: o.optional_whole("outbox_days", MAX_OUTBOX_DAYS),
        prefill: o.texts("prefill"),
        partner_facts: o.optional_words("partner_facts", &Fact::WORDS),
        rates: o.optional_object("rates", rates),
        compensation: o.list("compensation", plan),
        agreement: o.object("agreement", agreement),
        consent: o.optional_object("consent", consent),
        feedback: o.flag("feedback", false),
        delivery: o.object("delivery", delivery),
        rules: o.optional_text("rules").unwrap_or_else(|| "qualify.rhai".into()),
        #[cfg(feature = "delivery")]
        stages: o.list("stages", choice),
        #[cfg(feature = "delivery")]
        decline_reasons: o.list("decline_reasons", choice),
        #[cfg(feature = "delivery")]
        loss_reasons: o.list("loss_reasons", choice),
        #[cfg(feature = "delivery")]
        partner_email: o.optional_text("partner_email"),
        #[cfg(feature = "delivery")]
        application: o.optional_object("application", application),
    };
    // Forms have no use for them.
    #[cfg(not(feature = "delivery"))]
    for key in ["stages", "decline_reasons", "loss_reasons", "partner_email", "application"] {
        o.raw(key);
    }
    // Only editors use it: the address of `pkg/program.schema.json`.
    o.optional_text("$schema");
    fill_countries(&mut program.fields, &program.territory);
    program
}

#[cfg(feature = "delivery")]
fn application(o: &mut Object) -> Application {
    Application {
        company: o.text("company"),
        email: o.text("email"),
        contact: o.optional_text("contact"),
        website: o.optional_text("website"),
        country: o.optional_text("country"),
        programs: o.texts("programs"),
    }
}

fn consent(o: &mut Object) -> Consent {
    Consent {
        text: o.text("text"),
        purpose: o.text_or_empty("purpose"),
        retention: o.text_or_empty("retention"),
    }
}

fn vendor(o: &mut Object) -> Vendor {
    Vendor { name: o.text("name"), website: o.optional_link("website") }
}

fn contact(o: &mut Object) -> Contact {
    Contact {
        name: o.text("name"),
        email: o.text("email"),
        phone: o.optional_text("phone"),
        role: o.text_or_empty("role"),
        appointments: o.optional_link("appointments"),
    }
}

fn product(o: &mut Object) -> Product {
    Product { name: o.text("name"), summary: o.text_or_empty("summary"), link: o.optional_link("link") }
}

fn resource(o: &mut Object) -> Resource {
    Resource {
        title: o.text("title"),
        link: o.link("link"),
        kind: o.optional_word("kind", &ResourceKind::WORDS).unwrap_or_default(),
    }
}

fn field(o: &mut Object) -> Field {
    let kind = o.word("type", &FieldType::WORDS).unwrap_or(FieldType::Text);
    // A percentage is from 0 to 100 and has two decimals, unless the field says otherwise.
    let (least, most, decimals) = match kind {
        FieldType::Percent => (Some(Amount(0.into())), Some(Amount(100.into())), 2),
        FieldType::Text
        | FieldType::Textarea
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Number
        | FieldType::Money
        | FieldType::Select
        | FieldType::Country
        | FieldType::Radio
        | FieldType::Multiselect
        | FieldType::Checkbox
        | FieldType::Date
        | FieldType::Group => (None, None, 0),
    };
    let day = |day: &str| (kind == FieldType::Date).then(|| day.into());
    let (required, min_items) = (o.flag("required", false), o.optional_whole("min_items", 1_000));
    let max_length = o.optional_whole("max_length", MAX_TEXT);
    Field {
        name: o.text("name"),
        label: o.text("label"),
        kind,
        required: required || kind == FieldType::Group && min_items > Some(0),
        hint: o.text_or_empty("hint"),
        example: o.text_or_empty("example"),
        help: o.text_or_empty("help"),
        prefix: o.text_or_empty("prefix"),
        suffix: o.text_or_empty("suffix"),
        autocomplete: o.optional_text("autocomplete"),
        options: o.list("options", option),
        min: o.optional_amount("min").or(least),
        max: o.optional_amount("max").or(most),
        earliest: o.optional_text("earliest").or_else(|| day(EARLIEST)),
        latest: o.optional_text("latest").or_else(|| day(LATEST)),
        decimals: o.optional_whole("decimals", 9).unwrap_or(decimals),
        currency: o.optional_text("currency"),
        min_length: o.optional_whole("min_length", MAX_TEXT),
        max_length,
        pattern: o.optional_pattern("pattern", max_length.unwrap_or(MAX_TEXT)),
        pattern_message: o.text_or_empty("pattern_message"),
        min_items,
        max_items: o.optional_whole("max_items", 1_000),
        fields: o.list("fields", field),
        item: o.text_or_empty("item"),
        fills: o.optional_text("fills"),
        visible_when: o.optional_text("visible_when"),
        valid_when: o.optional_text("valid_when"),
        valid_message: o.text_or_empty("valid_message"),
        coach: o.flag("coach", true),
        sensitive: o.flag("sensitive", false),
    }
}

fn step(o: &mut Object) -> Step {
    Step { title: o.text("title"), fields: o.texts("fields"), visible_when: o.optional_text("visible_when") }
}

fn option(o: &mut Object) -> FieldOption {
    FieldOption { value: o.text("value"), label: o.text("label") }
}

#[cfg(feature = "delivery")]
fn choice(o: &mut Object) -> Choice {
    Choice { id: o.text("id"), label: o.text("label") }
}

fn rates(o: &mut Object) -> Rates {
    Rates { base: o.text("base"), buys: o.amounts("buys"), as_of: o.text("as_of"), source: o.text("source") }
}

fn plan(o: &mut Object) -> Plan {
    Plan {
        id: o.text("id"),
        name: o.text("name"),
        currency: o.optional_text("currency"),
        flat: o.optional_amount("flat"),
        basis: o.optional_text("basis"),
        tiers: o.list("tiers", tier),
        tiering: o.optional_word("tiering", &Tiering::WORDS).unwrap_or_default(),
        cap: o.optional_amount("cap"),
        payment: o.object("payment", payment),
    }
}

fn tier(o: &mut Object) -> Tier {
    Tier { up_to: o.optional_amount("up_to"), percent: o.amount("percent") }
}

fn payment(o: &mut Object) -> Payment {
    Payment { days: o.whole("days", MAX_DAYS), after: o.text("after") }
}

fn agreement(o: &mut Object) -> Agreement {
    // Only the endpoint and whoever checks the program need it.
    #[cfg(not(feature = "delivery"))]
    for key in ["known_by", "scope"] {
        o.raw(key);
    }
    Agreement {
        version: o.text("version"),
        title: o.text("title"),
        summary: o.text_or_empty("summary"),
        text: o.text_or_empty("text"),
        link: o.optional_link("link"),
        protection_days: o.whole("protection_days", MAX_DAYS),
        #[cfg(feature = "delivery")]
        known_by: o.texts("known_by"),
        #[cfg(feature = "delivery")]
        scope: o.texts("scope"),
    }
}

fn delivery(o: &mut Object) -> Delivery {
    let endpoint = o.text("endpoint");
    let decision_days = o.optional_whole("decision_days", MAX_DAYS).unwrap_or(5);
    #[cfg(feature = "delivery")]
    {
        let destination = Destination::keys(o, endpoint.clone());
        let also = o.list("also", |o| {
            let (id, endpoint) = (o.text("id"), o.text("endpoint"));
            (id, Destination::keys(o, endpoint))
        });
        Delivery { endpoint, decision_days, destination, also }
    }
    // These keys were checked when the program was published.
    #[cfg(not(feature = "delivery"))]
    {
        for key in ["format", "method", "headers", "credentials", "map", "constants", "also"] {
            o.raw(key);
        }
        Delivery { endpoint, decision_days }
    }
}
