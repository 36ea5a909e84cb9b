"use strict";
const $ = id => document.getElementById(id);
const text = (element, value) => { if (element.textContent !== value) element.textContent = value; };
const fixed = (value, digits) => (value ?? 0).toFixed(digits);
const make = (name, className = "") => Object.assign(document.createElement(name), { className });
const stages = ["capture", "preprocess", "inference", "postprocess", "overlay"];

for (const name of stages) {
  $("shares").append(Object.assign(make("div", name), { id: "share-" + name }));
  const row = $("stages").appendChild(make("div"));
  row.appendChild(make("dt")).append(make("i", name), name);
  row.appendChild(make("dd")).id = "ms-" + name;
}

// ---- names: shown whole under the pointer, and isolated from the direction of others
function named(element, name) {
  if (element.textContent === name) return;
  element.textContent = name;
  element.title = name.length > 24 ? name : "";
}
const isolated = name => /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(name) ? `\u2068${name}\u2069` : name;

// ---- result
const bars = new Map();
function newBar(key, rank) {
  const bar = make("div", "bar"), name = make("div", "name"), track = make("div", "track");
  bar.role = "listitem";
  name.append(make("span"), make("span"));
  track.append(make("div", "fill"));
  bar.append(name, track);
  bar.style.opacity = 0;
  bar.style.transform = `translateY(calc(${rank} * var(--row) + 12px))`;
  $("bars").append(bar);
  bars.set(key, bar);
  void bar.offsetWidth; // the movement begins here
  return bar;
}
function fill(bar, score) { bar.querySelector(".fill").style.clipPath = `inset(0 ${100 - score * 100}% 0 0 round 4px)`; }
let rows = 0, enough = 0;
function makeRoom(count, now) { // at once for more bars; for fewer when they stay so few, or the panels would jump
  if (count >= rows) enough = now;
  if (count < rows && now - enough < 1500) return;
  rows = count;
  $("bars").style.height = `calc(${count} * var(--row))`;
}
function showBars(top) {
  makeRoom(top.length, performance.now());
  const present = new Set();
  top.forEach((entry, rank) => {
    present.add(entry.class);
    const bar = bars.get(entry.class) ?? newBar(entry.class, rank);
    bar.style.opacity = 1;
    bar.style.transform = `translateY(calc(${rank} * var(--row)))`;
    bar.classList.toggle("lesser", rank > 0);
    const [name, score] = bar.querySelectorAll("span");
    named(name, entry.label);
    text(score, percent(entry.score));
    fill(bar, entry.score);
    clearTimeout(bar.leaving);
    bar.leaving = 0;
  });
  for (const [key, bar] of bars) if (!present.has(key) && !bar.leaving) {
    bar.style.opacity = 0;
    fill(bar, 0);
    bar.leaving = setTimeout(() => { bar.remove(); bars.delete(key); }, 260);
  }
}
let heardAt = 0;
function hear(words) { heardAt = performance.now(); text($("heard"), words); }
function announce(s, away, now) { // a screen reader hears a trouble at once, and a label when it has settled, at most every two seconds
  if (away) hear(away.split(" · ")[0]);
  else if (s.has_result && s.state !== "changing" && now - heardAt > 2000) hear(s.paused ? "paused" : s.state === "stable" ? s.label : s.state);
}
const nameOf = s => s.state === "unknown" ? "unknown" : s.label; // null while nothing is seen
const percent = score => typeof score === "number" ? fixed(score * 100, 1) + " %" : "";
let resultAt = 0, result = "";
function showResult(s, now) { // label, state, score and bars are of one frame: they change together
  const state = s.has_result ? s.state : "waiting";
  if (result === (result = JSON.stringify([state, s.settling, s.label, s.truth])) && now - resultAt < 200) return;
  resultAt = now;
  $("result").dataset.state = state;
  text($("state").lastChild, state === "unknown" && s.settling ? "unknown, settling" : state);
  if (state === "lost") { // the last label stays, dimmed
    if (!rows) text($("label"), "no result yet");
    return;
  }
  const name = nameOf(s) ?? "no result yet";
  named($("label"), name);
  $("label").classList.toggle("long", name.length > 36);
  const closest = s.state === "unknown" ? s.top[0] : null; // else the score is that of the label, which lags behind the best class while results change
  if (closest) $("score").replaceChildren("closest: ", Object.assign(make("bdi"), { textContent: closest.label }), `, ${percent(closest.score)}`);
  else text($("score"), percent(s.score));
  const truth = $("truth");
  truth.className = "truth" + (state === "unknown" ? "" : s.truth === s.label ? " right" : " wrong");
  if (s.truth === null) truth.replaceChildren();
  else truth.replaceChildren("truth ", Object.assign(make("b"), { textContent: s.truth, dir: "auto" }));
  showBars(s.top.filter((entry, rank) => rank < 5 && (!rank || entry.score >= .005))); // what is next to nothing would change places all the time
}

