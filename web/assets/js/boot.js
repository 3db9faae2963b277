// Between htmx and the rest: markup may only be made by one policy, and text never becomes code.
// @ts-check
{
  const refuse = () => {
    throw new TypeError('turning text into code is refused');
  };
  const rules = {
    createHTML: (/** @type {string} */ markup) => markup,
    createScript: refuse,
    createScriptURL: (/** @type {string} */ url) => (url === '/sw.js' ? url : refuse()),
  };
  const policy = window.trustedTypes ? trustedTypes.createPolicy('htmx', rules) : rules;
  htmx.registerExtension('tt', { init: (api) => api.initSecurity(policy, refuse, refuse) });
  if ('serviceWorker' in navigator && isSecureContext) {
    const register = () =>
      navigator.serviceWorker.register(policy.createScriptURL('/sw.js')).catch(() => {});
    // Nobody waits for it, so it waits for everything else.
    addEventListener('load', () => (window.requestIdleCallback ?? setTimeout)(register));
  }
}
