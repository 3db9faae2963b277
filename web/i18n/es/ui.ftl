# Componentes.
why-this = Por qué aparece
price-from = desde
no-ratings = Aún sin valoraciones
step-done = (hecho)
pager = Páginas de resultados
pager-first = Volver al principio
pager-next = Siguientes
error-summary-title = Hay algo que corregir
error-prefix = Error:
rating-label = { $value } de 5, { $count } valoraciones sintéticas
remove-filter = Quitar el filtro { $what }
n-days = { $n ->
    [one] { $count } día
   *[other] { $count } días
}
why-this-order = Por qué este orden
in-spanish = En español
in-english = En inglés
demo-tag = demostración
rating-synthetic = { $n ->
    [one] { $count } sintética
   *[other] { $count } sintéticas
}
