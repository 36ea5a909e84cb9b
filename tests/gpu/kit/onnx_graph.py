"""An .onnx file of this project as a PyTorch module: the same nodes and weights, without any package but torch."""
import math
import struct

import torch
import torch.fx
import torch.nn.functional as functional

FLOAT = 1
NUMBERS = {1: torch.float32, 2: torch.uint8, 6: torch.int32, 7: torch.int64}


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        shift += 7
        if byte < 0x80:
            return value, at


def fields(data):
    """Protobuf's wire format: (number, wire type, value) of each field."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 1:
            value, at = data[at : at + 8], at + 8
        elif kind == 5:
            value, at = data[at : at + 4], at + 4
        else:
            size, at = varint(data, at)
            value, at = data[at : at + size], at + size
        yield number, kind, value


def signed(value):
    return value - (1 << 64) if value >= 1 << 63 else value


def integers(kind, value):
    if kind == 0:
        return [signed(value)]
    found, at = [], 0
    while at < len(value):
        number, at = varint(value, at)
        found.append(signed(number))
    return found


def tensor(data):
    """(name, torch tensor) of a TensorProto."""
    name, dims, code, raw, listed = "", [], FLOAT, b"", []
    for number, kind, value in fields(data):
        if number == 1:
            dims += integers(kind, value)
        elif number == 2:
            code = value
        elif number == 4:
            raw = bytes(value)
        elif number == 7:
            listed += integers(kind, value)
        elif number == 8:
            name = str(value, "utf-8")
        elif number == 9:
            raw = bytes(value)
    values = torch.tensor(listed) if listed else torch.frombuffer(bytearray(raw), dtype=NUMBERS[code])
    return name, values.reshape(dims)


def attribute(data):
    name, value = "", None
    many = []
    for number, kind, content in fields(data):
        if number == 1:
            name = str(content, "utf-8")
        elif number == 2:
            value = struct.unpack("<f", content)[0]
        elif number == 3:
            value = signed(content)
        elif number == 8:
            many += integers(kind, content)
    return name, many or value


def node(data):
    """(operator, inputs, outputs, attributes) of a NodeProto."""
    inputs, outputs, operator, attributes = [], [], "", {}
    for number, _, value in fields(data):
        if number == 1:
            inputs.append(str(value, "utf-8"))
        elif number == 2:
            outputs.append(str(value, "utf-8"))
        elif number == 4:
            operator = str(value, "utf-8")
        elif number == 5:
            key, content = attribute(value)
            attributes[key] = content
    return operator, inputs, outputs, attributes


def named(data):
    return next(str(value, "utf-8") for number, _, value in fields(data) if number == 1)


def read(path):
    """(nodes, constants, name of the input, names of the outputs) of a file."""
    content = memoryview(open(path, "rb").read())
    graph = next(value for number, _, value in fields(content) if number == 7)
    parts = [(number, value) for number, _, value in fields(graph)]
    nodes = [node(value) for number, value in parts if number == 1]
    constants = dict(tensor(value) for number, value in parts if number == 5)
    image = next(named(value) for number, value in parts if number == 11)
    return nodes, constants, image, [named(value) for number, value in parts if number == 12]


def input_shape(path):
    """[1, H, W, C] of the graph's input (ValueInfoProto.type.tensor_type.shape.dim.dim_value)."""
    inner = memoryview(open(path, "rb").read())
    for field in (7, 11, 2, 1, 2):
        inner = next(value for number, _, value in fields(inner) if number == field)
    sizes = [dict((number, value) for number, _, value in fields(dim)).get(1, 1) for number, _, dim in fields(inner) if number == 1]
    return [1, *sizes[1:]]


def symmetric(attributes):
    """(padding for the operator, padding for functional.pad or None)."""
    pads = attributes.get("pads", [0, 0, 0, 0])
    if pads[:2] == pads[2:]:
        return pads[:2], None
    return [0, 0], [pads[1], pads[3], pads[0], pads[2]]


def as_type(x, weight):
    return x.to(weight.dtype)


def laid_out(x, order, layout):
    return x.permute(order).contiguous(memory_format=layout)


def padded(x, pad, value):
    return functional.pad(x, pad, value=value)


def module(path, layout=torch.contiguous_format):
    """The network as torch.fx makes it, plain calls as a person would write `forward`; pixels are laid out for the convolutions."""
    nodes, constants, image, outputs = read(path)
    root = torch.nn.Module()
    graph = torch.fx.Graph()
    values = {image: graph.placeholder("image")}

    def constant(name):
        attribute_name = "c_" + "".join(c if c.isalnum() else "_" for c in name)
        if not hasattr(root, attribute_name):
            root.register_buffer(attribute_name, constants[name])
        return graph.get_attr(attribute_name)

    def value(name):
        return values[name] if name in values else constant(name)

    def call(function, *arguments, **options):
        return graph.call_function(function, arguments, options)

    weight = next(inputs[1] for operator, inputs, _, _ in nodes if operator == "Conv")  # its type is the computation's
    for operator, inputs, made, a in nodes:
        x = value(inputs[0])
        if operator == "Cast":
            y = call(as_type, x, constant(weight))
        elif operator == "Transpose":
            y = call(laid_out, x, tuple(a["perm"]), layout)
        elif operator in ("Add", "Sub", "Mul", "Div"):
            y = call(getattr(torch, operator.lower()), x, value(inputs[1]))
        elif operator == "Relu":
            y = call(functional.relu, x)
        elif operator in ("Conv", "MaxPool", "AveragePool"):
            padding, before = symmetric(a)
            if before:
                x = call(padded, x, before, -math.inf if operator == "MaxPool" else 0.0)
            if operator == "Conv":
                bias = constant(inputs[2]) if len(inputs) > 2 else None
                y = call(functional.conv2d, x, constant(inputs[1]), bias, tuple(a.get("strides", [1, 1])), tuple(padding), 1, a.get("group", 1))
            else:
                pool = functional.max_pool2d if operator == "MaxPool" else functional.avg_pool2d
                y = call(pool, x, tuple(a["kernel_shape"]), tuple(a.get("strides", [1, 1])), tuple(padding))
        elif operator == "GlobalAveragePool":
            y = call(functional.adaptive_avg_pool2d, x, 1)
        elif operator == "Flatten":
            y = call(torch.flatten, x, a.get("axis", 1))
        elif operator == "Concat":
            y = call(torch.cat, [value(name) for name in inputs], a["axis"])
        elif operator == "BatchNormalization":
            scale, shift, mean, variance = (constant(name) for name in inputs[1:])
            y = call(functional.batch_norm, x, mean, variance, scale, shift, False, 0.0, a.get("epsilon", 1e-5))
        elif operator == "Gemm":
            matrix = constant(inputs[1])
            y = call(functional.linear, x, matrix if a.get("transB") else call(torch.t, matrix), constant(inputs[2]))
        else:
            raise SystemExit(f"{path}: the peer does not know the operator {operator}")
        values[made[0]] = y
    graph.output(values[outputs[0]])
    return torch.fx.GraphModule(root, graph).eval()
