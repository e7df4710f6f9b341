//! Who a lead speaks of, and where they are.

use super::{fails, holds, is};

#[test]
fn addresses_come_to_their_domain() {
    for (address, domain) in [
        ("jo@Acme.Example", "acme.example"),
        ("mailto:jo@acme.example?subject=Hello", "acme.example"),
        ("Jo Lee <jo@acme.example>", "acme.example"),
        ("acme.example", "acme.example"),
        ("WWW.ACME.EXAMPLE.", "acme.example"),
        ("http://jo:secret@www.acme.example:8080/a/@b?c#d", "acme.example"),
        ("https://shop.acme.example", "shop.acme.example"),
        ("https://www.de", "www.de"),
        ("https://MÜLLER.example/", "müller.example"),
        ("https://xn--mller-kva.example/", "xn--mller-kva.example"),
        ("https://例え.example", "例え.example"),
        ("//acme.example/a", ""),
        ("Acme GmbH", ""),
        ("localhost:3000", ""),
        ("https://127.0.0.1/", ""),
        ("https://[::1]/", ""),
        ("a..example", ""),
        (".example", ""),
        ("-acme.example", ""),
        ("acme.example:http", ""),
        ("javascript:alert(1)", ""),
        ("@", ""),
        ("", ""),
        ("call 555 1234", ""),
    ] {
        let expected = if domain.is_empty() { "()".into() } else { format!("{domain:?}") };
        is(&format!("domain({address:?})"), &expected);
    }
}

#[test]
fn a_company_has_the_domain_that_is_registered() {
    for (host, domain) in [
        ("acme.example", "acme.example"),
        ("a.b.c.acme.example", "acme.example"),
        ("mail.acme.co.uk", "acme.co.uk"),
        ("mail.acme.com.au", "acme.com.au"),
        ("mail.acme.co.jp", "acme.co.jp"),
        ("mail.acme.or.at", "acme.or.at"),
        ("mail.acme.uk.com", "acme.uk.com"),
        ("mail.acme.de", "acme.de"),
        ("mail.or.de", "or.de"),
        ("co.uk", "co.uk"),
        ("mail.yahoo.co.jp", ""),
        ("acme.github.io", ""),
        ("www.linkedin.com", ""),
        ("amazon.de", ""),
    ] {
        let expected = if domain.is_empty() { "()".into() } else { format!("{domain:?}") };
        is(&format!("company_domain({host:?})"), &expected);
    }
}

#[test]
fn free_mailboxes_are_known_in_every_country() {
    for domain in [
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "yahoo.co.uk",
        "yahoo.com.br",
        "gmx.de",
        "gmx.net",
        "gmx.at",
        "web.de",
        "t-online.de",
        "mail.ru",
        "yandex.ru",
        "qq.com",
        "163.com",
        "proton.me",
        "protonmail.com",
        "icloud.com",
        "me.com",
        "outlook.com",
        "outlook.fr",
        "hotmail.co.uk",
        "live.nl",
        "aol.com",
        "orange.fr",
        "libero.it",
        "bluewin.ch",
        "wp.pl",
        "seznam.cz",
        "naver.com",
        "rediffmail.com",
        "uol.com.br",
        "comcast.net",
    ] {
        is(
            &format!(
                "is_free_mail({domain:?}) && is_free_mail(\"jo@{domain}\") && is_free_mail(\"{domain}.\")"
            ),
            "true",
        );
        is(&format!("same_company(\"a@{domain}\", \"a@{domain}\")"), "false");
    }
    for domain in [
        "acme.example",
        "gmail.acme.example",
        "notgmail.com",
        "live.example",
        "gmx-service.example",
        "web.example",
    ] {
        is(&format!("is_free_mail(\"jo@{domain}\")"), "false");
    }
}

