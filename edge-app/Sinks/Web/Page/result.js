"use strict";
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
parts.push((s, now) => { if (!s.paused) showResult(s, now); });
