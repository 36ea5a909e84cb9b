using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeResNet.Tests.Studio.Page;

/// <summary>Answers of studio with something in every key.</summary>
internal static class StudioAnswers
{
    private const string Time = "2026-05-04T10:20:30Z";

    public static JsonObject State(string[] classes) => new()
    {
        ["folder"] = "studio",
        ["source"] = "camera:0",
        ["model"] = new JsonObject { ["name"] = "studio", ["sha256"] = "ab", ["version"] = "with bags", ["unsaved"] = true },
        ["recording"] = new JsonObject { ["class"] = null, ["rate"] = 4, ["seen"] = 0, ["kept"] = 0, ["near_copies"] = 0, ["blurred"] = 0 },
        ["classes"] = new JsonArray([.. classes.Select(Class)]),
        ["quality"] = classes.Length < 2 ? new JsonObject { ["state"] = "none" } : Quality(classes),
        ["refit_ms"] = 88,
        ["saving"] = new JsonObject { ["state"] = "idle" },
        ["undo"] = null,
        ["redo"] = null,
        ["inbox"] = new JsonObject { ["pictures"] = 3 },
        ["shadow"] = null,
        ["fine_tune"] = FineTune("idle", 0),
        ["problems"] = new JsonArray(),
    };

    public static JsonObject Class(string name, int at) => new()
    {
        ["name"] = name,
        ["key"] = at < 9 ? at + 1 : null,
        ["pictures"] = 0,
        ["blurred"] = 1,
        ["near_copies"] = 3,
        ["accuracy"] = 0.9,
        ["interval"] = new JsonArray(0.7, 0.97),
        ["confused_with"] = new JsonArray(new JsonObject { ["label"] = "other", ["pictures"] = 2 }),
    };

    public static JsonObject Picture(string label, int at) => new()
    {
        ["path"] = string.Create(CultureInfo.InvariantCulture, $"{label}/{at:000}.jpg"),
        ["sha256"] = string.Create(CultureInfo.InvariantCulture, $"{label}{at}"),
        ["class"] = label,
        ["time"] = Time,
        ["source"] = "camera:0",
        ["answer"] = at == 1 ? "other" : label,
        ["score"] = 0.8,
        ["doubt"] = 0.2,
        ["suspected"] = at == 1 ? "other" : null,
        ["near_copy_of"] = at == 2 ? "another" : null,
        ["blurred"] = at == 3,
    };

    public static JsonArray Versions() => new(Version(2, "with bags", active: true), Version(1, null, active: false));

    public static JsonArray Inbox() => new(
        new JsonObject { ["id"] = "first", ["suggested"] = "cup", ["pictures"] = new JsonArray(Waiting("a"), Waiting("b")) },
        new JsonObject { ["id"] = "second", ["suggested"] = null, ["pictures"] = new JsonArray(Waiting("c")) });

    public static JsonObject Comparison() => new()
    {
        ["pictures"] = 30,
        ["first_top1"] = 0.8,
        ["second_top1"] = 0.9,
        ["both_right"] = 23,
        ["only_first"] = 1,
        ["only_second"] = 4,
        ["both_wrong"] = 2,
        ["per_class"] = new JsonArray(),
        ["examples"] = new JsonArray(new JsonObject { ["path"] = "cup/000.jpg", ["sha256"] = "cup0", ["class"] = "cup", ["first"] = "plate", ["second"] = "cup" }),
    };

    public static JsonObject FineTune(string state, int epoch) => new()
    {
        ["available"] = true,
        ["why_not"] = null,
        ["state"] = state,
        ["epoch"] = epoch,
        ["epochs"] = 10,
        ["seconds_left"] = 90.0,
        ["curve"] = new JsonArray([.. Enumerable.Range(1, epoch).Select(at => (JsonNode)new JsonObject { ["epoch"] = at, ["train_loss"] = 2.0 / at, ["val_loss"] = 2.2 / at, ["val_top1"] = 1 - (0.5 / at) })]),
        ["message"] = null,
    };

    public static JsonObject Shadow() => new() { ["id"] = 1, ["label"] = "plate", ["score"] = 0.61, ["agree"] = 0.93, ["frames"] = 1200 };

    private static JsonObject Quality(string[] classes) => new()
    {
        ["state"] = "ready",
        ["pictures"] = 30,
        ["top1"] = 0.9,
        ["interval"] = new JsonArray(0.74, 0.96),
        ["method"] = "five heads, each without a fifth of the pictures",
        ["labels"] = new JsonArray([.. classes.Select(name => (JsonNode)name)]),
        ["confusion"] = new JsonArray([.. classes.Select((_, row) => (JsonNode)new JsonArray([.. classes.Select((_, column) => (JsonNode)(row == column ? 9 : column == 0 ? 1 : 0))]))]),
        ["help_most"] = classes[0],
        ["seconds"] = 0.4,
    };

    private static JsonObject Version(int id, string? name, bool active) => new()
    {
        ["id"] = id,
        ["name"] = name,
        ["path"] = string.Create(CultureInfo.InvariantCulture, $"studio/.edgeresnet/versions/{id:000}"),
        ["time"] = Time,
        ["classes"] = new JsonArray("cup", "plate"),
        ["pictures"] = 30,
        ["top1"] = 0.9,
        ["interval"] = new JsonArray(0.74, 0.96),
        ["sha256"] = "0123456789abcdef",
        ["active"] = active,
        ["fine_tuned"] = !active,
    };

    private static JsonObject Waiting(string id) => new()
    {
        ["id"] = id,
        ["time"] = Time,
        ["top"] = new JsonArray(new JsonObject { ["label"] = "cup", ["score"] = 0.4 }),
        ["state"] = "unknown",
        ["reasons"] = new JsonArray("unknown"),
    };
}
