# Entrar, salir, crear cuenta, contraseña olvidada.
field-email = Correo electrónico
field-email-hint = Te enviaremos un enlace para confirmarlo.
field-password = Contraseña
field-password-hint = Al menos 8 caracteres. Cuatro palabras sin relación van muy bien; puedes pegarla.
field-new-password = Contraseña nueva
field-name = Nombre
field-name-hint = Como quieres que te vean los demás.
sign-in-title = Entrar en Lonja
sign-in-wrong = El correo o la contraseña no son correctos. Revísalos y prueba otra vez.
sign-in-wait = { $n ->
    [one] Demasiados intentos. Espera { $n } segundo y prueba otra vez.
   *[other] Demasiados intentos. Espera { $n } segundos y prueba otra vez.
}
sign-in-new-here = ¿Aún no tienes cuenta?
sign-up-title = Crear una cuenta
sign-up-lead = Con una cuenta puedes ofrecer servicios o contratar para tu empresa. Es gratis.
sign-up-terms = Al crear la cuenta aceptas:
sign-up-known = ¿Ya tienes cuenta?
sign-up-sent-title = Mira tu correo
sign-up-sent-text = Te hemos enviado un enlace para confirmar la dirección. Vale durante 24 horas. Si no llega, mira en la carpeta de correo no deseado.
sign-up-sent-again = Enviar el enlace otra vez
sign-out-title = ¿Salir de Lonja?
sign-out-text = Lo que tengas guardado sigue en su sitio.
verify-title = Confirmar la dirección de correo
verify-text = Un paso más y la cuenta está lista.
verify-button = Confirmar mi dirección
verify-done-title = Dirección confirmada
verify-done-text = Ya puedes entrar con tu correo y tu contraseña.
verify-again-title = Recibir otra vez el enlace de confirmación
verify-again-text = Si esa dirección tiene una cuenta por confirmar, el enlace va de camino.
link-stale-title = Este enlace ya no sirve
link-stale-text = Puede que se haya usado o que haya caducado. Pide uno nuevo; no has perdido nada.
reset-ask-link = He olvidado la contraseña
reset-ask-title = Recuperar el acceso
reset-ask-text = Escribe tu dirección y te enviaremos un enlace para elegir otra contraseña.
reset-ask-button = Enviar el enlace
reset-sent-title = Mira tu correo
reset-sent-text = Si esa dirección tiene cuenta, el enlace va de camino. Vale durante 30 minutos.
reset-set-title = Elegir una contraseña nueva
reset-set-text = Al guardarla se cierran todas las sesiones abiertas.
reset-set-button = Guardar la contraseña
reset-done = Contraseña guardada. Entra con la nueva.
