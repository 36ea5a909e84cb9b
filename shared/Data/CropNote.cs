using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Warns of a crop that does not suit the pictures.</summary>
internal static class CropNote
{
    private const int MostHeaders = 1000; // that are read to find the typical picture's shape

    /// <summary>Writes a line where the typical one of up to 1,000 pictures, evenly spread, loses more than a third to the crop.</summary>
    /// <exception cref="InputException">A picture's header cannot be read.</exception>
    public static void Write(TextWriter output, IImageSet pictures, InputSpec input)
    {
        if (Of(pictures, input) is string note)
        {
            output.WriteLine(note);
        }
    }

    /// <summary>The line, or null where the crop suits the pictures.</summary>
    /// <exception cref="InputException">A picture's header cannot be read.</exception>
    public static string? Of(IImageSet pictures, InputSpec input)
    {
        Subset looked = Subset.Spread(pictures, MostHeaders);
        return CropLoss.Note(input, Enumerable.Range(0, looked.Count).Select(looked.Size).OfType<(int, int)>());
    }
}
