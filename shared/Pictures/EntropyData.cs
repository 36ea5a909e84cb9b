namespace EdgeResNet.Shared.Pictures;

/// <summary>The entropy-coded data between two markers, without its stuffed zeros (ITU-T T.81, B.1.1.5).</summary>
internal sealed class EntropyData
{
    private const byte Escape = 0xFF;
    private byte[] bytes = [];

    /// <summary>Number of bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes, with <see cref="EntropyBits.Margin"/> zeros behind them.</summary>
    public Span<byte> Bytes => bytes.AsSpan(0, Length + EntropyBits.Margin);

    /// <summary>Reads up to the next marker, or to the end of the file.</summary>
    /// <returns>The place where the marker begins, or the end.</returns>
    public int Read(ReadOnlySpan<byte> file, int position)
    {
        if (bytes.Length < file.Length + EntropyBits.Margin)
        {
            bytes = new byte[file.Length + (file.Length / 4) + EntropyBits.Margin];
        }

        Length = 0;
        while (position < file.Length)
        {
            int run = file[position..].IndexOf(Escape);
            run = run < 0 ? file.Length - position : run;
            file.Slice(position, run).CopyTo(bytes.AsSpan(Length));
            Length += run;
            position += run;
            int after = AfterEscapes(file, position);
            if (after >= file.Length || file[after] != 0)
            {
                position = Math.Min(file.Length, Math.Max(position, after - 1));
                break;
            }

            bytes[Length++] = Escape;
            position = after + 1;
        }

        bytes.AsSpan(Length, EntropyBits.Margin).Clear();
        return position;
    }

    /// <summary>The place in the file behind the first <paramref name="count"/> bytes of the data that begins at <paramref name="position"/>.</summary>
    public static int PlaceBehind(ReadOnlySpan<byte> file, int position, int count)
    {
        for (; count > 0; count--)
        {
            position = file[position] == Escape ? AfterEscapes(file, position) + 1 : position + 1;
        }

        return position;
    }

    private static int AfterEscapes(ReadOnlySpan<byte> file, int position)
    {
        int others = file[position..].IndexOfAnyExcept(Escape);
        return others < 0 ? file.Length : position + others;
    }
}
