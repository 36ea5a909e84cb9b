using System.Globalization;

namespace EdgeResNet.EdgeApp.Capture.Camera.Controls;

/// <summary>A control that the user sets for a run.</summary>
/// <param name="Option">The source option.</param>
/// <param name="Text">The wanted value.</param>
/// <param name="Known">What the option stands for; null for <c>control.NAME</c>.</param>
internal sealed record ControlWish(string Option, string Text, ControlOption? Known)
{
    private const string Prefix = "control.";

    /// <summary>The source options.</summary>
    public static IReadOnlyList<string> Options { get; } = [.. ControlOption.All.Select(option => option.Name), Prefix + SourceAddress.AnyName];

    /// <summary>The control's name, for <c>control.NAME</c>.</summary>
    public string Name => Option[Prefix.Length..].ToLowerInvariant();

    /// <summary>Reads the controls of an address, in its order.</summary>
    /// <exception cref="UsageException">A value has no meaning.</exception>
    public static IReadOnlyList<ControlWish> Parse(SourceAddress address)
    {
        List<ControlWish> wishes = [];
        foreach ((string option, string text) in address.Options)
        {
            ControlOption? known = ControlOption.All.FirstOrDefault(known => known.Name == option);
            if (known is not null && !IsValue(known, text))
            {
                string expected = known.Words.Count > 0 ? string.Join(", ", known.Words.Keys) : $"a whole number or {ControlOption.Auto}";
                throw new UsageException($"source {address.Text}: {option} is '{text}'; expected {expected}");
            }

            if (known is not null || option.StartsWith(Prefix, StringComparison.Ordinal))
            {
                wishes.Add(new ControlWish(option, text, known));
            }
        }

        return wishes;
    }

    private static bool IsValue(ControlOption option, string text) => option.Words.Count > 0
        ? option.Words.ContainsKey(text)
        : text == ControlOption.Auto || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
}
