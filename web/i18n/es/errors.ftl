# Páginas de error: qué ha pasado, si se ha perdido algo y qué hacer ahora.
error-400-title = No hemos entendido la petición
error-400-text = A la dirección o al formulario le falta algo o trae un valor que no esperábamos. Vuelva atrás, revíselo y envíelo otra vez.
error-401-title = Hace falta entrar
error-401-text = Esta página es solo para quien tiene cuenta. Entre con la suya y le traeremos de vuelta.
error-403-title = Su cuenta no puede abrir esto
error-403-text = La página existe, pero su cuenta no tiene permiso. Si debería tenerlo, pídaselo a quien administra su organización o entre con otra cuenta.
error-404-title = Aquí no hay nada
error-404-text = Puede que la dirección esté mal escrita o que la página se haya movido. Pruebe a buscar lo que quería.
error-405-title = Esto no se puede hacer aquí
error-405-text = La dirección existe, pero no admite esta acción. Vuelva atrás y use los botones de la página.
error-409-title = Alguien lo cambió antes
error-409-text = Mientras usted lo tenía abierto, esto cambió en otro sitio. No se ha guardado nada encima: abra la versión actual y repita su cambio.
error-410-title = Esto ya no está publicado
error-410-text = Quien lo ofrecía lo ha retirado. Seguramente hay otros servicios parecidos: búsquelos aquí.
error-413-title = Es demasiado grande
error-413-text = Lo que ha enviado supera el tamaño que admitimos. Divídalo o redúzcalo y vuelva a intentarlo; no se ha guardado nada.
error-422-title = Hay datos que corregir
error-422-text = No hemos podido guardar lo que ha enviado. Vuelva atrás: el formulario conserva lo que escribió.
error-429-title = Demasiadas peticiones seguidas
error-429-text = Para que el sitio responda bien a todo el mundo, hay un límite. No es un bloqueo: en cuanto pase el plazo podrá continuar.
error-500-title = Ha fallado algo nuestro
error-500-text = El fallo ha quedado registrado y no es culpa suya. Lo que ya estaba guardado sigue a salvo. Pruebe otra vez en unos minutos.
error-503-title = Volvemos enseguida
error-503-text = El sitio está en mantenimiento o recibe más visitas de las que puede atender. Lo que tenía guardado sigue a salvo.
error-reference = Si nos escribe, indique esta referencia:
error-wait = { $n ->
    [one] Podrá seguir dentro de { $count } segundo.
   *[other] Podrá seguir dentro de { $count } segundos.
}
offline-title = No hay conexión
offline-text = Su dispositivo no llega a Lonja ahora mismo. En cuanto vuelva la conexión, reintente: esta página no guarda ni pierde nada.
