namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>A fixed number of pictures that go round between one who draws and those who hold what was drawn. Memory of a picture is taken when it is first drawn on. Taking and disposing belong to one thread.</summary>
internal sealed class PicturePool : IDisposable
{
    private readonly SharedPicture[] pictures;
    private int used; // those that were given out at least once
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
    /// A picture that nobody else holds, with what was drawn on it before; the caller releases it. Each is given out once in the
    /// beginning, so that memory is taken then and not in the middle of a run; later the first that is free, which is likely to be in the processor's cache.
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

    /// <summary>Frees the pictures that nobody holds; the others are freed when they are let go.</summary>
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
