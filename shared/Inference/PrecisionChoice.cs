using System.Globalization;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Inference;

/// <summary>The choice of a model's file.</summary>
/// <param name="Name">Its precision.</param>
/// <param name="Reason">Why it was chosen; null where it was named.</param>
internal sealed record PrecisionChoice(string Name, string? Reason)
{
    /// <summary>Decides by provider, processor and card.</summary>
    public const string Auto = "auto";

    /// <summary>The precision of the file for processors.</summary>
    public const string Integers = "int8";

    /// <summary>Largest loss of top-1 that <see cref="Auto"/> accepts for speed, 0 to 1.</summary>
    public const double LargestDrop = 0.005;

    private const double Rounding = 1e-9; // of a difference of two shares

    /// <summary>Decides with a known provider; integer files are only for CPUs.</summary>
    /// <param name="asked">A precision, or <see cref="Auto"/>.</param>
    /// <param name="card">The bundle's card; null for a single file.</param>
    /// <param name="onCpu">Whether the CPU runs the network.</param>
    /// <param name="fastIntegers">Whether integers are faster on this processor (<see cref="IntegerProducts.AreFast"/>).</param>
    public static PrecisionChoice Make(string asked, ModelCard? card, bool onCpu, bool fastIntegers)
    {
        if (asked != Auto)
        {
            return new PrecisionChoice(asked, Reason: null);
        }

        FileSpec? file = card?.Files.GetValueOrDefault(Integers);
        double? drop = file is null ? null : Drop(card!, file);
        string? objection =
            !onCpu ? "int8 is for processors"
            : file is null ? "there is no int8 file"
            : file.Conversion?.ReducedLayers == 0 ? "the int8 file has no layer in int8"
            : !fastIntegers ? "int8 is not faster on this processor"
            : drop is null ? "the card has no loss for int8"
            : IsSmall(drop.Value) ? null
            : $"int8 loses {Points(drop.Value)} points of top-1, more than {Points(LargestDrop)}";
        return objection is null
            ? new PrecisionChoice(Integers, $"auto: it loses {Points(Math.Max(drop!.Value, 0))} points of top-1")
            : new PrecisionChoice(ModelBundle.DefaultPrecision, $"auto: {objection}");
    }

    /// <summary>Decides before the session starts, by the provider that is tried first.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="options">How to run it.</param>
    public static PrecisionChoice Of(ModelBundle bundle, ClassifierOptions options) =>
        Make(options.Precision, bundle.Card, options.Precision != Auto || ExecutionProviders.Names(options)[0] == ProviderChoice.CpuName, IntegerProducts.AreFast);

    /// <summary>Whether the loss of top-1 is small enough.</summary>
    public static bool IsSmall(double drop) => drop <= LargestDrop + Rounding;

    /// <summary>The larger loss in the card: on the pictures that decided, or on the reported ones.</summary>
    private static double? Drop(ModelCard card, FileSpec file)
    {
        double? reported = card.Files[ModelBundle.DefaultPrecision].Top1 - file.Top1;
        return file.Conversion is ConversionSpec made ? Math.Max(made.ValidationDrop, reported ?? made.ValidationDrop) : reported;
    }

    private static string Points(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture);
}
