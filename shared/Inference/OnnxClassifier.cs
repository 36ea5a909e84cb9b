using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Gpu;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Inference;

/// <summary>
/// A loaded model with its input and output buffers. One thread at a time: write <see cref="InputBuffer"/>, call
/// <see cref="Run"/>, read the logits; or take its three steps one by one to time them. On the CPU a run is one native
/// call and allocates nothing on the managed heap.
/// </summary>
public sealed class OnnxClassifier : IDisposable
{
    /// <summary>The most threads of the network on the CPU: more than any machine has cores, and few enough to start.</summary>
    public const int MostThreads = 1024;

    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly OrtIoBinding binding;
    private readonly IModelBuffers buffers;
    private readonly CudaStream? stream; // owned, like the session, which it must outlive
    private readonly int knownOutput; // its place among the outputs; -1: none
    private readonly int featuresOutput;
    private bool disposed;

    /// <summary>Binds the buffers to a session.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="options">Batch size and outputs.</param>
    /// <param name="provider">What the session runs on.</param>
    /// <param name="precision">Which of the bundle's files it has.</param>
    /// <param name="session">Owned from here on.</param>
    /// <param name="stream">The session's, where it has one; owned from here on.</param>
    internal OnnxClassifier(ModelBundle bundle, ClassifierOptions options, ProviderChoice provider, PrecisionChoice precision, InferenceSession session, CudaStream? stream)
    {
        Bundle = bundle;
        BatchSize = options.BatchSize;
        (Precision, PrecisionReason) = (precision.Name, precision.Reason);
        Spinning = options.Spinning;
        ExecutionProvider = provider.Name;
        ProviderReason = provider.Reason;
        InputSpec spec = bundle.Input;
        long[] inputShape = [BatchSize, spec.Height, spec.Width, spec.Channels];
        string[] outputs = [bundle.Output.Name, .. bundle.Output.Known is string known ? [known] : Array.Empty<string>(), .. options.WithFeatures ? [FeaturesOf(bundle)] : Array.Empty<string>()];
        (knownOutput, featuresOutput) = (bundle.Output.Known is null ? -1 : 1, options.WithFeatures ? outputs.Length - 1 : -1);
        long[][] outputShapes = [.. outputs.Select(output => ShapeOf(session, output))];
        if (stream is null)
        {
            buffers = new HostBuffers(inputShape, outputShapes, provider.IsCpu ? null : () => binding!.BindInput(spec.Name, buffers!.InputValue));
        }
        else
        {
            using OrtMemoryInfo memory = new(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, provider.CudaDevice ?? 0, OrtMemType.Default);
            buffers = new CudaBuffers(stream, memory, inputShape, outputShapes);
        }

        this.session = session;
        this.stream = stream;
        binding = session.CreateIoBinding();
        binding.BindInput(spec.Name, buffers.InputValue);
        for (int i = 0; i < outputs.Length; i++)
        {
            binding.BindOutput(outputs[i], buffers.OutputValues[i]);
        }
    }

    /// <summary>The model.</summary>
    public ModelBundle Bundle { get; }

    /// <summary>The execution provider that really runs, such as <c>cpu</c> or <c>cuda:0</c>.</summary>
    public string ExecutionProvider { get; }

    /// <summary>Why it is this one, in words.</summary>
    public string ProviderReason { get; }

    /// <summary>Which of the bundle's files runs.</summary>
    public string Precision { get; }

    /// <summary>Why it is this one, in words; null where the options name it.</summary>
    public string? PrecisionReason { get; }

    /// <summary>Whether the network's threads on the CPU wait busily.</summary>
    public Spinning Spinning { get; }

    /// <summary>Images a run.</summary>
    public int BatchSize { get; }

    /// <summary>Logits an image.</summary>
    public int Classes => Bundle.Embedded.Architecture.Classes;

    /// <summary>The pixels of the next run, <c>[BatchSize, H, W, C]</c>; owned by this object.</summary>
    public Span<byte> InputBuffer => buffers.Input;

    /// <summary>The last run's measure of what is known, <c>[BatchSize]</c>; empty where logits are enough to compute it (<see cref="OutputSpec.Known"/>).</summary>
    public ReadOnlySpan<float> Known => knownOutput < 0 ? [] : buffers.Output(knownOutput);

    /// <summary>The last run's features, <c>[BatchSize, F]</c>; empty unless <see cref="ClassifierOptions.WithFeatures"/> asked for them.</summary>
    public ReadOnlySpan<float> Features => featuresOutput < 0 ? [] : buffers.Output(featuresOutput);

    /// <summary>Loads the model and runs it once, so that an accelerator that cannot work fails here.</summary>
    /// <exception cref="InputException">The model is not usable.</exception>
    /// <exception cref="DeviceException">The execution provider asked for is not available.</exception>
    /// <exception cref="UsageException">An option has no meaning.</exception>
    public static OnnxClassifier Load(ModelBundle bundle, ClassifierOptions options) => ClassifierStart.Run(bundle, options);

    /// <summary>Classifies what <see cref="InputBuffer"/> holds. On a device it waits once, at the end.</summary>
    /// <returns>Logits, <c>[BatchSize, Classes]</c>, valid until the next run.</returns>
    public ReadOnlySpan<float> Run()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        buffers.Upload();
        session.RunWithBinding(runOptions, binding);
        buffers.Download();
        return buffers.Output(0);
    }

    /// <summary>The first third of <see cref="Run"/>, for whoever times it: brings <see cref="InputBuffer"/> to the device and waits; on the CPU it is there already.</summary>
    public void Upload()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        buffers.Upload();
        buffers.WaitForUpload();
    }

    /// <summary>The second: runs the network on what was uploaded, and waits.</summary>
    public void Compute()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        session.RunWithBinding(runOptions, binding);
    }

    /// <summary>The third: brings the logits back; on the CPU they are there already.</summary>
    /// <returns>Logits, <c>[BatchSize, Classes]</c>, valid until the next run.</returns>
    public ReadOnlySpan<float> Download()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        buffers.Download();
        return buffers.Output(0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        binding.Dispose();
        buffers.Dispose();
        runOptions.Dispose();
        session.Dispose();
        stream?.Dispose();
    }

    private static string FeaturesOf(ModelBundle bundle) => bundle.Output.Features
        ?? throw new InputException($"{bundle.Directory ?? bundle.Name}: gives no features, since an earlier build wrote it; export it again");

    private long[] ShapeOf(InferenceSession session, string output) =>
        [BatchSize, .. session.OutputMetadata[output].Dimensions.Skip(1).Select(extent => (long)extent)];
}
