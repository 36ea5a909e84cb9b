using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Trainer.Report;
using EdgeResNet.Trainer.Studies;
using Spectre.Console;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>study teach</c>: the accuracy of a taught head by number of pictures.</summary>
internal static class StudyTeach
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> data = new("--data") { Description = "folder:DIR; train, val and test are used together.", Required = true };
        Option<int[]> shots = new("--shots") { Description = "Learned pictures per class, such as 5 10 25; 0 learns half of each class.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [0] };
        Option<int> draws = new("--draws") { Description = "Number of random draws.", DefaultValueFactory = _ => 10 };
        Option<string> pretrained = new("--pretrained") { Description = "The backbone.", DefaultValueFactory = _ => ImageNetBackbone.Name };
        Option<string?> json = new("--json") { Description = "Write the figures into this JSON file." };
        Option<string?> dump = new("--dump") { Description = "Write features and draws into this folder, for other programs." };
        Command command = new("teach", "Measure a taught head: accuracy by number of pictures, rejection of unknown things, calibration.") { data, shots, draws, pretrained, json, dump };
        command.SetAction((parsed, stop) =>
        {
            string text = parsed.GetRequiredValue(data);
            string folder = DataSource.FolderOf(text) ?? throw new UsageException($"--data {text}: study teach takes folder:DIR");
            int[] wanted = parsed.GetValue(shots)!;
            if (wanted.Any(count => count < 0) || parsed.GetValue(draws) < 1)
            {
                throw new UsageException("--shots and --draws: expected 0 or more, and 1 or more");
            }

            TextWriter output = parsed.InvocationConfiguration.Output;
            (FeatureTable table, int[] groups) = Read(folder, parsed.GetValue(pretrained)!, output, stop);
            TeachStudy study = new(folder, table, groups, parsed.GetValue(draws), stop);
            TeachStudyReport report = study.Run(wanted);
            if (parsed.GetValue(json) is string file)
            {
                StrictJson.Write(file, report);
            }

            if (parsed.GetValue(dump) is string target)
            {
                Dump(target, table, study, wanted, parsed.GetValue(draws));
            }

            Show(report, output);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static (FeatureTable Table, int[] Groups) Read(string folder, string pretrained, TextWriter output, CancellationToken stop)
    {
        (FolderImageSet train, FolderImageSet? validation, FolderImageSet? test) = FolderData.OpenWhole(folder, stop);
        FolderImageSet[] sets = [.. new[] { train, validation, test }.OfType<FolderImageSet>()];
        FolderImageSet whole = new(folder, [.. sets.SelectMany(set => set.Files)], [.. sets.SelectMany(set => Enumerable.Range(0, set.Count).Select(set.Label))], train.Classes);
        Backbone backbone = Backbone.Open(pretrained, output.WriteLine, stop);
        using FeatureExtractor extractor = new(backbone, backbone.Input);
        FeatureRead read = new FeatureReader(extractor, FeatureCache.Open(WeightPlaces.FromEnvironment().Cache, backbone, backbone.Input, extractor.Width)).Read(whole, _ => { }, stop);
        return (read.Table, NearCopies.Join(read.Table, read.Groups).Groups);
    }

    private static void Dump(string folder, FeatureTable table, TeachStudy study, int[] shots, int draws)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, "features.f32"), stream =>
        {
            for (int i = 0; i < table.Count; i++)
            {
                stream.Write(MemoryMarshal.AsBytes(table[i]));
            }
        });
        StrictJson.Write(Path.Combine(folder, "draws.json"), new
        {
            table.Count,
            table.Width,
            table.Labels,
            Shots = shots.Select(count => new { Shots = count, Draws = Enumerable.Range(1, draws).Select(draw => study.Draw(count, draw)) }),
        });
    }

    private static void Show(TeachStudyReport report, TextWriter output)
    {
        Table table = ConsoleTable.Columns("pictures of a class", "learned", "head", "nearest mean");
        foreach (TeachRow row in report.Rows)
        {
            table.AddRow(row.Shots == 0 ? "half" : ConsoleTable.Count(row.Shots), row.Learned.ToString("0", CultureInfo.InvariantCulture), Of(row.Head), Of(row.NearestMean));
        }

        ConsoleTable.Write(table, output);
        foreach ((string measure, Spread auroc) in report.UnknownAuroc)
        {
            output.WriteLine($"AUROC with three classes left out, {measure}: {Of(auroc)}");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ECE of cross-validated answers: {Of(report.Ece)}; perfectly calibrated scores would have {report.EceOfChance:0.000} with {report.Pictures} pictures"));
    }

    private static string Of(Spread spread) => string.Create(CultureInfo.InvariantCulture, $"{spread.Mean:0.000} ± {spread.Deviation:0.000}");
}
