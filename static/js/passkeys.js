/* form[data-passkey="create|get"]: its button asks the device for a passkey and sends the answer in the field `credential`.
   The question is in the JSON script named by data-passkey-options, or fetched from data-passkey-url. */

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-passkey-button]");
  if (!button) return;
  const form = button.closest("form[data-passkey]");
  button.disabled = true;
  try {
    form.elements.credential.value = JSON.stringify(await ask(form.dataset.passkey, await question(form)));
    form.submit();
  } catch (error) {
    complain(form, error);
    button.disabled = false;
  }
});

async function question(form) {
  const { passkeyOptions, passkeyUrl } = form.dataset;
  if (passkeyOptions) {
    const data = JSON.parse(document.getElementById(passkeyOptions).textContent);
    return (data.creation_options ?? data.request_options).publicKey;
  }
  const answer = await fetch(passkeyUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("The server did not answer.");
  return (await answer.json()).request_options.publicKey;
}

async function ask(kind, options) {
  if (!window.PublicKeyCredential) throw new DOMException("", "NotSupportedError");
  return kind === "create" ? spellNew(await navigator.credentials.create({ publicKey: forCreating(options) })) : spellUsed(await navigator.credentials.get({ publicKey: forUsing(options) }));
}

/* A passkey signs in by itself, so it must be discoverable and ask who is there. */
const forCreating = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  user: { ...options.user, id: bytes(options.user.id) },
  excludeCredentials: known(options.excludeCredentials),
  authenticatorSelection: { ...options.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" },
});

const forUsing = (options) => ({ ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) });

const known = (credentials = []) => credentials.map((credential) => ({ ...credential, id: bytes(credential.id) }));

const spell = (credential, response) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment,
  clientExtensionResults: credential.getClientExtensionResults(),
  response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
});

const spellNew = (credential) =>
  spell(credential, { attestationObject: text(credential.response.attestationObject), transports: credential.response.getTransports?.() ?? [] });

const spellUsed = (credential) =>
  spell(credential, {
    authenticatorData: text(credential.response.authenticatorData),
    signature: text(credential.response.signature),
    userHandle: credential.response.userHandle ? text(credential.response.userHandle) : null,
  });

const bytes = (words) => Uint8Array.from(atob(words.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const WORDS = {
  NotAllowedError: "No passkey was used. Try again, and confirm on your device.",
  InvalidStateError: "This device already has a passkey for your account.",
  SecurityError: "Passkeys work under the address of this server only, over https or on localhost.",
  NotSupportedError: "This browser knows no passkeys. Use another way.",
};

function complain(form, error) {
  const place = form.querySelector("[data-passkey-problem]");
  place.querySelector("span").textContent = WORDS[error.name] ?? "The passkey did not work. Try again, or use another way.";
  place.hidden = false;
}
