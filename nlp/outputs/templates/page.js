"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const { reports, words } = JSON.parse(document.getElementById("data").textContent);
  const articles = [...document.querySelectorAll(".report")];
  const state = articles.map((article, number) => setUp(article, reports[number], number));
  let open = 0;

  /* -- small makers: text only ever enters through textContent ------------------------------------------------ */
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "on") element.addEventListener("click", value);
      else if (value !== null && value !== undefined) element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  }
  const SIGNS = { mismatch: "✗", warning: "△", undetermined: "?", outside: "○", near: "≈", match: "✓" };

  /* -- one report --------------------------------------------------------------------------------------------- */
  function setUp(article, data, number) {
    const find = (selector) => [...article.querySelectorAll(selector)];
    const panel = article.querySelector(".details");
    const items = find(".item");
    const cells = new Map(find(".c").map((cell) => [cell.dataset.cell, cell]));
    const claimMarks = new Map();
    const findingMarks = new Map();
    const add = (map, key, value) => { if (!map.has(key)) map.set(key, []); map.get(key).push(value); };
    for (const mark of find("[data-c],[data-f]")) {
      for (const id of (mark.dataset.c || "").split(" ")) if (id) add(claimMarks, id, mark);
      for (const id of (mark.dataset.f || "").split(" ")) if (id) add(findingMarks, Number(id), mark);
    }
    const hidden = new Set(["pass"]);

    function clear() {
      for (const lit of find(".lit")) lit.classList.remove("lit", "at", "wide");
      for (const item of items) item.setAttribute("aria-selected", "false");
    }
    function light(elements) {
      for (const element of elements) {
        element.classList.add("lit");
        if (element.classList.contains("ev") && element.textContent.length > 30) element.classList.add("wide");
      }
    }
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    function reveal(element) {
      if (element) element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: still ? "auto" : "smooth" });
    }
    function revealCells(ids) {
      const there = ids.map((id) => cells.get(id)).filter(Boolean);
      // the first and the last, so that a column's sum is seen as a whole where it fits
      if (there.length > 1) reveal(there[there.length - 1]);
      reveal(there[0]);
    }
    function litCells(ids) { light(ids.map((id) => cells.get(id)).filter(Boolean)); }

    /* pieces of the panel */
    function formula(parts, result) {
      const row = make("div", { class: "formula" });
      for (const part of parts) {
        if (typeof part === "string") {
          for (const word of part.trim().split(/\s+/)) if (word) row.append(make("span", { class: "op" }, word));
        } else {
          const [id, label, value, previous] = part;
          row.append(make("button", {
            type: "button", class: "chip" + (value === "0" ? " zero" : ""), "data-goto": id,
            on: () => (previous ? null : showCell(id)),
          }, make("span", {}, label), make("b", {}, value || "—")));
        }
      }
      if (result) row.append(make("span", { class: "op" }, result.startsWith("≈") ? "≈" : "="), make("b", {}, result.replace(/^≈ /, "")));
      return row;
    }
    function sides(finding) {
      const rows = [finding.left, finding.right].filter(Boolean).map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)));
      if (finding.delta) rows.push(make("div", {}, make("dt", {}, words.delta), make("dd", {}, finding.delta)));
      return rows.length ? make("dl", { class: "sides" }, ...rows) : null;
    }
    function heading(text) { return make("h4", {}, text); }
    function badge(tone, text) { return make("span", { class: `badge t-${tone}` }, `${SIGNS[tone]} ${text}`); }
    function quoteOf(claim) {
      const [before, quote, after] = claim.sentence;
      const scope = words[`scope.${claim.scope}`];
      return make("p", { class: "quote" }, before, make("b", {}, quote), after, scope ? ` [${scope}]` : "");
    }
    function linkTo(tone, text, action) {
      return make("button", { type: "button", class: `link t-${tone}`, on: action }, make("i", { "aria-hidden": "true" }, SIGNS[tone]), text);
    }
    function findingLink(index) {
      const finding = data.findings[index];
      return linkTo(finding.tone, finding.message, () => showFinding(index));
    }
    function readings(claim) {
      if (!claim.readings.length) return [];
      return [heading(words.all_readings), ...claim.readings.map((reading) => make("div", { class: "reading" + (reading.chosen ? " chosen" : "") },
        formula(reading.formula, reading.value),
        make("p", { class: "fine" }, `${words.weight} ${reading.weight} · ${reading.fits === null ? words.incomplete : reading.fits ? words.fits : words.misses}`)))];
    }
    function fill(...children) { panel.replaceChildren(...children.filter(Boolean)); panel.scrollTop = 0; }

    /* what can be shown */
    function showFinding(index, options = {}) {
      const finding = data.findings[index];
      if (!finding) return;
      clear();
      if (hidden.has(finding.group)) toggle(finding.group, true);
      const item = items.find((one) => Number(one.dataset.index) === index);
      select(item, options.focus);
      const claim = finding.claim ? data.claims[finding.claim] : null;
      litCells(finding.cells);
      const marks = [...(findingMarks.get(index) || []), ...(claim ? claimMarks.get(finding.claim) || [] : [])];
      light(marks);
      fill(
        make("h3", {}, badge(finding.tone, finding.verdict), finding.title),
        make("p", { class: "said" }, finding.message),
        sides(finding),
        ...(finding.formula ? [heading(words.formula), formula(finding.formula, finding.result)] : []),
        ...(finding.repairs.length ? [heading(words.likely), finding.repairs.length > 1 ? make("p", { class: "fine" }, words.repair_any) : null,
          make("div", { class: "links" }, ...finding.repairs.map(([text, ids]) => linkTo("mismatch", text, () => showCell(ids[0]))))] : []),
        ...(claim ? [heading(words.sentence), quoteOf(claim)] : []),
        ...(claim && claim.readings.length > 1 ? readings(claim) : []),
        ...evidence(finding, claim),
        make("p", { class: "fine" }, `${words.rule} ${finding.rule} · ${words.fingerprint} ${finding.fingerprint}`),
      );
      reveal(marks[0]);
      revealCells(finding.cells);
      remember(`f=${index}`);
    }
    function evidence(finding, claim) {
      const rest = finding.evidence.filter(([role, quote, label]) => !(claim && role === "claim") && (quote || label));
      if (!rest.length) return [];
      return [heading(words.evidence), ...rest.slice(0, 12).map(([role, quote, label, id]) => {
        const text = label ? `${label}：${quote || words.blank_value}` : `“${quote}”`;
        return id && cells.has(id) ? make("div", { class: "links" }, linkTo("outside", text, () => showCell(id)))
          : make("p", { class: "quote" }, text);
      })];
    }
    function showClaim(id, mark) {
      const claim = data.claims[id];
      if (claim.findings.length) {
        // a claim's own verdict comes first; other findings about it are linked below
        const first = claim.findings[0];
        showFinding(first);
        const others = claim.findings.slice(1);
        if (others.length) panel.append(heading(words.cell_findings), make("div", { class: "links" }, ...others.map(findingLink)));
      } else {
        clear();
        light(claimMarks.get(id) || []);
        for (const reading of claim.readings.slice(0, 1)) litCells(reading.formula.filter((part) => typeof part !== "string").map((part) => part[0]));
        fill(make("h3", {}, claim.quote), quoteOf(claim), ...readings(claim));
      }
      if (mark) mark.classList.add("lit");
    }
    function showMark(mark) {
      if (mark.dataset.c) {
        const ids = mark.dataset.c.split(" ");
        const worst = ids.slice().sort((a, b) => rank(data.claims[a].tone) - rank(data.claims[b].tone))[0];
        showClaim(worst, mark);
        const about = (mark.dataset.f || "").split(" ").filter(Boolean).map(Number).filter((index) => !data.claims[worst].findings.includes(index));
        if (about.length) panel.append(heading(words.cell_findings), make("div", { class: "links" }, ...about.map(findingLink)));
      } else if (mark.dataset.f) {
        const about = mark.dataset.f.split(" ").map(Number).sort((a, b) => rank(data.findings[a].tone) - rank(data.findings[b].tone));
        showFinding(about[0]);
        if (about.length > 1) panel.append(heading(words.cell_findings), make("div", { class: "links" }, ...about.slice(1).map(findingLink)));
      } else if (mark.dataset.q) {
        const [surface, value] = data.numbers[Number(mark.dataset.q)];
        clear();
        light([mark]);
        fill(make("h3", {}, surface), make("p", {}, value), make("p", { class: "hint" }, words.number_unchecked));
      }
    }
    function rank(tone) { return Object.keys(SIGNS).indexOf(tone); }
    function showCell(id) {
      const cell = data.cells[id];
      if (!cell) return;
      clear();
      const marks = cell.claims.flatMap((claim) => claimMarks.get(claim) || []);
      light(marks);
      const drawn = cells.get(id);
      if (drawn) drawn.classList.add("lit", "at");
      const others = cell.findings.filter((index) => !data.findings[index].claim);
      for (const index of others) light(findingMarks.get(index) || []);
      fill(
        make("h3", {}, cell.label, make("span", { class: "badge" + (cell.tone ? ` t-${cell.tone}` : "") }, cell.value)),
        cell.note ? make("p", { class: "hint" }, cell.note) : null,
        cell.raw && !cell.value.startsWith(cell.raw) ? make("p", {}, `${words.cell_raw}：${cell.raw}`) : null,
        ...(cell.claims.length ? [heading(words.cell_claims), make("div", { class: "links" }, ...cell.claims.map((claim) => {
          const one = data.claims[claim];
          const [before, quote, after] = one.sentence;
          const text = make("span", {}, before.slice(-14), make("b", {}, quote), after.slice(0, 14));
          return linkTo(one.tone, text, () => { showClaim(claim); reveal((claimMarks.get(claim) || [])[0]); });
        }))] : []),
        ...(others.length ? [heading(words.cell_findings), make("div", { class: "links" }, ...others.map(findingLink))] : []),
        cell.claims.length || cell.findings.length ? null : make("p", { class: "hint" }, words.cell_nothing),
      );
      reveal(drawn);
      reveal(marks[0]);
      remember(`cell=${id}`);
    }

    /* the list */
    const visible = () => items.filter((item) => !item.classList.contains("off"));
    function select(item, focus) {
      if (!item) return;
      for (const one of items) one.tabIndex = -1;
      item.tabIndex = 0;
      item.setAttribute("aria-selected", "true");
      if (focus) item.focus({ preventScroll: true });
      item.scrollIntoView({ block: "nearest" });
    }
    function walk(step) {
      const list = visible();
      if (!list.length) return;
      const at = list.findIndex((item) => item.getAttribute("aria-selected") === "true");
      const to = step === "first" ? 0 : step === "last" ? list.length - 1 : at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + step));
      showFinding(Number(list[to].dataset.index), { focus: true });
    }
    function jump() {
      const item = items.find((one) => one.getAttribute("aria-selected") === "true");
      if (!item) return;
      const index = Number(item.dataset.index);
      const finding = data.findings[index];
      const target = (findingMarks.get(index) || [])[0] || (finding.claim && (claimMarks.get(finding.claim) || [])[0]) || cells.get(finding.cells[0]);
      if (!target) return;
      target.scrollIntoView({ block: "center" });
      if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
      target.focus({ preventScroll: true });
    }
    function toggle(group, on) {
      if (on === undefined) on = hidden.has(group);
      if (on) hidden.delete(group); else hidden.add(group);
      for (const button of find(".filter")) if (button.dataset.group === group) button.setAttribute("aria-pressed", String(on));
      for (const item of items) item.classList.toggle("off", hidden.has(item.dataset.group));
      const none = article.querySelector(".none");
      const some = visible().length > 0;
      none.classList.toggle("on", !some);
      if (items.length) none.textContent = items.some((item) => item.dataset.group !== "pass" && item.classList.contains("off")) || hidden.size === 4 ? words.nothing_filtered : words.no_findings;
      if (some && !visible().some((item) => item.tabIndex === 0)) visible()[0].tabIndex = 0;
    }
    function reset() {
      clear();
      fill(make("p", { class: "hint" }, words.pick_hint));
      remember("");
    }
    function remember(part) {
      const text = [articles.length > 1 ? `r=${number}` : "", part].filter(Boolean).join("&");
      try { history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search); } catch { /* a page without an address */ }
    }

    /* cells: one stop for the tab key, arrows inside */
    const grids = find(".statutory table");
    for (const grid of grids) {
      const first = grid.querySelector(".c");
      if (first) first.tabIndex = 0;
    }
    function moveCell(from, key) {
      const box = from.getBoundingClientRect();
      const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
      let best = null, least = Infinity;
      for (const cell of from.closest("table").querySelectorAll(".c")) {
        if (cell === from) continue;
        const other = cell.getBoundingClientRect();
        const dx = (other.left + other.right) / 2 - x, dy = (other.top + other.bottom) / 2 - y;
        const along = { ArrowRight: dx, ArrowLeft: -dx, ArrowDown: dy, ArrowUp: -dy }[key];
        const across = Math.abs(key === "ArrowRight" || key === "ArrowLeft" ? dy : dx);
        if (along < 3) continue;
        const cost = along + 4 * across;
        if (cost < least) { least = cost; best = cell; }
      }
      if (best) { from.tabIndex = -1; best.tabIndex = 0; best.focus(); }
    }

    article.addEventListener("click", (event) => {
      const item = event.target.closest(".item");
      if (item) return showFinding(Number(item.dataset.index), { focus: true });
      const filter = event.target.closest(".filter");
      if (filter) return toggle(filter.dataset.group);
      const cell = event.target.closest(".c");
      if (cell && !cell.classList.contains("gone")) return showCell(cell.dataset.cell);
      const pointer = event.target.closest("[data-table]");
      if (pointer) {
        event.preventDefault();
        const table = document.getElementById(`r${number}-t-${pointer.dataset.table}`);
        if (table) table.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
        return undefined;
      }
      const mark = event.target.closest(".m");
      if (mark && !mark.closest(".legend") && (!mark.classList.contains("q") || article.classList.contains("showq"))) return showMark(mark);
      return undefined;
    });
    article.querySelector(".unchecked")?.addEventListener("change", (event) => article.classList.toggle("showq", event.target.checked));
    return { article, walk, jump, toggle, reset, showFinding, showCell, showClaim, moveCell, data };
  }

  /* -- the whole page ----------------------------------------------------------------------------------------- */
  function openReport(number, quiet) {
    if (!state[number]) return;
    open = number;
    articles.forEach((article, at) => article.classList.toggle("open", at === number));
    for (const row of document.querySelectorAll(".index tr[data-report]")) row.classList.toggle("current", Number(row.dataset.report) === number);
    if (!quiet) state[number].reset();
  }
  /* The report with most errors, then most warnings: what a visitor without a link sees first. */
  function worst() {
    const weights = articles.map((article) =>
      1000 * article.querySelectorAll('.item[data-group="error"]').length + article.querySelectorAll('.item[data-group="warning"]').length);
    return Math.max(0, weights.indexOf(Math.max(...weights)));
  }
  function follow() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const number = Number(asked.get("r") ?? (asked.size ? 0 : worst()));
    openReport(state[number] ? number : 0, true);
    const report = state[open];
    if (!report) return;
    if (asked.has("f")) report.showFinding(Number(asked.get("f")));
    else if (asked.has("cell")) report.showCell(asked.get("cell"));
    else if (asked.has("c") && report.data.claims[asked.get("c")]) report.showClaim(asked.get("c"));
  }
  function printPage(all) {
    root.classList.toggle("printall", all);
    window.print();
  }
  const coverages = [...document.querySelectorAll(".coverage")];
  let closed = [];
  window.addEventListener("beforeprint", () => { closed = coverages.filter((one) => !one.open); for (const one of closed) one.open = true; });
  window.addEventListener("afterprint", () => { for (const one of closed) one.open = false; root.classList.remove("printall"); });

  const help = document.getElementById("help");
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-open],[data-do]");
    if (!button) return;
    if (button.dataset.open !== undefined) {
      openReport(Number(button.dataset.open));
      return;
    }
    const actions = {
      previous: () => openReport(Math.max(0, open - 1)),
      next: () => openReport(Math.min(state.length - 1, open + 1)),
      print: () => printPage(false),
      "print-all": () => printPage(true),
      help: () => help.showModal(),
    };
    actions[button.dataset.do]();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const at = event.target;
    const report = state[open];
    if (at.matches?.("input,textarea,select") || !report) return;
    const inList = at === document.body || at.closest?.(".findings");
    if (at.classList?.contains("c") && event.key.startsWith("Arrow")) { event.preventDefault(); report.moveCell(at, event.key); return; }
    if (at.classList?.contains("m") && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); at.click(); return; }
    const keys = {
      j: () => report.walk(1), k: () => report.walk(-1),
      ArrowDown: inList && (() => report.walk(1)), ArrowUp: inList && (() => report.walk(-1)),
      Home: inList && (() => report.walk("first")), End: inList && (() => report.walk("last")),
      Enter: (at === document.body || at.classList?.contains("item")) && (() => report.jump()),
      Escape: () => { report.reset(); },
      "?": () => help.showModal(),
      "[": () => openReport(Math.max(0, open - 1)), "]": () => openReport(Math.min(state.length - 1, open + 1)),
      1: () => report.toggle("error"), 2: () => report.toggle("warning"), 3: () => report.toggle("info"), 4: () => report.toggle("pass"),
    };
    const action = keys[event.key];
    if (action) { event.preventDefault(); action(); }
  });
  window.addEventListener("hashchange", follow);
  if (state.length) follow();
})();
