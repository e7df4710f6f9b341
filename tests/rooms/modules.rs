//! Which files of a crate depend on which, by the paths in their code.
//!
//! A path leads to the file that defines its name. If a file re-exports what others define (`pub use`), the path is
//! followed. A file that declares its children and re-exports their names does not depend on them, but one that calls
//! them does. A child that uses what its parent's own file defines depends on the parent. So the file of a folder
//! either calls the files in it, or holds what they share, but not both.

use crate::Graph;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The names from the crate's root to a file, or to what it defines.
type Names = Vec<String>;

/// The contents of a file's code.
#[derive(Default)]
struct File {
    imports: Vec<Import>,
    /// The paths, except those of imports.
    paths: Vec<Names>,
    /// The names that it defines itself.
    defines: BTreeSet<String>,
}

struct Import {
    path: Names,
    /// The name that it has here.
    name: String,
    /// True if it is re-exported.
    is_public: bool,
}

/// The files of a crate.
pub struct Crate(BTreeMap<Names, File>);

impl Crate {
    /// Reads all files below a folder, except separate programs (`bin/`) and tests.
    pub fn read(source: &Path) -> Crate {
        let files = crate::files(source, "rs").into_iter().filter_map(|path| {
            let below = path.strip_prefix(source).unwrap().to_str().unwrap().to_string();
            let is_other = below.starts_with("bin/") || below.ends_with("tests.rs");
            (!is_other).then(|| (below, fs::read_to_string(&path).unwrap()))
        });
        Crate::of(files)
    }

    fn of(files: impl Iterator<Item = (String, String)>) -> Crate {
        let file = |(path, text): (String, String)| {
            let mut names: Names = path.trim_end_matches(".rs").split('/').map(ToString::to_string).collect();
            if names.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
                names.pop();
            }
            let mut file = File::default();
            file.read(text.parse().unwrap());
            (names, file)
        };
        Crate(files.map(file).collect())
    }

    /// Returns each file with those that it depends on.
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for (name, file) in &self.0 {
            let is_passed_on = |import: &&Import| import.is_public && self.is_child(name, &import.path);
            let imports =
                file.imports.iter().filter(|import| !is_passed_on(import)).map(|import| &import.path);
            let known = imports.chain(&file.paths).flat_map(|path| self.leads_to(name, path, 0));
            let known = known.filter(|other| other != name).map(|other| other.join("/"));
            graph.insert(name.join("/"), known.collect());
        }
        graph
    }

    fn is_child(&self, parent: &[String], path: &[String]) -> bool {
        let path = path.strip_prefix(&["self".to_string()]).unwrap_or(path);
        path.first().is_some_and(|first| self.0.contains_key(&[parent, std::slice::from_ref(first)].concat()))
    }

    /// Returns the files that define what a path in a file names. There are several if it depends on features, and none
    /// if it is outside of the crate.
    fn leads_to(&self, from: &[String], path: &[String], depth: usize) -> Vec<Names> {
        let Some((first, rest)) = path.split_first().filter(|_| depth < 10) else { return Vec::new() };
        match first.as_str() {
            "crate" => self.within(&[], rest, depth),
            "self" => self.within(from, rest, depth),
            "super" => {
                let ups = path.iter().take_while(|name| *name == "super").count();
                self.within(&from[..from.len().saturating_sub(ups)], &path[ups..], depth)
            }
            _ if self.is_child(from, path) => self.within(from, path, depth),
            // The name may come from an import of this file.
            _ => {
                let imports = self.0[from].imports.iter().filter(|import| import.name == *first);
                let inner = imports.filter(|import| import.path != path);
                inner
                    .flat_map(|import| self.leads_to(from, &[&import.path, rest].concat(), depth + 1))
                    .collect()
            }
        }
    }

    /// Does the same for what follows a file's name.
    fn within(&self, file: &[String], path: &[String], depth: usize) -> Vec<Names> {
        let Some((first, rest)) = path.split_first() else { return vec![file.to_vec()] };
        if self.is_child(file, path) {
            return self.within(&[file, std::slice::from_ref(first)].concat(), rest, depth);
        }
        let Some(known) = self.0.get(file) else { return Vec::new() };
        let passed_on = known.imports.iter().filter(|import| import.is_public);
        let by_name = passed_on.clone().filter(|import| import.name == *first);
        let found: Vec<Names> = by_name
            .flat_map(|import| self.leads_to(file, &[&import.path, rest].concat(), depth + 1))
            .collect();
        if !found.is_empty() || known.defines.contains(first) {
            return if found.is_empty() { vec![file.to_vec()] } else { found };
        }
        let all = passed_on.filter(|import| import.name == "*").flat_map(|import| {
            let end = import.path.len() - 1;
            self.leads_to(file, &[&import.path[..end], path].concat(), depth + 1)
        });
        let all: Vec<Names> = all.filter(|other| self.0[other].defines.contains(first)).collect();
        if all.is_empty() { vec![file.to_vec()] } else { all }
    }
}

