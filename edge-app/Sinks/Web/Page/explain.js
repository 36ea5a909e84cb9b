"use strict";
// ---- why: what speaks for the label, over the picture, and the learned pictures most like it
let why = false, nearestAt = 0, nearestShown = "";
const rest = ms => new Promise(done => setTimeout(done, ms));
const ask = path => fetch(path + "?page", { cache: "default" }).catch(() => null);
async function showMap() {
  const answer = await ask("/api/explain/activation.png");
  if (!why) return;
  if (!answer?.ok) { clearMap(answer ? (await answer.text()).trim() : ""); return; }
  const old = $("why_map").getAttribute("href");
  $("why_map").setAttribute("href", URL.createObjectURL(await answer.blob()));
  if (old) setTimeout(() => URL.revokeObjectURL(old), 1000);
  $("why_legend").className = "";
  text($("why_legend"), "what speaks for " + isolated(decodeURIComponent(answer.headers.get("X-EdgeResNet-Label") ?? "")));
}
function clearMap(reason) {
  const old = $("why_map").getAttribute("href");
  $("why_map").removeAttribute("href");
  if (old) URL.revokeObjectURL(old);
  $("why_legend").className = "none";
  text($("why_legend"), reason);
}
function near(picture) {
  const item = make("li"), words = make("div");
  item.append(Object.assign(make("img"), { src: picture.picture + "?page", alt: "" }), words);
  words.append(Object.assign(make("b"), { textContent: picture.class, title: picture.class }), Object.assign(make("small"), { textContent: picture.name, title: picture.name }), Object.assign(make("small"), { textContent: "cosine " + fixed(picture.cosine, 2) }));
  return item;
}
async function showNearest() {
  nearestAt = performance.now();
  const answer = await ask("/api/explain");
  if (!why || !answer?.ok) return;
  const found = await answer.json();
  text($("nearest_none"), found.why_no_pictures ?? "");
  $("nearest").hidden = !why;
  if (nearestShown !== (nearestShown = JSON.stringify(found.nearest))) $("nearest_list").replaceChildren(...found.nearest.map(near));
}
async function explain() { // one question at a time: a slow board sets the pace
  while (why) {
    await showMap();
    if (performance.now() - nearestAt > 1000) await showNearest();
    await rest(200);
  }
}
actions.why = () => {
  why = !why;
  $("why").ariaPressed = why;
  $("why_over").hidden = !why;
  if (why) { nearestAt = 0; explain(); return; }
  clearMap("");
  $("nearest").hidden = true;
};
keys.x = "why";
$("why").onclick = actions.why;
parts.push(s => {
  if (!why || !s.width) return;
  $("why_frame").setAttribute("viewBox", `0 0 ${s.width} ${s.height}`);
  ["x", "y", "width", "height"].forEach((name, i) => $("why_map").setAttribute(name, s.region[i]));
});
