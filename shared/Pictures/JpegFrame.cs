using System.Buffers.Binary;

namespace EdgeResNet.Shared.Pictures;

/// <summary>The header of a picture (ITU-T T.81, B.2.2) and what came of it.</summary>
internal sealed class JpegFrame
{
    private const int HeaderLength = 6;
    private const int ComponentLength = 3;
    private const int MostSampling = 4;
    private const byte ProgressiveMarker = 0xC2;
    private readonly JpegComponent[] components = [new(), new(), new(), new()];
    private int count;

    /// <summary>Columns; 0 before the header.</summary>
    public int Width { get; private set; }

    /// <summary>Rows.</summary>
    public int Height { get; private set; }

    /// <summary>Whether its scans send coefficients by parts.</summary>
    public bool IsProgressive { get; private set; }

    /// <summary>Interleaved units, across and down.</summary>
    public (int Across, int Down) Units { get; private set; }

    /// <summary>The colour components.</summary>
    public ReadOnlySpan<JpegComponent> Components => components.AsSpan(0, count);

    /// <summary>Whether something came of each block of each component.</summary>
    public bool HasAllBlocks => All(static component => component.Missing[0] != JpegComponent.NotSent);

    /// <summary>Whether all bits of all coefficients came.</summary>
    public bool HasAllBits => All(static component => component.Missing.IndexOfAnyExcept((byte)0) < 0);

    /// <summary>Forgets the file before.</summary>
    public void Reset() => (Width, Height, count) = (0, 0, 0);

    /// <summary>Reads the header.</summary>
    /// <param name="marker">Its marker, which names the coding.</param>
    /// <param name="body">Its body.</param>
    /// <returns><see cref="JpegVerdict.Whole"/> if its scans can be followed.</returns>
    public JpegVerdict Read(byte marker, ReadOnlySpan<byte> body)
    {
        if (body.Length < HeaderLength || count > 0)
        {
            return JpegVerdict.Torn;
        }

        Height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        Width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        if (!PictureLimit.Allows(Width, Height))
        {
            return JpegVerdict.TooLarge;
        }

        IsProgressive = marker == ProgressiveMarker;
        if (marker > ProgressiveMarker || body[0] != 8 || Height == 0 || body[5] > components.Length)
        {
            return JpegVerdict.NotJudged;
        }

        count = body[5];
        return Width > 0 && count > 0 && body.Length >= HeaderLength + (count * ComponentLength) && ReadComponents(body[HeaderLength..]) ? JpegVerdict.Whole : JpegVerdict.Torn;
    }

    /// <summary>The component with a name; null if there is none.</summary>
    public JpegComponent? Find(byte id)
    {
        foreach (JpegComponent component in Components)
        {
            if (component.Id == id)
            {
                return component;
            }
        }

        return null;
    }

    private bool ReadComponents(ReadOnlySpan<byte> body)
    {
        (int across, int down) = (1, 1);
        foreach (JpegComponent component in Components)
        {
            component.Id = body[0];
            component.Sampling = (body[1] >> 4, body[1] & 15);
            if (component.Sampling.Across is < 1 or > MostSampling || component.Sampling.Down is < 1 or > MostSampling)
            {
                return false;
            }

            (across, down) = (Math.Max(across, component.Sampling.Across), Math.Max(down, component.Sampling.Down));
            body = body[ComponentLength..];
        }

        Units = ((Width + (8 * across) - 1) / (8 * across), (Height + (8 * down) - 1) / (8 * down));
        foreach (JpegComponent component in Components)
        {
            component.Prepare(Width, Height, across, down, IsProgressive);
        }

        return true;
    }

    private bool All(Func<JpegComponent, bool> holds)
    {
        foreach (JpegComponent component in Components)
        {
            if (!holds(component))
            {
                return false;
            }
        }

        return count > 0;
    }
}
