//! Turns `assets/` into Rust: every file named by its content, compressed once, compiled in.
//!
//! Writes to `OUT_DIR`: `assets.rs` (the table served under `/a/`, one constant per script and
//! style sheet), `roots.rs` (files that must keep their address) and `icons.rs`. Reruns only when
//! `assets/` changes, never for a template.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

fn main() {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let release = env::var_os("PROFILE").is_some_and(|it| it == "release");
    let assets = Path::new("assets");
    check_vendor_sums(&assets.join("vendor"));

    let mut shop = Shop { out: out.clone(), release, urls: BTreeMap::new(), table: String::new() };
    for path in files(&assets.join("img")) {
        shop.add(&name_of(&path), &read(&path), false);
    }
    let mut css = String::new();
    for path in files(&assets.join("css")) {
        css.push_str(&text(&path));
    }
    shop.add("app.css", css.as_bytes(), true);
    for folder in ["js", "vendor"] {
        for path in files(&assets.join(folder)).into_iter().filter(|it| has_extension(it, "js")) {
            let script = shop.with_urls(&text(&path));
            shop.add(&name_of(&path), script.as_bytes(), true);
        }
    }
    let table = format!("pub(crate) static ASSETS: &[Asset] = &[\n{}];\n", shop.table);
    let consts: String = shop.urls.values().filter_map(|it| it.declaration.clone()).collect();
    write(&out.join("assets.rs"), &(table + &consts));

    let mut roots = Shop { table: String::new(), ..shop };
    for path in files(&assets.join("root")) {
        let body = roots.with_urls(&text(&path));
        let address = format!("/{}", name_of(&path));
        roots.entry(&address, &name_of(&path), body.as_bytes());
    }
    let roots = format!("pub(crate) static ROOTS: &[Asset] = &[\n{}];\n", roots.table);
    write(&out.join("roots.rs"), &roots);
    write(&out.join("icons.rs"), &icons(&assets.join("icons")));
}

struct Url {
    address: String,
    declaration: Option<String>,
}

/// What has been made so far.
struct Shop {
    out: PathBuf,
    release: bool,
    urls: BTreeMap<String, Url>,
    table: String,
}

impl Shop {
    fn add(&mut self, name: &str, body: &[u8], named: bool) {
        let (stem, extension) = name.rsplit_once('.').expect("an asset has an extension");
        let address = format!("/a/{stem}-{}.{extension}", &hash(body)[..10]);
        let constant = name.to_uppercase().replace(|it: char| !it.is_ascii_alphanumeric(), "_");
        let declaration =
            named.then(|| format!("pub(crate) const {constant}: &str = {address:?};\n"));
        self.entry(&address, name, body);
        self.urls.insert(name.to_owned(), Url { address, declaration });
    }

    /// Writes the file, raw and compressed, and its line in the table.
    fn entry(&mut self, address: &str, name: &str, body: &[u8]) {
        let file = self.out.join(format!("asset-{name}"));
        write_bytes(&file, body);
        let mut packed = [String::from("None"), String::from("None")];
        let worthwhile = body.len() > 256 && !name.ends_with(".png");
        if worthwhile {
            let both = [("br", self.brotli(body)), ("gz", self.gzip(body))];
            for (slot, (suffix, bytes)) in packed.iter_mut().zip(both) {
                let path = self.out.join(format!("asset-{name}.{suffix}"));
                write_bytes(&path, &bytes);
                *slot = format!("Some(include_bytes!({path:?}))");
            }
        }
        let [br, gz] = packed;
        let (mime, etag) = (mime(name), &hash(body)[..16]);
        writeln!(
            self.table,
            "Asset {{ url: {address:?}, mime: {mime:?}, etag: {etag:?}, \
             raw: include_bytes!({file:?}), br: {br}, gz: {gz} }},"
        )
        .expect("writing to a string");
    }

    /// Replaces `@asset(name)` by the address of that asset.
    fn with_urls(&self, source: &str) -> String {
        let mut parts = source.split("@asset(");
        let mut done = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once(')').expect("@asset( is closed");
            let url = self.urls.get(name).unwrap_or_else(|| panic!("there is no asset `{name}`"));
            done.push_str(&url.address);
            done.push_str(rest);
        }
        done
    }

    fn brotli(&self, body: &[u8]) -> Vec<u8> {
        let quality = if self.release { 11 } else { 5 };
        let mut packed = Vec::new();
        let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, quality, 22);
        writer.write_all(body).expect("compressing into memory");
        drop(writer);
        packed
    }

    fn gzip(&self, body: &[u8]) -> Vec<u8> {
        let level = if self.release { 9 } else { 5 };
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
        writer.write_all(body).expect("compressing into memory");
        writer.finish().expect("compressing into memory")
    }
}

/// The inside of every icon, sorted by name. The frame (size, stroke) is the same for all.
fn icons(folder: &Path) -> String {
    let mut sorted = BTreeMap::new();
    for path in files(folder).into_iter().filter(|it| has_extension(it, "svg")) {
        let svg = text(&path);
        let start = svg.find("<svg").expect("an icon is an svg");
        let open = start + svg[start..].find('>').expect("the svg tag is closed") + 1;
        let close = svg.rfind("</svg>").expect("the svg is closed");
        let inside: String = svg[open..close].lines().map(str::trim).collect();
        let name = name_of(&path);
        sorted.insert(name.trim_end_matches(".svg").to_owned(), inside);
    }
    let rows: String = sorted.iter().map(|(name, it)| format!("({name:?}, {it:?}),\n")).collect();
    format!("pub(crate) static ICONS: &[(&str, &str)] = &[\n{rows}];\n")
}

fn check_vendor_sums(folder: &Path) {
    for line in text(&folder.join("SHA256SUMS")).lines() {
        let (sum, name) = line.split_once("  ").expect("SHA256SUMS: `sum  name`");
        let found = hash(&read(&folder.join(name)));
        assert_eq!(sum, found, "{name} is not the file whose licence and version we recorded");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|it| panic!("{}: {it}", folder.display()));
    let mut all: Vec<_> = entries.map(|it| it.expect("a readable entry").path()).collect();
    all.sort();
    all
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|it| it == extension)
}

fn name_of(path: &Path) -> String {
    path.file_name().expect("a file").to_string_lossy().into_owned()
}

fn mime(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => panic!("{name}: say in build.rs what type this file has"),
    }
}

fn hash(body: &[u8]) -> String {
    Sha256::digest(body).iter().map(|it| format!("{it:02x}")).collect()
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|it| panic!("{}: {it}", path.display()))
}

fn text(path: &Path) -> String {
    String::from_utf8(read(path)).unwrap_or_else(|it| panic!("{}: {it}", path.display()))
}

fn write(path: &Path, body: &str) {
    write_bytes(path, body.as_bytes());
}

fn write_bytes(path: &Path, body: &[u8]) {
    fs::write(path, body).unwrap_or_else(|it| panic!("{}: {it}", path.display()));
}
