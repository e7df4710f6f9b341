//! Questions of every type, required and optional.

use super::Choices;
use referral_testing::program;
use serde_json::{Value, json};

/// The kind of an answer, as a script sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `text`, `textarea`, `email`, `phone`, `url`.
    Text(&'static str),
    /// One of [`OPTIONS`]: `select` or `radio`, or a `country`, since some of the options are countries.
    Option(&'static str),
    /// Some of [`OPTIONS`]: `multiselect`.
    List,
    /// A number without decimals.
    Integer,
    /// A number with two decimals, a percentage, or money.
    Decimal(&'static str),
    /// A checkbox.
    Truth,
    /// A date.
    Date,
    /// Rows of [`ROW`].
    Rows,
}

/// The questions of a row: name, kind, and whether an answer is required.
pub const ROW: [(&str, Kind, bool); 4] = [
    ("role", Kind::Option("select"), true),
    ("years", Kind::Integer, false),
    ("fee", Kind::Decimal("money"), false),
    ("sure", Kind::Truth, false),
];

/// The options of every select, radio and multiselect field.
pub const OPTIONS: [&str; 4] = ["DE", "AT", "CH", "other"];

const KINDS: [Kind; 16] = [
    Kind::Integer,
    Kind::Option("select"),
    Kind::Truth,
    Kind::Decimal("money"),
    Kind::Date,
    Kind::Text("text"),
    Kind::Option("radio"),
    Kind::Option("country"),
    Kind::Decimal("number"),
    Kind::Decimal("percent"),
    Kind::List,
    Kind::Text("textarea"),
    Kind::Text("email"),
    Kind::Text("phone"),
    Kind::Text("url"),
    Kind::Rows,
];

/// A question.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The kind of its answer.
    pub kind: Kind,
    /// True if a lead is incomplete without it.
    pub required: bool,
    /// The condition under which it is asked, on the fields before it.
    pub visible_when: Option<String>,
    /// The condition on its answer, by itself and together with the answers before it.
    pub valid_when: Option<String>,
}

/// Makes three to twelve questions. The first three have the types that rules read most.
pub fn fields(choices: &mut Choices) -> Vec<Field> {
    let count = 3 + choices.below(10);
    let kinds: Vec<Kind> =
        (0..count).map(|i| KINDS[if i < 3 { i } else { choices.below(KINDS.len()) }]).collect();
    let field = |(i, kind)| Field {
        name: format!("f{i}"),
        kind,
        required: !choices.chance(40),
        visible_when: (i > 0 && choices.chance(12)).then(|| condition(choices, i)),
        valid_when: choices.chance(8).then(|| condition(choices, i + 1)),
    };
    kinds.into_iter().enumerate().map(field).collect()
}

/// Returns a condition on one of the fields before, whatever its type is.
fn condition(choices: &mut Choices, before: usize) -> String {
    let field = format!("lead.f{}", choices.below(before));
    match choices.below(8) {
        0 => format!("{field} != ()"),
        1 => format!("{field} == \"DE\""),
        2 => format!("{field} in TERRITORY || {field} == true"),
        3 => format!("!({field} > LIMIT)"),
        4 => format!("is_large({field}) // a function of the script"),
        5 => format!("\"DE\" in {field}"),
        6 => format!("{field} == () ||\n{field} < today"),
        _ => format!("{field}.len() > 2"),
    }
}

/// Returns `program.json`, with two plans.
pub fn json(fields: &[Field]) -> String {
    program()
        .with("id", "generated")
        .with("fields", fields.iter().map(question).collect::<Value>())
        .with("compensation", plans(fields))
        .with("partner_facts", json!(["country", "level"]))
        .text()
}

fn question(field: &Field) -> Value {
    let (kind, decimals) = match field.kind {
        Kind::Text(kind) | Kind::Option(kind) => (kind, 0),
        Kind::List => ("multiselect", 0),
        Kind::Integer => ("number", 0),
        Kind::Decimal(kind) => (kind, 2),
        Kind::Truth => ("checkbox", 0),
        Kind::Date => ("date", 0),
        Kind::Rows => ("group", 0),
    };
    let mut json = json!({
        "name": field.name, "label": format!("Question {}", field.name), "type": kind, "required": field.required,
    });
    if matches!(field.kind, Kind::Option("select" | "radio") | Kind::List) {
        json["options"] = OPTIONS.iter().map(|value| json!({ "value": value, "label": value })).collect();
    }
    if let Some(condition) = &field.visible_when {
        json["visible_when"] = condition.as_str().into();
    }
    if let Some(condition) = &field.valid_when {
        json["valid_when"] = condition.as_str().into();
        json["valid_message"] = "It is not right.".into();
    }
    if field.kind == Kind::Text("text") {
        json["pattern"] = r"[^\d]+|\w{2,}".into();
        json["pattern_message"] = "It looks different.".into();
    }
    if kind == "number" {
        json["decimals"] = decimals.into();
    }
    if kind == "group" {
        let asked = |(name, kind, required): (&str, Kind, bool)| {
            question(&Field { name: name.into(), kind, required, visible_when: None, valid_when: None })
        };
        json["item"] = "Row".into();
        json["fields"] = ROW.into_iter().map(asked).collect();
    }
    json
}

fn plans(fields: &[Field]) -> Vec<Value> {
    let payment = json!({ "days": 30, "after": "payment" });
    let mut plans = vec![json!({ "id": "small", "name": "Small", "flat": 100, "payment": payment })];
    if let Some(money) = fields.iter().find(|field| field.kind == Kind::Decimal("money")) {
        plans.push(json!({
            "id": "share", "name": "Share", "basis": money.name, "payment": payment,
            "tiers": [{ "up_to": 10_000, "percent": 5 }, { "percent": "7.5" }], "tiering": "slices", "cap": "9000",
        }));
    }
    plans
}
