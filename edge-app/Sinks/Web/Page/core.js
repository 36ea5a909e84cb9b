"use strict";
const $ = id => document.getElementById(id);
const text = (element, value) => { if (element.textContent !== value) element.textContent = value; };
const fixed = (value, digits) => (value ?? 0).toFixed(digits);
const make = (name, className = "") => Object.assign(document.createElement(name), { className });
const percent = score => typeof score === "number" ? fixed(score * 100, 1) + " %" : "";
const parts = []; // each script adds what shows its part of a state: part(state, now)

// ---- names: shown whole under the pointer, and isolated from the direction of others
function named(element, name) {
  if (element.textContent === name) return;
  element.textContent = name;
  element.title = name.length > 24 ? name : "";
}
const isolated = name => /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(name) ? `\u2068${name}\u2069` : name;

// ---- what lasts longer than the page
const stored = name => { try { return localStorage.getItem(name); } catch { return null; } }; // storage may be forbidden
const store = (name, value) => { try { localStorage.setItem(name, value); } catch { /* then it lasts as long as the page */ } };

// ---- requests and what came of them
let toastEnds = 0;
function toast(message, time = 4000) {
  text($("toast"), message);
  $("toast").hidden = false;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => { $("toast").hidden = true; }, time);
}
async function post(path, body) {
  try {
    const answer = await fetch(path, { method: "POST", headers: { "X-EdgeResNet": "1", "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text() || answer.statusText);
    return answer;
  } catch (error) { toast("not done: " + error.message); return null; }
}
