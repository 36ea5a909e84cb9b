using System.Numerics.Tensors;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Teaching;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Collecting;

/// <summary>Finds near copies among the newest pictures by the cosine of their features, or of small grey pictures where a model has no features.</summary>
internal sealed class Likeness
{
    private const int Capacity = 4096;
    private const int Side = 16;
    private readonly Dictionary<string, float[]> known = [];
    private readonly Queue<string> order = new();

    /// <summary>Whether a picture like this is there.</summary>
    public bool Contains(ReadOnlySpan<float> features)
    {
        foreach (float[] other in known.Values)
        {
            if (other.Length == features.Length && TensorPrimitives.CosineSimilarity<float>(other, features) >= NearCopies.LeastCosine)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Remembers a picture; forgets the oldest of too many.</summary>
    public void Add(string path, float[] features)
    {
        known[path] = features;
        order.Enqueue(path);
        while (known.Count > Capacity && order.TryDequeue(out string? oldest))
        {
            known.Remove(oldest);
        }
    }

    /// <summary>Forgets a picture.</summary>
    public void Remove(string path) => known.Remove(path);

    /// <summary>What stands for a picture: its features, or its pixels as 16×16 grey values without their mean.</summary>
    public static float[] Of(CollectedPicture picture)
    {
        if (!picture.Features.IsEmpty)
        {
            return picture.Features.ToArray();
        }

        using Mat seen = Seen(picture);
        using Mat small = new();
        using Mat grey = new();
        Cv2.Resize(seen, small, new Size(Side, Side), interpolation: InterpolationFlags.Area);
        Cv2.CvtColor(small, grey, ColorConversionCodes.BGR2GRAY);
        grey.GetArray(out byte[] pixels);
        float mean = (float)pixels.Average(pixel => pixel);
        return [.. pixels.Select(pixel => pixel - mean)];
    }

    private static Mat Seen(CollectedPicture picture)
    {
        Mat whole = picture.Frame.Image;
        PixelRect region = picture.Region ?? new PixelRect(0, 0, whole.Width, whole.Height);
        return new Mat(whole, new Rect(region.X, region.Y, region.Width, region.Height));
    }
}
