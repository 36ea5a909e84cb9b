using System.Buffers;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Bytes that several clients send at their own speed, framed as their stream wants them: a buffer from the pool, given back by whoever lets it go last.</summary>
internal sealed class SharedBytes
{
    private readonly byte[] buffer;
    private readonly int contentStart;
    private readonly int contentLength;
    private readonly int framedLength;
    private int holders = 1;

    /// <summary>Copies all three; the caller is the first holder.</summary>
    /// <param name="before">What a stream sends before the content.</param>
    /// <param name="content">The content.</param>
    /// <param name="after">What a stream sends after it.</param>
    public SharedBytes(ReadOnlySpan<byte> before, ReadOnlySpan<byte> content, ReadOnlySpan<byte> after)
    {
        (contentStart, contentLength, framedLength) = (before.Length, content.Length, before.Length + content.Length + after.Length);
        buffer = ArrayPool<byte>.Shared.Rent(Math.Max(framedLength, 1));
        before.CopyTo(buffer);
        content.CopyTo(buffer.AsSpan(contentStart));
        after.CopyTo(buffer.AsSpan(contentStart + contentLength));
    }

    /// <summary>The content alone, valid for a holder.</summary>
    public ReadOnlyMemory<byte> Content => buffer.AsMemory(contentStart, contentLength);

    /// <summary>The content in its frame, so that a stream sends it with one call; valid for a holder.</summary>
    public ReadOnlyMemory<byte> Framed => buffer.AsMemory(0, framedLength);

    /// <summary>One more holder; only a holder, or the owner of the place where it stands, may call this.</summary>
    public void Hold() => Interlocked.Increment(ref holders);

    /// <summary>One holder less.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref holders) == 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
