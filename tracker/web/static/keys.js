// Keys for those who want them; every page works without. They can be turned off (WCAG 2.1.4), and rest while one types.
"use strict";
(() => {
  const NAME = "keys-off";
  const line = document.getElementById("keys");
  if (!line) return;
  const button = line.querySelector("button");
  let off = read();

  function read() {
    try { return localStorage.getItem(NAME) === "1"; } catch { return false; }
  }

  function tell() {
    button.textContent = off ? line.dataset.on : line.dataset.off;
  }

  function step(by) {
    const rows = [...document.querySelectorAll("a.open")];
    const at = rows.indexOf(document.activeElement);
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next) next.focus();
  }

  button.addEventListener("click", () => {
    off = !off;
    try { localStorage.setItem(NAME, off ? "1" : "0"); } catch { /* kept for this page only */ }
    tell();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (off || typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "/") {
      document.getElementById("q")?.focus();
      event.preventDefault();
    }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });
  tell();
  line.hidden = false;
})();
