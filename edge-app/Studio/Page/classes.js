"use strict";
// ---- the classes, a card each
{
  const cards = new Map(), shown = 6;
  function card(name) {
    const chooser = el("input", { type: "file", multiple: true, accept: "image/*,video/*", hidden: true, ariaLabel: `Files for ${name}`, onchange: () => { studio.sendFiles(it.dataset.name, chooser.files); chooser.value = ""; } });
    const title = el("input", { className: "name", value: name, autocomplete: "off", maxLength: 120, spellcheck: false });
    title.onkeydown = event => { if (event.key === "Enter") title.blur(); else if (event.key === "Escape") { title.value = it.dataset.name; title.blur(); } };
    title.onchange = () => rename(it, title);
    const it = el("li", { className: "card class" },
      el("div", { className: "head" }, el("kbd", { ariaHidden: "true" }), title,
        el("button", { type: "button", className: "plain files", onclick: () => chooser.click() }, icon("file")),
        el("button", { type: "button", className: "plain remove", onclick: () => remove(it) }, icon("bin")), chooser),
      el("button", { type: "button", className: "strip", onclick: () => { $("show_class").value = it.dataset.name; studio.open("pictures", { focus: true }); } }),
      el("p", { className: "facts" }), el("p", { className: "hint" }), studio.recordButton(name));
    nameCard(it, name);
    return it;
  }
  function nameCard(it, name) {
    it.dataset.name = name;
    it.querySelector(".name").ariaLabel = `Name of class ${name}`;
    if (document.activeElement !== it.querySelector(".name")) it.querySelector(".name").value = name;
    for (const [part, words] of [[".files", "Add files to "], [".remove", "Delete class "], [".strip", "Show the pictures of "]]) { const button = it.querySelector(part); button.ariaLabel = button.title = words + name; }
    const record = it.querySelector(".record");
    record.dataset.name = name;
    record.lastChild.textContent = " " + name;
  }
  async function rename(it, title) {
    const from = it.dataset.name, to = title.value.trim();
    if (!to || to === from) { title.value = from; return; }
    if (!await post("/api/studio/classes/rename", { name: from, to })) { title.value = from; return; }
    if (cards.delete(from)) cards.set(to, it); // the same card goes on, with its focus
    nameCard(it, to);
    toast(`${isolated(from)} is ${isolated(to)} now`);
  }
  async function remove(it) {
    const name = it.dataset.name, beside = it.nextElementSibling ?? it.previousElementSibling;
    if (!await post("/api/studio/classes/delete", { name })) return;
    (beside?.querySelector(".remove") ?? $("add_name")).focus();
    toast(`class ${isolated(name)} deleted; ctrl-z brings it back`);
  }
  $("add").onsubmit = async event => {
    event.preventDefault();
    const name = $("add_name").value.trim();
    if (!name || !await post("/api/studio/classes", { name })) return;
    $("add_name").value = "";
    $("add_name").focus();
    tell(`class ${isolated(name)} added`);
  };

  // The newest pictures of a class; asked for again when their number changes, not more often than once a second.
  async function fill(it, each) {
    const wanted = `${each.pictures} ${each.name}`;
    if (it.dataset.filled === wanted || it.dataset.filling || studio.view !== "teach") return;
    it.dataset.filling = "yes";
    const pictures = each.pictures ? await get(`/api/studio/pictures?class=${encodeURIComponent(each.name)}&sort=time&limit=${shown}`) : [];
    it.dataset.filled = wanted;
    setTimeout(() => { delete it.dataset.filling; const now = studio.state.classes.find(other => other.name === it.dataset.name); if (now) fill(it, now); }, 1000);
    if (!pictures) return;
    const newest = pictures.toSorted((a, b) => a.time < b.time ? 1 : -1).slice(0, shown), strip = it.querySelector(".strip"), old = new Map([...strip.children].map(img => [img.dataset.sha256, img]));
    strip.replaceChildren(...newest.map(picture => {
      if (old.has(picture.sha256)) return old.get(picture.sha256);
      const img = el("img", { alt: "", width: 64, height: 64, src: thumb(picture.sha256) });
      img.dataset.sha256 = picture.sha256;
      return img;
    }));
  }
  function showCard(it, each, s) {
    const now = s.recording?.class === each.name ? s.recording : null;
    it.classList.toggle("recorded", !!now);
    text(it.querySelector("kbd"), each.key ? String(each.key) : "");
    it.querySelector("kbd").hidden = !each.key;
    const facts = [many(each.pictures, "picture")];
    if (typeof each.accuracy === "number") facts.push(`${share(each.accuracy)} right${each.interval ? ` (${range(each.interval)})` : ""}`);
    if (each.near_copies) facts.push(`${each.near_copies} near ${each.near_copies === 1 ? "copy" : "copies"}`);
    if (each.blurred) facts.push(`${each.blurred} blurred`);
    text(it.querySelector(".facts"), facts.join(" · "));
    const confused = each.confused_with?.filter(other => other.pictures > 0) ?? [];
    text(it.querySelector(".hint"), now && now.seen > 4 && now.near_copies > now.kept * 2 ? "All looks the same: turn or move the thing."
      : now && now.blurred > 2 && now.blurred * 2 > now.kept ? "Many are blurred: move more slowly."
      : confused.length ? "Taken for " + confused.slice(0, 3).map(other => `${isolated(other.label)} (${other.pictures})`).join(", ") : "");
    it.querySelector(".strip").hidden = !each.pictures;
    fill(it, each);
  }
  function show(s) {
    const names = new Set(s.classes.map(each => each.name));
    for (const [name, it] of cards) if (!names.has(name)) { it.remove(); cards.delete(name); }
    s.classes.forEach((each, at) => {
      let it = cards.get(each.name);
      if (!it) cards.set(each.name, it = card(each.name));
      if ($("classes").children[at] !== it) $("classes").insertBefore(it, $("classes").children[at] ?? null);
      showCard(it, each, s);
    });
    document.body.classList.toggle("untaught", s.model?.labels?.length === 0);
    document.body.classList.toggle("classless", !s.classes.length);
    $("drop_hint").hidden = !s.classes.length;
    guide(s);
  }
  studio.parts.push(show);
  studio.opened.teach = show;

  // ---- the first steps, until all are done once
  let seen = false;
  parts.push(s => { seen ||= s.has_result && s.state === "stable" && studio.state?.classes.some(each => each.pictures && each.name === s.label); });
  function guide(s) {
    const done = [s.classes.length >= 2, s.classes.filter(each => each.pictures).length >= 2, false];
    done[2] = done[0] && done[1] && seen;
    const current = done.indexOf(false);
    ["step_name", "step_hold", "step_see"].forEach((id, at) => {
      $(id).classList.toggle("done", done[at]);
      $(id).ariaCurrent = at === current ? "step" : null;
    });
    $("guide").hidden = stored("guide") === "off" || done[2] && s.classes.every(each => each.pictures >= 20);
  }
  $("guide_close").onclick = () => { store("guide", "off"); $("guide").hidden = true; $("add_name").focus(); };
  for (const button of document.querySelectorAll("[name=rate]")) {
    button.checked = button.value === (stored("rate") ?? "4");
    button.onchange = () => store("rate", button.value);
  }
}
