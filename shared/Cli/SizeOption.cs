using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace EdgeResNet.Shared.Cli;

/// <summary>An option that takes the size of a picture, in pixels: <c>N</c> for a square, or <c>WxH</c>.</summary>
public sealed class SizeOption : Option<PictureSize?>
{
    /// <summary>An option of that name.</summary>
    public SizeOption(string name)
        : base(name) => CustomParser = Read;

    private PictureSize? Read(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        string[] sides = text.Split('x');
        if (sides.Length <= 2 && Side(sides[0], out int width) && Side(sides[^1], out int height))
        {
            return new PictureSize(width, height);
        }

        argument.AddError($"Cannot parse argument '{text}' for option '{Name}': expected pixels a side such as 224, or width and height such as 320x240");
        return null;
    }

    private static bool Side(string text, out int pixels) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out pixels);
}
