using System.Globalization;
using System.Text.Json.Serialization;

namespace EdgeResNet.EdgeApp.Capture.Camera.Controls;

/// <summary>A control of a camera, as its driver describes it (<c>v4l2_queryctrl</c>).</summary>
/// <param name="Name">Name of the source option, or of the control in lower case with underscores, as <c>v4l2-ctl</c> prints it.</param>
/// <param name="Minimum">Least value.</param>
/// <param name="Maximum">Greatest value.</param>
/// <param name="Default">Default of the driver.</param>
internal sealed record CameraControl(string Name, int Minimum, int Maximum, int Default)
{
    /// <summary>Step of its values.</summary>
    public int Step { get; init; } = 1;

    /// <summary>Names of its values, if they have names; empty at values that do not exist.</summary>
    public IReadOnlyDictionary<int, string>? Menu { get; init; }

    /// <summary>Its number.</summary>
    [JsonIgnore]
    public uint Id { get; init; }

    /// <summary>Whether it is switched on or off.</summary>
    [JsonIgnore]
    public bool IsSwitch { get; init; }

    /// <summary>Range and step for people: <c>0 to 250 in steps of 5</c>, <c>0 (off), 1 (50 Hz)</c>.</summary>
    [JsonIgnore]
    public string Range => Menu is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Minimum} to {Maximum}{(Step > 1 ? $" in steps of {Step}" : "")}")
        : string.Join(", ", Menu.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Key} ({item.Value})")));

    /// <summary>The same for lists: <c>focus=0…250/5</c>.</summary>
    [JsonIgnore]
    public string Short => string.Create(CultureInfo.InvariantCulture, $"{Name}={Minimum}…{Maximum}{(Step > 1 ? $"/{Step}" : "")}");

    /// <summary>Reads a value: a number, the name of a value, or <c>on</c> and <c>off</c> of a switch; null if it is none.</summary>
    public int? Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        if (IsSwitch)
        {
            return text.ToLowerInvariant() switch { "on" or "true" => 1, "off" or "false" => 0, _ => null };
        }

        foreach ((int value, string name) in Menu ?? new Dictionary<int, string>())
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Whether a value exists.</summary>
    public bool Has(int value) => Menu is null ? value >= Minimum && value <= Maximum : Menu.ContainsKey(value);
}
