// What could follow in the filter box: an editable combobox with a list (WAI-ARIA 1.2), over a box that works without.
"use strict";
(() => {
  const box = document.getElementById("q");
  if (!box || !box.dataset.complete) return;
  const list = document.createElement("ul");
  const told = document.createElement("div");
  let options = [], at = -1, asked = null, waiting = 0, composing = false;

  list.id = "q-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.name);
  list.hidden = true;
  told.className = "away";
  told.setAttribute("aria-live", "polite");
  box.after(list, told);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-haspopup", "listbox"]]) box.setAttribute(name, value);

  function close() {
    clearTimeout(waiting);
    asked?.abort();
    options = [];
    at = -1;
    list.hidden = true;
    list.replaceChildren();
    told.textContent = "";
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function point(to) {
    at = to;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", n === at ? "true" : "false"));
    if (at < 0) {
      box.removeAttribute("aria-activedescendant");
    } else {
      box.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }

  function line(option, n) {
    const item = document.createElement("li");
    const words = document.createElement("code");
    const means = document.createElement("span");
    item.id = "q-" + n;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    words.textContent = option.insert;
    means.textContent = option.means;
    item.append(words, " ", means);
    item.addEventListener("click", () => take(n));
    return item;
  }

  function show(found) {
    if (!found.length || document.activeElement !== box) {
      close();
      if (document.activeElement === box) told.textContent = box.dataset.none;
      return;
    }
    options = found;
    list.replaceChildren(...found.map(line));
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    told.textContent = box.dataset.count.replace("#", found.length);
    point(-1);
  }

  async function ask() {
    asked?.abort();
    const mine = asked = new AbortController();
    const before = box.value.slice(0, box.selectionStart);
    const address = box.dataset.complete + (box.dataset.complete.includes("?") ? "&" : "?") + "q=" + encodeURIComponent(before);
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "application/json" } });
      if (answer.ok && !mine.signal.aborted) show(await answer.json()); else if (!answer.ok) close();
    } catch { /* asked again meanwhile, or out of reach: the box works without */ }
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  }

  function take(n) {
    const { insert, over, ends } = options[n];
    const end = box.selectionStart, start = end - over.length, after = box.value.slice(end);
    const words = insert + (ends && !/^\s/.test(after) ? " " : "");
    box.setRangeText(words, start, end, "end");
    box.focus();
    close();
    if (!ends) ask();
  }

  box.addEventListener("compositionstart", () => { composing = true; close(); });
  box.addEventListener("compositionend", () => { composing = false; soon(); });
  box.addEventListener("input", (event) => { if (!composing && !event.isComposing) soon(); });
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", () => { box.value = box.value.trim(); });
  // The box keeps the focus while somebody chooses with the mouse.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("keydown", (event) => {
    if (composing || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return void ask();
      const n = options.length, step = event.key === "ArrowDown" ? 1 : -1;
      // One place between the last and the first: nothing chosen, as typed.
      point((at + 1 + step + n + 1) % (n + 1) - 1);
    } else if (event.key === "Enter" && open && at >= 0) {
      event.preventDefault();
      take(at);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (open && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      close();
    }
  });
})();
