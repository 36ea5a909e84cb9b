"use strict";
// ---- recording: as long as a button or a key is held, or from one press to the next
{
  const leaseTime = 1000, shortest = 300, hold = 400; // milliseconds: renewal; a tap; from here on a press is held
  let wanted = null, since = 0, by = null, toggled = false, busy = false, lastTold = 0, ending = 0;
  const rate = () => Number(document.querySelector("[name=rate]:checked").value);
  async function send() { // one request at a time, the newest wish last: the end cannot overtake the beginning
    if (busy) return;
    busy = true;
    let told;
    do {
      told = wanted;
      lastTold = performance.now();
      if (!await post("/api/studio/record", told === null ? { class: null } : { class: told, rate: rate() }) && told !== null && told === wanted) drop();
    } while (told !== wanted);
    busy = false;
  }
  function drop() { wanted = by = null; toggled = false; paint(); }
  function begin(name, holder) {
    clearTimeout(ending);
    if (wanted !== name) tell(`recording ${isolated(name)}`);
    [wanted, by, since, toggled] = [name, holder, performance.now(), false];
    paint();
    send();
  }
  function end() {
    clearTimeout(ending);
    ending = setTimeout(() => { drop(); send(); tell("recording ended"); }, Math.max(0, shortest - (performance.now() - since)));
  }
  setInterval(() => { if (wanted !== null && performance.now() - lastTold >= leaseTime - 50) send(); }, 250);
  for (const away of ["blur", "pagehide"]) addEventListener(away, () => { if (wanted !== null && !toggled) end(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && wanted !== null) end(); });

  function paint() {
    for (const button of document.querySelectorAll(".record")) {
      const on = button.dataset.name === wanted;
      button.ariaPressed = on;
      const kept = on && studio.state?.recording?.class === wanted ? studio.state.recording.kept : 0;
      text(button.firstChild.nextSibling, on ? `Recording${kept ? " " + kept : ""}${toggled ? ", press to end" : ""}` : "Hold to record");
    }
  }
  studio.isRecording = () => wanted;
  studio.endRecording = () => { if (wanted !== null) end(); };

  // A button that records. A mouse or finger holds it; a key holds it or presses it twice; so does what only clicks, such as a screen reader.
  studio.recordButton = name => {
    const button = el("button", { type: "button", className: "record", "data-needs-run": true, "aria-pressed": "false" }, el("i", { ariaHidden: "true" }), el("span", {}, "Hold to record"), el("span", { className: "heard" }, " " + name));
    button.dataset.name = name;
    const mine = () => wanted === button.dataset.name;
    button.onpointerdown = event => {
      if (event.button !== 0) return;
      event.preventDefault();
      button.focus({ preventScroll: true, focusVisible: false });
      button.setPointerCapture(event.pointerId);
      if (mine() && toggled) end(); else begin(button.dataset.name, event.pointerId);
    };
    for (const up of ["pointerup", "pointercancel", "lostpointercapture"]) button.addEventListener(up, event => { if (mine() && by === event.pointerId) { by = null; end(); } });
    button.oncontextmenu = event => event.preventDefault();
    button.onkeydown = event => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (event.repeat) return;
      if (mine() && toggled) { by = null; end(); } else begin(button.dataset.name, event.key);
    };
    button.onkeyup = event => {
      if (event.key === " ") event.preventDefault(); // else it clicks
      if (!mine() || by !== event.key) return;
      if (performance.now() - since >= hold) end(); else { toggled = true; paint(); tell(`recording ${isolated(button.dataset.name)}; press again to end`); }
    };
    button.onclick = event => {
      if (event.detail !== 0) return; // a pointer was held
      if (mine()) end(); else { begin(button.dataset.name, "click"); toggled = true; paint(); }
    };
    return button;
  };
  const digit = event => /^Digit[1-9]$|^Numpad[1-9]$/.test(event.code) ? Number(event.code.at(-1)) : 0; // the key, also where digits need shift
  addEventListener("keydown", event => {
    if (!digit(event) || event.ctrlKey || event.altKey || event.metaKey || isText(event.target) || !$("keys_on").checked || document.querySelector("dialog[open]")) return;
    const name = studio.state?.classes.find(each => each.key === digit(event))?.name;
    if (!name) return;
    event.preventDefault();
    if (event.repeat) return;
    if (studio.moveSelected?.(name)) return; // selected pictures are sorted with the same keys
    begin(name, event.code);
  });
  addEventListener("keydown", event => { if (event.key === "Escape" && wanted !== null) end(); });
  addEventListener("keyup", event => { if (wanted !== null && by === event.code) end(); });
  studio.parts.push(paint);
}
