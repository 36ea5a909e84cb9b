using EdgeResNet.Shared.Gpu;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Inference;

/// <summary>Host buffers that the network uses directly. A plugin library's provider copies the input whenever it is bound, and the output at the end of a run.</summary>
internal sealed class HostBuffers : IModelBuffers
{
    private readonly byte[] pixels; // pinned, like the outputs: native code keeps their addresses
    private readonly float[][] outputs;
    private readonly Action? bindAgain;

    /// <summary>Makes them.</summary>
    /// <param name="inputShape"><c>[N, H, W, C]</c>.</param>
    /// <param name="outputShapes">Shape of each output; the first is <c>[N, K]</c>.</param>
    /// <param name="bindAgain">Binds the input, which copies it; null where no copy is needed.</param>
    public HostBuffers(long[] inputShape, IReadOnlyList<long[]> outputShapes, Action? bindAgain)
    {
        pixels = GC.AllocateArray<byte>(IModelBuffers.Size(inputShape), pinned: true);
        outputs = [.. outputShapes.Select(shape => GC.AllocateArray<float>(IModelBuffers.Size(shape), pinned: true))];
        this.bindAgain = bindAgain;
        InputValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels.AsMemory(), inputShape);
        OutputValues = [.. outputs.Zip(outputShapes, (output, shape) => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, output.AsMemory(), shape))];
    }

    public Span<byte> Input => pixels;

    public OrtValue InputValue { get; }

    public IReadOnlyList<OrtValue> OutputValues { get; }

    public ReadOnlySpan<float> Output(int index) => outputs[index];

    public void Upload() => bindAgain?.Invoke();

    public void Download()
    {
    }

    public void WaitForUpload()
    {
    }

    public void Dispose()
    {
        InputValue.Dispose();
        foreach (OrtValue output in OutputValues)
        {
            output.Dispose();
        }
    }
}
