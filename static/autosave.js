// Saves what is typed while it is typed. Without this file each page is kept when its button is pressed.
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const state = document.getElementById(form.dataset.autosave);
  const PAUSE_MS = 1200;
  const AGAIN_MS = 5000;
  const LONGEST_MS = 30000;
  let timer = 0;
  let wait = AGAIN_MS;
  let dirty = false;
  let busy = null;
  let stopped = false;

  const say = (words, saved) => {
    state.classList.toggle("saved", saved);
    // Said again only when it is something else, so that a screen reader is not interrupted at every pause.
    if (state.textContent !== words) state.textContent = words;
  };

  const later = (after) => {
    clearTimeout(timer);
    timer = setTimeout(save, after);
  };

  const tryAgain = (words) => {
    dirty = true;
    say(words, false);
    later(wait);
    wait = Math.min(wait * 2, LONGEST_MS);
  };

  const stop = (words) => {
    stopped = true;
    say(words, false);
  };

  const understand = async (response) => {
    const json = (response.headers.get("content-type") || "").startsWith("application/json");
    const told = json ? await response.json() : {};
    if (response.status >= 500 || response.status === 429) return tryAgain(state.dataset.later);
    if (told.revision && (response.ok || told.own)) form.elements.revision.value = told.revision;
    if (response.ok && told.revision) {
      wait = AGAIN_MS;
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      return say(state.dataset.saved.replace("{time}", time), true);
    }
    if (told.own) return tryAgain(state.textContent);
    return stop(response.status === 409 ? state.dataset.elsewhere : state.dataset.later);
  };

  const save = async () => {
    clearTimeout(timer);
    if (!dirty || stopped || busy || form.dataset.busy) return;
    if (!navigator.onLine) return say(state.dataset.offline, false);
    dirty = false;
    const body = new FormData(form);
    body.append("autosave", "1");
    busy = fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true })
      .then(understand, () => tryAgain(state.dataset.offline))
      .finally(() => {
        busy = null;
        if (dirty && !stopped) later(wait > AGAIN_MS ? wait : PAUSE_MS);
      });
  };

  form.addEventListener("input", () => {
    dirty = true;
    if (!busy) later(PAUSE_MS);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) save();
  });
  window.addEventListener("online", () => save());
  window.addEventListener("offline", () => {
    if (dirty) say(state.dataset.offline, false);
  });
  // Once a button is pressed that is what counts.
  form.addEventListener("submit", () => clearTimeout(timer));
})();
