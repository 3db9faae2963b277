use super::*;

fn es(word: &str) -> String {
    Analyzer::default().forms(word).es.clone()
}

fn en(word: &str) -> String {
    Analyzer::default().forms(word).en.clone()
}

/// Words of the trade as they should be written, and as they are typed.
const ACCENTS: &[(&str, &str)] = &[
    ("automatización", "automatizacion"),
    ("programación", "programacion"),
    ("aplicación", "aplicacion"),
    ("generación", "generacion"),
    ("clasificación", "clasificacion"),
    ("predicción", "prediccion"),
    ("detección", "deteccion"),
    ("extracción", "extraccion"),
    ("traducción", "traduccion"),
    ("transcripción", "transcripcion"),
    ("integración", "integracion"),
    ("migración", "migracion"),
    ("optimización", "optimizacion"),
    ("evaluación", "evaluacion"),
    ("segmentación", "segmentacion"),
    ("recomendación", "recomendacion"),
    ("moderación", "moderacion"),
    ("facturación", "facturacion"),
    ("atención", "atencion"),
    ("gestión", "gestion"),
    ("visión", "vision"),
    ("previsión", "prevision"),
    ("revisión", "revision"),
    ("regresión", "regresion"),
    ("conexión", "conexion"),
    ("animación", "animacion"),
    ("ilustración", "ilustracion"),
    ("redacción", "redaccion"),
    ("corrección", "correccion"),
    ("edición", "edicion"),
    ("locución", "locucion"),
    ("clonación", "clonacion"),
    ("configuración", "configuracion"),
    ("instalación", "instalacion"),
    ("formación", "formacion"),
    ("investigación", "investigacion"),
    ("personalización", "personalizacion"),
    ("tecnología", "tecnologia"),
    ("metodología", "metodologia"),
    ("psicología", "psicologia"),
    ("ingeniería", "ingenieria"),
    ("mensajería", "mensajeria"),
    ("librería", "libreria"),
    ("batería", "bateria"),
    ("consultoría", "consultoria"),
    ("asesoría", "asesoria"),
    ("auditoría", "auditoria"),
    ("tutoría", "tutoria"),
    ("mentoría", "mentoria"),
    ("gestoría", "gestoria"),
    ("categoría", "categoria"),
    ("teoría", "teoria"),
    ("fotografía", "fotografia"),
    ("minería", "mineria"),
    ("guía", "guia"),
    ("energía", "energia"),
    ("compañía", "compañia"),
    ("análisis", "analisis"),
    ("diagnóstico", "diagnostico"),
    ("automático", "automatico"),
    ("automática", "automatica"),
    ("técnico", "tecnico"),
    ("robótica", "robotica"),
    ("informático", "informatico"),
    ("médico", "medico"),
    ("clínica", "clinica"),
    ("jurídico", "juridico"),
    ("gráfico", "grafico"),
    ("electrónico", "electronico"),
    ("código", "codigo"),
    ("imágenes", "imagenes"),
    ("vídeo", "video"),
    ("página", "pagina"),
    ("público", "publico"),
    ("catálogo", "catalogo"),
    ("número", "numero"),
    ("índice", "indice"),
    ("móvil", "movil"),
    ("fácil", "facil"),
    ("inglés", "ingles"),
    ("francés", "frances"),
    ("diseño", "diseno"),
    ("español", "espanol"),
    ("enseñanza", "ensenanza"),
    ("pequeña", "pequena"),
    ("lógica", "logica"),
    ("logística", "logistica"),
    ("estadística", "estadistica"),
    ("rápido", "rapido"),
    ("económico", "economico"),
    ("bilingüe", "bilingue"),
    ("currículum", "curriculum"),
];

#[test]
fn accented_and_bare_spellings_are_one_word() {
    assert!(ACCENTS.len() >= 77, "{} pairs", ACCENTS.len());
    let missed: Vec<_> =
        ACCENTS.iter().filter(|(written, typed)| es(written) != es(typed)).collect();
    assert!(missed.len() <= 1, "{missed:?}");
}

