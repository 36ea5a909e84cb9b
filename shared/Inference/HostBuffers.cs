using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Inference;

/// <summary>Buffers that the network uses where they are. A provider of a plugin library copies the input itself whenever it is bound, and the output at the end of a run.</summary>
internal sealed class HostBuffers : IModelBuffers
{
    private readonly byte[] pixels; // pinned, like the logits: the native side keeps their addresses
    private readonly float[] logits;
    private readonly Action? bindAgain;

    /// <summary>Makes them.</summary>
    /// <param name="inputShape"><c>[N, H, W, C]</c>.</param>
    /// <param name="outputShape"><c>[N, K]</c>.</param>
    /// <param name="bindAgain">Binds the input, which copies it; null where nothing must be copied.</param>
    public HostBuffers(long[] inputShape, long[] outputShape, Action? bindAgain)
    {
        pixels = GC.AllocateArray<byte>(IModelBuffers.Size(inputShape), pinned: true);
        logits = GC.AllocateArray<float>(IModelBuffers.Size(outputShape), pinned: true);
        this.bindAgain = bindAgain;
        InputValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels.AsMemory(), inputShape);
        OutputValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, logits.AsMemory(), outputShape);
    }

    /// <inheritdoc/>
    public Span<byte> Input => pixels;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits => logits;

    /// <inheritdoc/>
    public OrtValue InputValue { get; }

    /// <inheritdoc/>
    public OrtValue OutputValue { get; }

    /// <inheritdoc/>
    public void Upload() => bindAgain?.Invoke();

    /// <inheritdoc/>
    public void Download()
    {
    }

    /// <inheritdoc/>
    public void WaitForUpload()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        InputValue.Dispose();
        OutputValue.Dispose();
    }
}
