using EdgeResNet.Shared.Cli;
using EdgeResNet.Trainer.Checks;
using EdgeResNet.Trainer.Report;
using Spectre.Console;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>Output of <c>data check</c>: the classes, then each kind of finding with its first examples.</summary>
internal static class DataCheckTables
{
    private const int MostClasses = 30;
    private const int Examples = 5;

    /// <summary>Prints a report.</summary>
    public static void Show(DataCheckReport report, TextWriter output)
    {
        ShowClasses(report, output);
        output.WriteLine($"{report.Data}: {Counted.Of(report.Pictures, "picture")} in {Counted.Of(report.Classes.Count, "class", "classes")}; the largest class of {report.Splits[0].Split} has {CheckText.Number(report.Imbalance, "0.0")} times the pictures of the smallest");
        foreach (CheckSection section in CheckText.Sections(report))
        {
            output.WriteLine();
            output.WriteLine(section.Title);
            foreach (string line in section.Lines.Take(Examples))
            {
                output.WriteLine($"  {line}");
            }

            if (section.Lines.Count > Examples)
            {
                output.WriteLine($"  … and {section.Lines.Count - Examples:N0} more (--json lists all, --html shows them)");
            }
        }
    }

    private static void ShowClasses(DataCheckReport report, TextWriter output)
    {
        string[] sums = report.Splits.Count > 1 ? ["all"] : []; // no sum for a single split
        Table table = ConsoleTable.Columns("class", [.. report.Splits.Select(split => split.Split), .. sums]);
        foreach (ClassCount each in report.Classes.Take(MostClasses))
        {
            table.AddRow([ConsoleTable.Name(each.Label), .. each.Pictures.Select(count => ConsoleTable.Count(count)), .. sums.Select(_ => ConsoleTable.Count(each.Pictures.Sum()))]);
        }

        if (report.Classes.Count > MostClasses)
        {
            table.AddRow([$"… {report.Classes.Count - MostClasses} more", .. report.Splits.Select(_ => ""), .. sums.Select(_ => "")]);
        }

        table.AddRow(["all", .. report.Splits.Select(split => ConsoleTable.Count(split.Pictures)), .. sums.Select(_ => ConsoleTable.Count(report.Pictures))]);
        ConsoleTable.Write(table, output);
    }
}
