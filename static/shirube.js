// Everything works without this file; it only makes four things kinder.
(() => {
  "use strict";

  // The error summary has autofocus; older browsers know that for form controls only.
  const summary = document.getElementById("error-summary");
  if (summary) {
    window.addEventListener("load", () => requestAnimationFrame(() => {
      if (document.activeElement === document.body) summary.focus();
    }));
  }

  // A second press while the first is still under way does nothing. The button is not disabled, so its
  // name and value are still sent. A slow or lost connection must not lock the page: it opens again after 8 s.
  const BUSY_MS = 8000;
  const release = (form) => {
    delete form.dataset.busy;
    form.querySelectorAll(".is-busy").forEach((button) => button.classList.remove("is-busy"));
  };
  // Without a connection the browser would leave for an error page, and with it what was typed.
  const offline = document.getElementById("offline");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (offline) offline.hidden = navigator.onLine;
    if (offline && !navigator.onLine) {
      event.preventDefault();
      return;
    }
    if (form.dataset.busy) {
      event.preventDefault();
      return;
    }
    form.dataset.busy = "yes";
    if (event.submitter) event.submitter.classList.add("is-busy");
    setTimeout(() => release(form), BUSY_MS);
  });
  if (navigator.clipboard) {
    document.querySelectorAll("[data-copies]").forEach((button) => {
      const copied = document.getElementById(button.dataset.copies);
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(copied.href);
        button.nextElementSibling.textContent = button.dataset.done;
      });
    });
  }

  // The browser's Back may bring the page back as it was left.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(release));
})();
