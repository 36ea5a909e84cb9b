"""What is measured, in the order of its worth: where the time ends, the end of the list is left out."""
import dataclasses

PAPER = ["resnet18-224", "resnet50-224", "densenet121-224"]
SHIPPED = ["fashion-resnet18", "fashion-densenet"]
CUDA_VARIANTS = [
    ("no graph", "fp32", {"graph": False}),
    ("no graph", "fp16", {"graph": False}),
    ("NHWC", "fp16", {"prefer_nhwc": True}),
    ("TF32", "fp32", {"tf32": True}),
]


@dataclasses.dataclass
class Step:
    """One process. `row` is the line of the table, `column` what it fills: answers, latency or rate."""

    row: str
    column: str
    command: list
    limit: float = 60
    peer: str = ""  # the row that it is divided by
    needs: str = ""  # "cuda": a step that the CPU has no counterpart of; "libtorch" or a library's name
    settings: dict = dataclasses.field(default_factory=dict)  # for --ep-settings
    family: str = "app"  # app, trainer or python: whose environment


def eager(model, precision):
    return f"{model}, PyTorch eager, {precision}"


def row(model, provider, precision, variant=""):
    return f"{model}, {provider}{', ' + variant if variant else ''}, {precision}"


def verify(models, model, provider, ep, precision, needs=""):
    return Step(row(model, provider, precision), "answers", ["verify", "--model", models / model, "--ep", ep, "--precision", precision], needs=needs)


def bench(models, model, provider, ep, precision, counts, variant="", settings=None, needs=""):
    command = ["bench", "--model", models / model, "--ep", ep, "--precision", precision, "--scenario", "single-stream", *counts]
    return Step(row(model, provider, precision, variant), "latency", command, peer=eager(model, precision), settings=settings or {}, needs=needs)


def inference(models, options, device):
    """Answers and times of the edge app, beside PyTorch on the same file."""
    counts = ["--min-queries", str(options.queries), "--min-seconds", str(options.seconds)]
    ep = options.ep if options.ep == "cpu" else f"{options.ep}:{options.device}"
    peer = ["--device", device, "--queries", str(options.queries), "--seconds", str(options.seconds)]
    first, compiled, extra = [], [], []
    for model in PAPER + SHIPPED:
        for precision in ("fp32", "fp16"):
            file = models / model / "model.onnx"
            first += [verify(models, model, options.ep, ep, precision), bench(models, model, options.ep, ep, precision, counts)]
            if model in PAPER:
                call = ["peer.py", file, "--precision", precision, *peer]
                first.append(Step(eager(model, precision), "latency", call, family="python"))
                compiled.append(Step(f"{model}, PyTorch compiled, {precision}", "latency", [*call, "--compile"], limit=100, peer=eager(model, precision), family="python"))
        first += [verify(models, model, options.ep, ep, precision) for precision in ("int8", "int8-trt") if (models / model / f"model.{precision}.onnx").exists()]
    for variant, precision, settings in CUDA_VARIANTS:
        extra += [bench(models, model, "cuda", f"cuda:{options.device}", precision, counts, variant, {"cuda": settings}, needs="cuda") for model in PAPER]
    return first, extra, compiled


def tensorrt(models, options):
    """An engine takes half a minute to build; the first step tells whether TensorRT is there."""
    counts = ["--min-queries", str(options.queries), "--min-seconds", str(options.seconds)]
    ep = f"tensorrt:{options.device}"
    found = []
    for model, precisions in (("fashion-resnet18", ["fp32", "fp16", "int8-trt"]), ("resnet50-224", ["fp32", "fp16"]), ("resnet18-224", ["fp16"]), ("densenet121-224", ["fp16"])):
        for precision in precisions:
            found += [verify(models, model, "tensorrt", ep, precision, needs="cuda"), bench(models, model, "tensorrt", ep, precision, counts, needs="cuda")]
    for step in found:
        step.limit = 150
    return found


def training(options, device):
    """Pictures a second in bfloat16, beside PyTorch and timm."""
    found = []
    for arch in ("resnet50", "resnet18"):
        size = ["--batch", str(options.batch), "--image-size", str(options.size), "--steps", str(options.steps), "--device", device]
        ours, peer = (f"training {arch}, {who}, bf16" for who in ("trainer", "PyTorch"))
        found += [
            Step(ours, "rate", ["throughput", "--arch", arch, "--channels", "3", "--precision", "bf16", *size], limit=90, peer=peer, needs="libtorch", family="trainer"),
            Step(peer, "rate", ["train_peer.py", arch, *size], limit=90, family="python"),
            Step(f"training {arch}, timm, bf16", "rate", ["train_peer.py", arch, "--from", "timm", *size], limit=90, peer=peer, family="python"),
        ]
    return found


def nccl(found, device):
    """One rank: whether NCCL's library is there and answers, and what a call costs."""
    library = f"{found['libnccl.so.2']}/libnccl.so.2" if "libnccl.so.2" in found else ""
    return Step("NCCL all-reduce, one rank, 102 MB", "latency", ["nccl.py", library, "--device", device], needs="cuda" if library else "libnccl.so.2", family="python")


def plan(models, options, found):
    device = "cpu" if options.ep == "cpu" else f"cuda:{options.device}"
    first, extra, compiled = inference(models, options, device)
    single = [step for step in compiled if "fp32" in step.row]
    half = [step for step in compiled if step not in single]
    return [*first, *training(options, device), nccl(found, device), *single, *extra, *tensorrt(models, options), *half]
