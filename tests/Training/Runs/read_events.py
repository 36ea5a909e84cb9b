#!/usr/bin/env python3
"""Reads a TensorBoard event file with nothing but the standard library, as its format is described by TensorFlow
(TFRecord framing with masked CRC-32C, protobuf's wire format), and writes a JSON line for each value."""
import json
import struct
import sys


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def records(content):
    at = 0
    while at < len(content):
        length, crc = struct.unpack_from('<QI', content, at)
        if crc != masked(content[at:at + 8]):
            sys.exit(f'byte {at}: the checksum of the length is wrong')
        data = content[at + 12:at + 12 + length]
        if struct.unpack_from('<I', content, at + 12 + length)[0] != masked(data):
            sys.exit(f'byte {at}: the checksum of the data is wrong')
        yield data
        at += length + 16


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def fields(data):
    """A message as field number -> values."""
    found, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 1:
            value, at = struct.unpack_from('<d', data, at)[0], at + 8
        elif kind == 5:
            value, at = struct.unpack_from('<f', data, at)[0], at + 4
        else:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        found.setdefault(key >> 3, []).append(value)
    return found


for record in records(open(sys.argv[1], 'rb').read()):
    event = fields(record)
    line = {'wall_time': event[1][0], 'step': event.get(2, [0])[0]}
    for version in event.get(3, []):
        print(json.dumps({**line, 'version': version.decode()}))
    for summary in event.get(5, []):
        for value in map(fields, fields(summary).get(1, [])):
            tag = {**line, 'tag': value[1][0].decode()}
            if 8 in value:
                plugin = fields(fields(value[9][0])[1][0])[1][0].decode()
                print(json.dumps({**tag, 'plugin': plugin, 'text': fields(value[8][0])[8][0].decode()}))
            else:
                print(json.dumps({**tag, 'value': value.get(2, [0.0])[0]}))
