using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Tests.Training;

/// <summary>Grey 16×16 pictures of two classes: upright and level stripes under noise.</summary>
internal sealed class StripeImages(string name, int count, int seed, int noise) : IImageSet
{
    private const int Size = 16;

    public static InputSpec Input { get; } = new() { Color = "gray", Height = Size, Width = Size, Mean = [0.5], Std = [0.25] };

    public string Name => name;

    public int Count => count;

    public IReadOnlyList<string> Classes { get; } = ["upright", "level"];

    public static DataSplits Splits(int train, int validation, int noise = 120) =>
        new(new StripeImages("stripes/train", train, 1, noise), new StripeImages("stripes/val", validation, 2, noise), Test: null, "gray", "none");

    public static ArchitectureSpec Architecture(Recipe recipe) => new(recipe.Arch, recipe.Width, ArchitectureSpec.SmallStem, 2);

    public int Label(int index) => index % 2;

    public string Origin(int index) => $"{name} {index}";

    public void Read(int index, Preprocessor preprocessor, Span<byte> destination)
    {
        Random random = new((seed * 1000) + index);
        byte[] pixels = new byte[Size * Size];
        for (int i = 0; i < pixels.Length; i++)
        {
            int along = Label(index) == 0 ? i % Size : i / Size;
            pixels[i] = (byte)(((along / 2 % 2) * (255 - noise)) + random.Next(noise + 1));
        }

        preprocessor.Run(new ImageView(pixels, Size, Size, Size, PixelFormat.Gray8), destination);
    }
}
