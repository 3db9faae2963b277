# Lo que rodea a todas las páginas.
page-title = { $what } · Lonja
site-summary = Lonja es un mercado de servicios de inteligencia artificial. Di qué necesitas y compara a quienes saben hacerlo, con el porqué de cada resultado.
skip-to-content = Ir al contenido
brand-home = Lonja, ir al inicio
menu = Menú
close = Cerrar
dismiss = Descartar el aviso
theme = Aspecto
theme-auto = Como el dispositivo
theme-light = Claro
theme-dark = Oscuro
other-language = English
nav-main = Principal
nav-explore = Explorar
nav-categories = Categorías
nav-sell = Mis servicios
nav-settings = Ajustes
account = Cuenta
account-of = Cuenta de { $what }
sign-in = Entrar
sign-up = Crear cuenta
sign-out = Salir
search-label = Buscar servicios
search-hint = ¿Qué necesitas resolver?
search-button = Buscar
go-home = Ir al inicio
try-again = Reintentar
connection-lost = No hay respuesta del servidor. Lo que ves sigue aquí; prueba otra vez en un momento.
demo-banner-title = Mercado de demostración.
demo-banner-text = Los proveedores, los servicios y las valoraciones son ficticios.
demo-banner-link = Qué significa
demo-banner-hide = Ocultar el aviso
footer-line = Un mercado de servicios de inteligencia artificial donde se entiende por qué aparece cada resultado.
footer-how = Cómo funciona
footer-legal = Legal
footer-developers = Para desarrolladores
footer-api = Documentación de la API
footer-status = Estado del servicio
style-guide = Guía de estilo
n-services = { $n ->
    [one] { $count } servicio
   *[other] { $count } servicios
}
