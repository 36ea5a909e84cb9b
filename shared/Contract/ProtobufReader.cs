using System.Buffers.Binary;
using System.Text;

namespace EdgeResNet.Shared.Contract;

/// <summary>Walks over the fields of one protobuf message: tags, varints, lengths (protobuf.dev, "Encoding").</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> rest = data;

    public int Field { get; private set; }

    public long Number { get; private set; }

    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>A field of a message where it stands last, which is the one that counts; field 0 where it is absent.</summary>
    public static ProtobufReader Last(ReadOnlySpan<byte> message, int field)
    {
        ProtobufReader found = default;
        ProtobufReader reader = new(message);
        while (reader.Next())
        {
            found = reader.Field == field ? reader : found;
        }

        return found;
    }

    public bool Next()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        ulong tag = Varint();
        Field = (int)(tag >> 3);
        Bytes = default;
        Number = 0;
        switch (tag & 7)
        {
            case 0:
                Number = (long)Varint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take(Varint());
                break;
            case 5:
                Number = BinaryPrimitives.ReadInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException($"wire type {tag & 7}");
        }

        return Field > 0 ? true : throw new InvalidDataException("field 0");
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int i = 0; i < rest.Length && i < 10; i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("an endless number");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)rest.Length)
        {
            throw new InvalidDataException($"{count} bytes expected, {rest.Length} left");
        }

        ReadOnlySpan<byte> taken = rest[..(int)count];
        rest = rest[(int)count..];
        return taken;
    }
}