// ---- the last minute: a point every 250 ms, the worst age and the longest inference of that time
const points = [], pointTime = 250, minute = 60000;
function remember(s, now) {
  const slot = Math.floor(now / pointTime), last = points.at(-1);
  if (!s.has_result || s.state === "lost") return;
  if (last?.slot === slot) { last.age = Math.max(last.age, s.age_max_ms); last.inference = Math.max(last.inference, s.inference_max_ms); }
  else points.push({ slot, age: s.age_max_ms, inference: s.inference_max_ms });
}
function niceAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value);
}
let describedAt = -Infinity;
function describe(p99, now) { // what the graph shows, in words
  if (now - describedAt < 2000) return;
  describedAt = now;
  const last = points.at(-1), most = name => fixed(Math.max(...points.map(point => point[name])), 1);
  const gaps = points.filter((point, i) => i && point.slot - points[i - 1].slot >= 8).length;
  text($("graph_text"), !last ? "No result in the last minute." : `Age: now ${fixed(last.age, 1)} ms, 99th percentile ${fixed(p99, 1)} ms, highest ${most("age")} ms. Inference: now ${fixed(last.inference, 1)} ms, highest ${most("inference")} ms.` + (gaps ? ` ${gaps} ${gaps > 1 ? "gaps" : "gap"} without results.` : ""));
}
function drawGraph(now) {
  const canvas = $("graph"), ratio = devicePixelRatio || 1, w = canvas.clientWidth, h = canvas.clientHeight, count = minute / pointTime;
  if (canvas.width !== Math.round(w * ratio)) { canvas.width = Math.round(w * ratio); canvas.height = Math.round(h * ratio); }
  const c = canvas.getContext("2d"), slot = Math.floor(now / pointTime), dim = getComputedStyle($("score")).color;
  while (points[0]?.slot <= slot - count) points.shift();
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.clearRect(0, 0, w, h);
  const sorted = points.map(point => point.age).sort((a, b) => a - b), p99 = sorted[Math.floor((sorted.length - 1) * .99)] ?? 0;
  const highest = niceAbove(Math.max(10, p99 * 1.05)), left = 30, y = value => 6 + (h - 20) * (1 - Math.min(value / highest, 1));
  c.font = "10px Mono, monospace"; c.fillStyle = dim; c.textAlign = "right";
  for (const part of [0, .5, 1]) {
    c.globalAlpha = .25; c.fillRect(left, Math.round(y(highest * part)), w - left, 1);
    c.globalAlpha = 1; c.fillText(highest * part, left - 6, y(highest * part) + 4);
  }
  c.textAlign = "left"; c.fillText("60 s ago", left, h - 1); c.textAlign = "right"; c.fillText("now", w, h - 1);
  const x = point => left + (w - left) * (1 - (slot - point.slot) / (count - 1));
  for (const name of ["age", "inference"]) {
    const line = getComputedStyle(document.querySelector(".legend ." + name)).backgroundColor;
    c.beginPath();
    points.forEach((point, i) => i && point.slot - points[i - 1].slot < 8 ? c.lineTo(x(point), y(point[name])) : c.moveTo(x(point), y(point[name]))); // a gap stays one
    c.strokeStyle = line; c.lineWidth = 1.7; c.lineJoin = "round"; c.stroke();
  }
  text($("p99"), points.length ? fixed(p99, 1) : "–");
  describe(p99, now);
}

