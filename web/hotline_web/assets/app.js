// What makes the pages quick; every page works without it.
(() => {
  "use strict";
  const every = (selector, root = document) => [...root.querySelectorAll(selector)];

  // A form is sent once: the button says so until the next page is there.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    const button = event.submitter || form.querySelector("button");
    if (button) {
      button.dataset.words = button.textContent;
      button.setAttribute("aria-disabled", "true");
      if (button.dataset.busy) button.textContent = button.dataset.busy;
    }
  });
  window.addEventListener("pageshow", () => every("form[data-sent]").forEach(release));
  function release(form) {
    delete form.dataset.sent;
    every("[aria-disabled][data-words]", form).forEach((button) => {
      button.removeAttribute("aria-disabled");
      button.textContent = button.dataset.words;
    });
  }

  // Menus close when one looks elsewhere.
  document.addEventListener("click", (event) => {
    every("details[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement.closest("details[data-menu][open], details[data-disclosure][open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // Lists: up, down (or k, j) from row to row, Enter opens because the link has the focus; a click anywhere in a row.
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, details, [contenteditable]")) return;
    const list = event.target.closest("[data-list]") || document.querySelector("[data-list]");
    const links = list ? every("tr[data-open] a[href]", list).filter((link, at, all) =>
      all.findIndex((other) => other.closest("tr") === link.closest("tr")) === at) : [];
    if (!links.length) return;
    const row = event.target.closest("tr[data-open]");
    const here = row ? links.findIndex((link) => link.closest("tr") === row) : -1;
    const next = links[Math.min(Math.max(here + step, 0), links.length - 1)];
    event.preventDefault();
    next.focus();
    next.closest("tr").scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-open]");
    if (!row || event.target.closest("a, button, input, label, summary") || String(window.getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.open);
    else window.location.assign(row.dataset.open);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) {
      every("input[name=ids]", event.target.closest("table")).forEach((box) => { box.checked = event.target.checked; });
    }
    const filters = event.target.closest("form[data-filters]");
    if (filters && window.htmx && event.target.matches("select")) filters.requestSubmit();
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches("form[data-filters]")) return;
    for (const [name, value] of Object.entries(event.detail.parameters)) {
      if (value === "") delete event.detail.parameters[name];
    }
  });

  // Three selects that depend on each other: only what fits is shown.
  function narrow(cascade) {
    const selects = every("select", cascade);
    selects.slice(1).forEach((select, index) => {
      const above = selects[index].value;
      every("optgroup", select).forEach((group) => {
        const fits = group.dataset.parent === above;
        group.hidden = group.disabled = !fits;
      });
      const chosen = select.selectedOptions[0];
      if (chosen && chosen.parentElement.disabled) select.value = "";
      select.disabled = !above;
    });
  }
  document.addEventListener("change", (event) => {
    const cascade = event.target.closest("[data-cascade]");
    if (cascade) narrow(cascade);
  });

  // Of tabs wider than the screen the one that is open is seen; form errors get the focus, so that they are read first.
  function prepare(root) {
    every("[data-cascade]", root).forEach(narrow);
    every(".hl-tabs [aria-current]", root).forEach((tab) => {
      const row = tab.parentElement;
      row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
    });
    const first = root.querySelector("[data-focus]");
    if (first) first.focus();
  }
  const start = () => { document.documentElement.classList.add("js"); prepare(document); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
  document.addEventListener("htmx:afterSwap", (event) => { prepare(event.detail.target.isConnected ? event.detail.target : document); });
})();
