using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Trainer.Checks;

/// <summary>The pictures of a published data set of one size.</summary>
internal sealed class KnownPictures : ICheckedPictures
{
    private readonly IImageSet[] sets;
    private readonly InputSpec native; // keeps the pixels unchanged

    /// <summary>Takes the splits of data whose <see cref="DataSplits.Size"/> is known.</summary>
    public KnownPictures(DataSplits data)
    {
        int size = data.Size ?? throw new ArgumentException("the pictures have no common size", nameof(data));
        sets = data.Test is null ? [data.Train, data.Validation] : [data.Train, data.Validation, data.Test];
        Splits = [.. sets.Select(set => set.Name.Split('/')[^1])];
        Count = sets.Sum(set => set.Count);
        double[] perChannel = [.. Enumerable.Repeat(0.5, data.Color == "gray" ? 1 : 3)];
        native = new InputSpec { Color = data.Color, Height = size, Width = size, Mean = perChannel, Std = perChannel };
    }

    public string Name => sets[0].Name.Split('/')[0];

    public int Count { get; }

    public IReadOnlyList<string> Classes => sets[0].Classes;

    public IReadOnlyList<string> Splits { get; }

    public int Split(int index) => Locate(index).Set;

    public bool IsHeldOut(int index) => false; // the validation set is cut already

    public int Label(int index)
    {
        (int set, int within) = Locate(index);
        return sets[set].Label(within);
    }

    public string Origin(int index)
    {
        (int set, int within) = Locate(index);
        return sets[set].Origin(within);
    }

    public string PathInData(int index) => Path.GetFileName(Origin(index));

    public string? File(int index) => null;

    public void Read(int index, Preprocessor preprocessor, Span<byte> destination)
    {
        (int set, int within) = Locate(index);
        sets[set].Read(within, preprocessor, destination);
    }

    public DecodedImage Decode(int index)
    {
        byte[] pixels = new byte[native.Bytes];
        Read(index, new Preprocessor(native), pixels);
        return new DecodedImage(pixels, native.Width, native.Height, native.Width * native.Channels, native.Channels == 1 ? PixelFormat.Gray8 : PixelFormat.Rgb24);
    }

    private (int Set, int Within) Locate(int index)
    {
        int set = 0;
        while (index >= sets[set].Count)
        {
            index -= sets[set++].Count;
        }

        return (set, index);
    }
}
