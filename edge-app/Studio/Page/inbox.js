"use strict";
// ---- pictures that wait for a name, in groups of similar ones
{
  let asked = "", asking = false;
  const cards = new Map();
  async function read(s, again = false) {
    const now = JSON.stringify([s.inbox, s.undo, s.redo]);
    if (studio.view !== "inbox" || asking || !again && asked === now) return;
    asking = true;
    asked = now;
    const groups = await get("/api/studio/inbox");
    asking = false;
    if (groups) show(groups);
  }
  function pictureOf(picture, at) {
    const best = picture.top?.[0], words = [`picture ${at + 1}`, best ? `${picture.state === "unknown" ? "closest" : "answered"} ${best.label}, ${share(best.score)}` : "", picture.reasons?.length ? "kept because " + picture.reasons.join(", ") : "", when(picture.time)].filter(word => word);
    const box = el("input", { type: "checkbox", checked: true, ariaLabel: words.join("; ") });
    box.dataset.id = picture.id;
    return el("label", { title: words.slice(1).join("\n") }, box, el("img", { alt: "", width: 112, height: 112, loading: "lazy", src: `/api/studio/inbox/${encodeURIComponent(picture.id)}.jpg?page` }));
  }
  async function give(card, label) {
    const ids = [...card.querySelectorAll("input[type=checkbox]:checked")].map(box => box.dataset.id);
    if (!ids.length) { toast("no picture is ticked"); return; }
    const beside = card.nextElementSibling ?? card.previousElementSibling;
    if (!await post("/api/studio/inbox/label", { ids, class: label })) return;
    toast(label === null ? `${many(ids.length, "picture")} discarded` : `${many(ids.length, "picture")} labelled ${isolated(label)}`);
    await read(studio.state, true);
    (beside?.isConnected ? beside.querySelector("input[type=text]") : $("tab_inbox")).focus();
  }
  function cardOf(group, at) {
    const name = el("input", { type: "text", value: group.suggested ?? "", maxLength: 120, autocomplete: "off", placeholder: "class", ariaLabel: `Class of group ${at + 1}`, list: "class_names" });
    const it = el("form", { className: "card group", onsubmit: event => { event.preventDefault(); if (name.value.trim()) give(it, name.value.trim()); else name.focus(); } },
      el("h3", {}, many(group.pictures.length, "picture"), group.suggested ? el("small", {}, " perhaps ", el("bdi", {}, group.suggested)) : null),
      el("div", { className: "tiles" }, ...group.pictures.map(pictureOf)),
      el("div", { className: "line" }, name, el("button", { className: "main" }, "Label"), el("button", { type: "button", onclick: () => give(it, null) }, "Discard")));
    return it;
  }
  function show(groups) {
    $("inbox_none").hidden = groups.length > 0;
    const kept = new Set();
    $("groups").replaceChildren(...groups.map((group, at) => {
      const key = JSON.stringify([group.pictures.map(picture => picture.id), group.suggested]);
      kept.add(key);
      if (!cards.has(key)) cards.set(key, cardOf(group, at));
      return cards.get(key);
    }));
    for (const key of cards.keys()) if (!kept.has(key)) cards.delete(key);
  }
  const names = el("datalist", { id: "class_names" });
  document.body.append(names);
  studio.parts.push(s => {
    const count = s.inbox?.pictures ?? 0;
    $("inbox_count").hidden = !count;
    setText("inbox_count", count ? ` ${count.toLocaleString()}` : "");
    choices(names, s.classes.map(each => each.name));
    read(s);
  });
  studio.opened.inbox = s => read(s, true);
}
