"use strict";
// ---- how good it is, of pictures that were not learned
{
  let shown = "";
  function classRow(s, each) {
    const bar = el("span", { className: "meter", ariaHidden: "true" }, el("i"), each.interval ? el("b") : null);
    if (typeof each.accuracy === "number") bar.firstChild.style.width = each.accuracy * 100 + "%";
    if (each.interval && typeof each.accuracy === "number") Object.assign(bar.lastChild.style, { left: each.interval[0] * 100 + "%", width: (each.interval[1] - each.interval[0]) * 100 + "%" });
    return el("tr", {}, el("th", { scope: "row" }, el("bdi", {}, each.name)), el("td", {}, each.pictures.toLocaleString()),
      el("td", {}, share(each.accuracy)), el("td", {}, bar, el("small", {}, range(each.interval))),
      el("td", {}, (each.confused_with ?? []).filter(other => other.pictures > 0).slice(0, 3).map(other => `${isolated(other.label)} (${other.pictures})`).join(", ") || "–"));
  }
  function cell(quality, row, column) {
    const count = quality.confusion[row][column], sum = quality.confusion[row].reduce((a, b) => a + b, 0), part = sum ? count / sum : 0;
    const [is, says] = [quality.labels[row], quality.labels[column]], right = row === column;
    if (!count) return el("td", { className: right ? "right" : "" }, "0");
    const it = el("td", { className: right ? "right" : "wrong" }, el("button", { type: "button", ariaLabel: `${many(count, "picture")} of ${is} ${right ? "named rightly" : `taken for ${says}`}`, onclick: () => {
      $("show_class").value = is;
      $("show_only").value = right ? "" : "wrong";
      studio.open("pictures", { focus: true });
      grid.show();
    } }, String(count)));
    it.style.setProperty("--part", Math.round(8 + part * 30) + "%");
    return it;
  }
  function matrix(quality) {
    if (!quality.confusion?.length) { $("confusion").replaceChildren(); return; }
    $("confusion").replaceChildren(el("caption", { className: "heard" }, "Confusions: rows are what the pictures show, columns what the model says"),
      el("thead", {}, el("tr", {}, el("td", {}), ...quality.labels.map(label => el("th", { scope: "col" }, el("bdi", {}, label))))),
      el("tbody", {}, ...quality.labels.map((label, row) => el("tr", {}, el("th", { scope: "row" }, el("bdi", {}, label)), ...quality.labels.map((_, column) => cell(quality, row, column))))));
  }
  function show(s) {
    const quality = s.quality ?? { state: "none" }, known = typeof quality.top1 === "number";
    $("quality_none").hidden = known;
    $("quality_all").hidden = !known;
    text($("quality_none"), quality.state === "computing" ? "Being measured …" : "There is no figure yet: two classes with a few pictures each are needed.");
    if (!known || studio.view !== "quality") return;
    const now = JSON.stringify([quality, s.classes]);
    if (shown === now) return;
    shown = now;
    setText("top1", share(quality.top1));
    setText("top1_interval", quality.interval ? `95 % interval: ${range(quality.interval)}; more pictures make it narrower.` : "");
    setText("quality_method", `Measured on ${many(quality.pictures, "picture")}${quality.method ? `: ${quality.method}` : ""}${quality.state === "computing" ? "; being measured again …" : "."}`);
    $("help_most").hidden = !quality.help_most;
    if (quality.help_most) $("help_most").replaceChildren("More pictures of ", el("b", {}, el("bdi", {}, quality.help_most)), " would help most.");
    $("by_class").replaceChildren(...s.classes.map(each => classRow(s, each)));
    if (!$("confusion").contains(document.activeElement)) matrix(quality);
  }
  studio.parts.push(show);
  studio.opened.quality = s => { shown = ""; show(s); };
}
