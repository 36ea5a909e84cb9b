using EdgeResNet.EdgeApp.Explaining;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Requests of a user to a running pipeline, from window keys or page buttons. Safe from any thread.</summary>
internal sealed class PipelineControls : IDisposable
{
    private static readonly TimeSpan messageTime = TimeSpan.FromSeconds(3);
    private readonly CancellationTokenSource quit = new();
    private readonly Lock gate = new();
    private double unknownBelow;
    private string? chosenFor; // the measure for which the user chose a threshold
    private string? measure;
    private int snapshots;
    private bool paused;
    private int overlay = (int)HudDetail.Compact;
    private int chosen = (int)HudDetail.Compact; // shown again after it was hidden
    private Notice? notice;

    /// <summary>The newest explanation of a label, and who looks at it.</summary>
    public ExplanationBoard Explanations { get; } = new();

    /// <summary>Cancelled when the user quits.</summary>
    public CancellationToken Quitting => quit.Token;

    /// <summary>True while the picture is frozen; capture goes on.</summary>
    public bool Paused => Volatile.Read(ref paused);

    /// <summary>How much of the HUD is drawn.</summary>
    public HudDetail Overlay => (HudDetail)Volatile.Read(ref overlay);

    /// <summary>Whether the HUD is drawn.</summary>
    public bool OverlayVisible => Overlay != HudDetail.Off;

    /// <summary>Frames with a measure below this are unknown; 0 turns this off. The value of the model's card, until the user sets another.</summary>
    public double UnknownBelow
    {
        get => Volatile.Read(ref unknownBelow);
        set
        {
            lock (gate)
            {
                Volatile.Write(ref unknownBelow, value);
                chosenFor = measure;
            }
        }
    }

    /// <summary>Takes the threshold of a model's card, unless the user chose one for the same measure.</summary>
    /// <returns>Whether the user's threshold stays.</returns>
    public bool Follow(OutputSpec output)
    {
        lock (gate)
        {
            measure = output.UnknownBy;
            if (chosenFor == measure)
            {
                return true;
            }

            chosenFor = null;
            Volatile.Write(ref unknownBelow, output.UnknownBelow);
            return false;
        }
    }

    /// <summary>True while a snapshot request is pending.</summary>
    public bool SnapshotRequested => Volatile.Read(ref snapshots) > 0;

    /// <summary>The newest message for three seconds, then null.</summary>
    public string? Message => Volatile.Read(ref notice) is Notice n && n.Until > Environment.TickCount64 ? n.Text : null;

    /// <summary>Ends the pipeline as if its source had ended.</summary>
    public void Quit() => quit.Cancel();

    /// <summary>Freezes or resumes the picture.</summary>
    public void TogglePause() => Volatile.Write(ref paused, !paused);

    /// <summary>Freezes or resumes the picture.</summary>
    public void SetPaused(bool hold) => Volatile.Write(ref paused, hold);

    /// <summary>The next of compact, full, off.</summary>
    public void CycleOverlay() => SetOverlay(Overlay switch { HudDetail.Compact => HudDetail.Full, HudDetail.Full => HudDetail.Off, _ => HudDetail.Compact });

    /// <summary>Shows or hides the HUD, as compact or full as it was.</summary>
    public void SetOverlay(bool visible) => Volatile.Write(ref overlay, visible ? Volatile.Read(ref chosen) : (int)HudDetail.Off);

    /// <summary>Shows so much of the HUD.</summary>
    public void SetOverlay(HudDetail detail)
    {
        if (detail != HudDetail.Off)
        {
            Volatile.Write(ref chosen, (int)detail);
        }

        Volatile.Write(ref overlay, (int)detail);
    }

    /// <summary>Requests a snapshot of the next picture.</summary>
    public void RequestSnapshot() => Interlocked.Exchange(ref snapshots, 1);

    /// <summary>Returns true once for each request; called by the snapshot sink when it takes the picture.</summary>
    public bool TakeSnapshotRequest() => Interlocked.Exchange(ref snapshots, 0) > 0;

    /// <summary>Shows a short message in the HUD for three seconds.</summary>
    public void Say(string message) => Volatile.Write(ref notice, new Notice(message, Environment.TickCount64 + (long)messageTime.TotalMilliseconds));

    public void Dispose() => quit.Dispose();

    private sealed record Notice(string Text, long Until);
}
