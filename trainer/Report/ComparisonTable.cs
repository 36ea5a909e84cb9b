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
            table.AddRow(ConsoleTable.Name(row.Label), ConsoleTable.Count(row.Support), Percent.Of(row.OldRecall), Percent.Of(row.NewRecall), change, Percent.Of(row.OldPrecision), Percent.Of(row.NewPrecision));
        }

        ConsoleTable.Write(table, output);
        output.WriteLine($"{comparison.Dataset}, {comparison.Samples:N0} pictures: top-1 {Percent.Of(comparison.OldTop1)} → {Percent.Of(comparison.NewTop1)}; the {comparison.OldClassSamples:N0} of the old model's classes alone: {Percent.Of(comparison.OldTop1OldClasses)} → {Percent.Of(comparison.NewTop1OldClasses)}");
    }
}
