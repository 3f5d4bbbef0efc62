// Passnycklar i tvåstegsinloggningen. Utan skript finns koden ur appen.
// Knappen med data-passnyckel frågar efter nyckeln, fyller formulärets dolda fält och skickar det.

function tillByte(text) {
  const bas64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(bas64), (tecken) => tecken.charCodeAt(0));
}

function tillText(buffert) {
  if (!buffert) return null;
  const tecken = [...new Uint8Array(buffert)].map((byte) => String.fromCharCode(byte)).join("");
  return btoa(tecken).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function nycklar(lista) {
  return (lista ?? []).map((nyckel) => ({ ...nyckel, id: tillByte(nyckel.id) }));
}

// Servern skriver byte som text: utmaningen, personen och nycklarnas namn.
function tolka(val) {
  const tolkat = { ...val, challenge: tillByte(val.challenge) };
  if (val.user) tolkat.user = { ...val.user, id: tillByte(val.user.id) };
  if (val.excludeCredentials) tolkat.excludeCredentials = nycklar(val.excludeCredentials);
  if (val.allowCredentials) tolkat.allowCredentials = nycklar(val.allowCredentials);
  return tolkat;
}

const BYTES = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function somJson(nyckel) {
  const svar = {};
  for (const del of BYTES) if (nyckel.response[del]) svar[del] = tillText(nyckel.response[del]);
  if (nyckel.response.getTransports) svar.transports = nyckel.response.getTransports();
  return JSON.stringify({
    id: nyckel.id,
    rawId: tillText(nyckel.rawId),
    type: nyckel.type,
    response: svar,
    clientExtensionResults: nyckel.getClientExtensionResults(),
  });
}

const knapp = document.querySelector("[data-passnyckel]");
if (knapp && window.PublicKeyCredential) {
  const form = knapp.form;
  const fel = document.getElementById("passnyckel-fel");
  form.hidden = false;
  knapp.addEventListener("click", async () => {
    fel.hidden = true;
    try {
      const { publicKey } = JSON.parse(document.getElementById("passnyckel-val").textContent);
      const fraga = { publicKey: tolka(publicKey) };
      const skapa = knapp.dataset.passnyckel === "skapa";
      const nyckel = await (skapa ? navigator.credentials.create(fraga) : navigator.credentials.get(fraga));
      form.elements.credential.value = somJson(nyckel);
      form.submit();
    } catch {
      fel.hidden = false;
    }
  });
}
