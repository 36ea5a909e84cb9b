using System.Text.Json.Nodes;
using EdgeResNet.Trainer.Sweeps;

namespace EdgeResNet.Tests.Sweeps;

/// <summary>Files of sweeps for tests: a tiny network, one epoch.</summary>
internal static class SweepFile
{
    public const string Tiny = """{"arch": "resnet20", "width": 0.25, "image_size": 16, "batch": 8, "lr": 0.05, "epochs": 1}""";

    /// <summary>Writes a sweep of the tiny recipe, with more keys of the file.</summary>
    public static string Write(TemporaryFolder folder, string more, string recipe = Tiny, string name = "sweep-file.json")
    {
        File.WriteAllText(folder[name], $$"""{"data": "folder:{{folder["pets"]}}", "recipe": {{recipe}}, {{more}}}""");
        return folder[name];
    }

    /// <summary>The plan of such a file.</summary>
    public static SweepPlan Plan(TemporaryFolder folder, string more, string recipe = Tiny)
    {
        string file = Write(folder, more, recipe);
        return SweepPlan.Of(SweepSpec.Read(file), file);
    }

    /// <summary>The values of a key in a plan's recipes.</summary>
    public static string[] Values(SweepPlan plan, string key) => [.. plan.Candidates.Select(candidate => ((JsonNode)candidate.Recipe[key]!).ToJsonString())];
}
