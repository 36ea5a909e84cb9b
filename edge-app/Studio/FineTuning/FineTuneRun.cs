using System.Text.Json;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.EdgeApp.Studio.Versions;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.FineTuning;

/// <summary>Fine-tunes the whole network in a child process, which ends in the list of versions. Safe from any thread.</summary>
/// <param name="desk">Makes the version.</param>
/// <param name="changes">Told of changes.</param>
/// <param name="trainer">Runs a verb of the trainer; null where there is none.</param>
internal sealed class FineTuneRun(VersionDesk desk, StudioChanges changes, Action<IReadOnlyList<string>, CancellationToken>? trainer) : IStudioPart, IDisposable
{
    private const string Missing = "the trainer is missing here; fine-tune on a machine with ./edgeresnet and the .NET SDK";
    private readonly Lock gate = new();
    private CancellationTokenSource cancelling = new();
    private TuneState state = new("idle", null);
    private FineTuneFolder? exchange; // of the running child
    private IReadOnlyList<FineTuneProgress> epochs = [];

    public string Key => "fine_tune";

    /// <summary>Begins.</summary>
    /// <exception cref="InputException">There is no trainer, there are no two classes, or another version is being made.</exception>
    public void Start()
    {
        Action<IReadOnlyList<string>, CancellationToken> run = trainer ?? throw new InputException(Missing);
        lock (gate)
        {
            CancellationTokenSource own = new();
            Task<SavedVersion> made = desk.Make(null, (arguments, stop) => Follow(run, arguments, stop), own.Token);
            cancelling.Dispose();
            (cancelling, epochs, exchange) = (own, [], null);
            Tell(new TuneState("running", "teaching the head first"));
            _ = made.ContinueWith(End, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Ends the child process; nothing is saved. No effect if none runs.</summary>
    public void Cancel()
    {
        lock (gate)
        {
            cancelling.Cancel();
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        TuneState now = Volatile.Read(ref state);
        IReadOnlyList<FineTuneProgress> curve = now.State == "running" ? Progress() : epochs;
        FineTuneProgress? last = curve.Count == 0 ? null : curve[^1];
        json.WriteStartObject();
        json.WriteBoolean("available", trainer is not null);
        json.WriteString("why_not", trainer is null ? Missing : null);
        json.WriteString("state", now.State);
        json.WriteNumber("epoch", last?.Epoch ?? 0);
        json.WriteNumber("epochs", last?.Epochs ?? 0);
        json.WritePropertyName("seconds_left");
        JsonSerializer.Serialize(json, now.State == "running" ? last?.SecondsLeft : null);
        json.WritePropertyName("curve");
        JsonSerializer.Serialize(json, curve.Select(epoch => new CurvePoint(epoch.Epoch, epoch.TrainLoss, epoch.ValLoss, epoch.ValTop1)), StrictJson.Line);
        json.WriteString("message", now.Message);
        json.WriteEndObject();
    }

    public void Dispose()
    {
        Cancel();
        cancelling.Dispose();
    }

    /// <summary>Runs the child, whose epochs are read from its folder meanwhile.</summary>
    private void Follow(Action<IReadOnlyList<string>, CancellationToken> run, IReadOnlyList<string> arguments, CancellationToken stop)
    {
        Volatile.Write(ref exchange, new FineTuneFolder(arguments[1]));
        Tell(new TuneState("running", null));
        try
        {
            run(arguments, stop);
        }
        finally
        {
            Progress();
            Volatile.Write(ref exchange, null);
        }
    }

    private IReadOnlyList<FineTuneProgress> Progress()
    {
        try
        {
            return Volatile.Read(ref exchange)?.ReadProgress() is { Count: > 0 } read ? epochs = read : epochs;
        }
        catch (Exception e) when (e is IOException or InputException)
        {
            return epochs; // the folder has just been removed
        }
    }

    private void End(Task<SavedVersion> made) => Tell(made switch
    {
        { IsCompletedSuccessfully: true } => new TuneState("done", $"version {made.Result.Id} is fine-tuned"),
        { Exception.InnerException: { } e and not OperationCanceledException } => new TuneState("failed", Printable.Of(e.Message.ReplaceLineEndings(" "))),
        _ => new TuneState("cancelled", "nothing was saved"),
    });

    private void Tell(TuneState next)
    {
        Volatile.Write(ref state, next);
        changes.Tell();
    }

    private sealed record TuneState(string State, string? Message);

    private sealed record CurvePoint(int Epoch, double TrainLoss, double? ValLoss, double? ValTop1);
}
