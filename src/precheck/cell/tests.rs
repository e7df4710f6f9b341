use super::*;

const POINT: Numbers = Numbers { style: NumberStyle::Point, doubtful: false };

/// A program with these fields, in English and in German.
fn programs(fields: Json) -> [Program; 2] {
    let json = include_str!("../../../rules/cloud-migration/program.json");
    let mut json: Json = crate::json::parse(json).expect("JSON");
    json["fields"] = fields;
    json["compensation"] = serde_json::json!([]);
    json["agreement"]["known_by"] = serde_json::json!([]);
    [None, Some("de")].map(|language| Program::parse_in(&json.to_string(), language).expect("a program"))
}

/// Reads cells of a column with that field: returns the answer, or the error message.
fn answers(field: Json) -> impl Fn(&str) -> Result<Option<Json>, String> {
    let [own, german] = programs(serde_json::json!([field]));
    move |cell| {
        let question = Question::new(&own.fields[0], german.fields.iter(), POINT);
        question.answer(&own, cell).map_err(|mistake| mistake.to_string())
    }
}

#[test]
fn an_option_is_its_value_or_its_label_in_any_language() {
    let answer = answers(serde_json::json!({ "name": "size", "label": "Size", "type": "select", "options": [
        { "value": "S", "label": "Small" }, { "value": "L", "label": "Large" },
        { "value": "small", "label": "L" }, { "value": "xs", "label": "Tiny" },
        { "value": "XS", "label": "Tiniest" },
        { "value": "care", "label": { "en": "Customer care", "de": "Kundenpflege" } }
    ] }));
    for (cell, value) in [
        ("S", "S"),
        ("s", "S"),
        ("Large", "L"),
        ("LARGE ", "L"),
        ("small", "small"),
        ("L", "L"),
        ("Customer\u{a0}care", "care"),
        ("customer  care", "care"),
        ("Ｃｕｓｔｏｍｅｒ　ｃａｒｅ", "care"),
        ("Kundenpflege", "care"),
        ("kundenpflege", "care"),
        ("'Large", "L"),
    ] {
        assert_eq!(answer(cell), Ok(Some(Json::from(value))), "{cell}");
    }
    assert_eq!(answer(" "), Ok(None));
    for (cell, said) in [
        ("Lagre", "Size must be one of the options; did you mean `Large`?"),
        ("enormous", "Size must be one of the options, such as `S` or `Small`"),
        ("SMALL", "Size could be the option `S` or `small`; write it exactly as the program does"),
        ("Xs", "Size could be the option `xs` or `XS`; write it exactly as the program does"),
    ] {
        assert_eq!(answer(cell), Err(said.into()));
    }
}

#[test]
fn several_options_stand_between_semicolons_or_bars() {
    let answer = answers(
        serde_json::json!({ "name": "products", "label": "Products", "type": "multiselect", "options": [
        { "value": "crm", "label": "Customers" }, { "value": "erp", "label": "Planning" }
    ] }),
    );
    for cell in ["crm;erp", "CRM | Planning", " ; Customers;;erp; "] {
        assert_eq!(answer(cell), Ok(Some(Json::from(vec!["crm", "erp"]))), "{cell}");
    }
    assert_eq!(
        answer("crm, erp"),
        Err("Products must be one of the options, such as `crm` or `Customers`".into())
    );
}

#[test]
fn a_country_is_known_by_what_people_call_it() {
    let all = answers(
        serde_json::json!({ "name": "land", "label": "Country", "type": "country", "options": [
        { "value": "DE", "label": "Our home" }, { "value": "GB", "label": "Britain" }, { "value": "TR", "label": "TR" },
        { "value": "CZ", "label": "CZ" }, { "value": "KR", "label": "KR" }
    ] }),
    );
    for (cell, code) in [
        ("Germany", "DE"),
        ("our home", "DE"),
        ("Deutschland", "DE"),
        ("DEU", "DE"),
        ("de", "DE"),
        ("UK", "GB"),
        ("Turkey", "TR"),
        ("Czech Republic", "CZ"),
        ("South Korea", "KR"),
    ] {
        assert_eq!(all(cell), Ok(Some(Json::from(code))), "{cell}");
    }
    for (cell, said) in [
        ("Germny", "Country must be one of the options; did you mean `Germany`?"),
        ("Atlantis", "Country must be one of the options, such as `DE` or `Our home`"),
        (
            "France",
            "Country: France (`FR`) is not one of the options; the options are `DE`, `GB`, `TR`, `CZ`, `KR`",
        ),
        ("Korea", "Country: `Korea` could be `KP` or `KR`; write the code"),
    ] {
        assert_eq!(all(cell), Err(said.into()));
    }
}

#[test]
fn an_apostrophe_before_what_is_no_text_is_no_part_of_it() {
    let phone = answers(serde_json::json!({ "name": "phone", "label": "Phone", "type": "phone" }));
    assert_eq!(phone("'+49301234567"), Ok(Some(Json::from("+49301234567"))));
    let spend = answers(serde_json::json!({ "name": "spend", "label": "Spend", "type": "money" }));
    assert_eq!(spend("'120000").map(|it| it.map(|it| it.to_string())), Ok(Some("120000".into())));
    let company = answers(serde_json::json!({ "name": "company", "label": "Company", "type": "text" }));
    for (cell, text) in [
        ("'=1+1 GmbH", "=1+1 GmbH"),
        ("'s-Hertogenbosch BV", "'s-Hertogenbosch BV"),
        ("'68 Verlag", "'68 Verlag"),
    ] {
        assert_eq!(company(cell), Ok(Some(Json::from(text))), "{cell}");
    }
}

#[test]
fn what_cannot_be_read_says_why_and_how_to_mend_it() {
    let spend = answers(serde_json::json!({ "name": "spend", "label": "Spend", "type": "money" }));
    assert_eq!(
        spend("$ 5"),
        Err("Spend is in EUR, and `$` is another currency; convert the amount to EUR".into())
    );
    assert_eq!(spend("lots"), Err("Spend must be a number, such as 1,500.50".into()));
    let start = answers(serde_json::json!({ "name": "start", "label": "Start", "type": "date" }));
    assert_eq!(
        start("1.2.27"),
        Err("Start: the year in `1.2.27` has two digits; write it with four, such as 2027-03-31".into())
    );
    assert_eq!(start("soon"), Err("Start must be a date that exists, such as 2027-03-31".into()));
    let agreed = answers(serde_json::json!({ "name": "agreed", "label": "Agreed", "type": "checkbox" }));
    assert_eq!(agreed("maybe"), Err("Agreed must be yes or no".into()));
}
