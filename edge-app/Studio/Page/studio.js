"use strict";
// ---- what the parts of studio share
const studio = {
  state: null, // the newest from the server
  parts: [], // each shows its part of a state: part(state)
  opened: {}, // by view: called when it is shown
  view: "teach",
};
document.body.append($("toast")); // over all views, not over the picture alone
const icons = {
  file: "M12 16V5M7.5 9.5 12 5l4.5 4.5M5 19h14",
  bin: "M5 7h14M9.5 7V5h5v2M7 7l1 12h8l1-12M10.5 10.5v5M13.5 10.5v5",
};
function el(name, attributes = {}, ...children) { // an element; what is null is left out
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && !key.includes("-") && key !== "list" && key !== "role") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter(child => child !== null && child !== false));
  return element;
}
function svg(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  element.append(...children);
  return element;
}
function icon(name) { return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: icons[name], fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" })); }
const share = value => typeof value === "number" ? Math.round(value * 100) + " %" : "–";
const range = interval => Array.isArray(interval) ? `${Math.round(interval[0] * 100)} to ${share(interval[1])}` : "";
const many = (count, thing) => `${count.toLocaleString()} ${thing}${count === 1 ? "" : thing.endsWith("s") ? "es" : "s"}`;
const when = time => time ? new Date(time).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) : "";
const thumb = sha256 => `/api/studio/thumbs/${sha256}.jpg?page`;
const setText = (id, words) => text($(id), words);
function tell(words) { text($("told"), words); } // for screen readers: only what the user did, and its end
async function get(path) {
  try {
    const answer = await fetch(path + (path.includes("?") ? "&" : "?") + "page");
    if (!answer.ok) throw new Error((await answer.text()).trim() || answer.statusText);
    return await answer.json();
  } catch (error) { toast("not shown: " + error.message); return null; }
}
function choices(select, values, { first = null } = {}) { // keeps the choice, and the element if nothing changed
  const wanted = JSON.stringify([first, values]);
  if (select.dataset.values === wanted) return;
  const chosen = select.value;
  select.dataset.values = wanted;
  select.replaceChildren(...(first === null ? [] : [el("option", { value: "" }, first)]), ...values.map(value => Array.isArray(value) ? el("option", { value: value[0] }, value[1]) : el("option", { value }, value)));
  if ([...select.options].some(option => option.value === chosen)) select.value = chosen;
}

// ---- on a small screen, what is less often needed stands below
const small = matchMedia("(max-width: 900px)"), tools = document.querySelector(".tools");
function place() {
  if (small.matches) { $("desk").after($("more")); $("more").append(tools); }
  else { document.querySelector(".live-side").append($("more")); document.querySelector(".stage").append(tools); }
}
small.onchange = place;
place();
const stuck = new ResizeObserver(() => document.body.style.setProperty("--stuck", small.matches ? document.querySelector(".live-side").offsetHeight + 4 + "px" : "8px"));
stuck.observe(document.querySelector(".live-side"));

// ---- views
const tabs = [...document.querySelectorAll("[role=tab]")];
studio.open = (view, { focus = false } = {}) => {
  studio.view = view;
  for (const tab of tabs) {
    const chosen = tab.getAttribute("aria-controls") === view;
    tab.ariaSelected = chosen;
    tab.tabIndex = chosen ? 0 : -1;
    $(tab.getAttribute("aria-controls")).hidden = !chosen;
    if (chosen && focus) tab.focus();
    if (chosen) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  if (studio.state) studio.opened[view]?.(studio.state);
};
for (const tab of tabs) tab.onclick = () => studio.open(tab.getAttribute("aria-controls"));
document.querySelector("[role=tablist]").addEventListener("keydown", event => {
  const at = tabs.indexOf(event.target.closest("[role=tab]"));
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  studio.open(tabs[(next + tabs.length) % tabs.length].getAttribute("aria-controls"), { focus: true });
});

// ---- undo, redo, save, problems
async function takeBack(way) {
  const answer = await post("/api/studio/" + way);
  if (!answer) return;
  const { done } = await answer.json();
  toast(done ? `${way === "undo" ? "undone" : "done again"}: ${done}` : `nothing to ${way}`);
}
for (const way of ["undo", "redo"]) $(way).onclick = () => takeBack(way);
const isText = element => !!element.closest("textarea, select, input:not([type=range], [type=checkbox], [type=radio])");
addEventListener("keydown", event => {
  if (!event.ctrlKey && !event.metaKey || event.altKey || isText(event.target) || document.querySelector("dialog[open]")) return;
  const way = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
  if (!way) return;
  event.preventDefault();
  takeBack(way);
});
$("save").onclick = () => { studio.open("versions"); $("save_name").focus(); };
studio.parts.push(s => {
  for (const way of ["undo", "redo"]) {
    const words = (way === "undo" ? "Undo" : "Redo") + (s[way] ? ": " + s[way] : "");
    $(way).ariaDisabled = !s[way];
    $(way).disabled = !s[way] && document.activeElement !== $(way); // what has the focus keeps it
    $(way).ariaLabel = $(way).title = words;
  }
  $("problems").hidden = !s.problems?.length;
  if (JSON.stringify(s.problems) !== $("problems").dataset.shown) {
    $("problems").dataset.shown = JSON.stringify(s.problems);
    $("problems").replaceChildren(...(s.problems ?? []).map(words => el("p", {}, words)));
  }
  choices($("correct_class"), s.classes.map(each => each.name), { first: "choose a class" });
  $("shadow").hidden = !s.shadow;
  if (s.shadow) setText("shadow_words", `The other version says ${s.shadow.label ?? "unknown"}${typeof s.shadow.score === "number" ? ", " + share(s.shadow.score) : ""}. Both agree in ${share(s.shadow.agree)} of ${many(s.shadow.frames ?? 0, "picture")}.`);
});
$("correct").onsubmit = async event => {
  event.preventDefault();
  const label = $("correct_class").value;
  if (!label) { $("correct_class").focus(); return; }
  if (await post("/api/label", { label })) toast(`this picture is ${isolated(label)} now`);
};
$("shadow_end").onclick = () => post("/api/studio/versions/shadow", { id: null });

// ---- the state, as long as somebody looks
let news = null;
function follow() {
  news?.close();
  news = new EventSource("/api/studio/events?page");
  news.onmessage = message => studio.show(JSON.parse(message.data));
}
studio.show = s => {
  const first = !studio.state;
  studio.state = s;
  for (const part of studio.parts) part(s);
  if (first) studio.opened[studio.view]?.(s);
};
setInterval(() => { if (!document.hidden && news?.readyState === EventSource.CLOSED) follow(); }, 2000);
document.addEventListener("visibilitychange", () => { if (document.hidden) { news?.close(); news = null; } else follow(); });
addEventListener("DOMContentLoaded", () => { if (!document.hidden) follow(); });
