using System.Text.Json;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Processes;
using EdgeResNet.Tests.Studio;

namespace EdgeResNet.Tests.Verbs;

/// <summary>Versions that <c>studio</c> makes as a process of its own, alone and with the trainer.</summary>
public sealed class StudioSavingTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public StudioSavingTest()
    {
        for (int kind = 0; kind < 2; kind++)
        {
            for (int number = 0; number < 12; number++)
            {
                PatchModel.WritePicture(folder[$"desk/{(kind == 0 ? "cup" : "plate")}/{number:00}.png"], kind, number);
            }
        }
    }

    public void Dispose() => folder.Dispose();

    private string Versions => folder[$"desk/{Album.HiddenFolder}/versions"];

    [Fact]
    public async Task A_kill_in_the_middle_of_a_save_leaves_only_whole_versions()
    {
        string model = PatchModel.Write(folder["patches.onnx"]);
        for (int round = 0; round < 3; round++)
        {
            await using StudioProcess studio = await StartAsync(model);
            Assert.Empty(Directory.GetDirectories(Versions, "*.new*")); // what the round before left is gone
            await studio.PostAsync("versions");
            Eventually.True(() => Directory.GetDirectories(Versions, "*.new*").Length > 0 || Directory.Exists(Path.Combine(Versions, $"{round + 1:000}")));
        } // killed

        await using StudioProcess last = await StartAsync(model);
        await last.PostAsync("versions");
        await last.WaitAsync(now => now.GetProperty("saving").GetProperty("message").GetString() is string told && told.EndsWith("is saved", StringComparison.Ordinal));
        JsonElement[] listed = [.. (await last.GetAsync("/api/studio/versions")).EnumerateArray()];
        Assert.Equal(Directory.GetDirectories(Versions).Length, listed.Length);
        foreach (JsonElement version in listed)
        {
            CommandResult verified = await Command.RunAsync(Path.Combine(AppContext.BaseDirectory, "EdgeResNet.EdgeApp"), ["verify", "--model", version.GetProperty("path").GetString()!]);
            Assert.True(verified.ExitCode == 0, verified.Error);
        }
    }

    [Fact, Long]
    public async Task The_trainer_makes_a_version_as_a_child_and_is_cancelled()
    {
        File.WriteAllText(folder["edgeresnet"], $"exec '{MpiRun.Program}' \"$@\"\n");
        await using StudioProcess studio = await StartAsync(Path.Combine(Command.RepositoryRoot, "models", "fashion-resnet18"), (TrainerChild.LauncherVariable, folder["edgeresnet"]));
        await studio.PostAsync("fine-tune");
        await studio.WaitAsync(now => Tuning(now) is ("running", > 0));
        await studio.PostAsync("fine-tune/cancel");
        await studio.WaitAsync(now => Tuning(now).State == "cancelled");
        Eventually.True(() => !MpiRun.With($"{TrainerChild.LauncherVariable}={folder["edgeresnet"]}").Any());
        Assert.Empty(Directory.GetDirectories(Versions));

        await studio.PostAsync("fine-tune");
        JsonElement done = await studio.WaitAsync(now => Tuning(now).State is "done" or "failed");
        Assert.True(Tuning(done).State == "done", done.GetRawText());
        JsonElement version = Assert.Single((await studio.GetAsync("/api/studio/versions")).EnumerateArray());
        Assert.Equal(("001", true), (version.GetProperty("id").GetString(), version.GetProperty("fine_tuned").GetBoolean()));
        await studio.PostAsync("versions/promote", """{"id":"001"}""");
        await studio.WaitAsync(live => live.GetProperty("sha256").GetString() == version.GetProperty("sha256").GetString(), "/api/state");
    }

    private static (string? State, int Epoch) Tuning(JsonElement now)
    {
        JsonElement state = now.GetProperty("fine_tune");
        return (state.GetProperty("state").GetString(), state.GetProperty("epoch").GetInt32());
    }

    private async Task<StudioProcess> StartAsync(string model, params (string Name, string? Value)[] environment)
    {
        StudioProcess studio = await StudioProcess.StartAsync(folder["desk"], ["--source", $"{folder["desk/cup"]}?loop=1&realtime=1", "--model", model], environment);
        await studio.WaitAsync(now => now.GetProperty("waiting").GetInt32() == 0 && now.GetProperty("model").GetProperty("labels").GetArrayLength() == 2);
        return studio;
    }
}
