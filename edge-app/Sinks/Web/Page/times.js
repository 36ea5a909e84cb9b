"use strict";
const stages = ["capture", "preprocess", "inference", "postprocess", "overlay"];

for (const name of stages) {
  $("shares").append(Object.assign(make("div", name), { id: "share-" + name }));
  const row = $("stages").appendChild(make("div"));
  row.appendChild(make("dt")).append(make("i", name), name);
  row.appendChild(make("dd")).id = "ms-" + name;
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

let timesAt = 0;
function showTimes(s, now) { // a few times a second: faster nobody reads
  if (!s.paused) remember(s, now);
  if (now - timesAt < 200) return;
  timesAt = now;
  text($("fps"), fixed(s.fps, 1));
  text($("capture_fps"), fixed(s.capture_fps, 0));
  text($("display_fps"), fixed(s.display_fps, 0));
  const [age, unit] = ageOf(s);
  text($("age"), age);
  text($("age_unit"), unit);
  for (const name of stages) {
    text($("ms-" + name), fixed(s.stages_ms[name], 2) + " ms");
    $("share-" + name).style.flexGrow = Math.max(s.stages_ms[name], 0);
  }
  drawGraph(now);
}
parts.push(showTimes);
addEventListener("resize", () => drawGraph(performance.now()));
