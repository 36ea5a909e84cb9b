using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Gpu;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Inference;

/// <summary>
/// A loaded model with its input and output buffers. One thread at a time: write <see cref="InputBuffer"/>, call
/// <see cref="Run"/>, read the logits; or call its three steps one by one to time them. On the CPU, a run is one native
/// call without managed allocation.
/// </summary>
public sealed class OnnxClassifier : IDisposable
{
    /// <summary>Largest number of threads on the CPU; above the core count of current machines.</summary>
    public const int MostThreads = 1024;

    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly OrtIoBinding binding;
    private readonly IModelBuffers buffers;
    private readonly CudaStream? stream; // owned, like the session; disposed after it
    private readonly int knownOutput; // index of the output; -1: none
    private readonly int featuresOutput;
    private bool disposed;

    /// <summary>Binds the buffers to a session.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="options">Batch size and outputs.</param>
    /// <param name="provider">The session's provider.</param>
    /// <param name="precision">The bundle's file in it.</param>
    /// <param name="session">Owned from now on.</param>
    /// <param name="stream">The session's stream, if it has one; owned from now on.</param>
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

    /// <summary>The running execution provider, such as <c>cpu</c> or <c>cuda:0</c>.</summary>
    public string ExecutionProvider { get; }

    /// <summary>Why this provider was chosen.</summary>
    public string ProviderReason { get; }

    /// <summary>The precision of the running file.</summary>
    public string Precision { get; }

    /// <summary>Why this file was chosen; null where the options name it.</summary>
    public string? PrecisionReason { get; }

    /// <summary>Whether the network's CPU threads spin while they wait.</summary>
    public Spinning Spinning { get; }

    /// <summary>Images per run.</summary>
    public int BatchSize { get; }

    /// <summary>Logits per image.</summary>
    public int Classes => Bundle.Embedded.Architecture.Classes;

    /// <summary>The pixels of the next run, <c>[BatchSize, H, W, C]</c>; owned by this object.</summary>
    public Span<byte> InputBuffer => buffers.Input;

    /// <summary>The last run's measure of known pictures, <c>[BatchSize]</c>; empty where logits are enough (<see cref="OutputSpec.Known"/>).</summary>
    public ReadOnlySpan<float> Known => knownOutput < 0 ? [] : buffers.Output(knownOutput);

    /// <summary>The last run's features, <c>[BatchSize, F]</c>; empty without <see cref="ClassifierOptions.WithFeatures"/>.</summary>
    public ReadOnlySpan<float> Features => featuresOutput < 0 ? [] : buffers.Output(featuresOutput);

    /// <summary>Loads the model and runs it once, so a broken accelerator fails here.</summary>
    /// <exception cref="InputException">The model is not usable.</exception>
    /// <exception cref="DeviceException">The requested execution provider is not available.</exception>
    /// <exception cref="UsageException">An option is not valid.</exception>
    public static OnnxClassifier Load(ModelBundle bundle, ClassifierOptions options) => ClassifierStart.Run(bundle, options);

    /// <summary>Classifies the content of <see cref="InputBuffer"/>. Waits for a device once, at the end.</summary>
    /// <returns>Logits, <c>[BatchSize, Classes]</c>, valid until the next run.</returns>
    public ReadOnlySpan<float> Run()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        buffers.Upload();
        session.RunWithBinding(runOptions, binding);
        buffers.Download();
        return buffers.Output(0);
    }

    /// <summary>First step of <see cref="Run"/>, for timing: copies <see cref="InputBuffer"/> to the device and waits. Does nothing on the CPU.</summary>
    public void Upload()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        buffers.Upload();
        buffers.WaitForUpload();
    }

    /// <summary>Second step: runs the network on the uploaded input and waits.</summary>
    public void Compute()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        session.RunWithBinding(runOptions, binding);
    }

    /// <summary>Third step: copies the logits back. Does nothing on the CPU.</summary>
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
        ?? throw new InputException($"{bundle.Directory ?? bundle.Name}: has no features output, because an earlier build wrote it; export it again");

    private long[] ShapeOf(InferenceSession session, string output) =>
        [BatchSize, .. session.OutputMetadata[output].Dimensions.Skip(1).Select(extent => (long)extent)];
}