#[test]
fn legal_forms_are_no_part_of_a_name() {
    for name in [
        "Acme GmbH",
        "ACME AG",
        "Acme GmbH & Co. KG",
        "acme gmbh & co. kgaa",
        "Acme SE",
        "Acme e.K.",
        "Acme UG (haftungsbeschränkt)",
        "Acme, Inc.",
        "Acme LLC",
        "Acme L.L.C.",
        "Acme Corp.",
        "Acme Corporation",
        "Acme & Co.",
        "Acme Ltd.",
        "Acme Limited",
        "Acme plc",
        "Acme P.L.C.",
        "Acme Pty Ltd",
        "Acme Pvt. Ltd.",
        "Acme Pte. Ltd.",
        "Acme Sdn Bhd",
        "Acme Co., Ltd.",
        "Acme S.A.",
        "Acme SAS",
        "Acme SARL",
        "Acme S.à r.l.",
        "Acme S.à.r.l.",
        "Acme S.L.",
        "Acme S.p.A.",
        "Acme S.r.l.",
        "Acme B.V.",
        "Acme N.V.",
        "Acme A/S",
        "Acme ApS",
        "AB Acme",
        "Acme AB (publ)",
        "Acme ASA",
        "Acme Oy",
        "Acme Oyj",
        "Acme sp. z o.o.",
        "Acme Sp. z o. o. Sp. k.",
        "Acme s.r.o.",
        "Acme, spol. s r.o.",
        "Acme a.s.",
        "Acme Kft.",
        "Acme Zrt.",
        "Acme d.o.o.",
        "Acme OÜ",
        "SIA Acme",
        "UAB Acme",
        "Acme Lda.",
        "Acme Ltda",
        "Acme S.A. de C.V.",
        "Acme A.Ş.",
        "Acme Ltd. Şti.",
        "ООО Acme",
        "Acme K.K.",
        "株式会社Acme",
        "Acme株式会社",
        "Acme 有限公司",
        "PT Acme Tbk",
        "  ácmé  ",
    ] {
        is(&format!("company_name({name:?})"), "\"acme\"");
        is(&format!("same_company({name:?}, \"ACME\")"), "true");
    }
    holds(&[
        (r#"company_name("GmbH")"#, r#""gmbh""#),
        (r#"company_name("AB")"#, r#""ab""#),
        (r#"company_name("Agfa")"#, r#""agfa""#),
        (r#"company_name("Seagate")"#, r#""seagate""#),
        (r#"company_name("A. B. C. Handels GmbH")"#, r#""abc handels""#),
        (r#"company_name("株式会社")"#, r#""株式会社""#),
        (r#"company_name("Газпром ПАО")"#, r#""газпром""#),
        (r#"company_name("!!!")"#, r#""""#),
        (r#"same_company("!!!", "???")"#, "false"),
        (r#"same_company("Acme Logistics GmbH", "Acme GmbH")"#, "false"),
    ]);
}

#[test]
fn plain_text_is_what_people_compare() {
    holds(&[
        (r#"plain("ÀÉÎÕÜŸ ç ñ š ž ł ø đ ı İ")"#, r#""aeiouy c n s z l o d i i""#),
        (r#"plain("Straße STRAẞE Æsop œuvre Þór ĳs")"#, r#""strasse strasse aesop oeuvre thor ijs""#),
        (r#"plain("Nguyễn Thị Ánh")"#, r#""nguyen thi anh""#),
        ("plain(\"Mu\u{308}ller\")", r#""muller""#),
        ("plain(\"ＡＢＣ　株式会社\")", r#""abc 株式会社""#),
        (r#"plain("ΟΔΟΣ οδός")"#, r#""οδοσ οδόσ""#),
        (r#"plain("Йошкар-Ола")"#, r#""йошкар ола""#),
        (r#"plain("हिन्दी")"#, r#""हिन्दी""#),
        (r#"plain("שלום")"#, r#""שלום""#),
        (r#"plain("東京タワー")"#, r#""東京タワー""#),
        (r#"plain(" a\t–\n«b» (c) [d] e/f & g_h #1 ")"#, r#""a b c d e f g h 1""#),
        (r#"plain("Acme® O’Neill L.L.C.")"#, r#""acme oneill llc""#),
        (r#"mentions("Wechsel von SAP-R/3", "sap r 3")"#, "true"),
        (r#"mentions("x", ["", "-", 5, ()])"#, "false"),
        (r#"same_text("-", "")"#, "false"),
    ]);
}

#[test]
fn groups_of_countries_are_of_their_size() {
    for (group, members) in [
        ("EU", 27),
        ("EEA", 30),
        ("EFTA", 4),
        ("Eurozone", 21),
        ("Schengen", 29),
        ("DACH", 3),
        ("Nordics", 5),
        ("Baltics", 3),
        ("Benelux", 3),
        ("Visegrad", 4),
        ("Iberia", 2),
        ("UKI", 2),
        ("British Isles", 5),
        ("G7", 7),
        ("USMCA", 3),
        ("ANZ", 2),
        ("GCC", 6),
        ("ASEAN", 11),
        ("Mercosur", 5),
    ] {
        is(&format!("country_group({group:?}).len"), &members.to_string());
        is(
            &format!(
                "country_group({group:?}).all(|code| code.len() == 2 && code == code.to_upper() && in_group(code, {group:?}))"
            ),
            "true",
        );
    }
    holds(&[
        ("all_of(country_group(\"EU\"), country_group(\"EEA\"))", "true"),
        ("all_of(country_group(\"Eurozone\"), country_group(\"EU\"))", "true"),
        ("none_of(country_group(\"EU\"), country_group(\"EFTA\"))", "true"),
        (
            "in_group(\"de\", \"eu\") && in_group(\" AT \", \"dach\") && in_group(\"UK\", \"UKI\") && in_group(\"EL\", \"EU\")",
            "true",
        ),
        ("in_group(\"\", \"EU\") || in_group(\"D\", \"EU\") || in_group(\"DE FR\", \"EU\")", "false"),
    ]);
    fails(&[
        ("in_group(\"DE\", \"DAHC\")", "there is no group of countries `DAHC`; did you mean `DACH`?"),
        ("in_group((), \"nordic\")", "there is no group of countries `nordic`; did you mean `Nordics`?"),
        (
            "country_group(\"Atlantis\").len > 0",
            "there is no group of countries `Atlantis`; there are EU, EEA, EFTA,",
        ),
    ]);
}
