using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>Reads the numbers and texts of a pickle in sequence. Memory is limited by their bytes.</summary>
internal ref struct PickleBytes(ReadOnlySpan<byte> bytes)
{
    private const int WholeBytes = 8;
    private const int LongestWhole = 256;

    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>Number of bytes read.</summary>
    public int Position { get; private set; }

    /// <summary>The next byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>The next four bytes, signed.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>The next eight bytes, as a length.</summary>
    public int Length64()
    {
        long length = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
        return length is >= 0 and <= int.MaxValue ? (int)length : throw CutOff();
    }

    /// <summary>A floating-point number, big-endian.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>An integer of this many bytes: <see cref="long"/>, or <see cref="BigInteger"/> if larger.</summary>
    public object Whole(int length)
    {
        ReadOnlySpan<byte> number = Take(length);
        return length <= WholeBytes ? (object)(long)new BigInteger(number)
            : length <= LongestWhole ? new BigInteger(number)
            : throw new InvalidDataException($"the pickle has a whole number of {length} bytes");
    }

    /// <summary>A text of this many bytes.</summary>
    public string Text(int length)
    {
        try
        {
            return strict.GetString(Take(length));
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException("the pickle has a text that is not UTF-8", e);
        }
    }

    /// <summary>A text of Python 2; other bytes give a placeholder.</summary>
    public object TextOrBytes(int length)
    {
        ReadOnlySpan<byte> content = Take(length);
        return System.Text.Unicode.Utf8.IsValid(content) ? strict.GetString(content) : new PickleObject();
    }

    /// <summary>A text up to the end of its line.</summary>
    public string Line()
    {
        int end = bytes[Position..].IndexOf((byte)'\n');
        string line = Text(end < 0 ? -1 : end);
        Position++;
        return line;
    }

    /// <summary>A whole number in decimal digits up to the end of the line; Python 2 ends a long one with an L.</summary>
    public object WholeLine()
    {
        string digits = Line().TrimEnd('L');
        return digits.Length <= LongestWhole && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number)
            ? number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number
            : throw new InvalidDataException("the pickle has an invalid integer");
    }

    /// <summary>Skips the next bytes; returns true.</summary>
    public bool Skip(int count) => !Take(count).IsEmpty || count == 0;

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > bytes.Length - Position)
        {
            throw CutOff();
        }

        ReadOnlySpan<byte> taken = bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    private static InvalidDataException CutOff() => new("the pickle is cut off");
}
