// Små förbättringar. Allt fungerar även utan skript.
// Varje funktion tar den del av sidan som är ny: hela sidan först, sedan det som htmx har bytt in.

// Felsammanfattningen får fokus, så att den läses upp först.
function fokuseraFel(del) {
  hitta(del, ".ds-error-summary")[0]?.focus();
}

// Räknar tecken som är kvar i fält med data-max.
function raknaTecken(del) {
  for (const falt of hitta(del, "textarea[data-max]")) {
    const rad = document.getElementById(falt.dataset.raknare);
    if (!rad) continue;
    const visa = () => {
      const kvar = Number(falt.dataset.max) - langd(falt.value);
      rad.textContent = `${Math.abs(kvar).toLocaleString(document.documentElement.lang)} ${kvar >= 0 ? rad.dataset.kvar : rad.dataset.over}`;
    };
    falt.addEventListener("input", visa);
    visa();
  }
}

// Räknar som servern: en emoji är ett tecken, och en ny rad skickas som två.
function langd(text) {
  return [...text.replaceAll("\n", "\r\n")].length;
}

// Pekar ut ett personnummer medan man skriver: samma prov som synpunkter/personnummer.py, som gör det igen.
function visaPersonnummer(del) {
  for (const rad of hitta(del, "[data-personnummer]")) {
    const falt = document.getElementById(rad.dataset.personnummer);
    const visa = () => { rad.hidden = !harPersonnummer(falt.value); };
    falt?.addEventListener("input", visa);
    if (falt) visa();
  }
}

function harPersonnummer(text) {
  const monster = /(?<!\d)(?:(?:18|19|20) ?)?(\d{2})[-/. ]?(\d{2})[-/. ]?(\d{2}) ?[-+–−]? ?(\d{4})(?!\d)/g;
  return [...text.matchAll(monster)].some(([, ar, manad, dag, slut]) => {
    const finns = manad >= 1 && manad <= 12 && ((dag >= 1 && dag <= 31) || (dag >= 61 && dag <= 91));
    const summa = [...ar + manad + dag + slut].reduce((s, siffra, plats) => {
      const tal = Number(siffra) * (2 - (plats % 2));
      return s + Math.floor(tal / 10) + (tal % 10);
    }, 0);
    return finns && summa % 10 === 0;
  });
}

// Kopiera referens och kod.
function kopiera(del) {
  for (const knapp of hitta(del, "button[data-kopiera]")) {
    if (!navigator.clipboard) { knapp.hidden = true; continue; }
    knapp.hidden = false;
    knapp.addEventListener("click", async () => {
      await navigator.clipboard.writeText(knapp.dataset.kopiera);
      document.getElementById(knapp.dataset.svar).textContent = knapp.dataset.kopierat;
    });
  }
}

// Skriv ut-knappar.
function skrivUt(del) {
  for (const knapp of hitta(del, "button[data-skriv-ut]")) {
    knapp.hidden = false;
    knapp.addEventListener("click", () => window.print());
  }
}

// En skickad knapp skickar inte en gång till. Servern tål det ändå; det här besparar väntan.
function enGang(del) {
  for (const formular of hitta(del, "form[method=post]")) {
    formular.addEventListener("submit", (handelse) => {
      const vart = handelse.submitter?.formAction || formular.action;  // en annan knapp kan leda någon annanstans
      if (formular.dataset.skickad === vart) { handelse.preventDefault(); return; }
      formular.dataset.skickad = vart;
      setTimeout(() => delete formular.dataset.skickad, 4000);
    });
  }
}

// Ctrl + Enter sparar där någon skriver medan den talar i telefon.
function snabbspara(del) {
  for (const formular of hitta(del, "form[data-snabbspara]")) {
    formular.addEventListener("keydown", (handelse) => {
      if (handelse.key === "Enter" && (handelse.ctrlKey || handelse.metaKey)) formular.requestSubmit();
    });
  }
}

