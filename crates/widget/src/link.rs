//! Makes one script out of modules: no build step for those who write them, no chain of requests for those who load
//! them, and one hash that covers everything.
//!
//! Modules import and export by name only, in statements of one line, and their top-level names differ. What keeps
//! to that can be put one after the other with imports and the word `export` left out; anything else is refused.

use crate::scan::{self, Line, Unreadable};

/// One source file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Module {
    /// Name of the file.
    pub(crate) name: &'static str,
    pub(crate) source: &'static str,
}

/// What cannot be linked, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LinkError {
    pub(crate) module: String,
    /// From 1.
    pub(crate) line: usize,
    pub(crate) fault: Fault,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Unreadable(Unreadable),
    /// An import other than `import { a, b } from './x.js';` on a line of its own at the top.
    Import,
    /// An export other than of a declaration with one name.
    Export,
    /// A top-level declaration whose name cannot be told.
    Declaration,
    UnknownModule(String),
    /// The imported module does not export it.
    NotExported(String),
    /// Two modules have it at their top level.
    Duplicate(String),
    /// The module imports itself in the end.
    Cycle,
}

/// Links a module and all that it imports into one script, without comments and needless spaces.
pub(crate) fn link(modules: &[Module], entry: &str) -> Result<String, LinkError> {
    let mut linker = Linker { modules, path: Vec::new(), linked: Vec::new() };
    linker.add(entry, ("the entry", 0))?;
    linker.check_names()?;
    let mut script = String::new();
    let mut goes_on = true;
    for line in linker.linked.iter().flat_map(|part| &part.lines) {
        // Statements at the top level stay on lines of their own.
        if !goes_on || !line.is_inside {
            script.push('\n');
        }
        script.push_str(&line.text);
        goes_on = line.goes_on;
    }
    script.push('\n');
    Ok(script.trim_start_matches('\n').to_owned())
}

/// A line as it is served.
struct ServedLine {
    text: String,
    /// Whether it stands in brackets, and its beginning not in a template.
    is_inside: bool,
    /// Whether it ends with what lets the next line stand on the same: no semicolon can be meant there.
    goes_on: bool,
}

struct Linker<'a> {
    modules: &'a [Module],
    /// The modules that are being added, each imported by the one before it.
    path: Vec<String>,
    /// Those that stand before all modules that import them.
    linked: Vec<Part>,
}

impl Linker<'_> {
    fn add(&mut self, name: &str, (importer, line): (&str, usize)) -> Result<(), LinkError> {
        let fault = |fault| LinkError { module: importer.to_owned(), line, fault };
        if self.path.iter().any(|open| open == name) {
            return Err(fault(Fault::Cycle));
        }
        if self.linked.iter().any(|part| part.name == name) {
            return Ok(());
        }
        let module = self.modules.iter().find(|module| module.name == name);
        let module = module.ok_or_else(|| fault(Fault::UnknownModule(name.to_owned())))?;
        let part = Part::read(module)?;
        self.path.push(name.to_owned());
        for import in &part.imports {
            self.add(&import.from, (name, import.line))?;
        }
        self.path.pop();
        self.linked.push(part);
        Ok(())
    }

    fn check_names(&self) -> Result<(), LinkError> {
        for (place, part) in self.linked.iter().enumerate() {
            let fault = |line, fault| LinkError { module: part.name.clone(), line, fault };
            for import in &part.imports {
                let exports =
                    self.linked.iter().find(|part| part.name == import.from).map(|part| &part.names);
                let is_exported = |wanted: &str| {
                    exports.is_some_and(|names| names.iter().any(|name| name.exported && name.text == wanted))
                };
                if let Some(missing) = import.names.iter().find(|name| !is_exported(name)) {
                    return Err(fault(import.line, Fault::NotExported(missing.clone())));
                }
            }
            for name in &part.names {
                let is_taken = |other: &Part| other.names.iter().any(|other| other.text == name.text);
                if self.linked.iter().take(place).any(is_taken) {
                    return Err(fault(name.line, Fault::Duplicate(name.text.clone())));
                }
            }
        }
        Ok(())
    }
}

/// A module, ready to be put behind others.
struct Part {
    name: String,
    imports: Vec<Import>,
    names: Vec<Name>,
    lines: Vec<ServedLine>,
}

struct Import {
    line: usize,
    names: Vec<String>,
    from: String,
}

/// A name at the top level.
struct Name {
    line: usize,
    text: String,
    exported: bool,
}

