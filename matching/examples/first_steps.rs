//! From nothing to an explained answer: `cargo run --release -p matching --example first_steps`.
//!
//! Three documents, one of them in English only; a need in Spanish with a slip of the pen; what is found,
//! why, and how a change is seen at once.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::error::Error;

use matching::{
    engine::Engine,
    types::{Change, Doc, Lang, Query, Text},
};

fn main() -> Result<(), Box<dyn Error>> {
    // `None` keeps the index in memory; with a folder it is there again after a restart.
    let engine = Engine::open(None, &["category"])?;
    let docs = [
        doc("invoices", Lang::En, "Invoice data extraction", "Reads PDF invoices into your books."),
        doc("forecast", Lang::Es, "Previsión de la demanda", "Cuánto se venderá, tienda a tienda."),
        doc("chatbot", Lang::Es, "Asistente para WhatsApp", "Contesta a los clientes de noche."),
    ];
    let changes = docs.into_iter().map(|it| Change::Put(Box::new(it))).collect();
    // The second argument is a counter of yours: after a crash, `engine.position()` says where to go on.
    engine.apply(changes, 1)?;

    show(&engine, "extraer datos de facturas")?;
    show(&engine, "previsoin de ventas")?;

    engine.apply(vec![Change::Remove("forecast".to_owned())], 2)?;
    show(&engine, "previsoin de ventas")
}

fn doc(key: &str, lang: Lang, title: &str, body: &str) -> Doc {
    let text =
        Text { lang, title: title.to_owned(), summary: String::new(), body: body.to_owned() };
    Doc {
        key: key.to_owned(),
        owner: format!("owner of {key}"),
        texts: vec![text],
        facets: vec![("category".to_owned(), key.to_owned())],
        ..Doc::default()
    }
}

fn show(engine: &Engine, need: &str) -> Result<(), Box<dyn Error>> {
    let query = Query { text: need.to_owned(), lang: Some(Lang::Es), ..Query::default() };
    let answer = engine.search(&query)?;
    println!("\n{need}");
    for it in &answer.corrections {
        println!("  «{}» was read as «{}» too", it.typed, it.used);
    }
    for found in &answer.matches {
        println!("  {:.3}  {}", found.score, found.key);
        for reason in &found.reasons {
            println!("         {reason:?}");
        }
    }
    if answer.matches.is_empty() {
        println!("  nothing");
    }
    Ok(())
}
