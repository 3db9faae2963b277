# Lo que revisa el equipo de confianza.
nav-moderation = Moderación
moderation-title = Servicios por revisar
moderation-empty-title = No hay nada pendiente
moderation-empty-text = Cuando alguien envíe un servicio, aparecerá aquí; primero, el que lleva más tiempo esperando.
moderation-first = Primera versión
moderation-update = Versión { $what } de un servicio que ya se ha publicado
moderation-age-now = Hace menos de una hora
moderation-age-hours = { $n ->
    [one] Espera desde hace { $count } hora
   *[other] Espera desde hace { $count } horas
}
moderation-age-days = { $n ->
    [one] Espera desde hace { $count } día
   *[other] Espera desde hace { $count } días
}
moderation-read = Revisar
moderation-live = Publicado
moderation-new = Propuesto
moderation-public = Ver lo publicado
moderation-approve = Aprobar
moderation-approve-text = Se publica tal como está arriba, y se avisa al proveedor.
moderation-decline = No aprobar
moderation-reason = Razón
moderation-reason-hint = La lee el proveedor: di qué tiene que cambiar. Al menos 10 caracteres.
moderation-suspend = Suspender
moderation-statement = Declaración de motivos
moderation-statement-hint = Qué se ha incumplido y por qué se oculta. La lee el proveedor. Al menos 10 caracteres.
moderation-lift = Levantar la suspensión
moderation-lift-text = El servicio vuelve a estar como antes de suspenderlo.
moderation-done-approved = Aprobado.
moderation-done-declined = No aprobado; el proveedor recibe la razón.
moderation-done-suspended = Suspendido.
moderation-done-lifted = Suspensión levantada.
moderation-meanwhile = La versión que leías ya no espera: se ha retirado, cambiado o decidido. Vuelve a la lista y lee la nueva.
moderation-catalogue = Todos los servicios
moderation-look-for = Buscar
moderation-look-hint = Palabras de la ficha, el nombre de quien lo ofrece, o su dirección.
moderation-look-none = Ningún servicio así
moderation-look-none-text = Prueba con menos palabras o con otro estado.
moderation-look-all = Verlos todos
moderation-state = Estado
moderation-changed = último cambio: { $what }
moderation-look = Abrir
moderation-look-suspend = Abrir o suspender
moderation-look-lift = Abrir o levantar la suspensión
