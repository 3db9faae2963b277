# Estado del servicio.
status-well = Todo funciona.
status-trouble = Hay una parte que no responde. Lo que tenías guardado sigue a salvo.
status-site = Páginas
status-database = Base de datos
status-search = Buscador
status-works = Funciona
status-fails = No responde
status-count = El buscador encuentra { $what }.
status-note = Se comprueba en el momento de abrir esta página. Para programas:
