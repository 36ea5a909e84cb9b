"use strict";
// ---- controls
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
  if (event.target.closest("textarea, select, input:not([type=range], [type=checkbox], [type=radio])")) return; // a text is written
  if (event.key === " " && event.target.closest("button, input, summary, [role=option]") || $("keys").open && id !== "help" || $(id).disabled) return; // space presses the button that has the focus
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
parts.push(showControls);
