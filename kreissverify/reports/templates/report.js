"use strict";
const table = document.getElementById("verdicts");
const details = [...document.querySelectorAll("details")];

function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}
addEventListener("hashchange", reveal);
reveal();

let opened = [];
addEventListener("beforeprint", () => {
  opened = details.filter((one) => !one.open);
  opened.forEach((one) => { one.open = true; });
});
addEventListener("afterprint", () => opened.forEach((one) => { one.open = false; }));

if (table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent.trim();
      const order = (a, b) => key(a).localeCompare(key(b), undefined, { numeric: true });
      const number = (row) => (key(row) === "" ? -Infinity : Number(key(row)));
      const numeric = head.classList.contains("number");
      rows.sort(numeric ? (a, b) => number(a) - number(b) : order);
      body.append(...(down ? rows.reverse() : rows));
    });
  });

  const tools = document.createElement("div");
  tools.className = "tools";
  const search = document.createElement("input");
  search.type = "search";
  search.placeholder = "Filter statements";
  search.setAttribute("aria-label", "Filter statements by text");
  const choice = document.createElement("select");
  choice.setAttribute("aria-label", "Filter statements by verdict");
  choice.append(new Option("every verdict", ""));
  for (const verdict of new Set(rows.map((row) => row.dataset.verdict))) {
    choice.append(new Option(verdict, verdict));
  }
  choice.append(new Option("not as expected", "differs"));
  const shown = document.createElement("span");
  shown.className = "soft small";
  shown.setAttribute("role", "status");
  tools.append(search, choice, shown);
  table.before(tools);

  const filter = () => {
    const text = search.value.toLowerCase();
    for (const row of rows) {
      const { verdict, differs } = row.dataset;
      const fits = !choice.value || verdict === choice.value || (choice.value === "differs" && differs);
      row.hidden = !fits || !row.textContent.toLowerCase().includes(text);
    }
    const left = rows.filter((row) => !row.hidden).length;
    shown.textContent = left === rows.length ? "" : `${left} of ${rows.length}`;
  };
  search.addEventListener("input", filter);
  choice.addEventListener("input", filter);
}
