# El perfil de un proveedor.
provider-trader = Comerciante
provider-private = Particular
provider-individual = Profesional independiente
provider-company = Empresa
provider-away = Ahora mismo está fuera
provider-back = Vuelve después del { $what }. Puedes ver sus servicios mientras tanto.
provider-about = Quién es
provider-skills = Qué domina
provider-facts = Datos
provider-none = Aún no ofrece ningún servicio
provider-none-text = Cuando publique alguno aparecerá aquí.
provider-n-services = { $n ->
    [0] Servicios
    [one] { $count } servicio publicado
   *[other] { $count } servicios publicados
}
fact-place = Dónde está
fact-rate = Tarifa
fact-capacity = Disponibilidad
fact-since = En Lonja desde
n-hours-week = { $n ->
    [one] { $count } hora a la semana
   *[other] { $count } horas a la semana
}
level-basic = básico
level-fluent = fluido
level-native = nativo
