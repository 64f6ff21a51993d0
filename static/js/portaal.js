// What htmx and the browser leave open: focus after a swap, failures, Escape, dragging.
// Every page works without this file.
(() => {
  const $ = (id) => document.getElementById(id);
  const say = (text) => { $("fout").textContent = text; };
  const byUser = (config) => ["click", "submit"].includes(config?.triggeringEvent?.type);
  let undo = null;

  // --- Focus after a swap: error, new form, the pressed control, what the answer names. -------
  const REAL = ":not([data-voorbeeld] *)"; // the catalogue shows errors that are none
  const firstError = (root) =>
    root.querySelector(`.rp-fouten${REAL}`) ?? root.querySelector(`[aria-invalid=true]${REAL}`);
  const FIELD = "input:not([type=hidden]), select, textarea";

  document.addEventListener("htmx:afterSettle", ({ detail: { elt, requestConfig } }) => {
    widen(elt);
    if (!byUser(requestConfig)) return;
    const { triggeringEvent } = requestConfig;
    const pressed = (triggeringEvent.submitter ?? requestConfig.elt).id;
    const named = elt.closest("[data-focus]") ?? elt.querySelector("[data-focus]");
    const goal =
      firstError(elt) ??
      elt.querySelector("form[data-nieuw]")?.querySelector(FIELD) ??
      (pressed && $(pressed)?.checkVisibility() ? $(pressed) : null) ??
      (named ? $(named.dataset.focus) : null);
    if (goal) goal.focus();
    else if (document.activeElement === document.body) {
      elt.tabIndex = -1;
      elt.focus({ preventScroll: true });
    }
  });

  // --- Busy after 300 ms, and one sentence when it fails; the old content stays. --------------
  document.addEventListener("htmx:beforeRequest", ({ detail: { elt, requestConfig } }) => {
    if (byUser(requestConfig)) say("");
    elt.busy = setTimeout(() => elt.setAttribute("aria-busy", "true"), 300);
  });
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, successful } }) => {
    clearTimeout(elt.busy);
    elt.removeAttribute("aria-busy");
    if (!successful && undo) undo();
    undo = null;
  });
  const failed = (text) => (event) => {
    const { verb } = event.detail.requestConfig ?? {};
    say(text ?? {
      403: "Dit mag u niet doen. Er is niets gewijzigd.",
      404: "Dit is er niet meer. Laad de pagina opnieuw.",
    }[event.detail.xhr.status] ?? (verb === "get"
      ? "Dit onderdeel laadt niet. De rest van de pagina klopt wel. Probeer het opnieuw."
      : "Wij konden dit niet opslaan. Uw tekst staat nog op het scherm. Probeer het opnieuw."));
  };
  const lost = failed("Er is geen verbinding. Uw tekst staat nog op het scherm. Probeer het opnieuw.");
  document.addEventListener("htmx:responseError", failed());
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);
  document.addEventListener("allauth.error", () =>
    say("Uw apparaat gaf geen passkey. Probeer het opnieuw of kies een andere manier."));

  // --- Keys and buttons. ----------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const control = event.target.closest("button, a");
    if (control?.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (control?.matches("[data-print]")) print();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.target.matches("[type=search]")) return;
    const cancel = event.target.closest("form")?.querySelector("[data-annuleer]");
    if (cancel) cancel.click();
    else say("");
  });

  // A second press on a slow page is no second besluit. htmx guards its own forms.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.busy) event.preventDefault();
    form.busy = true;
    setTimeout(() => { form.busy = false; }, 5000);
  });

  document.addEventListener("change", ({ target }) => {
    if (target.form?.matches("[data-zelf][hx-get]") && target.matches("select, [type=checkbox], [type=radio]"))
      target.form.requestSubmit();
  });

  // --- Details that are open where there is room; the place in the menu in view on a phone. ---
  const here = document.querySelector(".rp-nav [aria-current]");
  if (here) here.closest("ul").scrollLeft = here.offsetLeft - innerWidth / 3;
  const widen = (root) => {
    if (matchMedia("(min-width: 60rem)").matches)
      root.querySelectorAll("details[data-open-breed]").forEach((d) => { d.open = true; });
  };
  widen(document);
  firstError(document)?.focus();

  // --- Dragging: an extra to the buttons; it sends the same form with the new place. A subject
  // takes its parts along, and nothing lands between a subject and its parts.
  let dragged = null;
  const withParts = (item) => {
    const block = [item];
    if (!("deel" in item.dataset))
      while (block.at(-1).nextElementSibling?.matches("[data-deel]"))
        block.push(block.at(-1).nextElementSibling);
    return block;
  };
  document.addEventListener("dragstart", (event) => {
    const item = event.target.closest?.("[data-sleeplijst] > [data-id]");
    if (!item) return;
    const list = item.parentNode, before = [...list.children], block = withParts(item);
    dragged = { item, list, before, block };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.dataset.id);
    event.dataTransfer.setDragImage(item, 12, 12);
    block.forEach((row) => row.classList.add("is-gesleept"));
  });
  document.addEventListener("dragover", (event) => {
    if (!dragged?.list.contains(event.target)) return;
    event.preventDefault();
    const over = event.target.closest("[data-id]"), { item, list, block } = dragged;
    if (!over || block.includes(over) || over.parentNode !== list) return;
    let first = over, last = over;
    if (!("deel" in item.dataset)) {
      while ("deel" in first.dataset && first.previousElementSibling) first = first.previousElementSibling;
      last = withParts(first).at(-1);
    }
    if (block.includes(first) || block.includes(last)) return;
    const top = first.getBoundingClientRect().top, bottom = last.getBoundingClientRect().bottom;
    if (event.clientY > (top + bottom) / 2) last.after(...block);
    else first.before(...block);
  });
  document.addEventListener("drop", (event) => {
    if (!dragged?.list.contains(event.target)) return;
    event.preventDefault();
    const { item, list, before } = dragged;
    const place = [...list.children].indexOf(item);
    const form = item.querySelector("[name=plaats]")?.form;
    if (!form || before[place] === item) return;
    const field = Object.assign(document.createElement("input"), {
      type: "hidden", name: "plaats", value: place + 1,
    });
    undo = () => { field.remove(); list.append(...before); };
    form.append(field);
    dragged.sent = true;
    form.requestSubmit();
  });
  document.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.block.forEach((row) => row.classList.remove("is-gesleept"));
    if (!dragged.sent) dragged.list.append(...dragged.before);
    dragged = null;
  });

  // --- Files: dropped ones go into the same field as chosen ones; a bar shows what is sent. ----
  const dropZone = ({ target, dataTransfer }) =>
    dataTransfer?.types.includes("Files") ? target.closest?.("[data-bestanden]") : null;
  document.addEventListener("dragover", (event) => {
    const zone = dropZone(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.add("is-sleepvak");
  });
  document.addEventListener("dragleave", (event) => {
    const zone = event.target.closest?.("[data-bestanden]");
    if (!zone?.contains(event.relatedTarget)) zone?.classList.remove("is-sleepvak");
  });
  document.addEventListener("drop", (event) => {
    const zone = dropZone(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.remove("is-sleepvak");
    const field = zone.querySelector("input[type=file]");
    field.files = event.dataTransfer.files;
    field.closest("details").open = true;
    field.focus();
  });
  document.addEventListener("htmx:xhr:progress", ({ target, detail }) => {
    const bar = target.querySelector?.("progress");
    if (!bar || !detail.lengthComputable) return;
    bar.parentNode.hidden = false;
    bar.max = detail.total;
    bar.value = detail.loaded;
  });
})();
