//! Reads the data that the form needs from JavaScript objects. Members that are missing or of another type are ignored:
//! the engine reads the same program strictly and reports its mistakes.

use crate::lead::FieldError;
use crate::program::{
    Agreement, Consent, Contact, Delivery, Detail, Drafts, Field, FieldOption, FieldType, Layout, Outbox,
    Payment, Plan, Product, Program, Resource, ResourceKind, Step, Tier, Tiering, Vendor, fill_countries,
};
use crate::submission::{Answer, Body, Fee, Points, Receipt, ReferralStatus};
use js_sys::{Array, JSON, Number, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// An object with these members.
pub fn object<const N: usize>(members: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    for (key, value) in members {
        set(&object, key, &value);
    }
    object
}

/// Sets a member of one of our own plain objects, which cannot fail.
pub fn set(object: &Object, key: &str, value: &JsValue) {
    let _ = Reflect::set(object, &key.into(), value);
}

/// A member of an object.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or_default()
}

/// A member that is a text.
pub fn text(object: &JsValue, key: &str) -> Option<String> {
    get(object, key).as_string()
}

/// The items of a member that is a list.
pub fn list<T>(object: &JsValue, key: &str, read: fn(JsValue) -> T) -> Vec<T> {
    get(object, key).dyn_ref::<Array>().map(|items| items.iter().map(read).collect()).unwrap_or_default()
}

/// The part of a program that the form shows. `None` if it has no fields or no endpoint.
pub fn program(o: &JsValue) -> Option<Program> {
    let [vendor, contact, agreement, delivery] =
        ["vendor", "contact", "agreement", "delivery"].map(|key| get(o, key));
    let mut program = Program {
        id: or_empty(o, "id"),
        version: or_empty(o, "version"),
        name: or_empty(o, "name"),
        summary: or_empty(o, "summary"),
        language: or_empty(o, "language"),
        messages: Vec::new(),
        currency: or_empty(o, "currency"),
        vendor: Vendor { name: or_empty(&vendor, "name"), website: None },
        contact: Contact {
            name: or_empty(&contact, "name"),
            email: or_empty(&contact, "email"),
            phone: text(&contact, "phone"),
            role: or_empty(&contact, "role"),
            appointments: link(&contact, "appointments"),
        },
        products: list(o, "products", product),
        territory: list(o, "territory", sentence),
        resources: list(o, "resources", resource).into_iter().flatten().collect(),
        ideal_customer: list(o, "ideal_customer", sentence),
        fields: list(o, "fields", field),
        steps: list(o, "steps", step),
        layout: word(o, "layout", &Layout::WORDS),
        verdict: word(o, "verdict", &Detail::WORDS),
        // The loader handles these.
        drafts: Drafts::default(),
        draft_days: None,
        outbox: Outbox::default(),
        outbox_days: None,
        prefill: Vec::new(),
        rates: None,
        compensation: list(o, "compensation", plan),
        agreement: Agreement {
            version: or_empty(&agreement, "version"),
            title: or_empty(&agreement, "title"),
            summary: or_empty(&agreement, "summary"),
            text: or_empty(&agreement, "text"),
            link: link(&agreement, "link"),
            protection_days: whole(&agreement, "protection_days").unwrap_or_default(),
        },
        consent: text(&get(o, "consent"), "text").map(|text| {
            let consent = get(o, "consent");
            Consent {
                text,
                purpose: or_empty(&consent, "purpose"),
                retention: or_empty(&consent, "retention"),
            }
        }),
        feedback: get(o, "feedback").is_truthy(),
        delivery: Delivery {
            endpoint: or_empty(&delivery, "endpoint"),
            decision_days: whole(&delivery, "decision_days").unwrap_or(5),
        },
        rules: String::new(),
    };
    fill_countries(&mut program.fields, &program.territory);
    (!program.fields.is_empty() && !program.delivery.endpoint.is_empty()).then_some(program)
}

/// A mistake from the engine (`program::Problem`) in one line.
pub fn problem(o: JsValue) -> String {
    let line = [or_empty(&o, "place"), or_empty(&o, "message")].join(": ");
    text(&o, "help").map_or(line.clone(), |help| [&line, " (", &help, ")"].concat())
}

/// An error in an answer.
pub fn field_error(o: JsValue) -> FieldError {
    let values = get(&o, "values");
    FieldError {
        field: or_empty(&o, "field"),
        message: or_empty(&o, "message"),
        key: or_empty(&o, "key"),
        values: if values.is_object() {
            JSON::stringify(&values).map_or_else(|_| String::new(), String::from)
        } else {
            String::new()
        },
    }
}

/// The answer of a server, in the form that the loader's `requests.js` passes.
pub fn answer(o: &JsValue) -> Answer {
    match whole(o, "status") {
        Some(status) if status > 0 => Answer::Http {
            status: status as u16,
            redirected: get(o, "redirected").is_truthy(),
            body: Box::new(body(&get(o, "answer"))),
        },
        _ if get(o, "isOpaque").is_truthy() => Answer::Opaque,
        _ => Answer::None,
    }
}

/// The body of an endpoint's answer. The receipt is the whole body, or a part of a refusal.
fn body(o: &JsValue) -> Body {
    Body {
        receipt: receipt(o).or_else(|| receipt(&get(o, "receipt"))),
        // Not every system follows RFC 9457.
        detail: text(o, "detail").unwrap_or_else(|| or_empty(o, "message")),
        errors: list(o, "errors", field_error),
        protected: ["protected_since", "protected_until"].map(|key| day(o, key)),
    }
}

