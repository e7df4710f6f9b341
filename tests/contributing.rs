//! The recipes of `CONTRIBUTING.md` name every file that must know a new word: no file that is gone, and none is
//! missing.
//!
//! `cargo xtask recipes` checks the files that the compiler names. This test checks the files that the compiler cannot
//! read.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use referral_widget::program::{FieldType, Format};
use referral_widget::rules::{Status, signatures};
use referral_widget::status::LifecycleStatus;
use referral_widget::submission::ReferralStatus;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../CONTRIBUTING.md");
const QUESTION: &str = "A type of question";
const WORD: &str = "A word of the vocabulary";
const STATUS: &str = "A status";
const SYSTEM: &str = "A system that leads go to";

/// What a recipe adds.
#[derive(Clone, Copy, PartialEq)]
enum Added {
    Question,
    Function,
    Verdict,
    Referral,
    Lifecycle,
    System,
}

const ADDED: [Added; 6] =
    [Added::Question, Added::Function, Added::Verdict, Added::Referral, Added::Lifecycle, Added::System];

/// A file, and the form that each added word has in it.
type Place = (Added, &'static str, fn(&str) -> String);

const PLACES: [Place; 17] = [
    (Added::Question, "pkg/program.schema.json", |word| format!("\"{word}\"")),
    (Added::Question, "rules/README.md", |word| format!("`{word}`")),
    (Added::Question, "rules/every-question/program.json", |word| format!("\"type\": \"{word}\"")),
    (Added::Function, "rules/VOCABULARY.md", |name| name.to_string()),
    (Added::Function, "tests/vocabulary/", |name| name.to_string()),
    (Added::Verdict, "README.md", |word| format!("`{word}`")),
    (Added::Verdict, "pkg/index.d.ts", |word| format!("'{word}'")),
    (Added::Verdict, "pkg/leads.d.ts", |word| format!("'{word}'")),
    (Added::Verdict, "src/browser/loader/outcomes.js", |word| format!("\"{word}\"")),
    (Added::Verdict, "src/markup/style/verdict.css", |word| format!(".status-{word} ")),
    (Added::Referral, "README.md", |word| format!("`{word}`")),
    (Added::Referral, "pkg/index.d.ts", |word| format!("'{word}'")),
    (Added::Lifecycle, "pkg/status.d.ts", |word| format!("'{word}'")),
    (Added::System, "src/submission/formats/presets.json", |word| format!("\"{word}\": {{")),
    (Added::System, "pkg/program.schema.json", |word| format!("\"{word}\"")),
    (Added::System, "rules/README.md", |word| format!("`\"{word}\"`")),
    (Added::System, "tests/formats.rs", |word| format!("\"format\": \"{word}\"")),
];

/// Words that a file need not have, each with a reason.
const LEFT_OUT: [(&str, &str); 4] = [
    // This status has no colour of its own.
    ("src/markup/style/verdict.css", "incomplete"),
    // These formats are written by our own code, and not by a preset for another system.
    ("src/submission/formats/presets.json", "json"),
    ("src/submission/formats/presets.json", "cloudevents"),
    // Only the endpoint delivers leads there.
    ("pkg/program.schema.json", "pipedrive"),
];

impl Added {
    fn words(self) -> Vec<String> {
        let words = |words: &[&str]| words.iter().map(ToString::to_string).collect();
        match self {
            Added::Question => words(&FieldType::WORDS.map(|(word, _)| word)),
            Added::Verdict => words(&Status::WORDS.map(|(word, _)| word)),
            Added::Referral => words(&ReferralStatus::WORDS.map(|(word, _)| word)),
            Added::Lifecycle => words(&LifecycleStatus::WORDS.map(|(word, _)| word)),
            Added::System => words(&Format::WORDS.map(|(word, _)| word)),
            // Operators are left out: they appear only between operands.
            Added::Function => {
                let names = signatures().filter(|it| it.name.starts_with(|c: char| c.is_ascii_alphabetic()));
                names
                    .map(|it| if it.property { format!(".{}", it.name) } else { format!("{}(", it.name) })
                    .collect()
            }
        }
    }

    fn recipe(self) -> &'static str {
        match self {
            Added::Question => QUESTION,
            Added::Function => WORD,
            Added::Verdict | Added::Referral | Added::Lifecycle => STATUS,
            Added::System => SYSTEM,
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the text of a file, or of the files in a folder. Files that go through the whole vocabulary are left out.
fn text(place: &str) -> String {
    let path = root().join(place);
    if path.is_file() {
        return fs::read_to_string(path).unwrap();
    }
    let files = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let own = files.filter(|file| !file.ends_with("documented.rs") && !file.ends_with("properties.rs"));
    own.map(|file| fs::read_to_string(file).unwrap()).collect()
}

/// Returns the files that lack a word.
fn missing(added: Added, word: &str) -> Vec<&'static str> {
    let misses = |(of, file, stands): &&Place| {
        *of == added && !LEFT_OUT.contains(&(*file, word)) && !text(file).contains(&stands(word))
    };
    PLACES.iter().filter(misses).map(|(_, file, _)| *file).collect()
}

/// Returns the rows of a recipe: the files, and who notices that one is forgotten.
fn rows(recipe: &str) -> Vec<(BTreeSet<String>, String)> {
    let recipe = PAGE.split("\n## ").find(|part| part.starts_with(&format!("{recipe}\n"))).unwrap();
    let rows = recipe.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| file"));
    rows.map(|row| {
        let [_, files, _, who, _] = row.split('|').collect::<Vec<_>>()[..] else {
            panic!("three columns: {row}")
        };
        let files = files.split('`').skip(1).step_by(2).map(ToString::to_string).collect();
        (files, who.trim().to_string())
    })
    .collect()
}

#[test]
fn every_file_that_a_recipe_names_is_there() {
    for recipe in [QUESTION, WORD, STATUS, SYSTEM] {
        let files: Vec<String> = rows(recipe).into_iter().flat_map(|(files, _)| files).collect();
        assert!(files.len() > 3, "{recipe}: {files:?}");
        let gone: Vec<PathBuf> =
            files.iter().map(|file| root().join(file)).filter(|path| !path.exists()).collect();
        assert!(gone.is_empty(), "{recipe}: {gone:?}");
    }
}

#[test]
fn every_word_stands_in_every_file_that_must_know_it() {
    for added in ADDED {
        let missed: Vec<_> = added.words().into_iter().map(|word| (missing(added, &word), word)).collect();
        let missed: Vec<_> = missed.into_iter().filter(|(files, _)| !files.is_empty()).collect();
        assert!(missed.is_empty(), "see CONTRIBUTING.md, “{}”: {missed:?}", added.recipe());
    }
}

#[test]
fn a_word_that_is_added_is_missed_where_its_recipe_says_so() {
    for recipe in [QUESTION, WORD, STATUS, SYSTEM] {
        let missed: BTreeSet<String> = ADDED
            .into_iter()
            .filter(|added| added.recipe() == recipe)
            .flat_map(|added| missing(added, "brand-new"))
            .map(ToString::to_string)
            .collect();
        let by_this = rows(recipe).into_iter().filter(|(_, who)| who == "`tests/contributing.rs`");
        let promised: BTreeSet<String> = by_this.flat_map(|(files, _)| files).collect();
        assert_eq!(missed, promised, "{recipe}");
    }
}

/// The code of a crate may not match over these enums without naming each value. This finds matches by `_`, by a name
/// for all other values, and by `matches!`.
#[test]
fn no_match_over_what_recipes_add_has_a_wildcard() {
    let mut found = Vec::new();
    for folder in ["src", "cli/src", "endpoint/src", "folder/src", "language/src", "signing/src", "store/src"]
    {
        for file in sources(&root().join(folder)) {
            let code: TokenStream = fs::read_to_string(&file).unwrap().parse().unwrap();
            if has_wildcard(code) {
                found.push(file.strip_prefix(root()).unwrap().display().to_string());
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_wildcard_is_seen() {
    for (code, is_one) in [
        ("match kind { FieldType::Text => 1, _ => 2 }", true),
        ("match kind { FieldType::Text => 1, other => 2 }", true),
        ("match (kind, 1) { (FieldType::Text, 1) => 1, (_, n) => 2 }", true),
        ("match kind { FieldType::Text => { 1 } _ if odd => 3, FieldType::Url => 2 }", true),
        ("html! { @match kind { FieldType::Text => { p {} } _ => {} } }", true),
        ("matches!(kind, FieldType::Text | FieldType::Url)", true),
        ("match kind { FieldType::Text => 1, FieldType::Url => 2 }", false),
        ("match word { \"text\" => FieldType::Text, _ => FieldType::Url }", false),
        ("match (kind, step) { (FieldType::Text, _) => 1, (FieldType::Url, Some(step)) => step }", false),
    ] {
        assert_eq!(has_wildcard(code.parse().unwrap()), is_one, "{code}");
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn has_wildcard(code: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = code.into_iter().collect();
    let word = |at: usize| tokens.get(at).map(ToString::to_string).unwrap_or_default();
    (0..tokens.len()).any(|at| match &tokens[at] {
        // Modules of tests are at the end of a file.
        TokenTree::Group(group)
            if word(at.wrapping_sub(2)) != "tests" && word(at.wrapping_sub(1)) != "tests" =>
        {
            has_wildcard(group.stream())
        }
        TokenTree::Ident(name) if *name == "matches" && word(at + 1) == "!" => {
            tokens.get(at + 2).is_some_and(|arguments| names_one(&arguments.to_string()))
        }
        TokenTree::Ident(name) if *name == "match" => {
            let body = tokens[at..].iter().find_map(|token| match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
                _ => None,
            });
            let patterns = patterns(body.unwrap_or_default());
            let place =
                patterns.iter().find_map(|pattern| parts(pattern).iter().position(|part| names_one(part)));
            place.is_some_and(|place| {
                patterns.iter().any(|pattern| takes_all(parts(pattern).get(place).map_or("", String::as_str)))
            })
        }
        _ => false,
    })
}

fn names_one(text: &str) -> bool {
    ["FieldType", "AnswerKind", "Format", "Status", "ReferralStatus"].iter().any(|name| {
        text.split(|c: char| !c.is_alphanumeric()).any(|word| word == *name) && text.contains("::")
    })
}

/// True for `_`, or a name for any value.
fn takes_all(pattern: &str) -> bool {
    pattern.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !pattern.is_empty()
}

/// Returns the pattern of each arm, without its condition.
fn patterns(arms: TokenStream) -> Vec<String> {
    let (mut found, mut pattern, mut is_pattern) = (Vec::new(), TokenStream::new(), true);
    let mut tokens = arms.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Punct(sign)
                if is_pattern && sign.as_char() == '=' && tokens.peek().is_some_and(is_arrow) =>
            {
                tokens.next();
                let text = std::mem::take(&mut pattern).to_string();
                found.push(text.split(" if ").next().unwrap_or_default().trim().to_string());
                is_pattern = false;
                // A block ends an arm, and a comma may follow it.
                if matches!(tokens.peek(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
                {
                    tokens.next();
                    is_pattern = true;
                    tokens.next_if(|token| token.to_string() == ",");
                }
            }
            TokenTree::Punct(sign) if !is_pattern && sign.as_char() == ',' => is_pattern = true,
            _ if is_pattern => pattern.extend([token]),
            _ => {}
        }
    }
    found
}

fn is_arrow(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(sign) if sign.as_char() == '>')
}

/// Returns the parts of a tuple pattern, or the pattern itself.
fn parts(pattern: &str) -> Vec<String> {
    let Some(inner) = pattern.strip_prefix('(').and_then(|it| it.strip_suffix(')')) else {
        return vec![pattern.to_string()];
    };
    inner.split(',').map(|part| part.trim().to_string()).collect()
}
