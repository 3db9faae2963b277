//! `/api/docs`: the OpenAPI description as a page people can read, made from the same document as
//! `/api/openapi.json`. Its texts are in English, the language of the API itself.

use std::{collections::BTreeMap, sync::LazyLock};

use askama::Template;
use marketplace_api::http::openapi;
use serde_json::Value;

use crate::{error::PageResult, i18n::T, respond, shell::Shell};

#[derive(Template)]
#[template(path = "pages/api_docs.html")]
struct ApiDocs {
    t: T,
    shell: Shell,
    groups: &'static [Group],
}

/// Operations of one tag.
struct Group {
    name: String,
    operations: Vec<Operation>,
}

struct Operation {
    anchor: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    needs_sign_in: bool,
    parameters: Vec<Field>,
    body: Vec<Field>,
    /// Media type of the body, if there is one.
    body_type: String,
    answers: Vec<Answer>,
    example: String,
}

struct Field {
    name: String,
    /// Where it goes: `query`, `path`, `header`; empty in a body.
    place: String,
    kind: String,
    required: bool,
    description: String,
}

struct Answer {
    status: String,
    description: String,
    fields: Vec<Field>,
}

static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let document = serde_json::to_value(openapi::document()).unwrap_or_default();
    groups(&document)
});

pub(crate) async fn show(shell: Shell) -> PageResult {
    let page = ApiDocs { t: shell.t, groups: &GROUPS, shell };
    respond::page(&page.shell, &page)
}

fn groups(document: &Value) -> Vec<Group> {
    let mut by_tag: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
    for (path, methods) in entries(&document["paths"]) {
        for (method, operation) in entries(methods) {
            let tag = text(&operation["tags"][0]);
            by_tag.entry(tag).or_default().push(read_operation(document, path, method, operation));
        }
    }
    by_tag.into_iter().map(|(name, operations)| Group { name, operations }).collect()
}

fn read_operation(document: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let parameters: Vec<Field> = list(&operation["parameters"])
        .map(|it| Field {
            name: text(&it["name"]),
            place: text(&it["in"]),
            kind: kind(&it["schema"]),
            required: it["required"].as_bool().unwrap_or(false),
            description: text(&it["description"]),
        })
        .collect();
    let content = entries(&operation["requestBody"]["content"]).next();
    let body = content.map(|(_, media)| fields(document, &media["schema"])).unwrap_or_default();
    let body_type = content.map(|(media, _)| media.to_owned()).unwrap_or_default();
    let needs_sign_in = list(&operation["security"]).next().is_some();
    let answers = entries(&operation["responses"])
        .map(|(status, answer)| {
            let media = entries(&answer["content"]).next();
            let fields = media.map(|(_, it)| fields(document, &it["schema"])).unwrap_or_default();
            Answer { status: status.to_owned(), description: text(&answer["description"]), fields }
        })
        .collect();
    let method = method.to_uppercase();
    Operation {
        anchor: text(&operation["operationId"]),
        example: example(&method, path, needs_sign_in, &body_type),
        summary: text(&operation["summary"]),
        description: text(&operation["description"]),
        path: path.to_owned(),
        method,
        needs_sign_in,
        parameters,
        body,
        body_type,
        answers,
    }
}

/// The fields of an object, or of the objects in a list.
fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let schema = resolve(document, schema);
    let schema = match schema["type"] == "array" {
        true => resolve(document, &schema["items"]),
        false => schema,
    };
    let required: Vec<String> = list(&schema["required"]).map(text).collect();
    entries(&schema["properties"])
        .map(|(name, property)| Field {
            name: name.to_owned(),
            place: String::new(),
            kind: kind(property),
            required: required.iter().any(|it| it == name),
            description: text(&property["description"]),
        })
        .collect()
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema["$ref"].as_str().and_then(|it| it.strip_prefix('#'));
    reference.and_then(|it| document.pointer(it)).unwrap_or(schema)
}

/// `string`, `integer or null`, `list of TierBody`.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let any = list(&schema["oneOf"]).chain(list(&schema["anyOf"])).map(kind).collect::<Vec<_>>();
    if !any.is_empty() {
        return any.join(" or ");
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => format!("list of {}", kind(&schema["items"])),
        Value::String(name) => name.clone(),
        Value::Array(names) => names.iter().map(text).collect::<Vec<_>>().join(" or "),
        _ => "object".to_owned(),
    }
}

fn example(method: &str, path: &str, needs_sign_in: bool, body_type: &str) -> String {
    let mut lines = vec![format!("curl -X {method} 'http://127.0.0.1:8080{path}'")];
    if needs_sign_in {
        lines.push("  -H \"Authorization: Bearer $LONJA_KEY\"".to_owned());
    }
    if method == "POST" {
        lines.push("  -H \"Idempotency-Key: $(uuidgen)\"".to_owned());
    }
    if !body_type.is_empty() {
        lines.push(format!("  -H 'Content-Type: {body_type}' --data @body.json"));
    }
    lines.join(" \\\n")
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_on_the_page_with_what_it_does() {
        let document = serde_json::to_value(openapi::document()).unwrap();
        let described: usize = entries(&document["paths"]).map(|(_, it)| entries(it).count()).sum();
        let shown: Vec<&Operation> = GROUPS.iter().flat_map(|it| &it.operations).collect();
        assert_eq!(shown.len(), described);
        for operation in shown {
            assert!(!operation.summary.is_empty(), "{} says nothing", operation.path);
            assert!(!operation.answers.is_empty(), "{} has no answers", operation.path);
        }
    }
}
