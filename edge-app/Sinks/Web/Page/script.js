"use strict";
const $ = id => document.getElementById(id);
const text = (element, value) => { if (element.textContent !== value) element.textContent = value; };
const fixed = (value, digits) => (value ?? 0).toFixed(digits);
const make = (name, className = "") => Object.assign(document.createElement(name), { className });
const stages = ["capture", "preprocess", "inference", "postprocess", "overlay"];

for (const name of stages) {
  $("shares").append(Object.assign(make("div", name), { id: "share-" + name }));
  const row = $("stages").insertRow();
  const head = row.appendChild(make("th"));
  head.scope = "row";
  head.append(make("i", name), name);
  row.insertCell().id = "ms-" + name;
}

// ---- result
const bars = new Map();
const barHeight = 37;
function newBar(key, rank) {
  const bar = make("div", "bar"), name = make("div", "name"), track = make("div", "track");
  bar.role = "listitem";
  name.append(make("span"), make("span"));
  track.append(make("div", "fill"));
  bar.append(name, track);
  bar.style.opacity = 0;
  bar.style.transform = `translateY(${rank * barHeight + 12}px)`;
  $("bars").append(bar);
  bars.set(key, bar);
  void bar.offsetWidth; // the movement begins here
  return bar;
}
function fill(bar, score) { bar.querySelector(".fill").style.clipPath = `inset(0 ${100 - score * 100}% 0 0 round 4px)`; }
function showBars(top) {
  const present = new Set();
  top.forEach((entry, rank) => {
    present.add(entry.class);
    const bar = bars.get(entry.class) ?? newBar(entry.class, rank);
    bar.style.opacity = 1;
    bar.style.transform = `translateY(${rank * barHeight}px)`;
    bar.classList.toggle("lesser", rank > 0);
    const [name, score] = bar.querySelectorAll("span");
    text(name, entry.label);
    text(score, fixed(entry.score * 100, 1) + " %");
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
function announce(s, now) { // a screen reader hears a label when it has settled, at most every two seconds
  if (s.has_result && s.state !== "changing" && now - heardAt > 2000) {
    const said = s.state === "stable" ? s.label : s.state;
    if ($("heard").textContent !== said) { heardAt = now; text($("heard"), said); }
  }
}
function showResult(s) {
  const state = s.has_result ? s.state : "waiting";
  $("result").dataset.state = state;
  text($("state").lastChild, state);
  text($("label"), !s.has_result ? "no result yet" : state === "unknown" ? "unknown" : s.label);
  const truth = $("truth");
  truth.className = "truth" + (s.truth === s.label ? " right" : "");
  if (s.truth === null) truth.replaceChildren();
  else truth.replaceChildren("truth ", Object.assign(make("b"), { textContent: s.truth }));
  showBars(s.top.slice(0, 5));
}

// ---- the last minute: a point every 250 ms, the worst age and the longest inference of that time
const points = [], pointTime = 250, minute = 60000;
function remember(s, now) {
  const slot = Math.floor(now / pointTime), last = points.at(-1);
  if (!s.has_result || s.state === "lost") return;
  if (last?.slot === slot) { last.age = Math.max(last.age, s.age_max_ms); last.inference = Math.max(last.inference, s.inference_max_ms); }
  else points.push({ slot, age: s.age_max_ms, inference: s.inference_max_ms });
  while (points[0].slot <= slot - minute / pointTime) points.shift();
}
function niceAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value);
}
function drawGraph(now) {
  const canvas = $("graph"), ratio = devicePixelRatio || 1, w = canvas.clientWidth, h = canvas.clientHeight, count = minute / pointTime;
  if (canvas.width !== Math.round(w * ratio)) { canvas.width = Math.round(w * ratio); canvas.height = Math.round(h * ratio); }
  const c = canvas.getContext("2d"), slot = Math.floor(now / pointTime), dim = getComputedStyle($("score")).color;
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
  text($("p99"), fixed(p99, 1));
}

// ---- numbers, a few times a second: faster nobody reads
let numbersAt = 0, notes = "";
function showNumbers(s, now) {
  if (now - numbersAt < 200) return;
  numbersAt = now;
  const own = s.top.find(entry => entry.label === s.label) ?? s.top[0];
  text($("score"), !own ? "" : s.state === "unknown" ? `closest: ${own.label}, ${fixed(own.score * 100, 1)} %` : fixed(own.score * 100, 1) + " %");
  text($("fps"), fixed(s.fps, 1));
  text($("capture_fps"), fixed(s.capture_fps, 0));
  text($("display_fps"), fixed(s.display_fps, 0));
  text($("age"), fixed(s.age_ms, s.age_ms < 100 ? 1 : 0));
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
  document.title = (!s.healthy ? "⚠ " : "") + (s.has_result ? s.label + " · " : "") + "EdgeResNet live";
  announce(s, now);
  drawGraph(now);
}
function showWarnings(s) {
  const found = s.sinks.filter(sink => sink.problem).map(sink => [sink.name, sink.problem + (sink.lost ? ` (${sink.lost.toLocaleString()} lost)` : "")]);
  if (!found.length && s.warning) found.push(["warning", s.warning]);
  if (notes === (notes = JSON.stringify(found))) return;
  $("warnings").replaceChildren(...found.map(([name, what]) => { const line = make("div"); line.append(Object.assign(make("b"), { textContent: name }), what); return line; }));
}
function notice(message, calm = false) {
  $("notice").hidden = !message;
  $("notice").classList.toggle("calm", calm);
  $("view").classList.toggle("away", !!message && !calm);
  if (message) text($("notice"), message);
}
function life(className, words) { $("live").className = "chip live " + className; text($("life"), words); }

let shape = 0, said = null;
function show(s) {
  const now = performance.now();
  const away = s.banner ?? (s.state === "lost" && s.has_result ? "source lost" : s.healthy || s.paused ? null : s.health);
  if (away) life("", s.healthy ? "lost" : s.health.split(":")[0]); else if (s.paused) life("wait", "paused"); else life("on", "live");
  notice(away ?? (s.paused ? "paused" : null), !away);
  if (s.width && shape !== (shape = s.width / s.height)) $("view").style.setProperty("--ratio", shape);
  if (!s.paused) { showResult(s); remember(s, now); }
  showNumbers(s, now);
  showWarnings(s);
  showControls(s);
  if (said !== (said = s.message) && said) toast(said);
}

// ---- controls
let toastEnds = 0;
function toast(message) {
  text($("toast"), message);
  $("toast").hidden = false;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => { $("toast").hidden = true; }, 4000);
}
async function post(path, body) {
  try {
    const answer = await fetch(path, { method: "POST", headers: { "X-EdgeResNet": "1", "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text() || answer.statusText);
    return answer;
  } catch (error) { toast("not done: " + error.message); return null; }
}
let paused = false, overlay = true, sliding = 0;
function showControls(s) {
  paused = s.paused; overlay = s.overlay;
  $("pause").ariaPressed = paused; $("overlay").ariaPressed = overlay;
  text($("pause").lastElementChild, paused ? "Go on" : "Pause");
  const slider = $("unknown"), largest = Math.ceil(Math.max(10, s.unknown_below * 1.5, s.has_result ? s.energy * 1.15 : 0));
  if (largest > slider.max || slider.max === "20" && largest < 20) slider.max = largest;
  if (performance.now() - sliding > 1000) { slider.value = s.unknown_below; showThreshold(); }
  const part = Math.min(Math.max(s.energy / slider.max, 0), 1);
  $("energy").hidden = !s.has_result;
  $("energy").style.left = `calc(8px + (100% - 16px) * ${part.toFixed(3)})`;
  text($("energy_value"), s.has_result ? fixed(s.energy, 1) : "–");
}
function showThreshold() {
  const value = Number($("unknown").value), words = value ? fixed(value, 1) : "off";
  text($("unknown_value"), words);
  $("unknown").ariaValueText = words;
}
let sending = 0;
$("unknown").oninput = () => {
  sliding = performance.now();
  showThreshold();
  clearTimeout(sending);
  sending = setTimeout(() => post("/api/controls", { unknown_below: Number($("unknown").value) }), 120);
};
async function snapshot() {
  $("snapshot").disabled = true;
  const answer = await post("/api/snapshot");
  $("snapshot").disabled = false;
  if (!answer) return;
  const link = make("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))?.[1] ?? "edgeresnet.png";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
const actions = {
  " ": () => post("/api/controls", { paused: !paused }),
  s: snapshot,
  o: () => post("/api/controls", { overlay: !overlay }),
  f: () => document.fullscreenElement ? document.exitFullscreen() : $("view").requestFullscreen?.().catch(() => {}),
};
$("pause").onclick = actions[" "]; $("snapshot").onclick = actions.s; $("overlay").onclick = actions.o; $("full").onclick = actions.f;
$("full").hidden = !document.fullscreenEnabled;
addEventListener("keydown", event => {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !actions[key] || event.target.closest("button, input")) return;
  event.preventDefault();
  actions[key]();
});

// ---- light or dark: the system's choice, until somebody chooses
const dark = matchMedia("(prefers-color-scheme: dark)");
let theme = null;
try { theme = localStorage.getItem("theme"); } catch { /* storage may be forbidden */ }
document.documentElement.style.colorScheme = theme ?? "";
$("theme").onclick = () => {
  theme = (theme ?? (dark.matches ? "dark" : "light")) === "dark" ? "light" : "dark";
  document.documentElement.style.colorScheme = theme;
  try { localStorage.setItem("theme", theme); } catch { /* then it lasts as long as the page */ }
};

// ---- connection: both streams end when nobody looks, and begin again when the program is back
const picture = $("picture");
let events = null, retry = 0, heardOf = 0, unwatched = 0;
function openPicture() { clearTimeout(retry); retry = 0; picture.src = "/stream.mjpg?" + Date.now(); }
picture.onerror = () => { retry ||= setTimeout(openPicture, 1000); };
function connect() {
  events?.close();
  heardOf = performance.now();
  events = new EventSource("/events");
  let fresh = true;
  events.onmessage = message => {
    const s = JSON.parse(message.data);
    heardOf = performance.now();
    unwatched = s.viewers ? 0 : unwatched + 1;
    if (fresh || unwatched > 15) { fresh = false; unwatched = 0; openPicture(); } // the picture's stream may have ended without a word
    show(s);
  };
  events.onerror = () => {
    fresh = true;
    if (events.readyState === EventSource.CLOSED) fetch("/api/state").then(answer => { if (answer.status === 401) location.reload(); }, () => {}); // the token was changed
    life("", "no connection");
    notice("no connection to the program; trying again");
  };
}
function disconnect() { events?.close(); events = null; picture.removeAttribute("src"); }
setInterval(() => { // a closed stream is not opened again by the browser, and a silent one is dead: the program speaks twice a second
  if (!document.hidden && (events?.readyState === EventSource.CLOSED || performance.now() - heardOf > 4000)) { life("", "no connection"); notice("no connection to the program; trying again"); connect(); }
}, 1500);
document.addEventListener("visibilitychange", () => document.hidden ? disconnect() : connect());
if (!document.hidden) connect();
addEventListener("resize", () => drawGraph(performance.now()));
