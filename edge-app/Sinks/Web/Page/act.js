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
const stored = name => { try { return localStorage.getItem(name); } catch { return null; } }; // storage may be forbidden
const store = (name, value) => { try { localStorage.setItem(name, value); } catch { /* then it lasts as long as the page */ } };
let paused = false, sliding = 0, digits = 1;
function scaleSlider(s, known) { // energies may be any number, scores and cosines end at 1
  const slider = $("unknown"), energies = s.unknown_by === "energy";
  const largest = energies ? Math.ceil(Math.max(10, s.unknown_below * 1.5, known * 1.15)) : 1, smallest = Math.floor(Math.min(0, s.unknown_below * 1.5));
  slider.step = s.threshold_step;
  digits = Math.max(0, Math.ceil(-Math.log10(s.threshold_step) - 1e-9));
  if (!energies || largest > slider.max || slider.max === "20" && largest < 20) slider.max = largest;
  if (smallest < slider.min) slider.min = smallest;
}
function showControls(s) {
  paused = s.paused;
  $("pause").ariaPressed = paused;
  const slider = $("unknown"), known = s[s.unknown_by];
  scaleSlider(s, known);
  if (performance.now() - sliding > 1000) { slider.value = s.unknown_below; showThreshold(); }
  const part = Math.min(Math.max((known - slider.min) / (slider.max - slider.min), 0), 1);
  text($("measure"), s.measure);
  $("settling").hidden = !s.settling;
  $("known").hidden = known === null;
  $("known").style.left = `calc(8px + (100% - 16px) * ${part.toFixed(3)})`;
  text($("known_value"), known === null ? "–" : fixed(known, digits));
}
function showThreshold() {
  const value = Number($("unknown").value), words = value ? fixed(value, digits) : "off";
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
let saving = false;
async function snapshot() { // the button keeps the focus: it is not disabled meanwhile
  if (saving) return;
  saving = true;
  const answer = await post("/api/snapshot");
  saving = false;
  if (!answer) return;
  const link = make("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))?.[1] ?? "edgeresnet.png";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
function showOverlay(shown) { $("over").hidden = !shown; $("overlay").ariaPressed = shown; }
function toggleOverlay() { showOverlay($("over").hidden); store("overlay", $("over").hidden ? "off" : "on"); }
showOverlay(stored("overlay") === "on"); // the panels say the same, so it starts switched off
const actions = {
  pause: () => post("/api/controls", { paused: !paused }),
  snapshot,
  overlay: toggleOverlay,
  full: () => document.fullscreenElement ? document.exitFullscreen() : $("view").requestFullscreen?.().catch(() => {}),
  help: () => $("keys").open ? $("keys").close() : $("keys").showModal(),
};
const keys = { " ": "pause", p: "pause", s: "snapshot", o: "overlay", f: "full", "?": "help" };
for (const id in actions) $(id).onclick = actions[id];
$("full").hidden = !document.fullscreenEnabled;
$("keys_close").onclick = () => $("keys").close();
function useKeys(on) { // WCAG 2.1.4: single letters can be switched off, for those who dictate
  $("keys_on").checked = on;
  for (const button of document.querySelectorAll("[data-keys]")) button.ariaKeyShortcuts = on ? button.dataset.keys : null;
}
$("keys_on").onchange = () => { useKeys($("keys_on").checked); store("keys", $("keys_on").checked ? "on" : "off"); };
useKeys(stored("keys") !== "off");
addEventListener("keydown", event => {
  const id = keys[event.key.toLowerCase()];
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !id || !$("keys_on").checked) return;
  if (event.key === " " && event.target.closest("button, input") || $("keys").open && id !== "help" || $(id).disabled) return; // space presses the button that has the focus
  event.preventDefault();
  actions[id]();
});

// ---- light or dark: the system's choice, until the user chooses
const dark = matchMedia("(prefers-color-scheme: dark)");
let theme = stored("theme");
document.documentElement.style.colorScheme = theme ?? "";
$("theme").onclick = () => {
  theme = (theme ?? (dark.matches ? "dark" : "light")) === "dark" ? "light" : "dark";
  document.documentElement.style.colorScheme = theme;
  store("theme", theme);
};

// ---- connection: both streams end when nobody looks, and begin again when the program is back
const picture = $("picture");
let events = null, retry = 0, heardOf = 0, unwatched = 0, lastSeen = null;
function openPicture() { clearTimeout(retry); retry = 0; picture.src = "/stream.mjpg?overlay=false&page=" + Date.now(); }
picture.onerror = () => { retry ||= setTimeout(openPicture, 1000); };
function gone() {
  life("", "no connection");
  notice(`no connection to the program; ${lastSeen ? `last seen ${lastSeen.toLocaleTimeString()}; ` : ""}trying again`);
  hear("no connection");
  entitle("no connection", false);
  setGone(true);
}
function connect() {
  events?.close();
  heardOf = performance.now();
  events = new EventSource("/events?page");
  let fresh = true;
  events.onmessage = message => {
    const s = JSON.parse(message.data);
    heardOf = performance.now();
    lastSeen = new Date();
    unwatched = s.viewers ? 0 : unwatched + 1;
    if (fresh || unwatched > 15) { fresh = false; unwatched = 0; openPicture(); } // the picture's stream may have ended without a word
    show(s);
  };
  events.onerror = () => {
    fresh = true;
    if (events.readyState === EventSource.CLOSED) fetch("/api/state?page").then(answer => { if (answer.status === 401) location.reload(); }, () => {}); // the token was changed
    gone();
  };
}
function disconnect() { events?.close(); events = null; picture.removeAttribute("src"); }
setInterval(() => { // a closed stream is not opened again by the browser, and a silent one is dead: the program speaks twice a second
  if (!document.hidden && (events?.readyState === EventSource.CLOSED || performance.now() - heardOf > 4000)) { gone(); connect(); }
}, 1500);
document.addEventListener("visibilitychange", () => document.hidden ? disconnect() : connect());
if (!document.hidden) connect();
addEventListener("resize", () => drawGraph(performance.now()));
