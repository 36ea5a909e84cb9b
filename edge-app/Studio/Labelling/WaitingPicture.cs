using System.Runtime.InteropServices;
using EdgeResNet.EdgeApp.Sinks.Collecting;

namespace EdgeResNet.EdgeApp.Studio.Labelling;

/// <summary>A picture of the inbox.</summary>
/// <param name="Id">Its file's name without ending.</param>
/// <param name="Entry">What was known about it.</param>
internal sealed record WaitingPicture(string Id, InboxEntry Entry)
{
    /// <summary>What compares it with others.</summary>
    public float[] Features { get; } = MemoryMarshal.Cast<byte, float>(Entry.Features.AsSpan(0, Entry.Features.Length / sizeof(float) * sizeof(float))).ToArray();

    /// <summary>How little the model knew: 1 for an unknown picture, else what its best score leaves.</summary>
    public double Doubt => Entry.Group is null || Entry.Top.Count == 0 ? 1 : 1 - (Entry.Top[0].Score ?? 0);
}
