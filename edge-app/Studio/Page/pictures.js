"use strict";
// ---- what is done with chosen pictures
{
  const paths = () => grid.chosen().map(tile => tile.dataset.path);
  const following = () => { // the tile that has the focus when the chosen ones are gone
    const all = grid.all(), gone = new Set(grid.chosen()), last = all.findLastIndex(tile => gone.has(tile));
    return all.slice(last + 1).find(tile => !gone.has(tile)) ?? all.findLast(tile => !gone.has(tile)) ?? null;
  };
  async function change(path, body, words) {
    const chosen = paths();
    if (!chosen.length) return;
    const next = following(), inGrid = !!document.activeElement?.closest("#grid, #selection");
    if (!await post(path, { paths: chosen, ...body })) return;
    toast(`${many(chosen.length, "picture")} ${words}; ctrl-z takes it back`);
    grid.chooseNone();
    await grid.read(studio.state, true);
    if (!inGrid) return;
    const tile = next && grid.tiles.get(next.dataset.path);
    if (tile?.isConnected) tile.focus(); else $("show_class").focus();
  }
  const move = label => change("/api/studio/pictures/move", { class: label }, `moved to ${isolated(label)}`);
  grid.remove = () => change("/api/studio/pictures/delete", {}, "deleted");
  studio.moveSelected = label => {
    if (studio.view !== "pictures" || !paths().length) return false;
    move(label);
    return true;
  };
  $("move").onclick = () => { if ($("move_to").value) move($("move_to").value); };
  $("delete").onclick = grid.remove;
  $("select_all").onclick = () => grid.chooseAll();
  $("select_none").onclick = () => grid.chooseNone();

  // ---- one picture, large
  let from = null;
  const fact = (name, value) => value ? el("div", {}, el("dt", {}, name), el("dd", { dir: "auto" }, value)) : null;
  studio.enlarge = picture => {
    $("large_picture").src = `/api/studio/picture?path=${encodeURIComponent(picture.path)}&page`;
    $("large_picture").alt = `Picture of ${picture.class}`;
    setText("large_title", picture.class);
    $("large_facts").replaceChildren(...[fact("file", picture.path), fact("recorded", when(picture.time)), fact("from", picture.source), fact("without learning it", grid.wordsOf(picture).join(", "))].filter(each => each));
    $("large").showModal();
  };
  grid.enlarge = tile => { from = tile; studio.enlarge(tile.picture); };
  $("large_close").onclick = () => $("large").close();
  $("large").onclose = () => { $("large_picture").removeAttribute("src"); if (from?.isConnected) from.focus(); from = null; };
  $("large").onclick = event => { if (event.target === $("large")) $("large").close(); }; // beside it
}
