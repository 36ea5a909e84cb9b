"use strict";
// ---- fine-tuning in a process of its own, watched
{
  const height = 180, left = 40, bottom = 160, top = 10;
  let width = 600;
  const lasts = seconds => seconds >= 5400 ? `${(seconds / 3600).toFixed(1)} h` : seconds >= 90 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds)} s`;
  function path(points) { return points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join(""); }
  function draw(tune) {
    width = $("tune_curve").clientWidth || 600; // texts keep their size
    $("tune_curve").setAttribute("viewBox", `0 0 ${width} ${height}`);
    const curve = tune.curve ?? [], epochs = Math.max(tune.epochs ?? 0, curve.at(-1)?.epoch ?? 0, 2);
    const losses = curve.flatMap(point => [point.train_loss, point.val_loss]).filter(Number.isFinite), most = Math.max(...losses, .1) * 1.05;
    const x = epoch => left + (width - left - 10) * (epoch - 1) / (epochs - 1), loss = value => bottom - (bottom - top) * value / most, right = value => bottom - (bottom - top) * value;
    const line = (key, y, name) => svg("path", { class: name, d: path(curve.filter(point => Number.isFinite(point[key])).map(point => [x(point.epoch), y(point[key])])) });
    const label = (at, words, anchor, y) => svg("text", { x: at, y, "text-anchor": anchor }, words);
    $("tune_curve").replaceChildren(
      ...[0, .5, 1].flatMap(part => [svg("path", { class: "grid", d: `M${left} ${right(part)}H${width}` }), label(left - 6, (most * part).toFixed(most < 1 ? 2 : 1), "end", right(part) + 4)]),
      label(left, "epoch 1", "start", height - 4), label(width, String(epochs), "end", height - 4),
      line("train_loss", loss, "train"), line("val_loss", loss, "val"), line("val_top1", right, "top1"));
    const last = curve.at(-1);
    setText("tune_curve_words", last ? `Epoch ${last.epoch} of ${epochs}: loss ${fixed(last.train_loss, 2)} of learned pictures, ${fixed(last.val_loss, 2)} of others, ${share(last.val_top1)} of the others right.` : "No epoch yet.");
  }
  let drawn = "";
  studio.parts.push(s => {
    const tune = s.fine_tune ?? { available: false, why_not: "This build has no trainer.", state: "idle" }, running = tune.state === "running", had = document.activeElement;
    $("tune_start").disabled = !tune.available;
    $("tune_start").hidden = running;
    $("tune_cancel").hidden = !running;
    if (had === $("tune_start") && running) $("tune_cancel").focus();
    if (had === $("tune_cancel") && !running) $("tune_start").focus();
    const words = !tune.available && !running ? tune.why_not ?? "" : running ? `epoch ${tune.epoch ?? 0} of ${tune.epochs ?? "?"}${Number.isFinite(tune.seconds_left) ? `, ${lasts(tune.seconds_left)} left` : ""}`
      : { done: "done; it is in the list of versions", failed: `failed: ${tune.message ?? ""}`, cancelled: "cancelled" }[tune.state] ?? "";
    if (studio.view === "versions" || !running) setText("tune_state", words);
    $("tune_progress").hidden = !running;
    $("tune_progress").max = Math.max(tune.epochs ?? 1, 1);
    $("tune_progress").value = tune.epoch ?? 0;
    $("tune_figure").hidden = !tune.curve?.length;
    if (studio.view === "versions" && tune.curve?.length && drawn !== (drawn = JSON.stringify([tune.curve, $("tune_curve").clientWidth]))) draw(tune);
  });
  $("tune_start").onclick = () => post("/api/studio/fine-tune");
  $("tune_cancel").onclick = () => post("/api/studio/fine-tune/cancel");
}
