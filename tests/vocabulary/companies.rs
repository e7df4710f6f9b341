//! The company that a lead is about, and where it is.

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
        ("https://xn--mller-kva.example/", "müller.example"),
        ("jo@XN--MLLER-BAU-Q9A.example", "müller-bau.example"),
        ("https://mu\u{308}ller.example/", "müller.example"),
        ("xn--strae-oqa.example", "straße.example"),
        ("https://xn--r8jz45g.example/", "例え.example"),
        ("xn--wgv71a119e.xn--q9jyb4c", "日本語.みんな"),
        ("ｆｉｒｍａ。ｅｘａｍｐｌｅ", "firma.example"),
        // Nobody writes such names, so they stay as they are.
        ("xn--acme-.example", "xn--acme-.example"),
        ("xn--.example", "xn--.example"),
        ("xn--99999999.example", "xn--99999999.example"),
        // This is a capital Ü, which is written as a small one.
        ("xn--wca.example", "xn--wca.example"),
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
        is(&format!("domain(\"{address}\")"), &expected);
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
        ("www.google.de", ""),
        ("gelbeseiten.de", ""),
        ("eins.my.canva.site", ""),
        ("pec.it", ""),
        ("un.asso.fr", "un.asso.fr"),
        ("www.praxis.med.br", "praxis.med.br"),
        ("acme.waw.pl", "acme.waw.pl"),
        ("acme.eu.org", "acme.eu.org"),
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
        "㈱Acme",
        "Acme（株）",
        "(株) Acme",
        "Acme㈲",
        "合同会社Acme",
        "㍿Acme",
        "(주)Acme",
        "Acme ㈜",
        "유한회사 Acme",
        "Acme Società per azioni",
        "Общество с ограниченной ответственностью «Acme»",
        "شركة Acme ذ.م.م.",
        "Acme בע\"מ",
        "Acme und Co.",
        "Acme y Cía.",
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
        (r#"company_name("ﾄﾖﾀ自動車㈱")"#, r#""トヨタ自動車""#),
        (r#"same_company("㈱山田製作所", "株式会社 山田製作所")"#, "true"),
        (r#"same_company("（株）山田・製作所", "(株)山田製作所")"#, "true"),
        (r#"same_company("삼성 전자㈜", "주식회사 삼성전자")"#, "true"),
        ("same_company(\"テ\u{3099}ータ商事\", \"ﾃﾞｰﾀ商事\")", "true"),
        (r#"same_company("Johnson & Johnson", "Johnson and Johnson")"#, "true"),
        (r#"same_company("Meyer und Söhne GmbH", "MEYER & SOHNE")"#, "true"),
        (r#"same_company("Dolce e Gabbana S.r.l.", "Dolce&Gabbana")"#, "true"),
        (r#"same_company("H&M", "H and M")"#, "true"),
        (r#"company_name("Vitamin E GmbH")"#, r#""vitamin e""#),
        (r#"same_company("Und AG", "Et AG")"#, "false"),
        (r#"same_company("https://müller.example", "jo@xn--mller-kva.example")"#, "true"),
        (r#"same_company("https://müller.example", "https://muller.example")"#, "false"),
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
        ("plain(\"ﾄﾞｲﾂ テ\u{3099}ータ ㍿ ①\")", r#""ドイツ データ 株式会社 1""#),
        ("plain(\"한국\")", r#""한국""#),
        (r#"plain("Acme™ ´x´ ¨ ½ m² ﬁn")"#, r#""acme x 1 2 m2 fin""#),
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

#[test]
fn words_are_found_where_no_blanks_stand_between_them() {
    for (text, word) in [
        ("東京のSAP導入", "sap"),
        ("東京のSAP導入", "導入"),
        ("東京のSAP導入", "SAP導入"),
        ("東京のＳＡＰ導入", "SAP"),
        ("ｸﾗｳﾄﾞ移行", "クラウド"),
        ("クラウドサービスの利用", "クラウド"),
        ("我们正在使用SAP系统", "SAP"),
        ("我们正在使用SAP系统", "系统"),
        ("SAP를 도입합니다", "SAP"),
        ("클라우드를 도입합니다", "클라우드"),
        ("เราใช้SAPอยู่", "SAP"),
        ("เราต้องการย้ายไปคลาวด์", "คลาวด์"),
        ("2027年に導入", "2027"),
        ("C#開発", "C#"),
    ] {
        is(&format!("mentions(\"{text}\", \"{word}\")"), "true");
    }
    for (text, word) in [
        ("東京のSAPS導入", "SAP"),
        ("東京の導入", "SAP"),
        ("我们使用SAPS", "SAP"),
        ("12027年", "2027"),
        ("導人", "導入"),
    ] {
        is(&format!("mentions(\"{text}\", \"{word}\")"), "false");
    }
}

#[test]
fn signs_that_make_another_word_are_part_of_it() {
    for (text, word) in [
        ("C#", "c#"),
        ("Two C# developers", "C#"),
        ("We need C♯.", "C#"),
        ("C/C++ and F#", "C++"),
        ("C/C++ and F#", "C"),
        ("C++17, C#12", "C#"),
        ("C++17", "c++"),
        ("A .NET shop", ".net"),
        (".NET-Entwickler", ".NET"),
        ("(.NET)", ".NET"),
        ("Head of R&D", "R&D"),
        ("Head of R & D", "r&d"),
        ("SAP&Oracle, SAP+Oracle, SAP+", "SAP"),
        ("Notepad++", "Notepad++"),
        ("ASP.NET", "asp.net"),
        ("Foo & Co", "& co"),
    ] {
        is(&format!("mentions(\"{text}\", \"{word}\")"), "true");
    }
    for (text, word) in [
        ("Vitamin C", "C#"),
        ("Vitamin C", "C++"),
        ("C#", "C"),
        ("C++", "C"),
        ("C++", "C#"),
        ("C+", "C++"),
        ("a C", "C+"),
        ("the net", ".NET"),
        ("vendor.net", ".NET"),
        ("R, D", "R&D"),
        ("Notepad", "Notepad++"),
        ("#", "#"),
        ("&", "&"),
    ] {
        is(&format!("mentions(\"{text}\", \"{word}\")"), "false");
    }
}
