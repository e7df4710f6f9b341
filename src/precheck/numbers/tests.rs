use super::*;

fn program(currency: &str) -> Program {
    let json = include_str!("../../../rules/cloud-migration/program.json");
    let mut json: serde_json::Value = crate::json::parse(json).expect("JSON");
    json["currency"] = currency.into();
    json["fields"] = serde_json::json!([
        { "name": "spend", "label": "Spend", "type": "money" },
        { "name": "people", "label": "People", "type": "number" },
        { "name": "share", "label": "Share", "type": "percent" },
    ]);
    Program::read(&json).expect("a program")
}

fn said(currency: &str, field: usize, cell: &str, numbers: Numbers) -> String {
    let program = program(currency);
    match read_number_cell(&program, &program.fields[field], cell, numbers) {
        NumberCell::Number(number) => number.to_string(),
        NumberCell::OtherCurrency(mark) => format!("in {mark}"),
        other => format!("{other:?}"),
    }
}

const POINT: Numbers = Numbers { style: NumberStyle::Point, doubtful: false };
const COMMA: Numbers = Numbers { style: NumberStyle::Comma, doubtful: false };
const GUESS: Numbers = Numbers { style: NumberStyle::Point, doubtful: true };

#[test]
fn a_number_is_read_as_its_column_writes_it_and_where_that_is_open_only_in_one_way() {
    for (cell, point, comma, guess) in [
        ("1500", "1500", "1500", "1500"),
        ("1,500", "1500", "1.5", "Doubtful"),
        ("1.500", "1.5", "1500", "Doubtful"),
        ("-3.000", "-3", "-3000", "Doubtful"),
        ("1,500.50", "1500.5", "Not", "1500.5"),
        ("1.500,50", "Not", "1500.5", "1500.5"),
        ("1.5", "1.5", "Not", "1.5"),
        ("12,34", "Not", "12.34", "12.34"),
        ("0,500", "Not", "0.5", "0.5"),
        ("1500.000", "1500", "Not", "1500"),
        ("1.500.000", "Not", "1500000", "1500000"),
        ("50,000,000", "50000000", "Not", "50000000"),
        ("1,50,000", "150000", "Not", "150000"),
        ("1,50,000.75", "150000.75", "Not", "150000.75"),
        ("12,34,567", "1234567", "Not", "1234567"),
        ("1.50.000", "Not", "Not", "Not"),
        ("1'500.00", "1500", "Not", "1500"),
        ("1’500’000", "1500000", "1500000", "1500000"),
        ("1 500 000,5", "Not", "1500000.5", "1500000.5"),
        ("1\u{202f}500", "1500", "1500", "1500"),
        ("１，５００．５", "1500.5", "Not", "1500.5"),
        ("١٬٥٠٠٫٥", "1500.5", "1500.5", "1500.5"),
        ("1.2E+05", "120000", "Not", "120000"),
        ("1,2E+05", "Not", "120000", "120000"),
        ("2.5e2", "250", "Not", "250"),
        ("1.234E+3", "1234", "Not", "1234"),
        ("12E-1", "1.2", "1.2", "1.2"),
        ("1E+99", "Not", "Not", "Not"),
        ("(1,500.00)", "-1500", "Not", "-1500"),
        ("1500-", "-1500", "-1500", "-1500"),
        (".5", "0.5", "Not", "0.5"),
        ("12,34,56", "Not", "Not", "Not"),
        ("1,2.3,4", "Not", "Not", "Not"),
        ("--1", "Not", "Not", "Not"),
        ("many", "Not", "Not", "Not"),
        ("2026-11-23", "Not", "Not", "Not"),
        ("-", "Not", "Not", "Not"),
    ] {
        for (numbers, expected) in [(POINT, point), (COMMA, comma), (GUESS, guess)] {
            assert_eq!(said("EUR", 0, cell, numbers), expected, "{cell} {numbers:?}");
        }
    }
}

#[test]
fn an_amount_may_name_its_currency_and_no_other() {
    for (currency, cell, expected) in [
        ("EUR", "120000 EUR", "120000"),
        ("EUR", "€ 120,000.00", "120000"),
        ("EUR", "120,000.00 eur", "120000"),
        ("EUR", "-€5", "-5"),
        ("EUR", "€-5", "-5"),
        ("EUR", "(€5)", "-5"),
        ("EUR", "€(5)", "-5"),
        ("EUR", "1500,–", "1500"),
        ("EUR", "1500,-- €", "1500"),
        ("EUR", "€.50", "0.5"),
        ("EUR", "1.2E+05 €", "120000"),
        ("JPY", "¥50,000,000", "50000000"),
        ("JPY", "￥50,000,000", "50000000"),
        ("JPY", "50,000,000円", "50000000"),
        ("JPY", "５０，０００円", "50000"),
        ("PLN", "1200 zł", "1200"),
        ("CZK", "1 200 Kč", "1200"),
        ("CHF", "CHF 1'200.00", "1200"),
        ("CHF", "Fr. 1’200.–", "1200"),
        ("SEK", "1 200 kr", "1200"),
        ("SEK", "1 200 kr.", "1200"),
        ("INR", "₹1,50,000", "150000"),
        ("INR", "Rs. 1,50,000", "150000"),
        ("BRL", "R$ 1,200.00", "1200"),
        ("USD", "$1,200.00", "1200"),
        ("USD", "US$ 1,200 USD", "1200"),
        ("EUR", "$1,200.00", "in $"),
        ("EUR", "1200 USD", "in USD"),
        ("EUR", "¥1,200", "in ¥"),
        ("USD", "R$ 1,200.00", "in R$"),
        ("SEK", "1200 €", "in €"),
        ("EUR", "120k", "Not"),
        ("EUR", "1.2 Mio. €", "Not"),
        ("EUR", "€", "Not"),
        ("EUR", "1200 EURX", "Not"),
    ] {
        assert_eq!(said(currency, 0, cell, POINT), expected, "{currency}: {cell}");
    }
    assert_eq!(said("EUR", 1, "320 EUR", POINT), "Not");
    assert_eq!(said("EUR", 1, "2.5E+02", POINT), "250");
    assert_eq!(said("EUR", 2, "7.5 %", POINT), "7.5");
    assert_eq!(said("EUR", 2, "7,5％", COMMA), "7.5");
}

#[test]
fn a_column_shows_its_style_by_numbers_that_have_one_reading() {
    let program = program("EUR");
    let shown = |cells: &[&str]| {
        let mut all = Seen::default();
        cells.iter().for_each(|cell| all.add(seen(&program, &program.fields[0], cell)));
        (all.point, all.comma)
    };
    assert_eq!(shown(&["1500", "1.500", "3,000"]), (false, false));
    assert_eq!(shown(&["1.500", "120.000,00"]), (false, true));
    assert_eq!(shown(&["€ 1,500.50"]), (true, false));
    assert_eq!(shown(&["1.500.000"]), (false, true));
    assert_eq!(shown(&["12.5", "12,5"]), (true, true));
}