impl File {
    /// Reads a file's code. Modules of tests are at its end, and do not count.
    fn read(&mut self, code: TokenStream) {
        const DEFINING: [&str; 7] = ["struct", "enum", "trait", "type", "fn", "const", "static"];
        let tokens: Vec<TokenTree> = code.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Ident(word) if *word == "tests" => return,
                TokenTree::Ident(word) if *word == "use" => {
                    let length = tokens[at..].iter().take_while(|token| !is(token, ';')).count();
                    let before = &tokens[..at - 1];
                    let is_public = match before {
                        [.., TokenTree::Ident(word), TokenTree::Group(_)] | [.., TokenTree::Ident(word)] => {
                            *word == "pub"
                        }
                        _ => false,
                    };
                    self.import(&[], &tokens[at..at + length], is_public);
                    at += length;
                }
                TokenTree::Ident(word) => {
                    if let (true, Some(TokenTree::Ident(name))) =
                        (DEFINING.contains(&word.to_string().as_str()), tokens.get(at))
                    {
                        self.defines.insert(name.to_string());
                    }
                    let is_behind = tokens[..at - 1].last().is_some_and(|before| is(before, '.'));
                    let (path, length) = path(&tokens[at - 1..]);
                    if path.len() > 1 && !is_behind {
                        self.paths.push(path);
                    }
                    at += length.max(1) - 1;
                }
                TokenTree::Group(group) => self.read(group.stream()),
                _ => {}
            }
        }
    }

    /// Reads an import: `a::b`, `a::{b, c as d}`, `a::*`.
    fn import(&mut self, prefix: &[String], tree: &[TokenTree], is_public: bool) {
        let (names, length) = path(tree);
        let path = [prefix, &names].concat();
        match &tree[length..] {
            [.., TokenTree::Group(several)] => {
                let several: Vec<TokenTree> = several.stream().into_iter().collect();
                let trees = several.split(|token| is(token, ',')).filter(|tree| !tree.is_empty());
                trees.for_each(|tree| self.import(&path, tree, is_public));
            }
            [.., star] if is(star, '*') => {
                let path = [path, vec!["*".into()]].concat();
                self.imports.push(Import { path, name: "*".into(), is_public });
            }
            [TokenTree::Ident(_), TokenTree::Ident(alias)] => {
                self.imports.push(Import { path, name: alias.to_string(), is_public });
            }
            _ => {
                // `a::{self}` is `a`.
                let is_self = names == ["self"] && !prefix.is_empty();
                let path = if is_self { prefix.to_vec() } else { path };
                let name = path.last().cloned().unwrap_or_default();
                self.imports.push(Import { path, name, is_public });
            }
        }
    }
}

/// Returns the names, joined by `::`, at the beginning of some code, and how many tokens they take.
fn path(code: &[TokenTree]) -> (Names, usize) {
    let (mut names, mut length) = (Names::new(), 0);
    loop {
        match &code[length..] {
            [TokenTree::Ident(name), colon, second, TokenTree::Ident(_), ..]
                if is(colon, ':') && is(second, ':') =>
            {
                names.push(name.to_string());
                length += 3;
            }
            [TokenTree::Ident(name), ..] if *name != "as" => {
                names.push(name.to_string());
                return (names, length + 1);
            }
            _ => return (names, length),
        }
    }
}

fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(known) if known.as_char() == sign)
}

#[test]
fn a_path_leads_to_the_file_that_defines_its_name() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::b::{Deep, own as other}; fn f() { b::nothing(); other(); crate::c::d::g(); }"),
        ("b/mod.rs", "mod deep; mod wide; pub use deep::Deep; pub use self::wide::*; fn own() {}"),
        ("b/deep.rs", "use super::Wide; pub struct Deep; mod tests { use crate::c::d; }"),
        ("b/wide.rs", "pub struct Wide(std::rc::Rc<u8>);"),
        ("c/mod.rs", "pub mod d; fn f() { d::g(); }"),
        ("c/d.rs", "use super::f; fn g() { f(); }"),
    ];
    let graph = Crate::of(files.iter().map(|(path, text)| ((*path).into(), (*text).into()))).graph();
    let knows = |file: &str| graph[file].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(knows("a"), ["b", "b/deep", "c/d"]);
    assert_eq!(knows("b"), [""; 0]);
    assert_eq!(knows("b/deep"), ["b/wide"]);
    assert_eq!(knows("b/wide"), [""; 0]);
    assert_eq!(crate::circles(&graph), [["c", "c/d"]]);
}
