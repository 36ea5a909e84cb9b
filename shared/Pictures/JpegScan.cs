namespace EdgeResNet.Shared.Pictures;

/// <summary>Follows one scan (ITU-T T.81, B.2.3) from restart to restart.</summary>
internal sealed class JpegScan
{
    private const int MostBlocks = 10; // of an interleaved unit, T.81, B.2.3
    private const byte FirstRestart = 0xD0;
    private const int Restarts = 8;
    private const int FewBytes = 2; // which some cameras add before each marker
    private readonly (HuffmanTable Dc, HuffmanTable Ac)[] tables = new (HuffmanTable, HuffmanTable)[MostBlocks];
    private readonly JpegComponent[] components = new JpegComponent[4];
    private readonly EntropyData data = new();
    private ProgressiveScan part;
    private int count;
    private int blocks; // of a unit

    /// <summary>Follows a scan.</summary>
    /// <param name="file">The file.</param>
    /// <param name="header">Body of the SOS segment.</param>
    /// <param name="position">First byte of its data; then that of the marker behind it.</param>
    /// <param name="frame">The picture.</param>
    /// <param name="definitions">Huffman tables.</param>
    /// <param name="restartInterval">Units between restarts; 0 without them.</param>
    /// <param name="copy">Leaves harmless bytes out.</param>
    /// <returns>What is missing; null if nothing is.</returns>
    public string? Follow(ReadOnlySpan<byte> file, ReadOnlySpan<byte> header, ref int position, JpegFrame frame, JpegTables definitions, int restartInterval, JpegCopy copy)
    {
        if (!Read(header, frame, definitions))
        {
            return "the header of a scan is invalid";
        }

        (int across, int down) = count == 1 ? components[0].Blocks : frame.Units;
        long left = (long)across * down;
        for (int restart = 0; left > 0; restart++)
        {
            int start = position;
            position = data.Read(file, start);
            long units = restartInterval == 0 ? left : Math.Min(left, restartInterval);
            long taken = frame.IsProgressive ? FollowParts(frame, (long)across * down - left, units) : SequentialScan.Follow(data.Bytes, data.Length, tables.AsSpan(0, blocks), units * blocks);
            if (taken < 0 || taken > 8L * data.Length)
            {
                return taken < 0 ? "its data are damaged" : "its last rows are missing";
            }

            int used = (int)((taken + 7) / 8);
            if (used < data.Length)
            {
                if (!IsHarmless(frame, taken, used))
                {
                    return "its data are damaged";
                }

                copy.LeaveOut(file, EntropyData.PlaceBehind(file, start, used), position);
            }

            left -= units;
            if (left > 0)
            {
                if (position + 1 >= file.Length || file[position + 1] != FirstRestart + (restart % Restarts))
                {
                    return "a part of it is missing";
                }

                position += 2;
            }
        }

        return null;
    }

    private bool Read(ReadOnlySpan<byte> header, JpegFrame frame, JpegTables definitions)
    {
        count = header.Length > 0 ? header[0] : 0;
        if (count is < 1 or > 4 || header.Length < 4 + (2 * count))
        {
            return false;
        }

        ReadOnlySpan<byte> range = header.Slice(1 + (2 * count), 3);
        (int first, int last, int missing) = frame.IsProgressive ? (range[0], range[1], range[2] & 15) : (0, 63, 0);
        part = new ProgressiveScan(first, last, Refines: range[2] >> 4 > 0);
        if (last > 63 || first > last || (first == 0 && last > 0 && frame.IsProgressive) || (first > 0 && count > 1))
        {
            return false;
        }

        blocks = 0;
        for (int i = 0; i < count; i++)
        {
            if (frame.Find(header[1 + (2 * i)]) is not JpegComponent component)
            {
                return false;
            }

            components[i] = component;
            component.Sent(first, last, missing);
            int slots = header[2 + (2 * i)];
            (component.Dc, component.Ac) = (definitions.Dc((slots >> 4) & 3), definitions.Ac(slots & 3));
            int own = count == 1 ? 1 : component.Sampling.Across * component.Sampling.Down;
            if (blocks + own > MostBlocks)
            {
                return false;
            }

            tables.AsSpan(blocks, own).Fill((component.Dc, component.Ac));
            blocks += own;
        }

        return true;
    }

    /// <summary>Follows the units from <paramref name="first"/> on in a progressive picture; returns as for a sequential one.</summary>
    private long FollowParts(JpegFrame frame, long first, long units)
    {
        EntropyBits bits = new(data.Bytes, data.Length);
        int emptyBlocks = 0;
        ulong unused = 0;
        bool single = count == 1;
        Span<ulong> nonzero = components[0].Nonzero;
        for (long unit = first; unit < first + units; unit++)
        {
            for (int block = 0; block < blocks; block++)
            {
                // Only scans of one component send what is kept.
                ref ulong kept = ref single ? ref nonzero[(int)unit] : ref unused;
                if (!part.Follow(ref bits, single ? components[0] : Owner(block), ref kept, ref emptyBlocks))
                {
                    return bits.IsOverrun ? bits.Taken : -1;
                }

                if (bits.IsOverrun)
                {
                    return bits.Taken;
                }
            }
        }

        return bits.Taken;
    }

    private JpegComponent Owner(int block)
    {
        foreach (JpegComponent component in components.AsSpan(0, count))
        {
            block -= component.Sampling.Across * component.Sampling.Down;
            if (block < 0)
            {
                return component;
            }
        }

        return components[0];
    }

    /// <summary>
    /// Whether bytes behind the last block are padding. Otherwise they are picture data: codes before them were damaged, so that
    /// the blocks ended too early.
    /// </summary>
    private bool IsHarmless(JpegFrame frame, long taken, int used)
    {
        ReadOnlySpan<byte> extra = data.Bytes[used..data.Length];
        int padding = (8 * used) - (int)taken;
        int ones = (1 << padding) - 1;
        int bits = used == 0 ? 0 : data.Bytes[used - 1] & ones;
        if (bits != ones && bits != 0)
        {
            return false;
        }

        if (extra.Length <= FewBytes || !extra.ContainsAnyExcept(extra[0]) || frame.IsProgressive)
        {
            return true;
        }

        int rest = (int)((8L * data.Length) - SequentialScan.FollowToEnd(data.Bytes, data.Length, tables.AsSpan(0, blocks), taken));
        ones = (1 << Math.Min(rest, 8)) - 1;
        return rest >= 8 || (data.Bytes[data.Length - 1] & ones) != ones;
    }
}
