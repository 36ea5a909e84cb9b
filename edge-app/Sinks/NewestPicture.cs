using EdgeResNet.EdgeApp.Overlay;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Hands the newest picture from the render loop to one thread of a sink. Nobody waits, copies or allocates.</summary>
internal sealed class NewestPicture
{
    /// <summary>What a sink with one of these holds at most: the picture that waits and the one that its thread works on.</summary>
    public const int MostHeld = 2;

    private SharedPicture? waiting;

    /// <summary>Holds <paramref name="picture"/> in place of the one before, which is let go if nobody has taken it.</summary>
    public void Offer(SharedPicture picture)
    {
        picture.Hold();
        Interlocked.Exchange(ref waiting, picture)?.Release();
    }

    /// <summary>The newest picture, or null when there is none that was not taken yet; the caller is its holder.</summary>
    public SharedPicture? Take() => Interlocked.Exchange(ref waiting, null);
}
