// Conveniences. Every page works without this file.
// @ts-check
{
  /** @param {EventTarget | null} target */
  const inField = (target) =>
    target instanceof Element && target.closest('input, textarea, select, [contenteditable]');

  /** @param {string} name @param {string} value */
  const keep = (name, value) => {
    const secure = location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
  };

  // "/" goes to the search box.
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (inField(event.target)) return;
    const box = document.querySelector('input[type=search]');
    if (!(box instanceof HTMLInputElement)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  addEventListener('click', (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;

    // The theme changes at once; without this the link asks the server for the same.
    const theme = target.closest('[data-theme-set]');
    if (theme instanceof HTMLElement) {
      event.preventDefault();
      const chosen = theme.dataset.themeSet ?? 'auto';
      keep('theme', chosen);
      document.documentElement.dataset.theme = chosen;
      for (const other of document.querySelectorAll('[data-theme-set]')) {
        other.setAttribute('aria-current', String(other === theme));
      }
    }

    const dismiss = target.closest('[data-dismiss]');
    if (dismiss instanceof HTMLElement) {
      const notice = dismiss.closest('.notice, .toast, .banner');
      if (notice) {
        event.preventDefault();
        if (dismiss.dataset.dismiss) keep(dismiss.dataset.dismiss, 'hidden');
        notice.remove();
        document.querySelector('main')?.focus({ preventScroll: true });
      }
    }

    const open = target.closest('[data-dialog]');
    if (open instanceof HTMLElement) {
      const dialog = document.getElementById(open.dataset.dialog ?? '');
      if (dialog instanceof HTMLDialogElement) {
        event.preventDefault();
        dialog.showModal();
      }
    }
    if (target instanceof HTMLDialogElement) target.close(); // the backdrop
  });

  // "Show results" in a sheet also closes the sheet.
  addEventListener('submit', (event) => {
    if (event.target instanceof Element) event.target.querySelector(':popover-open')?.hidePopover();
  });

  // A form with mistakes comes back with a summary: take people to it.
  const toSummary = () => {
    const summary = document.querySelector('.error-summary');
    if (summary instanceof HTMLElement) summary.focus();
  };
  addEventListener('DOMContentLoaded', toSummary);
  document.addEventListener('htmx:after:swap', toSummary);

  // Said once, after things have settled: `<p data-say>` in what htmx brought.
  let pending = 0;
  document.addEventListener('htmx:after:swap', () => {
    const said = document.querySelector('[data-say]');
    const region = document.getElementById('status');
    if (!said || !region) return;
    clearTimeout(pending);
    pending = setTimeout(() => {
      if (region.textContent !== said.textContent) region.textContent = said.textContent;
    }, 400);
  });

  // No answer at all: say so, keep what is there.
  document.addEventListener('htmx:error', () => {
    const region = document.getElementById('offline-toast');
    if (region) region.hidden = false;
  });
  document.addEventListener('htmx:before:request', () => {
    const region = document.getElementById('offline-toast');
    if (region) region.hidden = true;
    document.getElementById('failure')?.replaceChildren();
  });
}
