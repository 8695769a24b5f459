// Keys for those who want them; every page works without. They can be turned off (WCAG 2.1.4), and rest while one types.
"use strict";
(() => {
  const NAME = "keys-off";
  const line = document.getElementById("keys");
  if (!line) return;
  const button = line.querySelector("button");
  const help = document.getElementById("keys-help");
  const opener = document.getElementById("keys-open");
  const rows = () => [...document.querySelectorAll("main a.open")];
  let off = read();

  function read() {
    try { return localStorage.getItem(NAME) === "1"; } catch { return false; }
  }

  function tell() {
    button.textContent = off ? line.dataset.on : line.dataset.off;
    const told = [[document.getElementById("q"), "/"], [opener, "?"], [document.getElementById("register"), "j k u"]];
    for (const [element, keys] of told) {
      if (off) element?.removeAttribute("aria-keyshortcuts");
      else element?.setAttribute("aria-keyshortcuts", keys);
    }
  }

  function step(by) {
    const all = rows();
    const row = document.activeElement.closest("tr");
    const at = all.findIndex((link) => link === document.activeElement || (row && link.closest("tr") === row));
    const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
    if (next) next.focus();
  }

  function update() {
    const row = document.activeElement.closest("tr");
    const link = row ? row.querySelector("a.open") : rows().find((each) => each === document.activeElement);
    if (!link) return;
    const address = new URL(link.href);
    address.hash = "update";
    location.assign(address);
  }

  function explain() {
    if (help) { if (!help.open) help.showModal(); }
    else { line.scrollIntoView({ block: "center" }); button.focus(); }
  }

  const does = {
    "/": () => { const box = document.getElementById("q"); box?.focus(); box?.select?.(); },
    j: () => step(1),
    k: () => step(-1),
    u: update,
    "?": explain,
  };

  button.addEventListener("click", () => {
    off = !off;
    try { localStorage.setItem(NAME, off ? "1" : "0"); } catch { /* kept for this page only */ }
    tell();
  });
  opener?.addEventListener("click", explain);
  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
    if (off || busy || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!Object.hasOwn(does, event.key)) return;
    event.preventDefault();
    does[event.key]();
  });
  tell();
  line.hidden = false;
  if (opener) opener.hidden = false;
})();
