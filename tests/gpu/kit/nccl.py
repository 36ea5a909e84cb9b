#!/usr/bin/env python3
"""One rank's all-reduce through NCCL's C API, on device memory: the calls and types that a program outside Python makes.

nccl.py LIBRARY --json FILE [--device cuda:N] [--floats N] [--repeats N]
"""
import argparse
import ctypes
import time

import torch

from settings import percentiles, skip, write

FLOAT32, SUM = 7, 0  # ncclDataType_t, ncclRedOp_t


class UniqueId(ctypes.Structure):
    _fields_ = [("internal", ctypes.c_char * 128)]


class Library:
    """The five calls, each with its result checked."""

    def __init__(self, path):
        self.native = ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)
        self.native.ncclGetErrorString.restype = ctypes.c_char_p

    def __call__(self, name, *arguments):
        code = getattr(self.native, name)(*arguments)
        if code != 0:
            raise SystemExit(f"{name}: {self.native.ncclGetErrorString(code).decode()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library")
    parser.add_argument("--json", required=True)
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--floats", type=int, default=25_557_032)  # resnet50's gradient
    parser.add_argument("--repeats", type=int, default=50)
    options = parser.parse_args()
    if not torch.cuda.is_available():
        skip(f"PyTorch {torch.__version__} finds no CUDA device")
    torch.cuda.set_device(options.device)
    values = torch.arange(options.floats, dtype=torch.float32, device=options.device)
    expected = values.clone()
    stream = torch.cuda.current_stream().cuda_stream
    nccl, version, identity, communicator = Library(options.library), ctypes.c_int(), UniqueId(), ctypes.c_void_p()
    nccl("ncclGetVersion", ctypes.byref(version))
    nccl("ncclGetUniqueId", ctypes.byref(identity))
    nccl("ncclCommInitRank", ctypes.byref(communicator), ctypes.c_int(1), identity, ctypes.c_int(0))
    times = []
    for repeat in range(-3, options.repeats):
        begin = time.perf_counter()
        address = ctypes.c_void_p(values.data_ptr())
        nccl("ncclAllReduce", address, address, ctypes.c_size_t(options.floats), ctypes.c_int(FLOAT32), ctypes.c_int(SUM), communicator, ctypes.c_void_p(stream))
        torch.cuda.synchronize()
        if repeat >= 0:
            times.append((time.perf_counter() - begin) * 1000)
    nccl("ncclCommDestroy", communicator)
    if not torch.equal(values, expected):
        raise SystemExit("ncclAllReduce of one rank changed the values")
    write(options.json, {"runtime": f"NCCL {version.value}", "bytes": 4 * options.floats, "queries": len(times), "latency_ms": percentiles(times)})


if __name__ == "__main__":
    main()