/// The day of a date or a time (RFC 3339).
fn day(o: &JsValue, key: &str) -> Option<String> {
    let text = text(o, key)?;
    text.get(..10).filter(|day| day.bytes().all(|b| b.is_ascii_digit() || b == b'-')).map(Into::into)
}

fn number(o: &JsValue, key: &str) -> Option<i64> {
    get(o, key).as_f64().map(|number| number as i64)
}

fn receipt(o: &JsValue) -> Option<Receipt> {
    let (fee, score) = (get(o, "fee"), get(o, "score"));
    Some(Receipt {
        referral: text(o, "referral")?,
        key: text(o, "key")?,
        status: ReferralStatus::from_word(&text(o, "status")?)?,
        received_at: text(o, "received_at")?,
        protected_until: text(o, "protected_until"),
        not_yet_protected: get(o, "not_yet_protected").is_truthy(),
        decision_due: text(o, "decision_due"),
        reasons: list(o, "reasons", sentence),
        score: number(&score, "points")
            .zip(number(&score, "least"))
            .map(|(points, least)| Points { points, least }),
        suspected: get(o, "suspected").is_truthy(),
        fee: amount(&fee, "amount").map(|amount| Fee {
            amount,
            currency: or_empty(&fee, "currency"),
            payment: payment(&fee),
        }),
    })
}

fn field(o: JsValue) -> Field {
    let mut field = plain(o.clone());
    if field.kind == FieldType::Group {
        field.fields = list(&o, "fields", plain);
        // With groups in groups, the number of rows would multiply at each level.
        field.fields.retain(|asked| asked.kind != FieldType::Group);
    }
    field
}

/// A field without the fields of its rows.
fn plain(o: JsValue) -> Field {
    let kind = word(&o, "type", &FieldType::WORDS);
    let min_items = whole(&o, "min_items");
    Field {
        name: or_empty(&o, "name"),
        label: or_empty(&o, "label"),
        kind,
        required: get(&o, "required").is_truthy() || kind == FieldType::Group && min_items > Some(0),
        hint: or_empty(&o, "hint"),
        example: or_empty(&o, "example"),
        help: or_empty(&o, "help"),
        prefix: or_empty(&o, "prefix"),
        suffix: or_empty(&o, "suffix"),
        autocomplete: text(&o, "autocomplete"),
        options: list(&o, "options", option),
        min_items,
        max_items: whole(&o, "max_items"),
        item: or_empty(&o, "item"),
        decimals: whole(&o, "decimals").unwrap_or_default(),
        currency: text(&o, "currency"),
        fills: text(&o, "fills"),
        visible_when: text(&o, "visible_when"),
        ..Field::default()
    }
}

fn step(o: JsValue) -> Step {
    Step {
        title: or_empty(&o, "title"),
        fields: list(&o, "fields", sentence),
        visible_when: text(&o, "visible_when"),
    }
}

fn option(o: JsValue) -> FieldOption {
    FieldOption { value: or_empty(&o, "value"), label: or_empty(&o, "label") }
}

fn product(o: JsValue) -> Product {
    Product { name: or_empty(&o, "name"), summary: or_empty(&o, "summary"), link: link(&o, "link") }
}

fn resource(o: JsValue) -> Option<Resource> {
    Some(Resource {
        title: or_empty(&o, "title"),
        link: link(&o, "link")?,
        kind: word(&o, "kind", &ResourceKind::WORDS),
    })
}

fn plan(o: JsValue) -> Plan {
    Plan {
        id: String::new(),
        name: or_empty(&o, "name"),
        currency: text(&o, "currency"),
        flat: amount(&o, "flat"),
        basis: text(&o, "basis"),
        tiers: list(&o, "tiers", tier),
        tiering: word(&o, "tiering", &Tiering::WORDS),
        cap: amount(&o, "cap"),
        payment: payment(&o),
    }
}

fn payment(o: &JsValue) -> Payment {
    let payment = get(o, "payment");
    Payment { days: whole(&payment, "days").unwrap_or_default(), after: or_empty(&payment, "after") }
}

fn tier(o: JsValue) -> Tier {
    Tier { up_to: amount(&o, "up_to"), percent: amount(&o, "percent").unwrap_or_default() }
}

/// An item of a list as a text.
pub fn sentence(o: JsValue) -> String {
    o.as_string().unwrap_or_default()
}

/// A member that is a text. Empty if it is missing.
fn or_empty(o: &JsValue, key: &str) -> String {
    text(o, key).unwrap_or_default()
}

/// One of several words, or the default.
fn word<T: Copy + Default>(o: &JsValue, key: &str, words: &[(&str, T)]) -> T {
    let given = or_empty(o, key);
    words.iter().find(|(word, _)| *word == given).map(|(_, meant)| *meant).unwrap_or_default()
}

/// A web address. Partners click it, so only `http` and `https` are allowed: this keeps `javascript:` out.
fn link(o: &JsValue, key: &str) -> Option<String> {
    text(o, key).filter(|link| ["https://", "http://"].iter().any(|start| link.starts_with(start)))
}

fn whole(o: &JsValue, key: &str) -> Option<u32> {
    get(o, key).as_f64().map(|number| number as u32)
}

/// A decimal, which is a text or a number in JSON.
fn amount(o: &JsValue, key: &str) -> Option<String> {
    let value = get(o, key);
    let number = || Some(Number::from(value.as_f64()?).to_string_with_radix(10).ok()?.into());
    value.as_string().or_else(number)
}
