"use strict";
// ---- the picture, and what is said over it
function showOver(s, age) {
  const lost = s.state === "lost";
  text($("over_label"), lost ? "lost" : nameOf(s) ?? "no result yet");
  text($("over_more"), [s.state === "stable" || lost || !s.has_result ? "" : s.state, s.state === "unknown" || lost ? "" : percent(s.score), s.has_result ? age : ""].filter(word => word).join(" · "));
  if (!s.width) return;
  $("over_frame").setAttribute("viewBox", `0 0 ${s.width} ${s.height}`);
  ["x", "y", "width", "height"].forEach((name, i) => $("over_region").setAttribute(name, s.region[i]));
}
function notice(message, { calm = false } = {}) {
  $("notice").hidden = !message;
  $("notice").classList.toggle("calm", calm);
  $("view").classList.toggle("away", !!message && !calm);
  if (message) text($("notice"), message);
}
function ageOf(s) { // of a lost source nothing new will come: what counts is the picture on the screen
  const age = s.state === "lost" ? s.picture_age_ms : s.age_ms;
  return [age < 100 ? fixed(age, 1) : age < 1000 ? fixed(age, 0) : fixed(age / 1000, age < 10000 ? 1 : 0), age < 1000 ? "ms old" : "s old"];
}

// ---- the run's facts, a few times a second
let factsAt = 0, notes = "";
function showFacts(s, now) {
  if (now - factsAt < 200) return;
  factsAt = now;
  text($("frames"), s.frames_processed.toLocaleString());
  text($("dropped"), s.frames_dropped.toLocaleString());
  text($("reconnects"), String(s.reconnects));
  text($("viewers"), String(s.viewers));
  text($("hash"), s.sha256.slice(0, 12));
  $("hash").title = "SHA-256 of the model file: " + s.sha256;
  for (const [id, value] of [["source", s.source], ["model", s.model], ["ep", s.ep + " · " + s.precision]]) { text($(id), value); $(id).hidden = false; }
  entitle(nameOf(s), s.healthy);
  showOver(s, ageOf(s).join(" "));
}
const pageName = document.title;
function entitle(name, well) { document.title = (well ? "" : "⚠ ") + (name ? isolated(name) + " · " : "") + pageName; }
function showWarnings(s) {
  const found = s.sinks.filter(sink => sink.problem).map(sink => [sink.name, sink.problem + (sink.lost ? ` (${sink.lost.toLocaleString()} lost)` : "")]);
  if (!found.length && s.warning) found.push(["warning", s.warning]);
  if (notes === (notes = JSON.stringify(found))) return;
  $("warnings").replaceChildren(...found.map(([name, what]) => { const line = make("div"); line.append(Object.assign(make("b"), { textContent: name }), what); return line; }));
}
function setGone(gone) { // what is shown is the past, and nothing can be asked for
  document.body.classList.toggle("gone", gone);
  for (const control of document.querySelectorAll("[data-needs-run]")) control.disabled = gone;
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
  for (const part of parts) part(s, now);
  showFacts(s, now);
  announce(s, away, now);
  showWarnings(s);
  if (said !== (said = s.message) && said) toast(said);
}
