using EdgeResNet.Shared.Cli;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>A live stream that needs FFmpeg's network protocols, such as RTSP. A stream that changes its size is opened again at the new one.</summary>
internal sealed class FfmpegSource : IFrameSource
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10); // a stream starts with its next key frame
    private readonly FfmpegInput input;
    private readonly ReadLimit limit;
    private readonly Lock gate = new();
    private FfmpegProgram program;
    private bool ended; // no further program is started
    private long delivered;

    private FfmpegSource(FfmpegInput input)
    {
        this.input = input;
        program = FfmpegProgram.Start(input);
        limit = new ReadLimit(patience, End); // closes the pipe, which ends the read
    }

    /// <summary>Longer than the patience: ends <c>ffmpeg</c> after this program was killed.</summary>
    internal static TimeSpan LongestSilence { get; } = TimeSpan.FromSeconds(15);

    public string Name => input.Address.Name;

    public bool IsLive => true;

    /// <summary>Starts receiving; the first read shows whether the server sends.</summary>
    /// <exception cref="InputException">The <c>ffmpeg</c> program is missing.</exception>
    public static FfmpegSource Open(NetworkAddress address) => Open(FfmpegInput.Of(address, new NetworkOptions(), LongestSilence));

    /// <summary>The same for an input with its options, whose relay then belongs to the source.</summary>
    /// <exception cref="InputException">As above.</exception>
    public static FfmpegSource Open(FfmpegInput input) => new(input);

    public bool Read(Frame frame, CancellationToken stop)
    {
        limit.Begin(stop);
        bool received = program.Receive(frame);
        while (program.IsResized)
        {
            received = Restart() && program.Receive(frame);
        }

        limit.End();
        if (!received)
        {
            return stop.IsCancellationRequested ? false : throw new DeviceException(delivered > 0
                ? $"{Name}: stopped delivering after {Counted.Of(delivered, "frame")}{LastWords()}; check that the camera is still on and connected"
                : $"{Name}: {Reason()}; check the address, that the camera is on, and user name and password");
        }

        frame.Truth = null;
        frame.Name = null;
        delivered++;
        return true;
    }

    public void Dispose()
    {
        limit.Dispose();
        program.Dispose();
        input.Relay?.Dispose();
    }

    /// <summary>Replaces the program by a new one, which takes the stream's present size.</summary>
    /// <returns>False if the time of the read is over.</returns>
    private bool Restart()
    {
        program.Dispose();
        FfmpegProgram next = FfmpegProgram.Start(input);
        lock (gate)
        {
            program = next;
            if (ended)
            {
                next.End();
            }

            return !ended;
        }
    }

    private string Reason() => LastWords() is { Length: > 0 } words ? $"sends no picture{words}" : $"no picture comes within {patience.TotalSeconds} s";

    private string LastWords()
    {
        string? complaint = program.LastWords() is string words ? $"ffmpeg: {input.Mask(words)}" : null;
        string?[] reasons = [input.Oddity, input.Relay?.Refusal, program.Refusal, complaint];
        return reasons.Any(reason => reason is not null) ? $" ({string.Join("; ", reasons.Where(reason => reason is not null))})" : "";
    }

    private void End()
    {
        lock (gate)
        {
            ended = true;
            program.End();
        }
    }
}
