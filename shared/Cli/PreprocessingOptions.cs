using System.CommandLine;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Cli;

/// <summary>Options of every verb that makes a model: how a picture becomes the network's input.</summary>
public sealed class PreprocessingOptions
{
    /// <summary><c>--image-size</c>.</summary>
    public SizeOption ImageSize { get; } = new("--image-size") { Description = "Pixels a side, or WxH." };

    /// <summary><c>--crop</c>.</summary>
    public Option<string?> Crop { get; } = new("--crop") { Description = "Crop: center (cut out the middle), none (stretch) or pad (fit inside)." };

    /// <summary><c>--resize</c>.</summary>
    public Option<string?> Resize { get; } = new("--resize") { Description = "Resize method: area, or bilinear with antialiasing as in torchvision." };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [ImageSize, Crop, Resize];

    /// <summary>The input with the values of the command line; another crop drops the margin.</summary>
    /// <exception cref="UsageException">A value is not valid.</exception>
    public InputSpec Apply(ParseResult parsed, InputSpec input)
    {
        PictureSize size = parsed.GetValue(ImageSize) ?? new PictureSize(input.Width, input.Height);
        InputSpec wanted = input with
        {
            Width = size.Width,
            Height = size.Height,
            Crop = parsed.GetValue(Crop) ?? input.Crop,
            Resize = parsed.GetValue(Resize) ?? input.Resize,
            Margin = parsed.GetValue(Crop) is null or "center" ? input.Margin : 1,
        };
        try
        {
            wanted.Validate("--image-size, --crop, --resize");
            return wanted;
        }
        catch (InputException e)
        {
            throw new UsageException(e.Message, e);
        }
    }
}
