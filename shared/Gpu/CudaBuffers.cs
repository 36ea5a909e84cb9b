using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeResNet.Shared.Gpu;

/// <summary>
/// Pixels and outputs, page-locked on the host and at fixed addresses on the GPU, which a recorded graph needs. Copies use
/// the provider's own stream.
/// </summary>
internal sealed unsafe class CudaBuffers : IModelBuffers
{
    private readonly CudaStream stream;
    private readonly int inputBytes;
    private readonly int[] sizes; // elements of each output
    private readonly nint[] hostOutputs;
    private readonly nint[] deviceOutputs;
    private nint hostInput;
    private nint deviceInput;

    /// <summary>Makes them.</summary>
    /// <param name="stream">The session's stream; the caller owns it.</param>
    /// <param name="memory">The memory that ONNX Runtime assumes for the device's addresses; the caller owns it.</param>
    /// <param name="inputShape"><c>[N, H, W, C]</c>.</param>
    /// <param name="outputShapes">Shape of each output; the first is <c>[N, K]</c>.</param>
    /// <exception cref="DeviceException">There is not enough memory.</exception>
    public CudaBuffers(CudaStream stream, OrtMemoryInfo memory, long[] inputShape, IReadOnlyList<long[]> outputShapes)
    {
        this.stream = stream;
        inputBytes = IModelBuffers.Size(inputShape);
        sizes = [.. outputShapes.Select(IModelBuffers.Size)];
        hostOutputs = new nint[sizes.Length];
        deviceOutputs = new nint[sizes.Length];
        stream.Enter();
        try
        {
            hostInput = stream.Driver.AllocateHost(inputBytes);
            deviceInput = stream.Driver.AllocateDevice(inputBytes);
            for (int i = 0; i < sizes.Length; i++)
            {
                hostOutputs[i] = stream.Driver.AllocateHost(Bytes(i));
                deviceOutputs[i] = stream.Driver.AllocateDevice(Bytes(i));
            }
        }
        catch
        {
            Free();
            throw;
        }

        Input.Clear();
        InputValue = OrtValue.CreateTensorValueWithData(memory, TensorElementType.UInt8, inputShape, deviceInput, inputBytes);
        OutputValues = [.. outputShapes.Select((shape, i) => OrtValue.CreateTensorValueWithData(memory, TensorElementType.Float, shape, deviceOutputs[i], Bytes(i)))];
    }

    public Span<byte> Input => new((void*)hostInput, inputBytes);

    public OrtValue InputValue { get; }

    public IReadOnlyList<OrtValue> OutputValues { get; }

    public ReadOnlySpan<float> Output(int index) => new((void*)hostOutputs[index], sizes[index]);

    public void Upload()
    {
        stream.Enter();
        stream.Driver.CopyToDevice(deviceInput, hostInput, inputBytes, stream.Handle);
    }

    public void WaitForUpload() => stream.Wait();

    public void Download()
    {
        stream.Enter();
        for (int i = 0; i < sizes.Length; i++)
        {
            stream.Driver.CopyToHost(hostOutputs[i], deviceOutputs[i], Bytes(i), stream.Handle);
        }

        stream.Wait();
    }

    public void Dispose()
    {
        stream.Enter();
        InputValue.Dispose();
        foreach (OrtValue output in OutputValues)
        {
            output.Dispose();
        }

        Free();
    }

    private int Bytes(int output) => sizes[output] * sizeof(float);

    private void Free()
    {
        for (int i = 0; i < sizes.Length; i++)
        {
            Release(ref deviceOutputs[i], stream.Driver.FreeDevice);
            Release(ref hostOutputs[i], stream.Driver.FreeHost);
        }

        Release(ref deviceInput, stream.Driver.FreeDevice);
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
