// Sökningen: Ctrl+K öppnar rutan på sin plats. Utan skript är länken Sök en vanlig sida.
const ruta = document.getElementById("sokruta");
const falt = (ruta ?? document).querySelector("[data-sokning] input, [type=search]");

function oppna(handelse) {
  handelse.preventDefault();
  if (ruta && !ruta.open) ruta.showModal();
  falt?.focus();
  falt?.select();
}

document.addEventListener("keydown", (handelse) => {
  const bara = (handelse.ctrlKey || handelse.metaKey) && !handelse.altKey && !handelse.shiftKey;
  if (bara && handelse.key.toLowerCase() === "k") oppna(handelse);
});
document.querySelector("[data-sok]")?.addEventListener("click", (handelse) => {
  if (!handelse.ctrlKey && !handelse.metaKey && !handelse.shiftKey) oppna(handelse);  // de öppnar en ny flik
});

// Pilarna går mellan fältet och träffarna, runt.
document.addEventListener("keydown", (handelse) => {
  const sokning = handelse.target.closest?.("[data-sokning]");
  const steg = { ArrowDown: 1, ArrowUp: -1 }[handelse.key];
  if (!sokning || !steg) return;
  const stopp = [falt, ...sokning.querySelectorAll("section a")];
  const nu = stopp.indexOf(document.activeElement);
  if (nu < 0 || handelse.ctrlKey || handelse.altKey || handelse.metaKey) return;
  handelse.preventDefault();
  stopp[(nu + steg + stopp.length) % stopp.length].focus();
});

// Antalet träffar läses upp av en rad som står kvar när träffarna byts.
document.addEventListener("htmx:afterSettle", (handelse) => {
  const sokning = handelse.detail.elt.closest("[data-sokning]");
  if (sokning) sokning.querySelector("[data-sagt]").textContent = sokning.querySelector("[data-sag]")?.textContent ?? "";
});