// En sida med flera formulär: det som är skrivet i ett annat går inte förlorat utan att man vet det.
// Ett formulär som htmx skickar byter bara sin egen rad, så där går inget förlorat.
function varnaForAnnat(del) {
  for (const formular of hitta(del, "form[method=post]:not([hx-post])")) {
    if (formular.closest("[hx-boost]")) continue;  // sparas på sin plats, så att de andra står kvar
    formular.addEventListener("submit", (handelse) => {
      const andra = [...document.querySelectorAll("main form[method=post]")].filter((f) => f !== formular);
      if (andra.some(harSkrivits) && !window.confirm(document.body.dataset.osparat)) {
        handelse.preventDefault();
        handelse.stopImmediatePropagation();
      }
    });
  }
}

function harSkrivits(formular) {
  const falt = [...formular.querySelectorAll("textarea, input[type=text]")];
  return falt.some((ett) => ett.value !== ett.defaultValue);
}

// En länk till en kort sida med en fråga öppnas som dialog. Utan skript, eller när något kommer i
// vägen (utloggad, ett id som redan finns här), är den den sida som den är.
function dialoger(del) {
  for (const lank of hitta(del, "a[data-dialog]")) {
    lank.addEventListener("click", (handelse) => {
      if (handelse.ctrlKey || handelse.metaKey || handelse.shiftKey) return;
      handelse.preventDefault();
      oppnaDialog(lank.href).catch(() => { location.href = lank.href; });
    });
  }
}

async function oppnaDialog(adress) {
  const svar = await fetch(adress);
  if (!svar.ok || svar.redirected) throw new Error(adress);
  const sidan = new DOMParser().parseFromString(await svar.text(), "text/html").querySelector("main > .rad");
  for (const bort of sidan.querySelectorAll(".ds-breadcrumbs, #besked")) bort.remove();
  if ([...sidan.querySelectorAll("[id]")].some((ett) => document.getElementById(ett.id))) throw new Error(adress);
  const rubrik = Object.assign(document.createElement("h2"), { id: "dialogrubrik", tabIndex: -1 });
  rubrik.append(...sidan.querySelector("h1").childNodes);
  sidan.querySelector("h1").replaceWith(rubrik);
  for (const formular of sidan.querySelectorAll("form:not([action])")) formular.action = adress;
  const ruta = Object.assign(document.createElement("dialog"), { className: "ds-dialog flode" });
  ruta.setAttribute("aria-labelledby", rubrik.id);
  ruta.append(...sidan.childNodes);
  for (const ut of ruta.querySelectorAll(".knappar > a")) ut.addEventListener("click", (handelse) => { handelse.preventDefault(); ruta.close(); });
  ruta.addEventListener("close", () => ruta.remove());
  document.body.append(ruta);
  starta(ruta);
  ruta.showModal();
  rubrik.focus();
}

// Det som htmx har bytt in och som den som lyssnar behöver höra. Regionen står kvar, bara orden byts.
function lasUpp(del) {
  const region = document.getElementById("besked");
  const ord = hitta(del, "[data-besked]").map((ett) => ett.textContent.trim()).join(" ");
  if (region && ord && region.textContent !== ord) region.textContent = ord;
}

// En rad som har öppnats eller sparats på sin plats: den som skriver är kvar där.
function foljMed(del) {
  hitta(del, "[data-fokus]")[0]?.focus({ preventScroll: true });
}

function hitta(del, urval) {
  const egna = del.matches?.(urval) ? [del] : [];
  return [...egna, ...del.querySelectorAll(urval)];
}

function starta(del) {
  for (const forbattring of [fokuseraFel, raknaTecken, visaPersonnummer, kopiera, skrivUt, varnaForAnnat, enGang, snabbspara, dialoger]) forbattring(del);
}

// Ett formulär som skulle sparas på sin plats kom inte fram: det skrivna står kvar, och det syns.
function intePaPlats(formular, skal) {
  formular.querySelector("[data-kom-inte-fram]")?.remove();
  const ruta = document.createElement("div");
  ruta.className = "ds-alert";
  ruta.dataset.color = "danger";
  ruta.dataset.komInteFram = "";
  ruta.setAttribute("role", "alert");
  ruta.append(Object.assign(document.createElement("p"), { textContent: skal }));
  formular.prepend(ruta);
  delete formular.dataset.skickad;
}

