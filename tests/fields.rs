//! Which answers each type of question accepts, and the messages about others.

use referral_testing::program;
use referral_widget::lead::{Answers, Lead, NumberStyle};
use referral_widget::precheck::{Options, Records, Row, begin};
use referral_widget::program::{FieldType, Program};
use referral_widget::rules::{Outcome, Rules, check_script};
use serde_json::{Value as Json, json};

/// A program with one question.
fn asking(field: Json) -> Json {
    program().question(field).json()
}

/// Returns the messages about a program with this question.
fn refused(field: Json) -> String {
    match Program::parse(&asking(field).to_string()) {
        Ok(_) => "fine".into(),
        Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

/// Returns the answer as it is accepted, or the message about it. Null if there is no answer.
fn read(field: &Json, answer: Json) -> Json {
    read_as(field, answer, NumberStyle::Point)
}

fn read_as(field: &Json, answer: Json, style: NumberStyle) -> Json {
    let program = Program::parse(&asking(field.clone()).to_string()).expect("the question is right");
    let name = program.fields[0].name.clone();
    let (lead, errors) = Lead::read(&program, &Answers::from_iter([(name.clone(), answer)]), style);
    match errors.first() {
        Some(error) => Json::from(error.message.as_str()),
        None => lead.get(&name).map(Json::from).unwrap_or_default(),
    }
}

#[test]
fn a_number_that_can_be_read_in_two_ways_is_asked_in_forms() {
    let question = |kind: &str, more: Json| {
        let mut field = json!({ "name": "n", "label": "N", "type": kind });
        field.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        field
    };
    let euros = question("money", json!({}));
    let dinars = question("money", json!({ "currency": "KWD" }));
    let yen = question("money", json!({ "currency": "JPY" }));
    let tonnes = question("number", json!({ "decimals": 3 }));
    let staff = question("number", json!({}));
    let share = question("percent", json!({ "decimals": 2, "max": 100 }));
    let growth = question("percent", json!({ "decimals": 2, "max": 10_000 }));
    let least = question("money", json!({ "min": 1000 }));
    let asks = |whole: &str, fraction: &str| {
        json!(format!("N can be read in two ways: write {whole} or {fraction}"))
    };
    // The point is the decimal point in an English form. In a German one, the comma has the same role.
    for (field, typed, taken) in [
        (&euros, "150.000", asks("150,000", "150.00")),
        (&euros, "-2.500", asks("-2,500", "-2.50")),
        (&dinars, "150.000", asks("150,000", "150.00")),
        (&dinars, "1.505", asks("1,505", "1.5050")),
        (&tonnes, "1.500", asks("1,500", "1.50")),
        (&growth, "7.500%", asks("7,500", "7.50")),
        (&least, "150.000", asks("150,000", "150.00")),
        // Only one of the two readings is a possible answer.
        (&staff, "2.000", json!(2000)),
        (&staff, "2.505", json!(2505)),
        (&yen, "150.000", json!("150000")),
        (&share, "7.500", json!("7.50")),
        (&euros, "150.505", json!("N must have at most 2 decimals")),
        // These are written so that there is only one reading.
        (&euros, "150.00", json!("150.00")),
        (&euros, "150.0000", json!("150.00")),
        (&dinars, "1.5050", json!("1.505")),
        (&euros, "1500.000", json!("1500.00")),
        (&staff, "2.0", json!(2)),
    ] {
        let read_typed =
            |typed: &str, language| read_as(field, json!(typed), NumberStyle::typed_in(language));
        assert_eq!(read_typed(typed, "en"), taken, "{typed} in English");
        assert_eq!(read_typed(&typed.replace('.', ","), "de"), taken, "{typed} in German");
        // What is sent by a form has only one meaning.
        let plain = read_as(field, json!(typed.trim_end_matches('%')), NumberStyle::Plain);
        assert!(!plain.as_str().is_some_and(|said| said.contains("two ways")), "{typed}: {plain}");
    }
    // Numbers with the digit groups of the form's language are not asked about.
    for (typed, language) in [("150,000", "en"), ("1,50,000", "en-IN"), ("150.000", "de"), ("150 000", "fr")]
    {
        assert_eq!(
            read_as(&euros, json!(typed), NumberStyle::typed_in(language)),
            json!("150000.00"),
            "{typed}"
        );
    }
}

#[test]
fn full_width_letters_and_digits_are_read_where_plain_ones_are_asked_for() {
    let postcode = json!({
        "name": "a", "label": "A", "type": "text", "pattern": "[0-9]{3}-[0-9]{4}",
        "pattern_message": "Seven digits with a hyphen"
    });
    for typed in ["100-0001", "１００－０００１", "１００−０００１", "100ー0001", "۱۰۰-٠٠٠١"]
    {
        assert_eq!(read(&postcode, json!(typed)), json!("100-0001"), "{typed}");
    }
    for wrong in ["1000001", "１００－０００", "一〇〇－〇〇〇一"] {
        assert_eq!(read(&postcode, json!(wrong)), json!("Seven digits with a hyphen"), "{wrong}");
    }
    // An answer that matches as it was typed stays unchanged.
    let any =
        json!({ "name": "a", "label": "A", "type": "text", "pattern": ".+", "pattern_message": "Something" });
    assert_eq!(read(&any, json!("ＡＢＣ１２")), json!("ＡＢＣ１２"));
    for (kind, typed, taken) in [
        ("email", "ｔａｒｏ＠ｆｉｒｍａ．ｅｘａｍｐｌｅ", "taro@firma.example"),
        ("url", "ｆｉｒｍａ．ｅｘａｍｐｌｅ", "https://firma.example"),
        ("phone", "０３－１２３４－５６７８", "03-1234-5678"),
        ("phone", "٠٥٠ ١٢٣ ٤٥٦٧", "050 123 4567"),
    ] {
        assert_eq!(read(&json!({ "name": "a", "label": "A", "type": kind }), json!(typed)), json!(taken));
    }
}

#[test]
fn blanks_of_another_kind_make_no_other_option() {
    let options: Json = ["Customer care", "Care", "a b"].map(|it| json!({ "value": it, "label": it })).into();
    let need = json!({ "name": "need", "label": "Need", "type": "select", "options": options });
    for given in ["Customer care", "Customer\u{a0}care", "Customer  care", " Customer\u{202f} care\u{3000}"] {
        assert_eq!(read(&need, json!(given)), json!("Customer care"), "{given:?}");
    }
    assert_eq!(read(&need, json!("Customercare")), json!("Need must be one of the options"));
    let needs = json!({ "name": "needs", "label": "Needs", "type": "multiselect", "options": options });
    assert_eq!(read(&needs, json!(["a\u{a0}b", "Customer  care"])), json!(["Customer care", "a b"]));
    assert_eq!(read(&needs, json!(["ab"])), json!("Needs must be some of the options"));
}

#[test]
fn the_example_of_a_currency_without_decimals_has_none() {
    let yen = json!({ "name": "n", "label": "N", "type": "money", "currency": "JPY" });
    for (language, example) in [("ja", "1,500,000"), ("de", "1.500.000")] {
        let said = json!(format!("N must be a number, such as {example}"));
        assert_eq!(read_as(&yen, json!("viel"), NumberStyle::typed_in(language)), said);
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

/// Returns the outcomes of a script's rules for an answer.
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
        let checked = check_script(&program, &json, &script, jiff::civil::date(2026, 11, 23));
        let problems = checked.map_or_else(|refused| refused, |(_, doubts)| doubts);
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

#[test]
fn what_nobody_sees_is_not_taken() {
    for (kind, typed, expected) in [
        ("email", "jo@firma.example\u{200b}", "jo@firma.example"),
        ("email", "\u{feff}jo@firma.example", "jo@firma.example"),
        ("email", "jo\u{202e}@firma.example", "jo@firma.example"),
        ("email", "jo@fir\u{ad}ma.example", "jo@firma.example"),
        ("email", "ｊｏ＠ｆｉｒｍａ．example", "jo@firma.example"),
        ("email", "jo@firma。example", "jo@firma.example"),
        ("url", "firma.example\u{200b}", "https://firma.example"),
        ("url", "\u{202a}firma.example", "https://firma.example"),
        ("url", "ｈｔｔｐｓ：／／firma.example/\u{2060}", "https://firma.example/"),
        ("phone", "\u{202a}+49 30 1234567\u{202c}", "+49 30 1234567"),
        ("phone", "030\u{2011}1234567", "030-1234567"),
        ("phone", "030\u{2013}1234567", "030-1234567"),
        ("phone", "\u{200e}030\u{a0}1234\u{2009}567", "030 1234 567"),
        ("phone", "０３－１２３４－５６７８", "03-1234-5678"),
        ("phone", "+1 212 555 0100 ext. 12", "+1 212 555 0100 ext. 12"),
        ("phone", "+1 212 555 0100 x12", "+1 212 555 0100 x12"),
        ("phone", "+1 212 555 0100 #12", "+1 212 555 0100 #12"),
        ("text", "Muster\u{200b} AG\u{feff}", "Muster AG"),
        ("text", "\u{202e}Muster AG\u{202c}", "Muster AG"),
        ("text", "Muster\nAG\tBerlin", "Muster AG Berlin"),
        ("text", "\u{200b}\u{feff} Muster", "Muster"),
        // Invisible characters with a meaning stay: in names of other scripts, in emoji, and between Japanese names.
        ("text", "می\u{200c}خواهم", "می\u{200c}خواهم"),
        ("text", "\u{1f469}\u{200d}\u{1f4bb}", "\u{1f469}\u{200d}\u{1f4bb}"),
        ("text", "山田\u{3000}太郎", "山田\u{3000}太郎"),
        ("textarea", "One\n\ttwo\u{202e}", "One\n\ttwo"),
    ] {
        let field = json!({ "name": "it", "label": "It", "type": kind });
        assert_eq!(read(&field, json!(typed)), expected, "{kind}: {typed:?}");
    }
    for (kind, typed) in [
        ("text", "Muster\0AG"),
        ("text", "Muster\u{1b}[31mAG"),
        ("textarea", "One\0two"),
        ("email", "jo@firma.example\0"),
        ("phone", "+49 30 1234567 call me"),
        ("phone", "+49 30 1234567 ext."),
        ("phone", "+49 30 1234567 ext. 12345678"),
        ("phone", "x12"),
    ] {
        let said = read(&json!({ "name": "it", "label": "It", "type": kind }), json!(typed));
        assert!(
            said.as_str().is_some_and(|said| said.starts_with("It must be a")),
            "{kind}: {typed:?}: {said}"
        );
    }
    // If nothing visible is left, there is no answer.
    let field = json!({ "name": "it", "label": "It", "type": "text" });
    assert_eq!(read(&field, json!("\u{200b}\u{feff}")), Json::Null);
}

#[test]
fn numbers_of_json_may_have_an_exponent() {
    let money = json!({ "name": "it", "label": "It", "type": "money" });
    for (written, expected) in
        [("1.2E7", "12000000.00"), ("12e6", "12000000.00"), ("1.5e-1", "0.15"), ("5E+0", "5.00")]
    {
        let number: Json = serde_json::from_str(written).expect("JSON");
        assert_eq!(read(&money, number), expected, "{written}");
    }
    for wrong in ["1e999", "1e-20", "1E400000000"] {
        let number: Json = serde_json::from_str(wrong).expect("JSON");
        assert!(read(&money, number).as_str().is_some_and(|said| said.starts_with("It ")), "{wrong}");
    }
    let whole = json!({ "name": "it", "label": "It", "type": "number" });
    assert_eq!(read(&whole, serde_json::from_str("2.5E+02").expect("JSON")), 250);
}

#[test]
fn a_day_is_one_that_can_be_meant() {
    let field = json!({ "name": "start", "label": "Start", "type": "date" });
    let early = "Start must be 1900-01-01 or later";
    let late = "Start must be 2199-12-31 or earlier";
    for (answer, taken) in [
        // A date box contains this after the keys 11 23 26.
        ("0026-11-23", early),
        ("0001-01-01", early),
        ("1026-11-23", early),
        ("1899-12-31", early),
        ("1900-01-01", "1900-01-01"),
        ("2026-11-23", "2026-11-23"),
        ("2199-12-31", "2199-12-31"),
        ("2200-01-01", late),
        ("9999-12-31", late),
    ] {
        assert_eq!(read(&field, answer.into()), json!(taken), "{answer}");
    }
}

#[test]
fn a_date_says_between_which_days_it_lies() {
    let field = |earliest: &str, latest: &str| json!({ "name": "start", "label": "Start", "type": "date", "earliest": earliest, "latest": latest });
    let founded = field("1600-01-01", "2026-12-31");
    for (answer, taken) in [
        ("1599-12-31", "Start must be 1600-01-01 or later"),
        ("1668-08-26", "1668-08-26"),
        ("2026-12-31", "2026-12-31"),
        ("2027-01-01", "Start must be 2026-12-31 or earlier"),
    ] {
        assert_eq!(read(&founded, answer.into()), json!(taken), "{answer}");
    }
    let place = "fields[0] `start`";
    assert_eq!(
        refused(field("2026-13-01", "2027-01-01")),
        format!(
            "{place}: has earliest `2026-13-01`, which is not a date (write a day that exists, such as \"2026-11-23\")"
        )
    );
    assert_eq!(
        refused(field("2027-01-02", "2027-01-01")),
        format!(
            "{place}: takes days from 2027-01-02 to 2027-01-01: there are none (put `earliest` before `latest`)"
        )
    );
    let number = json!({ "name": "robots", "label": "Robots", "type": "number", "earliest": "2026-01-01" });
    assert_eq!(
        refused(number),
        "fields[0] `robots`: has earliest, but is not a date (numbers have min and max)"
    );
}

/// Returns an example for a type of question: the keys that belong to it, a correct answer as it is sent and as a cell
/// of a sheet has it, and a wrong one with its message.
fn example(kind: FieldType) -> (Json, Json, &'static str, Json, &'static str) {
    let options =
        json!({ "options": [{ "value": "a", "label": "Apples" }, { "value": "b", "label": "Pears" }] });
    let none = json!({});
    match kind {
        FieldType::Text => (none, json!("Kessel AG"), "Kessel AG", json!(5), "must be a text"),
        FieldType::Textarea => (none, json!("a\nb"), "\"a\nb\"", json!(["a"]), "must be a text"),
        FieldType::Email => {
            (none, json!("a@b.example"), "a@b.example", json!("a@"), "must be an e-mail address")
        }
        FieldType::Phone => {
            (none, json!("+49 30 1234567"), "+49 30 1234567", json!("12"), "must be a phone number")
        }
        FieldType::Url => {
            (none, json!("https://b.example"), "b.example", json!("b"), "must be a web address")
        }
        FieldType::Number => (none, json!(12), "12", json!("a"), "must be a number"),
        FieldType::Percent => (none, json!("7.50"), "7.5%", json!("101"), "must be 100 or less"),
        FieldType::Money => (none, json!("1500.50"), "€1500.50", json!("a"), "must be a number"),
        FieldType::Select | FieldType::Radio => {
            (options, json!("b"), "Pears", json!("c"), "must be one of the options")
        }
        FieldType::Country => (none, json!("AT"), "Austria", json!("XX"), "must be one of the options"),
        FieldType::Multiselect => {
            (options, json!(["a", "b"]), "a;Pears", json!("a"), "must be a list of options")
        }
        FieldType::Checkbox => (none, json!(true), "yes", json!("true"), "must be true or false"),
        FieldType::Date => {
            (none, json!("2027-03-31"), "31.03.2027", json!("2027-02-30"), "must be a date that exists")
        }
        FieldType::Group => (
            json!({ "item": "Person", "fields": [{ "name": "a", "label": "A", "type": "text" }] }),
            json!([{ "a": "b" }]),
            "",
            json!("b"),
            "must be a list of rows",
        ),
    }
}

#[test]
fn every_type_takes_a_right_answer_and_tells_a_wrong_one() {
    for (word, kind) in FieldType::WORDS {
        let (mut field, right, cell, wrong, said) = example(kind);
        (field["name"], field["label"], field["type"]) = (json!("n"), json!("N"), json!(word));
        assert_eq!(read(&field, right.clone()), right, "{word}");
        let told = read(&field, wrong.clone());
        assert!(told.as_str().is_some_and(|told| told.contains(said)), "{word}: {wrong} gets {told}");
        if !cell.is_empty() {
            assert_eq!(in_a_list(&field, cell), right, "{word}: {cell}");
        }
    }
}

/// Returns the answer that is read from a cell.
fn in_a_list(field: &Json, cell: &str) -> Json {
    let program = program().question(field.clone()).field("other", "text").parsed();
    let text = format!("n,other\n{cell},x\n");
    let mut records = Records::new(text.as_bytes(), None).expect("a text is read");
    let languages = std::slice::from_ref(&program);
    let (columns, _) =
        begin(&mut records, languages, &Options::default()).expect("a text is read").expect("columns");
    match columns.read(&program, &records.next().expect("a row").expect("a text is read")) {
        Row::Lead(lead) => lead.get("n").map(Json::from).unwrap_or_default(),
        Row::Unreadable(why) => json!(why[0].to_string()),
        Row::Blank => Json::Null,
    }
}
