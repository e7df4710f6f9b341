//! Which modules depend on which. A room of the core depends only on rooms before it, and no two files depend on each
//! other, directly or indirectly.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod modules;

use modules::Crate;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The core's rooms in the order in which data flows. `json` and `phrasebook` depend on no other room, and every room
/// may use them.
const ROOMS: [&str; 13] = [
    "json",
    "phrasebook",
    "program",
    "lead",
    "compensation",
    "rules",
    "precheck",
    "submission",
    "status",
    "office",
    "markup",
    "exchange",
    "browser",
];

/// Each room with those that it depends on.
type Graph = BTreeMap<String, BTreeSet<String>>;

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Returns the dependencies between a crate's rooms: its folders, and the files beside them.
fn rooms(crate_folder: &str) -> Graph {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(crate_folder).join("src");
    let mut graph = Graph::new();
    for file in files(&source, "rs") {
        let below = file.strip_prefix(&source).unwrap();
        let room = below.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_string();
        let mut named = BTreeSet::new();
        crate_paths(fs::read_to_string(&file).unwrap().parse().unwrap(), &mut named);
        graph.entry(room).or_default().append(&mut named);
    }
    let known: BTreeSet<String> = graph.keys().cloned().collect();
    for (room, knows) in &mut graph {
        knows.retain(|other| other != room && known.contains(other));
    }
    graph
}

/// Collects the first names of `crate::a::b`, and of `crate::{a, b::c}`. Modules of tests are at the end of a file, and
/// do not count.
fn crate_paths(code: TokenStream, named: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = code.into_iter().collect();
    for (i, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if *word == "tests" => return,
            TokenTree::Group(group) => crate_paths(group.stream(), named),
            TokenTree::Ident(word) if *word == "crate" => match tokens.get(i + 3) {
                Some(TokenTree::Ident(room)) => _ = named.insert(room.to_string()),
                Some(TokenTree::Group(several)) if several.delimiter() == Delimiter::Brace => {
                    named.extend(firsts(several.stream()));
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// Returns the first name of each piece between commas.
fn firsts(several: TokenStream) -> Vec<String> {
    let (mut found, mut is_first) = (Vec::new(), true);
    for token in several {
        match token {
            TokenTree::Ident(name) if std::mem::take(&mut is_first) => found.push(name.to_string()),
            TokenTree::Punct(sign) if sign.as_char() == ',' => is_first = true,
            _ => {}
        }
    }
    found
}

/// Returns the groups of rooms that depend on each other.
fn circles(graph: &Graph) -> Vec<Vec<String>> {
    let reached = |from: &str| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_string()]);
        while let Some(room) = next.pop() {
            for other in graph.get(&room).into_iter().flatten() {
                if seen.insert(other.clone()) {
                    next.push(other.clone());
                }
            }
        }
        seen
    };
    let all: BTreeMap<&String, BTreeSet<String>> = graph.keys().map(|room| (room, reached(room))).collect();
    let mut found: Vec<Vec<String>> = Vec::new();
    for (room, reaches) in &all {
        let circle: Vec<String> = all
            .iter()
            .filter(|(other, back)| reaches.contains(**other) && back.contains(*room))
            .map(|(it, _)| (*it).clone())
            .collect();
        if !circle.is_empty() && !found.contains(&circle) {
            found.push(circle);
        }
    }
    found
}

#[test]
fn a_room_of_the_core_knows_only_those_before_it() {
    let graph = rooms(".");
    let place = |room: &str| ROOMS.iter().position(|it| *it == room);
    let mut wrong = Vec::new();
    for (room, knows) in &graph {
        let later = knows.iter().filter(|other| place(other) > place(room) && place(room).is_some());
        wrong.extend(later.map(|other| format!("{room} knows {other}")));
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(ROOMS.iter().all(|room| graph.contains_key(*room)), "{graph:?}");
}

#[test]
fn no_crate_has_a_circle_of_rooms_or_of_files() {
    for folder in [".", "signing", "folder", "language", "store", "endpoint", "cli"] {
        assert_eq!(circles(&rooms(folder)), Vec::<Vec<String>>::new(), "{folder}");
        let files = Crate::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join("src")).graph();
        assert!(files.values().map(BTreeSet::len).sum::<usize>() > 0, "{folder}: {files:?}");
        assert_eq!(circles(&files), Vec::<Vec<String>>::new(), "{folder}");
    }
}

#[test]
fn the_loader_s_scripts_import_each_other_in_no_circle() {
    let loader = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/browser/loader");
    let mut graph = Graph::new();
    for file in files(&loader, "js") {
        let text = fs::read_to_string(&file).unwrap();
        let name = |path: &Path| path.strip_prefix(&loader).unwrap().display().to_string();
        // Only statements at the beginning of a line count: types are imported in comments, and a dynamic import makes
        // no cycle.
        let statements = text.split('\n').enumerate().filter(|(_, line)| line.starts_with("import "));
        let statements = statements.map(|(at, _)| text.split('\n').skip(at).collect::<Vec<_>>().join(" "));
        let imports: Vec<String> = statements
            .filter_map(|rest| {
                Some(rest.split_once(';')?.0.split_once(" from \"./")?.1.split('"').next()?.to_string())
            })
            .collect();
        let beside = file.parent().unwrap();
        graph.insert(name(&file), imports.iter().map(|other| name(&beside.join(other))).collect());
    }
    assert!(graph.values().map(BTreeSet::len).sum::<usize>() > 30, "{graph:?}");
    assert_eq!(circles(&graph), Vec::<Vec<String>>::new());
}

#[test]
fn grouped_imports_are_seen() {
    let mut named = BTreeSet::new();
    let code = "use crate::{a, b::{c, d}, e as f}; use crate::g::h; fn i() { crate::j::k(); } #[cfg(test)] mod tests { use crate::l; }";
    crate_paths(code.parse().unwrap(), &mut named);
    assert_eq!(named.into_iter().collect::<Vec<_>>(), ["a", "b", "e", "g", "j"]);
}
