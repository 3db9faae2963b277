# Páginas de texto: título y resumen.
doc-others = Sobre Lonja
doc-ranking = Cómo se ordenan los resultados
doc-ranking-summary = Qué criterios deciden el orden de los resultados en Lonja, cuáles pesan más y qué no influye nunca.
doc-accessibility = Accesibilidad
doc-accessibility-summary = Qué cumple Lonja, qué falta por comprobar y cómo avisarnos de una barrera.
doc-privacy = Privacidad
doc-privacy-summary = Qué datos guarda Lonja, para qué, durante cuánto tiempo y cómo pedirlos o borrarlos.
doc-terms = Condiciones de uso
doc-terms-summary = Qué es Lonja y qué no es, y qué se espera de quien compra y de quien ofrece servicios.
doc-demo = Datos de demostración
doc-demo-summary = Qué es ficticio en este mercado y cómo reconocerlo.
doc-help = Ayuda
doc-help-summary = Cómo buscar, leer una ficha, ofrecer servicios y resolver los problemas más comunes en Lonja.
