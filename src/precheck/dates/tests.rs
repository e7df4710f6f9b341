use super::*;

fn said(cell: &str) -> String {
    match read_date_cell(cell) {
        DateCell::Date(date) => date,
        DateCell::Ordered(order, date) => format!("{} {date}", order.word()),
        DateCell::Either(day, month) => format!("{day} or {month}"),
        other => format!("{other:?}"),
    }
}

#[test]
fn dates_are_read_in_every_usual_order() {
    for (cell, expected) in [
        ("2026-11-23", "2026-11-23"),
        ("2026/11/23", "2026-11-23"),
        ("2026.11.23", "2026-11-23"),
        ("2026. 11. 23.", "2026-11-23"),
        ("2027/3/1", "2027-03-01"),
        ("20261123", "2026-11-23"),
        ("2026-11-23 00:00:00", "2026-11-23"),
        ("2026-11-23T14:30:00+01:00", "2026-11-23"),
        ("11/23/2026 12:00 AM", "month-first 2026-11-23"),
        ("23.11.2026", "2026-11-23"),
        ("1. 2. 2027", "2027-02-01"),
        ("11/23/2026", "month-first 2026-11-23"),
        ("23/11/2026", "day-first 2026-11-23"),
        ("23-11-2026", "day-first 2026-11-23"),
        ("03/04/2027", "2027-04-03 or 2027-03-04"),
        ("3-4-2027", "2027-04-03 or 2027-03-04"),
        ("03/03/2027", "2027-03-03"),
        ("2027年3月1日", "2027-03-01"),
        ("２０２７年３月１日", "2027-03-01"),
        ("2027年3月1日(月)", "2027-03-01"),
        ("2027년 3월 1일", "2027-03-01"),
        ("１１／２３／２０２６", "month-first 2026-11-23"),
        ("٢٣/١١/٢٠٢٦", "day-first 2026-11-23"),
        ("Mo 23.11.2026", "2026-11-23"),
        ("1.2.27", "ShortYear"),
        ("11/23/26", "ShortYear"),
        ("23-Nov-26", "ShortYear"),
        ("31/02/2027", "Not"),
        ("13/13/2027", "Not"),
        ("11.23.2026", "Not"),
        ("2026-13-01", "Not"),
        ("11/2027", "Not"),
        ("soon", "Not"),
        ("before 2027-03-01", "Not"),
        ("2027-03-01 or later", "Not"),
        ("45000", "Not"),
        ("1/2/3/2027", "Not"),
        ("1/2-2027", "Not"),
        ("", "Not"),
    ] {
        assert_eq!(said(cell), expected, "{cell}");
    }
}

#[test]
fn months_have_names_in_the_languages_of_the_form() {
    for cell in [
        "1. März 2027",
        "01. Mrz. 2027",
        "Montag, 1. März 2027",
        "March 1, 2027",
        "Monday, March 1, 2027",
        "1 March 2027",
        "1st of March 2027",
        "Mar 1, 2027",
        "1-Mar-2027",
        "1er mars 2027",
        "lundi 1er mars 2027",
        "1 de marzo de 2027",
        "1 de março de 2027",
        "1º de março de 2027",
        "1 marzo 2027",
        "1 maart 2027",
        "1 mrt 2027",
        "1 marca 2027",
        "1 مارس 2027",
        "2027 March 1",
    ] {
        assert_eq!(said(cell), "2027-03-01", "{cell}");
    }
    for (cell, date) in [
        ("5 août 2027", "2027-08-05"),
        ("5 févr. 2027", "2027-02-05"),
        ("5 juil. 2027", "2027-07-05"),
        ("5 dic 2027", "2027-12-05"),
        ("5 out 2027", "2027-10-05"),
        ("5 gen 2027", "2027-01-05"),
        ("5 ene 2027", "2027-01-05"),
        ("5 mei 2027", "2027-05-05"),
        ("5 Oktober 2027", "2027-10-05"),
        ("5 października 2027", "2027-10-05"),
        ("5 ديسمبر 2027", "2027-12-05"),
    ] {
        assert_eq!(said(cell), date, "{cell}");
    }
    // Could be juin or juillet; not a month; two months; a day that does not exist.
    for cell in ["1 jui 2027", "1 foo 2027", "1 ma 2027", "1 March April 2027", "31 February 2027"] {
        assert_eq!(said(cell), "Not", "{cell}");
    }
}

#[test]
fn the_column_says_what_order_its_dates_have() {
    let shown = Dates::Shown(Order::DayFirst, "23/11/2026".into());
    let both = Dates::Contradictory("23/11/2026".into(), "11/23/2026".into());
    let date = |date: &str| DateCell::Date(date.into());
    assert_eq!(read_in("03/04/2027", &shown), date("2027-04-03"));
    assert_eq!(read_in("03/04/2027", &Dates::Given(Order::MonthFirst)), date("2027-03-04"));
    assert_eq!(read_in("11/23/2026", &shown), DateCell::Ordered(Order::MonthFirst, "2026-11-23".into()));
    assert_eq!(read_in("11/23/2026", &Dates::Given(Order::MonthFirst)), date("2026-11-23"));
    for dates in [&Dates::Unknown, &both] {
        assert_eq!(read_in("11/23/2026", dates), date("2026-11-23"));
        assert_eq!(read_in("23/11/2026", dates), date("2026-11-23"));
        assert!(matches!(read_in("03/04/2027", dates), DateCell::Either(..)));
    }
}
