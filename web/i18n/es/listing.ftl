# Una ficha de servicio.
per-hour = por hora
per-seat = por plaza
per-month = al mes
per-piece = por pieza
per-session = por sesión
kind-package = Proyecto cerrado
kind-hourly = Por horas
kind-course = Curso
kind-subscription = Suscripción
kind-bulk = Por volumen
kind-consult = Consultoría
n-revisions = { $n ->
    [0] Sin rondas de cambios
    [one] { $count } ronda de cambios
   *[other] { $count } rondas de cambios
}
revisions-unlimited = Rondas de cambios sin límite
extra-none = No lo necesito
extra-free = sin coste
extra-exclusive = Elige una opción
extra-per-unit = { $price } por { $unit }, de { $min } a { $max }
extra-multiplier = +{ $what } % sobre el resto
extra-bracket = hasta { $up_to } ({ $unit }): { $price }
extra-later = { $n ->
    [one] { $count } día más
   *[other] { $count } días más
}
extra-sooner = { $n ->
    [one] { $count } día menos
   *[other] { $count } días menos
}
in-original-spanish = El proveedor lo ha escrito solo en español; lo ves en el original.
in-original-english = El proveedor lo ha escrito solo en inglés; lo ves en el original.
trail = Ruta
provider-works-in = Trabaja en { $what }
listing-hidden = Solo lo ve tu organización
listing-is-draft = Es un borrador. Envíalo a revisión para publicarlo.
listing-is-in-review = Está en revisión. Se publicará en cuanto lo aprobemos.
listing-is-paused = Está en pausa. Reanúdalo para que vuelva a encontrarse.
listing-is-archived = Está archivado y no volverá a publicarse.
listing-is-suspended = Lo hemos suspendido. Las razones están en tu panel.
listing-about = De qué se trata
listing-deliverables = Qué recibes
listing-acceptance = Cuándo se da por bueno
listing-requirements = Qué hace falta por tu parte
listing-faq = Preguntas frecuentes
listing-facts = Datos del servicio
listing-ratings = Valoraciones
listing-ratings-synthetic = Son números generados para la demostración: nadie ha opinado.
listing-no-ratings = Este proveedor aún no tiene valoraciones.
listing-price = Precio y opciones
listing-tiers = Elige un nivel
listing-extras = Añade lo que necesites
listing-more = Más de este proveedor
quantity-hours = Horas
quantity-seats = Plazas
quantity-months = Meses
quantity-pieces = Piezas
quantity-sessions = Sesiones
quote-total = Total
quote-delivery = Entrega
quote-said = Total: { $what }
quote-wrong = No se puede calcular con estos datos
quote-again = Recalcular el precio
quote-note = Precio declarado por el proveedor, sin impuestos indirectos si corresponden. De momento no se contrata dentro de Lonja.
fact-kind = Modalidad
fact-languages = Idiomas de trabajo
fact-delivery = Entrega desde
fact-version = Versión
fact-version-value = { $n }, del { $date }
listing-jump = Ver niveles y precios, desde { $what }
listing-own = Este servicio es de tu organización
listing-staff = Lo ves como equipo de confianza
listing-staff-case = Moderar
listing-hidden-staff = El público no lo ve
absent-paused = «{ $what }» está en pausa
absent-paused-text = Quien lo ofrece no toma encargos por ahora. Cuando vuelva, estará en esta misma dirección.
absent-withdrawn = Este servicio ya no se ofrece
absent-withdrawn-text = Quien lo ofrecía lo ha retirado y no volverá a publicarse.
absent-unavailable = Este servicio no está disponible
absent-unavailable-text = Ahora mismo no se puede ver. Si es tuyo, entra y mira la razón en «Mis servicios».
absent-similar = Servicios parecidos
