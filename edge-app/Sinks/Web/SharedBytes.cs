using System.Buffers;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Bytes that several clients send at their own speed: a buffer from the pool, given back by whoever lets it go last.</summary>
internal sealed class SharedBytes
{
    private readonly byte[] buffer;
    private int holders = 1;

    /// <summary>Copies <paramref name="content"/>; the caller is the first holder.</summary>
    public SharedBytes(ReadOnlySpan<byte> content)
    {
        buffer = ArrayPool<byte>.Shared.Rent(Math.Max(content.Length, 1));
        content.CopyTo(buffer);
        Length = content.Length;
    }

    /// <summary>Number of bytes.</summary>
    public int Length { get; }

    /// <summary>The bytes, valid for a holder.</summary>
    public ReadOnlyMemory<byte> Memory => buffer.AsMemory(0, Length);

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
