// The reading of the deadline while one types, and ticking all rows at once; every page works without.
"use strict";
(() => {
  const box = document.getElementById("proposal");
  const words = document.getElementById("due_words");
  if (box && words) {
    const asked = ["due_words", "source", "anchor"].map((id) => document.getElementById(id)).filter(Boolean);
    let waits = 0;
    let order = 0;

    async function read() {
      const address = new URL(box.dataset.address, location.href);
      address.searchParams.set("words", words.value.trim());
      for (const id of ["source", "anchor"]) {
        const value = document.getElementById(id)?.value.trim();
        if (value) address.searchParams.set(id, value);
      }
      const mine = ++order;
      try {
        const answer = await fetch(address, { credentials: "same-origin" });
        if (!answer.ok && answer.status !== 422) return;
        const told = await answer.text();
        if (mine === order && told !== box.innerHTML) box.innerHTML = told;
      } catch { /* without an answer the button reads the words */ }
    }

    for (const field of asked) {
      field.addEventListener("input", () => {
        clearTimeout(waits);
        waits = setTimeout(read, 250);
      });
    }
  }

  const all = document.querySelector("a.all");
  if (all) {
    const boxes = [...document.querySelectorAll("input[name=picked]")];
    const counted = document.querySelector(".counted");
    const words = all.textContent;

    function tell() {
      const n = boxes.filter((each) => each.checked).length;
      counted.textContent = counted.dataset.said.replace("#", n);
      all.textContent = n === boxes.length ? all.dataset.none : words;
    }

    all.addEventListener("click", (event) => {
      event.preventDefault();
      const on = boxes.some((each) => !each.checked);
      for (const each of boxes) each.checked = on;
      tell();
    });
    for (const each of boxes) each.addEventListener("change", tell);
    tell();
  }
})();