// ---- numbers, a few times a second: faster nobody reads
let numbersAt = 0, notes = "";
function showNumbers(s, now) {
  if (now - numbersAt < 200) return;
  numbersAt = now;
  text($("fps"), fixed(s.fps, 1));
  text($("capture_fps"), fixed(s.capture_fps, 0));
  text($("display_fps"), fixed(s.display_fps, 0));
  const age = s.state === "lost" ? s.picture_age_ms : s.age_ms; // of a lost source nothing new will come: what counts is the picture on the screen
  text($("age"), age < 100 ? fixed(age, 1) : age < 1000 ? fixed(age, 0) : fixed(age / 1000, age < 10000 ? 1 : 0));
  text($("age_unit"), age < 1000 ? "ms old" : "s old");
  for (const name of stages) {
    text($("ms-" + name), fixed(s.stages_ms[name], 2) + " ms");
    $("share-" + name).style.flexGrow = Math.max(s.stages_ms[name], 0);
  }
  text($("frames"), s.frames_processed.toLocaleString());
  text($("dropped"), s.frames_dropped.toLocaleString());
  text($("reconnects"), String(s.reconnects));
  text($("viewers"), String(s.viewers));
  text($("hash"), s.sha256.slice(0, 12));
  $("hash").title = "SHA-256 of the model file: " + s.sha256;
  for (const [id, value] of [["source", s.source], ["model", s.model], ["ep", s.ep + " · " + s.precision]]) { text($(id), value); $(id).hidden = false; }
  entitle(nameOf(s), s.healthy);
  showOver(s, `${$("age").textContent} ${$("age_unit").textContent}`);
  drawGraph(now);
}
function entitle(name, well) { document.title = (well ? "" : "⚠ ") + (name ? isolated(name) + " · " : "") + "EdgeResNet live"; }
function showOver(s, age) {
  const lost = s.state === "lost";
  text($("over_label"), lost ? "lost" : nameOf(s) ?? "no result yet");
  text($("over_more"), [s.state === "stable" || lost || !s.has_result ? "" : s.state, s.state === "unknown" || lost ? "" : percent(s.score), s.has_result ? age : ""].filter(word => word).join(" · "));
  if (!s.width) return;
  $("over_frame").setAttribute("viewBox", `0 0 ${s.width} ${s.height}`);
  ["x", "y", "width", "height"].forEach((name, i) => $("over_region").setAttribute(name, s.region[i]));
}
function showWarnings(s) {
  const found = s.sinks.filter(sink => sink.problem).map(sink => [sink.name, sink.problem + (sink.lost ? ` (${sink.lost.toLocaleString()} lost)` : "")]);
  if (!found.length && s.warning) found.push(["warning", s.warning]);
  if (notes === (notes = JSON.stringify(found))) return;
  $("warnings").replaceChildren(...found.map(([name, what]) => { const line = make("div"); line.append(Object.assign(make("b"), { textContent: name }), what); return line; }));
}
function notice(message, { calm = false } = {}) {
  $("notice").hidden = !message;
  $("notice").classList.toggle("calm", calm);
  $("view").classList.toggle("away", !!message && !calm);
  if (message) text($("notice"), message);
}
function setGone(gone) { // what is shown is the past, and nothing can be asked for
  document.body.classList.toggle("gone", gone);
  for (const id of ["pause", "snapshot", "unknown"]) $(id).disabled = gone;
}
function life(className, words) { $("live").className = "chip live " + className; text($("life"), words); }

let shape = 0, said = null;
function show(s) {
  const now = performance.now();
  const ill = s.state === "lost" && s.has_result ? "source lost" : s.healthy || s.paused ? null : s.health, away = s.banner ?? ill;
  const loading = $("picture").naturalWidth ? "" : "loading", starting = away?.startsWith("starting");
  setGone(false);
  if (away) life(starting ? "wait" : "", s.healthy ? "lost" : s.health.split(":")[0]); else if (s.paused) life("wait", "paused"); else life("on", "live");
  notice(starting ? [loading, away].filter(word => word).join("; ") : away ?? (s.paused ? "paused" : loading), { calm: !away || starting });
  if (s.width && shape !== (shape = s.width / s.height)) $("view").style.setProperty("--ratio", shape);
  if (!s.paused) { showResult(s, now); remember(s, now); }
  showNumbers(s, now);
  announce(s, away, now);
  showWarnings(s);
  showControls(s);
  if (said !== (said = s.message) && said) toast(said);
}
