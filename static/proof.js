// Solves the proof of work while the person reads (intake/proof.py). Without it the inquiry can be sent too.
(() => {
  "use strict";

  const form = document.querySelector("form[data-challenge]");
  if (!form || !window.Worker) return;
  const challenge = JSON.parse(form.dataset.challenge);
  // A press before the proof is done waits for it, but never longer than this.
  const LONGEST_MS = 10000;
  let working = true;
  let pressed = false;

  const done = (number) => {
    if (!working) return;
    working = false;
    worker.terminate();
    if (number >= 0) {
      const { algorithm, salt, signature } = challenge;
      form.elements.proof.value = btoa(JSON.stringify({ algorithm, challenge: challenge.challenge, number, salt, signature }));
    }
    if (pressed) form.requestSubmit();
  };

  const worker = new Worker(form.dataset.worker);
  worker.addEventListener("message", (event) => done(event.data));
  worker.addEventListener("error", () => done(-1));
  worker.postMessage(challenge);

  form.addEventListener("submit", (event) => {
    if (!working) return;
    event.preventDefault();
    if (pressed) return;
    pressed = true;
    if (event.submitter) event.submitter.classList.add("is-busy");
    setTimeout(() => done(-1), LONGEST_MS);
  });
})();
