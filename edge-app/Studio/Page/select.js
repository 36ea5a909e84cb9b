"use strict";
// ---- which pictures are chosen: by click, with shift and ctrl, by a frame drawn with the mouse, by touch, and with the keyboard
{
  const chosen = new Set(); // paths
  let anchor = null, current = null;
  grid.chosen = () => grid.all().filter(tile => chosen.has(tile.dataset.path));
  function paint() {
    const all = grid.all();
    for (const tile of all) tile.ariaSelected = chosen.has(tile.dataset.path);
    if (!all.includes(current)) current = all.find(tile => tile.dataset.path === current?.dataset.path) ?? all[0] ?? null;
    for (const tile of all) tile.tabIndex = tile === current ? 0 : -1;
    const count = grid.chosen().length;
    setText("selected", count ? `${many(count, "picture")} selected` : "Nothing selected");
    for (const id of ["select_none", "move", "delete", "move_to"]) if (document.activeElement !== $(id)) $(id).disabled = !count;
    $("select_all").disabled = !all.length;
  }
  function choose(tiles, { keep = false } = {}) {
    if (!keep) chosen.clear();
    for (const tile of tiles) chosen.add(tile.dataset.path);
    paint();
  }
  function between(from, to) {
    const all = grid.all(), [a, b] = [all.indexOf(from), all.indexOf(to)].sort((x, y) => x - y);
    return a < 0 ? [to] : all.slice(a, b + 1);
  }
  function toggle(tile) { if (!chosen.delete(tile.dataset.path)) chosen.add(tile.dataset.path); anchor = tile; paint(); }
  function go(tile, { range = false, keep = false } = {}) {
    current = tile;
    if (range) choose(between(anchor ?? tile, tile)); else if (!keep) { anchor = tile; }
    paint();
    tile.focus();
  }
  grid.changed = () => { // only what is shown can be chosen
    const shown = new Set(grid.all().map(tile => tile.dataset.path));
    for (const path of chosen) if (!shown.has(path)) chosen.delete(path);
    paint();
  };
  grid.chooseAll = () => choose(grid.all());
  grid.chooseNone = () => choose([]);

  // ---- mouse and touch
  let frame = null, started = null, before = null, moved = false, byTouch = false;
  const place = event => ({ x: event.pageX, y: event.pageY });
  $("grid").addEventListener("pointerdown", event => {
    byTouch = event.pointerType !== "mouse";
    if (byTouch || event.button !== 0 || event.target.closest("button")) return;
    event.preventDefault(); // no text is marked
    [started, moved, before] = [place(event), false, new Set(event.ctrlKey || event.metaKey || event.shiftKey ? chosen : [])];
  });
  addEventListener("pointermove", event => {
    if (!started) return;
    const now = place(event), box = { left: Math.min(started.x, now.x), top: Math.min(started.y, now.y), right: Math.max(started.x, now.x), bottom: Math.max(started.y, now.y) };
    if (!moved && Math.hypot(now.x - started.x, now.y - started.y) < 6) return;
    moved = true;
    if (!frame) document.body.append(frame = el("div", { className: "rubber", ariaHidden: "true" }));
    Object.assign(frame.style, { left: box.left + "px", top: box.top + "px", width: box.right - box.left + "px", height: box.bottom - box.top + "px" });
    if (event.clientY < 40 || event.clientY > innerHeight - 40) scrollBy(0, event.clientY < 40 ? -18 : 18);
    chosen.clear();
    for (const path of before) chosen.add(path);
    for (const tile of grid.all()) {
      const at = tile.getBoundingClientRect();
      if (at.left + scrollX < box.right && at.right + scrollX > box.left && at.top + scrollY < box.bottom && at.bottom + scrollY > box.top) { chosen.add(tile.dataset.path); current = anchor = tile; }
    }
    paint();
  });
  for (const up of ["pointerup", "pointercancel"]) addEventListener(up, () => { started = null; frame?.remove(); frame = null; });
  $("grid").addEventListener("click", event => {
    const tile = event.target.closest("[role=option]");
    if (moved) { moved = false; tile?.focus({ preventScroll: true }); return; }
    if (!tile) { if (!event.target.closest("button")) choose([]); return; }
    current = tile;
    tile.focus({ preventScroll: true });
    if (event.shiftKey) choose(between(anchor ?? tile, tile)); else if (event.ctrlKey || event.metaKey || byTouch) toggle(tile); else { anchor = tile; choose([tile]); }
  });
  $("grid").addEventListener("dblclick", event => { const tile = event.target.closest("[role=option]"); if (tile) grid.enlarge(tile); });

  // ---- keyboard
  function above(tile, step) { // the tile in the next row whose middle is nearest
    const from = tile.getBoundingClientRect(), middle = from.left + from.width / 2, all = grid.all();
    let best = null, row = null;
    for (let at = all.indexOf(tile) + step; at >= 0 && at < all.length; at += step) {
      const to = all[at].getBoundingClientRect();
      if (Math.abs(to.top - from.top) < 4) continue;
      if (row !== null && Math.abs(to.top - row) > 4) break;
      row = to.top;
      const away = Math.abs(to.left + to.width / 2 - middle);
      if (!best || away < best.away) best = { away, tile: all[at] };
    }
    return best?.tile ?? tile;
  }
  $("grid").addEventListener("keydown", event => {
    const tile = event.target.closest("[role=option]");
    if (!tile || event.altKey) return;
    const all = grid.all(), at = all.indexOf(tile), control = event.ctrlKey || event.metaKey;
    const next = { ArrowRight: all[at + 1], ArrowLeft: all[at - 1], ArrowDown: above(tile, 1), ArrowUp: above(tile, -1), Home: all[0], End: all.at(-1) }[event.key];
    if (next) go(next, { range: event.shiftKey, keep: control });
    else if (event.key.startsWith("Arrow")) { /* at the edge */ }
    else if (event.key === " ") { if (event.shiftKey) choose(between(anchor ?? tile, tile)); else toggle(tile); }
    else if (event.key === "Enter") grid.enlarge(tile);
    else if (event.key === "Delete" || event.key === "Backspace") grid.remove();
    else if (control && event.key.toLowerCase() === "a") grid.chooseAll();
    else if (event.key === "Escape" && chosen.size) choose([]);
    else return;
    event.preventDefault();
  });
}
