"""Finds NVIDIA's libraries for a program that does not bring them: where the user says, in Python's packages, in CUDA's folders."""
import glob
import os
import pathlib
import subprocess
import sys

# The sonames that ONNX Runtime 1.31 for CUDA 13 is linked against or opens, and what a user installs for each.
NEEDED = {
    "libcudart.so.13": "the CUDA 13 runtime",
    "libcublas.so.13": "cuBLAS of CUDA 13",
    "libcublasLt.so.13": "cuBLAS of CUDA 13",
    "libcurand.so.10": "cuRAND of CUDA 13",
    "libcudnn.so.9": "cuDNN 9 for CUDA 13",
}
# Used where they are there: kernels that cuDNN compiles, NCCL, TensorRT.
OPTIONAL = ["libnvrtc.so.13", "libcufft.so.12", "libnccl.so.2", "libnvinfer.so.10"]
SYSTEM = ["/usr/local/cuda/lib64", "/usr/local/cuda-13*/lib64", "/usr/local/cuda-13*/targets/x86_64-linux/lib", "/opt/cuda/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib64"]
PACKAGES = ["nvidia/*/lib", "torch/lib", "tensorrt_libs", "tensorrt_cu13_libs"]


def folders(paths=None):
    """Folders to look into, the user's first. Python's come before the system's: PyTorch, the peer, uses those."""
    paths = sys.path if paths is None else paths
    named = [folder for folder in os.environ.get("LD_LIBRARY_PATH", "").split(":") if folder]
    packages = [folder for path in paths for pattern in PACKAGES for folder in sorted(glob.glob(os.path.join(path or ".", pattern)))]
    system = [folder for pattern in SYSTEM for folder in sorted(glob.glob(pattern))]
    return list(dict.fromkeys(str(pathlib.Path(folder).resolve()) for folder in named + packages + system if os.path.isdir(folder)))


def find(paths=None):
    """{soname: folder} of what is there."""
    found = {}
    for folder in folders(paths):
        for name in [*NEEDED, *OPTIONAL]:
            if name not in found and os.path.exists(os.path.join(folder, name)):
                found[name] = folder
    return found


def missing(found):
    """One line for a person, or nothing."""
    absent = [f"{name} ({package})" for name, package in NEEDED.items() if name not in found]
    return f"{', '.join(absent)} not found; install it, or name its folder in LD_LIBRARY_PATH" if absent else ""


def search_path(found, first=()):
    """LD_LIBRARY_PATH for a child: the folders of what was found, those of `first` before them."""
    return ":".join(dict.fromkeys([*first, *found.values(), *(folder for folder in os.environ.get("LD_LIBRARY_PATH", "").split(":") if folder)]))


def gpus():
    """One line for each GPU that the driver shows."""
    try:
        done = subprocess.run(["nvidia-smi", "--query-gpu=name,driver_version,memory.total,clocks.sm,power.limit", "--format=csv,noheader"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [line for line in done.stdout.splitlines() if line.strip()] if done.returncode == 0 else []
