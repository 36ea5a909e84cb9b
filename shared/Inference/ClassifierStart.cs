using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Gpu;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Inference;

/// <summary>Starts a classifier from a model and options, and runs it once.</summary>
internal static class ClassifierStart
{
    /// <inheritdoc cref="OnnxClassifier.Load"/>
    public static OnnxClassifier Run(ModelBundle bundle, ClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(options);
        Require(options.BatchSize >= 1, $"a batch of {options.BatchSize} images is not possible; expected 1 or more");
        Require(options.Threads is null or (>= 1 and <= OnnxClassifier.MostThreads), $"{options.Threads} threads are not possible; expected 1 to {OnnxClassifier.MostThreads}");
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

    /// <summary>Creates the session and runs it once. Some errors appear only then: without cuDNN, a CUDA session starts and its first convolution fails.</summary>
    private static OnnxClassifier Start(ModelBundle bundle, ClassifierOptions options, ProviderChoice provider)
    {
        PrecisionChoice precision = PrecisionChoice.Make(options.Precision, bundle.Card, provider.IsCpu, IntegerProducts.AreFast);
        string path = bundle.ModelPath(precision.Name);
        CudaStream? stream = null;
        InferenceSession? session = null;
        OnnxClassifier? classifier = null;
        try
        {
            stream = provider.CudaDevice is int device ? new CudaStream(CudaDriver.Load(), device) : null;
            using SessionOptions sessionOptions = provider.CreateSessionOptions(options, stream, bundle.ModelFile(precision.Name).Sha256);
            session = new InferenceSession(bundle.ReadModel(precision.Name), sessionOptions);
            classifier = new OnnxClassifier(bundle, options, provider, precision, session, stream);
            classifier.Run();
            return classifier;
        }
        catch (Exception e)
        {
            if (classifier is not null)
            {
                classifier.Dispose();
            }
            else
            {
                session?.Dispose();
                stream?.Dispose();
            }

            if (e is not OnnxRuntimeException)
            {
                throw;
            }

            throw provider.IsCpu
                ? new InputException($"{path}: does not run ({ProviderFailure.OneLine(e)})", e)
                : new DeviceException($"{provider.Name} ({provider.Reason}) does not run {path} {ProviderFailure.Describe(e, provider.Name, LibraryFolders)}", e);
        }
    }

    private static string[] LibraryFolders => [AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, "native")];

    private static void Require(bool condition, string reason)
    {
        if (!condition)
        {
            throw new UsageException(reason);
        }
    }
}
