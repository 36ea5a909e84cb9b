using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeResNet.Shared.Inference;

/// <summary>
/// Pixels and logits twice: page-locked on the host, and on the GPU at addresses that never change, as a recorded graph
/// needs them. Copies travel on the provider's own stream.
/// </summary>
internal sealed unsafe class CudaBuffers : IModelBuffers
{
    private readonly CudaStream stream;
    private readonly int inputBytes;
    private readonly int classes;
    private nint hostInput;
    private nint hostOutput;
    private nint deviceInput;
    private nint deviceOutput;

    /// <summary>Makes them.</summary>
    /// <param name="stream">The session's; stays the caller's.</param>
    /// <param name="memory">Where ONNX Runtime shall believe the device's addresses to be; stays the caller's.</param>
    /// <param name="inputShape"><c>[N, H, W, C]</c>.</param>
    /// <param name="outputShape"><c>[N, K]</c>.</param>
    /// <exception cref="Contract.DeviceException">There is not enough memory.</exception>
    public CudaBuffers(CudaStream stream, OrtMemoryInfo memory, long[] inputShape, long[] outputShape)
    {
        this.stream = stream;
        inputBytes = IModelBuffers.Size(inputShape);
        classes = IModelBuffers.Size(outputShape);
        stream.Enter();
        try
        {
            hostInput = stream.Driver.AllocateHost(inputBytes);
            hostOutput = stream.Driver.AllocateHost(OutputBytes);
            deviceInput = stream.Driver.AllocateDevice(inputBytes);
            deviceOutput = stream.Driver.AllocateDevice(OutputBytes);
        }
        catch
        {
            Free();
            throw;
        }

        Input.Clear();
        InputValue = OrtValue.CreateTensorValueWithData(memory, TensorElementType.UInt8, inputShape, deviceInput, inputBytes);
        OutputValue = OrtValue.CreateTensorValueWithData(memory, TensorElementType.Float, outputShape, deviceOutput, OutputBytes);
    }

    /// <inheritdoc/>
    public Span<byte> Input => new((void*)hostInput, inputBytes);

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits => new((void*)hostOutput, classes);

    /// <inheritdoc/>
    public OrtValue InputValue { get; }

    /// <inheritdoc/>
    public OrtValue OutputValue { get; }

    private int OutputBytes => classes * sizeof(float);

    /// <inheritdoc/>
    public void Upload()
    {
        stream.Enter();
        stream.Driver.CopyToDevice(deviceInput, hostInput, inputBytes, stream.Handle);
    }

    /// <inheritdoc/>
    public void WaitForUpload() => stream.Wait();

    /// <inheritdoc/>
    public void Download()
    {
        stream.Enter();
        stream.Driver.CopyToHost(hostOutput, deviceOutput, OutputBytes, stream.Handle);
        stream.Wait();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Enter();
        InputValue.Dispose();
        OutputValue.Dispose();
        Free();
    }

    private void Free()
    {
        Release(ref deviceOutput, stream.Driver.FreeDevice);
        Release(ref deviceInput, stream.Driver.FreeDevice);
        Release(ref hostOutput, stream.Driver.FreeHost);
        Release(ref hostInput, stream.Driver.FreeHost);
    }

    private static void Release(ref nint address, Action<nint> free)
    {
        if (address != 0)
        {
            free(address);
            address = 0;
        }
    }
}
