"use strict";
// ---- saved versions: list, compare, run beside the other, promote, go back
{
  let list = [], asked = "", asking = false;
  const nameOf = version => version.name || `version ${version.id}`;
  const numbers = version => [many(version.pictures ?? 0, "picture"), many(version.classes?.length ?? version.classes ?? 0, "class"), typeof version.top1 === "number" ? `${share(version.top1)} right${version.interval ? ` (${range(version.interval)})` : ""}` : ""].filter(words => words).join(" · ");
  async function read(s, again = false) {
    const now = JSON.stringify([s.model, s.saving?.state, s.fine_tune?.state, s.shadow?.id]);
    if (studio.view !== "versions" || asking || !again && asked === now) return;
    asking = true;
    asked = now;
    list = await get("/api/studio/versions") ?? list;
    asking = false;
    show(s);
  }
  async function act(path, body, words, focus) {
    if (!await post(path, body)) return;
    toast(words);
    await read(studio.state, true);
    focus?.()?.focus();
  }
  const button = (id, what) => document.querySelector(`[data-version="${CSS.escape(id)}"] .${what}`);
  function row(version, s) {
    const shadowed = s.shadow && String(s.shadow.id) === String(version.id);
    const it = el("li", { className: "card version" },
      el("div", {}, el("h4", {}, el("bdi", {}, nameOf(version)), version.active ? el("span", { className: "tag on" }, "● in use") : null, shadowed ? el("span", { className: "tag" }, "◐ runs beside") : null, version.fine_tuned ? el("span", { className: "tag" }, "fine-tuned") : null),
        el("p", {}, [numbers(version), when(version.time)].filter(words => words).join(" · ")), el("p", { className: "path" }, `${version.path ?? ""} `, el("code", {}, (version.sha256 ?? "").slice(0, 12)))),
      el("div", { className: "line" },
        version.active ? null : el("button", { type: "button", className: "shadow", ariaPressed: String(!!shadowed), onclick: () => act("/api/studio/versions/shadow", { id: shadowed ? null : version.id }, shadowed ? "it runs no more" : `${isolated(nameOf(version))} runs beside; its answer stands under the picture`, () => button(version.id, "shadow")) }, shadowed ? "Stop" : "Run beside", el("span", { className: "heard" }, " " + nameOf(version))),
        version.active ? null : el("button", { type: "button", className: "promote", onclick: () => act("/api/studio/versions/promote", { id: version.id }, `${isolated(nameOf(version))} is in use now`, () => $("back")) }, "Use", el("span", { className: "heard" }, " " + nameOf(version)))));
    it.dataset.version = version.id;
    return it;
  }
  let painted = "";
  function show(s) {
    const now = JSON.stringify([list, s.shadow?.id]);
    if (painted !== now) {
      painted = now;
      $("versions_none").hidden = list.length > 0;
      $("version_list").replaceChildren(...list.map(version => row(version, s)));
      const pairs = list.map(version => [String(version.id), nameOf(version)]), before = [$("first").value, $("second").value];
      choices($("first"), pairs);
      choices($("second"), pairs);
      if (!before[1] && list.length > 1) [$("first").value, $("second").value] = [pairs[1][0], pairs[0][0]];
      $("compare").hidden = list.length < 2;
    }
    $("back").disabled = list.length < 2 && document.activeElement !== $("back");
  }
  $("back").onclick = () => act("/api/studio/versions/back", undefined, "the version before is in use again");
  $("save_form").onsubmit = async event => {
    event.preventDefault();
    if (await post("/api/studio/versions", { name: $("save_name").value.trim() || null })) $("save_name").value = "";
  };

  // ---- two on the same pictures
  const part = (words, count, all, name) => { const it = el("div", { className: name }, el("b", {}, count.toLocaleString()), " " + words); it.style.flexGrow = Math.max(count / Math.max(all, 1), .001); return it; };
  $("compare").onsubmit = async event => {
    event.preventDefault();
    const [first, second] = [$("first").value, $("second").value].map(value => list.find(version => String(version.id) === value));
    text($("compared"), "Both answer …");
    const answer = await post("/api/studio/versions/compare", { first: first.id, second: second.id });
    if (!answer) { text($("compared"), ""); return; }
    const r = await answer.json(), [a, b] = [nameOf(first), nameOf(second)];
    $("compared").replaceChildren(
      el("p", {}, el("bdi", {}, a), `: ${share(r.first_top1)} · `, el("bdi", {}, b), `: ${share(r.second_top1)} of ${many(r.pictures, "picture")}`),
      el("div", { className: "parts" }, part("both right", r.both_right, r.pictures, "both"), part(`only ${a}`, r.only_first, r.pictures, "first"), part(`only ${b}`, r.only_second, r.pictures, "second"), part("both wrong", r.both_wrong, r.pictures, "neither")),
      el("ul", { className: "examples", ariaLabel: "Pictures on which they differ" }, ...(r.examples ?? []).slice(0, 24).map(example => el("li", {}, el("img", { alt: "", width: 96, height: 96, loading: "lazy", src: thumb(example.sha256) }), el("b", {}, example.class), el("small", {}, `${a}: ${example.first ?? "unknown"}`), el("small", {}, `${b}: ${example.second ?? "unknown"}`)))));
  };
  studio.parts.push(s => {
    const saving = s.saving ?? { state: "idle" }, running = saving.state === "running";
    text($("saving"), running ? `Saving: ${saving.step ?? "begins"} …` : saving.message ?? "");
    $("saving").classList.toggle("wrong", saving.state === "failed");
    const saved = !running && s.model?.version && !s.model.unsaved;
    text($("save"), running ? "Saving …" : saved ? "Saved" : "Save");
    $("save").classList.toggle("saved", !!saved);
    $("save").title = saved ? `Saved as ${s.model.version}` : "What you taught is not saved as a version yet";
    read(s);
    if (studio.view === "versions") show(s);
  });
  studio.opened.versions = s => read(s, true);
}