#[test]
fn singular_and_plural_are_one_word() {
    for (one, many) in [
        ("aplicación", "aplicaciones"),
        ("traducción", "traducciones"),
        ("automatizacion", "automatizaciones"),
        ("previsión", "previsiones"),
        ("tecnología", "tecnologias"),
        ("consultoría", "consultorías"),
        ("auditoria", "auditorías"),
        ("batería", "baterias"),
        ("clínica", "clinicas"),
        ("dental", "dentales"),
        ("agente", "agentes"),
        ("factura", "facturas"),
        ("imagen", "imagenes"),
        ("análisis", "analisis"),
        ("voz", "voces"),
        ("materia", "materias"),
    ] {
        assert_eq!(es(one), es(many), "{one}, {many}");
    }
}

#[test]
fn men_and_women_of_a_trade_are_one_word() {
    for (he, she) in [
        ("ingeniero", "ingeniera"),
        ("abogado", "abogada"),
        ("diseñador", "diseñadora"),
        ("traductor", "traductora"),
        ("programador", "programadoras"),
        ("psicólogo", "psicóloga"),
        ("médico", "médica"),
        ("consultor", "consultora"),
        ("redactores", "redactora"),
        ("profesor", "profesora"),
        ("experto", "experta"),
        ("fotógrafo", "fotógrafa"),
        ("técnicos", "técnicas"),
        ("actor", "actriz"),
    ] {
        assert_eq!(es(he), es(she), "{he}, {she}");
    }
}

#[test]
fn english_forms_are_one_word() {
    for (one, other) in [
        ("invoice", "invoices"),
        ("automate", "automated"),
        ("clinic", "clinics"),
        ("train", "training"),
        ("optimisation", "optimization"),
        ("organised", "organizing"),
        ("colour", "color"),
        ("catalogues", "catalog"),
        ("centre", "centers"),
        ("labelling", "labeling"),
        ("modeller", "modeler"),
        ("programmes", "program"),
        ("salesmen", "salesman"),
        ("analysing", "analyze"),
    ] {
        assert_eq!(en(one), en(other), "{one}, {other}");
    }
}

#[test]
fn words_that_only_look_british_or_plural_stay() {
    for (one, other) in [
        ("hour", "hor"),
        ("enterprise", "enterprize"),
        ("regimen", "regiman"),
        ("ceiling", "ceing"),
    ] {
        assert_ne!(en(one), en(other), "{one}, {other}");
    }
}

#[test]
fn words_that_only_look_alike_are_not_a_family() {
    for (one, other) in [
        ("cura", "curso"),
        ("mar", "marea"),
        ("carta", "cartera"),
        ("imagen", "imaginar"),
        ("dulces", "dulz"),
        ("contable", "contador"),
    ] {
        assert_ne!(es(one), es(other), "{one}, {other}");
    }
}

#[test]
fn enye_is_kept_where_words_are_compared_as_typed() {
    let mut analyzer = Analyzer::default();
    assert_eq!(analyzer.forms("año").es, analyzer.forms("ano").es);
    assert_ne!(analyzer.forms("año").exact, analyzer.forms("ano").exact);
    assert_eq!(analyzer.forms("automatización").exact, "automatizacion");
}

#[test]
fn technical_words_are_not_stemmed() {
    for word in ["c++", "c#", ".net", "n8n", "gpt4o"] {
        assert_eq!((es(word), en(word)), (word.to_owned(), word.to_owned()));
    }
}

#[test]
fn families_have_one_stem() {
    let mut split = Vec::new();
    for family in include_str!("families.txt").lines().filter(|it| !it.starts_with('#')) {
        let stems: Vec<String> = family.split_whitespace().map(es).collect();
        if stems.iter().any(|it| *it != stems[0]) {
            split.push(format!("{family}: {stems:?}"));
        }
    }
    assert!(split.is_empty(), "{}", split.join("\n"));
}
