// Asks the browser for a passkey: to set one up ("create"), or to sign in with one ("get").
// What it gives is posted as a field of the form, which the server checks.
(() => {
  "use strict";

  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential || !window.webauthnJSON) return;
  const button = form.querySelector("button[type=submit]");
  const told = form.querySelector("[data-passkey-failed]");
  form.querySelector("[data-passkey-without]").hidden = true;
  button.hidden = false;
  let given = false;

  form.addEventListener("submit", async (event) => {
    if (given) return;
    event.preventDefault();
    told.textContent = "";
    const options = JSON.parse(document.getElementById(form.dataset.options).textContent);
    try {
      const credential = await window.webauthnJSON[form.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(credential);
      given = true;
      form.requestSubmit(button);
    } catch {
      told.textContent = told.dataset.passkeyFailed;
    }
  });
})();
