// Räknar ut en fils kontrollsumma här, så att filen aldrig lämnar datorn. Utan skript skickas den.

const STORST = 50 * 1024 * 1024;  // som servern: större än så är inga rapporter, och då svarar den

async function summa(fil) {
  const bitar = await crypto.subtle.digest("SHA-256", await fil.arrayBuffer());
  return [...new Uint8Array(bitar)].map((tal) => tal.toString(16).padStart(2, "0")).join("");
}

async function kontrollera(yta, fil) {
  const svar = yta.querySelector("[data-slappsvar]");
  if (!fil.size) { svar.textContent = yta.dataset.tom; return; }
  svar.textContent = yta.dataset.raknar;
  try {
    const adress = new URL(yta.action);
    adress.searchParams.set("fil", await summa(fil));
    location.assign(adress);
  } catch {
    svar.textContent = yta.dataset.olaslig;  // flyttad eller borttagen sedan den valdes
  }
}

function starta(yta) {
  const falt = yta.querySelector("input[type=file]");
  yta.querySelector("[data-slapptext]").textContent = yta.dataset.har;
  yta.addEventListener("submit", (handelse) => {
    const [fil] = falt.files;
    if (!fil || fil.size > STORST) return;  // servern säger vad som är fel
    handelse.preventDefault();
    kontrollera(yta, fil);
  });
  // Var på sidan filen än släpps: annars hade webbläsaren öppnat den i stället.
  for (const namn of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(namn, (handelse) => {
      if (!handelse.dataTransfer?.types.includes("Files")) return;
      handelse.preventDefault();
      yta.toggleAttribute("data-over", namn === "dragenter" || namn === "dragover");
    });
  }
  document.addEventListener("drop", (handelse) => {
    const [fil] = handelse.dataTransfer?.files ?? [];
    if (!fil) return;
    falt.files = handelse.dataTransfer.files;
    yta.requestSubmit();
  });
}

// crypto.subtle finns bara där förbindelsen är säker.
if (crypto.subtle) document.querySelectorAll("form[data-slappyta]").forEach(starta);
