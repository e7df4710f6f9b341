//! Groups: rows of the same questions.

use jiff::civil::{Date, date};
use referral_widget::exchange::Session;
use referral_widget::lead::{Answers, FieldError, Lead, NumberStyle};
use referral_widget::markup;
use referral_widget::program::{Problem, Program};
use referral_widget::rules::{Outcome, Rules, Status, Verdict, check_script};
use serde_json::{Value, json};

const TODAY: Date = date(2026, 11, 23);

fn contacts() -> Value {
    let roles: Value = ["decides", "advises"].map(|role| json!({ "value": role, "label": role })).into();
    json!({
        "name": "contacts", "label": "Contacts", "type": "group", "item": "Contact", "max_items": 3,
        "fields": [
            { "name": "email", "label": "E-mail", "type": "email", "required": true },
            { "name": "role", "label": "Role", "type": "select", "options": roles },
            { "name": "budget", "label": "Budget", "type": "money" },
            { "name": "asked", "label": "Asked", "type": "checkbox" },
        ]
    })
}

/// A program with these questions.
fn asking(fields: Value) -> String {
    referral_testing::program().with("fields", fields).text()
}

fn changed(key: &str, value: Value) -> Value {
    let mut group = contacts();
    group[key] = value;
    group
}

fn program(group: Value) -> Program {
    Program::parse(&asking(json!([group]))).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn refused(group: Value) -> String {
    let problems = Program::parse(&asking(json!([group]))).err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_group_that_cannot_be_asked_is_refused_with_its_place() {
    let place = "fields[0] `contacts`";
    let sub = |field: Value| refused(changed("fields", json!([field])));
    let plain = "(a row asks plain questions, each of them in every row)";
    for (said, expected) in [
        (refused(contacts()), String::new()),
        (
            refused(changed("fields", json!([]))),
            format!("{place}: has no fields (a row of a group asks one thing or more)"),
        ),
        (
            refused(changed("item", " ".into())),
            format!("{place}: has no item (say what a row is called, such as \"Contact\")"),
        ),
        (refused(changed("max_items", 21.into())), format!("{place}: has a max_items that is not from 1 to 20")),
        (
            refused(changed("min_items", 4.into())),
            format!(
                "{place}: has a min_items above the most rows that it takes (`max_items` says how many: 10 if it is \
                 left out, at most 20)"
            ),
        ),
        (refused(changed("prefix", "€".into())).lines().take(1).collect(), format!(
            "{place}: has a prefix or a suffix, but its type has no frame around the answer (put it into the label or \
             the hint)"
        )),
        (
            sub(json!({ "name": "a", "label": "A", "type": "text", "visible_when": "true" })),
            format!("{place}, fields[0] `a`: has a visible_when, but stands in a row {plain}"),
        ),
        (sub(contacts()), format!("{place}, fields[0] `contacts`: is a group in a group {plain}")),
        (
            sub(json!({ "name": "A b", "label": "", "type": "select" })),
            [
                format!("{place}, fields[0] `A b`: is not a field name (use 1 to 64 lower-case letters, digits and underscores, starting with a letter)"),
                format!("{place}, fields[0] `A b`: has an empty label"),
                format!("{place}, fields[0] `A b`: has no options (options belong to the types select, radio, multiselect and country)"),
            ]
            .join("\n"),
        ),
        (
            refused(json!({ "name": "a", "label": "A", "type": "text", "item": "Row" })),
            "fields[0] `a`: has fields or an item, but its type takes no rows (they belong to the type group)".into(),
        ),
    ] {
        assert_eq!(said, expected);
    }
    let many = |count: usize| -> Value {
        (0..count).map(|i| json!({ "name": format!("f{i}"), "label": "F", "type": "text" })).collect()
    };
    assert_eq!(refused(changed("fields", many(199))), "");
    assert!(refused(changed("fields", many(200))).contains("has 201 fields; the limit is 200"));
}

/// Returns the answer as it is accepted, and the messages about it, as `field: message`.
fn read(group: &Value, answer: Value) -> (Value, Vec<String>) {
    let program = program(group.clone());
    let answers = Answers::from_iter([("contacts".to_string(), answer)]);
    let (lead, errors) = Lead::read(&program, &answers, NumberStyle::Point);
    let missing = lead.missing(&program);
    let said = |error: &FieldError| format!("{}: {}", error.field, error.message);
    (
        lead.get("contacts").map(Value::from).unwrap_or_default(),
        errors.iter().chain(&missing).map(said).collect(),
    )
}

#[test]
fn rows_are_read_as_typed_values_and_mistakes_name_the_row() {
    let group = contacts();
    let none: [&str; 0] = [];
    for (answer, taken, said) in [
        (Value::Null, json!([]), &none[..]),
        (
            json!([{ "email": " a@b.example ", "budget": "1,500" }, { "email": "" }, null, ]),
            json!([{ "email": "a@b.example", "budget": "1500.00", "asked": false }]),
            &[],
        ),
        (
            json!([{ "asked": false }, { "role": "decides", "budget": "much" }, { "email": "x", "asked": true }]),
            json!([]),
            &[
                "contacts.1.budget: Budget (Contact 2) must be a number, such as 1,500.50",
                "contacts.2.email: E-mail (Contact 3) must be an e-mail address, such as name@company.example",
                "contacts.1.email: Enter an answer: E-mail (Contact 2)",
            ],
        ),
        (
            json!([{ "email": "a@b.example", "rol": "decides" }, "b@c.example", { "email": "c@d.example" }]),
            json!([{ "email": "c@d.example", "asked": false }]),
            &[
                "contacts.0.rol: Contact 1 has no field `rol`; did you mean `role`?",
                "contacts.1: Contacts (Contact 2) must be an object with answers by name",
            ],
        ),
        (json!("a@b.example"), Value::Null, &["contacts: Contacts must be a list of rows"]),
        (json!([{}, {}, {}, {}]), Value::Null, &["contacts: Contacts: give 3 or fewer"]),
    ] {
        let (read, found) = read(&group, answer.clone());
        assert_eq!(read, taken, "{answer}");
        assert_eq!(found, said, "{answer}");
    }
    let least = changed("min_items", 2.into());
    assert_eq!(
        read(&least, json!([{}, {}])),
        (Value::Null, vec!["contacts: Enter an answer: Contacts".into()])
    );
    let (_, said) = read(&least, json!([{ "email": "a@b.example" }, {}]));
    assert_eq!(said, ["contacts: Contacts: give 2 or more"]);
}

fn judge(group: Value, answer: Value, script: &str) -> Verdict {
    let json = asking(json!([group]));
    let program = Program::parse(&json).expect("the program is right");
    let rules = Rules::compile(&program, &json, script).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let answers = Answers::from_iter([("contacts".to_string(), answer)]);
    rules.evaluate(&Lead::read(&program, &answers, NumberStyle::Plain).0, TODAY)
}

#[test]
fn a_script_looks_into_rows_and_waits_for_required_ones() {
    let script = r#"
        fn decides(contact) { contact.role == "decides" }
        review("some", "", |lead| lead.contacts.some(|contact| decides(contact)));
        review("count", "", |lead| lead.contacts.len() >= 2);
        review("kinds", "", |lead| lead.contacts[0].budget > 1499.99 && lead.contacts[0].asked == false);
        review("open", "", |lead| lead.contacts[1].role == ());
        review("find", "", |lead| lead.contacts.find(|c| c.budget == ()).email.domain() == "c.example");
        review("sum", "", |lead| { let sum = 0; for c in lead.contacts { sum += c.budget ?? 0; } sum == 1500 });
        review("emails", "", |lead| "a@b.example" in lead.contacts.map(|c| c.email));
        review("same", "", |lead| lead.contacts[0] == lead.contacts[0] && lead.contacts[0] != lead.contacts[1]);
    "#
    .replace("\"\"", "\"A criterion.\"");
    let two = json!([
        { "email": "a@b.example", "role": "decides", "budget": "1500" }, {}, { "email": "x@c.example", "asked": true }
    ]);
    let verdict = judge(contacts(), two, &script);
    for finding in &verdict.findings {
        assert_eq!(finding.outcome, Outcome::Met, "{finding:#?}");
        assert_eq!(finding.read, ["contacts"]);
    }
    assert_eq!(verdict.status, Status::Qualified);
    let some = r#"require("some", "One decides.", |lead| lead.contacts.some(|c| c.role == "decides"));"#;
    assert_eq!(judge(contacts(), json!([]), some).status, Status::Disqualified);
    let open = judge(changed("required", true.into()), json!([{ "asked": false }]), some);
    assert_eq!(
        (open.status, &open.findings[0].waiting_for[..]),
        (Status::Incomplete, &["contacts".to_string()][..])
    );
}

#[test]
fn the_largest_group_can_be_read_and_work_on_it_is_counted() {
    let fields: Value =
        (0..199).map(|i| json!({ "name": format!("f{i}"), "label": "F", "type": "text" })).collect();
    let row: Value = (0..199).map(|i| (format!("f{i}"), json!("some words"))).collect::<Answers>().into();
    let mut group = changed("fields", fields);
    group["max_items"] = 20.into();
    let rows = Value::from(vec![row; 20]);
    let once = r#"require("some", "A.", |lead| lead.contacts.some(|c| c.f198 == "some words"));"#;
    let finding = judge(group.clone(), rows.clone(), once).findings.remove(0);
    assert_eq!(finding.outcome, Outcome::Met, "{finding:?}");
    let often = r#"require("all", "A.", |lead| { let n = 0; for i in 0..1000 { n += lead.contacts.len(); } n > 0 });"#;
    let verdict = judge(group, rows, often);
    assert_eq!(verdict.findings[0].outcome, Outcome::Error);
    let error = verdict.findings[0].error.clone().unwrap_or_default();
    assert!(error.contains("steps"), "{error}");
}

#[test]
fn an_author_is_told_of_answers_that_no_row_has_and_of_nothing_else() {
    let said = |check_of_it: &str| -> Vec<String> {
        let json = asking(json!([contacts()]));
        let program = Program::parse(&json).expect("the program is right");
        let script = format!("const FEES = #{{ rule: 1 }};\nrequire(\"a\", \"A.\", |lead| {check_of_it});");
        let problems = check_script(&program, &json, &script, TODAY)
            .map_or_else(|refused| refused, |(_, doubts)| doubts);
        problems
            .iter()
            .map(|it: &Problem| format!("{} ({})", it.message, it.help.clone().unwrap_or_default()))
            .collect()
    };
    assert_eq!(
        said("lead.contacts.some(|c| c.rol == \"decides\")"),
        ["no row has an answer `rol`: it is always `()` (did you mean `role`?)"]
    );
    for fine in [
        "lead.contacts.some(|c| c.role == \"decides\" && c.email.domain() != \"x.example\")",
        "lead.contacts.len() >= 2 && !lead.contacts.is_empty()",
        "lead.contacts.len >= FEES.rule",
        "lead.contacts.all(|c| (c.budget ?? 0) > 7)",
    ] {
        assert_eq!(said(fine), Vec::<String>::new(), "{fine}");
    }
}

#[test]
fn what_is_hidden_is_not_sent_and_not_minded() {
    let json = asking(json!([
        { "name": "several", "label": "Several", "type": "checkbox" },
        { "visible_when": "lead.several", "name": "contacts", "label": "Contacts", "type": "group", "item": "Contact",
          "required": true, "fields": contacts()["fields"] },
        { "visible_when": "lead.contacts != () && lead.contacts.len() > 1", "name": "first", "label": "First", "type": "text" }
    ]));
    let mut session = Session::default();
    let script = r#"require("a", "A.", |lead| lead.contacts == () || lead.contacts.len() > 0);"#;
    let load = json!({ "load": { "program": json, "script": script } });
    let loaded = session.answer_json(&load.to_string()).expect("a reply");
    assert!(loaded.contains("loaded"), "{loaded}");
    let mut judge = |answers: Value| -> Value {
        let judge = json!({ "judge": { "id": 1, "answers": answers, "today": "2026-11-23" } });
        serde_json::from_str(&session.answer_json(&judge.to_string()).expect("a reply")).expect("JSON")
    };
    let wrong = json!([{ "email": "x" }, { "role": "advises" }]);
    let hidden = judge(json!({ "contacts": wrong }));
    assert_eq!(hidden["judged"]["verdict"]["hidden"], json!(["contacts", "first"]));
    assert_eq!(hidden["judged"]["lead"], json!({ "several": false }));
    assert_eq!(hidden["judged"]["errors"], json!([]));
    assert_eq!(hidden["judged"]["missing"], json!([]));
    let shown = judge(json!({ "several": true, "contacts": wrong }));
    let of = |key: &str| {
        shown["judged"][key].as_array().map(|all| all.iter().map(|it| it["field"].clone()).collect())
    };
    assert_eq!(of("errors"), Some(vec![json!("contacts.0.email")]));
    assert_eq!(of("missing"), Some(vec![json!("contacts.1.email")]));
}

#[test]
fn the_form_has_the_rows_that_must_be_there_and_a_template() {
    let shown = markup::form(&program(changed("min_items", 2.into())), false, false, None);
    for (what, times) in [
        ("id=\"f-contacts.0.email\"", 2), // once in the template
        ("id=\"f-contacts.1.email\"", 1),
        ("name=\"contacts.2.email\"", 0),
        ("autocomplete=\"section-contacts.1 email\"", 1),
        ("aria-labelledby=\"g-contacts.1\"", 1),
        ("<template>", 1),
    ] {
        assert_eq!(shown.matches(what).count(), times, "{what}");
    }
    let optional = markup::form(&program(contacts()), false, false, None);
    assert_eq!(optional.matches("class=\"card row\"").count(), 1, "the template's");
}

/// Returns the verdict of a script on a lead with two contacts of the company `kessel.example`. The second one advises.
fn tried(script: &str) -> Verdict {
    let tags: Value = ["a", "b", "c"].map(|tag| json!({ "value": tag, "label": tag })).into();
    let mut group = contacts();
    let asked = group["fields"].as_array_mut().expect("a group asks something");
    asked.push(json!({ "name": "main", "label": "Main", "type": "select", "options": tags }));
    asked.push(json!({ "name": "tags", "label": "Tags", "type": "multiselect", "options": tags }));
    let text = asking(json!([
        { "name": "website", "label": "Website", "type": "url" },
        { "name": "robots", "label": "Robots", "type": "number" },
        { "name": "industries", "label": "Industries", "type": "multiselect", "options": tags },
        group,
    ]));
    let program = Program::parse(&text).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let rules =
        Rules::compile(&program, &text, script).unwrap_or_else(|problems| panic!("{script}\n{problems:#?}"));
    let answers: Answers = serde_json::from_value(json!({
        "website": "https://kessel.example", "robots": 3, "industries": ["a", "b"],
        "contacts": [
            { "email": "it@kessel.example", "role": "decides", "main": "b", "tags": ["a", "b"] },
            { "email": "jo@kessel.example", "role": "advises", "main": "c", "tags": ["a"] },
        ]
    }))
    .expect("answers");
    let (lead, errors) = Lead::read(&program, &answers, NumberStyle::Plain);
    assert_eq!(errors, []);
    rules.evaluate(&lead, TODAY)
}

#[test]
fn a_closure_over_a_list_reads_other_answers() {
    for check in [
        "lead.contacts.some(|c| same_company(c.email, lead.website))",
        "lead.contacts.all(|c| same_company(c.email, lead.website))",
        "lead.industries.all(|i| i != \"defence\" || lead.robots > 2)",
        "lead.contacts.filter(|c| lead.robots == 3).len() == 2",
        "lead.contacts.map(|c| lead.robots) == [3, 3]",
        "lead.contacts.find(|c| same_company(c.email, lead[\"website\"])) != ()",
        "lead.industries.reduce(|sum, i| sum + lead.robots, 0) == 6",
        "lead.industries.reduce(|sum, i| (sum ?? 0) + lead.robots) == 6",
        "some(lead.contacts, |c| same_company(c.email, lead.website))",
        "lead[\"contacts\"].some(|c| same_company(c.email, lead.website))",
        "lead.contacts.filter(|c| c.role == \"decides\").some(|c| same_company(c.email, lead.website))",
        "lead.contacts[0].tags.some(|t| t in lead.industries)",
        "lead.industries.all(|i| lead.industries.some(|j| i == j && lead.robots == 3))",
        "lead.contacts.some(|c| lead.industries.some(|i| i == c.main && lead.robots == 3))",
        // A row of a group, a variable, and a constant are read in the same way.
        "lead.contacts.some(|c| c.tags.some(|t| t == c.main))",
        "lead.contacts.filter(|c| c.tags.all(|t| t != c.main)).len() == 1",
        "{ let all = lead.contacts; all.all(|c| all.len() == 2 && lead.robots == 3) }",
        "{ let all = #{ of: lead.industries, least: 2 }; all.of.some(|i| all.least == 2) }",
        "{ let all = #{ a: [1] }; all.keys().all(|key| all.get(key) == [1]) }",
        "{ let all = lead.industries; all.filter(|i| all.index_of(i) == 0) == [\"a\"] }",
        "KNOWN.some(|k| KNOWN.index_of(k) == 1 && k in lead.industries)",
        "ours(lead)",
        "lead.contacts.all(|c| of(lead, c))",
        "{ let ours = |c| same_company(c.email, lead.website); lead.contacts.all(ours) }",
        "{ let good = true; for c in lead.contacts { good = good && c.tags.some(|t| c.role != t) } good }",
        // A variable that is changed is still the same variable in the closure and outside.
        "{ let n = 0; let all = lead.contacts.filter(|c| { n += lead.robots; true }); n == 6 }",
        "{ let seen = []; lead.contacts.all(|c| { seen.push(c.role); lead.robots == 3 }) && seen.len() == 2 }",
        "{ let seen = #{}; lead.contacts.all(|c| { seen[c.role] = lead.robots; true }) && seen.len() == 2 }",
    ] {
        let script = format!(
            "const KNOWN = [\"z\", \"b\"];\nfn of(l, c) {{ l.contacts.some(|d| d.email == c.email && l.robots == 3) }}\n\
             fn ours(l) {{ l.contacts.all(|c| same_company(c.email, l.website)) }}\n\
             require(\"rule\", \"Rule.\", |lead| {check});"
        );
        let finding = &tried(&script).findings[0];
        assert_eq!((finding.outcome, finding.error.as_deref()), (Outcome::Met, None), "{check}");
    }
}

#[test]
fn what_a_closure_over_a_list_reads_counts_as_read() {
    let read = |check: &str| {
        let script = format!("require(\"rule\", \"Rule.\", |lead| {check});");
        tried(&script).findings[0].read.clone()
    };
    assert_eq!(read("lead.contacts.some(|c| same_company(c.email, lead.website))"), ["contacts", "website"]);
    assert_eq!(read("lead.industries.all(|i| i == \"a\" || lead.robots > 2)"), ["industries", "robots"]);
    // The first item is enough, so the second answer is never read.
    assert_eq!(read("lead.industries.some(|i| i == \"a\" || lead.robots > 2)"), ["industries"]);
}
