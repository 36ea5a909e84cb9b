using System.Buffers;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Framed bytes that several clients send at their own speed. The last holder returns the pooled buffer.</summary>
internal sealed class SharedBytes
{
    private readonly byte[] buffer;
    private readonly int contentStart;
    private readonly int contentLength;
    private readonly int framedLength;
    private int holders = 1;

    /// <summary>Copies all three parts; the caller is the first holder.</summary>
    /// <param name="before">Frame before the content.</param>
    /// <param name="content">The content.</param>
    /// <param name="after">Frame after the content.</param>
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

    /// <summary>The content in its frame, to send with one call; valid for a holder.</summary>
    public ReadOnlyMemory<byte> Framed => buffer.AsMemory(0, framedLength);

    /// <summary>Adds a holder. Call it only as a holder, or as the owner of the slot that holds it.</summary>
    public void Hold() => Interlocked.Increment(ref holders);

    /// <summary>Removes a holder.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref holders) == 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