impl Part {
    fn read(module: &Module) -> Result<Self, LinkError> {
        let fault = |line, fault| LinkError { module: module.name.to_owned(), line, fault };
        let lines =
            scan::lines(module.source).map_err(|(line, cause)| fault(line, Fault::Unreadable(cause)))?;
        let mut part =
            Self { name: module.name.to_owned(), imports: Vec::new(), names: Vec::new(), lines: Vec::new() };
        for (index, line) in lines.iter().enumerate() {
            part.take(index + 1, line).map_err(|cause| fault(index + 1, cause))?;
        }
        Ok(part)
    }

    fn take(&mut self, number: usize, line: &Line) -> Result<(), Fault> {
        let is_top = line.depth == 0 && !line.begins_in_text;
        let code = line.code.trim();
        if is_top
            && code.starts_with("import")
            && has_word(code, "import")
            && !code.starts_with("import.meta")
        {
            let (names, from) = read_import(line.text.trim()).ok_or(Fault::Import)?;
            self.imports.push(Import { line: number, names, from });
            return Ok(());
        }
        let declaration = code.strip_prefix("export ").filter(|_| is_top);
        let (exported, code) = (declaration.is_some(), declaration.unwrap_or(code));
        if has_word(code, "export") {
            return Err(Fault::Export);
        }
        if has_word(&code.replace("import.meta", ""), "import") {
            return Err(Fault::Import);
        }
        match is_top.then(|| declared(code)).flatten() {
            Some("") => return Err(Fault::Declaration),
            Some(name) => self.names.push(Name { line: number, text: name.to_owned(), exported }),
            None if exported => return Err(Fault::Export),
            None => {}
        }
        let packed = if exported { line.packed.trim_start_matches("export ") } else { &line.packed };
        if !packed.is_empty() || line.begins_in_text {
            self.lines.push(ServedLine {
                text: packed.to_owned(),
                is_inside: line.depth > 0 && !line.begins_in_text,
                goes_on: !line.ends_in_text && line.code.trim_end().ends_with(['{', '(', '[', ',', ';']),
            });
        }
        Ok(())
    }
}

/// The names and the file of `import { a, b } from './x.js';`.
fn read_import(statement: &str) -> Option<(Vec<String>, String)> {
    let (names, from) = statement.strip_prefix("import {")?.strip_suffix("';")?.split_once("} from './")?;
    let names: Vec<String> = names.split(',').map(|name| name.trim().to_owned()).collect();
    names.iter().all(|name| !name.is_empty() && name.chars().all(is_name)).then(|| (names, from.to_owned()))
}

/// The name that a statement declares: `None` if it declares nothing, an empty one if it cannot be told.
fn declared(code: &str) -> Option<&str> {
    let code = code.strip_prefix("async ").unwrap_or(code);
    let rest = ["function* ", "function ", "class ", "const ", "let ", "var "]
        .iter()
        .find_map(|keyword| code.strip_prefix(keyword))?;
    let end = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
    rest.get(..end)
}

fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code.get(..at).and_then(|before| before.chars().next_back());
        let after = code.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_name) && !after.is_some_and(is_name)
    })
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::assets;

    fn linked(sources: &[(&'static str, &'static str)]) -> Result<String, LinkError> {
        let modules: Vec<Module> = sources.iter().map(|(name, source)| Module { name, source }).collect();
        link(&modules, "a.js")
    }

    #[test]
    fn modules_follow_what_they_import() {
        let sources = [
            (
                "a.js",
                "// The entry.\nimport { b } from './b.js';\nimport { C, c } from './c.js';\n\nb(C, c); // so be it\n",
            ),
            (
                "b.js",
                "import { c } from './c.js';\n/**\n * Does it.\n */\nexport function b(x) {\n  /* then */\n  return c(x);\n}\n",
            ),
            ("c.js", "export const c = (x) => /** @type {any} */ (x);\nexport class C {\n  import() {}\n}\n"),
            ("d.js", "this is not reached"),
        ];
        assert_eq!(
            linked(&sources[..2]).unwrap_err(),
            LinkError { module: "b.js".to_owned(), line: 1, fault: Fault::UnknownModule("c.js".to_owned()) }
        );
        let sources = sources.map(|(name, source)| match name {
            "c.js" => {
                (name, "export const c = (x) => /** @type {any} */ (x);\nexport class C {\n  #d = 1;\n}\n")
            }
            _ => (name, source),
        });
        let expected = "const c=(x)=>(x);\nclass C{#d=1;}\nfunction b(x){return c(x);}\nb(C,c);\n";
        assert_eq!(linked(&sources).unwrap(), expected);
    }

    #[test]
    fn templates_stay_as_they_are() {
        let source = "const a = `\n  // b\n\n  /* c */  \n  ${d(\n    e, // f\n  )}\n  `;\n\n  g();\n";
        let expected = "const a=`\n  // b\n\n  /* c */  \n  ${d(e,)}\n  `;\ng();\n";
        assert_eq!(linked(&[("a.js", source)]).unwrap(), expected);
    }

    #[test]
    fn what_looks_like_a_statement_in_text_is_text() {
        let source = "const a='import x';\nconst b=`\nexport default`;\nimport.meta.url;\nimportant();\n";
        assert_eq!(linked(&[("a.js", source)]).unwrap(), source);
    }

    #[test]
    fn what_cannot_be_linked_is_refused() {
        let table = [
            ("import b from './b.js';", Fault::Import),
            ("import * as b from './b.js';", Fault::Import),
            ("import { b as c } from './b.js';", Fault::Import),
            ("import './b.js';", Fault::Import),
            ("import { b } from 'b';", Fault::Import),
            ("import {\n  b,\n} from './b.js';", Fault::Import),
            ("import { b } from './b.js'; b();", Fault::Import),
            ("import { b } from \"./b.js\";", Fault::Import),
            ("const c = await import('./b.js');", Fault::Import),
            ("  c(() => import('./b.js'));", Fault::Import),
            ("export default function a() {}", Fault::Export),
            ("export { b } from './b.js';", Fault::Export),
            ("export * from './b.js';", Fault::Export),
            ("const c = 1; export { c };", Fault::Export),
            ("export const { c } = d;", Fault::Declaration),
            ("const [c] = d;", Fault::Declaration),
            ("import { d } from './b.js';", Fault::NotExported("d".to_owned())),
            ("import { hidden } from './b.js';", Fault::NotExported("hidden".to_owned())),
            ("import { c } from './none.js';", Fault::UnknownModule("none.js".to_owned())),
            ("const c = 'd", Fault::Unreadable(Unreadable::NoEnd)),
        ];
        let other = ("b.js", "export function b() {}\nconst hidden = 1;");
        for (source, fault) in table {
            let error = linked(&[("a.js", source), other]).unwrap_err();
            assert_eq!(error, LinkError { module: "a.js".to_owned(), line: 1, fault }, "{source}");
        }
    }

    #[test]
    fn names_of_different_modules_must_differ() {
        let forms = [
            "function c() {}",
            "export async function c() {}",
            "let c = 1;",
            "export class c {}",
            "const c = 1;",
        ];
        for form in forms {
            let error =
                linked(&[("a.js", "import { b } from './b.js';\nconst c = b;"), ("b.js", form)]).unwrap_err();
            assert_eq!(error.fault, Fault::NotExported("b".to_owned()), "{form}");
        }
        for form in forms {
            let source: &'static str = Box::leak(format!("export const b = 1;\n{form}").into_boxed_str());
            let error = linked(&[("a.js", "import { b } from './b.js';\nconst c = b;"), ("b.js", source)])
                .unwrap_err();
            let expected =
                LinkError { module: "a.js".to_owned(), line: 2, fault: Fault::Duplicate("c".to_owned()) };
            assert_eq!(error, expected, "{form}");
        }
    }

    #[test]
    fn a_circle_is_refused() {
        let sources = [
            ("a.js", "import { b } from './b.js';"),
            ("b.js", "import { a } from './a.js';\nexport const b = 1;"),
        ];
        let error = linked(&sources).unwrap_err();
        assert_eq!(error, LinkError { module: "b.js".to_owned(), line: 1, fault: Fault::Cycle });
    }

    #[test]
    fn what_is_served_is_one_script_without_modules() {
        for asset in assets() {
            let lines = scan::lines(asset.content()).unwrap();
            let mut names = BTreeSet::new();
            // The licence is a comment.
            for (line, served) in lines.iter().zip(asset.content().lines()).skip(1) {
                assert_eq!(line.packed, served, "{}: what is packed stays so", asset.name());
                let code = line.code.replace("import.meta", "");
                let is_left = has_word(&code, "import") || has_word(&code, "export");
                assert!(!is_left, "{}: {served}", asset.name());
                if line.depth == 0 && !line.begins_in_text {
                    let name = declared(line.code.trim());
                    assert!(name.is_none_or(|name| names.insert(name)), "{}: {served}", asset.name());
                }
            }
        }
    }
}
