using System.CommandLine;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Files;
using EdgeResNet.Trainer.Checks;
using EdgeResNet.Trainer.Checks.Page;
using EdgeResNet.Trainer.Training.Display;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>data check</c>: finds faults that harm a training or its evaluation.</summary>
internal static class DataCheckVerb
{
    private const int LargestFolds = 20;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        string kinds = string.Join(", ", Enum.GetNames<DataFault>().Select(name => name.ToLowerInvariant()));
        Argument<string> data = new("DATA") { Description = $"A folder of pictures (DIR/CLASS/…, or DIR/train/CLASS/… and DIR/val/CLASS/…), or {DataSource.Forms}." };
        Option<int> distance = new("--distance") { Description = $"Bits by which the perceptual hashes of near duplicates may differ, 0 to {NearPictures.LargestDistance}.", DefaultValueFactory = _ => 8 };
        NumberOption<double> outlierZ = new("--outlier-z") { Description = "Smallest robust z-score of an outlier.", DefaultValueFactory = _ => 3.5 };
        Option<bool> noLabels = new("--no-labels") { Description = "Skip the search for wrong labels, which needs a pretrained network." };
        Option<int> folds = new("--folds") { Description = $"Parts of the cross-validation for wrong labels, 2 to {LargestFolds}.", DefaultValueFactory = _ => 5 };
        Option<long> seed = new("--seed") { Description = "Seed of the cross-validation, and of a missing validation set.", DefaultValueFactory = _ => new Recipe().Seed };
        Option<string?> json = new("--json") { Description = "Write all findings into this JSON file." };
        Option<string?> html = new("--html") { Description = "Write a page with pictures into this HTML file." };
        Option<string[]> failOn = new("--fail-on") { Description = $"End with exit code 1 if there are findings of these kinds, separated by commas: {kinds}.", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        Command command = new("check", "Count pictures; find unreadable files, duplicates within and across splits, outliers and labels that may be wrong.")
        {
            data, distance, outlierZ, noLabels, folds, seed, json, html, failOn,
        };
        command.SetAction((parsed, stop) =>
        {
            DataCheckSettings settings = Validated(new DataCheckSettings(parsed.GetValue(distance), parsed.GetValue(outlierZ), parsed.GetValue(folds), parsed.GetValue(seed)));
            DataFault[] refused = Parse(parsed.GetRequiredValue(failOn), kinds);
            string?[] files = [parsed.GetValue(json), parsed.GetValue(html)];
            foreach (string file in files.OfType<string>())
            {
                AtomicFile.Check(file); // fails before minutes of work
            }

            TextWriter output = parsed.InvocationConfiguration.Output;
            string name = parsed.GetRequiredValue(data);
            CheckedData opened = CheckedData.Open(name, settings.Seed, stop);
            foreach (string note in opened.Notes)
            {
                output.WriteLine(note);
            }

            DataCheckReport report = DataCheck.Run(name, opened, settings, parsed.GetValue(noLabels) ? null : LabelCheck.Usual, new CheckProgress(output, LiveProgress.IsWatched(output)), stop);
            if (files[0] is string jsonFile)
            {
                StrictJson.Write(jsonFile, report);
            }

            if (files[1] is string htmlFile)
            {
                AtomicFile.WriteText(htmlFile, CheckPage.Of(report, opened.Pictures));
            }

            DataCheckTables.Show(report, output);
            return Task.FromResult(Judge(report, refused, parsed.InvocationConfiguration.Error));
        });
        return command;
    }

    private static DataCheckSettings Validated(DataCheckSettings settings)
    {
        Require(settings.Distance is >= 0 and <= NearPictures.LargestDistance, $"--distance {settings.Distance}: expected 0 to {NearPictures.LargestDistance}");
        Require(settings.OutlierZ > 0 && double.IsFinite(settings.OutlierZ), $"--outlier-z {settings.OutlierZ}: expected a number above 0, such as 3.5");
        Require(settings.Folds is >= 2 and <= LargestFolds, $"--folds {settings.Folds}: expected 2 to {LargestFolds}");
        Require(settings.Seed >= 0, $"--seed {settings.Seed}: expected 0 or more");
        return settings;

        static void Require(bool condition, string message)
        {
            if (!condition)
            {
                throw new UsageException(message);
            }
        }
    }

    private static DataFault[] Parse(IEnumerable<string> names, string kinds) =>
    [
        .. names.SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(name => Enum.TryParse(name, ignoreCase: true, out DataFault fault) && !char.IsAsciiDigit(name[0]) ? fault : throw new UsageException($"--fail-on {name}: expected some of {kinds}")),
    ];

    private static int Judge(DataCheckReport report, DataFault[] refused, TextWriter errors)
    {
        string[] found = [.. refused.Distinct().Where(fault => report.Count(fault) > 0).Select(fault => $"{fault.ToString().ToLowerInvariant()} {report.Count(fault):N0}")];
        if (found.Length == 0)
        {
            return (int)ExitCode.Done;
        }

        errors.WriteLine($"refused by --fail-on: {string.Join(", ", found)}");
        return (int)ExitCode.Unexpected; // a verdict for scripts
    }
}
