using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;
using EdgeResNet.Shared.Data;
using EdgeResNet.Tests.Build;
using EdgeResNet.Trainer.Training.Display;
using EdgeResNet.Trainer.Training.Loop;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Training.Runs;

public sealed class TensorBoardFileTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_checksum_is_the_masked_standard_one()
    {
        uint known = 0xE3069283; // CRC-32C of these digits
        Assert.Equal(BitOperations.RotateRight(known, 15) + 0xa282ead8, TensorBoardFile.MaskedCrc("123456789"u8.ToArray()));
        byte[] file = Fresh(new Recipe(), [Epoch(1)]);
        int length = BinaryPrimitives.ReadInt32LittleEndian(file);
        Assert.Equal(TensorBoardFile.MaskedCrc(file[..8]), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(8)));
        Assert.Equal(TensorBoardFile.MaskedCrc(file[12..(12 + length)]), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(12 + length)));
    }

    [Fact]
    public async Task Another_reader_finds_each_epoch_once_after_an_interruption()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "python3 is not installed");
        DataSplits data = StripeImages.Splits(train: 64, validation: 32);
        Recipe recipe = new() { Arch = "resnet20", Width = 0.25, ImageSize = 16, Epochs = 3, Batch = 32, PadCrop = 1, Seed = 5 };
        string path = folder["run"];
        RunFolder run = RunFolder.Create(path, new RunSpec("folder:none", recipe, StripeImages.Architecture(recipe), StripeImages.Input, data.Train.Classes));
        using (StopAfter display = new(step: 3)) // in the second epoch
        {
            Assert.True(TrainLoop.Run(run, data, CPU, display, display.Token).Interrupted);
        }

        byte[] before = File.ReadAllBytes(run.Metrics.EventFile);
        using (StopAfter display = new(step: -1))
        {
            Assert.False(TrainLoop.Run(RunFolder.Open(path), data, CPU, display, display.Token).Interrupted);
        }

        Assert.Equal(before, File.ReadAllBytes(run.Metrics.EventFile)[..before.Length]); // a reader that has it open goes on
        CommandResult read = await Command.RunAsync("/usr/bin/python3", [Path.Combine(Command.RepositoryRoot, "tests/Training/Runs/read_events.py"), run.Metrics.EventFile]);
        Assert.True(read.ExitCode == 0, read.Error);
        JsonElement[] lines = [.. read.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal("brain.Event:2", lines[0].GetProperty("version").GetString());
        Assert.Equal(("recipe/text_summary", "text"), (lines[1].GetProperty("tag").GetString(), lines[1].GetProperty("plugin").GetString()));
        Assert.Contains("| arch | resnet20 |", lines[1].GetProperty("text").GetString(), StringComparison.Ordinal);
        IReadOnlyList<EpochMetrics> epochs = run.Metrics.Read();
        Assert.Equal([1, 2, 3], epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(
            epochs.SelectMany(epoch => TensorBoardFile.Scalars(epoch).Select(scalar => ((long)epoch.Epoch, scalar.Tag, (float)scalar.Value))),
            lines[2..].Select(line => (line.GetProperty("step").GetInt64(), line.GetProperty("tag").GetString()!, line.GetProperty("value").GetSingle())));
        Assert.All(lines[2..], line => Assert.Equal(epochs[line.GetProperty("step").GetInt32() - 1].Time!.Value.ToUnixTimeMilliseconds() / 1000.0, line.GetProperty("wall_time").GetDouble()));
    }

    [Fact]
    public void Truncated_and_repeated_records_are_repaired()
    {
        Recipe recipe = new();
        EpochMetrics[] epochs = [.. Enumerable.Range(1, 4).Select(Epoch)];
        byte[] whole = Fresh(recipe, epochs);
        string file = folder["tensorboard/a"];
        TensorBoardFile.Update(file, recipe, epochs);
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.SetLength(whole.Length - 7);
        }

        TensorBoardFile.Update(file, recipe, epochs);
        Assert.Equal(whole, File.ReadAllBytes(file));

        EpochMetrics[] again = [epochs[0], epochs[1] with { TrainLoss = 3 }];
        TensorBoardFile.Update(file, recipe, again);
        Assert.Equal(Fresh(recipe, again), File.ReadAllBytes(file));
    }

    private static EpochMetrics Epoch(int number) => new(number, 1.0 / number, 0.5, 1.1 / number, 0.6, 0.1, 100, 3) { MemoryBytes = 1_000_000, Time = DateTimeOffset.UnixEpoch.AddMinutes(number) };

    private byte[] Fresh(Recipe recipe, EpochMetrics[] epochs)
    {
        string file = folder[$"fresh-{epochs.Length}"];
        TensorBoardFile.Update(file, recipe, epochs);
        return File.ReadAllBytes(file);
    }

    private sealed class StopAfter(long step) : IProgressDisplay, IDisposable
    {
        private readonly CancellationTokenSource source = new();

        public CancellationToken Token => source.Token;

        public void Show(Progress progress, int stepsPerEpoch, int epochs, long lastStep, int batch)
        {
            if (progress.Step == step)
            {
                source.Cancel();
            }
        }

        public void EpochDone(EpochMetrics metrics, bool best)
        {
        }

        public void Note(string text)
        {
        }

        public void Dispose() => source.Dispose();
    }
}
