// The desk without this file: every list has a link that refreshes it, and everything below is also a link, a
// button or a form. This makes it quicker.
(() => {
  "use strict";

  // Says what came, and leaves the rows where they are: nothing moves under a pointer.
  const fresh = document.querySelector("[data-fresh]");
  const EVERY_MS = 20000;
  const look = async () => {
    if (document.hidden || !navigator.onLine) return;
    const response = await fetch(fresh.dataset.fresh, { headers: { accept: "application/json" } });
    if (!response.ok || response.redirected) return;
    const told = await response.json();
    const status = fresh.querySelector("[role=status]");
    const words = told.new ? fresh.dataset.words.replace("{n}", told.new) : "";
    // Said again only when it is something else, so that a screen reader is not interrupted.
    if (status.textContent !== words) status.textContent = words;
  };
  if (fresh) setInterval(() => look().catch(() => {}), EVERY_MS);

  // Who else is here: asked for while the page is open, and by that told to the others.
  const present = document.querySelector("[data-presence]");
  const tell = async () => {
    if (document.hidden || !navigator.onLine) return;
    const typed = [...document.querySelectorAll("textarea")].some((box) => box.value !== box.defaultValue);
    const response = await fetch(`${present.dataset.presence}${typed ? "?writing=1" : ""}`);
    if (!response.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const words = page.querySelector("[data-presence]")?.textContent.trim() ?? "";
    if (present.textContent.trim() !== words) present.textContent = words;
  };
  if (present) setInterval(() => tell().catch(() => {}), EVERY_MS);

  // What the page can do stands in the page: data-command says it in words, data-key by which letter.
  const commands = () => [...document.querySelectorAll("[data-command]")].filter((one) => one.closest("[hidden]") === null);
  const run = (place) => {
    const details = place.closest("details");
    if (details) details.open = true;
    if (place.matches("a, button[type=button]")) return place.click();
    // A form is opened and not sent: one letter must not do what cannot be undone.
    const field = place.querySelector("input:not([type=hidden]), select, textarea, button") || place;
    field.scrollIntoView({ block: "center" });
    field.focus();
  };

  const rows = [...document.querySelectorAll("[data-row] th a")];
  const move = (by) => {
    const at = rows.indexOf(document.activeElement?.closest("[data-row]")?.querySelector("th a"));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (next) next.focus();
  };

  // Letters by themselves can be switched off: speech input and some keyboards press them by accident.
  const OFF = "desk-letters-off";
  const stored = (() => {
    try { return window.localStorage; } catch { return null; }
  })();
  const lettersOn = () => stored?.getItem(OFF) !== "1";
  const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");

  const dialog = document.getElementById("palette");
  if (!dialog || !dialog.showModal) return;
  const box = dialog.querySelector("input[type=search]");
  const list = dialog.querySelector("ul");
  const letters = dialog.querySelector("#palette-letters");

  const fill = () => {
    const wanted = box.value.trim().toLowerCase();
    list.replaceChildren(...commands()
      .filter((one) => one.dataset.command.toLowerCase().includes(wanted))
      .map((one) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button-link";
        button.textContent = one.dataset.command;
        if (one.dataset.key) {
          const key = document.createElement("kbd");
          key.textContent = one.dataset.key;
          button.append(" ", key);
        }
        button.addEventListener("click", () => {
          dialog.close();
          run(one);
        });
        item.append(button);
        return item;
      }));
  };
  const open = () => {
    box.value = "";
    letters.checked = lettersOn();
    fill();
    dialog.showModal();
    box.focus();
  };
  box.addEventListener("input", fill);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      list.querySelector("button")?.click();
    }
    if (event.key === "ArrowDown") {
      event.preventDefault();
      list.querySelector("button")?.focus();
    }
  });
  list.addEventListener("keydown", (event) => {
    const buttons = [...list.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    (buttons[at + (event.key === "ArrowDown" ? 1 : -1)] || box).focus();
  });
  letters.addEventListener("change", () => {
    if (letters.checked) stored?.removeItem(OFF);
    else stored?.setItem(OFF, "1");
  });
  const opener = document.getElementById("palette-open");
  opener.hidden = false;
  opener.addEventListener("click", open);

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || dialog.open) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return open();
    }
    if (event.ctrlKey || event.metaKey || !lettersOn() || typing(event.target)) return;
    if (event.key === "?") return open();
    if (event.key === "j") return move(1);
    if (event.key === "k") return move(-1);
    if (event.key === "o" && document.activeElement?.closest("[data-row]")) {
      return document.activeElement.closest("[data-row]").querySelector("th a").click();
    }
    const place = commands().find((one) => one.dataset.key === event.key);
    if (place) {
      event.preventDefault();
      run(place);
    }
  });
})();
