//! Rules about pages: every template is used, none needs what the content policy refuses, every
//! form can be told from a forged one.

use crate::tree::{File, Rule};

pub(crate) fn rules() -> Vec<Rule> {
    vec![
        EVERY_TEMPLATE_IS_USED,
        TEMPLATES_KEEP_THE_CONTENT_POLICY,
        POST_FORMS_CARRY_A_TOKEN,
        BUTTONS_AND_IMAGES_ARE_COMPLETE,
    ]
}

const FOLDER: &str = "web/templates/";

const EVERY_TEMPLATE_IS_USED: Rule = Rule {
    name: "every template is used",
    check: |tree| {
        let mut complaints = Vec::new();
        for page in templates(tree) {
            let name = &page.path[FOLDER.len()..];
            let quoted = [format!("\"{name}\""), format!("'{name}'")];
            let names = |it: &File| quoted.iter().any(|name| it.text.contains(name.as_str()));
            let used = tree
                .iter()
                .filter(|it| it.path.starts_with("web/"))
                .any(|it| it.path != page.path && names(it));
            if !used {
                complaints
                    .push(format!("{}: nothing renders or includes it. Delete it.", page.path));
            }
        }
        complaints
    },
    bad: &[&[("web/templates/old.html", "<p>")]],
    good: &[
        ("web/templates/ui/card.html", "<p>"),
        ("web/templates/home.html", "{% include \"ui/card.html\" %}"),
        ("web/src/pages/home.rs", "#[template(path = \"home.html\")]"),
    ],
};

const TEMPLATES_KEEP_THE_CONTENT_POLICY: Rule = Rule {
    name: "templates keep the content policy",
    check: |tree| {
        let mut complaints = Vec::new();
        for page in templates(tree) {
            for tag in tags(&markup(&page.text)) {
                let name = tag.split(|it: char| !it.is_alphanumeric()).next().unwrap_or_default();
                let lower = tag.to_lowercase();
                let inline = attributes(&lower)
                    .find(|it| *it == "style" || it.starts_with("on") || it.starts_with("hx-on"));
                let script = name == "script"
                    && !lower.contains("src=")
                    && !lower.contains("application/ld+json");
                let evaluated = lower.contains("javascript:") || lower.contains("\"js:");
                if let Some(found) = inline {
                    complaints.push(format!(
                        "{}: <{name} {found}=…>. Use a class, or a listener in a file.",
                        page.path
                    ));
                } else if script || name == "style" || evaluated {
                    complaints.push(format!(
                        "{}: <{name}> runs inline; the content policy refuses it.",
                        page.path
                    ));
                }
            }
        }
        complaints
    },
    bad: &[
        &[("web/templates/a.html", "<p style=\"color:red\">")],
        &[("web/templates/a.html", "<button type=button onclick=\"go()\">")],
        &[("web/templates/a.html", "<script>go()</script>")],
        &[("web/templates/a.html", "<a href=\"javascript:go()\">")],
    ],
    good: &[(
        "web/templates/a.html",
        "<p class=\"on\">one style=</p><script src=\"/a/x.js\"></script>",
    )],
};

const POST_FORMS_CARRY_A_TOKEN: Rule = Rule {
    name: "post forms carry a token",
    check: |tree| {
        let mut complaints = Vec::new();
        for page in templates(tree) {
            for form in page.text.split("<form").skip(1) {
                let form = form.split("</form>").next().unwrap_or(form);
                let posts =
                    form.split('>').next().is_some_and(|it| it.to_lowercase().contains("post"));
                if posts && !form.contains("csrf") {
                    complaints.push(format!("{}: a form posts without the csrf field.", page.path));
                }
            }
        }
        complaints
    },
    bad: &[&[("web/templates/a.html", "<form method=\"post\"><button>Save</button></form>")]],
    good: &[(
        "web/templates/a.html",
        "<form method=\"get\"></form><form method=\"post\">{% call ui::csrf(page) %}</form>",
    )],
};

const BUTTONS_AND_IMAGES_ARE_COMPLETE: Rule = Rule {
    name: "buttons and images are complete",
    check: |tree| {
        let mut complaints = Vec::new();
        for page in templates(tree) {
            for tag in tags(&markup(&page.text)) {
                let has = |name: &str| attributes(tag).any(|it| it == name);
                let missing = match tag.split_whitespace().next() {
                    Some("img") => ["alt", "width", "height"].into_iter().find(|it| !has(it)),
                    Some("button") if !has("type") => Some("type"),
                    _ => None,
                };
                if let Some(missing) = missing {
                    complaints.push(format!("{}: <{tag}> lacks `{missing}`.", page.path));
                }
            }
        }
        complaints
    },
    bad: &[
        &[("web/templates/a.html", "<img src=\"x\" alt=\"\">")],
        &[("web/templates/a.html", "<button>Save</button>")],
    ],
    good: &[(
        "web/templates/a.html",
        "<img src=\"{{ at(\"x\") }}\" alt=\"a > b\" width=\"1\" height=\"1\"><button type=\"submit\">",
    )],
};

fn templates(tree: &[File]) -> impl Iterator<Item = &File> {
    tree.iter().filter(|it| it.path.starts_with(FOLDER) && it.path.ends_with(".html"))
}

/// HTML with what the template engine replaces taken out.
fn markup(template: &str) -> String {
    let mut rest = template;
    let mut out = String::new();
    while let Some(at) = rest.find('{') {
        let close = match rest.as_bytes().get(at + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => "{",
        };
        let end = rest[at..].find(close).map_or(rest.len(), |it| at + it + close.len());
        out.push_str(&rest[..at]);
        out.push(' ');
        rest = &rest[end..];
    }
    out + rest
}

/// The insides of opening tags: `img src="x"`. A quoted `>` does not end one.
fn tags(html: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for part in html.split('<').skip(1) {
        if !part.starts_with(|it: char| it.is_ascii_alphabetic()) {
            continue;
        }
        let mut quoted = false;
        let end = part.char_indices().find(|(_, it)| {
            quoted ^= *it == '"';
            *it == '>' && !quoted
        });
        found.push(part[..end.map_or(part.len(), |(at, _)| at)].trim_end_matches('/').trim());
    }
    found
}

/// Names of the attributes of a tag; values are left out.
fn attributes(tag: &str) -> impl Iterator<Item = &str> {
    let outside = tag.split('"').step_by(2);
    let words = outside.flat_map(str::split_whitespace).skip(1);
    words.map(|it| it.split('=').next().unwrap_or(it))
}
