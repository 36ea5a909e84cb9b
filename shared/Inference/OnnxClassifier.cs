using EdgeResNet.Shared.Contract;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Inference;

/// <summary>
/// A loaded model with its input and output buffers. One thread at a time: write <see cref="InputBuffer"/>, call
/// <see cref="Run"/>, read the logits; or take its three steps one by one to time them. On the CPU a run is one native
/// call and allocates nothing on the managed heap.
/// </summary>
public sealed class OnnxClassifier : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly OrtIoBinding binding;
    private readonly OrtValue input;
    private readonly OrtValue output;
    private readonly byte[] pixels; // pinned, like the logits: the native side keeps their addresses
    private readonly float[] logits;
    private readonly bool inputMustTravel;
    private bool disposed;

    private OnnxClassifier(ModelBundle bundle, ClassifierOptions options, ProviderChoice provider, InferenceSession session)
    {
        Bundle = bundle;
        BatchSize = options.BatchSize;
        Precision = options.Precision;
        ExecutionProvider = provider.Name;
        ProviderReason = provider.Reason;
        this.session = session;
        inputMustTravel = !provider.IsCpu;
        InputSpec spec = bundle.Input;
        pixels = GC.AllocateArray<byte>(BatchSize * spec.Bytes, pinned: true);
        logits = GC.AllocateArray<float>(BatchSize * Classes, pinned: true);
        input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels.AsMemory(), [BatchSize, spec.Height, spec.Width, spec.Channels]);
        output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, logits.AsMemory(), [BatchSize, Classes]);
        binding = session.CreateIoBinding();
        binding.BindInput(spec.Name, input);
        binding.BindOutput(bundle.Output.Name, output);
    }

    /// <summary>The model.</summary>
    public ModelBundle Bundle { get; }

    /// <summary>The execution provider that really runs, such as <c>cpu</c> or <c>cuda:0</c>.</summary>
    public string ExecutionProvider { get; }

    /// <summary>Why it is this one, in words.</summary>
    public string ProviderReason { get; }

    /// <summary>Which of the bundle's files runs.</summary>
    public string Precision { get; }

    /// <summary>Images a run.</summary>
    public int BatchSize { get; }

    /// <summary>Logits an image.</summary>
    public int Classes => Bundle.Embedded.Architecture.Classes;

    /// <summary>The pixels of the next run, <c>[BatchSize, H, W, C]</c>; owned by this object.</summary>
    public Span<byte> InputBuffer => pixels;

    /// <summary>Loads the model and runs it once, so that an accelerator that cannot work fails here.</summary>
    /// <exception cref="InputException">The model is not usable.</exception>
    /// <exception cref="DeviceException">The execution provider asked for is not available.</exception>
    /// <exception cref="UsageException">An option has no meaning.</exception>
    public static OnnxClassifier Load(ModelBundle bundle, ClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(options);
        Require(options.BatchSize >= 1, $"a batch of {options.BatchSize} images is not possible; expected 1 or more");
        Require(options.Threads is null or >= 1, $"{options.Threads} threads are not possible; expected 1 or more");
        (ProviderChoice provider, ProviderChoice? otherwise) = ExecutionProviders.Choose(options);
        try
        {
            return Start(bundle, options, provider);
        }
        catch (DeviceException e) when (otherwise is not null)
        {
            return Start(bundle, options, otherwise with { Reason = $"auto: {e.Message}" });
        }
    }

    /// <summary>Classifies what <see cref="InputBuffer"/> holds: <see cref="Upload"/>, <see cref="Compute"/>, <see cref="Download"/>.</summary>
    /// <returns>Logits, <c>[BatchSize, Classes]</c>, valid until the next run.</returns>
    public ReadOnlySpan<float> Run()
    {
        Upload();
        Compute();
        return Download();
    }

    /// <summary>Brings <see cref="InputBuffer"/> to the device; on the CPU it is there already.</summary>
    public void Upload()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (inputMustTravel)
        {
            binding.BindInput(Bundle.Input.Name, input); // the copy to the device happens here, not in the run
        }
    }

    /// <summary>Runs the network on what was uploaded.</summary>
    public void Compute()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        session.RunWithBinding(runOptions, binding);
    }

    /// <summary>Brings the logits back; on the CPU they are there already.</summary>
    /// <returns>Logits, <c>[BatchSize, Classes]</c>, valid until the next run.</returns>
    public ReadOnlySpan<float> Download()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return logits;
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
        input.Dispose();
        output.Dispose();
        runOptions.Dispose();
        session.Dispose();
    }

    /// <summary>Creates the session and runs it once: without cuDNN, for one, a CUDA session starts and its first convolution fails.</summary>
    private static OnnxClassifier Start(ModelBundle bundle, ClassifierOptions options, ProviderChoice provider)
    {
        string path = bundle.ModelPath(options.Precision);
        InferenceSession? session = null;
        OnnxClassifier? classifier = null;
        try
        {
            using SessionOptions sessionOptions = provider.CreateSessionOptions(options.Threads);
            session = new InferenceSession(path, sessionOptions);
            classifier = new OnnxClassifier(bundle, options, provider, session);
            classifier.Run();
            return classifier;
        }
        catch (Exception e)
        {
            classifier?.Dispose();
            session?.Dispose();
            if (e is not OnnxRuntimeException)
            {
                throw;
            }

            throw provider.IsCpu
                ? new InputException($"{path}: does not run ({ExecutionProviders.OneLine(e)})", e)
                : new DeviceException($"{provider.Name} ({provider.Reason}) does not run {path} ({ExecutionProviders.OneLine(e)}); check its driver and libraries, or use --ep cpu", e);
        }
    }

    private static void Require(bool condition, string reason)
    {
        if (!condition)
        {
            throw new UsageException(reason);
        }
    }
}
