using System.Buffers.Binary;

namespace EdgeResNet.Shared.Pictures;

/// <summary>
/// Judges whether a JPEG holds all of its picture (ITU-T T.81). Decoders fill what is missing with grey and only warn. This
/// follows the Huffman codes of every block without computing a pixel. Extra bytes that lose nothing, and a missing end marker, are
/// mended. Use one instance per thread; it allocates only for larger files than before.
/// </summary>
public sealed class JpegCheck
{
    private const byte Escape = 0xFF;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte DefineTables = 0xC4;
    private const byte DefineRestart = 0xDD;
    private readonly JpegFrame frame = new();
    private readonly JpegTables tables = new();
    private readonly JpegScan scan = new();
    private readonly JpegCopy copy = new();

    /// <summary>Columns that the header announces; 0 if there is none.</summary>
    public int Width => frame.Width;

    /// <summary>Rows that the header announces.</summary>
    public int Height => frame.Height;

    /// <summary>What is wrong with a torn picture; otherwise empty.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Whether <see cref="Mended"/> differs from the file that was judged last.</summary>
    public bool IsMended => copy.IsMade;

    /// <summary>Judges a file.</summary>
    public JpegVerdict Judge(ReadOnlySpan<byte> file)
    {
        frame.Reset();
        tables.Reset();
        copy.Reset();
        Reason = "";
        return file.StartsWith((ReadOnlySpan<byte>)[Escape, StartOfImage]) ? Walk(file) : JpegVerdict.NotJpeg;
    }

    /// <summary>The file that was judged last, mended where it needs it; valid until the next judgement.</summary>
    public ReadOnlySpan<byte> Mended(ReadOnlySpan<byte> file) => copy.IsMade ? copy.Bytes : file;

    private JpegVerdict Walk(ReadOnlySpan<byte> file)
    {
        int position = 2;
        int restartInterval = 0;
        while (true)
        {
            byte? found = NextMarker(file, ref position);
            if (found is not byte marker || marker == EndOfImage)
            {
                return End(file, position, hasMarker: found is not null);
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD7)) // they have no body
            {
                continue;
            }

            if (marker == StartOfImage)
            {
                return Torn("another picture begins in it");
            }

            int length = position + 2 <= file.Length ? BinaryPrimitives.ReadUInt16BigEndian(file[position..]) : 0;
            if (length < 2 || position + length > file.Length)
            {
                return End(file, position - 2, hasMarker: false);
            }

            ReadOnlySpan<byte> body = file.Slice(position + 2, length - 2);
            position += length;
            switch (marker)
            {
                case DefineTables when !tables.Define(body):
                    return Torn("its tables are damaged");
                case DefineRestart when body.Length >= 2:
                    restartInterval = BinaryPrimitives.ReadUInt16BigEndian(body);
                    break;
                case >= 0xC0 and <= 0xCF and not DefineTables and not 0xC8 and not 0xCC:
                    JpegVerdict readable = frame.Read(marker, body);
                    if (readable != JpegVerdict.Whole)
                    {
                        return readable == JpegVerdict.Torn ? Torn("its header is damaged") : readable;
                    }

                    break;
                case StartOfScan:
                    if (scan.Follow(file, body, ref position, frame, tables, restartInterval, copy) is string missing)
                    {
                        return Torn(missing);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The next marker; null at the end. Leaves out what stands before it.</summary>
    private byte? NextMarker(ReadOnlySpan<byte> file, ref int position)
    {
        int start = position;
        for (; position + 1 < file.Length; position++)
        {
            if (file[position] == Escape && file[position + 1] is not 0 and not Escape)
            {
                if (file[start..position].ContainsAnyExcept(Escape))
                {
                    copy.LeaveOut(file, start, position);
                }

                position += 2;
                return file[position - 1];
            }
        }

        position = start;
        return null;
    }

    private JpegVerdict End(ReadOnlySpan<byte> file, int position, bool hasMarker)
    {
        if (!frame.HasAllBlocks || !(hasMarker || frame.HasAllBits))
        {
            return Torn(frame.Width == 0 ? "its header is missing" : "its last parts are missing");
        }

        if (!hasMarker)
        {
            copy.Complete(file, position);
        }
        else if (copy.IsMade)
        {
            copy.Complete(file, position - 2);
        }

        return JpegVerdict.Whole;
    }

    private JpegVerdict Torn(string reason)
    {
        Reason = reason;
        return JpegVerdict.Torn;
    }
}
