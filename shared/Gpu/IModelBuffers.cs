using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Gpu;

/// <summary>A session's input and outputs, with their transfers to and from the device.</summary>
internal interface IModelBuffers : IDisposable
{
    /// <summary>Pixels, on the host.</summary>
    Span<byte> Input { get; }


    /// <summary>The session's input.</summary>
    OrtValue InputValue { get; }

    /// <summary>The session's outputs.</summary>
    IReadOnlyList<OrtValue> OutputValues { get; }

    /// <summary>The numbers of an output, on the host.</summary>
    ReadOnlySpan<float> Output(int index);

    /// <summary>Number of elements of a shape.</summary>
    static int Size(long[] shape)
    {
        long size = 1;
        foreach (long dimension in shape)
        {
            size *= dimension;
        }

        return checked((int)size);
    }

    /// <summary>Sends <see cref="Input"/> to the device, before the next computation.</summary>
    void Upload();

    /// <summary>Fetches all outputs and waits until they are there.</summary>
    void Download();

    /// <summary>Waits until the sent input has arrived.</summary>
    void WaitForUpload();
}
