using System.Globalization;
using EdgeResNet.Shared.Evaluation;
using Spectre.Console;

namespace EdgeResNet.Trainer.Report;

/// <summary>Prints the comparison of old and new model.</summary>
internal static class ComparisonTable
{
    /// <summary>Prints a line per class and the totals.</summary>
    public static void Print(ModelComparison comparison, TextWriter output)
    {
        Table table = ConsoleTable.Columns("class", "pictures", "recall old", "new", "points", "precision old", "new");
        foreach (ClassComparison row in comparison.Classes)
        {
            string change = row.RecallChange is double points ? points.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) : "–";
            table.AddRow(ConsoleTable.Name(row.Label), ConsoleTable.Count(row.Support), Percent(row.OldRecall), Percent(row.NewRecall), change, Percent(row.OldPrecision), Percent(row.NewPrecision));
        }

        ConsoleTable.Write(table, output);
        output.WriteLine($"{comparison.Dataset}, {comparison.Samples:N0} pictures: top-1 {Percent(comparison.OldTop1)} → {Percent(comparison.NewTop1)}; the {comparison.OldClassSamples:N0} of the old model's classes alone: {Percent(comparison.OldTop1OldClasses)} → {Percent(comparison.NewTop1OldClasses)}");
    }

    private static string Percent(double? share) => share is double value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.00} %") : "–";
}
