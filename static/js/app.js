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
      const kvar = Number(falt.dataset.max) - falt.value.length;
      rad.textContent = `${Math.abs(kvar).toLocaleString(document.documentElement.lang)} ${kvar >= 0 ? rad.dataset.kvar : rad.dataset.over}`;
    };
    falt.addEventListener("input", visa);
    visa();
  }
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
      if (formular.dataset.skickad) { handelse.preventDefault(); return; }
      formular.dataset.skickad = "ja";
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

// En rad som har öppnats eller sparats på sin plats: den som skriver är kvar där.
function foljMed(del) {
  hitta(del, "[data-fokus]")[0]?.focus({ preventScroll: true });
}

function hitta(del, urval) {
  const egna = del.matches?.(urval) ? [del] : [];
  return [...egna, ...del.querySelectorAll(urval)];
}

function starta(del) {
  for (const forbattring of [fokuseraFel, raknaTecken, visaPersonnummer, kopiera, skrivUt, varnaForAnnat, enGang, snabbspara]) forbattring(del);
}

starta(document);
document.addEventListener("htmx:afterSettle", (handelse) => {
  const del = handelse.detail.elt;
  if (del === document.body) return;
  if (del.matches?.("[data-bit]")) foljMed(del);
  starta(del);
});
