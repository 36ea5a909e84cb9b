"use strict";
// ---- the pictures of all classes as tiles; what is chosen is in select.js
const grid = { tiles: new Map(), asked: "" };
{
  const most = 240; // tiles of a class at first
  const more = new Set(); // classes that show all
  let lists = [], asking = false;
  const signature = s => JSON.stringify([s.classes.map(each => [each.name, each.pictures]), s.undo, s.redo, s.quality?.state, s.quality?.pictures, $("show_class").value, $("show_sort").value]);
  grid.read = async (s, again = false) => {
    if (studio.view !== "pictures" || asking || !again && grid.asked === signature(s)) return;
    asking = true;
    grid.asked = signature(s);
    if (!lists.length) { $("pictures_none").hidden = false; setText("pictures_none", "Loading …"); }
    const only = $("show_class").value, found = [];
    for (const each of s.classes) if (!only || each.name === only) found.push({ name: each.name, pictures: each.pictures ? await get(`/api/studio/pictures?class=${encodeURIComponent(each.name)}&sort=${$("show_sort").value}`) ?? [] : [] });
    lists = found;
    asking = false;
    grid.show();
    if (grid.asked !== signature(studio.state)) setTimeout(() => grid.read(studio.state), 400); // it changed meanwhile
  };
  const filters = {
    "": () => true,
    suspected: picture => picture.suspected,
    wrong: picture => picture.answer && picture.answer !== picture.class,
    near_copy_of: picture => picture.near_copy_of,
    blurred: picture => picture.blurred,
  };
  function wordsOf(picture) {
    return [picture.answer ? `${picture.answer === picture.class ? "answered rightly" : "answered as " + picture.answer}${typeof picture.score === "number" ? ", " + share(picture.score) : ""}` : "",
      typeof picture.doubt === "number" ? "doubt " + share(picture.doubt) : "", picture.suspected ? `suspected to be ${picture.suspected}` : "", picture.near_copy_of ? "near copy" : "", picture.blurred ? "blurred" : ""].filter(words => words);
  }
  grid.wordsOf = wordsOf;
  function badges(picture) {
    return [picture.suspected ? el("i", { className: "badge doubtful", "data-words": "? " + picture.suspected })
      : picture.answer && picture.answer !== picture.class ? el("i", { className: "badge", "data-words": "→ " + picture.answer }) : null,
      picture.near_copy_of ? el("i", { className: "badge", "data-words": "≈ copy" }) : null, picture.blurred ? el("i", { className: "badge", "data-words": "~ blurred" }) : null].filter(badge => badge);
  }
  function tile(picture, at) {
    let it = grid.tiles.get(picture.path);
    if (!it) {
      it = el("li", { role: "option", tabIndex: -1, "aria-selected": "false" }, el("img", { alt: "", loading: "lazy", decoding: "async", draggable: false, width: 192, height: 192, src: thumb(picture.sha256) }), el("span", { className: "badges" }));
      it.dataset.path = picture.path;
      grid.tiles.set(picture.path, it);
    }
    const words = [`${picture.class} ${at + 1}`, ...wordsOf(picture)].join(", ");
    if (it.ariaLabel !== words) {
      it.ariaLabel = words;
      it.title = `${picture.path}\n${wordsOf(picture).join("\n")}`;
      it.lastChild.replaceChildren(...badges(picture));
      it.classList.toggle("doubtful", !!picture.suspected);
    }
    it.picture = picture;
    return it;
  }
  function section(list, old) {
    const fitting = list.pictures.filter(filters[$("show_only").value]), count = more.has(list.name) ? fitting.length : Math.min(most, fitting.length);
    if (!fitting.length) return null;
    const it = old ?? el("section", { className: "of-class" }, el("h3"), el("ul", { role: "listbox", "aria-multiselectable": "true" }), el("button", { type: "button", className: "link", onclick: () => { more.add(list.name); grid.show(); } }));
    it.dataset.name = list.name;
    const [title, box, rest] = it.children;
    title.replaceChildren(el("bdi", {}, list.name), el("small", {}, ` ${many(fitting.length, "picture")}`));
    box.ariaLabel = `Pictures of ${list.name}`;
    const tiles = fitting.slice(0, count).map(tile);
    if (tiles.length !== box.children.length || tiles.some((each, at) => box.children[at] !== each)) box.replaceChildren(...tiles);
    rest.hidden = count === fitting.length;
    text(rest, `Show all ${many(fitting.length, "picture")}`);
    return it;
  }
  grid.show = () => {
    const focused = document.activeElement?.closest?.("#grid [role=option]"), at = focused ? grid.all().indexOf(focused) : -1;
    const old = new Map([...$("grid").children].map(each => [each.dataset.name, each]));
    $("grid").replaceChildren(...lists.map(list => section(list, old.get(list.name))).filter(each => each));
    const shown = new Set(grid.all());
    for (const [path, it] of grid.tiles) if (!shown.has(it)) grid.tiles.delete(path);
    $("pictures_none").hidden = shown.size > 0;
    text($("pictures_none"), $("show_only").value ? "No picture fits." : "No pictures yet. Record some under Teach.");
    if (focused) (shown.has(focused) ? focused : grid.all()[Math.min(at, shown.size - 1)] ?? $("show_class")).focus({ preventScroll: shown.has(focused) });
    grid.changed?.();
  };
  grid.all = () => [...$("grid").querySelectorAll("[role=option]")];
  for (const id of ["show_class", "show_sort"]) $(id).onchange = () => grid.read(studio.state);
  $("show_only").onchange = () => grid.show();
  studio.parts.push(s => {
    choices($("show_class"), s.classes.map(each => each.name), { first: "all" });
    choices($("move_to"), s.classes.map(each => each.name));
    grid.read(s);
  });
  studio.opened.pictures = s => grid.read(s);
}
