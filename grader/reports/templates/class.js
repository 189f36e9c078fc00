"use strict";

const words = new Intl.Collator("en", { numeric: true });

/** Compare two keys; what has none, such as a dash among numbers, comes last either way. */
function compare(one, other, sign) {
  const missing = (key) => key === "" || Number.isNaN(key);
  if (missing(one) || missing(other)) return missing(one) - missing(other);
  return sign * (typeof one === "number" ? one - other : words.compare(one, other));
}

function sort(table, heading) {
  const column = heading.cellIndex;
  const numeric = heading.classList.contains("number");
  const before = heading.getAttribute("aria-sort");
  const falling = before ? before === "ascending" : numeric; // the largest number first
  const body = table.tBodies[0];
  const keyed = Array.from(body.rows, (row) => {
    const text = row.cells[column].textContent.trim();
    return [numeric ? parseFloat(text) : text, row];
  });
  keyed.sort((one, other) => compare(one[0], other[0], falling ? -1 : 1));
  for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
  body.append(...keyed.map(([, row]) => row));
}

for (const table of document.querySelectorAll("table.sortable")) {
  for (const heading of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sort(table, heading));
    heading.replaceChildren(button);
  }
}
