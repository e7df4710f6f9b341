//! What each kind of question takes for an answer, and what is said of others.

use referral_widget::lead::{Answers, Lead, NumberStyle};
use referral_widget::program::Program;
use referral_widget::rules::{Outcome, Rules, check};
use serde_json::{Value as Json, json};

/// The sample program with one question in place of its own.
fn asking(field: Json) -> Json {
    let text = include_str!("../rules/cloud-migration/program.json");
    let mut program: Json = serde_json::from_str(text).expect("the sample is JSON");
    program["fields"] = json!([field]);
    program["agreement"]["known_by"] = json!([]);
    program["compensation"] = json!([]);
    program
}

/// What is said of a program with this question.
fn refused(field: Json) -> String {
    match Program::parse(&asking(field).to_string()) {
        Ok(_) => "fine".into(),
        Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

/// The answer as it is taken, or what is said of it; null where there is none.
fn read(field: &Json, answer: Json) -> Json {
    let program = Program::parse(&asking(field.clone()).to_string()).expect("the question is right");
    let name = program.fields[0].name.clone();
    let (lead, errors) =
        Lead::read(&program, &Answers::from_iter([(name.clone(), answer)]), NumberStyle::Point);
    match errors.first() {
        Some(error) => Json::from(error.message.as_str()),
        None => lead.get(&name).map(Json::from).unwrap_or_default(),
    }
}

fn products() -> Json {
    let options: Json =
        ["crm", "erp", "bi"].map(|it| json!({ "value": it, "label": it.to_uppercase() })).into();
    json!({ "name": "products", "label": "Products", "type": "multiselect", "options": options })
}

#[test]
fn several_options_are_a_list_in_the_order_of_the_program() {
    let field = products();
    for (answer, taken) in [
        (json!(["erp", "crm", "erp"]), json!(["crm", "erp"])),
        (json!([]), json!([])),
        (Json::Null, json!([])),
        (json!(["crm", "cms"]), json!("Products must be some of the options")),
        (json!([["crm"]]), json!("Products must be some of the options")),
        (json!("crm"), json!("Products must be a list of options")),
        (json!(true), json!("Products must be a list of options")),
    ] {
        assert_eq!(read(&field, answer.clone()), taken, "{answer}");
    }
}

#[test]
fn of_several_options_as_many_are_chosen_as_the_field_says() {
    let mut field = products();
    field["min_items"] = 2.into();
    field["max_items"] = 2.into();
    assert_eq!(read(&field, json!([])), json!([]), "an optional question can be left open");
    assert_eq!(read(&field, json!(["crm"])), json!("Products: choose 2 or more"));
    assert_eq!(read(&field, json!(["crm", "bi"])), json!(["crm", "bi"]));
    assert_eq!(read(&field, json!(["crm", "bi", "erp"])), json!("Products: choose 2 or fewer"));
    field["required"] = true.into();
    assert_eq!(read(&field, json!([])), Json::Null, "a required question is open until something is chosen");
}

#[test]
fn a_list_that_nobody_can_answer_is_refused() {
    let with = |key: &str, value: Json| {
        let mut field = products();
        field[key] = value;
        refused(field)
    };
    let place = "fields[0] `products`";
    assert_eq!(
        with("options", json!([])),
        format!(
            "{place}: has no options (options belong to the types select, radio, multiselect and country)"
        )
    );
    assert_eq!(
        with("min_items", 4.into()),
        format!("{place}: has a min_items above the number of its options")
    );
    assert_eq!(
        with("options", json!([{ "value": "crm;erp", "label": "Both" }])),
        format!(
            "{place}: has the option `crm;erp`, which a list of leads would take for two (leave out semicolons and bars)"
        )
    );
    let mut field = products();
    field["min_items"] = 3.into();
    field["max_items"] = 2.into();
    assert_eq!(refused(field), format!("{place}: has a min_items above its max_items"));
    assert_eq!(
        refused(json!({ "name": "a", "label": "A", "type": "text", "max_items": 2 })),
        "fields[0] `a`: has min_items or max_items, but its type takes no list (they belong to the types multiselect and group)"
    );
}

/// The verdict's findings on an answer, by a script.
fn findings(field: &Json, answer: Json, script: &str) -> Vec<Outcome> {
    let json = asking(field.clone()).to_string();
    let program = Program::parse(&json).expect("the question is right");
    let rules = Rules::compile(&program, &json, script).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let answers = Answers::from_iter([(program.fields[0].name.clone(), answer)]);
    let (lead, _) = Lead::read(&program, &answers, NumberStyle::Plain);
    let verdict = rules.evaluate(&lead, jiff::civil::date(2026, 11, 23));
    verdict.findings.iter().map(|finding| finding.outcome).collect()
}

#[test]
fn a_script_looks_into_a_list() {
    let script = r#"
        review("in", "CRM is among them.", |lead| "crm" in lead.products);
        review("len", "There are two.", |lead| lead.products.len() == 2);
        review("any", "One of the large ones.", |lead| any_of(lead.products, ["erp", "cms"]));
        review("each", "Each has a short name.", |lead| lead.products.all(|product| product.len() < 4));
    "#;
    use Outcome::{Met, Pending, Unmet};
    let mut field = products();
    assert_eq!(findings(&field, json!(["erp", "crm"]), script), [Met; 4]);
    assert_eq!(findings(&field, json!(["bi"]), script), [Unmet, Unmet, Unmet, Met]);
    assert_eq!(findings(&field, json!([]), script), [Unmet, Unmet, Unmet, Met], "none is an empty list");
    field["required"] = true.into();
    assert_eq!(findings(&field, json!([]), script), [Pending; 4]);
}

#[test]
fn a_script_that_takes_a_list_for_an_option_is_warned_of() {
    let json = asking(products()).to_string();
    let program = Program::parse(&json).expect("the question is right");
    let said = |check_body: &str| {
        let script = format!("require(\"a\", \"A.\", |lead| {check_body});");
        let problems = check(&program, &json, &script, jiff::civil::date(2026, 11, 23));
        problems
            .iter()
            .map(|problem| format!("{} ({})", problem.message, problem.help.as_deref().unwrap_or("")))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(
        said("lead.products == \"crm\""),
        "`products` is a list, and is compared with \"crm\", a text: this is never true (write \"crm\" in lead.products)"
    );
    assert_eq!(
        said("\"crn\" in lead.products"),
        "`products` has no option \"crn\": this is never true (did you mean \"crm\"?)"
    );
    assert_eq!(said("\"crm\" in lead.products"), "");
}

#[test]
fn what_stands_in_a_frame_needs_one() {
    let mut field = products();
    field["suffix"] = "products".into();
    assert_eq!(
        refused(field),
        "fields[0] `products`: has a prefix or a suffix, but its type has no frame around the answer \
         (put it into the label or the hint)"
    );
}

#[test]
fn a_percentage_is_a_decimal_from_0_to_100_unless_the_field_says_otherwise() {
    let mut field = json!({ "name": "share", "label": "Share", "type": "percent" });
    for (answer, taken) in [
        ("12.5", "12.50"),
        ("12.5 %", "12.50"),
        ("100%", "100.00"),
        ("0", "0.00"),
        ("100.01", "Share must be 100 or less"),
        ("-1", "Share must be 0 or more"),
        ("1.125", "Share must have at most 2 decimals"),
        ("a half", "Share must be a number, such as 7.5"),
        ("%", "Share must be a number, such as 7.5"),
    ] {
        assert_eq!(read(&field, answer.into()), json!(taken), "{answer}");
    }
    assert_eq!(read(&field, json!(40)), json!("40.00"));
    field["min"] = json!(-100);
    field["decimals"] = json!(0);
    assert_eq!(read(&field, "-1".into()), json!("-1"));
    let script = "review(\"half\", \"At least half.\", |lead| lead.share >= 50 && lead.share != 50.5);";
    assert_eq!(findings(&field, "50".into(), script), [Outcome::Met]);
}

#[test]
fn a_country_is_one_of_the_options_or_of_the_territory_or_of_all() {
    let mut program = asking(json!({ "name": "country", "label": "Country", "type": "country" }));
    let mut countries = |territory: Json, options: Json| {
        program["territory"] = territory;
        program["fields"][0]["options"] = options;
        let program = Program::parse(&program.to_string()).expect("the question is right");
        program.fields[0].options.iter().map(|option| option.label.clone()).collect::<Vec<_>>()
    };
    let all = countries(json!([]), json!([]));
    assert_eq!(all.len(), 249);
    assert!(all.is_sorted() && all.contains(&"DE".to_string()));
    assert_eq!(countries(json!(["CH", "AT"]), json!([])), ["CH", "AT"]);
    assert_eq!(countries(json!(["CH"]), json!([{ "value": "DE", "label": "Germany" }])), ["Germany"]);

    let field = json!({ "name": "country", "label": "Country", "type": "country" });
    assert_eq!(read(&field, "CH".into()), json!("CH"));
    assert_eq!(read(&field, "Switzerland".into()), json!("Country must be one of the options"));
    let mut wrong = field;
    wrong["options"] = json!([{ "value": "Germany", "label": "Germany" }]);
    assert_eq!(
        refused(wrong),
        "fields[0] `country`: has the option `Germany`, which is not a country code \
         (use two capital letters (ISO 3166-1), such as DE)"
    );
}

#[test]
fn a_web_address_fills_a_text_field_that_there_is() {
    let program = |kind: &str, fills: &str| {
        let mut program = asking(json!({ "name": "site", "label": "Website", "type": kind, "fills": fills }));
        let domain = json!({ "name": "domain", "label": "Domain", "type": "text" });
        program["fields"].as_array_mut().expect("a list").push(domain);
        match Program::parse(&program.to_string()) {
            Ok(_) => "fine".to_string(),
            Err(problems) => problems[0].to_string(),
        }
    };
    assert_eq!(program("url", "domain"), "fine");
    assert_eq!(
        program("url", "domains"),
        "fields[0] `site`: fills `domains`, which is not a field of the type text (did you mean `domain`?)"
    );
    assert_eq!(
        program("text", "domain"),
        "fields[0] `site`: fills a field, but is not a web address (`fills` belongs to the type url)"
    );
}
