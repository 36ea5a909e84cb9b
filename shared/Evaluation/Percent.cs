using System.Globalization;

namespace EdgeResNet.Shared.Evaluation;

/// <summary>Shares as text.</summary>
public static class Percent
{
    /// <summary>A share from 0 to 1 with two decimals, such as <c>93.25 %</c>; a dash for none.</summary>
    public static string Of(double? share) => share is double known ? (100 * known).ToString("0.00", CultureInfo.InvariantCulture) + " %" : "–";
}
