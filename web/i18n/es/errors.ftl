# Páginas de error: qué ha pasado, si se ha perdido algo y qué hacer ahora.
error-400-title = No hemos entendido la petición
error-400-text = A la dirección o al formulario le falta algo o trae un valor que no esperábamos. Vuelve atrás, revísalo y envíalo otra vez.
error-401-title = Hace falta entrar
error-401-text = Esta página es solo para quien tiene cuenta. Entra con la tuya y te traeremos de vuelta.
error-403-title = Tu cuenta no puede abrir esto
error-403-text = La página existe, pero tu cuenta no tiene permiso. Si debería tenerlo, pídeselo a quien administra tu organización o entra con otra cuenta.
error-404-title = Aquí no hay nada
error-404-text = Puede que la dirección esté mal escrita o que la página se haya movido. Prueba a buscar lo que querías.
error-405-title = Esto no se puede hacer aquí
error-405-text = La dirección existe, pero no admite esta acción. Vuelve atrás y usa los botones de la página.
error-409-title = Alguien lo cambió antes
error-409-text = Mientras lo tenías abierto, esto cambió en otro sitio. No se ha guardado nada encima: abre la versión actual y repite tu cambio.
error-410-title = Esto ya no está publicado
error-410-text = Quien lo ofrecía lo ha retirado. Seguramente hay otros servicios parecidos: búscalos aquí.
error-413-title = Es demasiado grande
error-413-text = Lo que has enviado supera el tamaño que admitimos. Divídelo o redúcelo y vuelve a intentarlo; no se ha guardado nada.
error-422-title = Hay datos que corregir
error-422-text = No hemos podido guardar lo que has enviado. Vuelve atrás: el formulario conserva lo que escribiste.
error-429-title = Demasiadas peticiones seguidas
error-429-text = Para que el sitio responda bien a todo el mundo, hay un límite. No es un bloqueo: en cuanto pase el plazo podrás continuar.
error-500-title = Ha fallado algo nuestro
error-500-text = El fallo ha quedado registrado y no es culpa tuya. Lo que ya estaba guardado sigue a salvo. Prueba otra vez en unos minutos.
error-503-title = Volvemos enseguida
error-503-text = El sitio está en mantenimiento o recibe más visitas de las que puede atender. Lo que tenías guardado sigue a salvo.
error-reference = Si nos escribes, indica esta referencia:
error-wait = { $n ->
    [one] Podrás seguir dentro de { $count } segundo.
   *[other] Podrás seguir dentro de { $count } segundos.
}
offline-title = No hay conexión
offline-text = Tu dispositivo no llega a Lonja ahora mismo. En cuanto vuelva la conexión, reintenta: esta página no guarda ni pierde nada.
