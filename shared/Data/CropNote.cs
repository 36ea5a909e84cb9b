using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Warns if a crop does not suit the pictures.</summary>
internal static class CropNote
{
    private const int MostHeaders = 1000; // read to find the typical shape

    /// <summary>Writes a line if the typical picture (of up to 1,000, evenly spread) loses more than a third to the crop.</summary>
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
