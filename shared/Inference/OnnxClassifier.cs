using System.Runtime.InteropServices;
using EdgeResNet.Shared.Contract;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeResNet.Shared.Inference;

/// <summary>
/// A loaded model with its input and output buffers. One thread at a time: write <see cref="InputBuffer"/>, call
/// <see cref="Run"/>, read the logits. A run is one native call and allocates nothing on the managed heap.
/// </summary>
public sealed unsafe class OnnxClassifier : IDisposable
{
    private const nuint Alignment = 64; // a cache line, and the widest vector register

    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly OrtIoBinding binding;
    private readonly OrtValue input;
    private readonly OrtValue output;
    private readonly bool inputMustTravel;
    private byte* inputPixels; // owned, freed in Dispose
    private float* outputLogits; // owned, freed in Dispose

    private OnnxClassifier(ModelBundle bundle, ClassifierOptions options, OpenedSession opened)
    {
        Bundle = bundle;
        BatchSize = options.BatchSize;
        Precision = options.Precision;
        (session, ExecutionProvider, ProviderReason) = opened;
        inputMustTravel = ExecutionProvider != ExecutionProviders.Cpu;
        inputPixels = (byte*)NativeMemory.AlignedAlloc((nuint)InputLength, Alignment);
        outputLogits = (float*)NativeMemory.AlignedAlloc((nuint)OutputLength * sizeof(float), Alignment);
        InputBuffer.Clear();
        InputSpec spec = bundle.Input;
        input = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.UInt8, [BatchSize, spec.Height, spec.Width, spec.Channels], (nint)inputPixels, InputLength);
        output = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [BatchSize, Classes], (nint)outputLogits, OutputLength * sizeof(float));
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
    public Span<byte> InputBuffer
    {
        get
        {
            ObjectDisposedException.ThrowIf(inputPixels is null, this);
            return new Span<byte>(inputPixels, InputLength);
        }
    }

    private int InputLength => BatchSize * Bundle.Input.Bytes;

    private int OutputLength => BatchSize * Classes;

    /// <summary>Loads the model and runs it once, so that an accelerator that cannot work fails here.</summary>
    /// <exception cref="InputException">The model is not usable.</exception>
    /// <exception cref="DeviceException">The execution provider asked for is not available.</exception>
    /// <exception cref="UsageException">An option has no meaning.</exception>
    public static OnnxClassifier Load(ModelBundle bundle, ClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(options);
        if (options.BatchSize < 1)
        {
            throw new UsageException($"a batch of {options.BatchSize} images is not possible; expected 1 or more");
        }

        OpenedSession opened = ExecutionProviders.Open(bundle, options);
        OnnxClassifier classifier;
        try
        {
            classifier = new OnnxClassifier(bundle, options, opened);
        }
        catch
        {
            opened.Session.Dispose();
            throw;
        }

        try
        {
            classifier.Run();
            return classifier;
        }
        catch (OnnxRuntimeException e)
        {
            classifier.Dispose();
            throw opened.ExecutionProvider == ExecutionProviders.Cpu
                ? new InputException($"{bundle.ModelPath(options.Precision)}: fails when it runs ({ExecutionProviders.OneLine(e)})", e)
                : new DeviceException($"{opened.ExecutionProvider} was chosen but fails when it runs ({ExecutionProviders.OneLine(e)}); check its libraries, or use --ep cpu", e);
        }
    }

    /// <summary>Classifies what <see cref="InputBuffer"/> holds.</summary>
    /// <returns>Logits, <c>[BatchSize, Classes]</c>, valid until the next run.</returns>
    public ReadOnlySpan<float> Run()
    {
        ObjectDisposedException.ThrowIf(outputLogits is null, this);
        if (inputMustTravel)
        {
            binding.BindInput(Bundle.Input.Name, input); // copies to the device
        }

        session.RunWithBinding(runOptions, binding);
        return new ReadOnlySpan<float>(outputLogits, OutputLength);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (inputPixels is null)
        {
            return;
        }

        binding.Dispose();
        input.Dispose();
        output.Dispose();
        runOptions.Dispose();
        session.Dispose();
        NativeMemory.AlignedFree(inputPixels);
        NativeMemory.AlignedFree(outputLogits);
        inputPixels = null;
        outputLogits = null;
    }
}
