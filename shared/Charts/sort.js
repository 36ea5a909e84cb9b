// Makes the columns of class tables sortable. Without it the tables keep their order. No sign here needs an escape in XML.
const words = new Intl.Collator(undefined, { numeric: true });
function valueOf(cell) {
  const text = cell.textContent.trim(), number = Number(text.replace(/[,\s%+]/g, "").replace("−", "-"));
  return ["", "–"].includes(text) ? null : Number.isFinite(number) ? number : text;
}
function compare(a, b, sign) { // what is not known comes last in either order
  if (a === null || b === null) return (a === null) - (b === null);
  return sign * (typeof a === "number" ? typeof b === "number" ? a - b : -1 : typeof b === "number" ? 1 : words.compare(a, b));
}
function sort(table, head) {
  const column = head.cellIndex, sign = head.ariaSort === "ascending" ? -1 : 1, body = table.tBodies[0];
  const keyed = [...body.rows].map(row => [valueOf(row.cells[column]), row]);
  body.append(...keyed.sort((a, b) => compare(a[0], b[0], sign)).map(pair => pair[1]));
  for (const other of table.tHead.rows[0].cells) other.ariaSort = null;
  head.ariaSort = sign === 1 ? "ascending" : "descending";
}
for (const table of document.querySelectorAll("table.sorts")) {
  for (const head of table.tHead.querySelectorAll("th")) {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    button.onclick = () => sort(table, head);
    head.append(button);
  }
}
