# Buscador.
search-all = Todos los servicios
search-for = Servicios para «{ $what }»
search-read-as = Hemos buscado también «{ $used }», por si «{ $typed }» era una errata.
search-started-over = La lista ha cambiado desde que la abriste; empezamos por el principio.
search-degraded = La búsqueda es muy amplia y parte del orden es una estimación. Añade una palabra o un filtro para afinarla.
search-failed = No hemos podido buscar
search-failed-count = Sin resultados por ahora
search-failed-text = El buscador no responde. Lo que has escrito y los filtros siguen aquí.
search-empty = Ningún servicio cumple estos filtros
search-empty-for = Ningún servicio para «{ $what }»
search-empty-words = Prueba con otras palabras, más generales, o recorre las categorías.
search-empty-filters = Así sí hay resultados:
more-than-n-services = más de { $count } servicios
filters = Filtros
filters-applied = Filtros puestos
filters-clear = Quitar todos
filters-apply = Ver { $what }
filters-chosen = { $n ->
    [0] Filtros
   *[other] Filtros ({ $count })
}
facet-category = Categoría
facet-skill = Especialidad
facet-kind = Modalidad
facet-written-in = Ficha disponible
facet-price = Precio de partida, en euros
facet-days = Plazo de entrega
facet-rating = Valoración
facet-more = { $n ->
    [one] { $count } más
   *[other] { $count } más
}
price-min = Desde
price-max = Hasta
chip-price-min = Desde { $what } €
chip-price-max = Hasta { $what } €
chip-days = { $n ->
    [one] En { $count } día
   *[other] En { $count } días o menos
}
chip-rating = { $what } o más
any = Cualquiera
sort = Ordenar por
sort-relevance = Relevancia
sort-price-up = Precio, de menor a mayor
sort-price-down = Precio, de mayor a menor
sort-newest = Más recientes
sort-rating = Mejor valorados
remove-all-filters = Quitar todos los filtros
remove-words = Buscar sin «{ $what }»
