//! The sentences in languages other than English. Each has its values, and no sentence of the sources lacks a
//! translation.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use proc_macro2::{TokenStream, TokenTree};
use referral_widget::phrasebook::Phrasebook;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const LANGUAGES: [&str; 8] = ["ar", "de", "es", "fr", "it", "ja", "nl", "pt"];

fn catalog(path: &str) -> Map<String, Value> {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn places(template: &str) -> BTreeSet<&str> {
    let names = template.split(['{', '}']).skip(1).step_by(2);
    names.map(|name| name.split(':').next().unwrap_or_default()).collect()
}

#[test]
fn a_sentence_has_no_value_that_the_english_one_lacks() {
    let lists = LANGUAGES
        .iter()
        .flat_map(|code| [format!("src/phrasebook/lists/{code}.json"), format!("cli/src/words/{code}.json")]);
    for path in lists.chain(["src/phrasebook/programs/ja.json".to_string()]) {
        for (english, said) in catalog(&path) {
            let said = said.as_str().unwrap();
            assert!(places(said).is_subset(&places(&english)), "{path}: {english}");
            assert!(!said.trim().is_empty(), "{path}: {english}");
        }
    }
}

#[test]
fn lists_are_spoken_of_in_every_language_and_of_answers_as_forms_do() {
    let form = |code: &str| catalog(&format!("src/browser/loader/texts/{code}.json"));
    let english = form("en");
    let known: BTreeSet<String> = catalog("src/phrasebook/lists/de.json").keys().cloned().collect();
    let mut answers = 0;
    for code in LANGUAGES {
        let (lists, form) = (catalog(&format!("src/phrasebook/lists/{code}.json")), form(code));
        assert_eq!(lists.keys().cloned().collect::<BTreeSet<_>>(), known, "{code}");
        for (key, text) in english.iter().filter_map(|(key, text)| Some((key, text.as_str()?))) {
            // Punctuation between sentences, and single words, are no sentences of the form.
            if let Some(said) = lists.get(text).filter(|_| text.contains("{label}")) {
                assert_eq!(said, &form[key], "{code} {key}");
                answers += 1;
            }
        }
    }
    assert!(answers > 100, "{answers}");
}

/// The beginnings of literals that are not translated as a whole: nobody reads them as a sentence, they are used in
/// pieces, or they contain braces and are found by a wider template.
const ELSEWHERE: [&str; 19] = [
    " at line ",
    "expected ident",
    "else { ",
    "_ => false",
    "lead.{} ",
    "Rhai marks what may change",
    "not a decimal number of at most",
    "Length of string",
    "no closure",
    "no context",
    "must be an object in braces, but is {}",
    "a property other than a general category",
    "is too large to tell how long a browser may try, column 1",
    "can read the same letters in so many ways",
    "Cookies go to the origin",
    "The program chooses method or headers",
    "write it as ${{{SECRET}",
    "did you mean `lead.{meant}`?",
    "write \"{text}\" in lead.{}",
];

#[test]
fn every_sentence_about_programs_scripts_and_lists_is_there_in_japanese() {
    let catalogs = ["src/phrasebook/programs/ja.json", "src/phrasebook/lists/ja.json"].map(catalog);
    let known: Vec<String> = catalogs.iter().flat_map(Map::keys).map(|english| bare(english)).collect();
    let folders = ["program/reading", "program/pattern", "program/destination", "rules", "rules/check"];
    let files = folders.iter().flat_map(|folder| sources(&Path::new("src").join(folder)));
    let lists = ["cell", "columns", "group_rows", "list", "matching", "options", "sheet"];
    let lists = lists.iter().map(|name| Path::new("src/precheck").join(name).with_extension("rs"));
    let (mut sentences, mut unsaid) = (0, Vec::new());
    for file in files.chain(lists) {
        let mut texts = Vec::new();
        literals(fs::read_to_string(&file).unwrap().parse().unwrap(), &mut texts);
        for text in texts.iter().filter(|text| is_sentence(text)) {
            if ELSEWHERE.iter().any(|start| text.starts_with(start)) {
                continue;
            }
            let pieces: Vec<String> = pieces(text);
            let is_known = |piece: &String| known.iter().any(|known| known.contains(piece.as_str()));
            if !pieces.iter().all(is_known) {
                unsaid.push(format!("{}: {text}", file.display()));
            }
            sentences += 1;
        }
    }
    assert!(unsaid.is_empty(), "not in src/phrasebook/programs/ja.json:\n{}", unsaid.join("\n"));
    assert!(sentences > 250, "{sentences}");
}

/// True if a literal has words for people. A name, a signature (`f(text) -> bool`), a place (`fields[{i}] …`) and the
/// form of a declaration do not count.
fn is_sentence(text: &str) -> bool {
    let is_shape = ["->", "|lead|", "[{", "\": \"lead.", "{}, ", "{place}, ", "{join}", "{is}", "{which}"];
    let words =
        text.split(' ').filter(|word| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase()));
    words.count() > 1 && !is_shape.iter().any(|shape| text.contains(shape))
}

/// Returns the letters between values, as far as they are words.
fn pieces(text: &str) -> Vec<String> {
    let text = text.replace("{{", "{").replace("}}", "}");
    let quoted = text.split('"').step_by(2).collect::<Vec<_>>().join("{}");
    let pieces = quoted.split(['{', '}']).step_by(2);
    let bare =
        |piece: &str| piece.trim_matches([' ', ',', ':', ';', '(', '.', '[', ']', '`', '\\']).to_string();
    pieces.map(bare).filter(|piece| piece.contains(' ')).collect()
}

/// Returns a template without the names of its values.
fn bare(english: &str) -> String {
    let pieces = english.split(['{', '}']).enumerate();
    pieces.map(|(i, piece)| if i % 2 == 0 { piece } else { "{}" }).collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|file| file.extension().is_some_and(|it| it == "rs")).collect()
}

/// Collects the string literals of some code, without those of attributes and tests.
fn literals(code: TokenStream, texts: &mut Vec<String>) {
    let mut is_attribute = false;
    for token in code {
        match token {
            TokenTree::Group(_) if std::mem::take(&mut is_attribute) => {}
            TokenTree::Group(group) => literals(group.stream(), texts),
            TokenTree::Punct(sign) => {
                is_attribute = sign.as_char() == '#' || is_attribute && sign.as_char() == '!';
            }
            // The rest of the file is a module of tests.
            TokenTree::Ident(word) if word == "tests" => return,
            TokenTree::Ident(_) => {}
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    texts.push(text.value());
                }
            }
        }
    }
}

#[test]
fn japanese_authors_and_partners_read_no_english() {
    let book = Phrasebook::of_all("ja-JP", &[]);
    for (english, said) in [
        ("is not a key that is known here", "ここでは使えないキーです"),
        ("known are: days, after", "使えるキー：days、after"),
        (
            "must be a whole number from 0 to 3650, but is the text \"90\"",
            "0 から 3650 までの整数でなければなりませんが、文字列 \"90\"です",
        ),
        (
            "`budget` is a date, and is compared with `1000`, a number: this is never true",
            "`budget`は日付ですが、`1000`（数値）と比べているため、常に偽です",
        ),
        ("no case meets `a`, `b` or `c`", "満たすケースがないルール：`a`, `b`、`c`"),
        ("Budget: `1.500` can be read in two ways", "Budget：`1.500` は 2 通りに読めます"),
    ] {
        assert_eq!(book.say(english), said);
    }
}
