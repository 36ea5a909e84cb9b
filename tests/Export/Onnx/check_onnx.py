#!/usr/bin/python3
"""Shows ONNX files to ONNX's own checker: check_onnx.py FILE... prints a line a file, exits 1 at the first that is refused."""
import sys

import onnx
from onnx import shape_inference

for path in sys.argv[1:]:
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    inferred = shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    known = {value.name for value in inferred.graph.value_info} | {value.name for value in inferred.graph.output}
    unknown = [output for node in model.graph.node for output in node.output if output not in known]
    if unknown:
        sys.exit(f"{path}: no shape could be inferred for {unknown}")
    print(f"{path}: {len(model.graph.node)} nodes")