// Den som har loggat in igen i en annan flik har en ny nyckel: formuläret får den och skickas på nytt.
function medNyNyckel(formular, nyckel) {
  for (const falt of document.querySelectorAll("[name=csrfmiddlewaretoken]")) falt.value = nyckel;
  formular.dataset.fornyad = "ja";
  delete formular.dataset.skickad;
  setTimeout(() => formular.requestSubmit());  // när htmx är klar med svaret, annars tar det inte emot fler
}

const UTLOGGAD = "Du är inte inloggad längre, så det är inte sparat. Det du skrev står kvar här. Logga in i en ny flik, kom tillbaka och spara igen.";
const KOM_INTE_FRAM = "Det gick inte att spara just nu. Det du skrev står kvar här. Försök igen om en stund.";
document.addEventListener("htmx:responseError", ({ detail }) => {
  const formular = detail.elt.closest("form[method=post]");
  const nyckel = detail.xhr.getResponseHeader("X-Ny-Nyckel");
  if (!formular) return;
  if (nyckel && !formular.dataset.fornyad) medNyNyckel(formular, nyckel);
  else intePaPlats(formular, detail.xhr.getResponseHeader("X-Utloggad") ? UTLOGGAD : KOM_INTE_FRAM);
});
document.addEventListener("htmx:sendError", ({ detail }) => {
  const formular = detail.elt.closest("form[method=post]");
  if (formular) intePaPlats(formular, KOM_INTE_FRAM);
});

// Den som har valt bland träffarna har valt: ett svar som är äldre än valet byter inte ut dem.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const val = detail.target.matches("[data-traffar]") && detail.target.querySelector(":checked");
  if (val && detail.requestConfig.parameters[val.name] !== val.value) detail.shouldSwap = false;
});

// Enter i ett sökfält är fältets egen knapp och inte formulärets.
document.addEventListener("keydown", (handelse) => {
  const knapp = handelse.target.matches?.(".sokrad input") && handelse.target.closest(".sokrad").querySelector("button[formaction]");
  if (!knapp || handelse.key !== "Enter" || handelse.isComposing) return;
  handelse.preventDefault();
  knapp.click();
});

// Träffarna som någon bad om med knappen syns, också på en liten skärm.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.elt.matches("[data-traffar]") && detail.requestConfig?.elt.matches("button")) detail.elt.scrollIntoView({ block: "nearest" });
});

// Den som går tillbaka från nästa sida möter sitt val: adressen bär det (?verksamhet=12).
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-traffar] [type=radio]") || !target.closest("[data-minns]")) return;
  history.replaceState(history.state, "", `?${new URLSearchParams({ [target.name]: target.value })}`);
});

// Fokus som stod i det som byts ut blir kvar där: htmx hittar det som har samma id, annars tar den nya delen över.
let fokusBytsUt = false;
document.addEventListener("htmx:beforeSwap", ({ detail }) => { fokusBytsUt = detail.target.contains(document.activeElement); });
function behallFokus({ detail }) {
  if (!fokusBytsUt || detail.elt === document.body || document.activeElement !== document.body) return;
  detail.elt.tabIndex = -1;
  detail.elt.focus({ preventScroll: true });
}

// Den som skickar eller söker igen får höra svaret igen, även när det är samma ord.
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const region = document.getElementById("besked");
  if (region && detail.elt.matches("form, input, select, textarea")) region.textContent = "";
});

starta(document);
document.addEventListener("htmx:afterSettle", (handelse) => {
  const del = handelse.detail.elt;
  if (del === document.body) return;
  if (del.matches?.("[data-bit]")) foljMed(del);
  starta(del);
  lasUpp(del);
});
document.addEventListener("htmx:afterSettle", behallFokus);
