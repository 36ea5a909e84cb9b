using System.Buffers;
using System.Text;

namespace EdgeResNet.Shared.Contract;

/// <summary>Writes the fields of one protobuf message, the counterpart of <see cref="ProtobufReader"/> (protobuf.dev, "Encoding"). Calls can be chained.</summary>
internal sealed class ProtobufWriter
{
    private readonly ArrayBufferWriter<byte> bytes = new();

    /// <summary>The message so far.</summary>
    public byte[] ToArray() => bytes.WrittenSpan.ToArray();

    /// <summary>A non-negative number.</summary>
    public ProtobufWriter Number(int field, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    /// <summary>A string.</summary>
    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A message within this one.</summary>
    public ProtobufWriter Message(int field, ProtobufWriter message) => Bytes(field, message.ToArray());

    /// <summary>Bytes.</summary>
    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        bytes.Write(value);
        return this;
    }

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            bytes.Write([(byte)(value | 0x80)]);
            value >>= 7;
        }

        bytes.Write([(byte)value]);
    }
}
