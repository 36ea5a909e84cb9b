"use strict";
// ---- pictures and videos from files: dropped onto a class, or chosen
{
  const queue = [], most = 2; // requests at a time: the browser has six connections, and three stay open
  let running = 0, total = 0, done = 0, outcome = null;
  const fresh = () => ({ added: 0, near_copies: 0, blurred: 0, problems: [] });
  studio.sendFiles = (name, files) => {
    const usable = [...files].filter(file => file.size > 0);
    if (!usable.length) return;
    outcome ??= fresh();
    total += usable.length;
    for (const file of usable) queue.push({ name, file });
    while (running < most && queue.length) next();
    progress();
  };
  function progress() {
    $("upload").hidden = !total;
    $("upload_bar").max = Math.max(total, 1);
    $("upload_bar").value = done;
    setText("upload_words", total ? `${done} of ${many(total, "file")}` : "");
  }
  async function next() {
    const { name, file } = queue.shift();
    running++;
    try {
      const answer = await fetch(`/api/studio/pictures?class=${encodeURIComponent(name)}&name=${encodeURIComponent(file.name)}`, { method: "POST", headers: { "X-EdgeResNet": "1", "Content-Type": file.type || "application/octet-stream" }, body: file });
      const words = await answer.text();
      if (!answer.ok) throw new Error(words.trim() || answer.statusText);
      const result = JSON.parse(words);
      for (const key of ["added", "near_copies", "blurred"]) outcome[key] += result[key] ?? 0;
      if (result.problem) outcome.problems.push(result.problem);
    } catch (error) { outcome.problems.push(`${file.name}: ${error.message}`); }
    running--;
    done++;
    if (queue.length) next();
    else if (!running) finish();
    progress();
  }
  function finish() {
    const { added, near_copies, blurred, problems } = outcome;
    toast([`${many(added, "picture")} added`, near_copies ? `${near_copies} near copies left out` : "", blurred ? `${blurred} blurred` : "", problems[0] ? `not used: ${problems[0]}${problems.length > 1 ? ` and ${problems.length - 1} more` : ""}` : ""].filter(words => words).join("; "), problems.length ? 12000 : 5000);
    total = done = 0;
    outcome = null;
  }
  const files = event => [...event.dataTransfer?.types ?? []].includes("Files");
  let over = null;
  function mark(card) {
    if (over !== card) { over?.classList.remove("dropping"); card?.classList.add("dropping"); over = card; }
    document.body.classList.toggle("drags", card !== null);
  }
  addEventListener("dragover", event => {
    if (!files(event)) return;
    event.preventDefault(); // a file beside the classes must not replace the page
    const card = event.target.closest?.(".class");
    event.dataTransfer.dropEffect = card ? "copy" : "none";
    mark(card);
  });
  addEventListener("dragleave", event => { if (!event.relatedTarget) { mark(null); document.body.classList.remove("drags"); } });
  addEventListener("drop", event => {
    if (!files(event)) return;
    event.preventDefault();
    const card = event.target.closest?.(".class");
    mark(null);
    document.body.classList.remove("drags");
    if (card) studio.sendFiles(card.dataset.name, event.dataTransfer.files);
  });
}
