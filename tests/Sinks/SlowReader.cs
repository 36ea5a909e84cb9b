using System.Diagnostics;
using System.Text;

namespace EdgeResNet.Tests.Sinks;

/// <summary>Reads a stream no faster than <paramref name="bytesPerSecond"/>; null: as fast as it comes.</summary>
internal sealed class SlowReader(Stream stream, int? bytesPerSecond)
{
    private readonly byte[] buffer = new byte[16384];
    private readonly long started = Stopwatch.GetTimestamp();
    private int start;
    private int end;
    private long total;

    /// <summary>A line without its end.</summary>
    public async Task<string> LineAsync(CancellationToken cancel)
    {
        StringBuilder line = new();
        for (byte next = await ByteAsync(cancel); next != '\n'; next = await ByteAsync(cancel))
        {
            line.Append((char)next);
        }

        return line.ToString().TrimEnd('\r');
    }

    /// <summary>So many bytes.</summary>
    public async Task<byte[]> BytesAsync(int count, CancellationToken cancel)
    {
        byte[] bytes = new byte[count];
        for (int filled = 0; filled < count;)
        {
            await FillAsync(cancel);
            int part = Math.Min(end - start, count - filled);
            buffer.AsSpan(start, part).CopyTo(bytes.AsSpan(filled));
            (start, filled) = (start + part, filled + part);
        }

        return bytes;
    }

    private async ValueTask<byte> ByteAsync(CancellationToken cancel)
    {
        await FillAsync(cancel);
        return buffer[start++];
    }

    private async ValueTask FillAsync(CancellationToken cancel)
    {
        if (start < end)
        {
            return;
        }

        if (bytesPerSecond is int rate && total / (double)rate - Stopwatch.GetElapsedTime(started).TotalSeconds is > 0 and double early)
        {
            await RealTime.PassAsync(TimeSpan.FromSeconds(early), cancel);
        }

        (start, end) = (0, await stream.ReadAsync(buffer, cancel));
        total += end;
        if (end == 0)
        {
            throw new EndOfStreamException();
        }
    }
}
