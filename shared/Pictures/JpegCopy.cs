namespace EdgeResNet.Shared.Pictures;

/// <summary>A copy of a file without the bytes that decoders complain about; made only where there are such.</summary>
internal sealed class JpegCopy
{
    private byte[] bytes = [];
    private int length;
    private int next; // first byte of the file that is not yet copied or left out

    /// <summary>Whether the copy differs from the file.</summary>
    public bool IsMade { get; private set; }

    /// <summary>The copy.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, length);

    private static ReadOnlySpan<byte> EndOfImage => [0xFF, 0xD9];

    /// <summary>Begins with a new file.</summary>
    public void Reset() => (IsMade, length, next) = (false, 0, 0);

    /// <summary>Leaves a range of the file out.</summary>
    public void LeaveOut(ReadOnlySpan<byte> file, int start, int end)
    {
        Append(file, file[next..start]);
        next = end;
        IsMade = true;
    }

    /// <summary>Copies the rest up to <paramref name="end"/>, and ends the picture.</summary>
    public void Complete(ReadOnlySpan<byte> file, int end)
    {
        Append(file, file[next..Math.Max(next, end)]);
        Append(file, EndOfImage);
        IsMade = true;
    }

    private void Append(ReadOnlySpan<byte> file, ReadOnlySpan<byte> part)
    {
        if (bytes.Length < file.Length + EndOfImage.Length)
        {
            Array.Resize(ref bytes, file.Length + (file.Length / 4) + EndOfImage.Length);
        }

        part.CopyTo(bytes.AsSpan(length));
        length += part.Length;
    }
}
