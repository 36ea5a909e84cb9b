namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>A fixed number of pictures that circulate between the drawing thread and the holders. A picture allocates memory at its first drawing. One thread takes pictures and disposes the pool.</summary>
internal sealed class PicturePool : IDisposable
{
    private readonly SharedPicture[] pictures;
    private int used; // pictures given out at least once
    private bool disposed;

    /// <summary>Makes <paramref name="size"/> empty pictures.</summary>
    public PicturePool(int size)
    {
        pictures = new SharedPicture[size];
        for (int i = 0; i < size; i++)
        {
            pictures[i] = new SharedPicture();
        }
    }

    /// <summary>
    /// Takes a free picture, still with its old content; the caller releases it. First hands out each picture once, so that memory
    /// is allocated early. Later it prefers the first free one, likely in the processor's cache.
    /// </summary>
    /// <returns>Null when all are held.</returns>
    public SharedPicture? Take()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (used < pictures.Length && pictures[used].TryTake())
        {
            return pictures[used++];
        }

        foreach (SharedPicture picture in pictures)
        {
            if (picture.TryTake())
            {
                return picture;
            }
        }

        return null;
    }

    /// <summary>Frees unheld pictures; the others are freed at their last release.</summary>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        foreach (SharedPicture picture in pictures)
        {
            picture.Release();
        }
    }
}
